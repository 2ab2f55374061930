"""Identity traces in source files: what could tell who made one is named, never said."""

from __future__ import annotations

import re
import time

import pytest

from kuager.documents import identity_traces
from tests.support.sources import file_in, zipped

TRACES: list[tuple[str, str, str, bytes]] = [
    (".docx", "docProps/core.xml", "creator", b"<x><dc:creator>Aigul</dc:creator></x>"),
    (
        ".docx",
        "docProps/core.xml",
        "lastModifiedBy",
        b"<x><cp:lastModifiedBy a='b'>\nAigul</cp:lastModifiedBy></x>",
    ),
    (".docx", "docProps/app.xml", "Company", b"<x><Company>Aigul</Company></x>"),
    (".docx", "docProps/app.xml", "Manager", b"<x><ap:Manager>Aigul</ap:Manager></x>"),
    (".docx", "word/comments.xml", "comments' authors", b'<w:comment w:author="Aigul"/>'),
    (".docx", "word/people.xml", "people", b'<w15:person w15:author="Aigul"/>'),
    (
        ".docx",
        "word/document.xml",
        "tracked changes' authors",
        b"<w:ins w:id='1' w:author='Aigul'/>",
    ),
    (".docx", "word/footnotes.xml", "tracked changes' authors", b'<w:del w:author="Aigul"/>'),
    (
        ".docx",
        "word/_rels/settings.xml.rels",
        "path of the template",
        b'<R Type="x/attachedTemplate" Target="file:///home/aigul/x.dotx"/>',
    ),
    (".odt", "meta.xml", "initial-creator", b"<meta:initial-creator>A</meta:initial-creator>"),
    (".odt", "meta.xml", "creator", b"<dc:creator>Aigul</dc:creator>"),
    (".odt", "meta.xml", "printed-by", b"<meta:printed-by>Aigul</meta:printed-by>"),
    (
        ".odt",
        "content.xml",
        "comments' authors",
        b'<office:annotation a="b"><dc:creator>Aigul</dc:creator></office:annotation>',
    ),
    (
        ".odt",
        "content.xml",
        "tracked changes' authors",
        b"<office:change-info><dc:creator>Aigul</dc:creator></office:change-info>",
    ),
    (".epub", "EPUB/content.opf", "creator", b'<dc:creator id="a">Aigul</dc:creator>'),
    (".epub", "EPUB/content.opf", "publisher", b"<dc:publisher>Aigul</dc:publisher>"),
    (".epub", "EPUB/ch001.xhtml", "meta author", b'<meta name="author" content="Aigul"/>'),
    (".html", "", "meta author", b"<META content='Aigul' name=Author>"),
    (".htm", "", "meta creator", b'<meta name="DC.creator" content="Aigul">'),
    (
        ".html",
        "",
        "meta generator with a path",
        b'<meta name="generator" content="Writer C:\\Users\\aigul\\x.exe">',
    ),
    (".html", "", "comments", b"<p>x</p><!-- Aigul\nsaid so -->"),
    (".md", "", "comments", b"Words. <!-- Aigul said so -->"),
]


@pytest.mark.parametrize(
    ("suffix", "entry", "name", "content"), TRACES, ids=[f"{t[0]} {t[2]}" for t in TRACES]
)
def test_what_could_identify_somebody_is_named_but_not_said(
    suffix: str, entry: str, name: str, content: bytes
) -> None:
    file = zipped(**{entry: content}) if entry else content
    assert identity_traces(file, suffix) == (name,)
    assert identity_traces(file, suffix.upper()) == (name,)
    emptied = re.sub(rb"\s*Aigul\s*|(?<=>)A(?=<)", b"", content)
    if entry and emptied != content:
        assert identity_traces(zipped(**{entry: emptied}), suffix) == ()


def test_files_as_pandoc_writes_them_name_their_author() -> None:
    assert identity_traces(file_in("docx"), ".docx") == ("creator",)
    assert identity_traces(file_in("odt"), ".odt") == ("initial-creator", "creator")
    assert identity_traces(file_in("epub"), ".epub") == ("creator",)
    assert identity_traces(file_in("html"), ".html") == ("meta author",)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"<p>x</p><!--[if IE]><![endif]--><!-- -->", ".html"),
        (b'<meta name="generator" content="Writer 7.1">', ".html"),
        (b'<meta name="viewport" content="x"><meta name="author" content="">', ".html"),
        (b"author: Aigul <creator>Aigul</creator>", ".txt"),
        (b"no archive", ".docx"),
        (b"PK\x03\x04 cut", ".epub"),
    ],
)
def test_a_file_without_traces_has_none(content: bytes, suffix: str) -> None:
    assert identity_traces(content, suffix) == ()


def test_looking_for_traces_takes_no_longer_than_reading() -> None:
    for content in (b"<meta " * 100_000, b"<!--" * 100_000, b"<meta name=author " * 50_000):
        start = time.perf_counter()
        identity_traces(content, ".html")
        assert time.perf_counter() - start < 2
