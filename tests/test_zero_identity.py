"""Nothing that leaves a pack, or is committed with it, tells who made it, where, when or how."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kuager.exporters import EXPORTERS
from tests.support import leaks
from tests.support.everything import FOREIGN, PSEUDONYMS, REMARK
from tests.support.leaks import LEAKS
from tests.support.surroundings import REPOSITORY
from tests.support.telling import (
    FAMILY,
    FOLDER,
    HOST,
    LOCALE,
    LOGIN,
    MOMENT,
    ZONE,
    days,
    files_of,
    search,
    telling_pack,
    traces,
)
from tests.support.traces import Search, layers

LEAVING = ("exports", "drafts", "memories", "terms.tbx")
"""What anybody may get; a colleague gets the rest too."""
PACKAGE = "built/translate-en_kk-1_0.argosmodel"
"""Holds no testimony; its format is called after Argos, and its card has to say what made it."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return telling_pack(tmp_path_factory)


@pytest.fixture(scope="module")
def files(root: Path) -> dict[str, bytes]:
    return files_of(root)


# What is looked for ---------------------------------------------------------------------------


def test_the_pack_was_made_by_somebody_who_can_be_known(root: Path) -> None:
    told = (root / ".kuager" / "surroundings").read_text("utf-8")
    for trace in (LOGIN, HOST, FOLDER, LOCALE, ZONE, f"{LOGIN} home/temporary"):
        assert trace in told
    found = {find.trace for find in Search(traces(root)).find({"it": told.encode()})}
    assert {LOGIN, HOST, "qupiaqalta", "kk_KZ", "Qyzylorda"} <= found


def test_others_whose_names_came_in_with_files_are_looked_for_where_they_are(root: Path) -> None:
    sources = Search([FOREIGN["source"]]).find(files_of(root, "source"))
    assert any("docProps/core.xml" in find.place for find in sources)
    assert any("word/document.xml" in find.place for find in sources)
    told = files_of(root, "told")
    warning = next(text for name, text in told.items() if name.endswith("000 segment.txt"))
    assert b"creator" in warning
    assert b"source file of the-road may name somebody" in warning


# Nobody ---------------------------------------------------------------------------------------


def test_no_byte_of_any_file_tells_who_where_or_when(root: Path, files: dict[str, bytes]) -> None:
    begun = datetime.fromtimestamp((root / "pyproject.toml").stat().st_ctime, UTC)
    assert len(files) > 150
    looked_for = search(root, traces(root), [MOMENT, begun])
    assert [str(find) for find in looked_for.find(files)] == []


def test_not_even_the_private_folder_tells_who_or_where(root: Path) -> None:
    """Whoever gets hold of the machine shall not learn more from it than they have to."""
    keys = (".kuager/keys/", ".kuager/installation", ".kuager/surroundings")
    private = {
        name: content
        for name, content in files_of(root, ".kuager").items()
        if not name.startswith(keys)
    }
    assert {".kuager/memory.sqlite", ".kuager/drafts.sqlite"} <= private.keys()
    assert [str(find) for find in search(root, traces(root), [MOMENT]).find(private)] == []


def test_what_leaves_names_no_colleague_and_quotes_none(root: Path) -> None:
    words = [*PSEUDONYMS, REMARK.split(":")[0]]
    leaving = {**files_of(root, *LEAVING), "sealed": (root / "editions.age").read_bytes()}
    assert [str(find) for find in search(root, words).find(leaving)] == []
    assert search(root, words).find(files_of(root, "locales")), "they are on record"


def test_a_package_is_searched_too(files: dict[str, bytes]) -> None:
    leaked = LEAKS[".epub"](files[PACKAGE], HOST)
    assert {find.trace for find in Search([HOST]).find({PACKAGE: leaked})} == {HOST}


def test_what_is_sealed_is_opened_to_be_searched(root: Path) -> None:
    for name, within in (("editions.age", "night-visit.kk.docx > word/document.xml"),
                         ("exchange/night-visit.sealed.age", "night-visit.po")):  # fmt: skip
        finds = search(root, ["Олар"]).find({name: (root / name).read_bytes()})
        assert any(within in find.place for find in finds)


def test_archives_tell_no_time_no_system_and_carry_nothing_else(files: dict[str, bytes]) -> None:
    faults = []
    count = 0
    for name in files.keys() - {PACKAGE}:
        for layer in layers(name, files[name]):
            if layer.content.startswith(b"PK\x03\x04"):
                count += 1
                faults += [f"{layer.place}: {fault}" for fault in _archive_faults(layer.content)]
    assert count > 10
    assert not faults, "\n".join(faults)


def _archive_faults(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.comment:
            yield "comment"
        for entry in archive.infolist():
            if entry.date_time != (1980, 1, 1, 0, 0, 0):
                yield f"{entry.filename} has a time"
            if entry.create_system or entry.external_attr or entry.extra or entry.comment:
                yield f"{entry.filename} tells of a system"
            if re.search(r"(?i)thumbnail|printer|docProps/app\d|people|\.bin$", entry.filename):
                yield entry.filename
            if re.search(
                rb"\brsid\w*=|w:rsid|editing-cycles|editing-duration", archive.read(entry)
            ):
                yield f"{entry.filename} has numbers of revisions"


# No software ----------------------------------------------------------------------------------

SOFTWARE = (
    r"pandoc|haskell|texmath|skylighting|typst|krilla|python|polib|babel|jinja2?|lxml|msgspec|"
    r"uvicorn|starlette|h11|click|argos[\w-]*|ctranslate2?|sentencepiece|sqlite|pyrage|rage|"
    r"kuager|microsoft|word 20\d\d|adobe|libreoffice|openoffice|poedit|omegat|lokalize|weblate|"
    r"virtaal|okapi|toolkit|generator|producer|creationtool\w*|linux|debian|ubuntu|x86_64|windows"
)
ALLOWED: dict[str, str] = {
    # Names of XML namespaces, which programs go by.
    r"": r"schemas[.-]microsoft[.-]com|ns\.adobe\.com|\"adobe:ns:meta/|//openoffice\.org/\d{4}/",
    # The style sheet and the theme that every DOCX of pandoc's has: names of fonts.
    r".*\.docx > word/theme/theme1\.xml": r"typeface=\"Microsoft [\w ]+\"",
    # The registry of character collections (ISO 32000-1, 9.7.3) is Adobe's in every PDF.
    r".*\.pdf\b": r"\(?Adobe\)?\W*(?:/Ordering|Identity|$|\) def|-3\.0 Resource)|^Adobe$",
    # TMX 1.4b demands a creationtool; it is called after the format.
    r".*\.tmx\b": r"creationtool=\"tmx\" creationtoolversion=\"1\.4\"",
}
"""Where a name of software may stand, and as what."""


def test_software_is_not_named_where_it_need_not_be(root: Path) -> None:
    leaving = files_of(root, *LEAVING, "exchange", "reports")
    looked_for = re.compile(rf"\b(?:{SOFTWARE})\b".encode(), re.IGNORECASE)
    named = []
    for name, content in leaving.items():
        for layer in layers(name, content):
            text = layer.content
            for place, words in ALLOWED.items():
                if re.match(place, layer.place):
                    text = re.sub(words.encode(), b"", text, flags=re.MULTILINE)
            named += [f"{found[0]!r} in {layer.place}" for found in looked_for.finditer(text)]
    assert not named, "\n".join(named)


def test_engines_are_named_in_the_record_alone(root: Path) -> None:
    """An engine's signature says which program made a draft: nobody could judge it without."""
    looked_for = re.compile(rb"argos|ctranslate|sentencepiece")
    named = {
        name.split("/")[-1].split(".")[0]
        for name, content in files_of(root, "locales").items()
        if looked_for.search(content)
    }
    assert named == {"machine"}


def test_the_review_page_names_no_server(root: Path) -> None:
    answers = [content.decode() for content in files_of(root, "pages").values()]
    assert sum(answer.startswith("200\n") for answer in answers) > 3
    for answer in answers:
        assert not re.search(r"(?im)^(server|date|x-powered-by|via|last-modified):", answer)
        assert not re.search(r"(?i)uvicorn|starlette|h11|python", answer)


def test_this_repository_names_nobody() -> None:
    """The catalogs and editions that are committed here were not made in telling surroundings."""
    committed = {
        path.relative_to(REPOSITORY).as_posix(): path.read_bytes()
        for folder in ("locales", "exports", "source")
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }
    assert len(committed) > 10
    pattern = r"/(?:home|Users|root|tmp|var/folders)/|\b[A-Z]:\\Users|Last-Translator|X-Generator"
    finds = Search(["site-packages", "X-Poedit"], pattern).find(committed)
    assert [str(find) for find in finds] == []


# The search itself ----------------------------------------------------------------------------


def _exported(root: Path) -> dict[str, list[str]]:
    """Return the files of each format, by its id."""
    made: dict[str, list[str]] = {}
    for name, content in files_of(root, "told").items():
        if " export -to" in name:
            for file in json.loads(content.partition(b"\n}\n")[0] + b"\n}")["files"]:
                made.setdefault(file["format"], []).append(file["path"])
    return made


@pytest.mark.parametrize("exporter", EXPORTERS, ids=[exporter.id for exporter in EXPORTERS])
def test_a_leak_in_any_format_is_found(exporter: object, root: Path) -> None:
    made = _exported(root)[getattr(exporter, "id", "")]
    looked_for = search(root, traces(root))
    for path in made[:: max(1, len(made) // 2)]:
        content = (root / path).read_bytes()
        leak = LEAKS[Path(path).suffix]
        found = {find.trace for find in looked_for.find({path: leak(content, LOGIN)})}
        assert found == {LOGIN}, path


@pytest.mark.parametrize("name", ["night-visit.pot", "kk/LC_MESSAGES/night-visit.po", "ledger"])
def test_a_leak_in_what_is_committed_is_found(name: str, root: Path) -> None:
    paths = [root / "locales" / name] if name != "ledger" else (root / "locales").rglob("*.seal")
    path = next(iter(paths))
    leaked = LEAKS[path.suffix](path.read_bytes(), FOREIGN["po"])
    assert {find.trace for find in Search(traces(root)).find({name: leaked})} == {FOREIGN["po"]}


@pytest.mark.parametrize(
    "hide",
    [leaks.packed, leaks.database, leaks.archive_of, leaks.picture, leaks.in_one_another],
    ids=lambda hide: hide.__name__,
)
@pytest.mark.parametrize("name", [LOGIN, FAMILY])
def test_a_name_is_found_however_deep(hide: Callable[[str], bytes], name: str) -> None:
    assert {find.trace for find in Search([name]).find({"x": hide(name)})} == {name}
    assert Search([name]).find({"x": hide("nobody")}) == []


@pytest.mark.parametrize(
    "written",
    [
        "2037-08-19", "20370819T040506Z", "D:20370819040506+00'00'", "2037:08:19", "19.08.2037",
        "19 August 2037", "Aug 19, 2037", "2037 жылғы 19 тамыз", "19 августа 2037",
        str(int(MOMENT.timestamp())), str(int(MOMENT.timestamp() * 1000) + 17),
    ],
)  # fmt: skip
def test_a_moment_is_found_in_every_form(written: str) -> None:
    looked_for = Search([], *days([MOMENT]))
    assert looked_for.find({"x": f"at {written}.".encode()})
    assert looked_for.find({"x": leaks.packed_then(b"", int(MOMENT.timestamp()))})
    assert not looked_for.find({"x": b"at 2036-08-19, 19.08.2027, 2037-01-01, 2034267506."})


@pytest.mark.parametrize(
    "form",
    [
        lambda path: path, lambda path: path.replace("/", "\\"), str.upper,
        lambda path: path.replace("/", "%2F"), lambda path: path.encode().hex(),
    ],
)  # fmt: skip
def test_a_path_is_found_in_every_form(form: Callable[[str], str]) -> None:
    path = "/home/zhoqtugarova/papers"
    assert Search([path]).find({"x": f"x {form(path)} y".encode()})
    assert Search([path]).find({"x": f"x {form(path[:-1])} y".encode()}) == []


def test_a_hash_of_a_name_is_found() -> None:
    import hashlib  # noqa: PLC0415

    digest = hashlib.sha256(LOGIN.encode()).hexdigest()
    assert Search([LOGIN]).find({"x": digest[:20].encode()})


def test_a_database_that_is_cut_off_is_no_pass() -> None:
    with pytest.raises(sqlite3.DatabaseError):
        Search([LOGIN]).find({"x": leaks.database(LOGIN)[:4096]})
