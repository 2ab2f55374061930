"""TBX, the format in which programs for translators pass termbases on.

Written is TBX-Basic in the style DCA (ISO 30042:2019; the dialect's Schematron names the data
categories). Read are that, the style DCT, and the older TBX 2 (``martif``, ISO 30042:2008) of
Weblate and others. What the dialect has no category for travels as notes of the concept with
constant words («Do not translate.»), so that it is seen in any program and understood here.

Who made or changed an entry and when (``transacGrp``) is neither read nor written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kuager.errors import InputError
from kuager.formats.termbase import MOST_ENTRIES
from kuager.guarded_xml import FORBIDDEN, GuardedParser, unpacked
from kuager.model import language_of
from kuager.termbase import (
    PartOfSpeech,
    PlacedEntry,
    Rendering,
    TermbaseError,
    TermEntry,
    TermStatus,
    tidied,
)

LARGEST = 256 * 2**20
"""Bytes, unpacked; a termbase of MOST_ENTRIES terms takes a tenth of it."""
LONGEST_TEXT = 16_000
DEEPEST = 64
_MEND = "Export it anew from the program that made it, as TBX-Basic."
_ROOTS = frozenset({"tbx", "martif", "TBX"})
_CONCEPTS = frozenset({"conceptEntry", "termEntry"})
_LANGUAGES = frozenset({"langSec", "langSet"})
_TERM_SECTIONS = frozenset({"termSec", "tig", "ntig"})
_UNREAD = frozenset({"transacGrp", "tbxHeader", "martifHeader", "back"})
_FORBIDDEN_STATES = frozenset(
    {"deprecatedterm-admn-sts", "supersededterm-admn-sts", "deprecatedterm", "supersededterm",
     "forbidden", "obsolete"}
)  # fmt: skip
"""Values of administrativeStatus: those of the standard, and Weblate's."""
_KEEP, _CASE, _STATUS, _PROPER = (
    "Do not translate.",
    "Case-sensitive.",
    "Status: ",
    "Proper noun.",
)
_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang={language} xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>Termbase.</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
"""
_FOOTER = "</body></text>\n</tbx>\n"
_KINDS = {
    "noun": PartOfSpeech.NOUN, "verb": PartOfSpeech.VERB, "adjective": PartOfSpeech.ADJECTIVE,
    "adverb": PartOfSpeech.ADVERB, "other": PartOfSpeech.OTHER,
    "propernoun": PartOfSpeech.PROPER_NOUN, "proper noun": PartOfSpeech.PROPER_NOUN,
}  # fmt: skip
"""TBX-Basic has the first five only; a proper noun is written as a noun with a note."""


@dataclass(slots=True)
class _Form:
    text: str = ""
    forbidden: bool = False


@dataclass(slots=True)
class _Concept:
    line: int
    forms: dict[str, list[_Form]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    authority: str = ""
    kind: PartOfSpeech | None = None
    keep: bool = False


def tbx_parse(stream: BinaryIO, name: str, source_locale: str) -> list[PlacedEntry]:
    """Return the entries of a TBX file, plain or gzipped, with the lines they begin at.

    A concept with several terms in the source language gives an entry for each; one without any
    gives an entry without a term. ``name`` is what errors call the file. Raises InputError with
    the line at which the file is broken, is no TBX, or plays tricks.
    """
    reader = _Reader(name)
    for chunk in unpacked(stream, name, LARGEST):
        reader.parser.feed(chunk)
    reader.parser.feed(b"", last=True)
    return [
        placed for concept in reader.concepts for placed in _entries(concept, name, source_locale)
    ]


class _Reader:
    """The parser with what it is in the middle of."""

    def __init__(self, name: str) -> None:
        self.parser = GuardedParser(name, _MEND, self._start, self._end, self._characters)
        self.concepts: list[_Concept] = []
        self._open: list[tuple[str, str]] = []
        """Elements that are open: local name, and ``type`` where it has one."""
        self._unread = 0
        self._concept: _Concept | None = None
        self._language = ""
        self._form: _Form | None = None
        self._text: list[str] | None = None
        self._length = 0

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        if not self._open and name not in _ROOTS:
            raise self.parser.fault("it is no TBX file")
        if len(self._open) >= DEEPEST:
            raise self.parser.fault("its elements are nested too deep for TBX")
        self._open.append((name, attributes.get("type", "")))
        if self._unread or name in _UNREAD:
            self._unread += 1
        elif name in _CONCEPTS:
            if self._concept is not None:
                raise self.parser.fault("a concept stands inside another")
            if len(self.concepts) >= MOST_ENTRIES:
                raise self.parser.fault(f"it has more than {MOST_ENTRIES} concepts")
            self._concept = _Concept(self.parser.line)
        elif name in _LANGUAGES:
            self._language = attributes.get("xml:lang") or attributes.get("lang") or ""
        elif name in _TERM_SECTIONS:
            self._form = _Form()
        elif self._concept is not None and self._text is None and _holds_text(name):
            self._text, self._length = [], 0

    def _characters(self, text: str) -> None:
        if self._text is None or self._unread:
            return
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise self.parser.fault(f"a text is longer than {LONGEST_TEXT} characters")
        self._text.append(text)

    def _end(self, _element: str) -> None:
        name, kind = self._open.pop()
        if self._unread:
            self._unread -= 1
            return
        if self._text is not None and _holds_text(name):
            text = tidied("".join(self._text))
            self._text = None
            if self._concept is not None and text:
                self._take(self._concept, kind or name, text)
        elif name in _TERM_SECTIONS and self._concept is not None and self._form is not None:
            if self._form.text and self._language:
                self._concept.forms.setdefault(_tag(self._language), []).append(self._form)
            self._form = None
        elif name in _CONCEPTS and self._concept is not None:
            self.concepts.append(self._concept)
            self._concept = None

    def _take(self, concept: _Concept, category: str, text: str) -> None:
        """Keep a text by its data category; TBX has many more, which are passed over."""
        match category:
            case "term" if self._form is not None:
                self._form.text = text
            case "administrativeStatus" if self._form is not None:
                self._form.forbidden = text.lower() in _FORBIDDEN_STATES
            case "partOfSpeech":
                concept.kind = concept.kind or _KINDS.get(text.lower())
            case "Translation needed" | "translationNote" if text.lower() == "no":
                concept.keep = True
            case "source":
                concept.authority = concept.authority or text
            case "note" | "definition":
                if text not in concept.notes:
                    concept.notes.append(text)


_TEXTS = frozenset(
    {"term", "termNote", "note", "descrip", "admin", "partOfSpeech", "administrativeStatus",
     "source", "definition"}
)  # fmt: skip


def _holds_text(name: str) -> bool:
    return name in _TEXTS


def _tag(locale: str) -> str:
    return locale.replace("_", "-").lower()


def _entries(concept: _Concept, name: str, source_locale: str) -> list[PlacedEntry]:
    place = f"line {concept.line}"
    source = language_of(source_locale)
    renderings = tuple(
        Rendering(tag, _texts(forms, forbidden=False), _texts(forms, forbidden=True))
        for tag, forms in sorted(concept.forms.items())
        if language_of(tag) != source
    )
    kind = concept.kind
    keep, case, status = concept.keep, False, TermStatus.UNREVIEWED
    notes = []
    for note in concept.notes:
        if note == _KEEP:
            keep = True
        elif note == _CASE:
            case = True
        elif note == _PROPER:
            kind = PartOfSpeech.PROPER_NOUN
        elif note.startswith(_STATUS):
            status = _status(note.removeprefix(_STATUS), name, place)
        else:
            notes.append(note)
    terms = [
        text
        for tag, forms in concept.forms.items()
        if language_of(tag) == source
        for text in _texts(forms, forbidden=False)
    ]
    return [
        PlacedEntry(
            place,
            TermEntry(
                term, renderings, " ".join(notes), kind, case, keep, concept.authority, status
            ),
        )
        for term in terms or [""]
    ]


def _texts(forms: Sequence[_Form], *, forbidden: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.text for form in forms if form.forbidden is forbidden))


def _status(said: str, name: str, place: str) -> TermStatus:
    try:
        return TermStatus(said)
    except ValueError as error:
        known = ", ".join(status.value for status in TermStatus)
        raise TermbaseError(
            f"{name}, {place}: the status is none of the words known.", f"There are: {known}."
        ) from error


def tbx_serialize(entries: Iterable[TermEntry], source_locale: str) -> bytes:
    """Return a termbase as TBX-Basic; equal entries in equal order give equal bytes.

    Raises InputError for a character that no XML can carry.
    """
    pieces = [_HEADER.format(language=quoteattr(_tag(source_locale)))]
    for number, entry in enumerate(entries, 1):
        pieces.append(_concept(number, entry, source_locale))
    return ("".join(pieces) + _FOOTER).encode()


def _concept(number: int, entry: TermEntry, source_locale: str) -> str:
    notes = [entry.note] if entry.note else []
    notes += [_KEEP] if entry.do_not_translate else []
    notes += [_CASE] if entry.case_sensitive else []
    notes += [_PROPER] if entry.part_of_speech is PartOfSpeech.PROPER_NOUN else []
    notes.append(_STATUS + entry.status.value)
    written = [f'<conceptEntry id="c{number}">\n']
    if entry.authority:
        written.append(f'<admin type="source">{_escaped(entry.authority)}</admin>\n')
    written += [f"<note>{_escaped(note)}</note>\n" for note in notes]
    written.append(_language(source_locale, [(entry.term, "")], entry.part_of_speech))
    for rendering in entry.renderings:
        states = ["preferredTerm-admn-sts", *["admittedTerm-admn-sts"] * len(rendering.terms)]
        forms = [
            *zip(rendering.terms, states, strict=False),
            *((form, "deprecatedTerm-admn-sts") for form in rendering.forbidden),
        ]
        written.append(_language(rendering.locale, forms, None))
    return "".join(written) + "</conceptEntry>\n"


def _language(locale: str, forms: Sequence[tuple[str, str]], kind: PartOfSpeech | None) -> str:
    written = [f"<langSec xml:lang={quoteattr(_tag(locale))}>\n"]
    for form, state in forms:
        written.append(f"<termSec><term>{_escaped(form)}</term>")
        if kind is not None:
            named = "noun" if kind is PartOfSpeech.PROPER_NOUN else kind.value
            written.append(f'<termNote type="partOfSpeech">{named}</termNote>')
        if state:
            written.append(f'<termNote type="administrativeStatus">{state}</termNote>')
        written.append("</termSec>\n")
    return "".join(written) + "</langSec>\n"


def _escaped(text: str) -> str:
    if (found := FORBIDDEN.search(text)) is not None:
        raise InputError(
            f"A term holds the character U+{ord(found[0]):04X}, which TBX cannot carry.",
            "Take it out; kuager terms check names the row.",
        )
    return escape(text, {"\r": "&#13;"})
