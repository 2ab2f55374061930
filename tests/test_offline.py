"""The main job with networking denied, and what it leaves behind on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.packs import PackFolder

PROGRAM = str(Path(sys.executable).with_name("kuager"))

_WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith("socket.") and event not in {"socket.__new__", "socket.gethostname"}:
        print("SOCKET", event, file=sys.stderr)
sys.addaudithook(watch)
from kuager.cli import run
sys.exit(run(sys.argv[1:]))
"""


def _can_isolate() -> bool:
    if shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0
    )


@pytest.mark.skipif(not _can_isolate(), reason="this system gives no network namespaces")
def test_the_chain_runs_in_a_network_namespace_without_interfaces(pack: PackFolder) -> None:
    command = ["unshare", "-rn", PROGRAM, "--pack", str(pack.root), "demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Editions:" in done.stdout


def test_no_step_of_the_chain_touches_a_socket(pack: PackFolder) -> None:
    command = [sys.executable, "-c", _WATCHED, "--pack", str(pack.root), "demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "SOCKET" not in done.stderr


def test_nothing_is_left_outside_the_pack_and_remote_settings_are_ignored(
    pack: PackFolder, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("XDG_")},
        "HOME": str(home),
        "ARGOS_MODEL_PROVIDER": "LIBRETRANSLATE",
        "LIBRETRANSLATE_API_KEY": "x",
        "ARGOS_TRANSLATE_PACKAGE_DIR": str(home / "packages"),
    }
    command = [PROGRAM, "--pack", str(pack.root), "demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []
    assert "asleep" not in done.stdout + done.stderr
