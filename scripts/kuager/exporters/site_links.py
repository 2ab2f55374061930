"""What the files of a site are called, and how they lead to each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kuager.exporters.edition import Edition, original_title
from kuager.exporters.pages import direction
from kuager.exporters.trilingual import language_names
from kuager.interface import translations
from kuager.model import Metadata

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


@dataclass(frozen=True, slots=True)
class Version:
    """A document in one language, as links lead to it."""

    language: str
    title: str
    """Says so when it is not approved."""
    units: int = 0
    unapproved: int = 0
    is_original: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of a site, as an index tells of it."""

    metadata: Metadata
    versions: tuple[Version, ...]
    """The original first."""

    @classmethod
    def of(cls, editions: Collection[Edition]) -> Listed:
        """Return what is told of one document, by all of its editions."""
        document = next(iter(editions)).document
        original = document.metadata.language
        versions = {original: Version(original, original_title(document), is_original=True)}
        versions |= {
            each.locale: Version(each.locale, each.title, each.facts.units, each.facts.unapproved)
            for each in editions
        }
        return cls(document.metadata, tuple(versions.values()))


class Site:
    """The documents of a site as far as they have come, and the names of its files."""

    def __init__(self, names: Collection[str]) -> None:
        """``names``: the ids of all documents that may come."""
        self.documents: list[Listed] = []
        self._documents = frozenset(names)
        self._originals: dict[str, str] = {}
        self._translations: dict[str, str] = {}
        """How languages call themselves, by their tags."""

    def add(self, document: Listed) -> None:
        """Take the next document."""
        self.documents.append(document)
        _name(self._originals, document.metadata.language)
        for version in document.versions:
            if not version.is_original:
                _name(self._translations, version.language)

    @property
    def unapproved(self) -> bool:
        """Anything in the site is not approved."""
        return any(each.unapproved for known in self.documents for each in known.versions)

    @property
    def languages(self) -> tuple[str, ...]:
        """All languages, those of originals first. The first one stays the first."""
        return tuple(self.names)

    @property
    def names(self) -> dict[str, str]:
        """How each language calls itself."""
        return self._originals | self._translations

    def index(self, language: str) -> str:
        """Return the name of the index in a language; the first one is what servers show."""
        return f"{INDEX}.html" if language == self.languages[0] else f"{INDEX}.{language}.html"

    def address(self, document: str, kind: str) -> str:
        """Return the name of a document's page; ``kind`` is a language or "trilingual".

        A document that is called as the index is gets another name.
        """
        stem = document
        while stem == INDEX or (stem != document and stem in self._documents):
            stem += "-"
        return f"{stem}.{kind}.html"

    def link(self, address: str, text: str, language: str, *, current: bool = False) -> Link:
        """Return a link to a page in one language."""
        own = direction(language)
        return Link(address, text, own["lang"], own["dir"], current)

    def beside(self, document: str, language: str, *, current: bool = False) -> Link:
        """Return the link to a document in all languages; ``language`` is that of its words."""
        text = translations(language).gettext("All languages side by side")
        return Link(self.address(document, "trilingual"), text, current=current)

    def switch(self, addresses: Mapping[str, str], here: str = "") -> list[Link]:
        """Return links to pages by their languages, each under its language's own name."""
        names = self.names
        return [
            self.link(address, names[language], language, current=language == here)
            for language, address in addresses.items()
        ]


def _name(names: dict[str, str], language: str) -> None:
    if language not in names:
        names |= language_names([language])


def labels(language: str) -> dict[str, str]:
    """Return the words that stand on every page of a site."""
    words = translations(language)
    return {"languages": words.gettext("Languages"), "testimonies": words.gettext("Testimonies")}
