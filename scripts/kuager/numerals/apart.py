"""Numbers that stand apart from each other, read at little cost: most sentences have no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from kuager.model import language_of
from kuager.numerals.calendar import month_words
from kuager.numerals.composing import Composer
from kuager.numerals.figures import SPACES
from kuager.numerals.mention import Certainty, canonical, has_figures, spoken_words
from kuager.numerals.reading import (
    ALSO_WORDS,
    LONGEST_ENGLISH_ABBREVIATION,
    relevant_words,
)
from kuager.numerals.words import (
    BARE_SCALES,
    HALVES,
    MULTIPLES,
    SCALES,
    THOUSAND,
    NumberWord,
    hints,
    number_words,
)
from kuager.remembering import RECENT_TEXTS, Remembered

_FIGURE_RUNS = re.compile(r"[0-9]+")
_ENDINGS = r"(?=[»”\")%–]|[.,;:?!]*(?:\s|$)|-[^\W\d_]|(?:st|nd|rd|th)\b)"
"""What may follow a number; perhaps a case ending: «2022-ден»."""
_WHOLE = {
    language: re.compile(
        rf"(?<![^\s«“\"(–])"
        rf"(?:(?P<groups>[0-9]{{1,3}}(?P<sign>{group})[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*)"
        rf"|(?P<clock>[0-9]{{1,2}}:[0-9]{{2}})|[0-9]+(?:{point}[0-9]+)?){_ENDINGS}"
    )
    for language, group, point in (
        ("en", ",", r"\."),
        ("kk", f"[ {SPACES}]", "[.,]"),
        ("ru", f"[ {SPACES}]", "[.,]"),
    )
}
"""Figures that are a number or a clock time by themselves."""
_GROUP_SIGNS = str.maketrans("", "", f", {SPACES}")
_HALF_OF_DAY = re.compile(rf"[ {SPACES}][ap]\.?[ {SPACES}]?m\b", re.IGNORECASE)
_ENGLISH_MONTHS = re.compile(
    rf"(?P<before>[0-9] )?(?<![^\W\d_])(?P<month>{'|'.join(month_words('en'))})(?![^\W\d_])"
    r"(?P<after> [0-9])?",
    re.IGNORECASE,
)
_JOINING = "and"
"""With this between them two number words may be one number: "a hundred and two"."""
_PARTING = "без"
"""After this Russian word tens and units are two numbers: «без двадцати семь»."""


class Apart(NamedTuple):
    """What a text has of numbers, each by itself."""

    values: frozenset[str]
    """All readings of them."""
    calling: frozenset[str]
    """Those that call for an equal on the other side; a hint does not, nor a "one" in words."""
    months: bool
    """Whether one of them is a month."""

    def agrees_with(self, other: Apart) -> bool:
        """Say whether each side has all that the other calls for, and only one has hints besides.

        Where both have some left over, "a thousand" may stand for "a million".
        """
        if self is other:
            return True
        if self.values <= other.values:
            return other.calling <= self.values
        return other.values <= self.values and self.calling <= other.values


class _Word(NamedTuple):
    readings: tuple[str, ...]
    calls: bool
    number: NumberWord | None = None


_NO_NUMBER = _Word((), calls=False)


class _Lexicon(NamedTuple):
    language: str
    relevant: frozenset[str]
    """Words that the reader does something with."""
    known: dict[str, _Word]
    """What by itself is one number, month or hint."""
    scales: dict[str, NumberWord]
    alone: Mapping[str, Apart | None]
    """What a text has whose only relevant word this is; None where that cannot be told."""


@cache
def _lexicon(locale: str) -> _Lexicon:
    language = language_of(locale)
    known = _known_words(language)

    def alone(word: str) -> Apart | None:
        return _apart([known[word]]) if word in known else None

    scales = {
        word: NumberWord(value, last=language == "kk" and word not in BARE_SCALES)
        for word, value in SCALES.get(language, {}).items()
    }
    return _Lexicon(language, relevant_words(language), known, scales, Remembered(alone))


def _known_words(language: str) -> dict[str, _Word]:
    known = {word: _Word(readings, calls=False) for word, readings in hints(language).items()}
    for word, month in month_words(language).items():
        known[word] = _month(month)
    for word, number in number_words(language).items():
        known[word] = _Word((str(number.value),), number.sure, number)
    unsure = {
        *SCALES.get(language, {}),
        *MULTIPLES.get(language, {}),
        *HALVES.get(language, ()),
        *ALSO_WORDS.get(language, ()),
        *(month_words("en") if language == "en" else ()),
    }
    return {word: meant for word, meant in known.items() if word not in unsure}


def _month(number: int) -> _Word:
    return _Word((f"month-{number}",), calls=True)


_NONE = Apart(frozenset(), frozenset(), months=False)


@lru_cache(maxsize=RECENT_TEXTS)
def numbers_apart(text: str, locale: str) -> Apart | None:
    """Return the values of a text of which it is plain where each number begins and ends.

    None for all other texts. ``read_numbers`` reads nothing else, and at least these values; so
    where they agree on both sides, no number is amiss.
    """
    lexicon, words = _lexicon(locale), spoken_words(text)
    hits = lexicon.relevant.intersection(words)
    figures: list[str] | None = []
    if has_figures(text):
        figures = _figures_apart(text, lexicon.language)
    elif not hits:
        return _NONE
    elif len(hits) == 1:
        (hit,) = hits
        by_itself = lexicon.alone[hit]
        if by_itself is not None and words.count(hit) == 1:
            return by_itself
    found = _words_apart(text, words, lexicon) if hits else []
    return None if found is None or figures is None else _apart(found, figures)


def _apart(found: Iterable[_Word], figures: Iterable[str] = ()) -> Apart:
    values, calling = [*figures], [*figures]
    for readings, calls, _ in found:
        values += readings
        if calls:
            calling += readings
    months = any(value.startswith("month-") for value in values)
    return Apart(frozenset(values), frozenset(calling), months)


def _words_apart(text: str, words: tuple[str, ...], lexicon: _Lexicon) -> list[_Word] | None:
    """Return what the number words of a text mean, those of one number together; None if unsure."""
    language, relevant, known, scales, _ = lexicon
    months = _english_months(text) if language == "en" else {}
    small = f" {text.lower()}"
    found: list[_Word] = []
    last, before = -1, None
    composer: Composer | None = None
    for place, word in enumerate(words):
        if word not in relevant:
            continue
        meant = known.get(word) or months.get(word)
        if meant is _NO_NUMBER:
            continue
        if meant is None and word not in scales:
            return None
        number = scales[word] if meant is None else meant.number
        if before and number and not before.last and place - last <= 2:
            if place - last == 2:
                if words[last + 1] == _JOINING:
                    return None
            elif not _stand_together(small, words, last):
                return None
            else:
                composer = composer or _composer_with(before, language)
                if _add(composer, number):
                    found[-1] = _word_of(composer)
                    last = place
                    continue
        if meant is None:
            return None
        found.append(meant)
        last, before, composer = place, number, None
    return found


def _english_months(text: str) -> dict[str, _Word]:
    """Return the words for months in a text that surely are months, or surely are none.

    In small letters "may" and "march" are none. They are months, and so is "Jan", beside a
    figure; longer ones with a capital always. June and July are left to the full reading.
    """
    verdicts: dict[str, set[_Word | None]] = {}
    for match in _ENGLISH_MONTHS.finditer(text):
        written = match["month"]
        word = written.lower()
        beside = match["before"] or match["after"]
        also = word in ALSO_WORDS["en"]
        long = len(word) > LONGEST_ENGLISH_ABBREVIATION
        if also and written.islower():
            verdict = _NO_NUMBER
        elif beside or (long and not also and written[0].isupper()):
            verdict = _month(month_words("en")[word])
        else:
            verdict = None
        verdicts.setdefault(word, set()).add(verdict)
    return {
        word: verdict
        for word, (verdict, *others) in verdicts.items()
        if verdict is not None and not others
    }


def _stand_together(small: str, words: tuple[str, ...], place: int) -> bool:
    """Say whether nothing but a space or hyphen is between a word and the next; False if unsure.

    ``small`` is the text in lower case, with a space before it.
    """
    first, second = words[place : place + 2]
    if words.count(first) > 1 or (place and words[place - 1].endswith(_PARTING)):
        return False
    return f" {first} {second}" in small or f" {first}-{second}" in small


def _composer_with(number: NumberWord, language: str) -> Composer:
    composer = Composer(language)
    composer.take(number, 0, 0)
    return composer


def _add(composer: Composer, number: NumberWord) -> bool:
    """Add the next word; return False, changing nothing, when it begins another number."""
    if number.value < THOUSAND:
        return composer.take(number, 0, 0)
    if not composer.scale(number.value, 0, 0):
        return False
    composer.closed = number.last
    return True


def _word_of(composer: Composer) -> _Word:
    mention = composer.mention()
    return _Word(mention.readings, mention.certainty is not Certainty.HINT)


def _figures_apart(text: str, language: str) -> list[str] | None:
    """Return the values of all figures of a text; None where one of them may be something else."""
    pattern = _WHOLE.get(language)
    matches = list(pattern.finditer(text)) if pattern else []
    if (
        len(_FIGURE_RUNS.findall(text)) != sum(map(_count_runs, matches))
        or any(
            second.start() - first.end() == 1 and text[first.end()] != "–"
            for first, second in pairwise(matches)
        )
        or (language == "en" and any(_HALF_OF_DAY.match(text, m.end()) for m in matches))
    ):
        return None
    values = [_value_of(match) for match in matches]
    return values if all(values) else None


def _count_runs(match: re.Match[str]) -> int:
    """Count the runs of figures in what was matched: 2 in «2,5»."""
    return 1 if match.group().isdigit() else len(_FIGURE_RUNS.findall(match.group()))


def _value_of(match: re.Match[str]) -> str:
    """Return a value as readings spell it; none for a clock time that is no time."""
    written = match.group()
    if written.isdigit():
        return written.lstrip("0") or "0"
    if match.lastgroup == "groups":
        return written.translate(_GROUP_SIGNS).lstrip("0") or "0"
    if match.lastgroup == "clock":
        hour, minute = written.split(":")
        return f"{int(hour)}:{minute}" if int(hour) <= 24 and int(minute) <= 59 else ""
    return canonical(Decimal(written.replace(",", ".")))
