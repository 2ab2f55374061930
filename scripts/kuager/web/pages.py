"""Render the review page from views: whole pages, and the pieces that the script asks for.

Texts of the testimony are escaped, and what a browser would hide or obey in them is spelled
out; only the editor gets them as they are, for what it holds comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from kuager.checks import Check, DocumentCheck
from kuager.checks.base import PLACEABLE
from kuager.exporters.characters import visible
from kuager.exporters.edition import language_name
from kuager.exporters.pages import direction
from kuager.index.searching import Marked
from kuager.interface import translations
from kuager.memory import Change
from kuager.model import Confidence, Origin, Severity, State, text_hash
from kuager.reports import plots
from kuager.reports.facts import SEVERITIES
from kuager.reports.passages import cut, marked, shown
from kuager.reports.wording import CHECK_NAMES, SEVERITY_WORDS, STATE_WORDS
from kuager.review import Action
from kuager.web import keys, wording
from kuager.web.views import (
    ACTOR_COOKIE,
    SPELLING_COOKIE,
    Difference,
    Frame,
    Listing,
    Notice,
    Panel,
    Progress,
    Row,
    Screen,
    Sides,
    Suggestion,
    Wanted,
)

STATIC_FILES = {
    **dict.fromkeys(("base.css", "screen.css", "work.css"), "text/css; charset=utf-8"),
    **dict.fromkeys(
        (
            "changes.js",
            "chosen.js",
            "dialogs.js",
            "diff.js",
            "documents.js",
            "editor.js",
            "filter.js",
            "keys.js",
            "list.js",
            "main.js",
            "page.js",
            "saving.js",
            "server.js",
            "steps.js",
            "told.js",
            "unit.js",
        ),
        "text/javascript; charset=utf-8",
    ),
    "mark.svg": "image/svg+xml",
}
"""Every file that pages load, and its type."""

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that HTML cannot hold; no catalog does either."""


def static_file(name: str) -> bytes | None:
    """Return a style sheet or script by name; None for anything that is not in STATIC_FILES."""
    if name not in STATIC_FILES:
        return None
    return files("kuager").joinpath("web", "static", name).read_bytes()


# Whole pages --------------------------------------------------------------------------------


def screen_page(screen: Screen, frame: Frame) -> str:
    """Return the page of one document in one locale."""
    return _render("screen.html.j2", frame, screen=screen)


def index_page(listing: Listing, frame: Frame) -> str:
    """Return the page that lists what there is to work on."""
    return _render("index.html.j2", frame, listing=listing)


def guide_page(guide: Markup, frame: Frame) -> str:
    """Return the translators' guide as a page; ``guide`` is what pandoc made of it."""
    return _render("guide.html.j2", frame, guide=guide)


def check_page(check: Check | DocumentCheck, frame: Frame) -> str:
    """Return a page that explains a check."""
    return _render("check.html.j2", frame, check=check)


def refusal_page(problem: str, mend: str, language: str) -> str:
    """Return a page that says why there is nothing to see and what to do.

    Both are in words of ``language`` already.
    """
    frame = Frame(language=language, token="", actor="", four_eyes=True)
    return _render("refusal.html.j2", frame, problem=problem, mend=mend)


# Pieces -------------------------------------------------------------------------------------


def row(row: Row, sides: Sides, frame: Frame) -> str:
    """Return one unit as a line of the text."""
    return rows([row], sides, frame)


def rows(rows: Iterable[Row], sides: Sides, frame: Frame) -> str:
    """Return units as lines of the text."""
    return _render("_rows.html.j2", frame, rows=rows, sides=sides)


def unit(panel: Panel, frame: Frame) -> str:
    """Return an open unit: the editor and all that is known about it."""
    return _render("_unit.html.j2", frame, panel=panel)


def notices(notices: Sequence[Notice], frame: Frame) -> str:
    """Return the findings on what is typed."""
    return _render("_notices.html.j2", frame, notices=notices)


def matches(suggestions: Sequence[Suggestion], sides: Sides, frame: Frame) -> str:
    """Return what the memory remembers."""
    return _render("_matches.html.j2", frame, suggestions=suggestions, sides=sides)


def listing(listing: Listing, frame: Frame) -> str:
    """Return a page of the documents, and the sentences that words were found in."""
    return _render("_listing.html.j2", frame, listing=listing)


def progress(progress: Progress, frame: Frame) -> str:
    """Return how far the document is, as a bar with its numbers."""
    return _render("_progress.html.j2", frame, progress=progress)


# What templates call ------------------------------------------------------------------------


def _render(template: str, frame: Frame, **context: Any) -> str:
    return _environment(frame.language).get_template(template).render(frame=frame, **context)


@lru_cache(maxsize=8)
def _environment(language: str) -> Environment:
    words = translations(language)
    environment = Environment(
        loader=PackageLoader("kuager", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.globals.update(
        _=words.gettext,
        ngettext=words.ngettext,
        language=language,
        direction=direction,
        language_name=lambda tag: language_name(tag, language),
        number=lambda value: format_decimal(value, locale=language),
        keys=keys,
        wording=wording,
        text=_text,
        exact=_exact,
        hash_of=lambda text: text_hash(_UNWRITABLE.sub("", text)),
        difference=_difference,
        found=_found,
        around=_around,
        address=_address,
        worst_first=_worst_first,
        progress_bar=lambda progress, name: _progress_bar(progress, name, words.gettext),
        state_word=lambda state: words.gettext(STATE_WORDS[state]),
        severity_word=lambda severity: words.gettext(SEVERITY_WORDS[severity]),
        check_name=lambda check: words.gettext(CHECK_NAMES.get(check, check)) if check else "",
        State=State,
        Action=Action,
        Confidence=Confidence,
        Origin=Origin,
        Severity=Severity,
        actor_cookie=ACTOR_COOKIE,
        spelling_cookie=SPELLING_COOKIE,
    )
    return environment


def _harmless(value: Any) -> Any:
    """Return what goes into the page without the characters that nobody sees."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _text(text: str) -> Markup:
    """Return a text of the testimony with its tags set apart and hidden characters spelled out."""
    return marked(cut(text), "") if PLACEABLE.search(text) else shown(text)


def _found(found: Marked) -> Markup:
    """Return a text with the words in it that were looked for marked."""
    pieces, place = [], 0
    for start, end in found.spans:
        pieces.append(_text(found.text[place:start]))
        pieces.append(Markup("<mark>{}</mark>").format(_text(found.text[start:end])))
        place = end
    return Markup("").join([*pieces, _text(found.text[place:])])


def _around(page: int, pages: int) -> list[int | None]:
    """Return the pages to link to: the first, the last, those beside this one; None for a gap."""
    shown = sorted({1, *range(max(1, page - 2), min(pages, page + 2) + 1), pages})
    linked: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        linked += [number] if number == before + 1 else [None, number]
    return linked


def _address(wanted: Wanted, page: int) -> str:
    """Return the query of a page of the list, without the words: it stays in the history."""
    asked = {
        "locale": wanted.locale,
        "state": wanted.state.value if wanted.state else "",
        "asked": "1" if wanted.asked else "",
        "page": str(page),
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _exact(text: str) -> Markup:
    """Return a text escaped and otherwise as it is, for the editor."""
    return escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text))


_CHANGES = {
    Change.SAME: Markup("{}"),
    Change.REMOVED: Markup("<del>{}</del>"),
    Change.ADDED: Markup("<ins>{}</ins>"),
}


def _difference(difference: Difference) -> Markup:
    """Return what became of an earlier text: gone and new words marked."""
    return Markup("").join(_CHANGES[change].format(shown(text)) for change, text in difference)


def _worst_first(notices: Iterable[Notice]) -> list[Notice]:
    """Return findings in order of weight; dismissed ones come last."""
    return sorted(notices, key=lambda n: (n.ignored, SEVERITIES.index(n.severity)))


def _progress_bar(progress: Progress, name: str, gettext: Any) -> Markup:
    """Return the states of all units as one bar."""
    parts = [(state, progress.states.get(state, 0)) for state in STATE_WORDS]
    told = "; ".join(f"{gettext(STATE_WORDS[state])}: {count}" for state, count in parts if count)
    bars = [(f"state-{state.value}", count) for state, count in parts]
    return plots.bar(name, bars, (gettext("Units by state"), told))
