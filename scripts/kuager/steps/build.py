"""Build: somebody's checkpoint in, an Argos package out."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from kuager.engines.trial import try_package
from kuager.errors import PackageError, StorageError, UsageError
from kuager.models import open_package
from kuager.models.building.assembly import (
    Pieces,
    Plan,
    assemble,
    chosen_tokenizers,
    hindrances,
    prove_pieces,
)
from kuager.models.building.checkpoint import Checkpoint
from kuager.models.building.languages import Wanted, check_languages, choose_prefixes
from kuager.models.building.opening import opened
from kuager.models.training.packaging import Label
from kuager.storage import explain

QUANTIZATIONS = ("int8", "int16", "float16", "float32")
LINE_LIMIT = 200
"""Letters of a licence or a note, as models/licences.py reads them back."""

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"[0-9][0-9A-Za-z._]{0,31}")


@dataclass(frozen=True, slots=True)
class Order:
    """What the caller wants built."""

    source_locale: str
    target_locale: str
    licence: str = ""
    """Of the checkpoint, hence of the package; empty: to be asked for."""
    version: str = "1.0"
    quantization: str = "int8"
    source_prefix: str | None = None
    """Token before every source; None: found out from the vocabulary."""
    target_prefix: str | None = None
    tokenizer: Path | None = None
    target_tokenizer: Path | None = None
    notes: tuple[str, ...] = ()
    """Lines for the README, such as credits."""


class Outcome(Enum):
    """What became of an order."""

    BUILT = "built"
    UNCHANGED = "unchanged"
    """The very same package was there before."""
    FORESEEN = "foreseen"
    """A dry run: the checkpoint has all that it needs; nothing was converted."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built, and of what."""

    outcome: Outcome
    path: Path
    form: str
    """What the checkpoint is, such as “Marian release”."""
    architecture: str
    source_prefix: str
    target_prefix: str
    licence: str
    hindrances: tuple[str, ...]
    """Why argos-translate itself cannot use the package as it should; empty where it can."""
    size: int = 0
    """Bytes; 0 in a dry run."""
    sha256: str = ""


def build(
    source: Path,
    order: Order,
    output: Path,
    *,
    ask_licence: Callable[[str], str],
    dry_run: bool = False,
    report: Callable[[str], None] = lambda _: None,
) -> BuildReport:
    """Make a package for a pair of a checkpoint in a folder or zip archive, in ``output``.

    The package appears in one step, after it has translated its trial sentences. ``ask_licence``
    gets what the checkpoint states and returns the licence where the order gives none; it may
    raise. A dry run looks at the checkpoint and converts nothing. Raises UsageError,
    InputError, PackageError (whatever is wrong with the checkpoint), StorageError.
    """
    label = _label(order)
    target = output / label.file_name
    workshop = _workshop(None if dry_run else output, label)
    with workshop as folder, opened(source, folder) as checkpoint:
        plan, pieces = _plan(checkpoint, order, label)
        if dry_run:
            return _report(Outcome.FORESEEN, target, checkpoint, plan, pieces)
        if not plan.licence:
            plan = replace(plan, licence=_line(ask_licence(checkpoint.stated.licence)))
        report(f"Converting: {checkpoint.kind.value}, {checkpoint.architecture} …")
        with _explained(label):
            staged = assemble(checkpoint, plan, pieces, folder)
        report("Trying the package …")
        try_package(open_package(staged, folder / "unpacked"))
        with _explained(label):
            outcome = _place(staged, target)
        return _report(outcome, target, checkpoint, plan, pieces)


def _label(order: Order) -> Label:
    for locale in (order.source_locale, order.target_locale):
        if not _LOCALE.fullmatch(locale):
            raise UsageError("A language is given by its code.", "For example: --from en --to kk")
    if order.source_locale == order.target_locale:
        raise UsageError("Source and target are the same language.", "Give two.")
    if not _VERSION.fullmatch(order.version):
        raise UsageError(
            "A version begins with a digit and holds digits, letters, dots.", "For example: 1.0"
        )
    return Label(order.source_locale, order.target_locale, order.version, "")


def _plan(checkpoint: Checkpoint, order: Order, label: Label) -> tuple[Plan, Pieces]:
    """Return what the package will be made of, after all that can be looked at beforehand."""
    wanted = Wanted(
        order.source_locale, order.target_locale, order.source_prefix, order.target_prefix
    )
    prefixes = choose_prefixes(wanted, checkpoint.source_vocabulary, checkpoint.target_vocabulary)
    check_languages(checkpoint.stated.sources, order.source_locale, "from")
    if not (prefixes.source or prefixes.target):
        check_languages(checkpoint.stated.targets, order.target_locale, "into")
    tokenizers = chosen_tokenizers(checkpoint, order.tokenizer, order.target_tokenizer)
    pieces = prove_pieces(checkpoint, tokenizers)
    label = Label(label.source_locale, label.target_locale, label.version, prefixes.target)
    licence = _line(order.licence) if order.licence else ""
    notes = tuple(map(_line, order.notes))
    return Plan(label, prefixes, tokenizers, licence, order.quantization, notes), pieces


def _line(text: str) -> str:
    """Return a licence or note on one line. Raises UsageError for what is none."""
    words = " ".join(text.split())
    if not words or len(words) > LINE_LIMIT or not words.isprintable():
        raise UsageError(
            f"A licence or note is one line of at most {LINE_LIMIT} letters.",
            'For example: --licence "CC BY 4.0"',
        )
    return words


@contextmanager
def _workshop(output: Path | None, label: Label) -> Iterator[Path]:
    """Yield a folder for unfinished work, on the disk of the output where there is one."""
    made = output is not None and not output.exists()
    try:
        try:
            if output is not None:
                output.mkdir(parents=True, exist_ok=True)
            folder = tempfile.TemporaryDirectory(prefix=".kuager-", dir=output)
        except OSError as error:
            raise explain(error, label.file_name) from error
        with folder as name:
            yield Path(name)
    finally:
        if output is not None and made:
            with suppress(OSError):  # it holds the package
                output.rmdir()


@contextmanager
def _explained(label: Label) -> Iterator[None]:
    """Turn what the system refuses into one clear line."""
    try:
        yield
    except OSError as error:
        raise explain(error, label.file_name) from error
    except MemoryError as error:
        raise StorageError(
            f"{label.file_name}: the memory is too small for this checkpoint.",
            "Build it on a larger machine; the package itself needs a quarter of that.",
        ) from error


def _place(staged: Path, target: Path) -> Outcome:
    """Move a proven package to where it belongs. Raises PackageError, OSError."""
    if target.exists():
        if target.is_file() and _digest(target) == _digest(staged):
            return Outcome.UNCHANGED
        raise PackageError(
            f"Another {target.name} is there already.",
            "Move it away, or give this one another --package-version.",
        )
    with staged.open("rb") as stream:
        os.fsync(stream.fileno())
    staged.replace(target)
    return Outcome.BUILT


def _report(
    outcome: Outcome, path: Path, checkpoint: Checkpoint, plan: Plan, pieces: Pieces
) -> BuildReport:
    there = outcome is not Outcome.FORESEEN
    return BuildReport(
        outcome=outcome,
        path=path,
        form=checkpoint.kind.value,
        architecture=checkpoint.architecture,
        source_prefix=plan.prefixes.source,
        target_prefix=plan.prefixes.target,
        licence=plan.licence or checkpoint.stated.licence,
        hindrances=hindrances(plan.prefixes, alike=pieces.alike),
        size=path.stat().st_size if there else 0,
        sha256=_digest(path) if there else "",
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
