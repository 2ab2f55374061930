"""Write all editions as a small web site: a folder that opens from a disk and from any server."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kuager.exporters.edition import Edition, writes_leftwards
from kuager.exporters.html import landmarks, original_landmarks
from kuager.exporters.pages import fragment, framed, style_sheet
from kuager.exporters.site_index import index_page
from kuager.exporters.site_links import Listed, Site, labels
from kuager.exporters.trilingual import SideBySide, side_by_side

FOLDER = "site"
DRAFT_FOLDER = "site.draft"
STYLE = "style.css"
COLUMNS = "columns.css"
"""Only for pages with columns, beside the other."""


@dataclass(frozen=True, slots=True)
class SitePart:
    """What a site holds of one document, to be framed by whoever knows the whole site."""

    listed: Listed
    texts: tuple[str, ...]
    """The text of each version as HTML."""
    beside: SideBySide

    @classmethod
    def of(cls, editions: Sequence[Edition]) -> SitePart:
        """Return the part of one document, of all of its editions. This is what takes time."""
        document = editions[0].document
        leaning = next(filter(writes_leftwards, editions), editions[0])
        blocks = {document.metadata.language: original_landmarks(document)}
        blocks |= {edition.locale: landmarks(edition) for edition in editions}
        return cls(
            Listed.of(editions),
            tuple(fragment(leaning, each) for each in blocks.values()),
            side_by_side(editions),
        )


class SiteGathering:
    """Makes the files of a site of parts that come one by one; no page stays in memory.

    For each document a page in every language and one of all side by side; an index in every
    language, ``index.html`` in that of the (first) original; two style sheets. No script;
    links lead from file to file within the folder.
    """

    def __init__(self, documents: Collection[str]) -> None:
        """``documents``: the ids of all that may come."""
        self._site = Site(documents)
        self._longest_row = 0
        self._columns = 0

    @property
    def folder(self) -> str:
        """The folder that the files belong in, known when all parts have come.

        A site with anything in it that is not approved has a folder of its own, so that it cannot
        pass for another.
        """
        return DRAFT_FOLDER if self._site.unapproved else FOLDER

    def add(self, part: SitePart) -> Iterator[tuple[str, bytes]]:
        """Take the part of the next document; yield its pages with their names."""
        self._longest_row = max(self._longest_row, part.beside.longest_row)
        self._columns = max(self._columns, len(part.beside.languages))
        self._site.add(part.listed)
        yield from _pages(self._site, part)

    def finish(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the site as a whole with their names."""
        site = self._site
        for language in site.languages:
            yield site.index(language), index_page(site, language, [STYLE])
        yield STYLE, style_sheet("page.css", "single.css", "site.css").encode()
        columns = style_sheet(
            "columns.css",
            "trilingual.css",
            longest_row=self._longest_row,
            columns=self._columns,
            names=site.names,
        )
        yield COLUMNS, columns.encode()


def _pages(site: Site, part: SitePart) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of one document with their names."""
    document, original = part.listed.metadata.id, part.listed.metadata.language
    versions = part.listed.versions
    addresses = {each.language: site.address(document, each.language) for each in versions}

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

    for version, text in zip(versions, part.texts, strict=True):
        language = version.language
        yield (
            addresses[language],
            page(
                language,
                version.title,
                switch=[*site.switch(addresses, language), site.beside(document, language)],
                fragment=text,
                sheets=[STYLE],
            ),
        )
    yield (
        site.address(document, "trilingual"),
        page(
            original,
            part.beside.title,
            switch=[*site.switch(addresses), site.beside(document, original, current=True)],
            fragment=part.beside.html,
            sheets=[STYLE, COLUMNS],
        ),
    )
