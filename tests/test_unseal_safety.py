"""Unsealing changes all of what it has to, or nothing, and takes no ledger on trust."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kuager.formats.gettext import catalog_parse
from kuager.formats.ledger import ledger_extend, ledger_parse, ledger_serialize, seal_serialize
from kuager.history import text_event
from kuager.review import Action
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.sealing import Copy, copies, drafted, files_below, whole

CATALOG = f"locales/kk/LC_MESSAGES/{DOCUMENT}.po"
LEDGER = f"locales/kk/ledger/{DOCUMENT}"
TEMPLATE = f"locales/{DOCUMENT}.pot"


__all__ = ["copies", "drafted"]


# Ledgers --------------------------------------------------------------------------------------


def _person(copy: Copy) -> Path:
    (path,) = (copy.root / LEDGER).glob("t-*.jsonl")
    return path


def _forged(copy: Copy, keep: int) -> tuple[bytes, bytes]:
    """Return the person's chain with other events behind the first ones, and its seal.

    All of it is linked as it must be.
    """
    path = _person(copy)
    place = {"document": DOCUMENT, "locale": "kk", "name": path.stem}
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) > keep
    begun = ledger_parse(b"".join(lines[:keep]), path="x", **place)
    actor = path.name.partition(".")[0]
    event = text_event(Action.COMMENT, actor, "0" * 16, "x", "y", note="no")
    chain = ledger_extend(begun, [event] * 3, **place)
    return ledger_serialize(chain), seal_serialize(chain, **place)


@pytest.fixture
def known(copies: tuple[Copy, Copy]) -> tuple[Copy, Copy]:
    """Two copies, b knowing two events of a's t-1."""
    a, b = copies
    a.edit(4, "Олар келді.", "t-1")
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    b.take(a)
    return a, b


@pytest.mark.parametrize("case", ["forked", "cut", "broken", "unsealed", "elsewhere", "lacking"])
def test_a_ledger_that_does_not_go_on_from_ours(
    case: str, known: tuple[Copy, Copy], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = known
    name = f"{LEDGER}/{_person(a).name}"
    seal = name.removesuffix(".jsonl") + ".seal"
    chain = _person(a).read_bytes()
    files: dict[str, dict[str, bytes | None]] = {
        "forked": dict(zip((name, seal), _forged(a, 1), strict=True)),
        "cut": {name: chain.splitlines(keepends=True)[0]},
        "broken": {name: chain.replace(b'"translate"', b'"approve"')},
        "unsealed": {seal: None},
        "elsewhere": {"locales/kk/ledger/other/t-1.123456.jsonl": chain},
        "lacking": {CATALOG: None},
    }
    altered = a.altered(b, files[case])
    before = files_below(b.root)
    assert b.run("unseal", str(altered)) == 3
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert case != "forked" or "went on differently in both copies" in told
    assert files_below(b.root) == before


@pytest.mark.parametrize(
    "name",
    ["pyproject.toml", "locales/ru/LC_MESSAGES/night-visit.po", "source/run.py", "exports/a.md"],
)
def test_a_file_that_is_no_work(name: str, known: tuple[Copy, Copy]) -> None:
    a, b = known
    before = files_below(b.root)
    assert b.run("unseal", str(a.altered(b, {name: b"[tool.kuager]\n"}))) == 3
    assert files_below(b.root) == before


def test_a_locale_that_this_pack_does_not_have(known: tuple[Copy, Copy]) -> None:
    a, b = known
    parcel = a.send(b)
    settings = b.root / "pyproject.toml"
    settings.write_text('[tool.kuager]\ntarget-locales = ["ru"]\n', "utf-8")
    before = files_below(b.root)
    assert b.run("unseal", str(parcel)) == 2
    assert files_below(b.root) == before


@pytest.mark.parametrize("name", [CATALOG, TEMPLATE])
def test_a_catalog_that_is_none(name: str, known: tuple[Copy, Copy]) -> None:
    a, b = known
    before = files_below(b.root)
    assert b.run("unseal", str(a.altered(b, {name: b"\xffnothing"}))) == 3
    assert files_below(b.root) == before


def test_a_fork_is_told_from_a_copy_that_is_behind(known: tuple[Copy, Copy]) -> None:
    a, b = known
    old = a.send(b)
    a.edit(8, "Ол бұл туралы айтпайды.", "t-1")
    b.take(a)
    assert b.run("unseal", str(old)) == 0
    assert b.texts(8) == {"Ол бұл туралы айтпайды."}


# All or nothing -------------------------------------------------------------------------------


@pytest.fixture
def waiting(copies: tuple[Copy, Copy]) -> Iterator[tuple[Copy, Path, dict[str, bytes]]]:
    """A copy, a sealed file for it, and what its work should come to."""
    a, b = copies
    b.edit(5, "Біз ұйықтаған жоқпыз.", "t-2")
    a.take(b)
    a.edit(4, "Олар алтыда келді.", "t-1")
    a.edit(8, "Ол бұл туралы айтпайды.", "r-1")
    b.edit(9, "Ол «жоқ» деді.", "t-2")
    parcel = a.send(b)
    model = b.root.with_name("model")
    shutil.copytree(b.root, model)
    assert PackFolder(model).run("unseal", str(parcel)) == 0
    yield b, parcel, files_below(model / "locales")
    assert not [p for p in b.root.rglob(".kuager-*") if p.suffix == ".tmp"]


def test_a_full_disk_changes_nothing(
    waiting: tuple[Copy, Path, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    b, parcel, wanted = waiting
    before = files_below(b.root)
    for number in range(1, 12):
        left = [number]

        def fail(_descriptor: int, left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            code = b.run("unseal", str(parcel))
        if code == 0:
            break
        assert code == 3
        assert files_below(b.root) == before
    else:
        pytest.fail("it never succeeds")
    assert number > 5
    assert b.work == wanted


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_refusal_half_way_is_taken_back(
    number: int, waiting: tuple[Copy, Path, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    b, parcel, _ = waiting
    before = files_below(b.root)
    left = [number]
    replace = os.replace

    def fail(source: str, target: str) -> None:
        left[0] -= 1
        if not left[0]:
            raise PermissionError(13, "no")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    assert b.run("unseal", str(parcel)) == 3
    monkeypatch.undo()
    assert left[0] <= 0, "what is put back is moved too"
    assert files_below(b.root) == before


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("way", ["os._exit(9)", "os.kill(os.getpid(), signal.SIGINT)"])
def test_killed_or_interrupted_half_way(
    number: int, way: str, waiting: tuple[Copy, Path, dict[str, bytes]]
) -> None:
    b, parcel, wanted = waiting
    code = (
        "import os, signal, sys\nfrom kuager.cli import run\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "replace, left = os.replace, [int(sys.argv[1])]\n"
        "def halt(source, target):\n"
        "    left[0] -= 1\n"
        f"    if not left[0]: {way}\n"
        "    replace(source, target)\n"
        "os.replace = halt\n"
        "sys.exit(run(['--pack', sys.argv[2], 'unseal', sys.argv[3]]))"
    )
    command = [sys.executable, "-c", code, str(number), str(b.root), str(parcel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "SIGINT" in way:
        assert done.returncode == 130, done.stderr
        assert b.work == wanted
    else:
        assert done.returncode == 9, done.stderr
    for path in (b.root / "locales").rglob("*.po"):
        catalog_parse(path.read_bytes())
    assert b.run("unseal", str(parcel)) == 0
    assert b.work == wanted
    whole(b)


def test_a_dry_run_writes_nothing(waiting: tuple[Copy, Path, dict[str, bytes]]) -> None:
    b, parcel, _ = waiting
    before = files_below(b.root)
    assert b.run("unseal", str(parcel), "--dry-run") == 0
    assert files_below(b.root) == before


# Files ----------------------------------------------------------------------------------------


def test_editions_go_into_a_folder_of_their_own(
    copies: tuple[Copy, Copy], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = copies
    step = ("seal", DOCUMENT, "--what", "exports", "--to", b.public, "-l", "kk", "--allow-drafts")
    assert a.run(*step) == 3
    export = ("export", "--allow-drafts", "--to", "md", "--to", "html")
    assert a.run(*export) == 0, capsys.readouterr().err
    (a.root / "exports" / f"{DOCUMENT}-2.kk.md").write_text("of another document")
    assert a.run(*step) == 0
    before = files_below(b.root)
    parcel = a.root / "exchange" / f"{DOCUMENT}.kk.exports.sealed.age"
    assert b.run("unseal", str(parcel)) == 0
    folder = b.root / "exchange" / f"{DOCUMENT}.kk.exports"
    wanted = {
        name: file
        for name, file in files_below(a.root / "exports").items()
        if name.startswith(f"{DOCUMENT}.kk.")
    }
    assert files_below(folder) == wanted
    assert len(wanted) >= 2
    assert {p.stat().st_mode & 0o077 for p in folder.rglob("*")} == {0}
    assert folder.stat().st_mode & 0o077 == 0
    assert b.run("unseal", str(parcel)) == 0
    next(folder.iterdir()).write_text("notes of mine")
    assert b.run("unseal", str(parcel)) == 3
    assert "with other files in it" in capsys.readouterr().err
    shutil.rmtree(folder.parent)
    assert files_below(b.root) == before


def test_drafts_are_sealed_only_for_whoever_asks_for_them(
    copies: tuple[Copy, Copy], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = copies
    step = ("seal", DOCUMENT, "--what", "exports", "--to", b.public)
    assert a.run("export", "--allow-drafts", "--to", "md", "--to", "txt", "-l", "kk") == 0
    assert a.run(*step) == 1
    assert "--allow-drafts" in capsys.readouterr().err
    assert not (a.root / "exchange").exists()
    (a.root / "exports" / f"{DOCUMENT}.kk.txt").write_text("approved", "utf-8")
    assert a.run(*step) == 0
    assert "2 editions not approved throughout left out" in capsys.readouterr().err
    parcel = a.root / "exchange" / f"{DOCUMENT}.exports.sealed.age"
    assert b.run("unseal", str(parcel)) == 0
    assert list(files_below(b.root / "exchange" / f"{DOCUMENT}.exports")) == [f"{DOCUMENT}.kk.txt"]


def test_a_sealed_file_takes_nobodys_place(
    copies: tuple[Copy, Copy], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = copies
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    step = ("seal", DOCUMENT, "--to", b.public, "--out", str(notes))
    assert a.run(*step) == 3
    assert notes.read_text() == "mine"
    for wrong in (
        ("seal", "--to", b.public),
        ("seal", DOCUMENT),
        ("seal", "nobody", "--to", b.public),
        ("seal", DOCUMENT, "--to", b.public, "-l", "de"),
        ("seal", DOCUMENT, "--to", b.public, "--what", str(notes)),
        ("seal", DOCUMENT, "--to", b.public, "--what", "work", "--what", "exports"),
        ("seal", DOCUMENT, "--to", b.public, "--what", "exports", "--with-source"),
        ("seal", DOCUMENT, "--to", b.public, "--allow-drafts"),
        ("seal", "--to", b.public, "--what", str(notes), "--what", str(notes)),
    ):
        before = files_below(a.root)
        assert a.run(*wrong) in {2, 3}
        assert files_below(a.root) == before
    assert "Traceback" not in capsys.readouterr().err
