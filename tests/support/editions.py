"""Documents and editions for tests of the exporters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from kuager.documents import Document, parse_document
from kuager.exporters import Edition, build_edition
from kuager.model import Origin, State, Unit, number_repeats

FRONT = "---\nid: {id}\ntitle: {title}\nlanguage: en\n{more}---\n\n"

KAZAKH = "Әкеңіз ғой, қоңыр өзен, ұзын жүріс, һәм ірі"
"""A target with all nine letters that Kazakh has and Russian has not."""


def document(
    body: str, *, title: str = "The well", name: str = "the-well", more: str = ""
) -> Document:
    """Return a Markdown testimony as a document."""
    text = FRONT.format(id=name, title=title, more=more) + body
    return parse_document(text.encode(), f"source/{name}.md")


def units(
    doc: Document,
    states: Sequence[State],
    *,
    locale: str = "kk",
    targets: Sequence[str] = (),
    origin: Origin = Origin.MACHINE,
) -> list[Unit]:
    """Return the units of a document with states (and targets) taken in turn.

    Without ``targets`` a unit's target is its source with the locale in front, so that
    placeables stay and every passage can be found again.
    """
    sources = [segment.source for segment in doc.segments]
    given = targets or [f"{locale.upper()} {source}" for source in sources]
    return [
        Unit(
            document=doc.metadata.id,
            locale=locale,
            source=source,
            occurrence=occurrence,
            target="" if state is State.UNTRANSLATED else target,
            state=state,
            origin=None if state is State.UNTRANSLATED else origin,
            engine=f"translate-en_{locale} 0.1" if origin is Origin.MACHINE else "",
        )
        for source, occurrence, target, state in zip(
            sources, number_repeats(sources), given, cycle(states), strict=False
        )
    ]


def edition(
    doc: Document,
    states: Sequence[State] = (State.DRAFT,),
    *,
    locale: str = "kk",
    targets: Sequence[str] = (),
    four_eyes: bool = True,
) -> Edition:
    """Return an edition with drafts allowed."""
    chosen = units(doc, states, locale=locale, targets=targets)
    return build_edition(doc, chosen, locale, allow_drafts=True, four_eyes=four_eyes)
