"""What stands at each address that writes: steps, typing, joins and splits."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kuager.errors import KuagerError, StorageError, UsageError
from kuager.interface import translations
from kuager.journal import Typed
from kuager.model import text_hash
from kuager.review import Action
from kuager.steps.turns import ChangedMeanwhileError, UneditedError, Wish
from kuager.web import pages
from kuager.web.desks import OpenDesk
from kuager.web.reading import unit_fragment
from kuager.web.refusals import told
from kuager.web.requests import Segments, Step, Steps, Typing, read_body
from kuager.web.security import problem
from kuager.web.showing import next_unit, progress_of, row_of, rows_of
from kuager.web.unit_panel import notices_of
from kuager.web.visits import Visits

DROP_VERSION = "drop-version"
"""Not a step on record: another version of a text is let go of."""


class Writing:
    """The addresses that change something. What is answered with 200 is safe on the disk."""

    def __init__(self, visits: Visits) -> None:
        """Take what reads requests."""
        self._visits = visits

    def addresses(self) -> Sequence[tuple[str, Callable[[Request], Awaitable[Response]]]]:
        """Return path and method of each."""
        sheet = "/d/{document}/{locale}"
        return (
            (sheet + "/unit/{number:int}/typing", self.typing),
            (sheet + "/unit/{number:int}/step", self.step),
            (sheet + "/unit/{number:int}/segments", self.segments),
            (sheet + "/steps", self.steps),
        )

    async def typing(self, request: Request) -> Response:
        """Keep what is being typed."""
        body = await read_body(request, Typing)
        return await run_in_threadpool(self._type, request, body)

    async def step(self, request: Request) -> Response:
        """Take a step with one unit."""
        body = await read_body(request, Step)
        return await run_in_threadpool(self._step, request, body)

    async def steps(self, request: Request) -> Response:
        """Take the same step with several units."""
        body = await read_body(request, Steps)
        return await run_in_threadpool(self._steps, request, body)

    async def segments(self, request: Request) -> Response:
        """Join a segment with the next one, or split it."""
        body = await read_body(request, Segments)
        return await run_in_threadpool(self._cut, request, body)

    # In a thread ----------------------------------------------------------------------------

    def _type(self, request: Request, body: Typing) -> Response:
        # What is typed is kept even while another program's catalog cannot be read.
        opened, number = self._visits.place(request, body.unit, as_it_is=True)
        frame = self._visits.frame(request)
        try:
            typed = _keep_typed(opened, number, body, body.shown)
        except ChangedMeanwhileError as error:
            return self._quarrel(request, opened, number, error)
        notices = notices_of(opened, number, body.text, frame.language)
        return JSONResponse(
            {
                "saved": True,
                "typed": text_hash(typed.text) if typed else "",
                "findings": pages.notices(notices, frame),
                "errors": sum(n.severity.value == "error" and not n.ignored for n in notices),
            }
        )

    def _step(self, request: Request, body: Step) -> Response:
        opened, number = self._visits.place(request, body.unit)
        wanted = self._visits.filter(request)
        try:
            if body.action == DROP_VERSION:
                opened.desk.drop_version(number, body.text, body.unit)
            else:
                if body.action == Action.TRANSLATE.value:
                    _finish_typing(opened, number, body)
                opened.desk.take(number, _wish(body), body.actor, body.unit)
        except ChangedMeanwhileError as error:
            return self._quarrel(request, opened, number, error)
        except UneditedError as error:
            return problem(422, *self._told(request, number, error), needs_unedited=True)
        except StorageError:
            raise
        except UsageError as error:
            return problem(422, error.problem, error.mend, needs_unedited=False)
        except KuagerError as error:
            return problem(422, *self._told(request, number, error), needs_unedited=False)
        number = opened.desk.number_of(body.unit) or number
        following = None
        if body.action != DROP_VERSION:
            following = next_unit(
                opened,
                wanted,
                number,
                Action(body.action),
                body.actor,
                four_eyes=self._visits.four_eyes,
            )
        return JSONResponse({**self._shown(request, opened, number), "next": following})

    def _steps(self, request: Request, body: Steps) -> Response:
        opened = self._visits.sheet(request)
        numbers = list(dict.fromkeys(body.numbers))
        renumbered = body.revision is not None and opened.changes(body.revision) is None
        if renumbered or max(numbers) > len(opened.desk.units):
            raise UsageError("There is no such unit any more.", "Load the page again.")
        units = {number: opened.desk.unit(number).id for number in numbers}
        done: list[int] = []
        refused: list[tuple[int, str]] = []
        gettext = self._words(request)
        for number in numbers:
            wish = Wish(Action(body.action), assignee=body.assignee, shown=body.shown.get(number))
            try:
                opened.desk.take(number, wish, body.actor, units[number])
            except (StorageError, UsageError) as error:
                if not done:
                    raise
                refused.append((number, str(error)))
            except KuagerError as error:
                refused.append((number, " ".join(filter(None, told(error, gettext)))))
            else:
                done.append(number)
        opened.collect()
        sides, frame = self._visits.sides(opened), self._visits.frame(request)
        return JSONResponse(
            {
                "done": done,
                "refused": refused,
                "rows": {
                    str(row.number): pages.row(row, sides, frame)
                    for row in rows_of(opened, numbers)
                },
                "progress": pages.progress(progress_of(opened), frame),
                "revision": opened.revision,
            }
        )

    def _cut(self, request: Request, body: Segments) -> Response:
        opened, number = self._visits.place(request, body.unit)
        if body.kind == "split" and not body.after.strip():
            raise UsageError("After which words?", "Give words that stand in the unit once.")
        self._visits.desks.recut(opened, number, body.after if body.kind == "split" else None)
        return JSONResponse({"reload": True})

    # Answers --------------------------------------------------------------------------------

    def _words(self, request: Request) -> Callable[[str], str]:
        return translations(self._visits.frame(request).language).gettext

    def _told(self, request: Request, number: int, error: KuagerError) -> tuple[str, str]:
        """Return what is wrong with a unit and how to mend it, in the language of the tab."""
        refused, mend = told(error, self._words(request))
        return f"{number}: {refused}", mend

    def _shown(
        self, request: Request, opened: OpenDesk, number: int, *, fresh: bool = False
    ) -> dict[str, Any]:
        """Return a unit as it is now, for the tab that asked."""
        opened.collect()
        sides, frame = self._visits.sides(opened), self._visits.frame(request)
        unit = unit_fragment(opened, number, sides, frame, fresh=fresh)
        return {
            "row": pages.row(row_of(opened, number), sides, frame),
            "unit": unit,
            "progress": pages.progress(progress_of(opened), frame),
            "revision": opened.revision,
        }

    def _quarrel(
        self, request: Request, opened: OpenDesk, number: int, error: KuagerError
    ) -> Response:
        """Return what somebody else made of a unit meanwhile; nothing was overwritten."""
        shown = self._shown(request, opened, number, fresh=True)
        refused, mend = self._told(request, number, error)
        return JSONResponse(
            {
                "problem": refused,
                "mend": mend,
                "theirs": opened.desk.unit(number).target,
                "shown": text_hash(opened.desk.unit(number).target),
                **shown,
            },
            409,
        )


def _keep_typed(opened: OpenDesk, number: int, body: Typing | Step, shown: str) -> Typed | None:
    """Keep what is typed; see ``Desk.type``.

    A tab that does not say which typed text it saw, saw what its own person typed.
    """
    known, seen = opened.desk.typed(number), body.seen
    if known is not None:
        mine = seen is None and known.actor in {body.actor, ""}
        # What is the target by now is in every editor.
        if mine or known.text == opened.desk.unit(number).target:
            seen = text_hash(known.text)
    return opened.desk.type(number, body.actor, body.text, shown, seen or "")


def _finish_typing(opened: OpenDesk, number: int, body: Step) -> None:
    """Put a finished text in the place of what was typed on the way to it.

    The desk then lets go of it with the step. What somebody else types stays.
    """
    if opened.desk.typed(number) is not None and body.shown is not None:
        with contextlib.suppress(ChangedMeanwhileError):
            _keep_typed(opened, number, body, body.shown)


def _wish(body: Step) -> Wish:
    action = Action(body.action)
    return Wish(
        action,
        # A text with another step is what the editor holds; only translating writes it.
        target=body.text if action is Action.TRANSLATE else None,
        note=body.note,
        check=body.check,
        assignee=body.assignee,
        unedited=body.unedited,
        shown=body.shown,
    )
