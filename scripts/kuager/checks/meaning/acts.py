"""Which acts an English sentence tells of, in which voice, and the targets' verbs for them.

The table ``acts.tsv`` has the verbs that testimony uses most, chosen by how often they stand in
the passive in pairs of testimony sentences; English voice after Quirk et al. (1985), 3.63–3.78,
the Russian past after Русская грамматика (1980), § 1490, Kazakh voices (етіс) after Қазақ
грамматикасы (2002). No native reader has gone over the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kuager.remembering import RECENT_TEXTS

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[^\w\s]")
_BE = frozenset(
    """
    was were am are is been being be got get i'm we're he's she's they're
    """.split()  # noqa: SIM905 - a list to be read and added to
)
_AUXILIARY = frozenset(
    """
    had have has would could should might will must did do does to
    """.split()  # noqa: SIM905 - a list to be read and added to
)
_BETWEEN = frozenset(
    """
    not never also all both then later first last only even just still again once always often soon
    nearly almost already simply twice finally immediately promptly formally publicly
    """.split()  # noqa: SIM905 - a list to be read and added to
)
_PERSONS = {
    "i": "1s", "we": "1p", "you": "2", "he": "3", "she": "3", "it": "3", "they": "3p",
    "me": "1s", "us": "1p", "him": "3", "her": "3", "them": "3p", "who": "3",
}  # fmt: skip
_SUBJECTS = frozenset(("i", "we", "you", "he", "she", "it", "they"))
_OBJECTS = frozenset(("me", "us", "you", "him", "her", "them"))
_SHORT = 3
_LIGHT = frozenset(("жібер", "шығар", "таста", "баста", "түсір", "өткіз", "көтер", "әкел"))
_NO_AGENT = frozenset(
    """
    half per percent law decree force mistake courier mail post hand night train bus car plane
    order default chance noon evening morning then now means
    """.split()  # noqa: SIM905 - a list to be read and added to
)
_AND = frozenset(("and", "or", ",", "then"))
AND = "&"
"""The patient of what may go on from a passive before it: "was arrested and taken away"."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One act: its English forms, and how the targets say that somebody does it."""

    forms: frozenset[str]
    russian: re.Pattern[str]
    """The active past; the ending -л, -ла, -ло, -ли is the group "ending"."""
    kazakh: re.Pattern[str]
    """The stem as the group "direct", or "oblique" where the patient is not in the accusative,
    and the rest of its word as "tail"."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An act as an English sentence tells of it."""

    verb: Verb
    passive: bool
    agent: str
    """The person who acts: "1s", "1p", "3" …; "" where it is not a pronoun, or nobody is named."""
    patient: str
    """The same for who is acted upon."""


def _forms(listed: str) -> frozenset[str]:
    found: set[str] = set()
    for form in listed.split():
        if not form.endswith("*"):
            found.add(form)
            continue
        base = form[:-1]
        short = base.removesuffix("e")
        plural = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
        found |= {base, plural, f"{short}ed", f"{short}ing"}
        if base[-1] == "y" and base[-2] not in "aeiou":
            found |= {f"{base[:-1]}ies", f"{base[:-1]}ied"}
    return frozenset(found)


def _russian(stems: str) -> re.Pattern[str]:
    whole = "|".join(stem[1:] for stem in stems.split() if stem[0] == "=")
    others = "|".join(stem for stem in stems.split() if stem[0] != "=")
    return re.compile(
        rf"\b(?:(?:{others})(?P<ending>л[аои]?)\b" + (rf"|(?:{whole})\b)" if whole else ")")
    )


def _kazakh(stems: str) -> re.Pattern[str]:
    found = [stem.replace("_", " ") for stem in stems.split()]
    direct = "|".join(stem for stem in found if stem[0] != "~")
    oblique = "|".join(stem[1:] for stem in found if stem[0] == "~")
    groups = [
        f"(?P<{name}>{stems})"
        for name, stems in (("direct", direct), ("oblique", oblique))
        if stems
    ]
    return re.compile(rf"\b(?:{'|'.join(groups)})(?P<tail>\w*)")


@cache
def _verbs() -> dict[str, tuple[Verb, ...]]:
    """Read the table, by English form."""
    text = (files("kuager.checks.meaning") / "acts.tsv").read_text("utf-8")
    verbs: dict[str, tuple[Verb, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        english, russian, kazakh = line.split("\t")
        verb = Verb(_forms(english), _russian(russian), _kazakh(kazakh))
        for form in verb.forms:
            verbs[form] = (*verbs.get(form, ()), verb)
    return verbs


@cache
def transitive() -> re.Pattern[str]:
    """Return the pattern of all Kazakh verbs of the table whose patient is in the accusative.

    Short ones are left out: many of them help to make other verbs («қаза тапты»).
    """
    text = (files("kuager.checks.meaning") / "acts.tsv").read_text("utf-8")
    stems = {
        stem
        for line in text.splitlines()
        if not line.startswith("#")
        for stem in line.split("\t")[2].split()
        if stem[0] != "~" and "_" not in stem and len(stem) > _SHORT and stem not in _LIGHT
    }
    return _kazakh(" ".join(sorted(stems, key=lambda stem: (-len(stem), stem))))


@lru_cache(maxsize=RECENT_TEXTS)
def deeds(text: str) -> tuple[Deed, ...]:
    """Return the acts of a lowered English text that the table knows, in order."""
    verbs = _verbs()
    tokens = _TOKEN.findall(text)
    found: list[Deed] = []
    for place, word in enumerate(tokens):
        if word in verbs:
            passive, agent, patient = _told(tokens, place)
            found += [Deed(verb, passive, agent, patient) for verb in verbs[word]]
    return tuple(found)


def _told(tokens: list[str], place: int) -> tuple[bool, str, str]:
    """Return voice, agent and patient of the verb at a place."""
    before = place - 1
    while before >= 0 and (tokens[before] in _BETWEEN or tokens[before].endswith("ly")):
        before -= 1
    previous = tokens[before] if before >= 0 else ""
    if previous in _BE and not tokens[place].endswith("ing"):
        subject = before
        while subject >= 0 and (
            tokens[subject] in _BE or tokens[subject] in _AUXILIARY or tokens[subject] in _BETWEEN
        ):
            subject -= 1
        patient = tokens[subject] if subject >= 0 else ""
        if "'" in previous:
            patient = previous.split("'")[0]
        by = tokens[place + 1 : place + 8]
        agent = ""
        if "by" in by:
            after = by.index("by") + 1
            agent = _PERSONS.get(by[after], "by") if after < len(by) else "by"
            if after < len(by) and by[after] in _NO_AGENT:
                agent = ""
        return True, agent, _PERSONS.get(patient, "") if patient in _SUBJECTS else ""
    if previous in _AND and tokens[place].endswith(("ed", "en", "t")) and _goes_on(tokens, before):
        return True, "", AND
    while before >= 0 and (tokens[before] in _AUXILIARY or tokens[before] in _BETWEEN):
        before -= 1
    previous = tokens[before].split("'")[0] if before >= 0 else ""
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    return (
        False,
        _PERSONS[previous] if previous in _SUBJECTS else "",
        _PERSONS[following] if following in _OBJECTS else "",
    )


def _goes_on(tokens: list[str], end: int) -> bool:
    """Say whether a passive stands before a place, with no other subject since."""
    for place in range(end - 2, max(end - 16, -1), -1):
        if tokens[place] in _BE:
            told = place + 1
            while tokens[told] in _BETWEEN:
                told += 1
            return (tokens[told] in _verbs() or tokens[told] == "born") and not tokens[
                told
            ].endswith("ing")
        if tokens[place] in _SUBJECTS or tokens[place] in ".;:":
            return False
    return False
