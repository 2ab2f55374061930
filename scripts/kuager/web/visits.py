"""What a request asks for, before it is answered: by whom, in which language, of which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from kuager.errors import UsageError
from kuager.web.access import Access
from kuager.web.desks import Desks, OpenDesk
from kuager.web.requests import read_filter, read_wanted
from kuager.web.showing import sides_of
from kuager.web.views import (
    ACTOR_COOKIE,
    LANGUAGE_COOKIE,
    SPELLING_COOKIE,
    Filter,
    Frame,
    Sides,
    Wanted,
)

LANGUAGES = ("en", "kk", "ru")
"""Languages of the interface."""
_ACTOR = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_ACCEPTED = re.compile(
    r"\s*([a-zA-Z]{2,3})(?:-[a-zA-Z0-9-]{1,30})?\s*(?:;\s*q=([01](?:\.\d{1,3})?))?"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line said."""

    language: str = ""
    """Of the interface, where the browser was not told otherwise; empty: what it asks for."""
    actor: str = ""
    """Pseudonym, where the browser has none yet."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Reads requests. Raises what ``Desks.open`` raises for documents that cannot be opened."""

    desks: Desks
    access: Access
    settings: Settings

    @property
    def four_eyes(self) -> bool:
        """Tell whether nobody may pass the own work."""
        return self.desks.pack.configuration.policies.four_eyes

    @property
    def source_locale(self) -> str:
        """The pack's source locale."""
        return self.desks.pack.configuration.source_locale

    def language(self, request: Request) -> str:
        """Return the interface's language: just chosen, chosen before, or asked for."""
        chosen = request.query_params.get("language", "")
        kept = request.cookies.get(LANGUAGE_COOKIE, "")
        for language in (chosen, kept, self.settings.language):
            if language in LANGUAGES:
                return language
        return _accepted(request.headers.get("accept-language", ""))

    def frame(self, request: Request) -> Frame:
        """Return what surrounds a page for whoever asks."""
        actor = request.cookies.get(ACTOR_COOKIE, "")
        return Frame(
            language=self.language(request),
            token=self.access.token,
            actor=actor if _ACTOR.fullmatch(actor) else self.settings.actor,
            four_eyes=self.four_eyes,
            spelling=request.cookies.get(SPELLING_COOKIE) == "1",
        )

    def desk(self, request: Request) -> OpenDesk:
        """Return the desk of the document and locale in a request's path, as it is."""
        opened = self.desks.open(request.path_params["document"], request.path_params["locale"])
        opened.start()
        return opened

    def sheet(self, request: Request) -> OpenDesk:
        """Return the same desk with what other programs changed taken in."""
        opened = self.desk(request)
        opened.refresh()
        return opened

    def place(
        self, request: Request, unit: str = "", *, as_it_is: bool = False
    ) -> tuple[OpenDesk, int]:
        """Return desk and number of the unit in a request's path; ``unit`` is its id.

        The id decides where it is given: after a split, the number may be another unit's.
        ``as_it_is`` leaves out what other programs changed, which they may have broken. Raises
        UsageError where there is no such unit.
        """
        opened = self.desk(request) if as_it_is else self.sheet(request)
        number: int | None = request.path_params["number"]
        if unit:
            number = opened.desk.number_of(unit)
        if number is None or not 1 <= number <= len(opened.desk.units):
            raise UsageError("There is no such unit any more.", "Load the page again.")
        return opened, number

    def filter(self, request: Request) -> Filter:
        """Return the filter that a request names. Raises BadRequestError."""
        return read_filter(request.query_params, request.query_params.getlist("state"))

    def wanted(self, request: Request) -> Wanted:
        """Return which documents a request asks for. Raises BadRequestError."""
        return read_wanted(request.query_params, self.desks.pack.locales())

    def sides(self, opened: OpenDesk) -> Sides:
        """Return the languages of a document's rows."""
        return sides_of(opened, self.source_locale)


def _accepted(header: str) -> str:
    """Return the language of ours that a browser likes best (RFC 9110, 12.5.4); English if none."""
    liked: dict[str, float] = {}
    for part in header[:400].split(","):
        if match := _ACCEPTED.fullmatch(part):
            weight = float(match[2]) if match[2] else 1.0
            liked.setdefault(match[1].lower(), weight)
    wanted = [(weight, tag) for tag, weight in liked.items() if tag in LANGUAGES and weight > 0]
    return max(wanted, key=lambda pair: pair[0], default=(0.0, "en"))[1]
