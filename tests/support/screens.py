"""Made-up views of a review page: a testimony of nobody, in every state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kuager.memory import Change
from kuager.model import Confidence, NarratorGender, Origin, Role, Severity, State, text_hash
from kuager.review import Action
from kuager.web.views import (
    Filter,
    Frame,
    Listing,
    Notice,
    Panel,
    Progress,
    Row,
    Said,
    Screen,
    SheetLink,
    Sides,
    Suggestion,
    Term,
    Version,
    Wanted,
)

SIDES = Sides("en", "kk")
FRAME = Frame(language="en", token="t" * 43, actor="translator-1", four_eyes=True)
SENTENCES = (
    ("The night visit", "Түнгі келу"),
    ("They came at six in the morning.", "Олар таңғы алтыда келді."),
    (
        "I did not open the door until my neighbour told me that <1>nothing</1> would happen.",
        "Көршім маған <1>ештеңе</1> болмайды дегенше есікті ашқан жоқпын.",
    ),
    ("There were three of them, and a dog.", "Олар үшеу еді, бір ит болды."),
    ("Nobody has told us where my brother is.", ""),
    (
        "Since the beginning of March we have had no gas, no light, and water only at night.",
        "Наурыз айының басынан бері бізде газ да, жарық та жоқ, су тек түнде ғана келеді.",
    ),
)
_STATES = (
    State.APPROVED,
    State.REVIEWED,
    State.TRANSLATED,
    State.DRAFT,
    State.UNTRANSLATED,
    State.NEEDS_WORK,
)
ACTIONS = {
    State.UNTRANSLATED: (Action.TRANSLATE,),
    State.DRAFT: (Action.TRANSLATE, Action.CONFIRM, Action.REQUEST_CHANGES),
    State.NEEDS_WORK: (Action.TRANSLATE, Action.CONFIRM),
    State.TRANSLATED: (Action.TRANSLATE, Action.REVIEW, Action.APPROVE, Action.REQUEST_CHANGES),
    State.REVIEWED: (Action.TRANSLATE, Action.APPROVE, Action.REQUEST_CHANGES, Action.REOPEN),
    State.APPROVED: (Action.TRANSLATE, Action.REQUEST_CHANGES, Action.REOPEN),
}


def row(number: int, state: State | None = None, target: str | None = None) -> Row:
    """A unit; every sixth is like it. Its state and text can be given."""
    place = (number - 1) % len(SENTENCES)
    source, usual = SENTENCES[place]
    state = state or _STATES[place]
    text = usual if target is None else target
    drafted = state is State.DRAFT
    return Row(
        number=number,
        unit=f"{number:016x}",
        role=Role.HEADING if place == 0 else Role.PARAGRAPH,
        opens_block=place in {0, 1, 4},
        source=source,
        target=text,
        state=State.UNTRANSLATED if not text else state,
        origin=None if not text else Origin.MACHINE if drafted else Origin.HUMAN,
        engine="translate-en_kk 0.3" if drafted else "",
        confidence=Confidence.DOUBTFUL if drafted else None,
        unedited=False,
        translators=() if drafted or not text else ("translator-2",),
        assignee="translator-1" if place == 4 else "",
        findings={Severity.ERROR: 1, Severity.WARNING: 2} if drafted else {},
        asked=place == 4,
        versions=1 if place == 5 else 0,
        source_changed=place == 5,
        typed=False,
    )


NOTICES = (
    Notice("numbers", "Numbers", Severity.ERROR, "“three” is missing.", None),
    Notice("spaces", "Spaces", Severity.WARNING, "Two spaces.", (0, 4), repaired="Олар үшеу."),
    Notice("names", "Names", Severity.INFO, "A name is written anew.", (5, 9), ignored=True),
)


def panel(line: Row, typed: str | None = None) -> Panel:
    """All there is to know about a unit, and more than any real one has."""
    return Panel(
        row=line,
        shown=text_hash(line.target),
        text=line.target if typed is None else typed,
        typed_by="translator-1" if typed is not None else "",
        source_locale="en",
        locale="kk",
        notes=("paragraph 2 of 4, segment 1 of 3", "<1>: emphasis"),
        previous_source="Since February we have had no gas." if line.source_changed else "",
        previous_difference=(
            (Change.SAME, "Since "),
            (Change.REMOVED, "February"),
            (Change.ADDED, "the beginning of March"),
            (Change.SAME, " we have had no gas"),
        )
        if line.source_changed
        else (),
        notices=NOTICES if line.state is State.DRAFT else (),
        terms=(
            Term("neighbour", ("көрші",), ("әріптес",), "who lives next door", False, False),
            Term("gas", ("газ", "көгілдір отын"), (), "", True, "газ" in line.target),
        ),
        said=(
            Said("translator-2", Action.TRANSLATE, "", ""),
            Said("reviewer-1", Action.COMMENT, "Who told her?", "", earlier=True),
            Said("reviewer-1", Action.QUESTION, "Which brother?", "2024-05-02", open=True),
        ),
        versions=(Version("Нұсқа.", ((Change.REMOVED, "Түн"), (Change.ADDED, "Нұсқа."))),)
        if line.versions
        else (),
        earlier=(line.target, "Ертерек мәтін.", "Ең бірінші мәтін."),
        tags=("<1>", "</1>") if "<1>" in line.source else (),
        actions=frozenset(ACTIONS[line.state]),
        gender=NarratorGender.NEUTRAL,
    )


MATCHES = (
    Suggestion(
        "Олар таңғы бесте келді.",
        92,
        ((Change.SAME, "They came at "), (Change.REMOVED, "five"), (Change.ADDED, "six")),
        ("another number",),
        "night-visit, approved",
    ),
    Suggestion("Олар келді.", 74, (), (), "night-visit, approved"),
)


def progress(rows: list[Row]) -> Progress:
    counts = Counter(line.state for line in rows)
    order = (*_STATES[:4], State.NEEDS_WORK, State.UNTRANSLATED)
    return Progress(
        units=len(rows),
        states={state: counts[state] for state in order},
        words=12 * len(rows),
        questions=sum(line.asked for line in rows),
    )


def screen(
    rows: list[Row], *, first: int = 1, opened: Panel | None = None, title: str = "The night visit"
) -> Screen:
    """The page: at most 60 rows from a number on."""
    return Screen(
        document="night-visit",
        title=title,
        source_locale="en",
        locale="kk",
        progress=progress(rows),
        filter=Filter(),
        runs=((1, len(rows)),) if rows else (),
        rows=tuple(rows[first - 1 : first + 59]),
        opened=opened,
        revision=1,
        assignees=("translator-1", "translator-2"),
        checks=(("numbers", "Numbers"), ("spaces", "Spaces")),
    )


def in_language(language: str, *, actor: str = "translator-1") -> Frame:
    return replace(FRAME, language=language, actor=actor)


def listing(links: Sequence[SheetLink], wanted: Wanted | None = None) -> Listing:
    """A list of all these documents."""
    return Listing(
        wanted=wanted or Wanted(),
        source_locale="en",
        links=tuple(links),
        first=1,
        count=len(links),
        page=1,
        pages=1,
        total=len(links),
        progress={link.locale: link.progress for link in links},
        passages=(),
        more=False,
        unread=False,
        trouble="",
    )
