"""What the index knows of sheets without reading them: enough to pass over what is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.index import Index, Summary
from kuager.pack import Pack
from kuager.steps.grounds import made_from, terms_digest
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
    there is no index yet. Raises TermbaseError, StorageError.
    """
    if pack.dry_run or not (pack.private_folder / FILE).is_file():
        return {}
    sheets = [(document, locale) for document in documents]

    def bring(index: Index) -> dict[str, Known]:
        genders, terms = policies(pack, index), terms_digest(pack)
        stamps, made = look(pack, index, sheets, whole=False), index.made_from()
        found, words = index.summaries(), index.taken_over(locale)
        known = {}
        for sheet in sheets:
            _, content = stamps[sheet]
            now = made_from(pack, content, genders.get(sheet[0]), terms) if content else b""
            if now and made.get(sheet) == now and not found[sheet].problem:
                taken_over = frozenset(words.get(sheet[0], ()))
                known[sheet[0]] = Known(found[sheet], taken_over)
        return known

    with opened_index(pack, bring) as (_, known):
        return known
