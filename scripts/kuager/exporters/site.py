"""Write all editions as a small web site: a folder that opens from a disk and from any server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kuager.exporters.edition import Edition, original_title, writes_leftwards
from kuager.exporters.html import landmarks, original_landmarks
from kuager.exporters.pages import fragment, framed, style_sheet
from kuager.exporters.site_index import index_page
from kuager.exporters.site_links import Site, labels
from kuager.exporters.trilingual import SideBySide, side_by_side

FOLDER = "site"
DRAFT_FOLDER = "site.draft"
STYLE = "style.css"
COLUMNS = "columns.css"
"""Only for pages with columns, beside the other."""


def export(editions: Sequence[Edition]) -> Mapping[str, bytes]:
    """Return the files of a site of all editions, by name.

    For each document a page in every language and one of all side by side; an index in every
    language, ``index.html`` in that of the (first) original; two style sheets. No script;
    links lead from file to file within the folder. A site with anything in it that is not
    approved has a folder of its own, so that it cannot pass for another.
    """
    site = Site.of(editions)
    folder = DRAFT_FOLDER if site.unapproved else FOLDER
    files: dict[str, bytes] = {}
    pages: list[SideBySide] = []
    for group in site.documents.values():
        beside = side_by_side(group)
        pages.append(beside)
        files |= _document_pages(site, group, beside)
    for language in site.languages:
        files[site.index(language)] = index_page(site, language, [STYLE])
    files[STYLE] = style_sheet("page.css", "single.css", "site.css").encode()
    files[COLUMNS] = style_sheet(
        "columns.css",
        "trilingual.css",
        longest_row=max(page.longest_row for page in pages),
        columns=max(len(page.languages) for page in pages),
        names=site.names,
    ).encode()
    return {f"{folder}/{name}": content for name, content in files.items()}


def _document_pages(
    site: Site, editions: Sequence[Edition], beside: SideBySide
) -> dict[str, bytes]:
    """Return the pages of one document by name."""
    document = editions[0].document
    original = document.metadata.language
    leaning = next(filter(writes_leftwards, editions), editions[0])
    texts = {original: (original_title(document), original_landmarks(document))}
    texts |= {edition.locale: (edition.title, landmarks(edition)) for edition in editions}
    addresses = {language: site.address(document, language) for language in texts}

    def page(language: str, title: str, **context: Any) -> bytes:
        return framed(
            "site_page.html.j2",
            language,
            title,
            labels=labels(language),
            home=site.index(language),
            alternates=site.switch(addresses),
            **context,
        )

    pages = {
        addresses[language]: page(
            language,
            title,
            switch=[*site.switch(addresses, language), site.beside(document, language)],
            fragment=fragment(leaning, blocks),
            sheets=[STYLE],
        )
        for language, (title, blocks) in texts.items()
    }
    pages[site.address(document, "trilingual")] = page(
        original,
        beside.title,
        switch=[*site.switch(addresses), site.beside(document, original, current=True)],
        fragment=beside.html,
        sheets=[STYLE, COLUMNS],
    )
    return pages
