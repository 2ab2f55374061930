"""Bad input: one clear line, exit 3, nothing changed, nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.packs import DOCUMENT, PackFolder

PROGRAM = str(Path(sys.executable).with_name("kuager"))

Spoil = Callable[[PackFolder], object]


def _source(content: bytes) -> Spoil:
    return lambda pack: pack.source.write_bytes(content)


def _catalog(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(pack: PackFolder) -> None:
        path = pack.catalog("kk")
        path.write_bytes(change(path.read_bytes()))

    return spoil


def _ledger(change: Callable[[list[bytes]], list[bytes]], suffix: str = ".jsonl") -> Spoil:
    """Change the chain of the person who confirmed all drafts (three events and more)."""

    def spoil(pack: PackFolder) -> None:
        folder = pack.root / "locales" / "kk" / "ledger" / DOCUMENT
        (path,) = folder.glob(f"t-1.*{suffix}")
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return spoil


def _machine_cut(pack: PackFolder) -> None:
    (path,) = (pack.root / "locales" / "kk" / "ledger" / DOCUMENT).glob("machine.*")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _link_out(name: str) -> Spoil:
    """Let a place of the pack lead to a file outside of it."""

    def spoil(pack: PackFolder) -> None:
        outside = pack.root.with_name("outside.md")
        outside.write_text(pack.source.read_text("utf-8"), "utf-8")
        path = pack.root / name
        path.unlink(missing_ok=True)
        path.symlink_to(outside)

    return spoil


def _loop(name: str) -> Spoil:
    """Let a place of the pack be a link to itself."""

    def spoil(pack: PackFolder) -> None:
        path = pack.root / name
        path.unlink(missing_ok=True)
        path.symlink_to(path.name)

    return spoil


def _pipe(pack: PackFolder) -> None:
    pack.catalog("kk").unlink()
    os.mkfifo(pack.catalog("kk"))


def _huge(pack: PackFolder) -> None:
    with pack.source.open("r+b") as stream:
        stream.truncate(200 * 2**20)


def _evil_zip(pack: PackFolder) -> None:
    with zipfile.ZipFile(pack.root / "kk.argosmodel", "a") as archive:
        archive.writestr("../../evil.txt", "out")


def _cut(name: str) -> Spoil:
    def spoil(pack: PackFolder) -> None:
        path = pack.root / name
        path.write_bytes(path.read_bytes()[:2000])

    return spoil


HEAD = b"---\nid: night-visit\ntitle: T\nlanguage: en\n---\n"

CASES: dict[str, tuple[str, Spoil, str]] = {
    "no source": ("segment", lambda p: p.source.unlink(), "source/"),
    "empty source": ("segment", _source(b""), DOCUMENT),
    "no text": ("segment", _source(HEAD), DOCUMENT),
    "no sentence": ("segment", _source(HEAD + b"***\n\n---\n\n...\n"), DOCUMENT),
    "binary source": ("segment", _source(b"\x00\x01\x02\xff" * 50), DOCUMENT),
    "not UTF-8": ("segment", _source(HEAD + "Привет".encode("koi8-r")), "UTF-8"),
    "200 MB": ("segment", _huge, DOCUMENT),
    "deeply nested": ("segment", _source(HEAD + b">" * 20000 + b" Yes.\n"), DOCUMENT),
    "nested brackets": ("segment", _source(HEAD + b"[" * 50000 + b"a\n"), DOCUMENT),
    "unknown key": ("segment", _source(HEAD.replace(b"title", b"titel") + b"Yes.\n"), "titel"),
    "corrupt package": ("draft --redraft", _cut("kk.argosmodel"), "kk.argosmodel"),
    "missing package": (
        "draft --redraft",
        lambda p: (p.root / "kk.argosmodel").unlink(),
        "kk.argosmodel",
    ),
    "package with ../": ("draft --redraft", _evil_zip, "kk.argosmodel"),
    "package of another pair": (
        "draft --redraft",
        lambda p: shutil.copy(p.root / "ru.argosmodel", p.root / "kk.argosmodel"),
        "kk.argosmodel",
    ),
    "PO syntax": ("segment", _catalog(lambda c: c + b'msgid "open\n'), f"{DOCUMENT}.po, line"),
    "PO cut off": ("segment", _catalog(lambda c: c[:-20]), f"{DOCUMENT}.po, line"),
    "PO empty": ("segment", _catalog(lambda _: b"\n"), "is empty"),
    "PO charset": (
        "draft",
        _catalog(lambda c: c.replace(b"charset=UTF-8", b"charset=KOI8-R")),
        "KOI8-R",
    ),
    "PO not UTF-8": ("check", _catalog(lambda c: c.decode().encode("cp1251", "ignore")), "UTF-8"),
    "altered event": (
        "draft",
        _ledger(lambda lines: [lines[0], lines[1].replace(b'"confirm"', b'"approve"'), *lines[2:]]),
        "line 2",
    ),
    "dropped event": ("status", _ledger(lambda lines: [lines[0], *lines[2:]]), "line 2"),
    "swapped events": (
        "check",
        _ledger(lambda lines: [lines[0], lines[2], lines[1], *lines[3:]]),
        "line 2",
    ),
    "dropped last event": ("export --allow-drafts", _ledger(lambda lines: lines[:-1]), "seal"),
    "dropped last draft": ("status", _machine_cut, "machine."),
    "broken seal": ("segment", _ledger(lambda _: [b"{"], ".seal"), ".seal"),
    "merge left open in a ledger": (
        "status",
        _ledger(lambda lines: [b"<<<<<<< ours\n", *lines]),
        "unresolved git merge",
    ),
    "merge left open in a catalog": (
        "status",
        _catalog(lambda c: b"<<<<<<< ours\n" + c),
        "unresolved git merge",
    ),
    "a pipe for a catalog": ("status", _pipe, "not a regular file"),
    "a catalog that is a link to itself": (
        "draft",
        _loop(f"locales/kk/LC_MESSAGES/{DOCUMENT}.po"),
        "back to itself",
    ),
    "terms that are a link to themselves": ("check", _loop("source/termbase.csv"), "to itself"),
    "a source outside the pack": ("segment", _link_out(f"source/{DOCUMENT}.md"), "out of the pack"),
    "a catalog outside the pack": (
        "segment",
        _link_out(f"locales/kk/LC_MESSAGES/{DOCUMENT}.po"),
        "out of the pack",
    ),
    "a locale that is a path": (
        "segment",
        lambda p: (p.root / "pyproject.toml").write_text(
            '[tool.kuager]\ntarget-locales = ["kk./../../../../out"]\n'
        ),
        "is not a locale",
    ),
    "an engine outside the pack": (
        "draft --redraft",
        lambda p: (p.root / "pyproject.toml").write_text(
            '[tool.kuager]\ntarget-locales = ["ru"]\n[tool.kuager.engines]\n'
            'ru = "../../out.argosmodel"\n'
        ),
        "out of the pack",
    ),
    "a document in another language": (
        "segment",
        lambda p: p.source.write_text(
            p.source.read_text("utf-8").replace("language: en", "language: kk"), "utf-8"
        ),
        "translates from en",
    ),
    "broken configuration": (
        "segment",
        lambda p: (p.root / "pyproject.toml").write_text("[tool.kuager]\n"),
        "target-locales",
    ),
    "a file instead of a folder": (
        "export --allow-drafts",
        lambda p: (p.root / "exports").write_text("in the way"),
        "a file stands where a folder should",
    ),
    "an old catalog": (
        "export --allow-drafts",
        lambda p: p.source.write_text(p.source.read_text("utf-8") + "\nNew end.\n"),
        "kuager segment",
    ),
    "two documents of one id": (
        "segment",
        lambda p: shutil.copy(p.source, p.source.with_name("copy.md")),
        "same id",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_line_exit_3_nothing_changed(
    case: str, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    command, spoil, name = CASES[case]
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    assert pack.run("review", "confirm", DOCUMENT, "kk", "1-3", "--as", "t-1") == 0
    spoil(pack)
    before = pack.snapshot()
    capsys.readouterr()
    assert pack.run(*command.split()) == 3
    shown = capsys.readouterr()
    problem, *mend = shown.err.strip().splitlines()
    assert problem.startswith("kuager: ")
    assert len(mend) <= 1
    assert name in shown.err
    assert "Traceback" not in shown.err
    assert "asleep" not in shown.err + shown.out
    assert pack.snapshot() == before
    assert not (pack.root.parent / "evil.txt").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["draft", "--locale", "de"],
        ["export", "--to", "scroll"],
        ["review", "list", DOCUMENT, "de"],
        ["review", "edit", DOCUMENT, "kk", "4", "--as", "Aigerim Ahmetova", "--text", "x"],
        ["review", "edit", DOCUMENT, "kk", "4", "--as", "machine", "--text", "x"],
        ["review", "edit", DOCUMENT, "kk", "999", "--as", "t-1", "--text", "x"],
        ["review", "edit", DOCUMENT, "kk", "4", "--as", "t-1", "--text", "  "],
        ["review", "approve", DOCUMENT, "kk", "--as", "t-1"],
        ["review", "comment", DOCUMENT, "kk", "4", "--as", "t-1"],
        ["nonsense"],
        ["draft", "--nonsense"],
    ],
)
def test_what_is_not_offered_is_a_usage_error(
    arguments: list[str], pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    before = pack.snapshot()
    capsys.readouterr()
    assert pack.run(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert pack.snapshot() == before


def test_a_name_that_matches_nothing_is_an_error(pack: PackFolder) -> None:
    assert pack.run("status") == 3
    assert pack.run("segment", "nowhere") == 3
    pack.run("segment")
    assert pack.run("draft", "nowhere") == 3
    assert pack.run("export", "nowhere", "--allow-drafts") == 3


def test_hidden_files_of_other_systems_are_no_templates(pack: PackFolder) -> None:
    pack.run("segment")
    for name in (".pot", f"._{DOCUMENT}.pot"):
        (pack.root / "locales" / name).write_bytes(b"\0\5\x16\7")
    assert {row["document"] for row in pack.read("status", "status")["rows"]} == {DOCUMENT}
    assert pack.run("segment") == 0


def test_a_folder_outside_every_pack(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        assert PackFolder(folder).run("status") == 3


@pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and shutil.which("setpriv") is None),
    reason="root may write anywhere, and setpriv is not there to take that right away",
)
def test_a_read_only_pack(pack: PackFolder) -> None:
    pack.run("segment")
    before = pack.snapshot()
    folders = [p for p in (pack.root, *pack.root.rglob("*")) if p.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    drop = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
    prefix = drop if os.geteuid() == 0 else []
    command = [*prefix, PROGRAM, "--pack", str(pack.root), "draft"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for folder in folders:
        folder.chmod(0o755)
    assert done.returncode == 3
    assert "no permission to write there" in done.stderr
    assert pack.snapshot() == before


def test_a_full_disk(pack: PackFolder) -> None:
    """The system refuses every file over 2 KB: catalogs and ledgers do not fit any more."""
    pack.run("segment")
    before = pack.snapshot()
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from kuager.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "--pack", str(pack.root), "draft"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert pack.snapshot() == before
    assert pack.run("draft") == 0


def test_killed_at_any_moment_the_pack_stays_whole(pack: PackFolder) -> None:
    """kill -9 in the middle of the chain; then the chain runs through to the same result."""
    reference = PackFolder(pack.root.with_name("reference"))
    shutil.copytree(pack.root, reference.root)
    reference.run("demo")
    expected = {name: content for name, (content, _) in reference.snapshot().items()}
    for delay in (0.35, 0.6, 0.8, 1.0, 1.3):
        process = subprocess.Popen(
            [PROGRAM, "--pack", str(pack.root), "demo"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (pack.root / "locales").exists():
            assert pack.run("ledger", "verify") in {0, 3}
            found = pack.snapshot()
            assert all(found[n][0] == expected[n] or n.endswith(".po") for n in found)
    assert pack.run("demo") == 0
    assert pack.run("ledger", "verify") == 0
    result = {name: content for name, (content, _) in pack.snapshot().items()}
    assert result == expected


def test_interrupted_by_the_user(pack: PackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    pack.run("segment")
    before = pack.snapshot()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kuager.pack.Pack.write_catalog", interrupt)
        assert pack.run("draft") == 130
    after = pack.snapshot()
    assert {name: after[name] for name in before} == before
    assert pack.run("draft") == 0
    assert pack.run("ledger", "verify") == 0


def test_two_processes_at_once_take_turns(pack: PackFolder) -> None:
    command = [PROGRAM, "--pack", str(pack.root), "demo"]
    runs = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in runs:
        _, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints.decode()
    assert pack.run("ledger", "verify") == 0
    before = pack.snapshot()
    assert pack.run("demo") == 0
    assert pack.snapshot() == before
