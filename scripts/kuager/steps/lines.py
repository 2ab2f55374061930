"""Draft lines of text that are in no pack: for other tools, and for measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from kuager.engines import Engine, Manner
from kuager.pack import Pack
from kuager.placeables import escape, unescape
from kuager.segmentation import split_sentences
from kuager.steps.proposals import engine_for, from_cldr, from_engine_alone

AT_ONCE = 256
"""Lines read ahead."""


def draft_lines(
    pack: Pack, locale: str, lines: Iterable[str], *, manner: Manner | None = None
) -> Iterator[str]:
    """Yield one draft for each line, as the pack's engine drafts the pack's own segments.

    The translation memory is not asked. A line is cut into sentences, and their drafts are
    joined again; a blank one stays blank. Lines are plain text, and of no narrator whose gender
    is known: a draft may show either, not both. Nothing is kept, not even in the cache. Raises
    ConfigurationError, PackageError, UsageError for a locale that the pack does not have.
    """
    (locale,) = pack.locales([locale])
    manner = manner or Manner(pack.configuration.drafting.candidates)
    engine = engine_for(pack, locale, manner)
    rest = iter(lines)
    while portion := list(islice(rest, AT_ONCE)):
        yield from _draft(pack, engine, locale, portion)


def _draft(pack: Pack, engine: Engine, locale: str, lines: list[str]) -> Iterator[str]:
    source_locale = pack.configuration.source_locale
    cut = [split_sentences(" ".join(line.split()), source_locale) for line in lines]
    # What looks like markup in a plain line is none.
    sentences = {escape(piece.strip()) for pieces in cut for piece in pieces}
    proposals = from_cldr(pack, locale, sentences)
    proposals |= from_engine_alone(engine, locale, sentences - proposals.keys())
    for pieces in cut:
        yield " ".join(unescape(proposals[escape(piece.strip())].text) for piece in pieces)
