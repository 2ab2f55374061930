"""Write an edition as a compiled gettext catalog (MO).

Whatever reads an MO shows its texts without a word about them, and shows the original where it
has none: so only what is approved is in it, whatever else may leave. A mark would be shown too,
but so is the original, and that is nobody's mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from kuager.exporters.characters import visible
from kuager.exporters.edition import Edition, writes_leftwards
from kuager.exporters.marks import Reliability
from kuager.model import number_repeats

_CONTEXT_END = "\x04"
"""What stands between an entry's context and its source (GNU gettext manual, "MO Files")."""


class _Bare(Catalog):
    """A catalog whose header names no person, time, team or program."""

    header = ""

    def __iter__(self) -> Iterator[Message]:
        _, *entries = super().__iter__()
        yield Message("", self.header)
        yield from entries


def export(edition: Edition) -> bytes:
    """Return the approved passages of an edition as an MO file, repeats with their contexts.

    Sources are those of the catalogs, letter by letter, or nothing could be looked up.
    """
    catalog = _Bare()
    catalog.header = "".join(
        f"{field}\n"
        for field in (
            f"Language: {edition.locale.replace('-', '_')}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
        )
    )
    leaning = writes_leftwards(edition)
    sources = [segment.source for segment in edition.document.segments]
    for source, occurrence, rendition, reliability in zip(
        sources, number_repeats(sources), edition.renditions, edition.reliabilities, strict=True
    ):
        if reliability is Reliability.APPROVED:
            # Babel sorts entries before it puts contexts to them; gettext looks them up by both.
            context = f"{occurrence}{_CONTEXT_END}" if occurrence > 1 else ""
            catalog.add(context + source, visible(rendition.text, leaning=leaning))
    written = BytesIO()
    write_mo(written, catalog)
    return written.getvalue()
