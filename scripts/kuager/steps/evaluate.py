"""Evaluate: packages and ready translations against references, with how sure each figure is."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuager.engines import ArgosEngine
from kuager.errors import InputError, UsageError
from kuager.evaluation import (
    Comparison,
    Evaluator,
    Figure,
    Group,
    group_by_document,
    group_by_length,
)
from kuager.metrics import Counts, measures
from kuager.model import EngineSignature
from kuager.models import ArgosPackage, find_package, open_package
from kuager.models.index import parse_request
from kuager.models.installed import package_files
from kuager.models.packages import EMBEDDED, SUFFIX
from kuager.pack import Pack
from kuager.steps.evaluation_sets import (
    EvaluationSet,
    Place,
    choose_set,
    read_hypotheses,
    read_sets,
)
from kuager.steps.proposals import PACKAGES

AT_ONCE = 256
"""Segments an engine gets in one call; how often the progress moves."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a package drafted, the loading of its model left out."""

    seconds: float
    target_tokens: int
    """By the package's own tokenizer."""

    @property
    def tokens_a_second(self) -> float:
        """Target tokens a second."""
        return self.target_tokens / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Weak:
    """One of the worst segments. It holds text: for a terminal, never for a log."""

    row: int
    """From 1."""
    value: float
    source: str
    hypothesis: str
    reference: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured of one system."""

    system: str
    """Name and version of a package, or the name of a file of translations."""
    locale: str
    test_set: str
    pairs: int
    figures: tuple[Figure, ...]
    lengths: tuple[Group, ...]
    """By words of the source."""
    documents: tuple[Group, ...]
    worst: tuple[Weak, ...]
    signature: EngineSignature | None = None
    """None for ready translations."""
    speed: Speed | None = None


@dataclass(frozen=True, slots=True)
class Paired:
    """A system tested against the first one of its locale."""

    first: str
    second: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Everything that was measured."""

    evaluations: tuple[Evaluation, ...]
    pairs: tuple[Paired, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How to measure."""

    locale: str = ""
    """Of ready translations, where the test set has several."""
    beam: int = 4
    worst: int = 0


@dataclass(slots=True)
class _System:
    """A system's translations of the rows of a set."""

    name: str
    own: EvaluationSet
    locale: str
    texts: Sequence[str]
    signature: EngineSignature | None = None
    speed: Speed | None = None


def evaluate(
    pack: Pack | None,
    packages: Sequence[str],
    place: Place,
    hypotheses: Sequence[Path],
    options: Options,
    progress: Progress,
) -> EvaluationReport:
    """Measure packages (names or files) and ready translations on one place's test sets.

    Rows without source or reference are left out for all. Every system is tested against the
    first of its locale, packages before files. Raises UsageError when there is nothing to
    measure, PackageError, InputError.
    """
    if not packages and not hypotheses:
        raise UsageError("There is nothing to measure.", "Name a package, or give --hypotheses.")
    sets = read_sets(place)
    paths = [package_path(pack, name) for name in packages]
    systems = [_ready(path, sets, options) for path in hypotheses]
    drafted = [_draft(path, sets, options, progress) for path in paths]
    evaluations, pairs = [], []
    first: dict[str, tuple[str, dict[str, Counts]]] = {}
    for system in drafted + systems:
        evaluator = Evaluator(measures(), _usable(system.own, system.own.references))
        counts = evaluator.count(_usable(system.own, system.texts))
        evaluations.append(_evaluation(system, evaluator, counts, options.worst))
        name, baseline = first.setdefault(system.own.locale, (system.name, counts))
        if baseline is not counts:
            comparisons = evaluator.compare(baseline, counts)
            pairs.append(Paired(name, system.name, tuple(comparisons)))
    return EvaluationReport(tuple(evaluations), tuple(pairs))


def package_path(pack: Pack | None, name: str) -> Path:
    """Return the file of a package: a path, or a name with or without version.

    Raises PackageError, InputError, UsageError.
    """
    path = Path(name)
    if name.endswith(SUFFIX):
        if not path.exists():
            raise InputError(f"There is no package {path.name}.", "Check the path.")
        return path
    request = parse_request(name)
    folder = pack.private_folder / PACKAGES if pack else None
    if not request.version:
        return find_package(request.name, folder)
    file_name = f"{request.name}-{request.version.replace('.', '_')}{SUFFIX}"
    for place in (folder, EMBEDDED):
        for candidate in package_files(place) if place else ():
            if candidate.name == file_name:
                return candidate
    raise InputError(f"There is no package {request}.", "See: kuager models list")


def _usable(own: EvaluationSet, rows: Sequence[str]) -> list[str]:
    return [rows[number] for number in own.usable]


def _ready(path: Path, sets: Sequence[EvaluationSet], options: Options) -> _System:
    if len(sets) > 1 and not options.locale:
        raise UsageError(
            f"{sets[0].label} has several locales; which one {path.name} is in is not clear.",
            "Say it with --locale.",
        )
    own = choose_set(sets, options.locale or sets[0].locale)
    return _System(path.name, own, options.locale or own.locale, read_hypotheses(path, own))


def _draft(
    path: Path, sets: Sequence[EvaluationSet], options: Options, progress: Progress
) -> _System:
    with tempfile.TemporaryDirectory() as cache:
        package = open_package(path, Path(cache))
        own = choose_set(sets, package.target_locale)
        engine = ArgosEngine(package, beam=options.beam)
        signature = engine.signature  # loads the model
        sources = _usable(own, own.sources)
        texts: list[str] = []
        start = time.perf_counter()
        for begin in range(0, len(sources), AT_ONCE):
            texts += [draft.text for draft in engine.translate(sources[begin : begin + AT_ONCE])]
            progress(len(texts), len(sources))
        seconds = time.perf_counter() - start
        encode = _tokenizer(package)
        speed = Speed(seconds, sum(len(encode(text)) for text in texts))
    rows = dict(zip(own.usable, texts, strict=True))
    whole = [rows.get(number, "") for number in range(len(own.sources))]
    return _System(signature.label, own, package.target_locale, whole, signature, speed)


def _tokenizer(package: ArgosPackage) -> Callable[[str], list[Any]]:
    """Return what cuts a text into the package's own tokens."""
    from argostranslate import tokenizer  # noqa: PLC0415 (heavy)

    path = package.target_tokenizer_path or package.tokenizer_path
    cutter: Any = (
        tokenizer.SentencePieceTokenizer(path)
        if path.name.endswith("sentencepiece.model")
        else tokenizer.BPETokenizer(path, package.target_locale, package.target_locale)
    )
    encode: Callable[[str], list[Any]] = cutter.encode
    return encode


def _evaluation(
    system: _System, evaluator: Evaluator, counts: dict[str, Counts], worst: int
) -> Evaluation:
    own = system.own
    sources = _usable(own, own.sources)
    texts, references = _usable(own, system.texts), _usable(own, own.references)
    lengths = group_by_length(sources)
    documents = group_by_document(_usable(own, own.documents))
    rows = own.usable
    return Evaluation(
        system=system.name,
        locale=system.locale,
        test_set=own.label,
        pairs=len(rows),
        figures=tuple(evaluator.figures(counts)),
        lengths=tuple(evaluator.group(name, counts, m) for name, m in lengths.items()),
        documents=tuple(evaluator.group(name, counts, m) for name, m in documents.items()),
        worst=tuple(
            Weak(rows[number] + 1, value, sources[number], texts[number], references[number])
            for number, value in evaluator.worst(counts, worst)
        ),
        signature=system.signature,
        speed=system.speed,
    )
