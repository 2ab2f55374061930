"""Gettext templates (.pot) and catalogs (.po), read and written through polib.

What is written holds no trace of who wrote it where: no translator, team, mail, tool or
time of day (``Last-Translator``, ``Language-Team`` and ``PO-Revision-Date`` are optional;
gettext warns at most). What other tools put there is dropped on the way in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polib
from babel.messages.plurals import get_plural

from kuager.errors import CatalogError
from kuager.model import CatalogEntry, TemplateEntry

FUZZY = "fuzzy"
_EPOCH = "1970-01-01 00:00+0000"
_PLURALS = {
    # Babel gives Kazakh one form, CLDR two; gettext's users write the two out.
    "kk": "nplurals=2; plural=(n != 1);",
}
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rf"\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*)?{_QUOTED})?\s*\Z"
)


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


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"{name} is not UTF-8 (byte {error.start}).", "Save it as UTF-8 in your PO editor."
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        if not _LINE.match(line):
            raise CatalogError(
                f"{name}, line {number}: not valid PO syntax.",
                "Mend the line (msgfmt -c names it too), or take the last good version from git.",
            )
    return text


def _parse(content: bytes, name: str) -> polib.POFile:
    text = _decode(content, name)
    try:
        # polib takes a short text for a file name; a leading newline never names one.
        parsed = polib.pofile("\n" + text, wrapwidth=0, encoding="utf-8")
    except (OSError, ValueError, IndexError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = f", line {int(line[1]) - 1}" if line else ""
        raise CatalogError(
            f"{name}{where}: not valid PO syntax.",
            "Mend the line (msgfmt -c names it too), or take the last good version from git.",
        ) from error
    charset = re.search(r"charset=([\w-]+)", parsed.metadata.get("Content-Type", ""))
    if charset and charset[1].lower() not in {"utf-8", "utf8", "ascii", "charset"}:
        raise CatalogError(
            f"{name} declares the charset {charset[1]}.", "Save it as UTF-8 in your PO editor."
        )
    return parsed


def _occurrence(entry: polib.POEntry, name: str) -> int:
    if entry.msgid_plural:
        raise CatalogError(
            f"{name}, line {entry.linenum}: a plural entry, which no testimony has.",
            "This looks like the catalog of a program; put the right file in its place.",
        )
    context = entry.msgctxt or "1"
    if not (context.isascii() and context.isdigit() and int(context) > 0):
        raise CatalogError(
            f"{name}, line {entry.linenum}: a context (msgctxt) that is not a number.",
            "This looks like the catalog of a program; put the right file in its place.",
        )
    return int(context)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _refuse_repeats(keys: Iterable[tuple[tuple[str, int], int | None]], name: str) -> None:
    seen: set[tuple[str, int]] = set()
    for key, line in keys:
        if key in seen:
            raise CatalogError(
                f"{name}, line {line}: the entry stands there twice.",
                "Two versions were merged; keep one of the two entries.",
            )
        seen.add(key)


def template_parse(content: bytes, name: str = "template") -> list[TemplateEntry]:
    """Read a .pot file; ``name`` is what errors call it. Raises CatalogError."""
    return [
        TemplateEntry(
            source=entry.msgid,
            occurrence=_occurrence(entry, name),
            reference=entry.occurrences[0][0] if entry.occurrences else "",
            notes=_lines(entry.comment),
        )
        for entry in _parse(content, name)
        if not entry.obsolete
    ]


def catalog_parse(content: bytes, name: str = "catalog") -> list[CatalogEntry]:
    """Read a .po file, obsolete entries included; ``name`` is what errors call it.

    Headers are dropped: whose they are is nobody's business, and ours are made anew.
    Raises CatalogError for anything that is not UTF-8, not PO, or not a testimony's catalog.
    """
    parsed = _parse(content, name)
    _refuse_repeats(
        (((e.msgid, _occurrence(e, name)), e.linenum) for e in parsed if not e.obsolete), name
    )
    return [
        CatalogEntry(
            source=entry.msgid,
            occurrence=_occurrence(entry, name),
            target=entry.msgstr,
            fuzzy=FUZZY in entry.flags,
            previous_source=entry.previous_msgid or "",
            obsolete=bool(entry.obsolete),
            reference=entry.occurrences[0][0] if entry.occurrences else "",
            notes=_lines(entry.comment),
            remark=entry.tcomment,
            flags=tuple(flag for flag in entry.flags if flag != FUZZY),
        )
        for entry in parsed
    ]


def _context(occurrence: int) -> str | None:
    # Position never becomes a context: only repeats need one to stay apart.
    return str(occurrence) if occurrence > 1 else None


def _text(document: str, locale: str, entries: Iterable[polib.POEntry]) -> bytes:
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = _header(document, locale)
    catalog.extend(entries)
    # polib opens with an empty comment line where there is no header comment.
    return (str(catalog).removeprefix("#\n").rstrip("\n") + "\n").encode()


def template_serialize(document: str, entries: Iterable[TemplateEntry]) -> bytes:
    """Write a .pot file: the same entries give the same bytes."""
    return _text(
        document,
        "",
        (
            polib.POEntry(
                msgid=entry.source,
                msgctxt=_context(entry.occurrence),
                occurrences=[(entry.reference, "")] if entry.reference else [],
                comment="\n".join(entry.notes),
            )
            for entry in entries
        ),
    )


def catalog_serialize(document: str, locale: str, entries: Iterable[CatalogEntry]) -> bytes:
    """Write a .po file, unwrapped, obsolete entries last: the same entries, the same bytes."""
    return _text(
        document,
        locale,
        (
            polib.POEntry(
                msgid=entry.source,
                msgctxt=_context(entry.occurrence),
                msgstr=entry.target,
                occurrences=[(entry.reference, "")] if entry.reference else [],
                comment="\n".join(entry.notes),
                tcomment=entry.remark,
                flags=[FUZZY, *entry.flags] if entry.fuzzy else list(entry.flags),
                previous_msgid=entry.previous_source or None,
                obsolete=entry.obsolete,
            )
            for entry in entries
        ),
    )
