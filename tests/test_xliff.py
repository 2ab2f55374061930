"""XLIFF: what is written is valid, says nothing of anybody, and comes back whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.xliff import xliff_parse
from kuager.formats.xliff1 import xliff1_parse, xliff1_serialize
from kuager.formats.xliff2 import xliff2_parse, xliff2_serialize
from kuager.model import Origin, Role, State, unit_id
from kuager.placeables import MAX_NUMBER, Close, Literal, Open, Standalone, Token, serialise

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "exchange"
SCHEMAS = HERE / "schemas" / "xliff"
XLIFF1 = "{urn:oasis:names:tc:xliff:document:1.2}"
XLIFF2 = "{urn:oasis:names:tc:xliff:document:2.0}"
METADATA = "{urn:oasis:names:tc:xliff:metadata:2.0}"
SERIALIZERS = {"1.2": xliff1_serialize, "2.1": xliff2_serialize}
PARSERS = {"1.2": xliff1_parse, "2.1": xliff2_parse}
every_version = pytest.mark.parametrize("version", SERIALIZERS)


def _schema(name: str) -> etree.XMLSchema:
    """Read a schema; the one that they import lies beside them and not on the web."""
    beside = f'schemaLocation="{(SCHEMAS / "xml.xsd").as_uri()}"'
    text = re.sub(r'schemaLocation="[^"]*/xml\.xsd"', beside, (SCHEMAS / name).read_text("utf-8"))
    assert beside in text
    return etree.XMLSchema(etree.fromstring(text.encode()))


VALID = {
    "1.2": _schema("xliff-core-1.2-strict.xsd"),
    "2.1": _schema("xliff-core-2.0.xsd"),
}


def assert_valid(content: bytes, version: str) -> etree._Element:
    root = etree.fromstring(content)
    assert root.get("version") == version
    VALID[version].assertValid(root)
    for metadata in root.iter(f"{METADATA}metadata"):
        assert not metadata.keys()
        (group,) = metadata
        assert (group.tag, group.items()) == (f"{METADATA}metaGroup", [("category", "exchange")])
        assert len(group) > 0
        for meta in group:
            assert (meta.tag, meta.keys()) == (f"{METADATA}meta", ["type"])
    return root


def placeless(file: ExchangedFile) -> ExchangedFile:
    """Leave out where a unit stands in its file, which only reading tells."""
    return replace(file, units=tuple(replace(unit, place="") for unit in file.units))


# Whatever can go out ------------------------------------------------------------------------

_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda letter: letter >= " " or letter in "\t\n\r"
    ),
    max_size=20,
)
_some_text = _texts.filter(str.strip)
_numbers = st.integers(1, MAX_NUMBER)
_tokens: st.SearchStrategy[Token] = st.one_of(
    _texts.map(Literal),
    st.one_of(_numbers, st.integers(1, 3)).flatmap(
        lambda n: st.sampled_from([Open(n), Close(n), Standalone(n)])
    ),
    st.sampled_from([Literal("<1>"), Literal("a < b & c ]]> "), Literal("<\\1>")]),
)
_segments = st.lists(_tokens, max_size=10).map(serialise)
_bases = st.builds(Base.of, _texts, st.sampled_from(State))


@st.composite
def _files(draw: st.DrawFn) -> ExchangedFile:
    units = []
    for place in range(draw(st.integers(1, 5))):
        target = draw(_segments)
        state = draw(st.sampled_from([s for s in State if s is not State.UNTRANSLATED]))
        units.append(
            ExchangedUnit(
                source=draw(_segments),
                target=target,
                state=state if target else State.UNTRANSLATED,
                unit=draw(st.just("") | st.just(unit_id("night-visit", str(place), 1))),
                number=draw(st.integers(0, 100_000)),
                base=draw(st.none() | _bases),
                origin=draw(st.none() | st.sampled_from(Origin)),
                engine=draw(_texts),
                previous_source=draw(st.just("") | _segments),
                role=draw(st.sampled_from(Role)),
                opens_block=draw(st.booleans()),
                remarks=tuple(draw(st.lists(_texts, max_size=2))),
                comment=draw(st.just("") | _some_text.map("theirs: {}".format)),
            )
        )
    return ExchangedFile(
        draw(st.sampled_from(["", "night-visit", "a.b_2"])),
        "en",
        draw(st.sampled_from(["", "kk", "ru-KZ"])),
        tuple(units),
        draw(_texts),
    )


@every_version
@settings(deadline=None, max_examples=60)
@given(file=_files())
def test_what_is_written_is_valid_and_comes_back_whole(version: str, file: ExchangedFile) -> None:
    content = SERIALIZERS[version](file)
    assert_valid(content, version)
    back = PARSERS[version](content, "a.xlf")
    assert placeless(back) == file
    assert all(unit.place.startswith("line ") for unit in back.units)
    assert SERIALIZERS[version](placeless(back)) == content


# One file, looked at closely -----------------------------------------------------------------

SOURCE = "They took <1>my brother</1><2/>."
TARGET = "Олар <1>менің ағамды</1> әкетті<2/>."


def unit(number: int, state: State, origin: Origin | None = None, **more: object) -> ExchangedUnit:
    target = "" if state is State.UNTRANSLATED else TARGET
    known = ExchangedUnit(
        source=SOURCE,
        target=target,
        state=state,
        unit=unit_id("night-visit", SOURCE, number),
        number=number,
        base=Base.of(target, state),
        origin=origin,
        engine="translate-en_kk 0.1" if origin is Origin.MACHINE else "",
    )
    return replace(known, **more)  # type: ignore[arg-type]


NIGHT = ExchangedFile(
    "night-visit",
    "en",
    "kk",
    (
        unit(1, State.APPROVED, Origin.LOCALE_DATA, role=Role.TITLE, opens_block=True),
        unit(2, State.DRAFT, Origin.MACHINE, opens_block=True, remarks=("t-1: who is meant?",)),
        unit(3, State.DRAFT, Origin.MEMORY, previous_source="They took my brother<2/>."),
        unit(4, State.NEEDS_WORK, Origin.HUMAN, role=Role.ENTRY, opens_block=True),
        unit(5, State.TRANSLATED, Origin.MACHINE, role=Role.CELL, opens_block=True),
        unit(6, State.REVIEWED, Origin.HUMAN),
        unit(7, State.UNTRANSLATED),
    ),
    "The night visit",
)


@every_version
def test_golden(version: str) -> None:
    content = SERIALIZERS[version](NIGHT)
    path = GOLDEN / f"night-visit.kk.{version}.xlf"
    if os.environ.get("KUAGER_RENEW_GOLDEN"):
        path.write_bytes(content)
    assert content.decode() == path.read_text("utf-8"), "see the README beside it"
    assert_valid(path.read_bytes(), version)
    assert placeless(xliff_parse(path.read_bytes(), path.name)) == NIGHT


def test_states_of_version_1() -> None:
    root = assert_valid(xliff1_serialize(NIGHT), "1.2")
    said = []
    for found in root.iter(f"{XLIFF1}trans-unit"):
        target = found.find(f"{XLIFF1}target")
        state = target.get("state") if target is not None else None
        qualifier = target.get("state-qualifier") if target is not None else None
        said.append((state, qualifier, found.get("approved")))
    assert said == [
        ("final", None, "yes"),
        ("needs-translation", "mt-suggestion", "no"),
        ("needs-translation", "fuzzy-match", "no"),
        ("needs-l10n", None, "no"),
        ("translated", None, "no"),
        ("signed-off", None, "no"),
        (None, None, "no"),
    ]


def test_states_of_version_2() -> None:
    root = assert_valid(xliff2_serialize(NIGHT), "2.1")
    assert [
        (found.get("state"), found.get("subState")) for found in root.iter(f"{XLIFF2}segment")
    ] == [
        ("final", None),
        ("initial", "review:draft"),
        ("initial", "review:draft"),
        ("initial", "review:needs-work"),
        ("translated", None),
        ("reviewed", None),
        ("initial", None),
    ]


def test_codes_contain_their_tags_in_version_1() -> None:
    """So that a program that takes codes for text shows the segment as it is everywhere else."""
    tangled = replace(NIGHT, units=(unit(1, State.DRAFT, source="</3>a<1>b<2>c</1>d</2><4/><4/>"),))
    source = assert_valid(xliff1_serialize(tangled), "1.2").find(f".//{XLIFF1}source")
    assert source is not None
    assert "".join(map(str, source.itertext())) == tangled.units[0].source
    assert [(str(code.tag).removeprefix(XLIFF1), code.get("id")) for code in source] == [
        ("it", "3"), ("bpt", "1"), ("bpt", "2"), ("ept", "1"), ("ept", "2"),
        ("ph", "4"), ("ph", "4-2"),
    ]  # fmt: skip


def test_pairs_that_nest_and_others_in_version_2() -> None:
    tangled = replace(
        NIGHT, units=(unit(1, State.DRAFT, source="</3>a<1>b<2>c</1>d</2><4/><5>e<6/></5><4/>"),)
    )
    source = assert_valid(xliff2_serialize(tangled), "2.1").find(f".//{XLIFF2}source")
    assert source is not None
    codes = [(str(code.tag).removeprefix(XLIFF2), dict(code.attrib)) for code in source]
    assert [name for name, _ in codes] == ["ec", "sc", "pc", "ph", "pc", "ph"]
    assert codes[0][1]["isolated"] == "yes"
    assert "isolated" not in codes[1][1]
    inner = source.find(f"{XLIFF2}pc/{XLIFF2}ec")
    assert inner is not None
    assert inner.get("startRef") == codes[1][1]["id"]
    assert len({attributes["id"] for _, attributes in codes}) == len(codes)


@every_version
def test_a_file_names_nobody_and_nothing(version: str) -> None:
    content = SERIALIZERS[version](NIGHT)
    for word in (b"kuager", b"date", b"tool", b"phase", b"contact", b"href", b"/home", b"skl"):
        assert word not in content.lower()
    assert content == SERIALIZERS[version](NIGHT)


@every_version
def test_what_xml_cannot_carry_is_refused_without_the_text(version: str) -> None:
    for broken in (
        replace(NIGHT, units=(unit(1, State.DRAFT, target="secret \x07 words"),)),
        replace(NIGHT, units=(unit(1, State.DRAFT, remarks=("secret \x07 words",)),)),
        replace(NIGHT, document="secret \x07"),
    ):
        with pytest.raises(InputError, match=r"U\+0007") as caught:
            SERIALIZERS[version](broken)
        assert "secret" not in str(caught.value)


@every_version
def test_ids_that_would_not_come_back_are_refused(version: str) -> None:
    for units in (
        (replace(NIGHT.units[0], unit="7"),),
        (NIGHT.units[0], NIGHT.units[0]),
    ):
        with pytest.raises(ValueError, match="id"):
            SERIALIZERS[version](replace(NIGHT, units=units))


def test_a_document_without_units() -> None:
    empty = replace(NIGHT, units=())
    content = xliff1_serialize(empty)
    assert_valid(content, "1.2")
    assert xliff_parse(content, "a.xlf") == empty
    with pytest.raises(InputError, match="without units"):
        xliff2_serialize(empty)


# Through Translate Toolkit -------------------------------------------------------------------


def toolkit(program: str, *arguments: str | Path) -> None:
    path = Path(sys.executable).with_name(program)
    done = subprocess.run(
        [str(path), "--progress=none", *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    """The file, taken to a translator's machine, with a PO made of it there."""
    path = tmp_path / "night.xlf"
    # Tags aside, its programs know units by their source: each has to have one of its own.
    units = tuple(replace(u, source=f"{u.number}. {u.source}") for u in NIGHT.units)
    path.write_bytes(xliff1_serialize(replace(NIGHT, units=units)))
    toolkit("xliff2po", path, tmp_path / "night.po")
    return path


def test_its_programs_see_targets_and_drafts(taken: Path) -> None:
    entries = taken.with_suffix(".po").read_text("utf-8").split("\n\n")[1:]
    assert len(entries) == len(NIGHT.units)
    for entry, exchanged in zip(entries, NIGHT.units, strict=True):
        assert exchanged.source in entry
        assert (TARGET in entry) is bool(exchanged.target)
        if exchanged.state in {State.DRAFT, State.NEEDS_WORK}:
            assert "#, fuzzy" in entry
        if exchanged.state is State.APPROVED:
            assert "fuzzy" not in entry


def test_what_it_rewrites_comes_back(taken: Path, tmp_path: Path) -> None:
    before = xliff_parse(taken.read_bytes(), "a.xlf")
    toolkit("pretranslate", "--nofuzzymatching", "-t", taken, taken, tmp_path / "b.xlf")
    after = xliff_parse((tmp_path / "b.xlf").read_bytes(), "b.xlf")
    known = [(u.unit, u.source, u.target, u.number, u.base, u.remarks) for u in before.units]
    assert [(u.unit, u.source, u.target, u.number, u.base, u.remarks) for u in after.units] == known


def test_a_translation_merged_by_it_comes_back_with_its_placeables(
    taken: Path, tmp_path: Path
) -> None:
    changed = TARGET.replace("әкетті", "алып кетті")
    edited = tmp_path / "edited.po"
    written = taken.with_suffix(".po").read_text("utf-8").replace(TARGET, changed)
    edited.write_text(written.replace('#, fuzzy\nmsgid "2.', 'msgid "2.'), "utf-8")
    toolkit("pomerge", "-t", taken, edited, tmp_path / "merged.xlf")
    assert b"<bpt" in (tmp_path / "merged.xlf").read_bytes()
    back = xliff_parse((tmp_path / "merged.xlf").read_bytes(), "merged.xlf")
    assert [u.unit for u in back.units] == [u.unit for u in NIGHT.units]
    assert [u.target for u in back.units] == [changed if u.target else "" for u in NIGHT.units]
    assert back.units[1].base == NIGHT.units[1].base
    assert back.units[1].state is State.TRANSLATED
    assert back.units[3].state is State.NEEDS_WORK
    assert back.units[1].comment == ""
