"""What cannot be used is set aside, the rest goes on; one process or several, the same bytes."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kuager.errors import StorageError
from kuager.pack import Pack
from tests.support.packs import TESTIMONY, PackFolder

COUNT = 30


def name(number: int) -> str:
    return f"d-{number:02}"


def _source(pack: PackFolder, number: int) -> Path:
    return pack.root / "source" / f"{name(number)}.md"


def _catalog(pack: PackFolder, number: int) -> Path:
    return pack.root / "locales" / "kk" / "LC_MESSAGES" / f"{name(number)}.po"


@pytest.fixture(scope="module")
def many_template(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of some documents, segmented and drafted."""
    pack = PackFolder(tmp_path_factory.mktemp("many") / "pack")
    shutil.copytree(pack_template, pack.root)
    pack.source.unlink()
    for number in range(COUNT):
        text = TESTIMONY.replace("night-visit", name(number))
        _source(pack, number).write_text(f"{text}\nThey came {number} times.\n", "utf-8")
    assert pack.run("segment", "--jobs", "1") == 0
    assert pack.run("draft") == 0
    return pack.root


@pytest.fixture
def many(many_template: Path, tmp_path: Path) -> PackFolder:
    shutil.copytree(many_template, tmp_path / "many")
    return PackFolder(tmp_path / "many")


def contents(pack: PackFolder) -> dict[str, bytes]:
    return {path: content for path, (content, _) in pack.snapshot().items()}


def _alike(pack: PackFolder, number: int) -> None:
    text = _source(pack, number).read_text("utf-8")
    (pack.root / "source" / "another.md").write_text(text, "utf-8")


def _locked_up(pack: PackFolder, number: int) -> None:
    """A catalog where a folder stands."""
    _catalog(pack, number).unlink()
    _catalog(pack, number).mkdir()


def _cut_off(pack: PackFolder, number: int) -> None:
    path = _catalog(pack, number)
    path.write_bytes(path.read_bytes()[:-20])


def _altered(pack: PackFolder, number: int) -> None:
    folder = pack.root / "locales" / "kk" / "ledger" / name(number)
    (chain,) = folder.glob("machine.*")
    chain.write_bytes(b"".join(chain.read_bytes().splitlines(keepends=True)[:-1]))


def _link_out(pack: PackFolder, number: int) -> None:
    outside = pack.root.with_name(f"outside-{number}.md")
    outside.write_bytes(_source(pack, number).read_bytes())
    _source(pack, number).unlink()
    _source(pack, number).symlink_to(outside)


def _change(change: Callable[[bytes], bytes]) -> Callable[[PackFolder, int], None]:
    def spoil(pack: PackFolder, number: int) -> None:
        path = _source(pack, number)
        path.write_bytes(change(path.read_bytes()))

    return spoil


BREAKAGES: dict[str, tuple[Callable[[PackFolder, int], None], str]] = {
    "empty": (_change(lambda _: b""), "is empty"),
    "another encoding": (_change(lambda c: c.decode().encode("utf-16")), "UTF-16"),
    "no front matter": (_change(lambda _: b"They came.\n"), "no front matter"),
    "broken front matter": (_change(lambda c: c.replace(b"title: ", b"title: [")), "plain list"),
    "another language": (_change(lambda c: c.replace(b"language: en", b"language: kk")), "from en"),
    "nested without end": (_change(lambda c: c + b"\n" + b">" * 20000 + b" Yes.\n"), "deeply"),
    "binary": (_change(lambda c: c + b"\0"), "binary"),
    "out of the pack": (_link_out, "out of the pack"),
    "two of one id": (_alike, "have the same id"),
    "a folder for a catalog": (_locked_up, "not a regular file"),
    "a catalog cut off": (_cut_off, ".po, line"),
    "a ledger cut off": (_altered, "machine."),
}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_of_many_documents_only_the_broken_ones_are_set_aside(
    jobs: str, many: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, (spoil, _) in enumerate(BREAKAGES.values()):
        spoil(many, number)
    (many.root / "source" / "folder.md").mkdir()
    for number in range(len(BREAKAGES), COUNT):
        with _source(many, number).open("a", encoding="utf-8") as stream:
            stream.write("\nA new end.\n")
    before = contents(many)
    capsys.readouterr()
    assert many.run("segment", "--jobs", jobs, "--format", "json") == 1
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert [r["document"] for r in told["documents"]] == [
        name(number) for number in range(len(BREAKAGES), COUNT)
    ]
    problems = [fault["problem"] for fault in told["set_aside"]]
    assert len(problems) == len(BREAKAGES)
    for _, words in BREAKAGES.values():
        assert sum(words in problem for problem in problems) == 1, words
    assert shown.err.count("kuager: set aside: ") == len(BREAKAGES)
    assert "asleep" not in shown.err
    assert told["orphans"] == [], "the sources of these may be among those that cannot be read"
    after = contents(many)
    changed = {path for path in before if before[path] != after[path]}
    assert len(changed) == 3 * (COUNT - len(BREAKAGES)), "a template and two catalogs of each"


def test_an_export_goes_on_without_what_is_broken(
    many: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(lambda _: b"")(many, 3)
    _altered(many, 7)
    arguments = ("--allow-drafts", "--to", "json", "--to", "site", "--format", "json")
    capsys.readouterr()
    assert many.run("export", *arguments) == 1
    told = json.loads(capsys.readouterr().out)
    assert len(told["set_aside"]) == 2
    exported = {d for file in told["files"] for d in file["documents"]}
    assert exported == {name(number) for number in range(COUNT)} - {name(3), name(7)}


def test_reports_and_risks_are_told_of_what_is_not_broken(
    many: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(lambda _: b"")(many, 3)
    _altered(many, 7)
    _cut_off(many, 9)
    capsys.readouterr()
    assert many.run("report", "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [fault["document"] for fault in told["set_aside"]] == [name(7), name(9)]
    made = {(file["document"], file["locale"]) for file in told["files"]}
    everything = {(name(n), locale) for n in range(COUNT) for locale in ("kk", "ru")}
    assert made == everything - {(name(7), "kk"), (name(9), "kk")}
    assert len(list((many.root / "reports").iterdir())) == len(made)
    assert many.run("risk", "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [fault["document"] for fault in told["set_aside"]] == [
        "source/d-03.md",
        name(7),
        name(9),
    ]
    looked_through = {document["document"] for document in told["documents"]}
    assert looked_through == {name(n) for n in range(COUNT)} - {name(3), name(7), name(9)}
    for command in ("report", "risk"):
        assert many.run(command, name(9), "-l", "kk") == 3
        assert "d-09.po" in capsys.readouterr().err


def test_a_report_that_finds_no_room_leaves_the_old_ones(
    many: PackFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert many.run("report") == 0
    before = contents(many)
    write, left = os.write, [12]

    def full(descriptor: int, content: bytes) -> int:
        left[0] -= len(content) > 1000
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, content)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        assert many.run("report", "--language", "ru") == 3
    assert "the disk is full" in capsys.readouterr().err
    assert contents(many) == before


def test_one_process_and_several_make_the_same_bytes(many: PackFolder) -> None:
    other = PackFolder(many.root.with_name("other"))
    shutil.copytree(many.root, other.root)
    for pack, jobs in ((many, "1"), (other, "2")):
        for number in range(0, COUNT, 2):
            _change(lambda c: c.replace(b"at six", b"at seven"))(pack, number)
        assert pack.run("segment", "--jobs", jobs) == 0
        export = ("export", "--allow-drafts", "--to", "json", "--to", "html", "--to", "site")
        assert pack.run(*export, "--jobs", jobs) == 0
    assert contents(many) == contents(other)
    before = many.snapshot()
    assert many.run("segment", "--jobs", "2") == 0
    assert many.snapshot() == before, "nothing to do, nothing touched"


def test_a_gate_still_refuses_everything(many: PackFolder) -> None:
    assert many.run("export", "--to", "json", "--jobs", "2") == 1
    assert not (many.root / "exports").exists()


def test_a_renamed_document_is_recognised(
    many: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    old = contents(many)
    _change(lambda c: c.replace(b"id: d-05", b"id: renamed"))(many, 5)
    capsys.readouterr()
    assert many.run("segment") == 0
    shown = capsys.readouterr().err
    assert "renamed seems to be d-05" in shown
    assert "id: d-05" in shown
    assert "delete locales/d-05.pot" not in shown
    assert (
        old.items()
        >= {k: v for k, v in contents(many).items() if "d-05" in k and ".po" in k}.items()
    )


def test_a_disk_that_fills_up_stops_the_work_and_the_same_command_goes_on(
    many: PackFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(COUNT):
        _change(lambda c: c.replace(b"at six", b"at seven"))(many, number)
    before = contents(many)
    write, left = Pack.write, [20]

    def full(pack: Pack, path: Path, content: bytes) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise StorageError(f"{pack.name(path)}: the disk is full.", "Free some space.")
        return write(pack, path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Pack, "write", full)
        capsys.readouterr()
        assert many.run("segment", "--jobs", "2") == 3
        assert "the disk is full" in capsys.readouterr().err
    half = contents(many)
    changed = {path for path in before if half[path] != before[path]}
    assert 10 < len(changed) <= 20
    assert many.run("segment", "--jobs", "2") == 0
    after = contents(many)
    assert all(half[path] == after[path] for path in changed), "what was written was whole"
    assert many.run("ledger", "verify") == 0


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_when_all_that_was_asked_for_is_set_aside_it_is_an_error(
    many: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(lambda _: b"")(many, 3)
    before = contents(many)
    capsys.readouterr()
    assert many.run("segment", name(3)) == 3
    shown = capsys.readouterr().err
    assert "is empty" in shown
    assert "set aside" not in shown
    assert contents(many) == before


def test_a_ledger_that_cannot_be_read_does_not_end_the_proof(
    many: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    (chain,) = (many.root / "locales" / "kk" / "ledger" / name(3)).glob("machine.*.jsonl")
    chain.unlink()
    chain.mkdir()
    capsys.readouterr()
    assert many.run("ledger", "verify", "--locale", "kk") == 1
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if "whole" not in line] == [
        f"{name(3)} kk: {chain.relative_to(many.root).as_posix()} is not a regular file."
    ]
    assert len(told) == COUNT
