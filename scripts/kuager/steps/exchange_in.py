"""Exchange, in: what translators did elsewhere comes back into catalog and ledger.

Everything is worked out in memory and saved once. No text is lost: it is taken, kept beside the
catalog's as another version, already there, or reported.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from kuager.errors import InputError, TransitionError
from kuager.formats.exchanged import ExchangedUnit
from kuager.history import plain_form
from kuager.ledgers import check_actor
from kuager.merging.versions import other_versions
from kuager.model import CatalogEntry, State, text_hash
from kuager.pack import Pack
from kuager.review import FUZZY_STATES, Action
from kuager.steps.exchange_formats import FORMATS, ExchangeFormat, recognise
from kuager.steps.exchange_matching import Matching, match_rows, read_for
from kuager.steps.exchange_rules import (
    Mark,
    Outcome,
    Returned,
    asked_by,
    marked_state,
    text_outcome,
)
from kuager.steps.turns import UneditedError, Wish
from kuager.steps.workbench import Workbench, open_sheet
from kuager.storage import SIZE_LIMIT, read_regular


@dataclass(slots=True)
class ReturnReport:
    """What became of a file that came back; units by their numbers."""

    document: str
    locale: str
    format: str
    taken: list[int] = field(default_factory=list)
    """Have a new text by the actor."""
    claimed: list[int] = field(default_factory=list)
    """Were written in the catalog itself, and are on record as the actor's now."""
    conflicts: list[int] = field(default_factory=list)
    """Keep the catalog's text; the file's stands beside it as another version."""
    older: list[int] = field(default_factory=list)
    emptied: list[int] = field(default_factory=list)
    """Have no translation in the file, or the source in its place."""
    unchanged: int = 0
    comments: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    """How many units took a step because of their state in the file, by its action."""
    not_raised: list[int] = field(default_factory=list)
    """Marked as further on in the file than they are here; not taken without being asked to."""
    still_drafts: list[int] = field(default_factory=list)
    """Of these, drafts that came back word for word."""
    past_marks: list[int] = field(default_factory=list)
    """Given a state in the file while their text here became another one."""
    unclaimed: list[int] = field(default_factory=list)
    """Marked fuzzy in the catalog itself, and on nobody's record."""
    refused: list[tuple[int, str]] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    """Where in the file a new text stands that has no unit, and why, a sentence each."""
    elsewhere: int = 0
    """Pairs of a memory whose sentence is not in the document."""
    notices: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Nothing is left for people to look at before all of the file's texts are used."""
        return not (self.conflicts or self.refused or self.left_over)

    @property
    def changes(self) -> bool:
        """The file held something that was not known."""
        new = self.taken or self.claimed or self.comments or self.steps or self.not_raised
        return bool(new or not self.clean)


def exchange_in(
    pack: Pack,
    path: Path,
    actor: str,
    *,
    states: bool = False,
    document: str = "",
    locale: str = "",
) -> ReturnReport:
    """Take in what ``actor`` did in a file; return what became of it.

    With ``states``, units that the file marks as confirmed, reviewed or approved take these
    steps too, by the actor and by all rules of review. ``document`` and ``locale`` are for files
    that do not tell. Raises InputError, CatalogError for a file that cannot be used, UsageError,
    LedgerError, StorageError; nothing is changed then.
    """
    check_actor(actor)
    content = _content(path)
    own = _own_place(pack, path)
    kind = FORMATS["po"] if own else recognise(content, path.name)
    document, locale, file = read_for(pack, kind, content, path, *(own or (document, locale)))
    sheet = open_sheet(pack, document, locale)
    bench = Workbench(sheet)
    report = ReturnReport(document, locale, kind.name, notices=file.notices)
    matching = match_rows(kind, file.units, bench.units, path.name)
    intake = _Intake(bench, actor, kind, report, states=states)
    for number, row in sorted(matching.rows.items()):
        intake.take_own(number) if own else intake.take(number, row)
    if not own:
        _look_after_the_rest(intake, matching, sheet.catalog.entries)
    if own or bench.unsaved:
        bench.save()
    return report


def _content(path: Path) -> bytes:
    mend = "Give the path of a file that came back."
    if not path.exists():
        raise InputError(f"There is no file {path.name}.", mend)
    if not path.is_file():
        raise InputError(f"{path.name} is not a regular file.", mend)
    if path.stat().st_size > SIZE_LIMIT:
        raise InputError(f"{path.name} is larger than {SIZE_LIMIT // 2**20} MB.", "Split it.")
    return read_regular(path, path.name) or b""


def _own_place(pack: Pack, path: Path) -> tuple[str, str] | None:
    """Return document and locale of a file that is the pack's own catalog."""
    real = path.resolve()
    places = ((path.stem, locale) for locale in pack.locales())
    return next((p for p in places if real == pack.catalog_path(p[1], p[0]).resolve()), None)


def _look_after_the_rest(
    intake: _Intake, matching: Matching, entries: tuple[CatalogEntry, ...]
) -> None:
    """Report rows that could not be used, and keep the texts of sentences that changed."""
    report = intake.report
    report.refused += sorted(matching.refused.items())
    if not intake.kind.one_document:
        report.elsewhere = len(matching.gone) + len(matching.spare)
        return
    held = {(plain_form(e.source), plain_form(e.target)) for e in entries}
    for row in matching.gone:
        if _is_new(row, held):
            number = intake.successor(row.source)
            if number is not None:
                intake.keep_beside(number, row.target)
            now = f", but as unit {number} in other words" if number else ""
            report.left_over.append(f"{row.place}: its sentence is no longer there{now}.")
    report.left_over += [
        f"{row.place}: its sentence stands in the file more often than in the document."
        for row in matching.spare
        if _is_new(row, held)
    ]


def _is_new(row: ExchangedUnit, held: Collection[tuple[str, str]]) -> bool:
    """Tell whether a row's text is one that neither went out nor stands in the catalog."""
    known = (plain_form(row.source), plain_form(row.target)) in held
    sent = row.base is not None and row.base.is_of(row.target)
    return bool(row.target.strip()) and not known and not sent


class _Intake:
    """Takes rows in one by one."""

    def __init__(
        self,
        bench: Workbench,
        actor: str,
        kind: ExchangeFormat,
        report: ReturnReport,
        *,
        states: bool,
    ) -> None:
        self.kind = kind
        self.report = report
        self._bench = bench
        self._actor = actor
        self._states = states
        self._mark = f"in {kind.name}"
        self._successors: dict[str, int | None] | None = None

    def take(self, number: int, row: ExchangedUnit) -> None:
        """Take a row in: its text, its state, its comment."""
        unit = self._bench.unit(number)
        returned = Returned(row, unit, self.kind)
        outcome = text_outcome(returned, self._bench.history)
        report = self.report
        match outcome:
            case Outcome.TAKEN:
                self._step(number, Wish(Action.TRANSLATE, target=row.target))
                report.taken.append(number)
            case Outcome.CONFLICT:
                self.keep_beside(number, row.target)
                report.conflicts.append(number)
            case Outcome.OLDER:
                report.older.append(number)
            case Outcome.EMPTIED:
                report.emptied.append(number)
            case Outcome.SAME | Outcome.UNTOUCHED:
                report.unchanged += 1
        said = marked_state(returned, outcome)
        if outcome in {Outcome.TAKEN, Outcome.SAME}:
            if said is not None:
                self._take_state(number, returned, said)
        elif outcome is Outcome.UNTOUCHED and said is not None:
            report.past_marks.append(number)
        self._take_comment(number, row)

    def take_own(self, number: int) -> None:
        """Put on record what was done to a unit in the catalog itself."""
        entry, unit = self._bench.entry(number), self._bench.unit(number)
        standing = self._bench.history.standing(unit.id, entry)
        report = self.report
        if unit.state is State.TRANSLATED and not unit.translators:
            if self._step(number, Wish(Action.TRANSLATE)):
                report.claimed.append(number)
        elif unit.state in FUZZY_STATES and not entry.fuzzy:
            self._raise(number, State.TRANSLATED)
        elif entry.fuzzy and standing.translators and standing.state not in FUZZY_STATES:
            self._send_back(number)
        elif entry.fuzzy and unit.origin is None and not unit.translators:
            report.unclaimed.append(number)
        else:
            report.unchanged += 1

    def keep_beside(self, number: int, text: str) -> None:
        """Keep a text as another version of a unit."""
        self._bench.add_version(number, text)

    def successor(self, source: str) -> int | None:
        """Return the one unit whose sentence used to be another one, None if there is none."""
        if self._successors is None:
            self._successors = {}
            for number, unit in enumerate(self._bench.units, 1):
                if unit.previous_source:
                    known = unit.previous_source in self._successors
                    self._successors[unit.previous_source] = None if known else number
        return self._successors.get(source)

    # States ---------------------------------------------------------------------------------

    def _take_state(self, number: int, returned: Returned, said: State) -> None:
        match asked_by(returned, said, self._bench.unit(number)):
            case Mark.SEND_BACK:
                self._send_back(number)
            case Mark.REOPEN:
                self._count(number, Wish(Action.REOPEN, note=self._mark))
            case Mark.RAISE:
                self._raise(number, said)

    def _send_back(self, number: int) -> None:
        unit = self._bench.unit(number)
        done = any(
            event.action is Action.REQUEST_CHANGES
            and event.note == self._mark
            and event.actor == self._actor
            and event.target == text_hash(unit.target)
            for event in self._bench.history.remarks(unit.id)
        )
        if not done:
            self._count(number, Wish(Action.REQUEST_CHANGES, note=self._mark))

    def _raise(self, number: int, said: State) -> None:
        unit = self._bench.unit(number)
        if not self._states:
            self.report.not_raised.append(number)
            if unit.state is State.DRAFT:
                self.report.still_drafts.append(number)
            return
        wishes = [Action.CONFIRM] if unit.state in FUZZY_STATES else []
        if said is not State.TRANSLATED:
            wishes.append(Action.REVIEW if said is State.REVIEWED else Action.APPROVE)
        for action in wishes:
            if not self._count(number, Wish(action)):
                break

    def _count(self, number: int, wish: Wish) -> bool:
        done = self._step(number, wish)
        if done:
            steps, name = self.report.steps, wish.action.value
            steps[name] = steps.get(name, 0) + 1
        return done

    def _step(self, number: int, wish: Wish) -> bool:
        try:
            self._bench.take(number, wish, self._actor)
        except TransitionError as error:
            unedited = isinstance(error, UneditedError)
            mend = "Compare, then: kuager review approve --unedited" if unedited else ""
            self.report.refused.append((number, error.problem + f" {mend}".rstrip()))
            return False
        return True

    # Comments -------------------------------------------------------------------------------

    def _take_comment(self, number: int, row: ExchangedUnit) -> None:
        """Put a comment on record, and other versions beside the text, unless they are known."""
        if not row.comment.strip():
            return
        bench, unit = self._bench, self._bench.unit(number)
        versions, rest = other_versions(row.comment)
        for version in versions:
            known = plain_form(version) == plain_form(unit.target)
            if not known and not bench.history.knows(unit.id, unit.source, version):
                self.keep_beside(number, version)
        told = [bench.entry(number).remark]
        for event in bench.history.remarks(unit.id):
            # As it was written, and as it went out: programs forget whose a note was.
            told += [event.note, f"{event.actor}: {' '.join(event.note.split())}"]
        known_lines = {plain_form(line) for text in told for line in text.splitlines()}
        new = [line for line in rest.splitlines() if plain_form(line) not in {"", *known_lines}]
        if new and self._step(number, Wish(Action.COMMENT, note="\n".join(new))):
            self.report.comments += 1
