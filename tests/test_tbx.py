"""TBX: read what honest programs write, refuse what dishonest ones do, write the standard."""

from __future__ import annotations

import gzip
import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.formats.tbx import DEEPEST, LONGEST_TEXT, tbx_parse, tbx_serialize
from kuager.termbase import PartOfSpeech, Rendering, TermEntry, TermStatus, find_faults

HEAD = (
    '<?xml version="1.0"?>\n<tbx type="TBX-Basic" style="dca" xml:lang="en" '
    'xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc><sourceDesc><p>MARAT</p></sourceDesc>'
    "</fileDesc></tbxHeader><text><body>"
)
TAIL = "</body></text></tbx>"
NAMESPACE = "{urn:iso:std:iso:30042:ed-2}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

BASIC = (
    HEAD
    + '\n<conceptEntry id="1"><transacGrp><transac type="transactionType">origination</transac>'
    '<transacNote type="responsibility">MARAT</transacNote><note>by MARAT</note></transacGrp>'
    '<descrip type="subjectField">law</descrip><admin type="source">Law of 1995</admin>'
    "<note>Not a prison.</note><note>Case-sensitive.</note><note>Status: reviewed</note>"
    '<langSec xml:lang="en"><termSec><term>detention <hi>centre</hi></term>'
    '<termNote type="partOfSpeech">noun</termNote></termSec></langSec>'
    '<langSec xml:lang="ru"><termSec><term>СИЗО</term></termSec><termSec><term>тюрьма</term>'
    '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec></langSec>'
    "</conceptEntry>" + TAIL
)
DCT = (
    '<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" '
    'xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">'
    "<text><body><conceptEntry><basic:source>Law</basic:source>"
    '<langSec xml:lang="en"><termSec><term>court</term><min:partOfSpeech>verb</min:partOfSpeech>'
    '</termSec></langSec><langSec xml:lang="ru"><termSec><term>суд</term></termSec>'
    "<termSec><term>двор</term><min:administrativeStatus>supersededTerm-admn-sts"
    "</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"
)
MARTIF = (
    '<?xml version="1.0"?>\n<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core '
    '(DXFcdV04)//EN" "TBXcdv04.dtd">\n<martif type="TBX" xml:lang="en"><martifHeader><fileDesc>'
    "<sourceDesc><p>MARAT</p></sourceDesc></fileDesc></martifHeader><text><body><termEntry>"
    '<descrip type="Translation needed">No</descrip><langSet xml:lang="en_US"><tig>'
    "<term>Telegram</term></tig></langSet></termEntry><termEntry>"
    '<langSet lang="en"><ntig><termGrp><term>court</term></termGrp></ntig><tig>'
    '<term>tribunal</term></tig></langSet><langSet xml:lang="kk-KZ"><tig><term> сот\n </term>'
    '<termNote type="administrativeStatus">forbidden</termNote>'
    '<note from="translator">why</note></tig>'
    "</langSet></termEntry></body></text></martif>"
)


def parse(text: str | bytes) -> list[TermEntry]:
    content = text.encode() if isinstance(text, str) else text
    return [here.entry for here in tbx_parse(io.BytesIO(content), "a.tbx", "en")]


def test_tbx_basic_is_read_without_its_authors() -> None:
    for content in (BASIC.encode(), BASIC.encode("utf-16"), gzip.compress(BASIC.encode())):
        (placed,) = tbx_parse(io.BytesIO(content), "a.tbx", "en")
        assert placed.place == "line 3"
        assert placed.entry == TermEntry(
            "detention centre",
            (Rendering("ru", ("СИЗО",), ("тюрьма",)),),
            "Not a prison.", PartOfSpeech.NOUN, True, False, "Law of 1995", TermStatus.REVIEWED,
        )  # fmt: skip


def test_the_other_style_and_the_older_standard_are_read() -> None:
    assert parse(DCT) == [
        TermEntry(
            "court",
            (Rendering("ru", ("суд",), ("двор",)),),
            part_of_speech=PartOfSpeech.VERB,
            authority="Law",
        )
    ]
    rendering = (Rendering("kk-kz", (), ("сот",)),)
    assert parse(MARTIF) == [
        TermEntry("Telegram", do_not_translate=True),
        TermEntry("court", rendering, "why"),
        TermEntry("tribunal", rendering, "why"),
    ]


def test_a_concept_without_the_source_language_has_no_term() -> None:
    other = HEAD + '<conceptEntry><langSec xml:lang="de"><termSec><term>Haft</term></termSec>'
    other += "</langSec></conceptEntry><conceptEntry/>" + TAIL
    assert [entry.term for entry in parse(other)] == ["", ""]


LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
DEEP = "<a>" * (DEEPEST + 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"<!DOCTYPE tbx [{LAUGHS}]><tbx>&b;</tbx>", "DOCTYPE"),
        ('<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx>&x;</tbx>', "DOCTYPE"),
        ('<!DOCTYPE tbx SYSTEM "t.dtd" [<!ATTLIST term a CDATA "x">]><tbx/>', "DOCTYPE"),
        ('<!DOCTYPE tbx SYSTEM "t.dtd"><tbx>&undeclared;</tbx>', "entities"),
        ("<html/>", "no TBX"),
        ("<tmx/>", "no TBX"),
        ("", "broken"),
        ("court,сот\n", "broken"),
        (BASIC[:-20], "broken"),
        (HEAD + DEEP + TAIL, "nested too deep"),
        (HEAD + "<conceptEntry><conceptEntry/></conceptEntry>" + TAIL, "inside another"),
        (BASIC.replace("СИЗО", "x" * (LONGEST_TEXT + 1)), "a text is longer"),
        (BASIC.replace("reviewed", "perfect"), "line 3: the status is none of the words"),
        (b"\x1f\x8b" + b"x" * 20, "damaged gzip"),
        (gzip.compress(BASIC.encode())[:-9], "cut off"),
        (BASIC.replace('"1.0"', '"1.0" encoding="klingon"'), "encoding"),
        (BASIC.replace("СИЗО", "\x07"), "broken"),
    ],
)
def test_broken_and_hostile_files_are_refused_in_one_line(text: str | bytes, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(text)
    assert problem in refused.value.problem
    assert refused.value.problem.startswith("a.tbx")
    assert refused.value.mend
    assert "\n" not in str(refused.value)
    assert "MARAT" not in str(refused.value)


# Writing ------------------------------------------------------------------------------------

ENTRY = TermEntry(
    "H&M <court>",
    (Rendering("kk", ("сот", "аула"), ("әділет",)), Rendering("ru", ("суд",))),
    'A "note".', PartOfSpeech.PROPER_NOUN, True, False, "Law, 1995", TermStatus.UNREVIEWED,
)  # fmt: skip


def test_what_is_written_has_the_data_categories_of_tbx_basic() -> None:
    content = tbx_serialize([ENTRY, TermEntry("Telegram", do_not_translate=True)], "en")
    root = ElementTree.fromstring(content)
    assert root.tag == f"{NAMESPACE}tbx"
    assert (root.get("type"), root.get("style"), root.get(XML_LANG)) == ("TBX-Basic", "dca", "en")
    assert [section.get(XML_LANG) for section in root.iter(f"{NAMESPACE}langSec")] == [
        "en", "kk", "ru", "en",
    ]  # fmt: skip
    # TBX-Basic_DCA.sch of the dialect, module by module.
    allowed = {
        "admin": {"customerSubset", "projectSubset", "source"},
        "termNote": {"administrativeStatus", "partOfSpeech"},
    }
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name in allowed:
            assert element.get("type") in allowed[name]
        if element.get("type") == "administrativeStatus":
            assert element.text in {
                "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts",
            }  # fmt: skip
        if element.get("type") == "partOfSpeech":
            assert element.text in {"adjective", "noun", "other", "verb", "adverb"}
    text = content.decode()
    assert not re.search(r"kuager|date|transac|creat|author", text, re.IGNORECASE)
    assert tbx_serialize([ENTRY], "en") == tbx_serialize([ENTRY], "en")


def test_what_no_xml_can_carry_is_refused() -> None:
    with pytest.raises(InputError, match=r"U\+0007"):
        tbx_serialize([TermEntry("a\x07")], "en")


WORDS = st.text(alphabet="abсұқё&<>'\"-", min_size=1, max_size=8).filter(
    lambda text: any(sign.isalnum() for sign in text) and text == text.strip()
)
RENDERINGS = st.builds(
    Rendering,
    st.sampled_from(["kk", "ru", "de-at"]),
    st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple),
    st.lists(WORDS, max_size=2, unique=True).map(tuple),
)
ENTRIES = st.lists(
    st.builds(
        TermEntry,
        WORDS,
        st.lists(RENDERINGS, max_size=3, unique_by=lambda r: r.locale).map(
            lambda found: tuple(sorted(found, key=lambda r: r.locale))
        ),
        st.one_of(st.just(""), WORDS),
        st.sampled_from([None, *PartOfSpeech]),
        st.booleans(),
        st.booleans(),
        st.one_of(st.just(""), WORDS),
        st.sampled_from(TermStatus),
    ),
    max_size=5,
)


@given(ENTRIES)
def test_what_is_written_comes_back(entries: list[TermEntry]) -> None:
    assert parse(tbx_serialize(entries, "en")) == entries


@given(st.lists(st.sampled_from(re.findall(r"<[^>]*>|[^<]+", BASIC + MARTIF)), max_size=20))
def test_no_heap_of_tags_brings_it_down(pieces: list[str]) -> None:
    try:
        placed = tbx_parse(io.BytesIO(("<tbx>" + "".join(pieces)).encode()), "a.tbx", "en")
    except InputError:
        return
    find_faults(placed)
