"""The review table in the hands of LibreOffice: opened, saved in its formats, printed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.review_table import review_table_serialize
from kuager.formats.review_table_reader import review_table_parse
from kuager.interface import translations
from kuager.model import Origin, Role, State, unit_id
from tests.support.word import unzipped, zipped

pytestmark = [
    pytest.mark.skipif(
        not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed"
    ),
    pytest.mark.xdist_group("soffice"),
]

TEXTS = (
    ("The night visit", "Түнгі келу", State.TRANSLATED, Role.TITLE),
    ("They came at six.", "Олар сағат алтыда келді.", State.DRAFT, Role.PARAGRAPH),
    ("They took <1>him</1>.", "Оны  <1>алып</1>\u00a0кетті…", State.NEEDS_WORK, Role.PARAGRAPH),
    ("A hyphen: non-stop.", "Сызықша: бір\u2011екі, со\u00adзып.", State.REVIEWED, Role.QUOTE),
    ("Line and tab.", "Жол\nмен\tбаған. ", State.APPROVED, Role.ENTRY),
    ("“Where?” <2/> & <more>", "«Қайда?» <2/> & <көп>", State.DRAFT, Role.NOTE),
    ("No.", "", State.UNTRANSLATED, Role.PARAGRAPH),
)


def table() -> ExchangedFile:
    units = tuple(
        ExchangedUnit(
            source=source,
            target=target,
            state=state,
            unit=unit_id("night-visit", source, 1),
            number=number,
            base=Base.of(target, state),
            origin=Origin.MACHINE if state is State.DRAFT else None,
            previous_source="He came." if number == 2 else "",
            role=role,
            opens_block=number % 2 == 1,
            remarks=("reviewer-1: who are «they»?", "translator-2: soldiers.") * (number == 3),
        )
        for number, (source, target, state, role) in enumerate(TEXTS, start=1)
    )
    return ExchangedFile("night-visit", "en", "kk", units, "The night visit")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def convert(path: Path, kind: str, folder: Path, profile: Path) -> Path:
    """Let LibreOffice open a file and save it in a format, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    arguments = ("--headless", "--convert-to", kind, "--outdir", str(folder), str(path))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", *arguments],
        capture_output=True,
        check=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{kind}"


def told(file: ExchangedFile) -> list[tuple[object, ...]]:
    return [(u.unit, u.number, u.base, u.source, u.target, u.state, u.comment) for u in file.units]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("way", [("docx",), ("odt", "docx"), ("doc", "docx")])
def test_saved_by_libreoffice_all_comes_back(
    tmp_path: Path, profile: Path, way: tuple[str, ...], language: str
) -> None:
    file = table()
    path = tmp_path / "table.docx"
    path.write_bytes(review_table_serialize(file, translations(language).gettext))
    for step, kind in enumerate(way):
        path = convert(path, kind, tmp_path / str(step), profile)
    back = review_table_parse(path.read_bytes(), path.name)
    assert told(back) == told(file)
    assert (back.document, back.source_locale, back.locale) == ("night-visit", "en", "kk")
    assert back.notices == ()


def test_what_is_edited_in_libreoffice_arrives(tmp_path: Path, profile: Path) -> None:
    """The edit is made in the ODT that LibreOffice saved, since nobody can type here."""
    path = tmp_path / "table.docx"
    path.write_bytes(review_table_serialize(table(), translations("en").gettext))
    odt = convert(path, "odt", tmp_path / "odt", profile)
    parts = unzipped(odt.read_bytes())
    text = parts["content.xml"].decode()
    assert text.count("алтыда") == 1
    edited = text.replace("алтыда", "жетіде").replace(">needs work<", ">approved<")
    assert edited.count("approved<") > text.count("approved<")
    odt.write_bytes(zipped({**parts, "content.xml": edited}))
    back = review_table_parse(convert(odt, "docx", tmp_path / "docx", profile).read_bytes(), "x")
    first, second = back.units[1:3]
    assert first.target == "Олар сағат жетіде келді."
    assert first.base is not None
    assert not first.base.is_of(first.target)
    assert first.state is State.DRAFT
    assert second.state is State.APPROVED
    assert second.target == TEXTS[2][1]
    assert second.comment == ""


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_on_paper_every_page_names_the_columns(tmp_path: Path, profile: Path) -> None:
    units = table().units * 8
    file = ExchangedFile("night-visit", "en", "kk", units, "The night visit")
    path = tmp_path / "table.docx"
    path.write_bytes(review_table_serialize(file, translations("en").gettext))
    pdf = convert(path, "pdf", tmp_path / "pdf", profile)
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    pages = done.stdout.rstrip("\f").split("\f")
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert "Source" in page
        assert f"{number}/{len(pages)}" in page.replace(" ", "")
