"""What checks may know of each document: the policy of its front matter, the pack's terms."""

from __future__ import annotations

from kuager.checks import CheckContext
from kuager.pack import Pack
from kuager.steps.indexes import opened_index
from kuager.steps.policies import policies
from kuager.steps.terms import pack_termbase
from kuager.termbase import Termbase


def check_contexts(pack: Pack) -> dict[str, CheckContext]:
    """Return the contexts of the documents in ``source/`` and of the segmented ones, by id.

    Of a document that is not there, or cannot be read, the policy is not known, and its catalogs
    are checked without one. Raises TermbaseError where the termbase cannot be used.
    """
    termbase = checked_terms(pack)
    contexts = {name: CheckContext(termbase=termbase) for name in pack.template_names()}
    with opened_index(pack, lambda index: policies(pack, index)) as (_, genders):
        for name, gender in genders.items():
            contexts[name] = CheckContext(gender, termbase)
    return contexts


def checked_terms(pack: Pack) -> Termbase | None:
    """Return the pack's termbase for checks, None where there are no terms.

    Raises TermbaseError, StorageError.
    """
    return pack_termbase(pack) or None
