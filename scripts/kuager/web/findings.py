"""What the checks say of every unit, looked for behind the page: nobody waits for it.

Units are looked at one by one, those on somebody's screen first; what only all units together
can tell comes last, when nothing has changed for a while.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kuager.checks import CHECKS, CheckContext, check_document, run_checks
from kuager.model import Finding, Severity, Unit

_REST = 0.0005
"""Seconds between two units, in which the page gets the processor."""
_WAIT = 0.004
_WAITS = 50
"""How long, and how often, the next unit waits for requests that are being answered."""
_LAST = 10.0
"""Seconds that the look under way gets when it is to be the last."""
_CALM = 2.0
"""Seconds without a change before the document is looked at as a whole."""


class Findings:
    """The findings on a document in one locale. Safe to use from any thread."""

    def __init__(
        self,
        units: Callable[[], Sequence[Unit]],
        context: Callable[[], CheckContext],
        on_found: Callable[[Sequence[int]], None],
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take what gives the units as they are now, and what the checks may know.

        ``on_found`` is called with numbers of units (from 1) of which more is known than before,
        ``is_busy`` tells whether somebody waits for an answer.
        """
        self._units = units
        self._context = context
        self._on_found = on_found
        self._is_busy = is_busy
        self._own: dict[int, tuple[Unit, list[Finding]]] = {}
        self._across: dict[int, list[Finding]] = {}
        self._across_is_new = False
        self._urgent: deque[int] = deque()
        self._waiting: deque[int] = deque(range(1, len(units()) + 1))
        self._changed_at = 0.0
        self._wake = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="findings", daemon=True)

    def start(self) -> None:
        """Begin to look, if that has not begun."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self, *, wait: bool = True) -> None:
        """Look no further; with ``wait``, return when the look under way has ended."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if wait and self._thread.ident is not None:
            self._thread.join(_LAST)

    def known(self, number: int) -> list[Finding] | None:
        """Return what is known of a unit, None where nobody has looked since it changed."""
        units = self._units()
        return self.known_of(number, units[number - 1]) if number <= len(units) else None

    def known_of(self, number: int, unit: Unit) -> list[Finding] | None:
        """Return the same, where the caller has the unit."""
        found = self._own.get(number)
        if found is None or not _same(found[0], unit):
            return None
        across = self._across.get(number)
        return found[1] + [f for f in across if f.check not in unit.ignored] if across else found[1]

    def counts(self, number: int) -> dict[Severity, int] | None:
        """Return how many findings of each severity a unit has, None where it is not known."""
        found = self.known(number)
        return None if found is None else dict(Counter(finding.severity for finding in found))

    def now(self, number: int) -> list[Finding]:
        """Look at a unit at once; return what is known of it then."""
        if self.known(number) is None:
            self._look(number)
        return self.known(number) or []

    def across(self, number: int) -> list[Finding]:
        """Return what a document's other units gave rise to, dismissed or not, the last time."""
        return list(self._across.get(number, ()))

    def want(self, numbers: Iterable[int]) -> None:
        """Look at these units before others: somebody sees them."""
        with self._wake:
            self._urgent.extend(number for number in numbers if self.known(number) is None)
            self._wake.notify_all()

    def renew(self, numbers: Iterable[int]) -> None:
        """Look at units again that have changed."""
        with self._wake:
            self._urgent.extend(numbers)
            self._across_is_new = False
            self._changed_at = time.monotonic()
            self._wake.notify_all()

    # In the thread --------------------------------------------------------------------------

    def _work(self) -> None:
        while (number := self._next()) is not None:
            if number == 0:
                self._look_across()
            elif self.known(number) is None:
                self._look(number)
                self._on_found([number])
                self._rest()

    def _rest(self) -> None:
        """Let those who wait have the processor, though not without end."""
        time.sleep(_REST)
        for _ in range(_WAITS):
            if not self._is_busy():
                return
            time.sleep(_WAIT)

    def _next(self) -> int | None:
        """Return the number of a unit, 0 for the whole document, None for the end; may wait."""
        with self._wake:
            while not self._stopped:
                if self._urgent:
                    return self._urgent.popleft()
                if self._waiting:
                    return self._waiting.popleft()
                calm = self._changed_at + _CALM - time.monotonic()
                if not self._across_is_new and calm <= 0:
                    self._across_is_new = True
                    return 0
                self._wake.wait(None if self._across_is_new else calm)
            return None

    def _look(self, number: int) -> None:
        units = self._units()
        if 1 <= number <= len(units):
            unit = units[number - 1]
            self._own[number] = (unit, run_checks(unit, CHECKS, self._context()))

    def _look_across(self) -> None:
        across: dict[int, list[Finding]] = {}
        # Dismissed ones too: whether a unit's are counted is asked when they are.
        units = [replace(unit, ignored=frozenset()) for unit in self._units()]
        for index, finding in check_document(units):
            across.setdefault(index + 1, []).append(finding)
        before, self._across = self._across, across
        told = [n for n in before.keys() | across.keys() if before.get(n) != across.get(n)]
        if told:
            self._on_found(sorted(told))


def _same(before: Unit, now: Unit) -> bool:
    """Tell whether the checks would say the same of both."""
    return before is now or (
        (before.source, before.target, before.state, before.unedited, before.ignored)
        == (now.source, now.target, now.state, now.unedited, now.ignored)
    )
