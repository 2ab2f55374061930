"""TMX: read whatever honest programs write, refuse what dishonest ones do, write what all read."""

from __future__ import annotations

import gzip
import io
import re
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.formats.tmx import TmxText, TmxUnit, tmx_parse, tmx_serialize
from kuager.guarded_xml import LONGEST_TAG
from kuager.placeables import MAX_NUMBER, Close, Literal, Open, Standalone, Token, serialise
from kuager.tmx_reader import DEEPEST, LONGEST_UNIT, read_units

HEAD = (
    '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    '<tmx version="1.4"><header creationtool="X" creationtoolversion="1" segtype="sentence" '
    'o-tmf="X" adminlang="en" srclang="en-US" datatype="plaintext" creationid="SOMEBODY"/>\n<body>'
)
TAIL = "</body></tmx>"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def unit(*segments: str, languages: tuple[str, ...] = ("en", "kk", "ru")) -> str:
    variants = zip(languages, segments, strict=False)
    written = "".join(f'<tuv xml:lang="{lang}"><seg>{seg}</seg></tuv>' for lang, seg in variants)
    return f'<tu creationid="SOMEBODY" changedate="20200101T000000Z">{written}</tu>'


def parse(text: str | bytes) -> list[TmxUnit]:
    content = text.encode() if isinstance(text, str) else text
    return list(tmx_parse(io.BytesIO(content), "a.tmx"))


def write(*units: TmxUnit) -> bytes:
    return b"".join(tmx_serialize("en", units))


# Reading ------------------------------------------------------------------------------------


def test_units_of_three_languages_are_read() -> None:
    found = parse(HEAD + unit("They came.", "Олар келді.", "Они пришли.") + unit("A.") + TAIL)
    assert [u.text("kk") for u in found] == ["Олар келді.", ""]
    assert [u.text("ru") for u in found] == ["Они пришли.", ""]
    assert [u.line for u in found] == [4, 4]
    assert "SOMEBODY" not in repr(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_and_gzip(encoding: str, packed: bool) -> None:
    text = HEAD.replace('"1.0"', f'"1.0" encoding="{encoding[:6].rstrip("-")}"', 1)
    text += unit("They came.", "Олар “келді” ә ғ қ ң ө ұ ү һ і.") + TAIL
    content = text.encode(encoding)
    if encoding in {"utf-16-le", "utf-16-be"}:
        content = ("\ufeff" + text).encode(encoding)
    if packed:
        half = len(content) // 2
        content = gzip.compress(content[:half]) + gzip.compress(content[half:]) + bytes(512)
    assert parse(content)[0].text("kk") == "Олар “келді” ә ғ қ ң ө ұ ү һ і."


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ('a <bpt i="1">&lt;b></bpt>c<ept i="1">&lt;/b></ept> d', "a c d"),
        ("a<ph>[img <sub>a caption</sub>]</ph> b", "a b"),
        ('<it pos="begin">&lt;i></it>a<ut>x</ut> <hi type="n">b <hi>c</hi></hi>', "a b c"),
        ("a &amp; b &lt; c &#x2014; <![CDATA[<d> & e]]>", "a & b < c — <d> & e"),
        ("", ""),
        ("a<!-- not this --><?nor this?> b", "a b"),
        ("a <b>bold</b> c", "a bold c"),
    ],
)
def test_inline_elements_leave_the_words(segment: str, text: str) -> None:
    assert parse(HEAD + unit("x", segment) + TAIL)[0].text("kk") == text


def test_lang_stands_in_for_xml_lang_and_the_closest_locale_is_taken() -> None:
    old = '<tu><tuv lang="EN-GB"><seg>colour</seg></tuv><tuv lang="KK"><seg>түс</seg></tuv></tu>'
    assert parse(HEAD + old + TAIL)[0].text("en") == "colour"
    found = parse(HEAD + unit("a", "b", "c", languages=("ru-KZ", "ru", "ru-RU")) + TAIL)[0]
    assert (found.text("ru"), found.text("ru_RU"), found.text("ru-BY")) == ("b", "c", "b")
    assert found.text("kk") == ""


def test_texts_outside_of_units_are_passed_over() -> None:
    strays = '<tuv xml:lang="en"><seg>stray</seg></tuv><seg>stray</seg><note>stray</note>'
    found = parse(HEAD + strays + unit("a", "b") + "<tu><prop type='x'>p</prop></tu>" + TAIL)
    assert [u.text("en") for u in found] == ["a", ""]


# Refusing -----------------------------------------------------------------------------------

LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"<!DOCTYPE tmx [{LAUGHS}]><tmx><body>&b;</body></tmx>", "DOCTYPE"),
        ('<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx>&x;</tmx>', "DOCTYPE"),
        ('<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://h/x.dtd">%p;]><tmx/>', "DOCTYPE"),
        ('<!DOCTYPE tmx SYSTEM "t.dtd" [<!ATTLIST tu a CDATA "x">]><tmx/>', "DOCTYPE"),
        (HEAD + unit("a &undeclared; b") + TAIL, "entities"),
        ("<tmx><body>&undeclared;</body></tmx>", "broken"),
        ("<html><body/></html>", "no TMX"),
        ("", "broken"),
        ("no XML at all", "broken"),
        (HEAD + unit("a", "b"), "broken"),
        (HEAD + "<tu><tuv xml:lang='en'><seg>a</tuv></tu>" + TAIL, "broken"),
        (HEAD + "<tu><tu></tu></tu>" + TAIL, "inside another"),
        (HEAD + "<tu><tuv xml:lang='en'><seg><tuv/></seg></tuv></tu>" + TAIL, "not closed"),
        (HEAD + unit("a \x07 b") + TAIL, "broken"),
        (HEAD + "<x>" * DEEPEST + "</x>" * DEEPEST + TAIL, "nested"),
        (HEAD + unit("a" * (LONGEST_UNIT + 1)) + TAIL, "longer than"),
        (HEAD + f"<!--{'-x' * LONGEST_TAG}-->" + TAIL, "tag or comment"),
        ('<?xml version="1.0" encoding="none-such"?><tmx/>', "encoding"),
        ('<?xml version="1.0" encoding="utf-16"?><tmx/>', "broken"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_what_is_broken_or_a_trick_is_refused_in_one_line(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        parse(text)
    assert re.match(r"a\.tmx, line [1-9][0-9]*: ", caught.value.problem)
    assert "\n" not in caught.value.problem


def test_the_line_is_the_one_that_is_broken() -> None:
    with pytest.raises(InputError, match=r"line 7:"):
        parse(HEAD + "\n\n" + unit("a", "b") + "\n<tu>&</tu>" + TAIL)
    with pytest.raises(InputError) as caught:
        parse(HEAD + unit("SECRET words", "b") + "<SECRET>" + TAIL)
    assert "SECRET" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    content = (HEAD + unit("abc") + TAIL).encode()
    with pytest.raises(InputError, match="line 4: the XML is broken"):
        parse(content.replace(b"abc", b"\xff\xfe\xff"))


def test_a_damaged_or_cut_off_gzip_is_refused() -> None:
    content = gzip.compress((HEAD + unit("a" * 999) * 99 + TAIL).encode())
    with pytest.raises(InputError, match="cut off"):
        parse(content[:-20])
    with pytest.raises(InputError, match="damaged"):
        parse(content[:40] + b"\xff" * 40 + content[80:])


class _Endless(io.RawIOBase):
    """A file of very many units that is never in memory."""

    def __init__(self, units: int) -> None:
        self._pieces = self._made(units)
        self._rest = b""

    def _made(self, units: int) -> Iterator[bytes]:
        yield HEAD.encode()
        batch = (unit("They came at six.", "Олар алтыда келді.") * 1000).encode()
        for _ in range(units // 1000):
            yield batch
        yield TAIL.encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._rest = self._rest or next(self._pieces, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def test_a_long_file_takes_no_more_memory_than_a_short_one() -> None:
    stream: BinaryIO = _Endless(20_000)  # type: ignore[assignment]
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_units(stream, "a.tmx")) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


# Writing ------------------------------------------------------------------------------------

_texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
)
_numbers = st.integers(1, MAX_NUMBER)
_tokens: st.SearchStrategy[Token] = st.one_of(
    _texts.map(Literal),
    _numbers.map(Open),
    _numbers.map(Close),
    _numbers.map(Standalone),
    st.sampled_from([Open(1), Close(1), Standalone(2), Literal("<1>"), Literal("a < b & c")]),
)
_segments = st.lists(_tokens, max_size=8).map(serialise)


@settings(deadline=None)
@given(st.lists(st.tuples(_segments, _segments), max_size=4))
def test_what_is_written_comes_back_whole(pairs: list[tuple[str, str]]) -> None:
    units = [TmxUnit((TmxText("en", a), TmxText("kk", b))) for a, b in pairs]
    content = write(*units)
    assert [(u.text("en"), u.text("kk")) for u in parse(content)] == pairs
    assert_structure(content)


def assert_structure(content: bytes) -> None:
    """Hold a file against the element and attribute lists of the TMX 1.4 DTD."""
    root = ElementTree.fromstring(content)
    assert (root.tag, root.attrib) == ("tmx", {"version": "1.4"})
    assert [child.tag for child in root] == ["header", "body"]
    required = {
        "creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang",
        "datatype",
    }  # fmt: skip
    assert set(root[0].attrib) == required
    for tu in root[1]:
        assert (tu.tag, tu.attrib) == ("tu", {})
        assert len(tu) > 0
        for tuv in tu:
            assert (tuv.tag, set(tuv.attrib)) == ("tuv", {XML_LANG})
            assert [child.tag for child in tuv] in (["seg"], ["note", "seg"])
            begun = [code.get("i") for code in tuv[-1] if code.tag == "bpt"]
            ended = [code.get("i") for code in tuv[-1] if code.tag == "ept"]
            assert len(begun) == len(set(begun))
            assert sorted(map(str, begun)) == sorted(map(str, ended))
            for code in tuv[-1]:
                assert (code.tag, set(code.attrib)) in [
                    ("bpt", {"i", "x"}), ("ept", {"i"}), ("ph", {"x"}), ("it", {"pos", "x"}),
                ]  # fmt: skip
                assert code.get("pos", "begin") in {"begin", "end"}


def test_a_file_names_nobody_and_nothing() -> None:
    content = write(TmxUnit((TmxText("en", "A."), TmxText("kk", "Ә.", "Imported."))))
    assert content == write(TmxUnit((TmxText("en", "A."), TmxText("kk", "Ә.", "Imported."))))
    for word in (b"kuager", b"date", b"creationid", b"changeid", b"usage", b'version="0'):
        assert word not in content
    assert_structure(content)


def test_many_units_are_written_in_pieces() -> None:
    units = (TmxUnit((TmxText("en", f"Number {n}."),)) for n in range(5_000))
    pieces = list(tmx_serialize("en_GB", units))
    assert len(pieces) > 4
    assert b'srclang="en-GB"' in pieces[0]
    assert len(parse(b"".join(pieces))) == 5_000


def test_what_xml_cannot_carry_is_refused_without_the_text() -> None:
    with pytest.raises(InputError, match=r"U\+0007") as caught:
        write(TmxUnit((TmxText("en", "secret \x07 words"),)))
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="at least one"):
        write(TmxUnit(()))
