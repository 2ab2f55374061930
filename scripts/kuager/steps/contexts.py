"""What checks may know of each document: the policy of its front matter, terms, spelling."""

from __future__ import annotations

from kuager.checks import CheckContext
from kuager.errors import KuagerError
from kuager.pack import Pack
from kuager.steps.indexes import opened_index
from kuager.steps.policies import policies
from kuager.steps.spelling import Spellers, document_spellers, pack_spellers
from kuager.steps.terms import pack_termbase
from kuager.termbase import Termbase


def check_contexts(pack: Pack) -> dict[str, CheckContext]:
    """Return the contexts of the documents in ``source/`` and of the segmented ones, by id.

    Of a document that is not there, or cannot be read, the policy is not known, and its catalogs
    are checked without one. Raises TermbaseError where the termbase cannot be used.
    """
    termbase = checked_terms(pack)
    shared = pack_spellers(pack, termbase)
    with opened_index(pack, lambda index: policies(pack, index)) as (_, genders):
        names = dict.fromkeys((*pack.template_names(), *genders))
        return {
            name: CheckContext(genders.get(name), termbase, _spellers(pack, shared, name))
            for name in names
        }


def _spellers(pack: Pack, shared: Spellers, document: str) -> Spellers:
    """Return who knows a document's words; a word list that cannot be read is told by a survey."""
    try:
        return document_spellers(pack, shared, document, list(shared))
    except KuagerError:
        return shared


def checked_terms(pack: Pack) -> Termbase | None:
    """Return the pack's termbase for checks, None where there are no terms.

    Raises TermbaseError, StorageError.
    """
    return pack_termbase(pack) or None
