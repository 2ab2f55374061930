"""Whether a document's units agree with each other.

These checks see a whole document at once, in order; their findings carry the index of the unit
they are about. Texts are compared without case and placeables, and one side without outer marks.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar

from kuager.checks.base import PLACEABLE, masked
from kuager.checks.meaning.names_en import NOT_NAMES
from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.model import Finding, Severity, Unit, language_of

_OUTER = " \t\n\u00a0\u202f.,;:!?…\"'«»“”„‘’()[]—–-"
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 3
_NAME = re.compile(r"(?<=[a-z,;:’'-] )(?!I\b)[A-Z][a-z]+(?:[-’'][A-Za-z]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_TARGET_NAME = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+(?:-[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+)*")
_SHORTEST_KEY = 2
_SHORTEST_STEM = 3
_LONGEST_ENDING = 3
_LATIN_VOWELS = frozenset("AEIOUY")
_CYRILLIC_VOWELS = frozenset("АӘЕЁИОӨУҰҮЫІЭЮЯЙ")


class DocumentCheck(ABC):
    """One question put to the units of a document in one locale; pure."""

    id: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    severity: ClassVar[Severity]

    @abstractmethod
    def check(self, units: Sequence[Unit]) -> Iterator[tuple[int, Finding]]:
        """Yield findings with the index of their unit; units without a target take no part."""

    def finding(self, words: str, span: tuple[int, int] | None = None, **parts: str) -> Finding:
        """Return a finding of this check; ``{name}`` in the words stands for a part."""
        return Finding(self.id, self.severity, words, span, tuple(sorted(parts.items())))


def _exact(text: str) -> str:
    return _SPACE.sub(" ", PLACEABLE.sub("", text)).strip().casefold()


def _loose(text: str) -> str:
    """Return a text without its outer marks, which may differ with the sentence around."""
    return _exact(text).strip(_OUTER)


def _grouped(units: Sequence[Unit], by: str, of: str) -> Iterator[list[list[int]]]:
    """Yield, for each text of one side that occurs with several of the other, their groups."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, unit in enumerate(units):
        if unit.target and not unit.target.isspace():
            groups[_exact(getattr(unit, by))][_loose(getattr(unit, of))].append(index)
    for key, others in groups.items():
        if len(others) > 1 and key:
            yield list(others.values())


class SameSource(DocumentCheck):
    """Find source texts that are translated in different ways."""

    id = "same-source"
    name = "Same source, other target"
    description = "The same source text is translated in another way elsewhere in the document."
    severity = Severity.WARNING

    def check(self, units: Sequence[Unit]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding for each unit that differs from the commonest, earliest translation."""
        for groups in _grouped(units, "source", "target"):
            usual = max(groups, key=lambda group: (len(group), -group[0]))
            for group in groups:
                if group is not usual:
                    for index in group:
                        yield (
                            index,
                            self.finding(
                                "Unit {number} translates the same text otherwise.",
                                number=str(usual[0] + 1),
                            ),
                        )


class SameTarget(DocumentCheck):
    """Find different source texts with the same translation."""

    id = "same-target"
    name = "Same target, other source"
    description = "Another source text has the same translation elsewhere in the document."
    severity = Severity.WARNING

    def check(self, units: Sequence[Unit]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding for each unit after the first; of short texts only one word differs.

        «Да» may answer "Yes" and "I did": texts of up to three words are let go.
        """
        for groups in _grouped(units, "target", "source"):
            first = min(group[0] for group in groups)
            for group in groups:
                for index in group:
                    words = len(_WORD.findall(units[index].target))
                    if index != first and words > _SHORT and group[0] != first:
                        yield (
                            index,
                            self.finding(
                                "Unit {number} has this target for another source.",
                                number=str(first + 1),
                            ),
                        )


class NameSpelling(DocumentCheck):
    """Find names of the source that are spelled in different ways in the target.

    A name's counterparts are the capitalised words that sound like it, compared by consonants;
    two of them are one spelling when one begins like the other but for an ending.
    """

    id = "name-spelling"
    name = "Spelling of names"
    description = "A name is spelled in another way elsewhere in the document."
    severity = Severity.WARNING

    def check(self, units: Sequence[Unit]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding for each occurrence that differs from the commonest spelling."""
        spellings: dict[str, list[tuple[int, str, tuple[int, int]]]] = defaultdict(list)
        for index, unit in enumerate(units):
            if language_of(unit.locale) not in ("ru", "kk") or not unit.target:
                continue
            names = {
                _POSSESSIVE.sub("", match.group()) for match in _NAME.finditer(masked(unit.source))
            }
            names = {name for name in names if name.lower() not in NOT_NAMES}
            if names:
                for match in _TARGET_NAME.finditer(masked(unit.target)):
                    name = _counterpart(match.group(), names)
                    if name:
                        spellings[name].append((index, match.group(), match.span()))
        for name, occurrences in spellings.items():
            yield from self._judge(name, occurrences)

    def _judge(
        self, name: str, occurrences: list[tuple[int, str, tuple[int, int]]]
    ) -> Iterator[tuple[int, Finding]]:
        length = max(_SHORTEST_STEM, len(name) - 2)
        stems = Counter(word[:length].lower() for _, word, _ in occurrences)
        if len(stems) < 2:
            return
        usual = max(stems, key=lambda stem: (stems[stem], -_first(stem, occurrences, length)))
        for index, word, span in occurrences:
            stem = word[:length].lower()
            if not usual.startswith(stem) and not stem.startswith(usual):
                yield index, self.finding("This name is spelled otherwise elsewhere.", span)


def _counterpart(word: str, names: set[str]) -> str:
    """Return the name that a Cyrillic word sounds like, the longest of several; empty for none."""
    sound = cyrillic_key(word)
    found = [
        name
        for name in names
        if len(key := latin_key(name)) >= _SHORTEST_KEY
        and sound.startswith(key)
        and len(sound) <= len(key) + _LONGEST_ENDING
        and (name[0] in _LATIN_VOWELS) == (word[0] in _CYRILLIC_VOWELS)
    ]
    return max(found, key=lambda name: (len(name), name), default="")


def _first(stem: str, occurrences: list[tuple[int, str, tuple[int, int]]], length: int) -> int:
    return next(index for index, word, _ in occurrences if word[:length].lower() == stem)


DOCUMENT_CHECKS: tuple[DocumentCheck, ...] = (SameSource(), SameTarget(), NameSpelling())
"""All checks of documents, in the order in which their findings are reported."""


def check_document(
    units: Sequence[Unit], checks: Sequence[DocumentCheck] = DOCUMENT_CHECKS
) -> list[tuple[int, Finding]]:
    """Return the findings of the checks on a document's units, by unit, then by check.

    ``units`` are those of one document and locale, in order. Findings of checks that were
    dismissed for a unit's text are left out. Takes time linear in the length of the document.
    """
    findings = [
        (index, number, finding)
        for number, check in enumerate(checks)
        for index, finding in check.check(units)
        if check.id not in units[index].ignored
    ]
    findings.sort(key=lambda entry: entry[:2])
    return [(index, finding) for index, _, finding in findings]
