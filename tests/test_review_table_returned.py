"""A review table as it comes back. The snippets are made by hand after ECMA-376 and after what
Word, LibreOffice and Google Docs write; ``test_review_table_office`` asks LibreOffice itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.review_table_reader import review_table_parse
from kuager.model import State, unit_id
from tests.support.word import (
    BASE,
    DOCUMENT_TYPE,
    HEAD,
    ID,
    REFERENCE,
    SOURCE,
    TARGET,
    cell,
    docx,
    paragraph,
    row,
    run,
    table,
    unit_row,
    unzipped,
    words,
    zipped,
)

OTHER_ID = unit_id("night-visit", "No.", 1)
OTHER = f"4 {OTHER_ID} {Base.of('Жоқ.', State.DRAFT)}"


def read(*rows: str, **parts: str) -> ExchangedFile:
    return review_table_parse(docx(table(*rows), parts), "kk.docx")


def one(*rows: str, **parts: str) -> ExchangedUnit:
    (unit,) = read(*rows, **parts).units
    return unit


def test_an_untouched_row_is_what_went_out() -> None:
    unit = one(unit_row())
    assert (unit.unit, unit.number, unit.base) == (ID, 3, BASE)
    assert (unit.source, unit.target, unit.state) == (SOURCE, TARGET, State.DRAFT)
    assert (unit.comment, unit.place) == ("", "row 2")


DELETED = '<w:del w:author="X"><w:r><w:delText>Мен </w:delText></w:r></w:del>'
MOVED = f"<w:moveFrom>{run('ертең ')}</w:moveFrom>"
DELETED_MARK = "<w:rPr><w:del/></w:rPr>"


@pytest.mark.parametrize(
    ("snippet", "text"),
    [
        (paragraph(run("Ол"), run("ар "), run("келді.")), "Олар келді."),
        (paragraph(run("Олар")) + paragraph() + paragraph(run("келді.")), "Олар келді."),
        (paragraph(run("Олар"), "<w:r><w:br/></w:r>", run("келді.")), "Олар келді."),
        (paragraph(run("Олар"), "<w:r><w:tab/></w:r>", run("келді.")), "Олар келді."),
        (paragraph(run("Олар кел"), "<w:r><w:softHyphen/></w:r>", run("ді.")), "Олар келді."),
        (paragraph(run("бір"), "<w:r><w:noBreakHyphen/></w:r>", run("екі")), "бір\u2011екі"),
        (paragraph(run("Олар\u00a0келді.")), "Олар\u00a0келді."),
        (paragraph(DELETED, f"<w:ins>{run('Біз ')}</w:ins>", run("келдік.")), "Біз келдік."),
        (paragraph(f"<w:ins>{DELETED}{run('Біз')}</w:ins>"), "Біз"),
        (paragraph(MOVED, f"<w:moveTo>{run('Ертең')}</w:moveTo>"), "Ертең"),
        (paragraph(run("Ол"), properties=DELETED_MARK) + paragraph(run("ар")), "Олар"),
        (paragraph(f"<w:hyperlink>{run('сілтеме')}</w:hyperlink>"), "сілтеме"),
        (paragraph(f'<w:fldSimple w:instr=" X ">{run("5")}</w:fldSimple>'), "5"),
        (
            paragraph(
                '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>'
                '<w:fldChar w:fldCharType="separate"/></w:r>',
                run("7"),
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            ),
            "7",
        ),
        (f"<w:sdt><w:sdtContent>{paragraph(run('Олар'))}</w:sdtContent></w:sdt>", "Олар"),
        (paragraph('<w:r><w:sym w:font="Arial" w:char="2014"/></w:r>'), "—"),
        (f"<w:tbl>{row(words('Олар'), words('келді.'))}</w:tbl>{paragraph()}", "Олар келді."),
        (paragraph(run("«Жоқ»"), '<w:bookmarkStart w:id="1"/>'), "«Жоқ»"),
        (paragraph("<w:r><w:t> Олар </w:t></w:r>", run(" келді.")), "Олар келді."),
        (paragraph(), ""),
    ],
)
def test_text_is_read_through_whatever_it_stands_in(snippet: str, text: str) -> None:
    assert one(unit_row(cell(snippet))).target == text


def test_of_two_renderings_for_two_programs_one_is_read() -> None:
    snippet = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        f'markup-compatibility/2006"><mc:Choice>{run("бір")}</mc:Choice>'
        f"<mc:Fallback>{run('бір')}</mc:Fallback></mc:AlternateContent>"
    )
    assert one(unit_row(cell(paragraph(snippet)))).target == "бір"


def test_a_text_that_nobody_touched_is_kept_to_the_letter() -> None:
    target = "Олар\u00ad\nкелді. "
    reference = f"3 {ID} {Base.of(target, State.DRAFT)}"
    snippet = paragraph(run("Олар\u00ad"), "<w:r><w:br/></w:r>", run("келді. "))
    assert one(unit_row(cell(snippet + paragraph()), reference=reference)).target == target


@pytest.mark.parametrize(
    ("snippet", "notice"),
    [
        (paragraph(DELETED, run("х")), "row 2: tracked changes were accepted."),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'), "row 2: a sign"),
        (paragraph("<w:r><w:rPr><w:strike/></w:rPr><w:t>х</w:t></w:r>"), "row 2: text that is str"),
        (paragraph("<w:r><w:drawing/></w:r>"), "row 2: a picture"),
    ],
)
def test_what_was_decided_while_reading_is_told(snippet: str, notice: str) -> None:
    (told,) = read(unit_row(cell(snippet))).notices
    assert told.startswith(notice)


@pytest.mark.parametrize(
    ("state", "read_as", "told"),
    [
        ("approved", State.APPROVED, 0),
        ("Approved.", State.APPROVED, 0),
        ("needs-work", State.NEEDS_WORK, 0),
        ("NEEDS  WORK", State.NEEDS_WORK, 0),
        ("", State.DRAFT, 0),
        ("fine, I think", State.DRAFT, 1),
        ("not approved", State.DRAFT, 1),
        ("approved?", State.DRAFT, 1),
    ],
)
def test_a_state_is_a_word_of_the_list_or_nothing(state: str, read_as: State, told: int) -> None:
    back = read(unit_row(state=words(state)))
    assert back.units[0].state is read_as
    assert len(back.notices) == told


def test_two_states_in_one_cell_are_none() -> None:
    back = read(unit_row(state=cell(paragraph(run("draft")), paragraph(run("approved")))))
    assert back.units[0].state is State.DRAFT
    assert "State" in back.notices[0]


def test_a_new_text_without_a_state_is_a_translation() -> None:
    assert one(unit_row(words("Жаңа."), state=words(""))).state is State.TRANSLATED


def test_a_choice_that_still_shows_its_prompt_is_none() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Choose')}"
    snippet = cell(paragraph(f"{prompt}</w:sdtContent></w:sdt>"))
    assert read(unit_row(state=snippet)).notices == ()


def test_comments_and_notes_become_the_units_comment_without_their_authors() -> None:
    marks = '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    unit = one(
        unit_row(
            cell(paragraph('<w:commentRangeStart w:id="1"/>', run(TARGET), marks)),
            comment=cell(paragraph(run("Қараңыз.")), paragraph(run("Екінші."))),
        ),
        comments=f'<w:comment w:id="1" w:author="Mara">{paragraph(run("Who?"))}</w:comment>',
        footnotes='<w:footnote w:type="separator" w:id="2"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run("See 3."))}</w:footnote>',
    )
    assert unit.target == TARGET
    assert unit.comment == "Қараңыз.\nЕкінші.\nWho?\nSee 3."


@pytest.mark.parametrize("where", ["title", "head"])
def test_a_comment_that_is_no_units_is_told(where: str) -> None:
    mark = paragraph(run("Source"), '<w:commentRangeStart w:id="1"/>')
    head = row(
        words("No."),
        cell(mark if where == "head" else paragraph(run("Source"))),
        *map(words, HEAD[2:]),
    )
    body = (mark if where == "title" else "") + table(head, unit_row(), head=())
    comments = f'<w:comment w:id="1">{paragraph(run("Well done"))}</w:comment>'
    notices = review_table_parse(docx(body, {"comments": comments}), "x").notices
    assert notices == ("A comment outside of the rows of units was not taken over.",)


def second(target: str = "Жоқ.") -> str:
    return unit_row(words(target), reference=OTHER, source=words("No."))


def test_rows_may_move_and_new_blank_ones_are_nothing() -> None:
    back = read(second(), row(*[words("")] * 5), unit_row())
    assert [unit.unit for unit in back.units] == [OTHER_ID, ID]
    assert back.notices == ()


@pytest.mark.parametrize(
    ("spoilt", "notice"),
    [
        (unit_row(reference=""), "row 2: its first column"),
        (unit_row(reference="3"), "row 2: its first column"),
        (unit_row(reference=f"3 {ID[:-1]} {BASE}"), "row 2: its first column"),
        (unit_row(reference=f"{REFERENCE} {REFERENCE}"), "row 2: its first column"),
        (row(words(REFERENCE), words(SOURCE), words("х")), "row 2: its cells were merged"),
        (row(*[cell(paragraph(), properties="<w:vMerge/>")] * 4, words("х")), "row 2: its cells"),
        (unit_row(properties="<w:del/>"), "row 2: it was deleted"),
        (unit_row(words("х")) + unit_row(words("у")), "rows 2–3: the unit stands there several"),
        (unit_row(words("х" * 100_001)), "row 2: a cell holds more than"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_left_out(spoilt: str, notice: str) -> None:
    back = read(spoilt, second())
    assert [unit.unit for unit in back.units] == [OTHER_ID]
    assert back.notices[0].startswith(notice)


def test_equal_rows_of_one_unit_are_one() -> None:
    back = read(unit_row(), unit_row(comment=words("Иә.")))
    assert [unit.comment for unit in back.units] == ["Иә."]
    assert back.notices[0].startswith("rows 2–3: the row stands there twice")


def test_a_damaged_base_is_told_and_the_unit_kept() -> None:
    back = read(unit_row(reference=f"3 {ID}"))
    assert back.units[0].base is None
    assert back.notices[0].startswith("row 2: what its translation was")


def test_a_changed_source_is_told() -> None:
    assert "source" in read(unit_row(source=words("They came at seven."))).notices[0]


def test_sources_changed_in_every_row_do_not_take_the_square_of_the_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = 0

    def counted(*arguments: object) -> str:
        nonlocal tried
        tried += 1
        return ""

    monkeypatch.setattr("kuager.formats.review_table_reader.unit_id", counted)
    file = read(*[unit_row(source=words(f"It was {n}.")) for n in range(1_500)])
    assert "source" in file.notices[0]
    assert tried < 1_010_000


def test_many_rows_with_one_thing_to_say_are_one_notice() -> None:
    rows = [unit_row(reference="spoilt")] * 30 + [unit_row()]
    assert read(*rows).notices[0].startswith("rows 2–31: ")


def test_columns_are_known_by_their_heads() -> None:
    order = (4, 2, 0, 3, 1)
    cells = [words(text) for text in (REFERENCE, SOURCE, TARGET, "reviewed", "Иә.")]
    body = table(row(*(cells[n] for n in order)), head=tuple(HEAD[n] for n in order))
    (unit,) = review_table_parse(docx(body), "x").units
    assert (unit.source, unit.target, unit.state, unit.comment) == (
        *(SOURCE, TARGET, State.REVIEWED, "Иә."),
    )


def test_a_column_of_ones_own_is_a_comment() -> None:
    spare = [words(text) for text in (REFERENCE, SOURCE, TARGET, "draft", "Иә.", "Неге?")]
    back = review_table_parse(docx(table(row(*spare), head=(*HEAD, "Notes"))), "x")
    assert back.units[0].comment == "Иә.\nНеге?"
    assert "column of your own" in back.notices[0]


def test_a_table_cut_in_two_is_one() -> None:
    back = review_table_parse(docx(table(unit_row()) + paragraph() + table(second(), head=())), "x")
    assert len(back.units) == 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (paragraph(run("Nothing")), "holds no table"),
        (table(row(words("a"), words("b")), head=("One", "Two")), "holds no review table"),
        (table(unit_row(), head=()), "holds no review table"),
        (table(row(*[words("x")] * 4), head=HEAD[1:]), "no column No"),
        (table(unit_row(), head=("No.", "Source", "Target", "State", "Comment")), "no column Tra"),
        (table(row(*[words("x")] * 6), head=(*HEAD, "Source")), "two columns are called Source"),
        (table(unit_row(reference="1"), unit_row(reference="2")), "has an id"),
    ],
)
def test_a_table_that_is_not_ours_is_refused_in_one_sentence(body: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as refused:
        review_table_parse(docx(body), "kk.docx")
    assert refused.value.mend


def test_the_strict_form_and_other_prefixes_are_read() -> None:
    content = docx(table(unit_row()), namespace="http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert review_table_parse(content, "x").units[0].target == TARGET
    parts = unzipped(docx(table(unit_row())))
    text = parts["word/text.xml"].decode().replace("w:", "ns0:").replace("xmlns:w=", "xmlns:ns0=")
    content = zipped({**parts, "word/text.xml": text})
    assert review_table_parse(content, "x").units[0].target == TARGET


GOOD = docx(table(unit_row()))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITY = f'<!DOCTYPE x [<!ENTITY a "{TARGET}">]><x>&a;</x>'
DEEP = "<a>" * 300 + "</a>" * 300


def with_text(xml: str) -> bytes:
    return zipped({**unzipped(GOOD), "word/text.xml": xml})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"{\\rtf1 Hello}", "is no DOCX file"),
        (OLE, r"is an old \.doc file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (GOOD[: len(GOOD) // 2], "damaged or cut off"),
        (GOOD[:40] + bytes(60) + GOOD[100:], "damaged"),
        (zipped({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}), "is an ODT"),
        (zipped({"a.txt": "x"}), "is no Word document"),
        (docx(table(), kind=DOCUMENT_TYPE.replace("wordprocessing", "spreadsheet")), "is no Word"),
        (docx(table(), kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (zipped({**unzipped(GOOD), "word/vbaProject.bin": b"x"}), "macros"),
        (with_text(ENTITY), "refused"),
        (with_text("<x"), "the XML is broken"),
        (with_text(DEEP), "too deep"),
        (zipped({**unzipped(GOOD), "bomb": bytes(60_000_000)}), "unpack to far more"),
    ],
)
def test_files_that_are_none_of_ours_are_refused_in_one_sentence(
    content: bytes, problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as refused:
        review_table_parse(content, "kk.docx")
    assert "kk.docx" in refused.value.problem
    assert refused.value.mend
    assert TARGET not in str(refused.value)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_torn_file_is_read_or_refused_and_nothing_else(draws: st.DataObject) -> None:
    """Whatever is cut out of or doubled in the XML: no traceback, and no text that nobody wrote."""
    xml = unzipped(GOOD)["word/text.xml"].decode()
    pieces = re.split(r"(?=<)", xml)
    start = draws.draw(st.integers(0, len(pieces)))
    end = draws.draw(st.integers(start, min(start + 12, len(pieces))))
    times = draws.draw(st.sampled_from((0, 2)))
    torn = pieces[:start] + pieces[start:end] * times + pieces[end:]
    units: tuple[ExchangedUnit, ...] = ()
    told = ""
    try:
        units = review_table_parse(with_text("".join(torn)), "kk.docx").units
    except InputError as refused:
        told = str(refused)
    assert TARGET not in told
    assert all(not set(unit.target) - set(TARGET + SOURCE + REFERENCE) for unit in units)
