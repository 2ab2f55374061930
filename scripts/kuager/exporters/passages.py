"""An edition seen unit by unit, for formats that have no place for a document around its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kuager.exporters.characters import visible
from kuager.exporters.edition import Edition, writes_leftwards
from kuager.exporters.marks import MARKS, Reliability, mark_words
from kuager.interface import translations
from kuager.model import Role, number_repeats, unit_id
from kuager.placeables import Literal, serialise, strip_placeables, tokenise


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment of an edition with its translation, and how far that may be trusted."""

    number: int
    """Position in the document, from 1."""
    id: str
    """Of the unit; made of nothing but the document's id and the words of the original."""
    role: Role
    block: int
    """Which paragraph it belongs to, from 1."""
    opens_block: bool
    source: str
    """With placeables."""
    target: str
    """With placeables; empty where there is no translation."""
    separator: str
    """White space between this passage and the next one of its block."""
    placeables: tuple[str, ...]
    """What the placeables of the source stand for, by their numbers from 1."""
    reliability: Reliability
    standing: str
    """The reliability in words of the edition's language."""
    mark: str
    """These words in brackets; empty for what is approved."""

    @property
    def original(self) -> str:
        """The words of the source, without placeables."""
        return _words(self.source)

    @property
    def translation(self) -> str:
        """The words of the target, without placeables."""
        return _words(self.target)

    @property
    def marked_translation(self) -> str:
        """The translation with its mark before it; the mark alone where there is none."""
        return f"{self.mark} {self.translation}".strip()


def said_of(edition: Edition) -> list[str]:
    """Return what an edition says of itself: notice, imprint, rights; a line each."""
    notice = edition.notice
    rights = visible(edition.document.metadata.licence)
    told = [notice.heading, *notice.lines, *edition.imprint, rights]
    return [sentence for sentence in dict.fromkeys(told) if sentence]


def meanings(edition: Edition) -> dict[str, str]:
    """Return what each mark means that stands on a passage; approved ones bear none here."""
    marks = {passage.mark for passage in passages(edition)}
    return {mark: meaning for mark, meaning in edition.notice.legend if mark in marks}


def passages(edition: Edition) -> Iterator[Passage]:
    """Yield an edition's passages in order, without characters that hide or turn anything."""
    words = translations(edition.locale)
    leaning = writes_leftwards(edition)
    document = edition.document
    occurrences = number_repeats(segment.source for segment in document.segments)
    given = zip(occurrences, edition.renditions, edition.reliabilities, strict=True)
    number = 0
    for block, text_block in enumerate(document.blocks, 1):
        for segment in text_block.segments:
            occurrence, rendition, reliability = next(given)
            number += 1
            translated = reliability is not Reliability.UNTRANSLATED
            yield Passage(
                number=number,
                id=unit_id(document.metadata.id, segment.source, occurrence),
                role=text_block.role,
                block=block,
                opens_block=segment is text_block.segments[0],
                source=_clean(segment.source, leaning=leaning),
                target=_clean(rendition.text, leaning=leaning) if translated else "",
                separator=segment.separator,
                placeables=segment.placeables,
                reliability=reliability,
                standing=words.gettext(MARKS[reliability].words),
                mark="" if reliability is Reliability.APPROVED else mark_words(reliability, words),
            )


def _words(text: str) -> str:
    """Return the words of a segment's text; what stood in the place of none leaves no gap."""
    return re.sub(" {2,}", " ", strip_placeables(text)).strip()


def _clean(text: str, *, leaning: bool) -> str:
    """Return a segment's text with its literals made ``visible``.

    Each literal by itself: a tag that an invisible character kept from being one stays none.
    """
    tokens = tokenise(text)
    return serialise(
        Literal(visible(token.text, leaning=leaning)) if isinstance(token, Literal) else token
        for token in tokens
    )
