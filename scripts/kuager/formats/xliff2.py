"""XLIFF 2.1 (OASIS Standard, 13 February 2018), valid against the schema of its core.

| state        | ``segment`` state | subState          |
| ------------ | ----------------- | ----------------- |
| untranslated | initial, no target|                   |
| draft        | initial           | review:draft      |
| needs-work   | initial           | review:needs-work |
| translated   | translated        |                   |
| reviewed     | reviewed          |                   |
| approved     | final             |                   |

Each of our units is a ``unit`` with one segment. What the core has no place for (base, number,
origin, engine) stands in the metadata module, which every program has to hand on; the source
that a target was made for, and remarks, are notes with a category.

Read are 2.0, 2.1 and the core of 2.2. A segment that does not say its state is ``initial``: so
the standard has it, and so a target without a state needs work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.xliff_reading import (
    Element,
    XliffReader,
    is_copy,
    number_of,
    origin_of,
    own_tag,
    remarks_and_comment,
    unit_id_of,
)
from kuager.formats.xliff_texts import Code, escaped, in_groups, pieces, quoted, tag
from kuager.model import Role, State
from kuager.placeables import Close, Open
from kuager.review import RANK

_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
    f'xmlns:mda="{_METADATA}" '
)
_FOOTER = "</file>\n</xliff>\n"
_CATEGORY = "exchange"
_REMARK, _TITLE, _PREVIOUS = "remark", "title", "previous-source"
_TYPE = "text:"
_STATES: Mapping[State, str] = {
    State.UNTRANSLATED: "initial",
    State.DRAFT: "initial",
    State.NEEDS_WORK: "initial",
    State.TRANSLATED: "translated",
    State.REVIEWED: "reviewed",
    State.APPROVED: "final",
}
_SUB_STATES: Mapping[State, str] = {
    State.DRAFT: "review:draft",
    State.NEEDS_WORK: "review:needs-work",
}
_READ: Mapping[str, State] = {
    "translated": State.TRANSLATED,
    "reviewed": State.REVIEWED,
    "final": State.APPROVED,
}
_ROLES = {_TYPE + role.value.replace(" ", "-"): role for role in Role}
_TYPES = {role: said for said, role in _ROLES.items()}
_NO_WORDS = frozenset({"cp", "sm", "em"})
"""A character that no XML can carry, and the ends of annotations."""


def xliff2_serialize(file: ExchangedFile) -> bytes:
    """Return a file as XLIFF 2.1; equal files give equal bytes.

    A unit without a target is untranslated, whatever it says; an untranslated one with a target
    comes back as needs-work. Raises InputError for a document without units and for a character
    that no XML can carry, ValueError for ids that are no unit's or stand twice.
    """
    if not file.units:
        raise InputError("XLIFF 2.1 cannot carry a document without units.", "Choose some.")
    target = f" trgLang={quoted(tag(file.locale))}" if file.locale else ""
    original = f" original={quoted(file.document)}" if file.document else ""
    header = [
        f"{_HEADER}srcLang={quoted(tag(file.source_locale))}{target}>\n",
        f'<file id="f1"{original} canResegment="no" xml:space="preserve">\n',
        f"<notes>{_note(file.title, _TITLE)}</notes>\n" if file.title else "",
    ]
    return "".join([*header, *in_groups(file, _unit), _FOOTER]).encode()


def _unit(unit: ExchangedUnit, unit_id: str) -> str:
    state = unit.state if unit.target else State.UNTRANSLATED
    sub_state = f' subState="{_SUB_STATES[state]}"' if state in _SUB_STATES else ""
    codes: dict[str, str] = {}
    source, target = _text(unit.source, codes), _text(unit.target, codes)
    original = "".join(
        f'<data id="{name}">{escaped(text)}</data>' for text, name in sorted(codes.items())
    )
    notes = "".join(_note(remark, _REMARK) for remark in unit.remarks)
    notes += _note(unit.previous_source, _PREVIOUS) if unit.previous_source else ""
    notes += _note(unit.comment) if unit.comment else ""
    return "".join(
        [
            f'<unit id="{unit_id}" type="{_TYPES[unit.role]}">\n',
            _metadata(unit),
            f"<notes>{notes}</notes>\n" if notes else "",
            f"<originalData>{original}</originalData>\n" if original else "",
            f'<segment state="{_STATES[state]}"{sub_state}>\n<source>{source}</source>\n',
            f"<target>{target}</target>\n" if unit.target else "",
            "</segment>\n</unit>\n",
        ]
    )


def _note(text: str, category: str = "") -> str:
    said = f' category="{category}"' if category else ""
    return f"<note{said}>{escaped(text)}</note>"


def _metadata(unit: ExchangedUnit) -> str:
    known = {
        "base": str(unit.base) if unit.base else "",
        "number": str(unit.number) if unit.number else "",
        "origin": unit.origin.value if unit.origin else "",
        "engine": unit.engine,
    }
    told = "".join(
        f'<mda:meta type="{kind}">{escaped(said)}</mda:meta>'
        for kind, said in known.items()
        if said
    )
    group = f'<mda:metaGroup category="{_CATEGORY}">{told}</mda:metaGroup>'
    return f"<mda:metadata>{group}</mda:metadata>\n" if told else ""


def _text(text: str, codes: dict[str, str]) -> str:
    """Return a text with its placeables as codes; their tags and names go into ``codes``."""
    written = []
    for piece in pieces(text):
        if isinstance(piece, str):
            written.append(piece)
            continue
        end = "o" if isinstance(piece.tag, Open) else "c" if isinstance(piece.tag, Close) else "p"
        codes[piece.text] = f"{end}{piece.tag.number}"
        written.append(_code(piece, codes))
    return "".join(written)


def _code(code: Code, names: Mapping[str, str]) -> str:
    """Return one inline element: ``pc`` for pairs that nest, ``sc`` and ``ec`` for others."""
    name = names[code.text]
    match code.tag:
        case Open(number) if code.nested:
            return f'<pc id="{code.id}" dataRefStart="o{number}" dataRefEnd="c{number}">'
        case Close() if code.nested:
            return "</pc>"
        case Open():
            alone = "" if code.whole else ' isolated="yes"'
            return f'<sc id="{code.id}" dataRef="{name}"{alone}/>'
        case Close():
            start = f'startRef="{code.id}"' if code.whole else f'id="{code.id}" isolated="yes"'
            return f'<ec {start} dataRef="{name}"/>'
    return f'<ph id="{code.id}" dataRef="{name}"/>'


def xliff2_parse(content: bytes, name: str) -> ExchangedFile:
    """Read an XLIFF 2.0, 2.1 or 2.2 file, plain or gzipped; ``name`` is what errors call it.

    Segments that a program cut a unit into are joined again, with the lowest of their states.
    Codes of other programs are left out and the words around them kept. Raises InputError with
    the line at which the file is broken, is something else, or plays tricks.
    """
    return _Reader(name).read(content)


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment or ignorable of a unit."""

    source: str
    target: str
    state: State | None
    """None for an ignorable, and for a segment without words."""
    order: int


class _Reader(XliffReader):
    versions = ("2.0", "2.1", "2.2")
    structure = frozenset({"file", "group"})
    unit_name = "unit"
    notes_name = "notes"
    _locales = ("", "")

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "xliff":
            self._locales = attributes.get("srcLang", ""), attributes.get("trgLang", "")
        elif name == "file":
            self.begin_file(attributes.get("original", ""), *self._locales)

    def noted(self, notes: Element, parent: str) -> None:
        for note in notes.children("note") if parent == "file" else ():
            if note.attributes.get("category") == _TITLE:
                self.title = note.text

    def understand(self, unit: Element, *, opens_block: bool) -> ExchangedUnit:
        source, target, state = self._joined(unit)
        marks = _marks(unit)
        notes: dict[str, list[str]] = {_REMARK: [], _PREVIOUS: [], "": []}
        for note in _notes(unit):
            category = note.attributes.get("category", "")
            notes[category if category in notes else ""].append(note.text)
        remarks, comment = remarks_and_comment(notes[_REMARK], notes[""] + _annotations(unit))
        return ExchangedUnit(
            source=source,
            target=target,
            state=state,
            unit=unit_id_of(unit.attributes),
            number=number_of(marks.get("number", "")),
            base=Base.parse(marks.get("base", "")),
            origin=origin_of(marks.get("origin", "")),
            engine=marks.get("engine", ""),
            previous_source="".join(notes[_PREVIOUS][:1]),
            role=_ROLES.get(unit.attributes.get("type", ""), Role.PARAGRAPH),
            opens_block=opens_block,
            remarks=remarks,
            comment=comment,
            place=f"line {unit.line}",
        )

    def _joined(self, unit: Element) -> tuple[str, str, State]:
        """Return source, target and state of a unit, whatever it was cut into."""
        codes = {
            code.attributes.get("id", ""): own_tag(code.text)
            for originals in unit.children("originalData")
            for code in originals.children("data")
        }
        parts = [
            self._part(element, place, codes)
            for place, element in enumerate(unit.children("segment", "ignorable"), 1)
        ]
        if not parts:
            raise self.parser.fault("a unit has no segment", unit.line)
        source = "".join(part.source for part in parts)
        states = [part.state for part in parts if part.state is not None]
        if all(state is State.UNTRANSLATED for state in states):
            return source, "", State.UNTRANSLATED
        state = min(states, key=lambda state: RANK[state])
        if state is State.UNTRANSLATED:
            state = State.NEEDS_WORK
            self.notices.append(f"line {unit.line}: part of the unit has no target.")
        ordered = sorted(parts, key=lambda part: part.order)
        return source, "".join(part.target for part in ordered), state

    def _part(self, element: Element, place: int, codes: Mapping[str, str]) -> _Part:
        original, translated = element.first("source"), element.first("target")
        if original is None:
            raise self.parser.fault("a segment has no source", element.line)
        source = _words(original, codes)
        target = _words(translated, codes) if translated else ""
        order = number_of(translated.attributes.get("order", "")) if translated else 0
        if element.name == "ignorable":
            return _Part(source, target if translated else source, None, order or place)
        state = _state(element.attributes) if target else State.UNTRANSLATED
        said = element.attributes.get("subState") in _SUB_STATES.values()
        if state is State.NEEDS_WORK and not said and is_copy(target, source):
            target, state = "", State.UNTRANSLATED
        if not source.strip() and not target:
            return _Part(source, source, None, order or place)
        return _Part(source, target, state, order or place)


def _state(attributes: Mapping[str, str]) -> State:
    if state := _READ.get(attributes.get("state", "initial")):
        return state
    return State.DRAFT if attributes.get("subState") == "review:draft" else State.NEEDS_WORK


def _marks(unit: Element) -> dict[str, str]:
    return {
        meta.attributes.get("type", ""): meta.text
        for metadata in _named(unit, "metadata")
        for group in _named(metadata, "metaGroup")
        if group.attributes.get("category") == _CATEGORY
        for meta in _named(group, "meta")
    }


def _named(element: Element, name: str) -> Sequence[Element]:
    """Return the elements of a module, whatever prefix a program gave it."""
    return [
        piece
        for piece in element.content
        if isinstance(piece, Element) and piece.name.rpartition(":")[2] == name
    ]


def _notes(unit: Element) -> list[Element]:
    """Return the notes of a unit; some programs put them into segments, against the standard."""
    holders = [unit, *unit.children("segment")]
    return [
        note
        for holder in holders
        for notes in holder.children("notes")
        for note in notes.children("note")
    ]


def _annotations(element: Element) -> list[str]:
    """Return comments on words of a text (``mrk`` or ``sm`` of the type comment)."""
    comments = []
    for piece in element.content:
        if isinstance(piece, Element):
            if piece.attributes.get("type") == "comment":
                comments.append(piece.attributes.get("value", ""))
            comments += _annotations(piece)
    return comments


def _words(element: Element, codes: Mapping[str, str]) -> str:
    """Return the text of an element, our own codes as placeables and others left out."""
    if len(element.content) == 1 and isinstance(only := element.content[0], str):
        return only
    words = []
    for piece in element.content:
        if isinstance(piece, str):
            words.append(piece)
        elif piece.name in {"ph", "sc", "ec"}:
            words.append(codes.get(piece.attributes.get("dataRef", ""), ""))
        elif piece.name == "pc":
            words.append(codes.get(piece.attributes.get("dataRefStart", ""), ""))
            words.append(_words(piece, codes))
            words.append(codes.get(piece.attributes.get("dataRefEnd", ""), ""))
        elif piece.name not in _NO_WORDS:
            words.append(_words(piece, codes))
    return "".join(words)
