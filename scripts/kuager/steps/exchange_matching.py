"""Whose file this is, and which of its rows is which unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kuager.errors import InputError, UsageError
from kuager.formats.exchanged import ExchangedFile, ExchangedUnit
from kuager.history import plain_form
from kuager.model import Unit, language_of, unit_id
from kuager.pack import Pack
from kuager.steps.exchange_formats import ExchangeFormat, Wanted, claims, parse

_FEW = 4
"""One row in so many has to be known, or the file is taken for another document's."""
_TAG = re.compile(r"</?\d+/?>")
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Matching:
    """Which row is which unit."""

    rows: dict[int, ExchangedUnit] = field(default_factory=dict)
    """By the unit's number."""
    refused: dict[int, str] = field(default_factory=dict)
    """Why the rows of a unit cannot be used, by its number."""
    gone: list[ExchangedUnit] = field(default_factory=list)
    """Rows whose sentence is no unit of the document."""
    spare: list[ExchangedUnit] = field(default_factory=list)
    """Rows whose sentence stands more often in the file than in the document."""


def read_for(
    pack: Pack,
    kind: ExchangeFormat,
    content: bytes,
    path: Path,
    document: str = "",
    locale: str = "",
) -> tuple[str, str, ExchangedFile]:
    """Read a file; return the document and locale it is of as well.

    What the user says counts, then what the file says, its name, its sentences. Raises
    UsageError where none of these tells, InputError where they contradict or the file cannot be
    read.
    """
    documents, locales = pack.document_ids([document] if document else []), pack.locales()
    if locale:
        pack.locales([locale])
    source_locale = pack.configuration.source_locale
    name_document, name_locale = _said_by_name(path.name, pack.document_ids(), locales)
    wanted = Wanted(document or name_document, source_locale, locale or name_locale)
    if not kind.one_document and not wanted.locale:
        wanted = Wanted(wanted.document, source_locale, _only(locales, path.name))
    file = parse(kind, content, path.name, wanted)
    said_document, said_locale = claims(kind, content, path.name, file)
    if said_document not in pack.document_ids():
        said_document = ""  # a tool's name for its project, or that of another pack
    if document and said_document not in {"", document}:
        raise InputError(
            f"{path.name} says that it is of the document {said_document}, not {document}.",
            f"Leave --document out, or give --document {said_document}.",
        )
    found_locale = _locale(said_locale, locales, path.name) or wanted.locale
    if locale and found_locale != locale:
        raise InputError(
            f"{path.name} says that it is in {found_locale}, not in {locale}.",
            f"Leave --locale out, or give --locale {found_locale}.",
        )
    found = document or said_document or name_document
    if not found:
        found = _by_sentences(pack, documents, file.units, path.name)
    if kind.name == "po" and found != wanted.document:
        file = parse(kind, content, path.name, Wanted(found, source_locale, ""))
    return found, found_locale or _only(locales, path.name), file


def _only(locales: Sequence[str], name: str) -> str:
    if len(locales) == 1:
        return locales[0]
    raise UsageError(
        f"{name} does not say which language it is in.",
        f"Give it: --locale {' or --locale '.join(locales)}",
    )


def _locale(said: str, locales: Sequence[str], name: str) -> str:
    """Return the pack's locale that a tag stands for. Raises InputError where it has none."""
    if not said:
        return ""
    tag = said.replace("_", "-").lower()
    same = [locale for locale in locales if locale.replace("_", "-").lower() == tag]
    same = same or [locale for locale in locales if language_of(locale) == language_of(tag)]
    if len(same) == 1:
        return same[0]
    shown = said if re.fullmatch(r"[\w@.-]{1,20}", said) else "another language"
    raise InputError(
        f"{name} is in {shown}; this pack translates into {', '.join(locales)}.",
        "Take the file of the right language, or mend what it says about its own.",
    )


def _said_by_name(name: str, documents: Iterable[str], locales: Iterable[str]) -> tuple[str, str]:
    """Return what ``<document>.<locale>.…`` says, whatever a copy added behind it."""
    for document in sorted(documents, key=len, reverse=True):
        rest = name[len(document) :]
        if name.startswith(document) and not re.match(r"[a-z0-9_-]", rest):
            parts = re.split(r"[. ()]+", rest)
            return document, next((locale for locale in locales if locale in parts[:2]), "")
    return "", ""


def _by_sentences(
    pack: Pack, documents: Iterable[str], rows: Sequence[ExchangedUnit], name: str
) -> str:
    """Return the one document that has most of the rows. Raises UsageError."""
    counts: list[tuple[int, str]] = []
    for document in documents:
        entries = pack.template(document)
        ids = {unit_id(document, entry.source, entry.occurrence) for entry in entries}
        sources = {entry.source for entry in entries}
        known = sum(row.unit in ids or row.source in sources for row in rows)
        counts.append((known, document))
    (most, document), *others = sorted(counts, reverse=True)
    if not most or (others and others[0][0] == most):
        raise UsageError(
            f"{name} does not say which document it is of.", "Give it: --document DOCUMENT"
        )
    return document


def match_rows(
    kind: ExchangeFormat, rows: Sequence[ExchangedUnit], units: Sequence[Unit], name: str
) -> Matching:
    """Tell which row is which unit: by id, else by its sentence and the order of repeats.

    A row whose id and sentence do not belong together is refused; so are two rows of one unit
    with different texts. Raises InputError where hardly any row is known.
    """
    numbers = {unit.id: number for number, unit in enumerate(units, 1)}
    found = Matching()
    without: list[ExchangedUnit] = []
    for row in rows:
        number = numbers.get(row.unit)
        if number is None:
            without.append(row)
        elif row.source and not _alike(row.source, units[number - 1].source):
            found.refused[number] = f"{row.place}: number and sentence do not belong together."
        else:
            _put(found, number, row)
    _match_by_sentence(kind, without, units, found)
    if rows and not (found.rows or found.refused):
        _refuse(name)
    if kind.one_document and len(found.gone) > (_FEW - 1) * (len(found.rows) + len(found.refused)):
        _refuse(name)
    for number in found.refused:
        found.rows.pop(number, None)
    return found


def _refuse(name: str) -> None:
    raise InputError(
        f"{name}: hardly any of its sentences is in the document; it looks like another one's.",
        "Nothing was taken. Give the right document: --document",
    )


def _alike(one: str, other: str) -> bool:
    """Tell whether two sentences have the same words, whatever became of spaces and codes."""
    return one == other or _words(one) == _words(other)


def _words(text: str) -> str:
    return _NOT_A_LETTER.sub("", _TAG.sub("", plain_form(text))).casefold()


def _match_by_sentence(
    kind: ExchangeFormat, rows: Iterable[ExchangedUnit], units: Sequence[Unit], found: Matching
) -> None:
    places: dict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(units, 1):
        if number not in found.rows and number not in found.refused:
            places[plain_form(unit.source)].append(number)
    known = {plain_form(unit.source) for unit in units}
    waiting: dict[str, list[ExchangedUnit]] = defaultdict(list)
    for row in rows:
        waiting[plain_form(row.source)].append(row)
    for source, equal in waiting.items():
        free = places.get(source, [])
        # A memory's one text for a sentence is meant wherever the sentence stands.
        everywhere = not kind.one_document and len(equal) == 1
        meant = equal * (len(free) or 1) if everywhere else equal
        for number, row in zip(free, meant, strict=False):
            _put(found, number, row)
        (found.spare if source in known else found.gone).extend(meant[len(free) :])


def _put(found: Matching, number: int, row: ExchangedUnit) -> None:
    other = found.rows.setdefault(number, row)
    if other is row:
        return
    if other.target != row.target or other.state is not row.state:
        found.refused[number] = (
            f"{row.place}: it stands there twice with different texts or states."
        )
    elif row.comment and row.comment not in other.comment:
        comment = "\n".join(filter(None, (other.comment, row.comment)))
        found.rows[number] = replace(other, comment=comment)
