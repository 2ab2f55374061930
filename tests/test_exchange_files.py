"""Exchange: files that are not as they went out – reordered, re-saved, renamed, wrong, hostile."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import StorageError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.exchanged_csv import (
    exchanged_csv_parse,
    exchanged_csv_serialize,
    guarded,
    unguarded,
)
from kuager.ledgers import Ledger
from kuager.model import State
from tests.support.exchange import edit_catalog, fill_table, receive, send, translate, write_table
from tests.support.packs import DOCUMENT, UNITS, PackFolder

TEXT = "Олар таңғы алтыда келді."
DRAFT = "Олар келді кезінде алты."
"""What the fixture's engine makes of unit 4."""
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@pytest.fixture
def drafted(pack: PackFolder) -> PackFolder:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    return pack


def _rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# The table ----------------------------------------------------------------------------------


@given(st.one_of(LINE, LINE.map(lambda text: f"='{text}"), LINE.map(lambda text: f"''-{text}")))
def test_no_cell_is_a_formula_and_no_text_is_changed(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert unguarded(cell) == text


@given(
    st.lists(
        st.builds(
            ExchangedUnit,
            source=LINE.filter(str.strip),
            target=LINE,
            state=st.sampled_from(State),
            unit=st.integers(0, 16**16 - 1).map("{:016x}".format),
            number=st.integers(1, 99_999),
            base=st.builds(Base.of, LINE, st.sampled_from(State)),
            comment=LINE.map(str.strip),
        ),
        max_size=4,
    )
)
def test_a_table_comes_back_as_it_went_out(units: list[ExchangedUnit]) -> None:
    file = ExchangedFile("d", "en", "kk", tuple(units))
    content = exchanged_csv_serialize(file)
    assert content == exchanged_csv_serialize(file)
    read = exchanged_csv_parse(content, "t.csv")
    assert read.notices == ()
    assert [(u.source, u.target, u.state, u.unit, u.number, u.base, u.comment) for u in units] == [
        (u.source, u.target, u.state, u.unit, u.number, u.base, u.comment) for u in read.units
    ]


def _dialect(delimiter: str, encoding: str, line_end: str) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        rows = [{"mine": "x", **dict(reversed(row.items()))} for row in reversed(_rows(path))]
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(
            stream, list(rows[0]), delimiter=delimiter, lineterminator=line_end,
            quoting=csv.QUOTE_ALL,
        )  # fmt: skip
        writer.writeheader()
        writer.writerows(rows)
        path.write_bytes(stream.getvalue().encode(encoding))

    return save


@pytest.mark.parametrize(
    "save",
    [
        _dialect(";", "utf-8", "\n"),
        _dialect("\t", "utf-16", "\r\n"),
        _dialect(",", "utf-8-sig", "\r\n"),
        lambda path: path.write_bytes(b"sep=,\r\n" + path.read_bytes()[3:]),
        lambda path: write_table(
            path, [{"Source": r["source"], "Translation": r["target"]} for r in _rows(path)]
        ),
    ],
    ids=["semicolons", "utf-16", "reordered", "sep", "two columns"],
)
def test_tables_as_spreadsheets_save_them(
    drafted: PackFolder, save: Callable[[Path], object]
) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}})
    save(path)
    report = receive(drafted, path, expect=0)
    assert (report["taken"], report["unchanged"]) == ([4], UNITS - 1)


def test_rows_that_do_not_belong_together_are_refused(drafted: PackFolder) -> None:
    """Somebody sorted one column and not the others."""
    path = send(drafted, "csv")
    rows = _rows(path)
    rows[3]["source"], rows[4]["source"] = rows[4]["source"], rows[3]["source"]
    rows[3]["target"] = rows[4]["target"] = TEXT
    rows[5]["source"] = f" {rows[5]['source'].replace('<1>', '').replace('</1>', '')} "
    rows[5]["target"] = TEXT
    twice = {**rows[7], "target": "Екі рет."}
    write_table(path, [*rows, twice, {**rows[8]}])
    report = receive(drafted, path, expect=1)
    assert [number for number, _ in report["refused"]] == [4, 5, 8]
    assert report["taken"] == [6]
    assert all(TEXT not in reason for _, reason in report["refused"])


def test_a_state_in_unknown_words_is_told(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"state": "fertig"}, 5: {"state": ""}})
    report = receive(drafted, path, expect=0)
    assert len(report["notices"]) == 1
    assert "row 5" in report["notices"][0]
    assert report["unchanged"] == UNITS


# Sentences that are gone ----------------------------------------------------------------------


def test_a_text_whose_sentence_is_gone_is_told(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}, 7: {"target": "Ол қайтты."}})
    source = drafted.source.read_text("utf-8").replace("- He came back after two days.\n", "")
    drafted.source.write_text(source, "utf-8")
    assert drafted.run("segment") == 0
    source = drafted.source.read_text("utf-8").replace("- He does not speak about it.\n", "")
    drafted.source.write_text(source, "utf-8")
    assert drafted.run("segment") == 0
    report = receive(drafted, path, expect=1)
    # Nobody wrote what stands in row 9: it is the draft that went out.
    assert (report["taken"], [t[:6] for t in report["left_over"]]) == ([4], ["row 8:"])


def test_a_text_whose_sentence_was_changed_is_kept_beside_it(pack: PackFolder) -> None:
    pack.translate()
    path = send(pack, "xliff")
    content = path.read_text("utf-8")
    (old,) = {unit["target"] for unit in pack.units() if "two days" in unit["source"]}
    path.write_text(content.replace(old, "Ол екі күннен соң қайтты."), "utf-8")
    source = pack.source.read_text("utf-8").replace("after two days", "after two long days")
    pack.source.write_text(source, "utf-8")
    assert pack.run("segment") == 0
    report = receive(pack, path, expect=1)
    assert "unit 7" in report["left_over"][0]
    assert "other version: Ол екі күннен соң қайтты." in pack.catalog("kk").read_text("utf-8")


# Whose file it is -----------------------------------------------------------------------------


def test_what_a_file_does_not_say_is_found_or_asked_for(
    drafted: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}})
    nameless = path.rename(path.with_name("returned (2).csv"))
    assert drafted.run("exchange", "in", str(nameless), "--as", "t-1") == 2
    assert "--locale kk or --locale ru" in capsys.readouterr().err
    assert receive(drafted, nameless, "--locale", "kk", expect=0)["taken"] == [4]
    copied = nameless.rename(path.with_name(f"{DOCUMENT}.kk (2).csv"))
    assert receive(drafted, copied, expect=0)["unchanged"] == UNITS


@pytest.mark.parametrize("kind", ["docx", "po", "xliff", "xliff2"])
def test_a_file_says_whose_it_is_whatever_its_name(drafted: PackFolder, kind: str) -> None:
    path = send(drafted, kind, locale="ru")
    renamed = path.rename(path.with_name("Final.txt"))
    report = receive(drafted, renamed, expect=0)
    assert (report["document"], report["locale"]) == (DOCUMENT, "ru")
    for wrong in (("--locale", "kk"), ("--document", "no-such")):
        assert drafted.run("exchange", "in", str(renamed), "--as", "t-1", *wrong) == 3


def _another_documents(pack: PackFolder) -> bytes:
    other = pack.source.read_text("utf-8").replace("night-visit", "other")
    for word in ("They", "He", "We", "November", "night"):  # Kazakhstan stands in both
        other = other.replace(word, f"{word} x")
    (pack.root / "source" / "other.md").write_text(other, "utf-8")
    assert pack.run("segment") == 0
    assert pack.run("exchange", "out", "other", "kk", "--to", "csv") == 0
    return (pack.root / "exchange" / "other.kk.csv").read_bytes()


PROGRAM = b'msgid ""\nmsgstr "Language: kk\\n"\n\nmsgid "Open"\nmsgstr "Ashu"\n'
BAD: dict[str, Callable[[PackFolder], bytes]] = {
    "empty": lambda _: b"",
    "white": lambda _: b" \r\n\r\n",
    "binary": lambda _: os.urandom(64) + b"\0\xff\xfe",
    "program": lambda _: PROGRAM,
    "wrong locale": lambda _: PROGRAM.replace(b"kk", b"de"),
    "plurals": lambda _: PROGRAM + b'\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n',
    "another document": _another_documents,
    "legacy charset": lambda pack: send(pack, "csv").read_text().encode("koi8-r", "replace"),
    "no columns": lambda _: b"a,b\r\n1,2\r\n",
    "twice a column": lambda _: b"source,target,target\r\n1,2,3\r\n",
    "open quote": lambda _: b'source,target\r\n"They,x\r\n' + b"y\r\n" * 9,
    "html": lambda _: b"<!doctype html><html><p>msg</p></html>",
    "xml bomb": lambda _: b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>',
    "cut xliff": lambda pack: send(pack, "xliff").read_bytes()[:900],
    "cut docx": lambda pack: send(pack, "docx").read_bytes()[:2_000],
    "foreign zip": lambda _: b"PK\x03\x04" + b"\0" * 90,
    "utf-16 half": lambda _: b"\xff\xfes\0o",
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_bad_files_are_refused_in_one_line(
    drafted: PackFolder, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = drafted.root / f"{DOCUMENT}.kk.csv"
    path.write_bytes(BAD[kind](drafted))
    before = drafted.snapshot()
    capsys.readouterr()
    assert drafted.run("exchange", "in", str(path), "--as", "t-1") == 3
    told = capsys.readouterr().err
    assert told.startswith("kuager: ")
    assert "Internal" not in told
    assert "They" not in told
    assert drafted.snapshot() == before


def test_what_is_no_file_is_refused(drafted: PackFolder) -> None:
    os.mkfifo(drafted.root / "pipe.po")
    for name in ("source", "pipe.po", "missing.po"):
        assert drafted.run("exchange", "in", str(drafted.root / name), "--as", "t-1") == 3
    path = send(drafted, "po")
    assert drafted.run("exchange", "in", str(path), "--as", "Айгүл Name") == 2
    assert drafted.run("exchange", "out", DOCUMENT, "de", "--to", "po") == 2
    assert drafted.run("exchange", "out", "no-such", "kk", "--to", "po") == 3


def test_a_tampered_base_brings_nothing_in_by_itself(drafted: PackFolder) -> None:
    path = send(drafted, "po")
    text = path.read_text("utf-8").replace("-draft", "-approved")
    path.write_text(text, "utf-8")

    edit_catalog(path, lambda entries: translate(entries[3], TEXT))
    report = receive(drafted, path, "--states")
    assert report["taken"] == [4]
    assert set(drafted.states()) <= {"draft", "translated", "needs-work"}


# Other formats --------------------------------------------------------------------------------


def _fill_word(path: Path) -> None:
    document = docx.Document(str(path))
    cells = document.tables[-1].rows[4].cells
    cells[2].text, cells[3].text, cells[4].text = TEXT, "translated", "At dawn."
    document.save(str(path))


def _fill_xliff(state: str) -> Callable[[Path], None]:
    def fill(path: Path) -> None:
        text = path.read_text("utf-8").replace(DRAFT, TEXT, 1)
        start, place, rest = text.partition(TEXT)
        before, tag, attributes = start.rpartition("<")
        attributes = re.sub(r' state="[a-z-]+"', f' state="{state}"', attributes)
        path.write_text(before + tag + attributes + place + rest, "utf-8")

    return fill


@pytest.mark.parametrize(
    ("kind", "fill", "state"),
    [
        ("docx", _fill_word, "translated"),
        ("xliff", _fill_xliff("translated"), "translated"),
        ("xliff", _fill_xliff("needs-translation"), "needs-work"),
    ],
)
def test_a_text_from_other_formats(
    drafted: PackFolder, kind: str, fill: Callable[[Path], None], state: str
) -> None:
    path = send(drafted, kind)
    fill(path)
    report = receive(drafted, path, expect=0)
    assert report["taken"] == [4]
    assert report["comments"] == (1 if kind == "docx" else 0)
    unit = drafted.units()[3]
    assert (unit["target"], unit["state"], unit["translators"]) == (TEXT, state, ["t-1"])


def test_a_run_that_was_cut_short_is_finished_by_the_next(
    drafted: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}, 5: {"target": "Ұйқы.", "state": "needs-work"}})

    def refuse(*_: object) -> None:
        raise StorageError("the disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "record", refuse)
        assert drafted.run("exchange", "in", str(path), "--as", "t-1") == 3
    assert [u["translators"] for u in drafted.units()[3:5]] == [[], []]
    assert receive(drafted, path, expect=0)["taken"] == [4, 5]
    units = drafted.units()[3:5]
    assert [(u["state"], u["translators"]) for u in units] == [
        ("translated", ["t-1"]),
        ("needs-work", ["t-1"]),
    ]
