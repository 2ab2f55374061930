"""Read what packages are measured on: sources with a reference each."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from kuager.errors import InputError, UsageError
from kuager.formats.sgm import HYPOTHESIS, REFERENCE, SOURCE, sgm_parse
from kuager.model import language_of
from kuager.models.training.corpora import Corpus, parse_corpus, read_corpus
from kuager.storage import read_regular

SIZE_LIMIT = 512 * 2**20
"""Bytes of a file, unpacked."""

_SGM = (".sgm", ".sgml", ".xml")


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Rows of a test set; every list has one entry for each row."""

    label: str
    locale: str
    """Of the references; empty where nothing says it."""
    sources: tuple[str, ...]
    references: tuple[str, ...]
    documents: tuple[str, ...]
    """Empty where the row belongs to none that is known."""

    @property
    def usable(self) -> list[int]:
        """Numbers (from 0) of the rows that have a source and a reference."""
        rows = zip(self.sources, self.references, strict=True)
        return [number for number, (source, reference) in enumerate(rows) if source and reference]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a test set lies: a corpus, or a file of sources and one of references."""

    corpus: str = ""
    """As ``kuager models train`` takes it, or an SGM file with sources and references."""
    source: Path | None = None
    reference: Path | None = None
    documents: str = ""
    """Number of the column (from 1) of a table, or a file, with the document of each row."""


def read_sets(place: Place) -> list[EvaluationSet]:
    """Return the test sets at a place: of a corpus in several locales, one for each.

    Raises UsageError for a combination that says nothing, InputError for files that cannot be
    read, do not fit each other, or have no row.
    """
    if bool(place.corpus) == bool(place.source and place.reference):
        raise UsageError(
            "What shall be measured on is not clear.",
            "Give --corpus, or --source and --reference.",
        )
    if place.corpus:
        sets = _corpus_sets(place)
    else:
        sets = [_pair_of_files(place.source or Path(), place.reference or Path())]
    if place.documents and not place.documents.isdigit():
        path = Path(place.documents)
        documents = tuple(_lines(path))
        _agree(path.name, len(documents), sets[0])
        sets = [replace(own, documents=documents) for own in sets]
    for own in sets:
        if not own.usable:
            raise InputError(f"{own.label} has no row with source and reference.", "Is it empty?")
    return sets


def choose_set(sets: Sequence[EvaluationSet], locale: str) -> EvaluationSet:
    """Return the set of a locale (one of unknown locale fits any). Raises InputError."""
    for own in sets:
        if not own.locale or language_of(own.locale) == language_of(locale):
            return own
    there = ", ".join(own.locale for own in sets)
    raise InputError(
        f"{sets[0].label} has no references for {locale}.", f"It has them for: {there}."
    )


def read_hypotheses(path: Path, own: EvaluationSet) -> list[str]:
    """Return ready translations, one for each row of a set: lines, or an SGM file.

    Raises InputError where their number is another.
    """
    if path.suffix.lower() in _SGM:
        segments = sgm_parse(_content(path), path.name).get(HYPOTHESIS, {})
        texts = list(segments.values())
    else:
        texts = _lines(path)
    _agree(path.name, len(texts), own)
    return texts


def _corpus_sets(place: Place) -> list[EvaluationSet]:
    if place.corpus.lower().endswith(_SGM):
        path = Path(place.corpus)
        content = _content(path)
        return [_sgm_set(path.name, content, content)]
    corpus = parse_corpus(place.corpus)
    kind = corpus.path.name.removesuffix(".gz").rpartition(".")[2]
    if kind in {"tmx", "po"}:
        pairs = read_corpus(corpus)
        return [
            EvaluationSet(
                corpus.path.name,
                locale,
                tuple(pair.source for pair in own),
                tuple(pair.target for pair in own),
                ("",) * len(own),
            )
            for locale in corpus.locales
            for own in [[pair for pair in pairs if pair.locale == locale]]
        ]
    return _table_sets(corpus, int(place.documents) if place.documents.isdigit() else 0)


def _table_sets(corpus: Corpus, document_column: int) -> list[EvaluationSet]:
    name = corpus.path.name
    rows = [
        [cell.strip() for cell in line.split("\t")] for line in _lines(corpus.path) if line.strip()
    ]
    needed = max(len(corpus.locales) + 1, document_column)
    for number, row in enumerate(rows, start=1):
        if len(row) < needed:
            raise InputError(
                f"Row {number} of {name} has {len(row)} columns; {needed} are needed.",
                "Separate columns by tabs.",
            )
    documents = tuple(row[document_column - 1] if document_column else "" for row in rows)
    return [
        EvaluationSet(
            name,
            locale,
            tuple(row[0] for row in rows),
            tuple(row[column] for row in rows),
            documents,
        )
        for column, locale in enumerate(corpus.locales, start=1)
    ]


def _pair_of_files(source: Path, reference: Path) -> EvaluationSet:
    if source.suffix.lower() in _SGM and reference.suffix.lower() in _SGM:
        return _sgm_set(source.name, _content(source), _content(reference), reference.name)
    sources, references = _lines(source), _lines(reference)
    if len(sources) != len(references):
        raise InputError(
            f"{source.name} has {len(sources)} lines, {reference.name} {len(references)}.",
            "They must be translations of each other line by line.",
        )
    return EvaluationSet(source.name, "", tuple(sources), tuple(references), ("",) * len(sources))


def _sgm_set(
    name: str, sources: bytes, references: bytes, reference_name: str = ""
) -> EvaluationSet:
    source = sgm_parse(sources, name).get(SOURCE, {})
    reference = sgm_parse(references, reference_name or name).get(REFERENCE, {})
    if not source or not reference:
        lacking = "sources" if not source else "references"
        raise InputError(
            f"{name if not source else reference_name or name} has no {lacking}.",
            "Give the file with the sources by --source, that with the references by --reference.",
        )
    return EvaluationSet(
        name,
        "",
        tuple(source.values()),
        tuple(reference.get(key, "") for key in source),
        tuple(document for document, _ in source),
    )


def _agree(name: str, rows: int, own: EvaluationSet) -> None:
    if rows != len(own.sources):
        raise InputError(
            f"{name} has {rows} lines, {own.label} {len(own.sources)} rows.",
            "Each row needs its line, empty ones too.",
        )


def _lines(path: Path) -> list[str]:
    """Return the lines of a text; only line feeds end one, as in sacreBLEU's own files."""
    try:
        text = _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8.", "Convert it.") from error
    lines = [line.strip() for line in text.split("\n")]
    return lines[:-1] if lines and not lines[-1] else lines


def _content(path: Path) -> bytes:
    content = read_regular(path, path.name, limit=SIZE_LIMIT)
    if content is None:
        raise InputError(f"There is no file {path.name}.", "Check the path.")
    if path.suffix == ".gz":
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as stream:
                content = stream.read(SIZE_LIMIT + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{path.name} is damaged.", "Get it again.") from error
        if len(content) > SIZE_LIMIT:
            raise InputError(f"{path.name} is too large.", "Measure on a part of it.")
    return content
