"""The bilingual table that goes out to people who use a word processor, and comes back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.review_table import MOST_ROWS, review_table_serialize
from kuager.formats.review_table_reader import review_table_parse
from kuager.formats.review_table_words import LONGEST_REMARK, seal, unseal
from kuager.interface import translations
from kuager.model import Origin, Role, State, unit_id
from tests.support.word import unzipped

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n<>/123&› "),
    max_size=60,
)
CHANGED = st.text(st.characters(categories=("L", "N", "P"), include_characters=" "), max_size=60)


def plain(word: str) -> str:
    return word


def unit(source: str = "They came.", target: str = "Олар келді.", **more: object) -> ExchangedUnit:
    one = ExchangedUnit(source=source, target=target, state=State.DRAFT, number=1)
    one = replace(one, unit=unit_id("night-visit", source, 1), **more)  # type: ignore[arg-type]
    return one if one.base else replace(one, base=Base.of(one.target, one.state))


def table(*units: ExchangedUnit, locale: str = "kk") -> ExchangedFile:
    return ExchangedFile("night-visit", "en", locale, units, "The night visit")


def told(one: ExchangedUnit) -> tuple[object, ...]:
    return (one.unit, one.number, one.base, one.source, one.target, one.state, one.comment)


@st.composite
def files(draw: st.DrawFn) -> ExchangedFile:
    sources = draw(st.lists(TEXT.filter(str.strip), min_size=1, max_size=4, unique=True))
    units = []
    for number, source in enumerate(sources, start=1):
        target = draw(TEXT.filter(lambda text: not text or text.strip()))
        state = draw(st.sampled_from(State))
        units.append(
            unit(
                source,
                target,
                number=number,
                state=state,
                base=Base.of(target, state),
                origin=draw(st.none() | st.sampled_from(Origin)),
                role=draw(st.sampled_from(Role)),
                opens_block=draw(st.booleans()),
                previous_source=draw(TEXT),
                remarks=tuple(draw(st.lists(TEXT, max_size=2))),
            )
        )
    return table(*units)


@settings(deadline=None, max_examples=60)
@given(file=files(), language=st.sampled_from(("en", "kk", "ru")))
def test_what_nobody_touched_comes_back_as_it_went_out(file: ExchangedFile, language: str) -> None:
    content = review_table_serialize(file, translations(language).gettext)
    back = review_table_parse(content, "kk.docx")
    assert (back.document, back.source_locale, back.locale) == ("night-visit", "en", "kk")
    assert [told(one) for one in back.units] == [told(one) for one in file.units]
    assert back.notices == ()
    assert content == review_table_serialize(file, translations(language).gettext)


@settings(deadline=None, max_examples=40)
@given(before=CHANGED, after=CHANGED, remark=TEXT)
def test_a_line_of_ours_is_told_from_what_people_write_around_it(
    before: str, after: str, remark: str
) -> None:
    kept = unseal(f"{before}\n{seal(remark)}\n{after}")
    assert kept.split() == f"{before} {after}".split()


def test_a_line_of_ours_that_somebody_wrote_into_is_kept_whole() -> None:
    line = seal("reviewer-1: who arrested whom?")
    changed = line.replace("whom?", "whom? The officer him.")
    assert unseal(changed) == changed


def test_a_very_long_remark_is_cut_and_still_known() -> None:
    assert len(seal("word " * 2 * LONGEST_REMARK)) < LONGEST_REMARK + 20
    assert not unseal(seal("word " * 2 * LONGEST_REMARK)).strip()


def test_words_of_the_interface_are_understood_without_their_catalog() -> None:
    """Even words that no catalog of ours has: the file brings its own."""

    def invented(word: str) -> str:
        return f"ÿ{word[::-1]}" if "{" not in word else word

    content = review_table_serialize(table(unit(state=State.REVIEWED)), invented)
    assert "ÿdeweiver" in unzipped(content)["word/document.xml"].decode()
    assert review_table_parse(content, "x").units[0].state is State.REVIEWED


def test_words_that_could_be_taken_for_each_other_give_way_to_english() -> None:
    content = review_table_serialize(
        table(unit()), lambda word: "same" if word in {"draft", "approved"} else word
    )
    assert review_table_parse(content, "x").units[0].state is State.DRAFT


@pytest.mark.parametrize("gone", ["line", "properties"])
def test_document_and_words_survive_where_one_of_their_two_places_is_lost(gone: str) -> None:
    parts = unzipped(review_table_serialize(table(unit()), translations("ru").gettext))
    if gone == "line":
        text, count = re.subn(rb"\{document: .*?\}</w:t>", b"</w:t>", parts["word/document.xml"])
        assert count == 1
        parts["word/document.xml"] = text
    else:
        parts["docProps/custom.xml"] = b"<x/>"
    back = review_table_parse(_zip(parts), "x")
    assert (back.document, back.locale) == ("night-visit", "kk")
    assert back.units[0].state is State.DRAFT


def test_two_documents_in_one_file_are_told() -> None:
    parts = unzipped(review_table_serialize(table(unit()), plain))
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"night-", b"day-")
    back = review_table_parse(_zip(parts), "x")
    assert back.document == ""
    assert "different documents" in back.notices[0]


def _zip(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def test_the_file_tells_of_nobody_and_of_no_time() -> None:
    parts = unzipped(review_table_serialize(table(unit()), plain))
    together = b"".join(parts.values()).decode().lower()
    for trace in ("creator", "lastmodifiedby", "dcterms", "kuager", "python", "<application"):
        assert trace not in together
    assert "removepersonalinformation" in together
    with zipfile.ZipFile(io.BytesIO(_zip(parts))) as archive:
        assert not archive.comment


def test_another_program_reads_the_table() -> None:
    """python-docx knows nothing of ours: table, languages, a head that repeats, whole rows."""
    one = unit("They took <1>him</1>.", "Оны <1>алып</1> кетті.", origin=Origin.MACHINE)
    content = review_table_serialize(table(one), plain)
    document = python_docx.Document(io.BytesIO(content))
    (found,) = document.tables
    assert [c.text for c in found.rows[0].cells] == [
        *("No.", "Source", "Translation", "State", "Comment")
    ]
    assert [c.text for c in found.rows[1].cells][1:3] == [one.source, one.target]
    assert document.paragraphs[0].text == "The night visit"
    assert document.core_properties.author == ""
    xml = unzipped(content)["word/document.xml"].decode()
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == 2
    assert 'w:val="kk-KZ"' in xml
    assert 'w:val="en-US"' in xml
    assert "by a machine" in xml


def test_a_language_written_from_the_right_runs_that_way() -> None:
    content = review_table_serialize(table(unit(), locale="ar"), plain)
    assert b"<w:bidi/>" in unzipped(content)["word/document.xml"]


def test_an_unknown_locale_is_written_as_its_tag() -> None:
    content = review_table_serialize(table(unit(), locale="qaa-x-tale"), plain)
    assert review_table_parse(content, "x").locale == "qaa-x-tale"


def test_a_long_document_is_cut_into_tables_and_read_as_one() -> None:
    units = tuple(
        unit(f"Sentence {number}.", "", number=number, state=State.UNTRANSLATED)
        for number in range(1, 2 * MOST_ROWS + 2)
    )
    content = review_table_serialize(table(*units), plain)
    assert len(python_docx.Document(io.BytesIO(content)).tables) == 3
    back = review_table_parse(content, "x")
    assert [told(one) for one in back.units] == [told(one) for one in units]
    assert back.notices == ()


def test_a_document_without_units_is_a_table_without_rows() -> None:
    assert review_table_parse(review_table_serialize(table(), plain), "x").units == ()


def test_what_xml_cannot_carry_is_refused_without_quoting_the_text() -> None:
    with pytest.raises(InputError, match=r"U\+0007") as refused:
        review_table_serialize(table(unit(target="Олар\a келді")), plain)
    assert "Олар" not in str(refused.value)


def test_a_unit_without_an_id_cannot_go_out() -> None:
    with pytest.raises(ValueError, match="id"):
        review_table_serialize(table(replace(unit(), unit="")), plain)
