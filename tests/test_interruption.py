"""Ctrl-C at any moment: one clear line, exit code 130, nothing half written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kuager.cli.interruption import GOES_ON, INTERRUPTED, NOTHING_HALF
from tests.support.packs import PackFolder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")

ROOT = Path(__file__).parent.parent
TOLD = "kuager: Interrupted.\n        "
PLACES = 4
"""Moments at which each command is interrupted."""

TMX = (
    '<tmx version="1.4"><header srclang="en"/><body>'
    + "".join(
        f'<tu><tuv xml:lang="en"><seg>They came {number} times.</seg></tuv>'
        f'<tuv xml:lang="kk"><seg>Олар {number} рет келді.</seg></tuv></tu>'
        for number in range(3, 9)
    )
    + "</body></tmx>"
)
SENTENCES = 6


@pytest.fixture(autouse=True)
def _heeding() -> Iterator[None]:
    """Undo what a shell does to jobs in the background: they would ignore SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt_everywhere(pack: PackFolder, *command: str) -> list[PackFolder]:
    """Run a command to its end in one copy of the pack, and half way in the others."""
    copies = [pack.root.with_name(f"{pack.root.name}-{number}") for number in range(PLACES + 1)]
    for copy in copies:
        shutil.copytree(pack.root, copy)
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.interrupted", *copies, "--", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.split() == ["0", *[str(INTERRUPTED)] * PLACES], done.stderr
    assert done.stderr.count(TOLD) == PLACES
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr
    for copy in copies:
        assert not [path for path in copy.rglob("*") if path.suffix in (".tmp", ".part")]
    return [PackFolder(copy) for copy in copies]


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program that is expected to be interrupted."""
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


def test_an_import_into_the_memory_is_done_or_not_begun(pack: PackFolder) -> None:
    path = pack.root.parent / "old.tmx"
    path.write_text(TMX, "utf-8")
    for copy in interrupt_everywhere(pack, "memory", "import", str(path)):
        origins = copy.read("memory-status", "memory", "status")["origins"]
        assert [origin["translations"] for origin in origins] in ([], [SENTENCES])
        assert copy.run("memory", "import", str(path)) == 0


def test_an_import_of_terms_is_done_or_not_begun(pack: PackFolder) -> None:
    termbase = pack.root / "source" / "termbase.csv"
    termbase.write_text("en,kk,ru\nprison,түрме,тюрьма\n", "utf-8")
    path = pack.root.parent / "terms.tbx"
    assert pack.run("terms", "export", str(path)) == 0
    path.write_text(path.read_text("utf-8").replace("prison", "jail"), "utf-8")
    before = termbase.read_bytes()
    finished, *others = interrupt_everywhere(pack, "terms", "import", str(path))
    after = (finished.root / "source" / "termbase.csv").read_bytes()
    assert after != before
    for copy in others:
        assert (copy.root / "source" / "termbase.csv").read_bytes() in (before, after)


def test_a_package_is_installed_or_not(pack: PackFolder) -> None:
    path = str(pack.root / "kk.argosmodel")
    for copy in interrupt_everywhere(pack, "models", "install", path, "--yes"):
        packages = copy.root / ".kuager" / "packages"
        assert len(list(packages.glob("*.argosmodel"))) in (0, 1)
        assert copy.run("models", "verify") == 0


def test_drafting_goes_on_from_where_it_was_interrupted(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("segment") == 0
    finished, *others = interrupt_everywhere(pack, "draft")
    capsys.readouterr()
    for copy in others:
        assert copy.run("draft") == 0
        assert copy.run("ledger", "verify") == 0
        assert copy.catalog("kk").read_bytes() == finished.catalog("kk").read_bytes()


@pytest.mark.parametrize("module", ["click", "kuager.pack", "kuager.cli.terms"])
def test_an_interruption_while_the_program_loads_is_told_too(module: str) -> None:
    done = run_python(f"""
import signal, sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from kuager.cli import main
main()
""")
    # While a command is loaded, click is at work, and ends the line of the terminal first.
    assert (done.returncode, done.stderr.lstrip("\n")) == (
        INTERRUPTED,
        f"{TOLD}{NOTHING_HALF}\n",
    )


def test_who_imports_the_program_keeps_interruptions() -> None:
    done = run_python("""
import signal, kuager.cli
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
""")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "deaf",
    [
        "hashlib.pbkdf2_hmac('sha256', b'', b'', 2**31 - 1)",  # in C, for minutes
        "dropped = Dropped(); del dropped; time.sleep(60)",  # where Python raises nothing
    ],
)
def test_what_does_not_hear_the_interruption_is_ended_all_the_same(deaf: str) -> None:
    program = f"""
import hashlib, os, signal, threading, time
from kuager.cli import interruption
class Dropped:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
interruption.GRACE = 0.2
interruption.take_over()
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
with interruption.interruptible(interruption.GOES_ON):
    {deaf}
"""
    began = time.monotonic()
    done = run_python(program)
    assert (done.returncode, done.stderr) == (INTERRUPTED, f"{TOLD}{GOES_ON}\n")
    assert time.monotonic() - began < 30


def test_a_second_interruption_does_not_disturb_the_tidying_up() -> None:
    done = run_python("""
import signal
from kuager.cli.interruption import take_over
take_over()
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)
    print("tidy")
""")
    assert (done.returncode, done.stdout, done.stderr) == (0, "tidy\n", "")


def test_who_attends_to_signals_is_given_all_the_time_it_takes() -> None:
    done = run_python("""
import signal, time
from kuager.cli import interruption
interruption.GRACE = 0.1
interruption.take_over()
signal.signal(signal.SIGINT, lambda *_: None)
signal.raise_signal(signal.SIGINT)
time.sleep(0.5)
print("all is written")
""")
    assert (done.returncode, done.stdout, done.stderr) == (0, "all is written\n", "")


def test_what_is_to_be_ignored_stays_ignored() -> None:
    done = run_python("""
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from kuager.cli.interruption import take_over
take_over()
assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
""")
    assert (done.returncode, done.stderr) == (0, "")


def test_interrupted_lines_promise_nothing_that_is_not_so(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> Iterator[str]:
        yield "Олар келді."
        raise KeyboardInterrupt

    path = pack.root.parent / "lines.txt"
    path.write_text("They came.\nThey went.\n", "utf-8")
    monkeypatch.setattr(sys.modules["kuager.cli.draft"], "draft_lines", interrupted)
    assert pack.run("draft", "--lines", str(path), "--locale", "kk") == INTERRUPTED
    shown = capsys.readouterr()
    assert shown.out == "Олар келді.\n"
    assert "nothing is kept" in shown.err
    assert "goes on" not in shown.err
