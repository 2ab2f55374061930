"""The review page as an ASGI application: guarded, routed, every fault told in one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kuager.errors import DocumentError, KuagerError, StorageError, TransitionError, UsageError
from kuager.interface import translations
from kuager.steps import no_progress
from kuager.web import pages
from kuager.web.access import Access
from kuager.web.desks import Desks
from kuager.web.reading import Reading
from kuager.web.requests import BadRequestError
from kuager.web.security import Guard, internal, problem
from kuager.web.views import LANGUAGE_COOKIE
from kuager.web.visits import LANGUAGES, Settings, Visits
from kuager.web.writing import Writing

_Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(
    desks: Desks,
    access: Access,
    port: int,
    settings: Settings | None = None,
    *,
    on_entry: Callable[[], None] = no_progress,
) -> ASGIApp:
    """Return the whole application, which answers at ``port`` of 127.0.0.1 alone.

    ``on_entry`` is called when somebody came in.
    """
    visits = Visits(desks, access, settings or Settings())
    reading, writing = Reading(visits), Writing(visits)
    routes = [
        *(
            Route(path, _reading(visits, read), methods=["GET"])
            for path, read in reading.addresses()
        ),
        *(
            Route(path, _writing(visits, write), methods=["POST"])
            for path, write in writing.addresses()
        ),
    ]

    async def lost(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        if request.method == "POST" or status == 405:
            return problem(status, "There is nothing here to be sent to.")
        return _refusal(visits, request, 404, "There is no such page.", "Go back to the start.")

    app = Starlette(routes=routes, exception_handlers={HTTPException: lost})
    app.router.redirect_slashes = False

    def refuse(request: Request, status: int, reason: str) -> Response:
        told, mend = _NOT_LET_IN[reason](translations(visits.language(request)).gettext)
        return HTMLResponse(pages.refusal_page(told, mend, visits.language(request)), status)

    return Guard(app, access, port, refuse, on_entry=on_entry)


_NOT_LET_IN: dict[str, Callable[[Callable[[str], str]], tuple[str, str]]] = {
    "cookie": lambda _: (
        _("This browser is not let in."),
        _("Run kuager review in the terminal: it opens the page, or prints a link to it."),
    ),
    "entry": lambda _: (
        _("This link does not serve any more: each serves once."),
        _("Run kuager review in the terminal: it opens the page, or prints a link to it."),
    ),
}


def _reading(visits: Visits, read: Callable[[Request], Response]) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            with visits.desks.pace.answering():
                answer = await run_in_threadpool(read, request)
        except BadRequestError as error:
            return problem(error.status, error.told, error.mend)
        except KuagerError as error:
            missing = isinstance(error, DocumentError | UsageError)
            status = 404 if missing else 500
            return _refusal(visits, request, status, error.problem, error.mend)
        except Exception as error:  # noqa: BLE001  (its message may quote the testimony)
            return internal(error)
        chosen = request.query_params.get("language", "")
        if chosen in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, chosen, path="/", samesite="strict")
        return answer

    return endpoint


def _refusal(visits: Visits, request: Request, status: int, told: str, mend: str) -> Response:
    return HTMLResponse(pages.refusal_page(told, mend, visits.language(request)), status)


def _writing(visits: Visits, write: _Endpoint) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            with visits.desks.pace.answering():
                return await write(request)
        except BadRequestError as error:
            return problem(error.status, error.told, error.mend)
        except StorageError as error:
            return problem(507, error.problem, error.mend)
        except (TransitionError, UsageError) as error:
            return problem(422, error.problem, error.mend, needs_unedited=False)
        except DocumentError as error:
            return problem(404, error.problem, error.mend)
        except KuagerError as error:
            return problem(500, error.problem, error.mend)
        except Exception as error:  # noqa: BLE001  (its message may quote the testimony)
            return internal(error)

    return endpoint
