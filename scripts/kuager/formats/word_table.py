"""The tables of a Word document as people see them: rows of cells with plain text.

Tracked changes are taken as accepted (ECMA-376 part 1, 17.13.5), formatting is passed over, and
what text hides in (fields, content controls, hyperlinks, nested tables, text boxes) is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kuager.formats.word_package import Element, WordPackage

NO_BREAK_HYPHEN = "\u2011"
SOFT_HYPHEN = "\u00ad"
UNREADABLE = "\ufffd"
"""In place of a sign that only a font of its own (Wingdings …) can show."""

_IN_PLACE_OF = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": NO_BREAK_HYPHEN,
    "softHyphen": SOFT_HYPHEN,
}
_WITHOUT_TEXT = frozenset(
    {
        *("pPr", "rPr", "tcPr", "trPr", "tblPr", "tblPrEx", "tblGrid", "sdtPr", "sdtEndPr"),
        *("instrText", "delInstrText", "delText", "sectPr", "rt", "smartTagPr", "customXmlPr"),
    }
)
_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_PICTURES = frozenset({"drawing", "pict", "object"})
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_PRIVATE_USE = range(0xE000, 0xF900)
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    paragraphs: tuple[str, ...] = ()
    """As they stand there, empty ones too; line breaks as line feeds, tabs as tabs."""
    remarks: tuple[str, ...] = ()
    """Texts of comments and notes that hang on the cell's text."""
    tracked: bool = False
    """Something in it was inserted or deleted on the record."""
    merged: bool = False
    """It goes over several rows."""
    struck: bool = False
    """Part of its text is struck out by formatting, which deletes nothing."""
    pictures: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """Its text line by line, blank lines and outer white space left out."""
        pieces = "\n".join(self.paragraphs).replace("\t", " ").splitlines()
        return tuple(stripped for piece in pieces if (stripped := piece.strip()))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of any table, those of nested tables aside."""

    number: int
    """From 1, counted over all tables of the document."""
    cells: tuple[Cell, ...]
    deleted: bool = False
    """Deleted on the record."""
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside of tables."""

    text: str
    remarks: tuple[str, ...] = ()


def read_body(package: WordPackage) -> Iterator[Row | Paragraph]:
    """Yield a document's rows and the paragraphs between its tables, in order.

    Raises InputError as the package does.
    """
    remarks = _read_remarks(package)
    number = 0
    for element in package.body({"tr", "p"}):
        if element.tag == "tr":
            number += 1
            yield _row(element, number, remarks)
        else:
            gathered = _Gathered(remarks)
            gathered.walk(element)
            yield Paragraph(" ".join(gathered.paragraphs), tuple(gathered.remarks))


def _read_remarks(package: WordPackage) -> dict[tuple[str, str], str]:
    """Return the texts of comments, footnotes and endnotes by kind and number."""
    remarks: dict[tuple[str, str], str] = {}
    for kind, tag in (("comments", "comment"), ("footnotes", "footnote"), ("endnotes", "endnote")):
        for element in package.related(kind, {tag}):
            if element.attributes.get("type", "normal") != "normal":  # the line above the notes
                continue
            gathered = _Gathered({})
            for child in element.children:
                if isinstance(child, Element):
                    gathered.walk(child)
            text = " ".join(" ".join(gathered.paragraphs).split())
            if text:
                remarks[kind, element.attributes.get("id", "")] = text
    return remarks


def _row(element: Element, number: int, remarks: dict[tuple[str, str], str]) -> Row:
    properties = element.child("trPr")
    marks = {c.tag for c in properties.children if isinstance(c, Element)} if properties else set()
    cells = tuple(
        _cell(cell, remarks)
        for cell in _descendants(element, "tc")
        if _property(cell, "cellDel") is None
    )
    return Row(number, cells, "del" in marks, bool(marks & {"ins", "del"}))


def _descendants(element: Element, tag: str) -> Iterator[Element]:
    """Yield the outermost elements of a name, through content controls and the like."""
    for child in element.children:
        if isinstance(child, Element):
            if child.tag == tag:
                yield child
            elif child.tag not in _WITHOUT_TEXT:
                yield from _descendants(child, tag)


def _property(cell: Element, tag: str) -> Element | None:
    properties = cell.child("tcPr")
    return properties.child(tag) if properties else None


def _cell(element: Element, remarks: dict[tuple[str, str], str]) -> Cell:
    gathered = _Gathered(remarks)
    for child in element.children:
        if isinstance(child, Element):
            gathered.walk(child)
    gathered.end_paragraph()
    return Cell(
        paragraphs=tuple(gathered.paragraphs),
        remarks=tuple(gathered.remarks),
        tracked=gathered.tracked or _property(element, "cellIns") is not None,
        merged=_property(element, "vMerge") is not None
        or _property(element, "cellMerge") is not None,
        struck=gathered.struck,
        pictures=gathered.pictures,
    )


@dataclass(slots=True)
class _Gathered:
    """What a walk through an element has found."""

    known: dict[tuple[str, str], str]
    paragraphs: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    tracked: bool = False
    struck: bool = False
    pictures: bool = False
    pieces: list[str] = field(default_factory=list)
    deleting: int = 0
    """How many deletions the walk is inside of."""

    def walk(self, element: Element) -> None:
        """Take in an element and all in it."""
        tag = element.tag
        if tag in _WITHOUT_TEXT:
            return
        if tag == "t":
            self._add(_written(element))
        elif tag in _IN_PLACE_OF:
            self._add(_IN_PLACE_OF[tag])
        elif tag == "sym":
            self._add(_symbol(element.attributes.get("char", "")))
        elif tag in _NOTES:
            self._remark(_NOTES[tag], element)
        elif tag in {"commentReference", "commentRangeStart"}:
            self._remark("comments", element)
        elif tag == "mc:AlternateContent":
            self._enter(element.child("mc:Choice") or element.child("mc:Fallback"))
        elif tag == "sdt":
            self._enter(None if _shows_prompt(element) else element.child("sdtContent"))
        else:
            self._walk_container(element)

    def _walk_container(self, element: Element) -> None:
        tag = element.tag
        self.pictures |= tag in _PICTURES and not self.deleting
        self.tracked |= tag in _DELETED or tag in _INSERTED
        self.struck |= tag == "r" and _is_struck(element) and not self.deleting
        self.deleting += tag in _DELETED
        self._enter(element)
        self.deleting -= tag in _DELETED
        if tag == "p":
            if _mark_deleted(element):
                self.tracked = True
            else:
                self.end_paragraph()

    def _enter(self, element: Element | None) -> None:
        for child in element.children if element else ():
            if isinstance(child, Element):
                self.walk(child)

    def _add(self, text: str) -> None:
        if not self.deleting:
            self.pieces.append(text)

    def _remark(self, kind: str, reference: Element) -> None:
        text = self.known.get((kind, reference.attributes.get("id", "")), "")
        if text and text not in self.remarks:
            self.remarks.append(text)

    def end_paragraph(self) -> None:
        """Close a paragraph; one whose end was deleted runs on into the next."""
        self.paragraphs.append("".join(self.pieces))
        self.pieces.clear()


def _written(element: Element) -> str:
    """Return the text of a ``w:t``: its outer spaces count only where it says so (17.3.3.31)."""
    text = "".join(child for child in element.children if isinstance(child, str))
    return text if element.attributes.get("space") == "preserve" else text.strip(" \t\r\n")


def _symbol(code: str) -> str:
    """Return the character of a ``w:sym`` (17.3.3.30); those of symbol fonts mean nothing else."""
    try:
        number = int(code, 16)
    except ValueError:
        return UNREADABLE
    usable = 0x20 <= number < 0xFFFE and number not in _PRIVATE_USE
    return chr(number) if usable and not 0xD800 <= number < 0xE000 else UNREADABLE


def _shows_prompt(control: Element) -> bool:
    """Tell whether a content control shows the words that ask for a text, and no text."""
    properties = control.child("sdtPr")
    return properties is not None and properties.child("showingPlcHdr") is not None


def _is_struck(run: Element) -> bool:
    properties = run.child("rPr")
    if properties is None:
        return False
    marks = (properties.child("strike"), properties.child("dstrike"))
    return any(m is not None and m.attributes.get("val", "true") not in _OFF for m in marks)


def _mark_deleted(paragraph: Element) -> bool:
    """Tell whether a paragraph's end was deleted on the record (17.13.5.15)."""
    properties = paragraph.child("pPr")
    mark = properties.child("rPr") if properties else None
    return mark is not None and any(mark.child(tag) is not None for tag in _DELETED)
