"""What can be proposed for source texts: from locale data, or by an engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.engines import Engine, Manner, open_engine
from kuager.errors import ConfigurationError
from kuager.formats.gettext_reader import fit
from kuager.history import plain_form, tidy
from kuager.memory import Match, Memory
from kuager.model import Confidence, Draft, Origin
from kuager.models.packages import SUFFIX
from kuager.pack import Pack
from kuager.placeables import Masked, mask, unmask
from kuager.selection import confidence, find_faults
from kuager.steps.terms import drafting_terms
from kuager.values import localise_value

PACKAGES = "packages"
"""Folder in ``.kuager/`` with the pack's own packages."""

UNPACKED = "unpacked"
"""Folder in ``.kuager/`` with packages as engines load them."""

SIMILAR = 85.0
"""Per cent from which another sentence's approved translation may be a draft."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What there is for one source text."""

    text: str
    """Empty where the engine had nothing to say."""
    origin: Origin
    confidence: Confidence | None = None
    faults: tuple[str, ...] = ()
    """Ids of the checks that object to it, each once."""
    note: str = ""
    """How like the remembered sentence is, for what comes from the memory."""


def engine_specs(pack: Pack, spec: str) -> list[str]:
    """Return what a configured engine consists of: names of packages, paths within the pack."""
    parts = [part.strip() for part in spec.split(" + ")]
    return [str(pack.inside(pack.root / p)) if p.endswith(SUFFIX) else p for p in parts]


def engine_for(pack: Pack, locale: str, manner: Manner, unpacked: Path | None = None) -> Engine:
    """Return the engine that the pack names for a locale.

    ``unpacked`` is where packages are kept as engines load them, by default in the pack. Raises
    ConfigurationError when it names none, PackageError.
    """
    spec = pack.configuration.engines.get(locale)
    if spec is None:
        raise ConfigurationError(
            f"No engine is named for {locale}; nothing was drafted.",
            f'Write in pyproject.toml: [tool.kuager.engines] {locale} = "translate-…"',
        )
    return open_engine(
        *engine_specs(pack, spec),
        packages_folder=pack.private_folder / PACKAGES,
        cache_folder=unpacked or pack.private_folder / UNPACKED,
        source_locale=pack.configuration.source_locale,
        target_locale=locale,
        manner=replace(manner, terms=drafting_terms(pack)),
    )


def from_cldr(pack: Pack, locale: str, sources: Iterable[str]) -> dict[str, Proposal]:
    """Return proposals for the texts that are values, such as a date: no model is asked."""
    source_locale = pack.configuration.source_locale
    return {
        source: Proposal(value, Origin.LOCALE_DATA)
        for source in sources
        if (value := localise_value(source, source_locale, locale))
    }


def from_memory(
    memory: Memory, locale: str, sources: Iterable[str], machine: Collection[str]
) -> dict[str, Proposal]:
    """Return proposals from the translation memory, for the texts that it has one for.

    The same sentence, approved here or imported; else one approved here that is at least
    SIMILAR to it and, as far as the guards can tell, means the same. The targets in ``machine``
    are approved but a machine's words, and stay that. Raises StorageError.
    """
    proposals = {}
    for source in sources:
        exact = [_remembered(source, match) for match in memory.exact(source, locale)]
        usable = [proposal for proposal in exact if proposal]
        if not usable:
            similar = memory.find(source, locale, at_least=SIMILAR)
            approved = (match for match in similar if match.provenance.approved)
            usable = [p for p in (_remembered(source, match) for match in approved) if p]
        if usable:
            words = Origin.MACHINE if usable[0].text in machine else usable[0].origin
            proposals[source] = replace(usable[0], origin=words)
    return proposals


def _remembered(source: str, match: Match) -> Proposal | None:
    """Return a match as a proposal, if it may be one.

    None where the guards refuse it, where nobody could see a word of it, and where checks object
    to what was only imported.
    """
    text = tidy(fit(match.target))
    if match.refused or not plain_form(text):
        return None
    faults = tuple(dict.fromkeys(find_faults(source, match.locale, text)))
    if match.provenance.approved:
        note = f"translation memory, {match.score:.0f} %"
        return Proposal(text, Origin.MEMORY, faults=faults, note=note)
    return None if faults else Proposal(text, Origin.IMPORTED, note="imported translation memory")


def from_engine_alone(engine: Engine, locale: str, sources: Collection[str]) -> dict[str, Proposal]:
    """Return a proposal for each source text; nothing is looked up or kept."""
    masked = {source: mask(source) for source in sources}
    known: dict[str, Draft] = {}
    for batch in portions({m.plain for m in masked.values()}, engine.portion):
        known |= zip(batch, engine.translate(batch), strict=True)
    return propose_all(locale, known, masked)


def portions(plain: Collection[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield texts in portions for an engine, each text once.

    In a fixed order, so that the batches and with them the drafts do not depend on the run.
    """
    pending = sorted(plain, key=lambda text: (len(text), text))
    for start in range(0, len(pending), size):
        yield tuple(pending[start : start + size])


def propose_all(
    locale: str, known: Mapping[str, Draft], masked: Mapping[str, Masked]
) -> dict[str, Proposal]:
    """Return the proposal for each source text, from what an engine said to its plain form."""
    return {s: propose(s, locale, known[m.plain], m) for s, m in masked.items()}


def propose(source: str, locale: str, draft: Draft, masked: Masked) -> Proposal:
    """Return a draft as a proposal: its placeables back, tidied and judged."""
    if not draft.text.strip():
        return Proposal("", Origin.MACHINE)
    text = tidy(fit(unmask(draft.text, masked)))
    faults = tuple(dict.fromkeys(find_faults(source, locale, text)))
    return Proposal(text, Origin.MACHINE, confidence(draft.agreement, faults, draft.score), faults)
