"""Make the index of a site: all documents, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.core import Locale, UnknownLocaleError

from kuager.exporters.edition import language_name, language_tag
from kuager.exporters.pages import framed
from kuager.exporters.site_links import Link, Listed, Site, Version, labels
from kuager.interface import translations
from kuager.values import localise_value


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a document in one of its languages."""

    link: Link
    """Its text is the title, which says so when it is not approved."""
    language: str
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of a document."""

    own: Told
    """In the reader's language; of the original where there is none in that."""
    others: tuple[Told, ...]
    beside: Link
    day: str
    """ISO date; empty where none is recorded."""
    date: str
    country: str


def index_page(site: Site, language: str, sheets: Sequence[str]) -> bytes:
    """Return the index in a language; ``sheets`` are the style sheets that it uses."""
    words, own = translations(language), labels(language)
    not_approved = words.gettext("not approved")
    warning = words.gettext(
        "Translations that are not approved may contain serious errors: do not quote them as the "
        "witness's words."
    )
    addresses = {each: site.index(each) for each in site.languages}
    anyone = Link(site.index(site.languages[0]), "", "x-default")
    return framed(
        "site_index.html.j2",
        language,
        f"{own['testimonies']} [{not_approved}]" if site.unapproved else own["testimonies"],
        labels=own,
        home="",
        alternates=[*site.switch(addresses), anyone],
        switch=site.switch(addresses, language),
        sheets=sheets,
        warning=warning if site.unapproved else "",
        entries=[_entry(site, document, language) for document in site.documents],
    )


def _entry(site: Site, document: Listed, language: str) -> Entry:
    metadata = document.metadata
    told = {
        each.language: Told(
            site.link(site.address(metadata.id, each.language), each.title, each.language),
            language_name(each.language, language),
            _state(each, language),
        )
        for each in document.versions
    }
    own = told.pop(language if language in told else metadata.language)
    day = metadata.recorded.date().isoformat() if metadata.recorded else ""
    return Entry(
        own=own,
        others=tuple(told.values()),
        beside=site.beside(metadata.id, language),
        day=day,
        date=localise_value(day, "en", language) or day,
        country=_country(metadata.country, language),
    )


def _state(version: Version, language: str) -> str:
    """Return in words how far a version may be trusted."""
    words = translations(language)
    if version.is_original:
        return words.gettext("Original")
    if not version.unapproved:
        return words.gettext("approved")
    return words.ngettext(
        "%(count)d of %(total)d passages is not approved.",
        "%(count)d of %(total)d passages are not approved.",
        version.unapproved,
    ) % {"count": version.unapproved, "total": version.units}


def _country(code: str, language: str) -> str:
    """Return the name of a country in a language, from CLDR; the code where it knows none."""
    try:
        name = Locale.parse(language_tag(language), sep="-").territories.get(code)
    except (UnknownLocaleError, ValueError):
        return code
    return str(name or code)
