"""What the index knows of sheets without reading them: enough to pass over what is finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kuager.index import Index, Stamp, Summary
from kuager.pack import Pack
from kuager.steps.grounds import Grounds
from kuager.steps.indexes import FILE, opened_index
from kuager.steps.indexing import look
from kuager.steps.policies import policies


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows of a sheet."""

    summary: Summary
    taken_over: frozenset[str]
    """Approved targets that are a machine's words, taken over as they stood."""


def known_sheets(pack: Pack, documents: Sequence[str], locale: str) -> dict[str, Known]:
    """Return what the index knows of documents whose files are as they were, by document.

    Nothing is surveyed for it: a sheet that has changed is about to be read anyway. Empty where
    there is no index yet. Raises StorageError.
    """
    if pack.dry_run or not (pack.private_folder / FILE).is_file():
        return {}
    sheets = [(document, locale) for document in documents]

    def bring(index: Index) -> dict[str, Known]:
        stamps = look(pack, index, sheets, whole=False)
        surveyed, found = as_surveyed(pack, index, stamps), index.summaries()
        words = index.taken_over(locale)
        return {
            document: Known(found[document, locale], frozenset(words.get(document, ())))
            for document in documents
            if (document, locale) in surveyed
        }

    with opened_index(pack, bring) as (_, known):
        return known


def as_surveyed(
    pack: Pack, index: Index, stamps: Mapping[tuple[str, str], tuple[Stamp, bytes]]
) -> frozenset[tuple[str, str]]:
    """Return the sheets, by document and locale, that are as the index surveyed them.

    ``stamps`` are theirs, from ``indexing.look``; what could not be read is not among them.
    Raises StorageError.
    """
    made = index.made_from()
    if not any(made.values()):
        return frozenset()
    genders, grounds, faults = policies(pack, index), Grounds(pack), index.faults()
    return frozenset(
        (document, locale)
        for (document, locale), (_, content) in stamps.items()
        if content
        and (document, locale) not in faults
        and made.get((document, locale)) == grounds.of(content, genders.get(document))
    )
