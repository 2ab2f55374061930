"""Tell by their names which files in a folder of exports nothing would write any more.

Whoever copies the folder would hand on a testimony that was taken out of the pack, or a draft
beside the approved edition.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError

from kuager.exporters import EXPORTERS
from kuager.exporters.site import DRAFT_FOLDER, FOLDER
from kuager.exporters.site_links import INDEX

SITES = (FOLDER, DRAFT_FOLDER)
"""Folders within the folder of the exports."""

_DRAFT = ".draft"
_SUFFIXES = sorted((each.suffix for each in EXPORTERS if each.suffix), key=len, reverse=True)
_DOCUMENT = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8})*")
_SITE_FILE = (".html", ".css")


def stale(
    names: Iterable[str],
    documents: Collection[str],
    locales: Collection[str],
    written: Collection[str] = (),
    *,
    whole: bool = True,
) -> list[str]:
    """Return the names that look like editions of ours and are none any more, in their order.

    ``names``: of files, relative to the folder of the exports, with slashes. ``documents`` and
    ``locales``: all that the pack has. ``written``: the names of what has just been exported.

    Stale are editions of a document or in a locale that the pack does not have; drafts of what
    has been exported as approved; and, where a site of the ``whole`` pack has been exported, other
    pages in its folder.
    """
    new = set(written)
    sites = new if whole else set()
    return [
        name
        for name in names
        if name not in new and _is_stale(name, documents, locales, new, sites)
    ]


def _is_stale(
    name: str,
    documents: Collection[str],
    locales: Collection[str],
    written: set[str],
    sites: set[str],
) -> bool:
    folder, _, page = name.rpartition("/")
    if folder in SITES:
        return page.endswith(_SITE_FILE) and _is_stale_page(folder, page, documents, sites)
    suffix = next(filter(name.endswith, _SUFFIXES), "")
    if folder or not suffix:
        return False
    stem = name.removesuffix(suffix)
    if stem.endswith(_DRAFT):
        stem = stem.removesuffix(_DRAFT)
        if stem + suffix in written:
            return True
    readings = list(_readings(stem))
    current = any(
        document in documents and all(locale in locales for locale in own)
        for document, own in readings
    )
    return bool(readings) and not current


def _is_stale_page(folder: str, page: str, documents: Collection[str], written: set[str]) -> bool:
    """Tell whether a page of a site leads nowhere any more."""
    if any(name.startswith((f"{FOLDER}/", f"{folder}/")) for name in written):
        # A site in ``FOLDER`` is the approved one, and all documents of a site go together.
        return True
    if not page.endswith(".html"):
        return False
    document = page.removesuffix(".html").rpartition(".")[0]
    return bool(document) and document.rstrip("-") != INDEX and document not in documents


def _readings(stem: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield how a stem can be read: a document's id, which may have dots, and locales."""
    parts = stem.split(".")
    for end in range(len(parts) - 1, 0, -1):
        if not _is_locale(parts[end]):
            return
        document = ".".join(parts[:end])
        if _DOCUMENT.fullmatch(document):
            yield document, tuple(parts[end:])


@lru_cache(maxsize=256)
def _is_locale(tag: str) -> bool:
    if not _LOCALE.fullmatch(tag):
        return False
    try:
        Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return False
    return True
