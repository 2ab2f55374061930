"""Let the workers of a cluster draft: the package goes to them, texts go and drafts come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kuager.engines import Engine, Manner, engine_files
from kuager.errors import PackageError
from kuager.executors import Task
from kuager.executors.cluster import ClusterExecutor
from kuager.executors.cluster.worker import workplace
from kuager.formats.ledger import engine_digest
from kuager.model import Draft
from kuager.models.packages import EMBEDDED
from kuager.pack import Pack
from kuager.steps.drafting import Answering, Answers, Portion, answer_of
from kuager.steps.proposals import PACKAGES, UNPACKED, engine_for, engine_specs

_OPEN = 4
"""Engines that a worker keeps open: two locales, narrators of two genders."""

_engines: dict[str, Engine] = {}
"""The engines of this process by digest, the one used last at the end."""


def draft_portion(
    pack: Pack, locale: str, manner: Manner, digest: str, texts: tuple[str, ...]
) -> list[Draft]:
    """Return an engine's drafts of plain texts, in the same order.

    ``digest`` is that of the signature of the engine that the client would use: package with its
    SHA-256, settings, number format, versions of libraries. An engine that is another one here is
    not used. Raises PackageError.
    """
    engine = _engines.pop(digest, None)
    if engine is None:
        engine = engine_for(pack, locale, manner, workplace() / UNPACKED)
        if engine_digest(engine.signature) != digest:
            raise PackageError(
                f"The engine for {locale} is another one on a worker "
                f"({engine.signature.label}, {engine.signature.compute_type}).",
                "Use machines of one kind, with the same versions.",
            )
    while len(_engines) >= _OPEN:
        del _engines[next(iter(_engines))]
    _engines[digest] = engine
    return engine.translate(texts)


def answered_elsewhere(pack: Pack, executor: ClusterExecutor) -> Answering:
    """Return what has portions answered by a cluster's workers.

    Workers have the same files of Kuager and versions of its libraries as this machine, and
    prove package and settings by the engine's signature, so their drafts are those of this
    machine, as far as both kinds of processor round alike: where an engine's candidates are
    nearly equal, another kind may prefer another one. Where one draft is taken from many, none
    depends on what else is drafted; else portions are the same as on one machine.
    """
    files: dict[str, tuple[Path, ...]] = {}

    def answering(asked: Iterable[Portion]) -> Answers:
        out: dict[int, Portion] = {}

        def tasks() -> Iterator[Task[list[Draft]]]:
            for number, portion in enumerate(asked):
                out[number] = portion
                locale = portion.locale
                if locale not in files:
                    files[locale] = _files(pack, locale)
                # The terms come with their file: they are made for a pack, not for a journey.
                manner = replace(portion.manner, terms=None)
                arguments = (locale, manner, portion.digest, portion.texts)
                yield Task(portion.document, draft_portion, arguments, files[locale])

        for number, outcome in executor.done(pack, tasks()):
            portion = out.pop(number)
            yield portion, answer_of(portion, outcome)

    return answering


def _files(pack: Pack, locale: str) -> tuple[Path, ...]:
    """Return the files of the pack that decide a locale's drafts."""
    specs = engine_specs(pack, pack.configuration.engines[locale])
    packages = engine_files(*specs, packages_folder=pack.private_folder / PACKAGES)
    # A package that comes with Kuager is there: workers have the same files.
    own = [path for path in packages if not path.is_relative_to(EMBEDDED)]
    return (*own, pack.termbase_path)
