"""What the files of a site are called, and how they lead to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kuager.documents import Document
from kuager.exporters.edition import Edition
from kuager.exporters.pages import direction
from kuager.exporters.trilingual import language_names
from kuager.interface import translations

INDEX = "index"
"""How the names of the pages that lead to all others begin."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, as the page templates write it."""

    address: str
    text: str
    language: str = ""
    """Of the page behind it and of its text; empty for a page in several languages."""
    dir: str = ""
    current: bool = False
    """It leads to the page that it stands on."""


@dataclass(frozen=True)
class Site:
    """The documents of a site with their editions, and the names of its files."""

    documents: Mapping[str, Sequence[Edition]]
    """Editions by the id of their document; none is empty."""

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> Site:
        """Return the site of editions, in the order in which they come."""
        documents: dict[str, list[Edition]] = {}
        for edition in editions:
            documents.setdefault(edition.document.metadata.id, []).append(edition)
        return cls(documents)

    @property
    def editions(self) -> list[Edition]:
        """All editions."""
        return [edition for group in self.documents.values() for edition in group]

    @property
    def unapproved(self) -> bool:
        """Anything in the site is not approved."""
        return any(edition.facts.unapproved for edition in self.editions)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """All languages, those of originals first."""
        originals = [edition.document.metadata.language for edition in self.editions]
        return tuple(dict.fromkeys([*originals, *(edition.locale for edition in self.editions)]))

    @cached_property
    def names(self) -> dict[str, str]:
        """How each language calls itself."""
        return language_names(self.languages)

    def index(self, language: str) -> str:
        """Return the name of the index in a language; the first one is what servers show."""
        return f"{INDEX}.html" if language == self.languages[0] else f"{INDEX}.{language}.html"

    def address(self, document: Document, kind: str) -> str:
        """Return the name of a document's page; ``kind`` is a language or "trilingual".

        A document that is called as the index is gets another name.
        """
        stem = name = document.metadata.id
        while stem == INDEX or (stem != name and stem in self.documents):
            stem += "-"
        return f"{stem}.{kind}.html"

    def link(self, address: str, text: str, language: str, *, current: bool = False) -> Link:
        """Return a link to a page in one language."""
        own = direction(language)
        return Link(address, text, own["lang"], own["dir"], current)

    def beside(self, document: Document, language: str, *, current: bool = False) -> Link:
        """Return the link to a document in all languages; ``language`` is that of its words."""
        text = translations(language).gettext("All languages side by side")
        return Link(self.address(document, "trilingual"), text, current=current)

    def switch(self, addresses: Mapping[str, str], here: str = "") -> list[Link]:
        """Return links to pages by their languages, each under its language's own name."""
        return [
            self.link(address, self.names[language], language, current=language == here)
            for language, address in addresses.items()
        ]


def labels(language: str) -> dict[str, str]:
    """Return the words that stand on every page of a site."""
    words = translations(language)
    return {"languages": words.gettext("Languages"), "testimonies": words.gettext("Testimonies")}
