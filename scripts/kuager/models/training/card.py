"""Write the model card of a trained package: its README."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.models.training.packaging import NAMES, Label


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus as the card names it."""

    name: str
    pairs: int
    """Used for training, in all languages."""
    share: float
    removed: dict[str, int]
    """How many pairs were taken out, by reason."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says besides the label."""

    sources: Sequence[Source]
    licence: str
    parameters: int
    layout: str
    """Layers and sizes in words."""
    training: str
    """How it was trained, in one or two sentences."""
    figures: Sequence[str]
    """Measurements, each with its set and signature."""
    notes: Sequence[str] = ()
    """Credits and remarks of whoever trained it."""


_TEXT = """\
# {source} → {target}, {version}

An Argos package for drafts of testimony, trained with `kuager models train`.

## Limits

Its drafts need a translator for every sentence: it invents, leaves out, swaps who did what to
whom, and loses negation, numbers and names without a sign of it. Nobody has reviewed its output.
It knows short, plain sentences of testimony best and other texts hardly at all. Never publish
its drafts unread.

## Model

{layout}; {millions:.1f} million parameters, stored as 8-bit integers. {training}

Every target begins with the token `{prefix}`. The attention that CTranslate2 gives out is one
head that was taught word alignments.

## Training texts

| corpus | pairs | share of it in each pass | taken out |
| --- | ---: | ---: | --- |
{table}

What evaluation sets hold was taken out of every corpus.
{notes}{figures}
## Licence

{licence}
"""


def write_card(label: Label, facts: Facts) -> str:
    """Return a model card in Markdown."""
    rows = []
    for corpus in facts.sources:
        removed = ", ".join(f"{reason} {count}" for reason, count in corpus.removed.items())
        rows.append(f"| {corpus.name} | {corpus.pairs:,} | {corpus.share:g} | {removed or '–'} |")
    figures = "".join(f"- {figure}\n" for figure in facts.figures)
    return _TEXT.format(
        source=NAMES.get(label.source_locale, label.source_locale),
        target=NAMES.get(label.target_locale, label.target_locale),
        version=label.version,
        layout=facts.layout,
        millions=facts.parameters / 1e6,
        training=facts.training,
        prefix=label.target_prefix,
        table="\n".join(rows),
        notes="".join(f"\n{note}\n" for note in facts.notes),
        figures=f"\n## Figures\n\n{figures}" if figures else "",
        licence=facts.licence,
    )
