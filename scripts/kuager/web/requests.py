"""What the page may send: read within limits, decoded strictly, every field of its type."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from kuager.checks.documentation import ALL_CHECKS
from kuager.index.queries import LONGEST
from kuager.model import Confidence, State
from kuager.web.views import Filter, Wanted

BODY_LIMIT = 256 * 1024
"""Bytes of a request; the longest sentence of a testimony takes a hundredth of it."""
BODY_SECONDS = 20.0
"""How long a request may take to arrive; on the machine itself it takes none."""
MOST_ROWS = 600
"""Rows sent in one answer."""
_MOST_NUMBERS = 1_000_000
_WORDS_LIMIT = 500
"""Characters of what is searched for."""
_RUNS = re.compile(
    r"[1-9][0-9]{0,6}(?:-[1-9][0-9]{0,6})?(?:,[1-9][0-9]{0,6}(?:-[1-9][0-9]{0,6})?)*"
)
_HASH = r"^[0-9a-f]{32}$"
_UNIT = r"^[0-9a-f]{16}$"
_ACTOR = r"^(?:[a-z0-9][a-z0-9-]{0,31})?$"

Actor = Annotated[str, msgspec.Meta(pattern=_ACTOR)]
UnitName = Annotated[str, msgspec.Meta(pattern=_UNIT)]
Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Note = Annotated[str, msgspec.Meta(max_length=10_000)]
Shown = Annotated[str, msgspec.Meta(pattern=_HASH)]
Seen = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{32})?$")]
Number = Annotated[int, msgspec.Meta(ge=1, le=_MOST_NUMBERS)]


class BadRequestError(Exception):
    """A request that cannot be read; ``told`` never quotes it."""

    def __init__(self, status: int, told: str, mend: str = "") -> None:
        super().__init__(told)
        self.status = status
        self.told = told
        self.mend = mend


class Typing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pause in somebody's typing."""

    unit: UnitName
    text: Text
    shown: Shown
    actor: Actor = ""
    seen: Seen | None = None
    """``text_hash`` of the typed text that the tab knew of, empty for none; None where it does
    not say, and then a person's own earlier one."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step on one unit."""

    unit: UnitName
    actor: Actor
    action: Literal[
        "translate",
        "confirm",
        "review",
        "approve",
        "request-changes",
        "reopen",
        "ignore",
        "comment",
        "question",
        "answer",
        "assign",
        "drop-version",
    ]
    text: Text = ""
    note: Note = ""
    check: Annotated[str, msgspec.Meta(max_length=64)] = ""
    assignee: Actor = ""
    unedited: bool = False
    shown: Shown | None = None
    seen: Seen | None = None


class Steps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same step on several units."""

    actor: Actor
    action: Literal["confirm", "review", "approve", "reopen", "assign"]
    numbers: Annotated[list[Number], msgspec.Meta(min_length=1, max_length=500)]
    assignee: Actor = ""
    shown: dict[Number, Shown] = msgspec.field(default_factory=dict)
    """``text_hash`` of the targets that the tab showed, by number."""
    revision: int | None = None
    """The revision that the tab knew of: since then, numbers may have become other units'."""


class Segments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A segment to be joined with the next one, or split."""

    unit: UnitName
    kind: Literal["join", "split"]
    actor: Actor = ""
    after: Note = ""


_Body = TypeVar("_Body", bound=msgspec.Struct)


async def read_body(request: Request, kind: type[_Body]) -> _Body:
    """Return what a request sends. Raises BadRequestError."""
    content = await _content(request)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise BadRequestError(400, "What was sent is not UTF-8.") from error
    try:
        body = msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequestError(422, f"A field is missing or wrong: {_field(error)}.") from error
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadRequestError(400, "What was sent is not JSON.") from error
    for value in (getattr(body, name) for name in body.__struct_fields__):
        if isinstance(value, str):
            _require_text(value)
    return body


async def _content(request: Request) -> bytes:
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:12]) > BODY_LIMIT:
        raise BadRequestError(413, "That is too much text for one unit.")
    content = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                content += piece
                if len(content) > BODY_LIMIT:
                    raise BadRequestError(413, "That is too much text for one unit.")
    except TimeoutError as error:
        raise BadRequestError(408, "The request did not arrive in time.") from error
    except ClientDisconnect as error:
        raise BadRequestError(400, "The request broke off.") from error
    return bytes(content)


def _field(error: msgspec.ValidationError) -> str:
    """Return the name of the field at fault; msgspec quotes none of its value."""
    found = re.search(r"`(?:\$\.)?([a-z]{1,20})\b[^`]*`", str(error).partition(" - at ")[2] or "")
    named = found or re.search(r"field `([a-z]{1,20})`", str(error))
    return named[1] if named else "the whole"


def _require_text(text: str) -> None:
    """Refuse what no keyboard types and no catalog holds: lone surrogates, control characters."""
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise BadRequestError(422, "The text holds half of a character.")
    if any(sign not in "\t\n\r" and unicodedata.category(sign) == "Cc" for sign in text):
        raise BadRequestError(422, "The text holds control characters.", "Take them out.")


# Queries --------------------------------------------------------------------------------------


def read_filter(query: Mapping[str, str], states: list[str]) -> Filter:
    """Return which units a query asks for. Raises BadRequestError.

    ``states`` are all values of the field ``state``, which may be there several times.
    """
    words = query.get("q", "")
    if len(words) > _WORDS_LIMIT:
        raise BadRequestError(422, "That is too much to search for.")
    finding = query.get("finding", "")
    if finding and finding not in {"any", "none", *(check.id for check in ALL_CHECKS)}:
        raise BadRequestError(422, "There is no such check.")
    assignee = query.get("assignee", "")
    if not re.fullmatch(_ACTOR[1:-1], assignee):
        raise BadRequestError(422, "This cannot be a pseudonym.")
    try:
        return Filter(
            states=frozenset(State(state) for state in states if state),
            finding=finding,
            assignee=assignee,
            open=_flag(query, "open"),
            versions=_flag(query, "versions"),
            confidence=Confidence(query["confidence"]) if query.get("confidence") else None,
            changed=_flag(query, "changed"),
            text=unicodedata.normalize("NFC", " ".join(words.split())),
        )
    except ValueError as error:
        raise BadRequestError(422, "There is no such state or confidence.") from error


def read_wanted(query: Mapping[str, str], locales: Sequence[str]) -> Wanted:
    """Return which documents a query asks for. Raises BadRequestError.

    ``locales`` are those that the pack has.
    """
    words, locale = query.get("q", ""), query.get("locale", "")
    if len(words) > LONGEST:
        raise BadRequestError(422, "That is too much to search for.")
    if locale and locale not in locales:
        raise BadRequestError(422, "There is no such locale.")
    page = query.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,6}", page):
        raise BadRequestError(422, "There is no such page.")
    try:
        state = State(query["state"]) if query.get("state") else None
    except ValueError as error:
        raise BadRequestError(422, "There is no such state or confidence.") from error
    return Wanted(
        words=unicodedata.normalize("NFC", " ".join(words.split())),
        locale=locale,
        state=state,
        asked=_flag(query, "asked"),
        page=int(page),
    )


def _flag(query: Mapping[str, str], name: str) -> bool:
    return query.get(name, "") in {"1", "on", "true"}


def read_runs(text: str) -> list[int]:
    """Return the numbers of ``1-60,75``, in that order, MOST_ROWS at most.

    Raises BadRequestError.
    """
    if len(text) > 4_000 or not _RUNS.fullmatch(text):
        raise BadRequestError(422, "These are no numbers of units.")
    numbers: list[int] = []
    for run in text.split(","):
        first, _, last = run.partition("-")
        span = range(int(first), int(last or first) + 1)
        if len(numbers) + len(span) > MOST_ROWS:
            raise BadRequestError(422, f"At most {MOST_ROWS} rows come at once.")
        numbers += span
    return list(dict.fromkeys(numbers))


def as_runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return rising numbers as runs: first and last of each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
