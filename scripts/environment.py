"""Prepare the project's own virtual environment (standard library only)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
NEEDED_MIB = 1200
OLDEST_PYTHON = (3, 11)


def _stop(problem: str, mend: str) -> None:
    sys.exit(f"kuager: {problem}\n        {mend}")


def _check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        _stop(
            f"Python {sys.version_info.major}.{sys.version_info.minor} is too old.",
            "Install Python 3.11 or newer and start this script with it: python3.12 scripts/run",
        )


def _check_machine() -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415  (Debian packs it apart, as python3-venv)
    except ImportError:
        _stop("python3-venv is missing.", "On Debian or Ubuntu: sudo apt install python3-venv")
    free = shutil.disk_usage(ROOT).free // 2**20
    if not VENV.exists() and free < NEEDED_MIB:
        _stop(
            f"{free} MiB free on this disk, {NEEDED_MIB} MiB are needed for the libraries.",
            "Free some space, or move the folder to a larger disk.",
        )


def _stamp(lock: Path) -> str:
    import tomllib  # noqa: PLC0415  (Python 3.11; older ones are told so before)

    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # The settings of the pack, [tool.kuager], have nothing to do with the environment.
    described = [tables.get(name) for name in ("build-system", "project")]
    digest = hashlib.sha256(lock.read_bytes())
    digest.update(f"{described} {sys.version_info[:2]} {ROOT}".encode())
    return digest.hexdigest()


def _pip(*arguments: str) -> bool:
    command = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False, stdout=sys.stderr).returncode == 0


def prepare(lock_name: str) -> Path:
    """Bring ``.venv`` to exactly what the lock lists; return its folder of programs.

    Does nothing when the environment was made from the same lock already. Ends the
    program with one clear line when Python, disk, network or a hash is at fault.
    """
    _check_python()
    lock = ROOT / lock_name
    stamp_path = VENV / f".{lock.stem}.sha256"
    stamp = _stamp(lock)
    if stamp_path.exists() and stamp_path.read_text(encoding="ascii") == stamp:
        return BIN
    _check_machine()
    print(f"kuager: setting up .venv from {lock_name} (a minute or two) …", file=sys.stderr)
    usable = (BIN / "python").exists() and subprocess.run(
        [str(BIN / "python"), "-m", "pip", "--version"], check=False, capture_output=True
    ).returncode == 0
    if not usable:
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode:
            _stop("the virtual environment could not be made.", "See the lines above.")
    if not _pip(
        "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)
    ):
        _stop(
            "the libraries could not be installed.",
            "If the lines above speak of a connection: this first set-up needs the network "
            "once; no later step does.",
        )
    if not _pip("install", "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)):
        _stop("kuager itself could not be installed.", "See the lines above.")
    stamp_path.write_text(stamp, encoding="ascii")
    return BIN
