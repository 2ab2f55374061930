"""Write an edition as JSON, for programs of other people's."""

from __future__ import annotations

from itertools import groupby

import msgspec

from kuager.exporters import json_shape as shape
from kuager.exporters.characters import visible
from kuager.exporters.edition import Edition, Facts
from kuager.exporters.passages import Passage, meanings, passages


def export(edition: Edition) -> bytes:
    """Return an edition in the form of ``docs/schemas/edition-1.json``.

    What the text itself does not say (day, country) is left out: text may have been redacted.
    """
    metadata = edition.document.metadata
    blocks = [list(block) for _, block in groupby(passages(edition), lambda each: each.block)]
    content = shape.EditionFile(
        kind="edition",
        version=1,
        document=metadata.id,
        language=metadata.language.replace("_", "-"),
        locale=edition.locale.replace("_", "-"),
        title=edition.title,
        approved=not edition.facts.unapproved,
        notice=_notice(edition),
        imprint=list(edition.imprint),
        licence=visible(metadata.licence),
        facts=_facts(edition.facts),
        blocks=[shape.Block(block[0].role, [_segment(each) for each in block]) for block in blocks],
    )
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _facts(facts: Facts) -> shape.Facts:
    return shape.Facts(
        units=facts.units,
        unapproved=facts.unapproved,
        engines=list(facts.engines),
        unedited=facts.unedited,
        unedited_engines=list(facts.unedited_engines),
        source_digest=facts.source_digest,
    )


def _notice(edition: Edition) -> shape.Notice | None:
    notice = edition.notice
    legend = [shape.Explained(mark, meaning) for mark, meaning in meanings(edition).items()]
    return shape.Notice(notice.heading, list(notice.lines), legend) if notice.heading else None


def _segment(passage: Passage) -> shape.Segment:
    markup = shape.Markup(passage.source, passage.target, list(passage.placeables))
    return shape.Segment(
        number=passage.number,
        id=passage.id,
        source=passage.original,
        target=passage.translation or None,
        reliability=passage.reliability,
        mark=passage.mark,
        after=passage.separator,
        markup=markup if passage.placeables else None,
    )
