"""Export tells of old editions in its folder that nothing would write any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.exporters import EXPORTERS
from kuager.exporters.stale import stale
from tests.support.packs import DOCUMENT, PackFolder

DOCUMENTS = ["night-visit", "letter.two", "index"]
LOCALES = ["kk", "ru", "pt_BR"]
SUFFIXES = [each.suffix for each in EXPORTERS if each.suffix]


@pytest.mark.parametrize(
    "name",
    [
        "gone.kk.html",
        "gone.kk.ru.draft.trilingual.html",
        "letter.kk.v2.xlf",
        "night-visit.de.draft.epub",
        "night-visit.kk.de.trilingual.html",
        "night-visit.kk_Cyrl_KZ.pdf",
        "site/gone.en.html",
        "site.draft/gone.trilingual.html",
    ],
)
def test_what_the_pack_does_not_have_any_more_is_stale(name: str) -> None:
    assert stale([name], DOCUMENTS, LOCALES) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "letter.two.ru.csv",
        "night-visit.pt_BR.bilingual.html",
        "site/index.html",
        "site/index.ru.html",
        "site/index-.ru.html",
        "site.draft/night-visit.trilingual.html",
        "site/style.css",
        # Not of ours:
        "README.md",
        "gone.html",
        "notes.final.md",
        "Gone.kk.html",
        "gone.kk.jpg",
        "letters/gone.kk.html",
        ".kk.html",
        "..html",
    ],
)
def test_other_files_are_not(name: str) -> None:
    assert stale([name], DOCUMENTS, LOCALES) == []


def test_a_draft_is_stale_once_its_edition_is_exported_as_approved() -> None:
    draft, approved = "night-visit.kk.draft.html", "night-visit.kk.html"
    assert stale([draft, approved], DOCUMENTS, LOCALES) == []
    assert stale([draft, approved], DOCUMENTS, LOCALES, [approved]) == [draft]
    assert stale([draft, approved], DOCUMENTS, LOCALES, [draft]) == []
    assert stale(["night-visit.kk.draft.pdf"], DOCUMENTS, LOCALES, [approved]) == []


def test_a_new_site_leaves_no_other_page_in_its_folder() -> None:
    old = ["site/night-visit.ru.html", "site.draft/index.html", "site.draft/style.css"]
    assert stale(old, DOCUMENTS, LOCALES) == []
    assert stale(old, DOCUMENTS, LOCALES, ["site/index.html"]) == old
    assert stale(old, DOCUMENTS, LOCALES, ["site/index.html"], whole=False) == []
    assert stale(old, DOCUMENTS, LOCALES, ["site.draft/index.html"]) == ["site.draft/style.css"]


@given(
    st.sampled_from(DOCUMENTS),
    st.lists(st.sampled_from(LOCALES), min_size=1, unique=True),
    st.sampled_from(["", ".draft"]),
    st.sampled_from(SUFFIXES),
)
def test_no_edition_that_the_pack_makes_is_stale_until_its_document_goes(
    document: str, locales: list[str], draft: str, suffix: str
) -> None:
    name = ".".join([document, *locales]) + draft + suffix
    assert stale([name], DOCUMENTS, LOCALES) == []
    assert stale([name], ["another"], LOCALES) == [name]
    assert stale([name], ["another"], LOCALES, [name]) == []


@given(st.lists(st.text("abk.ru/-_ ", max_size=12)), st.lists(st.sampled_from(DOCUMENTS)))
def test_any_names_come_back_in_their_order_or_not_at_all(
    names: list[str], documents: list[str]
) -> None:
    told = stale(names, documents, LOCALES)
    rest = iter(names)
    assert all(name in rest for name in told)


def test_export_tells_of_a_document_that_is_gone_and_deletes_nothing(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    source = next((pack.root / "source").glob("*.md"))
    second = source.with_name("letter.md")
    second.write_text(source.read_text("utf-8").replace(DOCUMENT, "letter"), "utf-8")
    export = ("export", "--allow-drafts", "--to", "text", "--to", "site")
    assert pack.run("segment") == pack.run(*export) == 0
    assert "old editions" not in capsys.readouterr().err
    second.unlink()
    assert pack.run(*export) == 0
    told = capsys.readouterr().err
    assert "6 files in the same folder seem to be old editions" in told
    assert "letter.kk.draft.txt" in told
    assert (pack.root / "exports" / "letter.kk.draft.txt").is_file()
    # Of the folder that is exported to, and of no other.
    other = pack.root / "other"
    assert pack.read(*export[:1], *export, "--folder", str(other))["stale"] == []
    shutil.copy(pack.root / "exports" / "letter.ru.draft.txt", other)
    again = pack.read(*export[:1], *export, "--folder", str(other), "--dry-run")
    assert again["stale"] == ["letter.ru.draft.txt"]


def test_a_source_with_a_broken_head_makes_no_edition_stale(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    source = next((pack.root / "source").glob("*.md"))
    second = source.with_name("other.md")
    second.write_text(source.read_text("utf-8").replace(DOCUMENT, "letter"), "utf-8")
    export = ("export", "--allow-drafts", "--to", "text")
    assert pack.run("segment") == pack.run(*export) == 0
    second.write_text("---\nid: [\n---\nText.\n", "utf-8")
    assert pack.run(*export) == 1
    assert "old editions" not in capsys.readouterr().err


def test_what_is_printed_are_paths_from_where_one_stands(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert pack.run("segment") == 0
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    made = pack.read("export", "export", "--allow-drafts", "--to", "text", "--folder", "drafts")
    assert made["files"]
    assert all(Path(file["path"]).is_file() for file in made["files"])
