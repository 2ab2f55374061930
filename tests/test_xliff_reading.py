"""XLIFF from strangers. The samples are written by hand after what these programs write."""

from __future__ import annotations

import gzip
import re
import tracemalloc

import pytest

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.xliff import xliff_parse
from kuager.formats.xliff1 import xliff1_parse, xliff1_serialize
from kuager.formats.xliff2 import xliff2_parse, xliff2_serialize
from kuager.formats.xliff_reading import DEEPEST, LONGEST_UNIT, MOST_ELEMENTS
from kuager.guarded_xml import LONGEST_TAG
from kuager.model import Origin, State, unit_id

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
HEAD1 = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
    '<file original="night-visit" source-language="en" target-language="kk" datatype="plaintext">'
    "<body>\n"
)
TAIL1 = "</body></file></xliff>"
HEAD2 = (
    '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" '
    'trgLang="kk">\n<file id="f" original="night-visit">\n'
)
TAIL2 = "</file></xliff>"


def read(text: str) -> ExchangedFile:
    return xliff_parse((DECLARATION + text).encode(), "a.xlf")


def first(text: str) -> ExchangedUnit:
    return read(text).units[0]


def unit1(target: str = "", attributes: str = "", more: str = "", source: str = "A.") -> str:
    return HEAD1 + (
        f'<trans-unit id="1" {attributes}><source>{source}</source>{target}{more}</trans-unit>\n'
    ) + TAIL1  # fmt: skip


def unit2(segments: str, more: str = "") -> str:
    return f'{HEAD2}<unit id="1">{more}{segments}</unit>{TAIL2}'


# States ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "attributes", "state", "origin"),
    [
        ("", "", State.UNTRANSLATED, None),
        ("<target/>", 'approved="yes"', State.UNTRANSLATED, None),
        ('<target state="final"></target>', 'approved="yes"', State.UNTRANSLATED, None),
        ("<target>Ә.</target>", "", State.TRANSLATED, None),
        ("<target>Ә.</target>", 'approved="yes"', State.TRANSLATED, None),
        ('<target state="translated">Ә.</target>', 'approved="yes"', State.TRANSLATED, None),
        ('<target state="final">Ә.</target>', 'approved="yes"', State.APPROVED, None),
        ('<target state="final">Ә.</target>', "", State.REVIEWED, None),
        ('<target state="signed-off">Ә.</target>', 'approved="yes"', State.REVIEWED, None),
        ('<target state="needs-review-translation">Ә.</target>', "", State.NEEDS_WORK, None),
        ('<target state="needs-translation">Ә.</target>', "", State.NEEDS_WORK, None),
        ('<target state="new">Ә.</target>', 'approved="yes"', State.NEEDS_WORK, None),
        ('<target state="x-nonsense">Ә.</target>', "", State.NEEDS_WORK, None),
        ('<target state-qualifier="mt-suggestion">Ә.</target>', "", State.DRAFT, Origin.MACHINE),
        ('<target state-qualifier="leveraged-mt">Ә.</target>', "", State.DRAFT, Origin.MACHINE),
        ('<target state-qualifier="exact-match">Ә.</target>', "", State.DRAFT, Origin.IMPORTED),
        (
            '<target state="needs-review-translation" state-qualifier="fuzzy-match">Ә.</target>',
            "", State.DRAFT, Origin.IMPORTED,
        ),
        (
            '<target state="translated" state-qualifier="mt-suggestion">Ә.</target>',
            "", State.TRANSLATED, None,
        ),
        (
            '<target state="final" state-qualifier="rejected-inaccurate">Ә.</target>',
            'approved="yes"', State.NEEDS_WORK, None,
        ),
    ],
)  # fmt: skip
def test_foreign_states_of_version_1(
    target: str, attributes: str, state: State, origin: Origin | None
) -> None:
    found = first(unit1(target, attributes))
    assert (found.state, found.origin) == (state, origin)
    assert found.target == ("Ә." if state is not State.UNTRANSLATED else "")


@pytest.mark.parametrize(
    ("attributes", "state"),
    [
        ("", State.NEEDS_WORK),
        ('state="initial"', State.NEEDS_WORK),
        ('state="initial" subState="other:mt"', State.NEEDS_WORK),
        ('state="initial" subState="review:draft"', State.DRAFT),
        ('state="nonsense"', State.NEEDS_WORK),
        ('state="translated" subState="review:draft"', State.TRANSLATED),
        ('state="reviewed"', State.REVIEWED),
        ('state="final"', State.APPROVED),
    ],
)
@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_foreign_states_of_version_2(attributes: str, state: State, version: str) -> None:
    for target, expected in (("<target>Ә.</target>", state), ("", State.UNTRANSLATED)):
        text = unit2(f"<segment {attributes}><source>A.</source>{target}</segment>")
        assert first(text.replace('"2.1"', f'"{version}"', 1)).state is expected


@pytest.mark.parametrize("attributes", ["", 'state="new"', 'state="initial"'])
def test_a_copy_of_the_source_is_no_translation(attributes: str) -> None:
    """OmegaT fills empty targets with the source."""
    for text, copied in (("A <ph id='1'/>b.", True), ("4/3/2022", False), ("", True)):
        for state, untranslated in ((attributes, copied), ('state="translated"', not text)):
            target = f"<target {state}>{text}</target>"
            found = first(unit1(target, source=text))
            if "initial" in attributes:
                segment = (
                    f"<segment {state}><source>{text}</source><target>{text}</target></segment>"
                )
                found = first(unit2(segment))
            assert (found.state is State.UNTRANSLATED) is untranslated
            assert (found.target == "") is untranslated


def test_a_unit_without_an_id_of_ours_has_none() -> None:
    assert first(unit1()).unit == ""
    assert first(unit1().replace('id="1"', "")).unit == ""
    ours = unit_id("night-visit", "A.", 1)
    assert first(unit1().replace('id="1"', f'id="{ours}"')).unit == ours


# Files of other programs ----------------------------------------------------------------------

OKAPI = """\
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:okp="okapi-framework:\
xliff-extensions" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0">
<file original="night-visit" source-language="en-US" target-language="kk-KZ" datatype="html">
<header><skl><internal-file><trans-unit id="no"><source>no</source></trans-unit></internal-file>
</skl><phase-group><phase phase-name="p" process-name="p" contact-name="SOMEBODY"/></phase-group>
<tool tool-id="okapi" tool-name="SOMETHING"/><note from="SOMEBODY">about the file</note></header>
<body><group id="g" resname="sub"><trans-unit id="tu1" resname="p1" phase-name="p">
<source xml:lang="en-us">They took <g id="1">my <x id="2"/>brother</g><bpt id="3">&lt;b></bpt>.\
<ept id="3">&lt;/b></ept></source>
<seg-source><mrk mid="0" mtype="seg">They took</mrk></seg-source>
<target xml:lang="kk"><mrk mid="0" mtype="seg">Олар <g id="1">менің <x id="2"/>ағамды</g>\
</mrk> <mrk mid="1" mtype="seg">әкетті<ph id="3">[<sub>alt</sub>]</ph>.</mrk></target>
<alt-trans match-quality="80" origin="SOMEBODY" okp:matchType="FUZZY"><source>no</source>\
<target>no</target></alt-trans>
<note from="SOMEBODY">Who is meant?</note><note>  </note>
</trans-unit><trans-unit id="tu2"><source>B.</source></trans-unit></group></body></file></xliff>
"""
TRADOS = """\
<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:\
document:1.2" version="1.2" sdl:version="1.0"><doc-info xmlns="http://sdl.com/FileTypes/SdlXliff\
/1.0"><trans-unit><source>no</source></trans-unit></doc-info>
<file original="C:\\Users\\SOMEBODY\\night.md" datatype="x-sdlfilterframework2" \
source-language="en-US" target-language="ru-RU"><header><file-info xmlns="http://sdl.com/FileTypes\
/SdlXliff/1.0"><value key="SDL:OriginalFilePath">C:\\Users\\SOMEBODY</value></file-info></header>
<body>{units}</body></file></xliff>
"""
TRADOS_UNIT = """\
<trans-unit id="0b0c"><source>One. Two.</source><seg-source><mrk mtype="seg" mid="1">One.</mrk> \
<mrk mtype="seg" mid="2">Two.</mrk></seg-source><target><mrk mtype="seg" mid="1">Раз.</mrk> \
<mrk mtype="seg" mid="2">Два.</mrk></target><sdl:seg-defs><sdl:seg id="1" conf="{one}">\
<sdl:value key="last_modified_by">SOMEBODY</sdl:value></sdl:seg><sdl:seg id="2" conf="{two}"/>\
</sdl:seg-defs></trans-unit>
"""
MEMOQ = """\
<xliff xmlns:mq="MQXliff" version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="night-visit" source-language="en" target-language="kk" datatype="x-memoq"><header/>
<body><trans-unit id="1" mq:status="{status}" mq:lastchanginguser="SOMEBODY"><source \
xml:space="preserve">A<bpt id="1" ctype="bold">{{}}</bpt>B<ept id="1">{{}}</ept></source>\
<target xml:space="preserve">Ә<bpt id="1" ctype="bold">{{}}</bpt>Б<ept id="1">{{}}</ept></target>\
<mq:minorversions><mq:historical-unit><source>no</source><target>no</target></mq:historical-unit>\
</mq:minorversions></trans-unit></body></file></xliff>
"""


def test_okapi_and_its_like() -> None:
    file = read(OKAPI)
    assert (file.document, file.source_locale, file.locale) == ("night-visit", "en-US", "kk-KZ")
    one, two = file.units
    assert one.source == "They took my brother."
    assert one.target == "Олар менің ағамды әкетті."
    assert (one.state, one.unit, one.number, one.base) == (State.TRANSLATED, "", 0, None)
    assert (one.comment, one.remarks, one.previous_source) == ("Who is meant?", (), "")
    assert (one.opens_block, two.opens_block) == (True, False)
    assert two.state is State.UNTRANSLATED
    assert "SOME" not in repr(file)


@pytest.mark.parametrize(
    ("one", "two", "state"),
    [
        ("Translated", "Translated", State.TRANSLATED),
        ("ApprovedSignOff", "ApprovedTranslation", State.REVIEWED),
        ("ApprovedSignOff", "Draft", State.NEEDS_WORK),
        ("RejectedTranslation", "Translated", State.NEEDS_WORK),
    ],
)
def test_trados(one: str, two: str, state: State) -> None:
    file = read(TRADOS.format(units=TRADOS_UNIT.format(one=one, two=two)))
    assert file.document == ""
    (unit,) = file.units
    assert (unit.source, unit.target, unit.state) == ("One. Two.", "Раз. Два.", state)
    assert "SOMEBODY" not in repr(file)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("ManuallyConfirmed", State.TRANSLATED),
        ("Proofread", State.REVIEWED),
        ("MachineTranslated", State.DRAFT),
        ("PartiallyEdited", State.NEEDS_WORK),
    ],
)
def test_memoq(status: str, state: State) -> None:
    file = read(MEMOQ.format(status=status))
    assert (file.units[0].source, file.units[0].target) == ("AB", "ӘБ")
    assert file.units[0].state is state
    assert file.units[0].origin is (Origin.MACHINE if state is State.DRAFT else None)
    assert "SOMEBODY" not in repr(file)


def test_a_prefix_for_xliff_itself() -> None:
    prefixed = re.sub(
        r"<(/?)(\w)", r"<\1x:\2", unit1("<target>Ә.</target>", more="<note>no</note>")
    )
    prefixed = prefixed.replace("xmlns=", "xmlns:x=").replace("x:note", "other:note")
    assert "<x:trans-unit" in prefixed
    assert (first(prefixed).target, first(prefixed).comment) == ("Ә.", "")


def test_modules_and_extensions_are_no_part_of_the_text() -> None:
    match = "<m:match><source>no</source><target>no</target></m:match>"
    more = f'<m:matches xmlns:m="urn:m">{match}</m:matches><notes xmlns="urn:n">no</notes>'
    segment = "<segment><source>A.</source><target>Ә.</target></segment>"
    stray = f'<unit id="2" xmlns="urn:other">{segment}</unit>'
    file = read(unit2(segment, more).replace("</file>", f"{stray}</file>"))
    assert [(u.source, u.target, u.comment) for u in file.units] == [("A.", "Ә.", "")]


def test_codes_and_comments_of_version_2() -> None:
    text = unit2(
        '<segment state="translated"><source>A <pc id="1" dataRefStart="d1" dataRefEnd="d2">b'
        '<ph id="2" dataRef="d3"/></pc> <mrk id="m" type="comment" value="Who?">c</mrk></source>'
        '<target>Ә<cp hex="001A"/> <sm id="s" type="comment" value="Really?"/>б<em startRef="s"/>'
        '<sc id="3" dataRef="d4"/>в<ec startRef="3" dataRef="d9"/></target></segment>',
        '<notes><note category="SOMEBODY">Look here.</note></notes><originalData><data id="d1">'
        '&lt;b></data><data id="d2">&lt;/b></data><data id="d3">&lt;2/></data><data id="d4">'
        "&lt;3></data></originalData>",
    )
    found = first(text)
    assert (found.source, found.target) == ("A b<2/> c", "Ә б<3>в")
    assert found.comment == "Look here.\nWho?\nReally?"


def test_segments_are_joined_with_the_lowest_state() -> None:
    parts = (
        '<segment state="final"><source>One.</source><target>Раз.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="{}"><source>Two.</source>{}</segment>'
        "<segment><source/></segment>"
    )
    joined = first(unit2(parts.format("translated", "<target>Два.</target>")))
    assert (joined.source, joined.target) == ("One. Two.", "Раз. Два.")
    assert joined.state is State.TRANSLATED
    file = read(unit2(parts.format("initial", "")))
    assert (file.units[0].target, file.units[0].state) == ("Раз. ", State.NEEDS_WORK)
    assert file.notices == ("line 4: part of the unit has no target.",)
    turned = parts.replace("<target>Раз", '<target order="3">Раз')
    turned = turned.format("translated", '<target order="1">Два.</target>')
    assert first(unit2(turned)).target == "Два. Раз."


def test_files_of_one_document_are_joined_and_others_refused() -> None:
    for whole, again in (
        (unit1("<target>Ә.</target>"), "<file"),
        (unit2("<segment><source>A.</source></segment>"), "<file"),
    ):
        start, end = whole.index(again), whole.index("</xliff>")
        file = whole[start:end]
        twice = whole[:end] + file + whole[end:]
        assert [u.source for u in read(twice).units] == ["A.", "A."]
        other = whole[:end] + file.replace("night-visit", "day-visit") + whole[end:]
        with pytest.raises(InputError, match="more than one document"):
            read(other)


def test_what_is_ours_is_known_again_where_a_program_lost_the_mark() -> None:
    unit = ExchangedUnit("A.", "Ә.", State.DRAFT, unit_id("n", "A.", 1), remarks=("t-1: who?",))
    file = ExchangedFile("n", "en", "kk", (unit,))
    lost = xliff1_serialize(file).replace(b"</trans-unit>", b"<note>t-1: who?</note></trans-unit>")
    assert xliff1_parse(lost, "a").units[0].comment == ""
    lost = xliff2_serialize(file).replace(b"</notes>", b"<note>t-1: who? </note></notes>")
    assert xliff2_parse(lost, "a").units[0].comment == ""


def test_marks_that_somebody_changed_say_nothing() -> None:
    unit = ExchangedUnit("A.", "Ә.", State.DRAFT, "", 7, Base.of("Ә.", State.DRAFT), Origin.MEMORY)
    content = xliff1_serialize(ExchangedFile("n", "en", "kk", (unit,)))
    for old, new in ((b">7<", b">-7<"), (b"-draft<", b"-drafty<"), (b">memory<", b">memo<")):
        assert old in content
        content = content.replace(old, new)
    found = xliff1_parse(content, "a").units[0]
    assert (found.number, found.base, found.origin) == (0, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_and_gzip(encoding: str, packed: bool) -> None:
    text = DECLARATION.replace("UTF-8", encoding[:6].rstrip("-")) + unit1("<target>Ә“ғ”</target>")
    content = text.encode(encoding)
    file = xliff_parse(gzip.compress(content) if packed else content, "a.xlf")
    assert file.units[0].target == "Ә“ғ”"


# Refusing -------------------------------------------------------------------------------------

OURS = unit_id("night-visit", "A.", 1)
SEGMENT = "<segment><source>SECRET</source></segment>"
TWICE1 = HEAD1 + f'<trans-unit id="{OURS}"><source>SECRET</source></trans-unit>\n' * 2 + TAIL1
TWICE2 = HEAD2 + f'<unit id="{OURS}">{SEGMENT}</unit>\n' * 2 + TAIL2


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("", "broken", 2),
        ("SECRET", "broken", 2),
        ("<html>SECRET</html>", "no XLIFF", 2),
        ("<tmx/>", "no XLIFF", 2),
        (unit1().replace('"1.2"', '"1.0"'), "cannot be read", 0),
        (unit1().replace('version="1.2"', ""), "unknown XLIFF version", 0),
        (unit1().replace('"1.2"', '"SECRET"'), "unknown XLIFF version", 0),
        ('<xliff version="1.2"/>', "no document", 2),
        ('<xliff version="2.1"/>', "no document", 2),
        ('<xliff version="2.1"><unit/></xliff>', "outside of a document", 2),
        (HEAD1 + '<trans-unit id="1"/>' + TAIL1, "no source", 4),
        (HEAD2 + '<unit id="1"/>' + TAIL2, "no segment", 4),
        (unit2("<segment><target>SECRET</target></segment>"), "segment has no source", 4),
        (TWICE1, "id of another", 5),
        (TWICE2, "id of another", 5),
        (
            unit1(more='<trans-unit id="2"><source>SECRET</source></trans-unit>'),
            "inside another",
            4,
        ),
        (unit1()[:-30], "broken", 4),
        (HEAD1 + "<trans-unit><source>SECRET", "broken", 4),
        (unit1("<target>&SECRET;</target>"), "broken", 4),
        (unit1("<target>\x07</target>"), "broken", 4),
        (unit1("<target>" + "<g>" * DEEPEST), "nested too deep", 4),
        (HEAD1 + "<group>" * DEEPEST, "nested too deep", 4),
        (unit1("<target>" + "<x/>" * MOST_ELEMENTS), "more than", 4),
        (unit1(f"<target>{'a' * LONGEST_UNIT}</target>"), "longer than", 4),
        (unit1(f"<!--{'-x' * LONGEST_TAG}-->"), "tag or comment", 4),
        (f'<!DOCTYPE xliff [<!ENTITY a "SECRET">]>{unit1()}', "DOCTYPE", 2),
        ('<!DOCTYPE xliff SYSTEM "x.dtd">' + unit1("<target>&SECRET;</target>"), "entities", 4),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_what_is_broken_or_a_trick_is_refused_in_one_line(
    text: str, problem: str, line: int
) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read(text)
    where = f"a.xlf, line {line}: " if line else "a.xlf is "
    assert caught.value.problem.startswith(where)
    assert "\n" not in caught.value.problem
    assert "SECRET" not in str(caught.value)
    assert caught.value.mend


def test_the_readers_of_one_version_refuse_the_other() -> None:
    with pytest.raises(InputError, match=r"it is XLIFF 2\.1, not 1\.2"):
        xliff1_parse(unit2(SEGMENT).encode(), "a")
    with pytest.raises(InputError, match=r"it is XLIFF 1\.2, not 2\.0"):
        xliff2_parse(unit1().encode(), "a")


def test_what_is_passed_over_takes_no_memory() -> None:
    skeleton = "<header><skl><internal-file>" + "QUJD" * 500_000 + "</internal-file></skl></header>"
    content = unit1("<target>Ә.</target>").replace("<body>", f"{skeleton}<body>").encode()
    tracemalloc.start()
    try:
        assert xliff_parse(content, "a.xlf").units[0].target == "Ә."
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
