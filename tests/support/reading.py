"""Read the words out of exports again, as a reader's program would."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pikepdf

VOID = {"br", "hr", "img", "link", "meta", "input", "col"}


class Page(HTMLParser):
    """An HTML page as a list of elements; refuses one that is not well nested."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.pieces: list[tuple[str, str]] = []
        """Text with the language it is in."""
        self.feed(content.decode())
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {key: value or "" for key, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, f"{tag} closed in its own tag"
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{tag} was not open"
        name, _ = self.open.pop()
        assert name == tag, f"{name} ended with {tag}"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in {"style", "title"}:
            language = next(
                (
                    attributes["lang"]
                    for _, attributes in reversed(self.open)
                    if "lang" in attributes
                ),
                "",
            )
            self.pieces.append((language, data))

    @property
    def text(self) -> str:
        """All words of the page, as they would be copied."""
        return " ".join("".join(piece for _, piece in self.pieces).split())

    def text_in(self, language: str) -> str:
        """The words in one language."""
        return " ".join("".join(piece for lang, piece in self.pieces if lang == language).split())

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute, in order."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def archive_text(content: bytes, *endings: str) -> str:
    """Return the words of an archive's XML entries whose names end so."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = " ".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith(endings)
        )
    xml = re.sub(r"</(w:)?(p|li|h\d|dt|dd|td|div)>", " ", xml)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", xml)).split())


def unpacked(content: bytes, *, fonts: bool = True) -> bytes:
    """Return all that an export holds, with names of entries and streams decompressed."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return b"\n".join(
                entry.filename.encode() + entry.comment + entry.extra + archive.read(entry)
                for entry in archive.infolist()
                if fonts or not entry.filename.endswith(".ttf")
            )
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as pdf:
            streams = [
                bytes(thing.read_bytes())
                for thing in pdf.objects
                if isinstance(thing, pikepdf.Stream)
            ]
        return b"\n".join([content, *streams])
    return content


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF through its fonts' own tables of characters."""
    words: list[str] = []
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            fonts = {
                str(name): _characters(bytes(font.ToUnicode.read_bytes()))
                for name, font in page.Resources.Font.items()
            }
            font: dict[int, str] = {}
            marked: list[bool] = []
            for instruction in pikepdf.parse_content_stream(page):
                operator, operands = str(instruction.operator), list(instruction.operands)
                if operator in {"BDC", "BMC"}:
                    properties = operands[-1]
                    replaced = "/ActualText" in properties if operator == "BDC" else False
                    marked.append(replaced)
                    if replaced:
                        words.append(str(properties["/ActualText"]))
                elif operator == "EMC":
                    marked.pop()
                elif operator == "Tf":
                    font = fonts[str(operands[0])]
                elif operator in {"Tj", "TJ"} and not any(marked):
                    words.append(_decoded(operands[0], font))
                elif operator in {"Td", "Tm", "ET"}:
                    words.append(" ")
    # Typst writes U+00AD where it has hyphenated, and starts a new stretch at every line.
    return " ".join("".join(words).replace("\N{SOFT HYPHEN} ", "").split())


def _characters(table: bytes) -> dict[int, str]:
    """Read a ToUnicode table (ISO 32000-1, 9.10.3) of the kind that has single characters."""
    characters: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            characters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        pattern = rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>"
        for first, last, text in re.findall(pattern, block):
            start = int.from_bytes(bytes.fromhex(text.decode()), "big")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                characters[int(first, 16) + offset] = chr(start + offset)
    return characters


def _decoded(operand: Any, font: dict[int, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(font.get(code, "") for code in _pairs(codes))


def _pairs(codes: bytes) -> list[int]:
    return [int.from_bytes(codes[place : place + 2], "big") for place in range(0, len(codes), 2)]
