"""Catalogs: what goes through them comes back, whoever rewrote the file meanwhile."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import CatalogError
from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    template_parse,
    template_serialize,
)
from kuager.model import CatalogEntry, TemplateEntry

GNU = shutil.which("msgfmt") is not None
needs_gnu = pytest.mark.skipif(not GNU, reason="GNU gettext is not installed")

ENTRIES = (
    CatalogEntry(
        "They knocked at <1>six</1>.",
        target="Олар <1>алтыда</1> қақты.",
        reference="source/a.md",
        notes=("paragraph 1 of 2, segment 1 of 2", "<1>: emphasis"),
        remark="Ask the editor.\nTwice.",
    ),
    CatalogEntry("No.", target="Жоқ.", fuzzy=True, previous_source="No!", reference="source/a.md"),
    CatalogEntry("No.", 2, reference="source/a.md", flags=("no-wrap",)),
    CatalogEntry('He said "no"\tand \\ left.', target="«Жоқ» \\ \t деді", reference="source/a.md"),
    CatalogEntry("Gone.", target="Кетті.", obsolete=True),
)

text = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00"
    ),
    min_size=1,
    max_size=60,
)


def test_golden_file() -> None:
    golden = Path(__file__).parent / "golden" / "catalog.po"
    assert catalog_serialize("a", "kk", ENTRIES).decode() == golden.read_text("utf-8")


@given(
    st.lists(
        st.builds(
            CatalogEntry,
            source=text,
            occurrence=st.integers(1, 3),
            target=text | st.just(""),
            fuzzy=st.booleans(),
            previous_source=st.just("") | text,
        ),
        unique_by=lambda entry: entry.key,
        max_size=8,
    )
)
def test_any_catalog_comes_back(entries: list[CatalogEntry]) -> None:
    written = catalog_serialize("a", "ru", entries)
    assert catalog_parse(written) == entries
    assert catalog_serialize("a", "ru", catalog_parse(written)) == written


def test_template_comes_back() -> None:
    entries = [
        TemplateEntry("One.", 1, "source/a.md", ("paragraph 1 of 1, segment 1 of 2",)),
        TemplateEntry("One.", 2, "source/a.md", ()),
    ]
    assert template_parse(template_serialize("a", entries)) == entries


def test_long_lines_are_never_wrapped() -> None:
    long = CatalogEntry("word " * 100 + "end", target="сөз " * 100 + "соңы")
    assert catalog_serialize("a", "kk", [long]).decode().count("\n") < 15


@pytest.mark.parametrize(
    "header", ["Last-Translator", "Language-Team", "PO-Revision-Date", "X-Poedit-Basepath"]
)
def test_headers_that_name_people_or_places_are_dropped(header: str) -> None:
    written = catalog_serialize("a", "kk", ENTRIES).decode()
    soiled = written.replace(
        'msgstr ""\n', f'msgstr ""\n"{header}: Aigerim <a@example.org> /home/aigerim\\n"\n', 1
    )
    assert "aigerim" in soiled
    again = catalog_serialize("a", "kk", catalog_parse(soiled.encode()))
    assert again.decode() == written


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'msgid "a"\nmsgstr "b\n', "line 2"),
        (b'msgid "a"\nmsgstr "b"\nrubbish\n', "line 3"),
        (b'msgid "a\nmsgstr "b"\n', "line 1"),
        (b'msgstr "b"\n', "not valid PO"),
        ('msgid "а"\n'.encode("koi8-r"), "not UTF-8"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=KOI8-R\\n"\n', "KOI8-R"),
        (b'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "twice"),
        (b'msgctxt "menu"\nmsgid "a"\nmsgstr "b"\n', "msgctxt"),
        (b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] ""\n', "plural"),
        (b"\x00\x01\x02\xff", "UTF-8"),
    ],
)
def test_broken_files_are_refused_in_one_line(content: bytes, complaint: str) -> None:
    with pytest.raises(CatalogError, match=complaint) as caught:
        catalog_parse(content, "locales/kk/LC_MESSAGES/a.po")
    assert "\n" not in str(caught.value)


def _gnu(*command: str, content: bytes) -> bytes:
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


@needs_gnu
def test_msgfmt_accepts_what_we_write() -> None:
    _gnu("msgfmt", "-c", "-o", "/dev/null", "-", content=catalog_serialize("a", "kk", ENTRIES))
    template = [TemplateEntry(e.source, e.occurrence) for e in ENTRIES]
    _gnu("msgfmt", "-o", "/dev/null", "-", content=template_serialize("a", template))


@needs_gnu
@pytest.mark.parametrize(
    "options",
    [(), ("--width=40",), ("--sort-output",), ("--no-location",), ("--add-location=file",)],
)
def test_a_file_rewritten_by_msgcat_loses_nothing(options: tuple[str, ...]) -> None:
    written = catalog_serialize("a", "kk", ENTRIES)
    rewritten = catalog_parse(_gnu("msgcat", *options, "-", content=written))
    expected = {entry.key: entry for entry in ENTRIES}
    assert {entry.key for entry in rewritten} == set(expected)
    for entry in rewritten:
        same = replace(expected[entry.key], reference="", flags=())
        assert replace(entry, reference="", flags=()) == same


@needs_gnu
def test_msgmerge_of_our_template_keeps_our_targets(tmp_path: Path) -> None:
    template = [TemplateEntry(e.source, e.occurrence, "source/a.md") for e in ENTRIES[:4]]
    (tmp_path / "a.pot").write_bytes(template_serialize("a", template))
    (tmp_path / "a.po").write_bytes(catalog_serialize("a", "kk", ENTRIES))
    merged = _gnu("msgmerge", str(tmp_path / "a.po"), str(tmp_path / "a.pot"), content=b"")
    targets = {entry.key: entry.target for entry in catalog_parse(merged)}
    for entry in ENTRIES:
        assert targets[entry.key] == entry.target


def test_the_header_says_no_time_and_no_tool() -> None:
    written = catalog_serialize("a", "kk", ()).decode()
    assert "X-Generator" not in written
    assert re.findall(r"\d{4}-\d\d-\d\d", written) == ["1970-01-01"]
    assert "nplurals=2; plural=(n != 1);" in written
