"""XLIFF 1.2 (OASIS Standard, 1 February 2008), valid against its strict schema.

| state        | ``target`` state    | state-qualifier | approved |
| ------------ | ------------------- | --------------- | -------- |
| untranslated | no ``target``       |                 | no       |
| draft        | needs-translation   | by its origin   | no       |
| needs-work   | needs-l10n          |                 | no       |
| translated   | translated          |                 | no       |
| reviewed     | signed-off          |                 | no       |
| approved     | final               |                 | yes      |

A draft is not ``needs-review-translation``, which Weblate takes for translated. Needs-work is
``needs-l10n``, the one state by which OASIS says that a text is there and has to be changed;
Weblate and Translate Toolkit show both as fuzzy. What the standard has no place for (base,
number, origin, engine) stands in a ``context-group``, which editors leave alone and hide.

Read are 1.1 and 1.2 of any program, and a file never says more than it says in all its parts:
``final`` without ``approved`` is reviewed, ``approved`` alone is translated (Translate Toolkit
sets it on whatever is not fuzzy), a state unknown or before ``translated`` needs work.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from kuager.formats.xliff_texts import escaped, in_groups, pieces, quoted, tag
from kuager.model import Origin, Role, State
from kuager.placeables import Close, Open
from kuager.review import RANK

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
"""
_FOOTER = "</body>\n</file>\n</xliff>\n"
_PURPOSE = "x-exchange"
_REMARK, _TITLE = "remark", "title"
"""Values of a note's ``from``: what it is, not who wrote it."""
_RESTYPES: Mapping[Role, str] = {
    Role.TITLE: "x-title",
    Role.HEADING: "heading",
    Role.PARAGRAPH: "x-paragraph",
    Role.ENTRY: "listitem",
    Role.QUOTE: "x-quote",
    Role.CELL: "cell",
    Role.CAPTION: "caption",
    Role.NOTE: "x-note",
    Role.ALTERNATIVE: "x-picture-description",
}
_ROLES = {restype: role for role, restype in _RESTYPES.items()}
_STATES: Mapping[State, str] = {
    State.UNTRANSLATED: "new",
    State.DRAFT: "needs-translation",
    State.NEEDS_WORK: "needs-l10n",
    State.TRANSLATED: "translated",
    State.REVIEWED: "signed-off",
    State.APPROVED: "final",
}
_QUALIFIERS: Mapping[Origin, str] = {
    Origin.MACHINE: "mt-suggestion",
    Origin.MEMORY: "leveraged-tm",
    Origin.IMPORTED: "tm-suggestion",
    Origin.LOCALE_DATA: "leveraged-repository",
}
"""A memory's draft for another sentence is a ``fuzzy-match``."""
_FROM_MEMORY = frozenset(
    {"exact-match", "fuzzy-match", "id-match", "leveraged-glossary", "leveraged-inherited",
     "leveraged-repository", "leveraged-tm", "tm-suggestion"}
)  # fmt: skip
_DRAFTED = _FROM_MEMORY | {"leveraged-mt", "mt-suggestion"}
_CODES = frozenset({"bpt", "ept", "ph", "it"})
"""Elements that contain codes; ``g`` and ``mrk`` contain words, ``x``, ``bx``, ``ex`` nothing."""
_TRADOS: Mapping[str, State] = {
    "Translated": State.TRANSLATED,
    "ApprovedTranslation": State.REVIEWED,
    "ApprovedSignOff": State.REVIEWED,
}
"""``conf`` of ``sdl:seg`` in SDLXLIFF; Draft, RejectedTranslation, RejectedSignOff: needs work."""
_MEMOQ: Mapping[str, State] = {
    "ManuallyConfirmed": State.TRANSLATED,
    "Proofread": State.REVIEWED,
    "MachineTranslated": State.DRAFT,
}
"""``mq:status`` of a unit in MQXLIFF; NotStarted, Edited, Pretranslated and others: needs work."""


def xliff1_serialize(file: ExchangedFile) -> bytes:
    """Return a file as XLIFF 1.2; equal files give equal bytes.

    A unit without a target is untranslated, whatever it says; an untranslated one with a target
    comes back as needs-work. Raises InputError for a character
    that no XML can carry, ValueError for ids that are no unit's or stand twice.
    """
    target = f" target-language={quoted(tag(file.locale))}" if file.locale else ""
    attributes = (
        f"original={quoted(file.document)} source-language={quoted(tag(file.source_locale))}"
        f'{target} datatype="plaintext" xml:space="preserve"'
    )
    header = [
        f"{_HEADER}<file {attributes}>\n<header>",
        f'<note from="{_TITLE}">{escaped(file.title)}</note>' if file.title else "",
        "</header>\n<body>\n",
    ]
    return "".join([*header, *in_groups(file, _unit), _FOOTER]).encode()


def _unit(unit: ExchangedUnit, unit_id: str) -> str:
    state = unit.state if unit.target else State.UNTRANSLATED
    approved = "yes" if state is State.APPROVED else "no"
    attributes = f'id="{unit_id}" approved="{approved}" restype="{_RESTYPES[unit.role]}"'
    written = [
        f'<trans-unit {attributes} xml:space="preserve">\n',
        f"<source>{_text(unit.source)}</source>\n",
    ]
    target = _text(unit.target)
    if unit.target:
        qualifier = f' state-qualifier="{_qualifier(unit)}"' if state is State.DRAFT else ""
        written.append(f'<target state="{_STATES[state]}"{qualifier}>{target}</target>\n')
    written.append(_contexts(unit, state))
    written += [f'<note from="{_REMARK}">{escaped(remark)}</note>\n' for remark in unit.remarks]
    if unit.comment:
        written.append(f"<note>{escaped(unit.comment)}</note>\n")
    if unit.previous_source:
        written.append(
            '<alt-trans alttranstype="previous-version" xml:space="preserve">'
            f"<source>{_text(unit.previous_source)}</source><target>{target}</target></alt-trans>\n"
        )
    return "".join(written) + "</trans-unit>\n"


def _qualifier(unit: ExchangedUnit) -> str:
    if unit.origin is Origin.MEMORY and unit.previous_source:
        return "fuzzy-match"
    # Whoever's words these are, nobody vouches for them: the least that can be said of a draft.
    return _QUALIFIERS.get(unit.origin or Origin.MACHINE, "mt-suggestion")


def _contexts(unit: ExchangedUnit, state: State) -> str:
    known = {
        "x-base": str(unit.base) if unit.base else "",
        "x-number": str(unit.number) if unit.number else "",
        "x-origin": unit.origin.value if unit.origin else "",
        "x-engine": unit.engine,
    }
    if state is State.DRAFT and unit.origin is None:
        known["x-origin"] = "unknown"
    contexts = "".join(
        f'<context context-type="{kind}">{escaped(said)}</context>'
        for kind, said in known.items()
        if said
    )
    return f'<context-group purpose="{_PURPOSE}">{contexts}</context-group>\n' if contexts else ""


def _text(text: str) -> str:
    """Return a text with its placeables as codes that contain their tags."""
    written = []
    for piece in pieces(text):
        if isinstance(piece, str):
            written.append(piece)
            continue
        content = escaped(piece.text)
        opens = isinstance(piece.tag, Open)
        if piece.whole:
            name = "bpt" if opens else "ept"
            written.append(f'<{name} id="{piece.id}" rid="{piece.id}">{content}</{name}>')
        elif opens or isinstance(piece.tag, Close):
            end = "open" if opens else "close"
            written.append(f'<it id="{piece.id}" pos="{end}">{content}</it>')
        else:
            written.append(f'<ph id="{piece.id}">{content}</ph>')
    return "".join(written)


def xliff1_parse(content: bytes, name: str) -> ExchangedFile:
    """Read an XLIFF 1.1 or 1.2 file, plain or gzipped; ``name`` is what errors call it.

    Codes of other programs are left out and the words around them kept. Raises InputError with
    the line at which the file is broken, is something else, or plays tricks.
    """
    return _Reader(name).read(content)


class _Reader(XliffReader):
    versions = ("1.2", "1.1")
    structure = frozenset({"file", "header", "body", "group"})
    unit_name = "trans-unit"
    notes_name = "note"

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "file":
            self.begin_file(
                attributes.get("original", ""),
                attributes.get("source-language", ""),
                attributes.get("target-language", ""),
            )

    def noted(self, notes: Element, parent: str) -> None:
        if parent == "header" and notes.attributes.get("from") == _TITLE:
            self.title = notes.text

    def understand(self, unit: Element, *, opens_block: bool) -> ExchangedUnit:
        source = unit.first("source")
        if source is None:
            raise self.parser.fault("a unit has no source", unit.line)
        target = unit.first("target")
        words, text = _words(source), _words(target) if target else ""
        if target and not _says_anything(unit, target) and is_copy(text, words):
            text = ""
        state = _state(unit, target) if target and text else State.UNTRANSLATED
        marks = _marks(unit)
        said = target.attributes.get("state-qualifier", "") if target else ""
        origin = origin_of(marks.get("x-origin", ""))
        if not marks and state is State.DRAFT:
            origin = Origin.IMPORTED if said in _FROM_MEMORY else Origin.MACHINE
        notes = list(unit.children("note"))
        ours = [note.text for note in notes if note.attributes.get("from") == _REMARK]
        others = [note.text for note in notes if note.attributes.get("from") != _REMARK]
        remarks, comment = remarks_and_comment(ours, others)
        return ExchangedUnit(
            source=words,
            target=text,
            state=state,
            unit=unit_id_of(unit.attributes),
            number=number_of(marks.get("x-number", "")),
            base=Base.parse(marks.get("x-base", "")),
            origin=origin,
            engine=marks.get("x-engine", ""),
            previous_source=_previous(unit),
            role=_ROLES.get(unit.attributes.get("restype", ""), Role.PARAGRAPH),
            opens_block=opens_block,
            remarks=remarks,
            comment=comment,
            place=f"line {unit.line}",
        )


def _marks(unit: Element) -> dict[str, str]:
    return {
        context.attributes.get("context-type", ""): context.text
        for group in unit.children("context-group")
        if group.attributes.get("purpose") == _PURPOSE
        for context in group.children("context")
    }


def _previous(unit: Element) -> str:
    for alternative in unit.children("alt-trans"):
        source = alternative.first("source")
        if alternative.attributes.get("alttranstype") == "previous-version" and source:
            return _words(source)
    return ""


def _words(element: Element) -> str:
    """Return the text of an element, our own codes as placeables and others left out."""
    if len(element.content) == 1 and isinstance(only := element.content[0], str):
        return only
    words = []
    for piece in element.content:
        if isinstance(piece, str):
            words.append(piece)
        elif piece.name in _CODES:
            words.append(own_tag(piece.text))
        else:
            words.append(_words(piece))
    return "".join(words)


def _says_anything(unit: Element, target: Element) -> bool:
    """Tell whether a file says anywhere that a unit was worked on."""
    said = target.attributes.get("state", "new") != "new"
    return said or "state-qualifier" in target.attributes or _elsewhere(unit) is not None


def _state(unit: Element, target: Element) -> State:
    """Return how far a target with words has come, never further than the file says."""
    said = target.attributes.get("state", "")
    qualifier = target.attributes.get("state-qualifier", "")
    if qualifier.startswith("rejected-"):
        return State.NEEDS_WORK
    match said:
        case "final" if unit.attributes.get("approved") == "yes":
            return State.APPROVED
        case "final" | "signed-off":
            return State.REVIEWED
        case "translated":
            # Editors that set this leave the qualifier of the draft standing.
            return State.TRANSLATED
    if qualifier in _DRAFTED:
        return State.DRAFT
    return State.NEEDS_WORK if said else _elsewhere(unit) or State.TRANSLATED


def _elsewhere(unit: Element) -> State | None:
    """Return the state that a program says in its own way; None where none does."""
    if status := unit.attributes.get("mq:status"):
        return _MEMOQ.get(status, State.NEEDS_WORK)
    states = [
        _TRADOS.get(segment.attributes.get("conf", ""), State.NEEDS_WORK)
        for definitions in unit.children("sdl:seg-defs")
        for segment in definitions.children("sdl:seg")
    ]
    return min(states, key=lambda state: RANK[state], default=None)
