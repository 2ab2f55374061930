"""What checks may know of each document: the policy of its front matter."""

from __future__ import annotations

from kuager.checks import CheckContext
from kuager.documents import read_front_matter
from kuager.errors import DocumentError
from kuager.pack import Pack


def check_contexts(pack: Pack) -> dict[str, CheckContext]:
    """Return the contexts of the documents in ``source/``, by id.

    A document that is not there, or cannot be read, has none: then its policy is not known, and
    its catalogs are checked without one.
    """
    contexts = {}
    for path in pack.source_paths():
        try:
            metadata = read_front_matter(path, pack.root)
        except DocumentError:
            continue
        contexts[metadata.id] = CheckContext(narrator_gender=metadata.narrator_gender)
    return contexts
