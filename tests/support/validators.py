"""Programs of others that say whether a file is valid: where they are, and what they say.

Each is run as its users run it. Where one is missing, its tests are skipped with its name;
``.ci/run`` installs them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

LIMIT = 180
"""Seconds; each takes a few, more on a busy machine."""

JAVA = ("java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xss4m")


def _first(*candidates: Path) -> Path | None:
    return next((path for path in candidates if path.is_file()), None)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kuager-tests"


EPUBCHECK = _first(
    Path(os.environ.get("EPUBCHECK_JAR") or "epubcheck.jar"),
    Path("/usr/share/java/epubcheck.jar"),
)
VNU = _first(
    Path(os.environ.get("VNU_JAR") or "vnu.jar"),
    _cache() / "node_modules/vnu-jar/build/dist/vnu.jar",
)

needs_epubcheck = pytest.mark.skipif(
    not (shutil.which("java") and EPUBCHECK),
    reason="epubcheck (Debian's package, or EPUBCHECK_JAR) or Java is not installed",
)
needs_vnu = pytest.mark.skipif(
    not (shutil.which("java") and VNU),
    reason="the Nu HTML checker (npm's vnu-jar, or VNU_JAR) or Java is not installed",
)
needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed"
)
needs_pdftotext = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler) is not installed"
)


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def epub_messages(path: Path) -> list[str]:
    """Return the errors and warnings that epubcheck has for an e-book."""
    report = path.with_suffix(".json")
    done = _run(*JAVA, "-jar", EPUBCHECK, "--json", report, path)
    assert report.is_file(), done.stderr
    told = json.loads(report.read_text("utf-8"))["messages"]
    assert done.returncode == 0 or told
    return [
        f"{one['ID']} {one['message']} {[place['path'] for place in one['locations']]}"
        for one in told
        if one["severity"] in {"FATAL", "ERROR", "WARNING"}
    ]


def page_messages(folder: Path) -> list[str]:
    """Return the errors and warnings that the Nu checker has for the pages and styles below."""
    done = _run(*JAVA, "-jar", VNU, "--format", "json", "--also-check-css", folder)
    told: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one['message']}"
        for one in told
        if one["type"] != "info" or one.get("subType") == "warning"
    ]


def office_convert(files: Sequence[Path], kind: str, folder: Path, profile: Path) -> list[Path]:
    """Let LibreOffice open files and save them in a format; return those that it could save."""
    folder.mkdir(parents=True, exist_ok=True)
    own = f"-env:UserInstallation={profile.as_uri()}"
    _run("soffice", own, "--headless", "--convert-to", kind, "--outdir", folder, *files)
    suffix = kind.partition(":")[0]
    made = [folder / f"{path.stem}.{suffix}" for path in files]
    return [path for path in made if path.is_file()]


def printed_text(path: Path) -> str:
    """Return the words of a PDF as poppler reads them, in reading order."""
    done = _run("pdftotext", "-enc", "UTF-8", path, "-")
    assert done.returncode == 0, done.stderr
    return done.stdout
