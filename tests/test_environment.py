"""The start scripts say what is missing instead of failing somewhere below."""

from __future__ import annotations

import builtins
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    sys.modules.pop("environment", None)
    import environment as module  # noqa: PLC0415

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "BIN", tmp_path / ".venv" / "bin")
    (tmp_path / "a.lock").write_text("six==0 --hash=sha256:00\n")
    (tmp_path / "pyproject.toml").write_text("")
    return module


def test_python3_venv_missing(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "ensurepip":
            raise ImportError
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        environment.prepare("a.lock")


def test_a_small_disk(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**30, 2**30, 2**20))
    with pytest.raises(SystemExit, match="1 MiB free on this disk"):
        environment.prepare("a.lock")


def test_an_old_python(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    version = namedtuple("version", "major minor micro")
    monkeypatch.setattr(sys, "version_info", version(3, 9, 1))
    with pytest.raises(SystemExit, match=r"Python 3\.9 is too old"):
        environment.prepare("a.lock")


def test_no_network(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A mirror that refuses every connection stands for a cable pulled out."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(SystemExit, match="needs the network"):
        environment.prepare("a.lock")
    assert not list(tmp_path.glob(".venv/*.sha256"))


def test_a_prepared_environment_is_left_alone(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".venv").mkdir()
    stamp = environment._stamp(tmp_path / "a.lock")
    (tmp_path / ".venv" / ".a.sha256").write_text(stamp)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "run", fail)
    assert environment.prepare("a.lock") == tmp_path / ".venv" / "bin"


def test_the_scripts_use_only_the_standard_library() -> None:
    for name in ("run", "test", "environment.py"):
        lines = (ROOT / "scripts" / name).read_text("utf-8").splitlines()
        modules = {
            line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))
        }
        assert modules <= {*sys.stdlib_module_names, "environment"}
