"""What stands at each address that is read: pages, and the pieces that the script asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kuager.checks.documentation import ALL_CHECKS
from kuager.errors import KuagerError, UsageError
from kuager.web import pages
from kuager.web.desks import OpenDesk
from kuager.web.guide import read_guide, read_picture
from kuager.web.listing import listing_of
from kuager.web.requests import BadRequestError, as_runs, read_runs
from kuager.web.showing import progress_of, row_of, rows_of, screen_of
from kuager.web.unit_panel import panel_of, suggestions_of
from kuager.web.views import Frame, Sides
from kuager.web.visits import Visits

_MATCHES = 5
MOST_CHANGES = 500
"""Rows that one answer brings at most; where more changed, a tab starts anew."""


class Reading:
    """The addresses that change nothing. Every method takes a request and makes its answer."""

    def __init__(self, visits: Visits) -> None:
        """Take what reads requests."""
        self._visits = visits

    def addresses(self) -> Sequence[tuple[str, Callable[[Request], Response]]]:
        """Return path and method of each."""
        sheet = "/d/{document}/{locale}"
        return (
            ("/", self.index),
            ("/list", self.list),
            (sheet, self.screen),
            (sheet + "/numbers", self.numbers),
            (sheet + "/rows", self.rows),
            (sheet + "/changes", self.changes),
            (sheet + "/unit/{number:int}", self.unit),
            (sheet + "/unit/{number:int}/matches", self.matches),
            ("/guide", self.guide),
            ("/guide/{name}", self.picture),
            ("/checks/{check}", self.check),
            ("/static/{name}", self.static),
        )

    def index(self, request: Request) -> Response:
        """List documents and locales with their progress."""
        listing = listing_of(self._visits.desks, self._visits.wanted(request))
        return HTMLResponse(pages.index_page(listing, self._visits.frame(request)))

    def list(self, request: Request) -> Response:
        """Give a page of that list, and sentences that words stand in."""
        listing = listing_of(self._visits.desks, self._visits.wanted(request))
        return HTMLResponse(pages.listing(listing, self._visits.frame(request)))

    def screen(self, request: Request) -> Response:
        """Show one document in one locale."""
        opened = self._visits.sheet(request)
        asked = request.query_params.get("unit", "")
        number = int(asked) if re.fullmatch("[1-9][0-9]{0,6}", asked) else None
        frame = self._visits.frame(request)
        wanted = self._visits.filter(request)
        screen = screen_of(opened, wanted, number, frame.language, self._visits.source_locale)
        return HTMLResponse(pages.screen_page(screen, frame))

    def numbers(self, request: Request) -> Response:
        """Tell which units a filter lets through."""
        numbers = self._visits.sheet(request).passing(self._visits.filter(request))
        return JSONResponse({"runs": as_runs(numbers), "count": len(numbers)})

    def rows(self, request: Request) -> Response:
        """Give some rows."""
        opened = self._visits.sheet(request)
        shown = rows_of(opened, read_runs(request.query_params.get("runs", "")))
        return HTMLResponse(
            pages.rows(shown, self._visits.sides(opened), self._visits.frame(request))
        )

    def unit(self, request: Request) -> Response:
        """Open a unit."""
        opened, number = self._visits.place(request)
        sides, frame = self._visits.sides(opened), self._visits.frame(request)
        return HTMLResponse(unit_fragment(opened, number, sides, frame))

    def matches(self, request: Request) -> Response:
        """Give what the memory has for a unit; may take its time."""
        opened, number = self._visits.place(request)
        unit, frame = opened.desk.unit(number), self._visits.frame(request)
        found = self._visits.desks.memories.find(unit.source, unit.locale, _MATCHES)
        shown = suggestions_of(found, unit, frame.language)
        return HTMLResponse(pages.matches(shown, self._visits.sides(opened), frame))

    def changes(self, request: Request) -> Response:
        """Tell what changed since a revision, and whether all is saved."""
        since = request.query_params.get("since", "")
        if not re.fullmatch("[0-9]{1,16}", since):
            raise BadRequestError(422, "This is no revision.")
        opened = self._visits.desk(request)
        trouble: KuagerError | None = None
        try:
            opened.refresh()
        except KuagerError as error:
            trouble = error
        revision = opened.revision
        changed = opened.changes(int(since))
        anew = changed is None or len(changed) > MOST_CHANGES
        numbers = [] if anew or changed is None else changed
        sides, frame = self._visits.sides(opened), self._visits.frame(request)
        trouble = trouble or opened.desk.trouble
        return JSONResponse(
            {
                "revision": revision,
                "rows": {str(n): pages.row(row_of(opened, n), sides, frame) for n in numbers},
                "progress": pages.progress(progress_of(opened), frame) if numbers else None,
                "reload": anew,
                "saved": opened.desk.saved and trouble is None,
                "problem": trouble.problem if trouble else "",
                "mend": trouble.mend if trouble else "",
                "told": list(opened.desk.told),
            }
        )

    def guide(self, request: Request) -> Response:
        """Show the translators' guide."""
        frame = self._visits.frame(request)
        return HTMLResponse(pages.guide_page(read_guide(frame.language), frame))

    def picture(self, request: Request) -> Response:
        """Give a picture of the guide."""
        return Response(read_picture(request.path_params["name"]), media_type="image/png")

    def check(self, request: Request) -> Response:
        """Explain a check."""
        wanted = request.path_params["check"]
        found = next((check for check in ALL_CHECKS if check.id == wanted), None)
        if found is None:
            raise UsageError("There is no such check.", "The page of a finding names its check.")
        return HTMLResponse(pages.check_page(found, self._visits.frame(request)))

    def static(self, request: Request) -> Response:
        """Give a style sheet or script."""
        name = request.path_params["name"]
        content = pages.static_file(name)
        if content is None:
            raise UsageError("There is no such file.")
        return Response(content, media_type=pages.STATIC_FILES[name])


def unit_fragment(
    opened: OpenDesk, number: int, sides: Sides, frame: Frame, *, fresh: bool = False
) -> str:
    """Return an open unit; see ``panel_of``."""
    opened.findings.now(number)
    row = row_of(opened, number)
    return pages.unit(panel_of(opened, number, row, sides, frame.language, fresh=fresh), frame)
