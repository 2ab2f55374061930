"""Catalogs: what goes through them comes back, whoever rewrote the file meanwhile."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import CatalogError
from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    foreign_headers,
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

text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60) | st.text(
    'ab \n\r\t\v\f\x00\x1c\x1e\x1f\x85\xa0\u2028\u2029"\\#,.:|~=', min_size=1, max_size=12
)


def _fit(what: str) -> str:
    """Spell out what a text becomes: line ends that gettext does not know are spaces."""
    return re.sub("[\0\x04\v\f\x1c-\x1e\x85\u2028\u2029]", " ", what)


def _lines(what: str) -> str:
    """Spell out what a comment becomes: also without \\r and white space at ends of lines."""
    return "\n".join(re.sub("\r\n?", " ", _fit(line)).rstrip() for line in what.split("\n"))


def _expected(entry: CatalogEntry) -> CatalogEntry:
    notes = tuple(filter(None, (_lines(re.sub("\r?\n", " ", note)) for note in entry.notes)))
    return replace(
        entry,
        source=_fit(entry.source),
        target=_fit(entry.target),
        previous_source=_fit(entry.previous_source),
        notes=() if entry.obsolete else notes,
        reference="" if entry.obsolete else entry.reference,
        remark=_lines(entry.remark),
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
            obsolete=st.booleans(),
            reference=st.sampled_from(["", "source/a.md", "source/a b.md", "a:12"]),
            notes=st.lists(text, max_size=3).map(tuple),
            remark=st.just("") | text,
            flags=st.sampled_from([(), ("no-wrap",), ("no-wrap", "kept")]),
        ),
        unique_by=lambda entry: (_fit(entry.source), entry.occurrence),
        max_size=8,
    )
)
def test_any_catalog_comes_back(entries: list[CatalogEntry]) -> None:
    entries.sort(key=lambda entry: entry.obsolete)
    written = catalog_serialize("a", "ru", entries)
    assert catalog_parse(written) == [_expected(entry) for entry in entries]
    assert catalog_serialize("a", "ru", catalog_parse(written)) == written


@needs_gnu
@settings(max_examples=15)
@given(text, text, text)
def test_msgfmt_reads_any_text_we_write(source: str, target: str, remark: str) -> None:
    source, target = f"a{source}a", f"a{target}a"
    written = catalog_serialize("a", "kk", [CatalogEntry(source, target=target, remark=remark)])
    _gnu("msgfmt", "-o", "/dev/null", "-", content=written)


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


def test_headers_that_could_name_somebody_are_named() -> None:
    header = (
        "# Aigerim N <a@example.org>, 2022.\n"
        'msgid ""\nmsgstr ""\n"Last-Translator: Aigerim\\n"\n'
        '"Language-Team: Kazakh <LL@li.org>\\n"\n'
        '"Report-Msgid-Bugs-To: \\n"\n"PO-Revision-Date: 2022-03-05 10:11+0600\\n"\n'
        '"X-Generator: Poedit 3.4\\n"\n"X-Poedit-Basepath: /home/aigerim\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Ask Aigerim: she knows\\n"\n'
    )
    assert foreign_headers(header.encode()) == (
        "comment",
        "Last-Translator",
        "PO-Revision-Date",
        "X-Poedit-Basepath",
        "a field without a proper name",
    )


def test_fresh_headers_name_nobody() -> None:
    assert foreign_headers(catalog_serialize("a", "kk", ENTRIES)) == ()
    fresh = (
        "# SOME DESCRIPTIVE TITLE.\n# FIRST AUTHOR <EMAIL@ADDRESS>, YEAR.\n"
        'msgid ""\nmsgstr ""\n"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n'
        '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n'
        '"Language-Team: LANGUAGE <LL@li.org>\\n"\n'
    )
    assert foreign_headers(fresh.encode()) == ()
    assert foreign_headers(b"") == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('#,fuzzy,no-wrap\nmsgid "s"\nmsgstr "t"', {"fuzzy": True, "flags": ("no-wrap",)}),
        ('#=no-wrap\nmsgid "s"\nmsgstr "t"', {"flags": ("no-wrap",)}),
        ('#:x.md:12 y.md\nmsgid "s"\nmsgstr "t"', {"reference": "x.md"}),
        ('#: \u2068a b.md\u2069:3\nmsgid "s"\nmsgstr "t"', {"reference": "a b.md"}),
        ('#.note\nmsgid "s"\nmsgstr "t"', {"notes": ("note",)}),
        ('#text\n##more\n#\nmsgid "s"\nmsgstr "t"', {"remark": "text\n#more\n"}),
        ('#|msgid "p"\n#| "q"\nmsgid "s"\nmsgstr "t"', {"previous_source": "pq"}),
        ('#| msgctxt "2"\n#| msgid "p"\nmsgid "s"\nmsgstr "t"', {"previous_source": "p"}),
        ('msgid"s"\nmsgstr"t"', {}),
        ('msgid "" "s"\nmsgstr "" "t"""', {}),
        ('msgid ""\n"s"\nmsgstr ""\n\n  "t"', {}),
        ('msgid "s"\r\nmsgstr "t"\r\n', {}),
        ('msgid "s"\rmsgstr "t"\r', {}),
        ('\ufeffmsgid "s"\nmsgstr "t"', {}),
        (
            '# r\n#, fuzzy\n#~|msgid "p"\n#~msgid "s"\n#~ msgstr ""\n#~ "t"',
            {"obsolete": True, "previous_source": "p", "remark": "r", "fuzzy": True},
        ),
        (r'msgid "s"' + '\n' + r'msgstr "\320\226\x41\a\"\\n\q"', {"target": 'ЖA\a"\\n\\q'}),
        *(
            (f'# r{c}r\nmsgid "s"\nmsgstr "t{c}t"', {"target": "t t", "remark": "r r"})
            for c in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
        ),
    ],
)  # fmt: skip
def test_what_gnu_gettext_reads_is_read(content: str, expected: dict[str, object]) -> None:
    entry = replace(CatalogEntry("s", target="t"), **expected)  # type: ignore[arg-type]
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    if not content.startswith("\ufeff"):
        assert catalog_parse((header + content).encode()) == [entry]
    assert catalog_parse(content.encode()) == [entry]


@needs_gnu
@pytest.mark.parametrize("options", [("--escape",), ("--width=12",), ("--use-first",)])
def test_escapes_of_msgcat_are_read(options: tuple[str, ...]) -> None:
    written = catalog_serialize("a", "kk", ENTRIES)
    rewritten = catalog_parse(_gnu("msgcat", *options, "-", content=written))
    assert {e.target for e in rewritten} == {e.target for e in ENTRIES}


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
        (b"\x00" * 64, "NUL"),
        (b'#~ msgid "a"\n#~ msgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n', "line 4.* twice"),
        (b'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n', "line 4.* twice"),
        (b'msgctxt "2"\nmsgid "a"\nmsgstr "b"\nmsgctxt "02"\nmsgid "a"\nmsgstr ""\n', "twice"),
        (b'msgid "a"\nmsgstr[0] "b"\n', "line 2: a plural"),
        (b'#~ msgid "a"\n#~ msgstr[0] "b"\n', "line 2: a plural"),
        (b'msgid ""\nmsgstr ""\n\nmsgid ""\nmsgstr "Last-Translator: A"\n', "line 4: a second h"),
        (b'msgid "a"\nmsgstr ""\n\nmsgid ""\nmsgstr "Language: kk"\n', "line 4: a second header"),
        (b'msgid "a"\nmsgstr "b"\n\n# mine\n', "line 4: a comment that belongs to no entry"),
        (b'msgid "a"\nmsgstr "b"\n\n#| msgid "p"\n', "line 4: a comment"),
        (b'msgid "a"\n', "line 1"),
        (b'msgid "a"\nmsgstr "b"\nmsgctxt "2"\n', "line 3"),
        (b'msgid "a"\nmsgid "b"\nmsgstr "c"\n', "line 2"),
        (b'msgid "a"\nmsgstr "b"\nmsgstr "c"\n', "line 3"),
        (b'msgid "a"\n#~ msgstr "b"\n', "line 2"),
        (b'#| "p"\nmsgid "a"\nmsgstr "b"\n', "line 1"),
        (b'# r\n"a"\n', "line 2"),
        (b'msgid "a"\nmsgstr "\\777"\n', "line 2"),
        (b'msgid "a"\nmsgstr "\\320"\n', "line 2"),
        (b'msgctxt "' + b"1" * 5000 + b'"\nmsgid "a"\nmsgstr "b"\n', "msgctxt"),
        (b'<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n=======\n', "line 1: holds an unresolved git"),
        (b'msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n', "line 2: holds an unresolved git"),
        (b'msgid "a"\nmsgstr "b"\n=======\n', "line 3: holds an unresolved git"),
        (b'msgid "a"\nmsgstr "b"\n>>>>>>> theirs\n', "line 3: holds an unresolved git"),
    ],
)
def test_broken_files_are_refused_in_one_line(content: bytes, complaint: str) -> None:
    with pytest.raises(CatalogError, match=complaint) as caught:
        catalog_parse(content, "locales/kk/LC_MESSAGES/a.po")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("field", ["source", "target", "remark"])
def test_half_a_character_is_refused(field: str) -> None:
    entry = replace(CatalogEntry("a", target="b"), **{field: "c\ud800"})  # type: ignore[arg-type]
    with pytest.raises(CatalogError, match="Unicode"):
        catalog_serialize("a", "kk", [entry])


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
