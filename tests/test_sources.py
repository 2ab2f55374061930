"""Source files: every format in, everything unfit refused in one clear line."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.documents import SUFFIXES, Document, read_document, rebuild
from kuager.documents.files import check_container
from kuager.documents.frontmatter import split_front_matter
from kuager.documents.pandoc import write_ast
from kuager.errors import DocumentError
from kuager.model import Rendition, Role
from tests.support.sources import FIELDS, SENTENCE, TEXT, file_in, place, zipped

REPOSITORY = Path(__file__).parents[1]


def texts(document: Document) -> list[str]:
    return [segment.source for segment in document.segments]


# Formats -----------------------------------------------------------------------------------------


def test_the_testimony_is_in_the_pack_word_for_word() -> None:
    document = read_document(REPOSITORY / "source/2022-03-04-kazakhstan.md", REPOSITORY)
    assert document.path == "source/2022-03-04-kazakhstan.md"
    assert [block.role for block in document.blocks[:3]] == [
        Role.PARAGRAPH,
        Role.TITLE,
        Role.PARAGRAPH,
    ]
    text = (REPOSITORY / document.path).read_text("utf-8")
    body = split_front_matter(text).body
    read = "\n\n".join(
        "".join(segment.source + segment.separator for segment in block.segments)
        for block in document.blocks
    )
    assert read == body


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".docx", ".odt", ".html", ".htm", ".epub"])
def test_every_format_gives_the_same_segments(tmp_path: Path, suffix: str) -> None:
    markdown = suffix in (".md", ".markdown")
    content = TEXT if markdown else file_in({".htm": "html"}.get(suffix, suffix[1:]))
    document = read_document(place(tmp_path, f"sample{suffix}", content), tmp_path)
    expected = [
        "Heading",
        f"{SENTENCE}.",
        "We <1>were not asleep.</1><2/>",
        "A note.",
        "One",
        "Two",
        "Quoted.",
        "Cell",
        "Other",
        "1",
        "x",
    ]
    # Some formats show the file's title page first; it is text as well.
    assert texts(document)[-len(expected) :] == expected
    assert document.metadata.title == "A title of its own"
    assert document.blocks[0].role is Role.TITLE
    if suffix in (".docx", ".epub"):
        assert "Somebody" not in repr(document.ast)
    renditions = [Rendition(segment.source) for segment in document.segments]
    assert rebuild(document, renditions) == document.ast


def test_plain_text_is_paragraphs_and_nothing_else(tmp_path: Path) -> None:
    content = "\ufeff# Not *this*\r\nline. Two.\r\n \t\r\n\r\n    indented $x$ <b>\n\n***\n"
    document = read_document(place(tmp_path, "sample.txt", content), tmp_path)
    assert texts(document)[1:] == ["# Not *this* line.", "Two.", "indented $x$ <b>"]
    assert len(document.ast["blocks"]) == 3


def test_a_title_page_in_word_styles_is_text(tmp_path: Path) -> None:
    path = place(
        tmp_path, "sample.docx", file_in("docx"), FIELDS.replace("A title of its own", "Book")
    )
    document = read_document(path, tmp_path)
    assert [(block.role, block.segments[0].source) for block in document.blocks[:2]] == [
        (Role.TITLE, "Book"),
        (Role.HEADING, "Heading"),
    ]
    assert not document.has_own_title


def test_pictures_are_described_but_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    content = f"![A street]({secret}) ![Another](http://192.0.2.1/x.png) seen."
    document = read_document(place(tmp_path, "sample.md", content), tmp_path)
    assert texts(document)[1:] == ["<1/> <2/> seen.", "A street", "Another"]
    for suffix in ("docx", "odt", "epub"):
        with zipfile.ZipFile(io.BytesIO(write_ast(document.ast, suffix))) as archive:
            assert not any(b"SECRET" in archive.read(name) for name in archive.namelist())


def test_a_path_may_be_relative_to_the_pack(tmp_path: Path) -> None:
    place(tmp_path, "sample.md", "Words.")
    assert read_document(Path("source/sample.md"), tmp_path).path == "source/sample.md"


def test_office_files_come_out_the_same_with_a_fixed_date(tmp_path: Path) -> None:
    ast = read_document(place(tmp_path, "sample.md", TEXT), tmp_path).ast
    fixed = {"SOURCE_DATE_EPOCH": "0"}
    for suffix in ("docx", "odt"):
        first, second = (write_ast(ast, suffix, environment=fixed) for _ in range(2))
        assert first == second


# Bad input ---------------------------------------------------------------------------------------


def changed(suffix: str, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a sound file with one of its entries changed or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file_in(suffix))) as sound, zipfile.ZipFile(file, "w") as to:
        entries = {each: sound.read(each) for each in sound.namelist()}
        entries[name] = change(entries.get(name, b""))
        for each, content in entries.items():
            to.writestr(each, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def locked(content: bytes) -> bytes:
    """Set the encryption flag of every entry in a ZIP file's directory (APPNOTE 4.4.4)."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 8] + bytes([content[at + 8] | 1]) + content[at + 9 :]


BAD: list[tuple[str, str, bytes | Callable[[], bytes], str]] = [
    ("empty", "a.md", b"", "is empty"),
    ("white", "a.txt", b" \n\t\n", "is empty"),
    ("binary", "a.md", b"\x89PNG\r\n\0\0" + b"x", "is not UTF-8 text (see line 7)"),
    ("zeros", "a.txt", b"words\0words", "is a binary file"),
    ("latin-1", "a.md", b"One\n\nTwo \xe9", "is not UTF-8 text (see line 9)"),
    ("utf-16", "a.txt", "Words.".encode("utf-16"), "seems to be UTF-16"),
    ("control", "a.md", b"a bell \x07 rings", "has control characters"),
    ("wordless", "a.md", b"***\n\n---\n\n`code`\n", "has no words"),
    ("wordless html", "a.html", b"<html><head><title>T</title></head></html>", "has no words"),
    ("unused note", "a.md", b"Words.\n\n[^1]: A note.\n", "line 3 of the text defines a footnote"),
    ("quotes", "a.md", b"> " * 300 + b"deep", "nested too deeply"),
    ("divs", "a.html", b"<div>" * 5000 + b"deep", "nested too deeply"),
    ("lists", "a.html", b"<ul><li>" * 80 + b"deep" + b"</li></ul>" * 80, "nested too deeply"),
    ("no zip", "a.docx", b"words, not a document", "is damaged"),
    ("cut", "a.odt", lambda: file_in("odt")[:1000], "is damaged"),
    ("other zip", "a.epub", lambda: zipped(x=b"y"), "is not a .epub document"),
    ("odt as docx", "a.docx", lambda: file_in("odt"), "is not a .docx document"),
    ("no xml", "a.docx", lambda: changed("docx", "word/document.xml", lambda _: b"<w"), "damaged"),
    ("bomb", "a.docx", lambda: zipped(**{"[Content_Types].xml": bytes(30_000_000)}), "unpack"),
    ("ole", "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password-protected"),
    ("zip lock", "a.docx", lambda: locked(file_in("docx")), "password-protected"),
    (
        "odf lock",
        "a.odt",
        lambda: changed(
            "odt", "META-INF/manifest.xml", lambda xml: xml + b"<manifest:encryption-data/>"
        ),
        "password-protected",
    ),
    (
        "drm",
        "a.epub",
        lambda: changed("epub", "META-INF/encryption.xml", lambda _: b'URI="EPUB/ch001.xhtml"'),
        "password-protected",
    ),
]


@pytest.mark.parametrize(
    ("name", "content", "problem"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_an_unfit_file_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes | Callable[[], bytes], problem: str
) -> None:
    made = content if isinstance(content, bytes) else content()
    path = place(tmp_path, name, made, None if made.strip() == b"" else FIELDS)
    if path.suffix == ".txt":
        path.with_name("a.meta.yaml").write_text(FIELDS)
    with pytest.raises(DocumentError) as caught:
        read_document(path, tmp_path)
    shown = str(caught.value)
    assert shown.startswith(f"source/{name}: ")
    assert problem in shown
    assert caught.value.mend
    assert "\n" not in shown
    assert str(tmp_path) not in shown
    assert SENTENCE not in shown


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_damage_anywhere_is_passed_or_refused_but_never_a_crash(data: st.DataObject) -> None:
    content = bytearray(zipped(**{"content.xml": b"<x/>", "Pictures/көше.png": b"y"}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DocumentError):
        check_container(bytes(content), ".odt", "a.odt")


def test_a_font_that_is_obfuscated_locks_no_text(tmp_path: Path) -> None:
    content = changed("epub", "META-INF/encryption.xml", lambda _: b'URI="EPUB/a.ttf"')
    document = read_document(place(tmp_path, "a.epub", content), tmp_path)
    assert f"{SENTENCE}." in texts(document)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("source/missing.md", "source/missing.md: there is no such file."),
        ("source", "source: is of no format"),
        ("source/folder.md", "source/folder.md: is not a file."),
        ("source/pipe.md", "source/pipe.md: is not a file."),
        ("source/a.pdf", "source/a.pdf: is of no format"),
        ("source/bare.md", "source/bare.md: has no front matter."),
        ("source/alone.txt", "source/alone.txt: source/alone.meta.yaml is missing."),
        ("../outside.md", "outside.md: lies outside the pack."),
        ("source/\0.md", "source/\\x00.md: its name has characters that cannot be printed."),
        ("source/a\nb.md", "source/a\\nb.md: its name has characters"),
        ("source/a\u202eb.md", "source/a\\u202eb.md: its name has characters"),
        ("source/a\udcffb.md", "source/a\\udcffb.md: its name has characters"),
        ("source/link.md", "source/link.md: leads out of the pack."),
        ("source/away/outside.md", "source/away/outside.md: leads out of the pack."),
        ("source/broken.md", "source/broken.md: there is no such file."),
        ("source/device.md", "source/device.md: is not a file."),
        ("source/beside.txt", "source/beside.meta.yaml: leads out of the pack."),
        ("source/piped.txt", "source/piped.meta.yaml: is not a file."),
        ("../out\nside.md", "out\\nside.md: lies outside the pack."),
    ],
)
def test_a_wrong_path_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    root = tmp_path / "pack"
    (root / "source" / "folder.md").mkdir(parents=True)
    os.mkfifo(root / "source" / "pipe.md")
    (root / "source" / "a.pdf").write_bytes(b"%PDF")
    (root / "source" / "bare.md").write_text("Words.")
    (root / "source" / "alone.txt").write_text("Words.")
    (tmp_path / "outside.md").write_text(f"---\n{FIELDS}---\nWords.")
    (root / "source" / "link.md").symlink_to(tmp_path / "outside.md")
    (root / "source" / "away").symlink_to(tmp_path)
    (root / "source" / "broken.md").symlink_to(tmp_path / "missing.md")
    (root / "source" / "device.md").symlink_to("/dev/zero")
    (root / "source" / "beside.txt").write_text("Words.")
    (root / "source" / "beside.meta.yaml").symlink_to(tmp_path / "outside.md")
    (root / "source" / "piped.txt").write_text("Words.")
    os.mkfifo(root / "source" / "piped.meta.yaml")
    with pytest.raises(DocumentError) as caught:
        read_document(root / name, root)
    assert caught.value.problem.startswith(problem)


def test_links_within_the_pack_and_to_the_pack_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = place(tmp_path / "real", "a.md", "Words.")
    path.with_name("b.md").symlink_to("a.md")
    (tmp_path / "pack").symlink_to(tmp_path / "real")
    for name in ("a.md", "b.md"):
        read = read_document(tmp_path / "pack" / "source" / name, tmp_path / "pack")
        assert read.path == f"source/{name}"


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place(tmp_path, "a.md", "Words.")
    opened = os.open

    def swap(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opened(name, flags)

    monkeypatch.setattr("kuager.documents.files.os.open", swap)
    with pytest.raises(DocumentError, match=r"source/a\.md: is not a file"):
        read_document(path, tmp_path)


def test_a_fault_in_a_sidecar_names_the_sidecar(tmp_path: Path) -> None:
    path = place(tmp_path, "a.txt", "Words.", "id: a\ntitle: b\nlanguage: xx\n")
    with pytest.raises(DocumentError, match=r'^source/a\.meta\.yaml: the field "language"'):
        read_document(path, tmp_path)


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    path = place(tmp_path, "a.md", "Words.")
    with path.open("r+b") as file:
        file.truncate(200_000_000_000)
    with pytest.raises(DocumentError, match=r"source/a\.md: is larger than 20 MB"):
        read_document(path, tmp_path)


def test_a_document_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = place(tmp_path, "a.md", "![" * 20_000 + " deep")
    with pytest.raises(DocumentError, match=r"source/a\.md: takes longer than 0\.3 seconds"):
        read_document(path, tmp_path, time_limit=0.3)


def test_every_suffix_is_tested() -> None:
    assert {".md", ".markdown", ".txt", ".docx", ".odt", ".html", ".htm", ".epub"} == SUFFIXES


# Babel -------------------------------------------------------------------------------------------


def test_pybabel_extracts_the_segments(tmp_path: Path) -> None:
    path = place(tmp_path, "sample.md", TEXT)
    place(tmp_path, "second.docx", file_in("docx"), FIELDS.replace("sample", "second"))
    (tmp_path / "babel.cfg").write_text("[kuager: source/**.md]\n[kuager: source/**.docx]\n")
    subprocess.run(
        [
            *(sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"),
            *("--mapping=babel.cfg", "--output=out.pot", "--no-wrap", "."),
        ],
        cwd=tmp_path,
        check=True,
    )
    entries = {entry.msgid: entry for entry in polib.pofile(str(tmp_path / "out.pot"))}
    own = texts(read_document(path, tmp_path))
    assert set(own) <= set(entries)
    lines = path.read_text("utf-8").splitlines()
    for source, words in [("Heading", "# Heading"), ("Two", "- Two"), ("A note.", "[^1]: A note.")]:
        line = next(int(at) for file, at in entries[source].occurrences if file.endswith(".md"))
        assert lines[line - 1] == words
    note = entries["We <1>were not asleep.</1><2/>"]
    assert re.search("<1>: emphasis", note.comment)


@pytest.mark.parametrize("opening", [">", "> ", "[", "[ ", "("])
def test_endless_nesting_is_seen_before_pandoc_tries(tmp_path: Path, opening: str) -> None:
    path = place(tmp_path, "a.md", opening * 20_000 + "deep")
    with pytest.raises(DocumentError, match=r"source/a\.md: .* nested too deeply"):
        read_document(path, tmp_path, time_limit=0.3)
