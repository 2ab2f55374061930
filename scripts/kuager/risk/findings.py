"""Look through a document's passages; weigh what is found by what stands beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.risk.base import RANK, Hit, Level, Passage, Risk, Rule, raised
from kuager.risk.gazetteer import places
from kuager.risk.lives import Family, Work
from kuager.risk.names import names_of
from kuager.risk.people import People
from kuager.risk.places import Addresses, Institutions, Places
from kuager.risk.registers import Accounts, Contacts, Documents, Vehicles
from kuager.risk.times import Ages, Dates, Times
from kuager.risk.traits import Appearance, Events, Health, Languages, Origins
from kuager.termbase import find_form

_CAPITAL = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+(?:-[^\W\d_]+)*")
_ENOUGH = 3
"""Kinds of details that in one sentence raise each other: sex, birth date and postal code were
enough for 87 % of a country (Sweeney, Simple Demographics Often Identify People Uniquely, 2000)."""


class Combination(Rule):
    """A document's details taken together."""

    id = "combination"
    name = "Details together"
    description = (
        "A place, a time and who somebody is (work, family, age, institution), each harmless "
        "alone, "
        "together fit few people."
    )
    advice = "Make at least one of them wider throughout the document."
    level = Level.HIGH

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Find nothing: it is told of a document, not of a passage."""
        del passage
        return iter(())


RULES: tuple[Rule, ...] = (
    People(), Documents(), Contacts(), Accounts(), Addresses(), Vehicles(), Dates(), Times(),
    Ages(), Places(), Institutions(), Work(), Family(), Origins(), Health(), Appearance(),
    Languages(), Events(), Combination(),
)  # fmt: skip
"""Every rule there is, in the order in which overlapping finds of equal weight are told."""
_BY_ID = {rule.id: rule for rule in RULES}
_WHO = frozenset({"work", "family", "age", "institution", "health", "origin"})


def find_risks(passages: Sequence[Passage], *, recorded: datetime | None = None) -> list[Risk]:
    """Return what could identify somebody in one document, the gravest first.

    ``passages`` are its source units, other texts of the source file, and targets. Three kinds of
    detail in one passage raise each of them by a level. A date that says no more than the front
    matter's ``recorded`` is LOW. In targets, what every language writes alike is looked for, and
    the names of the unit's source in Cyrillic letters.
    """
    sources = [passage for passage in passages if passage.source]
    names = _known_names(sources)
    found: list[Risk] = []
    of_unit: dict[int, list[Risk]] = defaultdict(list)
    for passage in sources:
        own = _weighed(_found_in(passage, names), passage, recorded)
        of_unit[passage.number] += own
        found += own
    for passage in passages:
        if not passage.source:
            found += _in_target(passage, of_unit[passage.number], recorded)
    found += _combined(found)
    return sorted(found, key=lambda risk: (RANK[risk.level], risk.number, risk.locale, risk.span))


def _known_names(sources: Iterable[Passage]) -> frozenset[str]:
    """Return the names inside of sentences, which are names at the start of others too."""
    return frozenset(
        name.text for passage in sources for name in names_of(passage.text) if name.inside
    )


def _found_in(passage: Passage, names: Collection[str]) -> list[tuple[str, Hit]]:
    english = passage.language == "en"
    hits = [
        (rule.id, hit) for rule in RULES if rule.neutral or english for hit in rule.find(passage)
    ]
    if english and names:
        hits += _named_before(passage, names, hits)
    return _apart(hits)


def _named_before(
    passage: Passage, names: Collection[str], hits: Sequence[tuple[str, Hit]]
) -> list[tuple[str, Hit]]:
    taken = {hit.start for _, hit in hits}
    first = re.match(r"[\W_]*([^\W\d_]+(?:-[^\W\d_]+)*)", passage.text)
    if first and first[1] in names and first.start(1) not in taken:
        return [(People.id, Hit(*first.span(1), People.level))]
    return []


def _apart(hits: Sequence[tuple[str, Hit]]) -> list[tuple[str, Hit]]:
    """Return hits that do not overlap within a rule or on the same words."""
    order = {rule.id: place for place, rule in enumerate(RULES)}
    ranked = sorted(
        hits, key=lambda h: (RANK[h[1].level], h[1].start - h[1].end, order[h[0]], h[1].start)
    )
    kept: list[tuple[str, Hit]] = []
    for rule, hit in ranked:
        if hit.end > hit.start and not any(
            hit.start < other.end
            and other.start < hit.end
            and (_covers(other, hit) or rule == known)
            for known, other in kept
        ):
            kept.append((rule, hit))
    return sorted(kept, key=lambda h: (h[1].start, h[1].end))


def _covers(one: Hit, other: Hit) -> bool:
    return one.start <= other.start and other.end <= one.end


def _weighed(
    hits: Sequence[tuple[str, Hit]], passage: Passage, recorded: datetime | None
) -> list[Risk]:
    kinds = {rule for rule, _ in hits if _BY_ID[rule].quasi}
    together = tuple(sorted(kinds)) if len(kinds) >= _ENOUGH else ()
    risks = []
    for rule, hit in hits:
        words = passage.text[hit.start : hit.end]
        level = hit.level
        others = tuple(kind for kind in together if kind != rule) if rule in together else ()
        if _is_recorded(rule, words, recorded):
            level, others = Level.LOW, ()
        elif others and level is not Level.CRITICAL:
            # Only a number or a name of identity is CRITICAL by itself.
            level = raised(level) if level is not Level.HIGH else level
        risks.append(
            Risk(rule, level, passage.number, passage.locale, (hit.start, hit.end), words, others)
        )
    return risks


def _is_recorded(rule: str, words: str, moment: datetime | None) -> bool:
    """Tell whether a date or time says no more than the front matter does."""
    if moment is None or rule not in {Dates.id, Times.id}:
        return False
    figures = [int(part) for part in re.findall(r"[0-9]{1,4}", words)]
    if rule == Times.id:
        return figures in ([moment.hour, moment.minute], [moment.hour % 12, moment.minute])
    return moment.year in figures and set(figures) <= {moment.year, moment.month, moment.day}


def _in_target(
    passage: Passage, of_source: Sequence[Risk], recorded: datetime | None
) -> list[Risk]:
    """Return what is found in a target: numbers and the like, and the source's names."""
    hits = [(rule.id, hit) for rule in RULES if rule.neutral for hit in rule.find(passage)]
    for risk in of_source:
        if risk.rule in {People.id, Places.id, Institutions.id}:
            hits += [(risk.rule, Hit(*span, risk.level)) for span in _rendered(risk.words, passage)]
    return _weighed(_apart(hits), passage, recorded)


def _rendered(words: str, passage: Passage) -> list[tuple[int, int]]:
    """Return where the names among some words stand in a target, transliterated and inflected."""
    spans = [
        span
        for place in places()
        if words in place.english
        for form in place.names_in(passage.language)
        for span in find_form(passage.text, form, passage.locale)
    ]
    parts = [part for part in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", words) if part[0].isupper()]
    return spans or [
        match.span()
        for match in _CAPITAL.finditer(passage.text)
        if any(sounds_alike(part, match.group()) for part in parts)
    ]


def sounds_alike(latin: str, cyrillic: str) -> bool:
    """Tell whether a Cyrillic word may be a Latin name with an ending."""
    wanted, found = latin_key(latin), cyrillic_key(cyrillic)
    if len(wanted) < 2:
        return wanted == found[: len(wanted)] and bool(wanted) and len(cyrillic) <= len(latin) + 4
    return found.startswith(wanted) and len(found) <= len(wanted) + 4


def _combined(found: Sequence[Risk]) -> list[Risk]:
    """Return a finding on the whole document where place, time and person come together."""
    telling = [risk for risk in found if risk.number and risk.level is not Level.LOW]
    kinds = {risk.rule for risk in telling}
    who = sorted({risk.rule for risk in found if risk.number and risk.rule in _WHO})
    if Places.id in kinds and Dates.id in kinds and who:
        together = (Places.id, Dates.id, *who)
        return [Risk(Combination.id, Combination.level, 0, "", (0, 0), "", together)]
    return []
