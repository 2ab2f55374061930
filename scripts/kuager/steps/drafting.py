"""Ask engines for the drafts of many documents: each sentence once, here or elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kuager.draft_cache import DraftCache
from kuager.engines import Engine, Manner
from kuager.executors import Fault, Outcome, Task
from kuager.executors.base import attempt
from kuager.formats.ledger import engine_digest
from kuager.model import Draft
from kuager.pack import Pack
from kuager.placeables import Masked
from kuager.steps.proposals import Proposal, portions, propose_all
from kuager.steps.units import Sheet


@dataclass(frozen=True, slots=True)
class Portion:
    """Plain texts that an engine gets in one call."""

    document: str
    """The first of those that need them."""
    locale: str
    engine: Engine
    digest: str
    """Of the engine's signature."""
    manner: Manner
    texts: tuple[str, ...]


Answer = Mapping[str, Draft] | Fault
Answers = Generator[tuple[Portion, Answer], None, None]
Answering = Callable[[Iterable[Portion]], Answers]
"""Takes portions when it has room for them, and yields each with what an engine says to it, in
any order."""


def answered_here(pack: Pack) -> Answering:
    """Return what has portions answered by the engines in this process, one after the other."""

    def answering(asked: Iterable[Portion]) -> Answers:
        for portion in asked:
            outcome = attempt(pack, Task(portion.document, _translate, (portion,)))
            yield portion, answer_of(portion, outcome)

    return answering


def answer_of(portion: Portion, outcome: Outcome[list[Draft]]) -> Answer:
    """Return what became of the task of translating a portion as an answer to it."""
    if outcome.value is None:
        return outcome.fault or Fault(portion.document, "Nothing came back.", "")
    return dict(zip(portion.texts, outcome.value, strict=True))


def _translate(_: Pack, portion: Portion) -> list[Draft]:
    return portion.engine.translate(portion.texts)


@dataclass(frozen=True, slots=True)
class EngineInUse:
    """An engine, and how it was opened."""

    engine: Engine
    manner: Manner
    digest: str

    @classmethod
    def of(cls, engine: Engine, manner: Manner) -> EngineInUse:
        """Return an engine as it is used. Raises PackageError when its model cannot be loaded."""
        return cls(engine, manner, engine_digest(engine.signature))


@dataclass(slots=True)
class Job:
    """A document whose drafts are being made."""

    document: str
    found: dict[str, Proposal]
    """What there is by source text without an engine's help."""
    masked: Mapping[str, Masked]
    """The source texts that an engine is needed for."""
    used: EngineInUse | None = None
    known: dict[str, Draft] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    """Plain texts that are not answered yet."""
    cached: int = 0
    """Texts that were answered before, in another run or for another document."""
    sheet: Sheet | None = None
    """The document as it was read; None when an engine was asked, and time has passed since."""
    fault: Fault | None = None

    def proposals(self, locale: str) -> dict[str, Proposal]:
        """Return what there is by source text, when nothing is missing any more."""
        return {**self.found, **propose_all(locale, self.known, self.masked)}


class Drafting:
    """Makes the drafts of one locale.

    Every answer is kept in the cache as it comes. A text that is asked for already, for another
    document, is waited for.
    """

    def __init__(
        self, locale: str, cache: DraftCache, answering: Answering, count: Callable[[int], None]
    ) -> None:
        """Draft with ``answering``; ``count`` is told how many more texts are done."""
        self._locale = locale
        self._cache = cache
        self._answering = answering
        self._count = count
        self._waiting: dict[tuple[str, str], list[Job]] = {}
        """By engine and plain text, the jobs that wait for it."""

    def run(self, jobs: Iterable[Job], finish: Callable[[Job], None]) -> None:
        """Draft for all jobs; ``finish`` gets each when it has its drafts, or its fault.

        ``jobs`` are asked for when there is room. Raises StorageError, and what ``finish`` does.
        """
        with contextlib.closing(self._answering(self._portions(jobs, finish))) as answers:
            for portion, answer in answers:
                if isinstance(answer, Fault):
                    self._fail(portion, answer, finish)
                else:
                    self._cache.keep(portion.digest, answer)
                    self._take(portion, answer, finish)

    def _take(
        self, portion: Portion, answer: Mapping[str, Draft], finish: Callable[[Job], None]
    ) -> None:
        for text, draft in answer.items():
            for job in self._waiting.pop((portion.digest, text), ()):
                job.known[text] = draft
                job.missing.discard(text)
                if job.fault is None:
                    self._count(1)
                    if not job.missing:
                        finish(job)

    def _portions(self, jobs: Iterable[Job], finish: Callable[[Job], None]) -> Iterator[Portion]:
        for job in jobs:
            used = job.used
            if used and job.masked:
                yield from self._asked(job, used)
            # Whoever waits is finished by the last answer.
            if job.sheet:
                finish(job)

    def _asked(self, job: Job, used: EngineInUse) -> Iterator[Portion]:
        plain = {masked.plain for masked in job.masked.values()}
        job.known |= self._cache.find(used.digest, plain)
        job.missing = plain - job.known.keys()
        if job.missing:
            job.sheet = None
        new = {text for text in job.missing if (used.digest, text) not in self._waiting}
        for text in job.missing:
            self._waiting.setdefault((used.digest, text), []).append(job)
        job.cached = len(plain) - len(new)
        self._count(len(job.known))
        for texts in portions(new, used.engine.portion):
            yield Portion(job.document, self._locale, used.engine, used.digest, used.manner, texts)

    def _fail(self, portion: Portion, fault: Fault, finish: Callable[[Job], None]) -> None:
        """Give up all documents that wait for a text of this portion."""
        for text in portion.texts:
            for job in self._waiting.pop((portion.digest, text), ()):
                if job.fault is None:
                    job.fault = Fault(job.document, fault.problem, fault.mend)
                    finish(job)
