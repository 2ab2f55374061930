"""Gettext templates (.pot) and catalogs (.po): read by a strict reader, written by polib.

What is written holds no trace of who wrote it where: no translator, team, mail, tool or
time of day (``Last-Translator``, ``Language-Team`` and ``PO-Revision-Date`` are optional;
gettext warns at most). What other tools put there is dropped on the way in;
``foreign_headers`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polib
from babel.messages.plurals import get_plural

from kuager.errors import CatalogError
from kuager.formats.gettext_reader import ReadEntry, Reader, comment_line, fit
from kuager.model import CatalogEntry, TemplateEntry

FUZZY = "fuzzy"
_EPOCH = "1970-01-01 00:00+0000"
_PLURALS = {
    # Babel gives Kazakh one form, CLDR two; gettext's users write the two out.
    "kk": "nplurals=2; plural=(n != 1);",
}
_LONGEST_CONTEXT = 6
"""Digits: a million equal sentences are no testimony."""
_CHARSETS = {"utf-8", "utf8", "ascii", "charset"}
_HARMLESS = {
    "project-id-version", "pot-creation-date", "language", "mime-version", "content-type",
    "content-transfer-encoding", "plural-forms", "generated-by",
}  # fmt: skip
_PLACEHOLDER = re.compile(
    r"(?:FULL NAME <EMAIL@ADDRESS>|(?:\w+ )?<LL@li\.org>|EMAIL@ADDRESS|none"
    r"|YEAR-MO-DA HO:MI\+ZONE|1970-01-01 00:00\+0000)?"
)
"""What xgettext, msginit and Babel write where nobody is named."""
_ENTRY = re.compile(rb"^\s*(?:#~\s*)?msgid\s+\"", re.MULTILINE)
_NAMES_A_PLACE = re.compile(r"[/\\@~]")
_NAMES_AN_AUTHOR = re.compile(r"(?<!EMAIL)@|, [0-9]{4}\b")
"""gettext's own habit: ``# First Author <mail@example.org>, 2022.``"""


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"{name} is not UTF-8 (byte {error.start}).", "Save it as UTF-8 in your PO editor."
        ) from error
    if "\0" in text:
        raise CatalogError(
            f"{name} is damaged: it holds NUL bytes.", "Take the last good version from git."
        )
    return text


def _read_any(content: bytes, name: str) -> tuple[ReadEntry, list[ReadEntry]]:
    """Return the header and the entries of any PO file. Raises CatalogError."""
    header, entries = ReadEntry(1), list(Reader(name).read(_decode(content, name)))
    if entries and not (any(entries[0].source or ()) or entries[0].context or entries[0].obsolete):
        header = entries.pop(0)
    charset = re.search(r"charset=([\w-]+)", "".join(header.target or ()))
    if charset and charset[1].lower() not in _CHARSETS:
        raise CatalogError(
            f"{name} declares the charset {charset[1]}.", "Save it as UTF-8 in your PO editor."
        )
    return header, entries


def _read(content: bytes, name: str) -> tuple[ReadEntry, list[ReadEntry]]:
    """Return the header and the entries, each key once. Raises CatalogError."""
    header, entries = _read_any(content, name)
    seen: set[tuple[str, int]] = set()
    for entry in entries:
        key = ("".join(entry.source or ()), _occurrence(entry, name))
        if not key[0]:
            raise CatalogError(
                f"{name}, line {entry.line}: a second header.",
                "Two files were put together; keep the header at the top only.",
            )
        if key in seen:
            raise CatalogError(
                f"{name}, line {entry.line}: the entry stands there twice.",
                "Two versions were merged; keep one of the two entries, obsolete ones included.",
            )
        seen.add(key)
    return header, entries


def _occurrence(entry: ReadEntry, name: str) -> int:
    occurrence = _number(entry)
    if not occurrence:
        raise CatalogError(
            f"{name}, line {entry.line}: a context (msgctxt) that is not a number.",
            "This looks like the catalog of a program; put the right file in its place.",
        )
    return occurrence


def _number(entry: ReadEntry) -> int:
    """Return which repeat an entry is by its context, 0 where that is something else."""
    context = "".join(entry.context or ()) or "1"
    plain = context.isascii() and context.isdigit() and len(context) <= _LONGEST_CONTEXT
    return int(context) if plain else 0


def template_parse(content: bytes, name: str = "template") -> list[TemplateEntry]:
    """Read a .pot file; ``name`` is what errors call it. Raises CatalogError."""
    return [
        TemplateEntry(
            source="".join(entry.source or ()),
            occurrence=_occurrence(entry, name),
            reference=next(iter(entry.references), ""),
            notes=tuple(entry.notes),
        )
        for entry in _read(content, name)[1]
        if not entry.obsolete
    ]


def catalog_parse(content: bytes, name: str = "catalog") -> list[CatalogEntry]:
    """Read a .po file, obsolete entries included; ``name`` is what errors call it.

    Headers are dropped: whose they are is nobody's business, and ours are made anew.
    Raises CatalogError for anything that is not UTF-8, not PO, or not a testimony's catalog,
    and where two entries have the same key, so that reading would lose one of them.
    """
    return [_entry(entry, _occurrence(entry, name)) for entry in _read(content, name)[1]]


def _entry(entry: ReadEntry, occurrence: int) -> CatalogEntry:
    return CatalogEntry(
        source="".join(entry.source or ()),
        occurrence=occurrence,
        target="".join(entry.target or ()),
        fuzzy=FUZZY in entry.flags,
        previous_source="".join(entry.previous),
        obsolete=entry.obsolete,
        reference=next(iter(entry.references), ""),
        notes=tuple(entry.notes),
        remark="\n".join(entry.remark),
        flags=tuple(flag for flag in entry.flags if flag != FUZZY),
    )


def foreign_catalog_parse(content: bytes, name: str = "catalog") -> list[tuple[CatalogEntry, int]]:
    """Read a .po file that another program wrote: entries, and the line each source stands in.

    Unlike in a catalog of the pack, equal keys and headers may stand there more than once: some
    programs drop what tells repeats apart, write something else there, or put files together.
    Raises CatalogError.
    """
    return [
        (_entry(entry, _number(entry) or 1), entry.line)
        for entry in _read_any(content, name)[1]
        if any(entry.source or ())
    ]


def catalog_lines(content: bytes, name: str = "catalog") -> dict[tuple[str, int], int]:
    """Return the line (from 1) at which each living entry's source stands in a .po file.

    By the entry's key, for programs that show findings in the file. Raises CatalogError.
    """
    return {
        ("".join(entry.source or ()), _occurrence(entry, name)): entry.line
        for entry in _read(content, name)[1]
        if not entry.obsolete
    }


def looks_like_gettext(content: bytes) -> bool:
    """Tell whether a file has the lines of a gettext catalog, whatever it is called."""
    return _ENTRY.search(content) is not None


def catalog_head(content: bytes, name: str = "catalog") -> tuple[str, str]:
    """Return the project and the language that a file's header names, empty where it does not.

    Both are what tools and people made of them; nothing else of the header is looked at.
    Raises CatalogError.
    """
    first = next(Reader(name).read(_decode(content, name)), ReadEntry(1))
    if any(first.source or ()) or first.context or first.obsolete:
        return "", ""
    said = dict.fromkeys(("project-id-version", "language"), "")
    for line in "".join(first.target or ()).split("\n"):
        key, _, value = map(str.strip, line.partition(":"))
        if key.lower() in said:
            said[key.lower()] = value
    return said["project-id-version"], said["language"]


def foreign_headers(content: bytes, name: str = "catalog") -> tuple[str, ...]:
    """Name the header fields of a .po or .pot file that could tell who worked on it, or where.

    An author's line in the comment above the header counts as a field called "comment".
    Placeholders are passed over; values are never returned. Raises CatalogError.
    """
    header, _ = _read(content, name)
    names = ["comment"] if any(map(_NAMES_AN_AUTHOR.search, header.remark)) else []
    for line in "".join(header.target or ()).split("\n"):
        key, colon, value = map(str.strip, line.partition(":"))
        if not colon or key.lower() in _HARMLESS or _PLACEHOLDER.fullmatch(value):
            continue
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,40}", key):
            key = "a field without a proper name"
        elif key.lower().startswith("x-") and not _NAMES_A_PLACE.search(value):
            continue
        names.append(key)
    return tuple(dict.fromkeys(names))


def _comment(text: str) -> str:
    # To gettext a backslash at the end of a line, comments too, draws the next line to it.
    line = comment_line(text)
    return line + " " if line.endswith("\\") else line


def _fields(entry: TemplateEntry | CatalogEntry) -> dict[str, object]:
    """Return what templates and catalogs have in common, as polib calls it."""
    reference = comment_line(entry.reference)
    if re.search(r"\s|:[0-9]+\Z", reference):
        reference = f"\u2068{reference}\u2069"
    return {
        "msgid": fit(entry.source),
        # Position never becomes a context: only repeats need one to stay apart.
        "msgctxt": str(entry.occurrence) if entry.occurrence > 1 else None,
        "occurrences": [(reference, "")] if reference else [],
        "comment": "\n".join(filter(None, map(_comment, entry.notes))),
    }


def _header(document: str, locale: str) -> dict[str, str]:
    header = {
        "Project-Id-Version": document,
        "POT-Creation-Date": _EPOCH,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if locale:
        header["Language"] = locale
        header["Plural-Forms"] = _PLURALS.get(locale) or str(get_plural(locale).plural_forms)
    return header


def _text(document: str, locale: str, entries: Iterable[polib.POEntry]) -> bytes:
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = _header(document, locale)
    catalog.extend(entries)
    # polib opens with an empty comment line where there is no header comment.
    text = str(catalog).removeprefix("#\n").rstrip("\n") + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise CatalogError(
            f"The catalog of {document} cannot be written: a text is not valid Unicode.",
            "It holds half a character; type it anew.",
        ) from error


def template_serialize(document: str, entries: Iterable[TemplateEntry]) -> bytes:
    r"""Write a .pot file: the same entries give the same bytes. Raises CatalogError.

    Line ends other than ``\n`` and ``\r`` become spaces, here as in ``catalog_serialize``.
    """
    return _text(document, "", (polib.POEntry(**_fields(entry)) for entry in entries))


def catalog_serialize(document: str, locale: str, entries: Iterable[CatalogEntry]) -> bytes:
    """Write a .po file, unwrapped, obsolete entries last: the same entries, the same bytes.

    Raises CatalogError where a text is no valid Unicode.
    """
    return _text(
        document,
        locale,
        (
            polib.POEntry(
                **_fields(entry),
                msgstr=fit(entry.target),
                tcomment="\n".join(map(_comment, entry.remark.split("\n"))),
                flags=[*([FUZZY] if entry.fuzzy else ()), *map(comment_line, entry.flags)],
                previous_msgid=fit(entry.previous_source) or None,
                obsolete=entry.obsolete,
            )
            for entry in entries
        ),
    )
