"""Across documents: what an archive says in several ways, read from the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kuager.checks.spellings import INSIDE_CAPITAL, LANGUAGES, source_names
from kuager.executors import SERIAL, Executor, Fault
from kuager.index import DAMAGE, Index
from kuager.index.tables import hash_number
from kuager.model import NarratorGender, Origin, State, language_of
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.disagreements import Disagreement, NameBook, Use, compare_sentence, ranked
from kuager.steps.indexing import pack_index

_COLUMNS = (
    "source, target, document, state, number, "
    f"origin = '{Origin.MEMORY.value}' AND (unedited OR state = '{State.DRAFT.value}')"
)
# The index on locale, source and target answers which sentences have several targets alone.
_SENTENCES = f"""
    SELECT {_COLUMNS} FROM placed WHERE locale = :locale AND target_hash <> :empty
    AND source_hash IN (
        SELECT source_hash FROM units WHERE locale = :locale AND target_hash <> :empty
        GROUP BY source_hash HAVING min(target_hash) <> max(target_hash)
    ) ORDER BY source_hash, source, id"""  # noqa: S608
_NAMES = f"""
    SELECT {_COLUMNS} FROM placed
    WHERE locale = :locale AND target_hash <> :empty AND source GLOB :capital ORDER BY id"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class AcrossReport:
    """What documents disagree on."""

    disagreements: tuple[Disagreement, ...]
    """The heaviest first."""
    set_aside: tuple[Fault, ...] = ()
    """Why some documents were not looked at."""


def across(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    executor: Executor = SERIAL,
    progress: Callable[[int, int], None] = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> AcrossReport:
    """Find sentences worded, and names spelled, differently in different documents.

    All documents are compared; with ``documents``, only what stands in one of these is told.
    Raises DocumentError and UsageError for what there is not; else as ``pack_index`` does.
    """
    wanted = frozenset(pack.document_ids(documents)) if documents else frozenset[str]()
    found: list[Disagreement] = []
    with pack_index(pack, executor=executor, progress=progress, on_loss=on_loss) as current:
        narrators = _narrators(current.index)
        for locale in pack.locales(locales):
            found += _sentences(current.index, locale, narrators, wanted)
            if language_of(locale) in LANGUAGES:
                found += _names(current.index, locale, narrators, wanted)
        set_aside = current.refreshed.set_aside
    return AcrossReport(tuple(ranked(found)), set_aside)


def _narrators(index: Index) -> dict[str, NarratorGender]:
    with DAMAGE.evaluated():
        rows = index.connection.execute("SELECT document, gender FROM sources WHERE gender <> ''")
        return {document: NarratorGender(gender) for document, gender in rows}


def _sentences(
    index: Index, locale: str, narrators: dict[str, NarratorGender], wanted: frozenset[str]
) -> Iterator[Disagreement]:
    placed = _placed(index, _SENTENCES, locale, narrators)
    for source, group in groupby(placed, key=lambda one: one[0]):
        uses = [(target, use) for _, target, use in group]
        if wanted and not any(use.document in wanted for _, use in uses):
            continue
        if one := compare_sentence(locale, source, uses):
            yield one


def _names(
    index: Index, locale: str, narrators: dict[str, NarratorGender], wanted: frozenset[str]
) -> Iterator[Disagreement]:
    book = NameBook(locale)
    for source, target, use in _placed(index, _NAMES, locale, narrators):
        if names := source_names(source):
            book.note(names, target, use)
    return book.disagreements(wanted)


def _placed(
    index: Index, query: str, locale: str, narrators: dict[str, NarratorGender]
) -> Iterator[tuple[str, str, Use]]:
    """Yield source and target of the units that a query asks for, and where they stand."""
    values = {"locale": locale, "empty": hash_number(""), "capital": INSIDE_CAPITAL}
    with DAMAGE.evaluated():
        for *columns, number, remembered in index.connection.execute(query, values):
            source, target, document, state = DAMAGE.texts(*columns)
            narrator = narrators.get(document)
            use = Use(document, int(number), State(state), narrator, bool(remembered))
            yield source, target, use
