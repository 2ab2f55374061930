"""``kuager export``: which formats, what goes together, where it lies, and what is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from kuager.exporters import EXPORTERS, Edition, Exporter, Scope, Whole, file_stem
from kuager.steps import export as step
from kuager.steps import export_document
from tests.support.packs import DOCUMENT, PackFolder

READ = {"html", "bilingual", "markdown", "docx", "epub", "pdf"}
FOR_PROGRAMS = {"segments", "csv", "json", "tmx", "xliff", "xliff2", "mo"}


def made(pack: PackFolder, *arguments: str) -> list[tuple[str, str]]:
    """Return format and path of each file that an export makes."""
    files = pack.read("export", "export", *arguments)["files"]
    return [(file["format"], file["path"]) for file in files]


@pytest.fixture
def approved(pack: PackFolder) -> PackFolder:
    pack.translate()
    pack.approve()
    return pack


def test_what_people_read_is_made_by_default_and_the_rest_when_asked_for(
    approved: PackFolder,
) -> None:
    usual = {name for name, _ in made(approved, "-l", "kk", "--dry-run")}
    assert usual >= READ
    assert not usual & FOR_PROGRAMS
    everything = made(approved, "-l", "kk", "--to", "all", "--dry-run")
    assert {name for name, _ in everything} >= READ | FOR_PROGRAMS
    paths = [path for _, path in everything]
    assert len(set(paths)) == len(paths)


def test_files_for_programs_are_written_and_a_second_run_changes_nothing(
    approved: PackFolder, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    wanted = [f"--to={name}" for name in ("txt", *sorted(FOR_PROGRAMS))]
    files = made(approved, "-l", "kk", "--folder", str(folder), *wanted)
    assert {path for _, path in files} == {
        str(folder / f"{DOCUMENT}.kk.{suffix}")
        for suffix in ("txt", "tsv", "csv", "json", "tmx", "xlf", "v2.xlf", "mo")
    }
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {str(folder / name) for name in before} == {path for _, path in files}
    assert made(approved, "-l", "kk", "--folder", str(folder), *wanted) == files
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", sorted(FOR_PROGRAMS | {"text"}))
def test_nothing_unapproved_leaves_in_any_format(pack: PackFolder, name: str) -> None:
    pack.translate()
    before = pack.snapshot()
    assert pack.run("export", "-l", "kk", "--to", name) == 1
    assert pack.snapshot() == before
    ((_, path),) = made(pack, "-l", "kk", "--to", name, "--allow-drafts")
    assert path.startswith(f"exports/{DOCUMENT}.kk.draft.")


class Lists:
    """A format of the whole pack: the names of each document's editions, and all of them."""

    def __init__(self, documents: Collection[str]) -> None:
        self.documents = list(documents)
        self.rows: list[bytes] = []

    @property
    def folder(self) -> str:
        return f"of {len(self.rows)}"

    def add(self, part: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        rows = part["deep/er/list"]
        self.rows.append(rows)
        yield f"{self.documents[len(self.rows) - 1]}.list", rows

    def finish(self) -> Iterator[tuple[str, bytes]]:
        yield "deep/er/list", b"".join(self.rows)


class TestScopes:
    @staticmethod
    def listing(editions: Sequence[Edition]) -> Mapping[str, bytes]:
        rows = "".join(f"{e.document.metadata.id} {e.locale}\n" for e in editions)
        return {f"{file_stem(editions)}.list": rows.encode(), "deep/er/list": rows.encode()}

    @pytest.fixture
    def listed(self, approved: PackFolder, monkeypatch: pytest.MonkeyPatch) -> PackFolder:
        """A pack with a second document, and a program with formats of a wider scope."""
        second = approved.source.with_name("another.md")
        second.write_text(
            approved.source.read_text("utf-8").replace("night-visit", "another"), "utf-8"
        )
        approved.run("segment")
        whole = Whole(self.listing, Lists)
        formats = (
            *EXPORTERS,
            Exporter("pair", "x", Scope.DOCUMENT, self.listing, fewest_locales=2),
            Exporter("whole", "x", Scope.PACK, whole.export, usual=True, whole=whole),
        )
        for module in (step, export_document):
            monkeypatch.setattr(module, "EXPORTERS", formats)
        return approved

    def test_a_pack_is_made_once_and_a_document_once_a_document(self, listed: PackFolder) -> None:
        files = listed.read("export", "export", "--to", "whole", "--to", "pair", "--allow-drafts")
        told = [(f["format"], f["documents"], f["locales"]) for f in files["files"]]
        both = ["kk", "ru"]
        assert told == [
            *[("pair", ["another"], both)] * 2,
            *[("pair", [DOCUMENT], both)] * 2,
            ("whole", ["another"], both),
            ("whole", [DOCUMENT], both),
            ("whole", ["another", DOCUMENT], both),
        ]
        deep = listed.root / "exports" / "of 2" / "deep" / "er" / "list"
        assert deep.read_text("utf-8").splitlines() == [
            "another kk", "another ru", f"{DOCUMENT} kk", f"{DOCUMENT} ru",
        ]  # fmt: skip
        assert (listed.root / "exports" / "another.kk.ru.draft.list").is_file()

    def test_a_format_that_needs_more_locales(
        self, listed: PackFolder, capsys: pytest.CaptureFixture[str]
    ) -> None:
        one = (DOCUMENT, "-l", "kk")
        assert listed.run("export", *one, "--to", "pair") == 2
        assert "pair needs 2 locales or more." in capsys.readouterr().err
        names = {name for name, _ in made(listed, *one, "--to", "all", "--dry-run")}
        assert "whole" in names
        assert "pair" not in names

    def test_all_is_made_before_anything_is_written(
        self, listed: PackFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Broken(Lists):
            def finish(self) -> Iterator[tuple[str, bytes]]:
                raise RuntimeError

        whole = Whole(self.listing, Broken)
        last = Exporter("broken", "x", Scope.PACK, whole.export, whole=whole)
        monkeypatch.setattr(step, "EXPORTERS", (*step.exporters(["all"]), last))
        listed.run("export", DOCUMENT, "-l", "kk", "--to", "csv", "--to", "broken")
        assert not (listed.root / "exports").exists()


def test_a_format_there_is_none_of_is_refused_with_those_there_are(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("export", "--to", "all", "--to", "scroll") == 2
    told = capsys.readouterr().err
    assert "There is no format scroll." in told
    assert "xliff2" in told


def test_help_lists_every_format_with_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    from kuager.cli import run  # noqa: PLC0415

    assert run(["export", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for exporter in EXPORTERS:
        assert f"{exporter.id} {exporter.description}" in told
