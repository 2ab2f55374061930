"""What stands between the review page and every other page, program and tab on the machine.

Asked in this order: a method that we know, a Host of ours (so that a name of somebody else's
that was made to lead here gets nowhere: DNS rebinding), an Origin and a Sec-Fetch-Site of our
own pages, then the cookie or an entry (see ``access``), and for writing the token and JSON, which
no form of another site can send. Sources: OWASP's Cross-Site Request Forgery Prevention and DNS
rebinding notes; Fetch Metadata (W3C); RFC 9110 for the status codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kuager.web.access import Access, same

TOKEN_HEADER = "x-kuager"  # noqa: S105  (the header's name)
READING = frozenset({"GET", "HEAD"})
METHODS = READING | {"POST"}
_OWN_SITE = "same-origin"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[str, str], ...] = (
    ("content-security-policy", _POLICY),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
    (
        "permissions-policy",
        ", ".join(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "autoplay",
                "camera",
                "display-capture",
                "encrypted-media",
                "fullscreen",
                "geolocation",
                "gyroscope",
                "hid",
                "idle-detection",
                "local-fonts",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "picture-in-picture",
                "publickey-credentials-get",
                "screen-wake-lock",
                "serial",
                "usb",
                "xr-spatial-tracking",
            )
        ),
    ),
)
"""Headers of every answer, whatever it is."""
_OWN = frozenset(name.encode() for name, _ in HEADERS) | {b"server", b"date"}

Refuse = Callable[[Request, int, str], Response]
"""Make a page of a refusal: request, status, and why, in a word."""


class _Refused(Exception):  # noqa: N818  (never seen outside)
    """A request that goes no further; ``reason`` is a key of _PROBLEMS."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Guard:
    """ASGI middleware around the whole application; nothing gets past it unasked."""

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        port: int,
        refuse: Refuse,
        *,
        on_entry: Callable[[], None],
    ) -> None:
        """Take the application, what to let in, the port, and what makes a page of a refusal.

        ``on_entry`` is called when an entry was used.
        """
        self._app = app
        self._access = access
        self._refuse = refuse
        self._on_entry = on_entry
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        if port == 80:
            self._hosts |= {"127.0.0.1", "localhost"}
        self._origins = frozenset(f"http://{host}" for host in self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                kept = [(name, value) for name, value in message["headers"] if name not in _OWN]
                ours = [(name.encode(), value.encode()) for name, value in HEADERS]
                message = {**message, "headers": [*kept, *ours]}
            await send(message)

        request = Request(scope)
        try:
            answer = self._admit(request)
            if answer is None:
                await self._app(scope, receive, guarded)
                return
        except _Refused as refused:
            answer = self._refusal(request, refused)
        except Exception as error:  # noqa: BLE001  (its message may quote the testimony)
            if begun:
                return
            answer = internal(error)
        await answer(scope, receive, guarded)

    def _refusal(self, request: Request, refused: _Refused) -> Response:
        if request.method in READING and refused.reason in {"cookie", "entry"}:
            return self._refuse(request, refused.status, refused.reason)
        answer = problem(refused.status, _PROBLEMS[refused.reason])
        if refused.reason == "method":
            answer.headers["allow"] = ", ".join(sorted(METHODS))
        # What is left of a body that nobody reads must not be taken for the next request.
        answer.headers["connection"] = "close"
        return answer

    def _admit(self, request: Request) -> Response | None:
        """Return None for a request that may pass, the answer to an entry, or raise _Refused."""
        headers = request.headers
        reading = request.method in READING
        if request.method not in METHODS:
            raise _Refused(405, "method")
        if "upgrade" in headers or (reading and "transfer-encoding" in headers):
            raise _Refused(400, "form")
        if self._only(headers.getlist("host")) not in self._hosts:
            raise _Refused(421, "host")
        if headers.getlist("origin") and self._only(headers.getlist("origin")) not in self._origins:
            raise _Refused(403, "origin")
        # Browsers of before 2023 do not say which site a request is from.
        site = self._only(headers.getlist("sec-fetch-site") or [_OWN_SITE])
        entries = self._entries(request) if reading else []
        # An entry may come from the file that opened the browser, which is another site.
        if site != _OWN_SITE and not (reading and (site == "none" or entries)):
            raise _Refused(403, "site")
        if entries:
            return self._enter(request, entries, site)
        if not self._has_cookie(headers.getlist("cookie")):
            raise _Refused(403, "cookie")
        if not reading:
            self._require_token(request)
        return None

    def _require_token(self, request: Request) -> None:
        token = self._only(request.headers.getlist(TOKEN_HEADER))
        if not same(token, self._access.token):
            raise _Refused(403, "token")
        kind = self._only(request.headers.getlist("content-type"))
        if kind.partition(";")[0].strip().lower() != "application/json":
            raise _Refused(415, "type")

    @staticmethod
    def _only(values: Iterable[str]) -> str:
        """Return a header's value, empty where it is not there exactly once."""
        found = list(values)
        return found[0] if len(found) == 1 else ""

    @staticmethod
    def _entries(request: Request) -> list[str]:
        query: bytes = request.scope["query_string"]
        if request.scope["path"] != "/" or b"key=" not in query:
            return []
        return parse_qs(query.decode("latin-1"), keep_blank_values=True).get("key", [])

    def _enter(self, request: Request, entries: list[str], site: str) -> Response:
        if self._has_cookie(request.headers.getlist("cookie")) and site in {"none", _OWN_SITE}:
            # Whoever is in already comes back by an old link.
            return RedirectResponse("/", 303)
        if request.method != "GET" or len(entries) != 1 or not self._access.enter(entries[0]):
            raise _Refused(403, "entry")
        self._on_entry()
        # A cookie that is SameSite=Strict does not go along with a redirect that began on
        # another site, such as the file that opened the browser: there, a page of ours leads on.
        answer: Response = HTMLResponse(_DOOR)
        if site in {"none", _OWN_SITE}:
            answer = RedirectResponse("/", 303)
        answer.set_cookie(
            self._access.cookie_name,
            self._access.cookie,
            path="/",
            httponly=True,
            samesite="strict",
        )
        return answer

    def _has_cookie(self, headers: list[str]) -> bool:
        pairs = [pair.strip().partition("=") for header in headers for pair in header.split(";")]
        given = [value for name, _, value in pairs if name == self._access.cookie_name]
        return any(same(value, self._access.cookie) for value in given)


_DOOR = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Kuager</title>'
    '<meta http-equiv="refresh" content="0; url=/"><p><a href="/">Kuager</a></p></html>'
)

_PROBLEMS = {
    "method": "This page takes GET, HEAD and POST.",
    "form": "This request has a form that the page does not take.",
    "host": "The page answers to 127.0.0.1 and localhost alone.",
    "origin": "Another page asked for this; it was refused.",
    "site": "Another page asked for this; it was refused.",
    "cookie": "Your browser is not let in. Run kuager review again.",
    "entry": "This link does not serve any more. Run kuager review again.",
    "token": "This tab is too old to write. Load it again.",
    "type": "What is sent has to be JSON.",
}


def problem(status: int, told: str, mend: str = "", **fields: object) -> Response:
    """Return a problem as JSON; ``told`` never quotes the testimony."""
    return JSONResponse({"problem": told, "mend": mend, **fields}, status)


def internal(error: Exception) -> Response:
    """Return what is told of a fault of our own: its kind, never its words."""
    return problem(
        500,
        f"Internal error ({type(error).__name__}); nothing was lost.",
        "Please report it.",
    )
