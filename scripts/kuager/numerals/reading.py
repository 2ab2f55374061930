"""Read the numbers of a sentence by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter

from kuager.model import language_of
from kuager.numerals.calendar import (
    BEFORE_MONTH,
    DAY_PART_WORDS,
    DAY_PARTS,
    month_words,
)
from kuager.numerals.composing import Composer
from kuager.numerals.figures import SPACES, figure_mentions, figure_pattern
from kuager.numerals.mention import Certainty, Mention, canonical, has_figures, spoken_words
from kuager.numerals.words import (
    BARE_SCALES,
    HALVES,
    HUNDRED,
    MULTIPLES,
    SCALES,
    NumberWord,
    hints,
    number_words,
)
from kuager.remembering import RECENT_TEXTS

_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"[0-9]")
_CLOSE = re.compile(rf"[ \-‑{SPACES}]|[ {SPACES}](?P<joiner>and|and a|с)[ {SPACES}]")
_BEFORE_SCALE = re.compile(rf"[ \-{SPACES}]?|[ {SPACES}]a[ {SPACES}]")
_RANGE = re.compile(
    rf"(?:-?[дтн][ае]н)?[ {SPACES}]?(?:[–—-]|до|и|или|to|and|or|мен|пен|бен|не)?[ {SPACES}]?"
)
_BESIDE_MONTH = re.compile(rf"(?:st|nd|rd|th|-?(?:го|е|ші|шы))?[ ,.{SPACES}]{{1,2}}(?:of )?")
_FIGURE_AFTER = re.compile(rf"[.,]?[ {SPACES}][0-9]")
_HOUR_BEGUN = re.compile(r"\b(?:половин[аеуы]|минуты?|минуту|четверть) $", re.IGNORECASE)
"""«Половина шестого», «десять минут шестого»: the sixth hour has begun, five has struck."""

ALSO_WORDS = {"en": frozenset({"march", "may"}), "kk": frozenset({"қазан", "маусым"})}
"""Months that are also other words: to march, may; cauldron, season."""

LONGEST_ENGLISH_ABBREVIATION = 4
"""Letters up to which an English month's name is read beside a figure only: Jan is a man."""


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Return all words that have to do with numbers."""
    tables = (
        number_words(language),
        hints(language),
        SCALES.get(language, {}),
        MULTIPLES.get(language, {}),
    )
    return frozenset(month_words(language)).union(*tables)


@cache
def relevant_words(language: str) -> frozenset[str]:
    """Return all words that the reader does something with."""
    return _vocabulary(language) | HALVES.get(language, frozenset())


@cache
def _calling_words(language: str) -> frozenset[str]:
    """Return the words without which, and without figures, no number can be called for."""
    unsure = {
        word
        for word, number in number_words(language).items()
        if not number.sure and number.value != HUNDRED
    }
    if language == "en":  # another one may stand in their place
        unsure -= {"second", "third"}
    return _vocabulary(language) - unsure - set(hints(language)) - set(MULTIPLES.get(language, {}))


def reads_words(locale: str) -> bool:
    """Say whether the number words and months of a language are known, not its figures alone."""
    return bool(number_words(language_of(locale)))


def may_call_for_number(text: str, locale: str) -> bool:
    """Say at little cost whether a text may hold a number that is more than a hint."""
    words, calling = spoken_words(text), _calling_words(language_of(locale))
    if calling.isdisjoint(words):
        return has_figures(text)
    if locale != "en" or has_figures(text) or ALSO_WORDS["en"].isdisjoint(words):
        return True
    return not ALSO_WORDS["en"].issuperset(calling.intersection(words)) or any(
        not word.islower() and word.lower() in ALSO_WORDS["en"] for word in _WORD.findall(text)
    )


@lru_cache(maxsize=RECENT_TEXTS)
def read_numbers(text: str, locale: str) -> tuple[Mention, ...]:
    """Return the numbers and months of a text in order, by value.

    ``locale`` decides group and decimal signs and which number words are known (English,
    Russian, Kazakh; elsewhere figures only). The sign of a number is not read.
    """
    language = language_of(locale)
    figures = has_figures(text)
    if not figures and _vocabulary(language).isdisjoint(spoken_words(text)):
        return ()
    reader = _Reader(text, language)
    small = text.lower()
    if len(small) != len(text):
        for match in figure_pattern(language).finditer(text):
            if match.lastgroup != "word":
                reader.read_figures(match)
            else:
                reader.read_word(match.group().lower(), match.start())
        return reader.finish()
    found: list[tuple[int, str | re.Match[str]]] = []
    relevant = relevant_words(language)
    found += _places(small, [word for word in spoken_words(text) if word in relevant])
    if figures:
        found += [(match.start(), match) for match in _figures(text, language)]
        found.sort(key=itemgetter(0))
    for start, read in found:
        if isinstance(read, str):
            reader.read_word(read, start)
        else:
            reader.read_figures(read)
    return reader.finish()


def _figures(text: str, language: str) -> Iterator[re.Match[str]]:
    """Yield what is written with figures, going from figure to figure."""
    pattern = figure_pattern(language)
    figure = _FIGURE.search(text)
    while figure:
        match = pattern.match(text, figure.start())
        if match is None:
            return
        yield match
        figure = _FIGURE.search(text, match.end())


def _places(small: str, words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield where words of a text stand; ``small`` is the text in lower case."""
    end = 0
    for word in words:
        start = small.find(word, end)
        end = start + len(word)
        while _is_letter(small[start - 1 : start]) or _is_letter(small[end : end + 1]):
            start = small.find(word, start + 1)  # it was part of a longer word
            end = start + len(word)
        yield start, word


def _is_letter(sign: str) -> bool:
    return sign.isalnum() and not sign.isdecimal()


class _Tables:
    """What a language's words mean to the reader."""

    def __init__(self, language: str) -> None:
        self.words = number_words(language)
        self.scales = SCALES.get(language, {})
        self.halves = HALVES.get(language, frozenset())
        self.hints = hints(language)
        self.multiples = MULTIPLES.get(language, {})
        self.months = month_words(language)


_tables = cache(_Tables)


class _Reader:
    """Walks over the figures and words of one text."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.tables = _tables(language)
        self.mentions: list[Mention] = []
        self.composer = Composer(language)

    def read_figures(self, match: re.Match[str]) -> None:
        """Take what is written with figures next."""
        self._flush()
        self.mentions.extend(figure_mentions(match, self.text, self.language))

    def read_word(self, word: str, start: int) -> None:
        """Take the next word, in lower case."""
        tables, end = self.tables, start + len(word)
        if word in tables.scales:
            self._scale(tables.scales[word], start, end)
            if self.language == "kk" and word not in BARE_SCALES:
                self._flush()
        elif word in tables.words:
            self._number(tables.words[word], start, end)
        elif word in tables.multiples:
            self._multiply(tables.multiples[word], start, end)
        elif word in tables.months:
            self._flush()
            self._month(word, start, end)
        elif word in tables.halves and self._add_half(start, end):
            return
        elif word in tables.hints:
            self._flush()
            self.mentions.append(Mention(tables.hints[word], (start, end), Certainty.HINT))

    def finish(self) -> tuple[Mention, ...]:
        """Return all mentions, with the hours after noon where the text names a part of the day."""
        self._flush()
        words = DAY_PART_WORDS.get(self.language, frozenset())
        if (
            not words.isdisjoint(spoken_words(self.text))
            and any(map(_is_hour, self.mentions))
            and DAY_PARTS[self.language].search(self.text)
        ):
            return tuple(_after_noon(mention) for mention in self.mentions)
        return tuple(self.mentions)

    def _number(self, number: NumberWord, start: int, end: int) -> None:
        if not self._continues(start) or not self.composer.take(number, start, end):
            self._flush()
            self.composer.take(number, start, end)
        if number.value == HUNDRED and self.composer.count > 1:
            self._share_scale(HUNDRED, self.composer.start, len(self.mentions) - 1)
        if number.last and self.language != "en":
            self._flush()
            self._as_hour_or_year(start)
        elif self.language == "ru" and self.text[max(0, start - 4) : start].lower() == "без ":
            self._flush()  # «без двадцати семь» is two numbers

    def _as_hour_or_year(self, start: int) -> None:
        """Add what an ordinal may mean: «половина шестого», 5:30; «в сорок четвёртом», 1944."""
        last = self.mentions[-1]
        value = int(last.readings[0])
        if value <= 12 and _HOUR_BEGUN.search(self.text, max(0, start - 12), start):
            hour = str(value - 1 or 12)
            self.mentions[-1] = last._replace(readings=(hour, *last.readings))
        elif 13 <= value <= 99:
            years = (str(1900 + value), str(2000 + value))
            self.mentions[-1] = last._replace(readings=(*last.readings, *years))

    def _multiply(self, value: int, start: int, end: int) -> None:
        """Read two decades as 2 or 20; a decade alone is a hint."""
        near = self.composer.count and _CLOSE.fullmatch(self.text, self.composer.end, start)
        self._flush()
        if near and _plain(self.mentions[-1]):
            number = self.mentions[-1]
            product = canonical(Decimal(number.readings[0]) * value)
            self.mentions[-1] = number._replace(readings=(*number.readings, product))
        else:
            self.mentions.append(Mention((str(value),), (start, end), Certainty.HINT))

    def _continues(self, start: int) -> bool:
        composer = self.composer
        if not composer.count:
            return True
        gap = _CLOSE.fullmatch(self.text, composer.end, start)
        if gap is None or gap.group("joiner") in ("and a", "с"):
            return False
        # "two and three" are two numbers, "two hundred and three" is one.
        return (
            gap.group("joiner") is None
            or (composer.group % 100 == 0 and composer.count > 1)
            or (composer.group == 100)
        )

    def _flush(self) -> None:
        if self.composer.count:
            self.mentions.append(self.composer.mention())
            self.composer.clear()

    def _scale(self, value: int, start: int, end: int) -> None:
        last = self.mentions[-1] if self.mentions and not self.composer.count else None
        if (
            last is not None
            and _plain(last)
            and (last.certainty is Certainty.FIGURES or last.readings[0].endswith(".5"))
            and _BEFORE_SCALE.fullmatch(self.text, last.span[1], start)
        ):  # 4.2 million, half a million, «полтора миллиона»
            self._share_scale(value, last.span[0], len(self.mentions) - 2)
            scaled = canonical(Decimal(last.readings[0]) * value)
            certainty = Certainty.WORD if last.certainty is Certainty.HINT else last.certainty
            self.mentions[-1] = Mention((scaled,), (last.span[0], end), certainty)
            return
        if not self._continues(start) or not self.composer.scale(value, start, end):
            self._flush()
            self.composer.scale(value, start, end)
        if self.composer.count > 1:
            self._share_scale(value, self.composer.start, len(self.mentions) - 1)

    def _share_scale(self, value: int, start: int, index: int) -> None:
        """Let the number before a range's end share its scale: «от 58 до 145 тысяч»."""
        if index < 0:
            return
        first = self.mentions[index]
        if _plain(first) and _RANGE.fullmatch(self.text, first.span[1], start):
            shared = canonical(Decimal(first.readings[0]) * value)
            self.mentions[index] = first._replace(readings=(*first.readings, shared))

    def _add_half(self, start: int, end: int) -> bool:
        """Add a half to the number that stands right before; say whether there was one."""
        if self.composer.count and _CLOSE.fullmatch(self.text, self.composer.end, start):
            self._flush()
        elif self.composer.count or not (
            self.mentions
            and self.mentions[-1].certainty is Certainty.FIGURES
            and _CLOSE.fullmatch(self.text, self.mentions[-1].span[1], start)
        ):
            return False
        whole = self.mentions[-1]
        if _plain(whole):
            more = canonical(Decimal(whole.readings[0]) + Decimal("0.5"))
            self.mentions[-1] = whole._replace(
                readings=(more, *whole.readings), span=(whole.span[0], end)
            )
        return True

    def _month(self, word: str, start: int, end: int) -> None:
        written, number = self.text[start:end], self.tables.months[word]
        before = self.mentions[-1] if self.mentions else None
        beside = (
            before is not None
            and before.certainty is Certainty.FIGURES
            and _BESIDE_MONTH.fullmatch(self.text, before.span[1], start) is not None
        ) or _FIGURE_AFTER.match(self.text, end) is not None
        certainty = Certainty.FIGURES if beside else Certainty.WORD
        if self.language == "en" and word in ALSO_WORDS["en"] and written.islower():
            return  # "in 2025 may"
        if self.language == "en" and not beside:
            if not written[0].isupper() or (
                len(word) <= LONGEST_ENGLISH_ABBREVIATION and word not in ("may", "june", "july")
            ):
                return
            if word in ALSO_WORDS["en"] and not BEFORE_MONTH.search(
                self.text, max(0, start - 12), start
            ):
                return
        elif word in ALSO_WORDS.get(self.language, ()) and not beside:
            certainty = Certainty.HINT
        self.mentions.append(Mention((f"month-{number}",), (start, end), certainty))


def _plain(mention: Mention) -> bool:
    """Say whether the first reading is a number, not a clock time or a month."""
    return mention.readings[0].replace(".", "", 1).isdigit()


def _is_hour(mention: Mention) -> bool:
    """Say whether the first reading is an hour, or a time, before or after noon."""
    hour = mention.readings[0].partition(":")[0]
    return len(hour) <= 2 and hour.isdigit() and 1 <= int(hour) <= 12


def _after_noon(mention: Mention) -> Mention:
    if not _is_hour(mention):
        return mention
    hour, colon, minute = mention.readings[0].partition(":")
    later = int(hour) % 12 + 12
    more = (f"{later}:{minute}",) if colon else (f"{later}:00", str(later))
    night = ("0:00", "24:00") if hour == "12" and not colon else ()
    return mention._replace(readings=(*mention.readings, *more, *night))
