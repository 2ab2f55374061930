"""The pack's index, brought up to date with the files: only what changed is surveyed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kuager.errors import InputError, KuagerError
from kuager.executors import SERIAL, Executor, Fault, Task
from kuager.index import Index, Stamp, Summary, Survey, digest_of, stamp_of
from kuager.model import NarratorGender
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.grounds import Grounds, words_path
from kuager.steps.indexes import opened_index
from kuager.steps.policies import policies

_AT_ONCE = 5_000
"""Units that are written in one transaction: an interruption costs a second or two of work."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What bringing the index up to date came to."""

    changed: int
    """Sheets that were surveyed."""
    removed: int
    set_aside: tuple[Fault, ...]
    """Why sheets that were asked for cannot be read, in their order."""


@dataclass(frozen=True, slots=True)
class Current:
    """An index that is up to date with what was asked for."""

    index: Index
    refreshed: Refreshed
    sheets: tuple[tuple[str, str], ...]
    """Document and locale of all that was asked for, in order; also those set aside."""

    def summaries(self) -> list[Summary]:
        """Return what is known of the sheets that could be read, in their order."""
        if len(self.sheets) > _FEW:
            known = self.index.summaries()
            found = [known.get(sheet) for sheet in self.sheets]
        else:
            found = [self.index.summary(*sheet) for sheet in self.sheets]
        return [summary for summary in found if summary and not summary.problem]


_FEW = 50
"""Sheets that are looked up one by one."""


@contextlib.contextmanager
def pack_index(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    executor: Executor = SERIAL,
    progress: Callable[[int, int], None] = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> Iterator[Current]:
    """Open the index, up to date with these documents and locales, or all.

    Sheets that cannot be read are set aside. Where there is one of every document, raises
    InputError with the first one's problem. Raises DocumentError and UsageError for what there
    is not, TermbaseError, StorageError.
    """
    sheets = tuple(
        (document, locale)
        for document in pack.document_ids(documents)
        for locale in pack.locales(locales)
    )
    whole = not documents and not locales

    def bring(index: Index) -> Refreshed:
        return refresh(pack, index, sheets, whole=whole, executor=executor, progress=progress)

    with opened_index(pack, bring, on_loss) as (index, refreshed):
        set_aside = refreshed.set_aside
        if {fault.document for fault in set_aside} == {document for document, _ in sheets}:
            raise InputError(set_aside[0].problem, set_aside[0].mend)
        yield Current(index, refreshed, sheets)


# Bringing up to date ------------------------------------------------------------------------


def refresh(
    pack: Pack,
    index: Index,
    sheets: Sequence[tuple[str, str]],
    *,
    whole: bool,
    executor: Executor = SERIAL,
    progress: Callable[[int, int], None] = no_progress,
) -> Refreshed:
    """Survey the sheets (document and locale) whose files, policy, terms or checks changed.

    With ``whole``, these are all that the pack has, and others are forgotten. What is done is
    kept, whatever happens then. Raises TermbaseError, StorageError.
    """
    genders = policies(pack, index)
    grounds = Grounds(pack)
    stamps = look(pack, index, sheets, whole=whole)
    known = index.made_from()
    stale: list[tuple[str, str, bytes]] = []
    for document, locale in sheets:
        _, content = stamps[document, locale]
        made = grounds.of(content, genders.get(document))
        if not made or known.get((document, locale)) != made:
            stale.append((document, locale, made))
    gone = sorted(known.keys() - set(sheets)) if whole else []
    if gone:
        with index.writing():
            for document, locale in gone:
                index.remove(document, locale)
    tasks = _tasks(pack, stale, genders, grounds.terms)
    with _Writing(index) as writing:
        outcomes = executor.run(pack, tasks, progress)
        for (document, locale, made), outcome in zip(stale, outcomes, strict=True):
            if outcome.value is None:
                fault = outcome.fault or Fault(document, f"{document}: nothing came back.", "")
                # It may have been this machine's fault: it is tried again next time.
                failed = Survey(problem=fault.problem, mend=fault.mend)
                writing.add(document, locale, b"", failed)
                continue
            before, _ = stamps[document, locale]
            # What somebody wrote to meanwhile is surveyed again next time.
            same = sheet_stamp(pack, locale, document).stamp == before.stamp
            writing.add(document, locale, made if same else b"", outcome.value)
    return Refreshed(len(stale), len(gone), _set_aside(index, sheets))


def _tasks(
    pack: Pack,
    stale: Sequence[tuple[str, str, bytes]],
    genders: Mapping[str, NarratorGender],
    terms: bytes,
) -> list[Task[Survey]]:
    if not stale:
        return []
    # The checks are loaded only where they have something to do.
    from kuager.steps.contexts import checked_terms  # noqa: PLC0415
    from kuager.steps.surveying import survey_task  # noqa: PLC0415

    checked_terms(pack)  # a termbase that cannot be used is everybody's fault, not a document's
    return [
        survey_task(pack, locale, document, genders.get(document), terms)
        for document, locale, _ in stale
    ]


def sheet_stamp(pack: Pack, locale: str, document: str) -> Stamp:
    """Return the stamp of a sheet's catalog, ledger and word list."""
    return _stamp(_folders(pack, locale), document)


def _folders(pack: Pack, locale: str) -> tuple[str, str, str]:
    """Return where a locale's catalogs, ledgers and word lists lie, as texts: there are thousands.

    The last is empty where the spelling is not checked.
    """
    spelled = locale in pack.configuration.spelling
    return (
        os.fspath(pack.catalog_path(locale, "any").parent),
        os.fspath(pack.ledger_folder(locale, "any").parent),
        os.fspath(words_path(pack, locale, "any").parent) if spelled else "",
    )


def _stamp(folders: tuple[str, str, str], document: str) -> Stamp:
    catalogs, ledgers, words = folders
    files = [f"{catalogs}{os.sep}{document}.po"]
    if words:
        files.append(f"{words}{os.sep}{document}.txt")
    return stamp_of(files, f"{ledgers}{os.sep}{document}", (".jsonl", ".seal"))


def look(
    pack: Pack, index: Index, sheets: Sequence[tuple[str, str]], *, whole: bool
) -> dict[tuple[str, str], tuple[Stamp, bytes]]:
    """Return each sheet's stamp and the digest of its files, empty where one cannot be read.

    Only files that may have changed are read. With ``whole``, other sheets are forgotten.
    """
    known = index.stamps()
    stamps: dict[tuple[str, str], tuple[Stamp, bytes]] = {}
    changed: dict[str, tuple[Stamp, bytes]] = {}
    folders = {locale: _folders(pack, locale) for locale in {locale for _, locale in sheets}}
    for document, locale in sheets:
        name = f"{locale}/{document}"
        stamp = _stamp(folders[locale], document)
        before = known.pop(name, None)
        if before and before[0].settled and before[0].stamp == stamp.stamp:
            stamps[document, locale] = before
            continue
        stamps[document, locale] = (stamp, _digest(pack, stamp))
        if stamps[document, locale][1]:
            changed[name] = stamps[document, locale]
    gone = sorted(known) if whole else []
    if changed or gone:
        with index.writing():
            index.note_stamps(changed, gone)
    return stamps


def _digest(pack: Pack, stamp: Stamp) -> bytes:
    try:
        return digest_of((path.name, pack.content(path) or b"") for path in map(Path, stamp.names))
    except KuagerError:
        return b""


def _set_aside(index: Index, sheets: Sequence[tuple[str, str]]) -> tuple[Fault, ...]:
    faults = index.faults()
    return tuple(Fault(s[0], *faults[s]) for s in sheets if s in faults)


class _Writing:
    """Writes surveys, several in a transaction."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._waiting: list[tuple[str, str, bytes, Survey]] = []
        self._units = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def add(self, document: str, locale: str, made: bytes, survey: Survey) -> None:
        """Write a survey soon."""
        self._waiting.append((document, locale, made, survey))
        self._units += 1 + len(survey.units)
        if self._units >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        waiting, self._waiting, self._units = self._waiting, [], 0
        if waiting:
            with self._index.writing():
                for sheet in waiting:
                    self._index.put(*sheet)
