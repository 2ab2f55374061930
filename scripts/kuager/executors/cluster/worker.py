"""What a worker does with a task: unpack its share of the pack, do it there, delete it."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kuager.configuration import Configuration
from kuager.executors.base import INTERNAL_MEND, Fault, Task, attempt
from kuager.executors.cluster.room import is_full, lacks_room
from kuager.pack import Pack
from kuager.storage import explain

FETCHED = 1.0
"""Seconds that an answer has to be fetched in before a process ends."""

_place: list[Path] = []
"""The folder of this process, once it is known."""
_full: list[bool] = []
"""Not empty when the disk turned out to be full."""


@dataclass(frozen=True, repr=False, slots=True)
class Parcel:
    """A task on its way. Nothing of it shows in a log: it holds text."""

    name: str
    call: bytes
    """Function and arguments, pickled."""
    configuration: Configuration
    dry_run: bool
    contents: Mapping[str, bytes]
    """Files by their place in the pack."""
    heavy: Mapping[str, str]
    """The same of large files, which are not sent each time: their SHA-256."""


@dataclass(frozen=True, repr=False, slots=True)
class Answer:
    """What a worker says to a parcel: one of four."""

    value: bytes = b""
    """The function's result, pickled."""
    fault: Fault | None = None
    lacking: tuple[str, ...] = ()
    """Large files that the worker does not have yet, by SHA-256."""
    full: bool = False
    """The worker's disk has no room for the task; the worker leaves the cluster."""
    worker: str = ""
    """Its address."""


def work_in(folder: Path) -> None:
    """Let all that tasks need on disk be in a folder. Call it once, before the first task."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _place[:] = [folder]


def workplace() -> Path:
    """Return this process's private folder, which is deleted with it."""
    if not _place:
        work_in(Path(tempfile.mkdtemp(prefix="kuager-")))
    return _place[0]


def keep_heavy(digest: str, content: bytes) -> None:
    """Keep a large file, unless it is not what it should be: it is asked for again then."""
    if hashlib.sha256(content).hexdigest() != digest:
        return
    part = workplace() / f"{digest}.part"
    try:
        part.write_bytes(content)
        part.replace(_store() / digest)
    except OSError as error:
        part.unlink(missing_ok=True)
        if lacks_room(error):
            _full.append(True)


def found_no_room() -> bool:
    """Tell whether the disk turned out to be full, so that this process leaves the cluster."""
    return bool(_full)


def do(parcel: Parcel) -> Answer:
    """Do the task in a parcel. Never raises: what is raised would be logged with the text."""
    try:
        from distributed import get_worker  # noqa: PLC0415 (an extra)

        worker = get_worker()
        answer = _answer(parcel)
        if answer.full:
            _full.append(True)
            later = (worker.loop.call_later, FETCHED, worker.close_gracefully)
            worker.loop.add_callback(*later, reason="disk full")
        return replace(answer, worker=worker.address)
    except Exception as error:  # noqa: BLE001 (raised, it would be logged with the text)
        problem = f"{parcel.name}: internal error ({type(error).__name__}) on a worker."
        return Answer(fault=Fault(parcel.name, problem, INTERNAL_MEND))


def _answer(parcel: Parcel) -> Answer:
    """Do the task in a folder of its own, if there is room and all files are here."""
    if found_no_room():
        time.sleep(2 * FETCHED)  # the process ends; answered at once, it would only draw more tasks
        return Answer(full=True)
    try:
        lacking = {digest for digest in parcel.heavy.values() if not _is_sound(digest)}
        if lacking:
            return Answer(lacking=tuple(sorted(lacking)))
        with tempfile.TemporaryDirectory(dir=workplace()) as folder:
            return _done(parcel, Path(folder).resolve())
    except OSError as error:
        if lacks_room(error):
            return Answer(full=True)
        refusal = explain(error, "The disk of a worker")
        return Answer(fault=Fault(parcel.name, refusal.problem, refusal.mend))


def _done(parcel: Parcel, root: Path) -> Answer:
    for name, content in parcel.contents.items():
        _target(root, name).write_bytes(content)
    for name, digest in parcel.heavy.items():
        _link(_store() / digest, _target(root, name))
    function, arguments = pickle.loads(parcel.call)  # noqa: S301 (whoever may send tasks may)
    pack = Pack(root, parcel.configuration, dry_run=parcel.dry_run)
    failed: list[BaseException] = []
    outcome = attempt(pack, Task(parcel.name, _watched(function, failed), arguments))
    if outcome.fault and (any(map(lacks_room, failed)) or is_full(root)):
        return Answer(full=True)
    if outcome.fault:
        return Answer(fault=outcome.fault)
    return Answer(pickle.dumps(outcome.value))


def _watched(function: Callable[..., Any], failed: list[BaseException]) -> Callable[..., Any]:
    """Return a function that keeps what it raises, for its cause."""

    def watched(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            failed.append(error)
            raise

    return watched


def _target(root: Path, name: str) -> Path:
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise ValueError
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _link(kept: Path, target: Path) -> None:
    try:
        os.link(kept, target)
    except OSError:  # another disk, or one without hard links
        shutil.copyfile(kept, target)


def _store() -> Path:
    folder = workplace() / "heavy"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


_DIGEST = re.compile("[0-9a-f]{64}")
_sound: dict[str, Any] = {}
"""Large files that were proven, with what the system said of them then."""


def _is_sound(digest: str) -> bool:
    """Tell whether a large file is here and what it should be; read only when it changed."""
    if not _DIGEST.fullmatch(digest):
        return False
    path = _store() / digest
    try:
        status = path.stat()
        seen = (status.st_size, status.st_mtime_ns, status.st_ino)
        if _sound.get(digest) != seen:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                    path.unlink(missing_ok=True)
                    return False
            _sound[digest] = seen
    except OSError:
        return False
    return True
