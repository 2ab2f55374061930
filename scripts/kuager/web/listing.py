"""What there is to work on: documents, page by page, and sentences that words stand in."""

from __future__ import annotations

from collections.abc import Iterable

from kuager.errors import KuagerError
from kuager.index import Summary
from kuager.index.queries import typed_terms
from kuager.web.archive import FEW
from kuager.web.desks import Desks
from kuager.web.filters import searchable
from kuager.web.showing import FROM_APPROVED_DOWN, progress_of
from kuager.web.views import Listing, Passage, Progress, SheetLink, Wanted

PER_PAGE = 50
"""Documents in a locale that a page holds."""
PASSAGES = 30
"""Sentences that a search shows."""
_NOTHING = Progress(0, dict.fromkeys(FROM_APPROVED_DOWN, 0), 0, 0)


def listing_of(desks: Desks, wanted: Wanted) -> Listing:
    """Return a page of the documents that are wanted, and the sentences that were looked for.

    Raises StorageError.
    """
    links = links_of(desks)
    passing = _passing(links, wanted)
    pages = max(1, -(-len(passing) // PER_PAGE))
    page = min(wanted.page, pages)
    start = (page - 1) * PER_PAGE
    hits = desks.archive.find(wanted, PASSAGES + 1) if wanted.words else []
    unread = any(link.is_unread for link in links)
    return Listing(
        wanted=wanted,
        source_locale=desks.pack.configuration.source_locale,
        links=tuple(passing[start : start + PER_PAGE]),
        first=start + 1,
        count=len(passing),
        page=page,
        pages=pages,
        total=len(links),
        progress=_together(links),
        passages=tuple(Passage(desks.sources.title(hit.document), hit) for hit in hits[:PASSAGES]),
        more=len(hits) > PASSAGES,
        unread=unread,
        trouble=desks.archive.trouble if unread else "",
    )


def links_of(desks: Desks) -> list[SheetLink]:
    """Return all documents and locales, each with how far it is.

    Of many documents, those that nobody has opened are told of from the index. Raises
    StorageError.
    """
    names = list(desks.names())
    many = len(names) > FEW
    known = desks.archive.summaries() if many else {}
    at_hand = desks.at_hand(names) if many else names
    opened = {name: _open_link(desks, *name) for name in at_hand}
    return [
        opened[document, locale]
        if (document, locale) in opened
        else _link(document, desks.sources.title(document), locale, known.get((document, locale)))
        for document, locale in names
    ]


def _open_link(desks: Desks, document: str, locale: str) -> SheetLink:
    title = desks.sources.title(document)
    try:
        opened = desks.open(document, locale)
        opened.refresh()
    except KuagerError as error:
        return SheetLink(document, title, locale, _NOTHING, 0, str(error))
    numbers = range(1, len(opened.desk.units) + 1)
    typed = sum(opened.desk.typed(number) is not None for number in numbers)
    return SheetLink(document, title, locale, progress_of(opened), typed)


def _link(document: str, title: str, locale: str, known: Summary | None) -> SheetLink:
    if known is None:
        return SheetLink(document, title, locale, _NOTHING, 0)
    if known.problem:
        return SheetLink(document, title, locale, _NOTHING, 0, f"{known.problem} {known.mend}")
    states = known.counts.states
    progress = Progress(
        units=known.units,
        states={state: states.get(state.value, 0) for state in FROM_APPROVED_DOWN},
        words=known.counts.words,
        questions=known.counts.questions,
    )
    return SheetLink(document, title, locale, progress, 0)


def _passing(links: Iterable[SheetLink], wanted: Wanted) -> list[SheetLink]:
    words = [searchable(term.rstrip("*")) for term in typed_terms(wanted.words)]
    return [
        link
        for link in links
        if (not wanted.locale or link.locale == wanted.locale)
        and (wanted.state is None or link.progress.states[wanted.state])
        and (not wanted.asked or link.progress.questions)
        and (not words or _is_called(link, words))
    ]


def _is_called(link: SheetLink, words: Iterable[str]) -> bool:
    name = searchable(link.title, link.document)
    return all(word in name for word in words)


def _together(links: Iterable[SheetLink]) -> dict[str, Progress]:
    """Return how far all documents together are, by locale."""
    by_locale: dict[str, list[Progress]] = {}
    for link in links:
        by_locale.setdefault(link.locale, []).append(link.progress)
    return {
        locale: Progress(
            units=sum(progress.units for progress in own),
            states={s: sum(progress.states[s] for progress in own) for s in FROM_APPROVED_DOWN},
            words=sum(progress.words for progress in own),
            questions=sum(progress.questions for progress in own),
        )
        for locale, own in by_locale.items()
    }
