"""Whether words begin with a capital where the language wants one, and only there.

Russian and Kazakh write weekdays, months, nationalities and languages in lower case (Правила
русской орфографии и пунктуации, 2006, §§ 157-203; Қазақ тілінің орфографиялық ережелері, 2013).
No native reader has gone over the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kuager.checks.base import MASK, NOTHING, Check, masked, words_of
from kuager.checks.name_capitals import (
    inside_capitals,
    lowered_names,
    may_hold_names,
    needless_capitals,
)
from kuager.checks.peoples import BODY_AFTER, PEOPLES
from kuager.model import Finding, Severity, Unit, language_of
from kuager.numerals import has_figures
from kuager.numerals.calendar import month_words
from kuager.numerals.words import listed

_FIRST = re.compile(r"[^\W_]")
_WHOLE_WORD = re.compile(r"\w+")
_FEW = 4
_SHOUTED = re.compile(r"(?<![\w-])[А-ЯЁӘҒҚҢӨҰҮҺІ]{4,}(?![\w-])")
_ACRONYMS = frozenset(
    listed(
        "СССР КСРО ОБСЕ ЕҚЫҰ ЮНЕСКО ЮНИСЕФ НАТО ОДКБ ҰҚШҰ ЗАГС АХАЖ СИЗО ОМОН СОБР СПИД ЖИТС ВИЧ "
        "АИТВ УВКБ РОВД ГУВД УФСБ НКВД ГУЛАГ АЛЖИР КАЗССР БЖКБ БЖЗҚ ЕНПФ ОСМС МӘМС ЦОН ХҚКО "
        "ТҮРКСОЙ БРИКС ЕАЭС ЕАЭО РСФСР РКФСР УССР ХАМАС ЕЭК ФИФА УЕФА ЛГБТ ДАИШ ИГИЛ"
    )
)
_ENGLISH_SHOUTED = re.compile(r"\b[A-Z]{2,}\b")
_ODD = re.compile(r"(?<![\w-])[а-яёәғқңөұүһі]+[А-ЯЁӘҒҚҢӨҰҮҺІ][А-ЯЁӘҒҚҢӨҰҮҺІа-яёәғқңөұүһі]*")
_UNITS = frozenset({"кВт", "мВт", "мЗв", "мкЗв", "кГц", "мГц", "кПа", "кДж", "мКл", "кВ", "мВ"})
_NEXT_SENTENCE = re.compile(r"(?<=[а-яёәғқңөұүһі]{5})\.[ \u00a0]([а-яёәғқңөұүһі][а-яёәғқңөұүһі]*)")

_WEEKDAY_NAMES = {
    "ru": r"(?:Понедельник|Вторник|Четверг)(?:а|у|ом|е|и|ам|ами|ах|ов)?|Сред(?:а|ы|е|у|ой|ам)"
    r"|(?:Пятниц|Суббот)(?:а|ы|е|у|ой|ам)|Воскресень(?:е|я|ю|ем|ям)",
    "kk": r"(?:Дүйсенбі|Сейсенбі|Сәрсенбі|Бейсенбі|Сенбі|Жексенбі)"
    r"(?:де|ден|ге|ні|нің|сі|лік|дегі|сінде)?|Жұма(?:да|дан|ға|ны|ның|дағы)?(?= )",
}
_MONTH_NAMES = {
    "ru": r"(?:Январ|Феврал|Апрел|Июн|Июл|Сентябр|Октябр|Ноябр|Декабр)(?:ь|я|е|ю|ём|ем)"
    r"|Ма(?:рт|й)(?:а|е|у|ом)?|Мая|Мае|Август(?:а|е|у|ом)?",
    "kk": r"(?:Қаңтар|Ақпан|Наурыз|Сәуір|Мамыр|Маусым|Шілде|Тамыз|Қыркүйек|Қазан|Қараша"
    r"|Желтоқсан)(?:[ыі](?:м[ыі]з)?)?"
    r"(?:н?[дт][ае](?:н|ғы|гі)?|н[ае]н|[ғқгк]?[ае]|н[ае]|[дтн][ыі]ң|[дтн][ыі])?(?![\w])",
}
_NOT_AT_START = r"(?:(?<=[^\W\d_] )|(?<=[^\W\d_][,;] ))"
_LOWER = {
    language: re.compile(rf"(?<=[0-9] )(?:{_MONTH_NAMES[language]})(?![\w-])")
    for language in ("ru", "kk")
}
# Sársenbi, Beisenbi and Juma are names of people too.
_WEEKDAYS = {
    language: re.compile(rf"{_NOT_AT_START}(?:{names})(?![\w-])")
    for language, names in _WEEKDAY_NAMES.items()
}
# «Қаңтар оқиғасы», «Желтоқсан»: events have a capital, and English says so with one too.
_MONTHS = {
    language: re.compile(
        rf"{_NOT_AT_START}(?:{names})(?![\w-])(?! (?:оқиға|көтеріліс|событ|восст))"
    )
    for language, names in _MONTH_NAMES.items()
}
_ENGLISH_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\b(?! (?:events?|uprising|protests|[A-Z]))"
)
_ANY_MONTH = frozenset(month_words("en"))
_ENGLISH_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_CAPITAL = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ]")
_HOLIDAYS = re.compile(r"\b(?:8 Марта|1 Мая|9 Мая|23 Февраля|22 Наурыз|1 Мамыр)")


def _peoples(text: str, language: str, inside: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield peoples and languages with a capital, inside the text and not within a name."""
    for capital in inside:
        match = PEOPLES[language].match(text, capital.start())
        if match is None:
            continue
        start, end = match.span()
        if not BODY_AFTER.match(text, end) and text.count("«", 0, start) == text.count(
            "»", 0, start
        ):
            yield match


class Capitals(Check):
    """Judge capitals: at the start, in words that take none, and where all is in capitals."""

    id = "capitals"
    name = "Capitals"
    description = (
        "The sentence begins with a small letter, a weekday, month, people or language with a "
        "capital, or words are all in capitals and those of the source are not."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each; titles in which every word has a capital are left alone."""
        text, source = masked(unit.target), masked(unit.source)
        first = _FIRST.search(text)
        if first is None or (
            not first.group().islower()
            and text[first.end() :].islower()
            and not may_hold_names(source)
            and ". " not in text
        ):
            return NOTHING
        return self._judge(unit, source, text, first)

    def _judge(self, unit: Unit, source: str, text: str, first: re.Match[str]) -> Iterator[Finding]:
        yield from self._start(source, text, first)
        language = language_of(unit.locale)
        if language not in _LOWER:
            return
        inside = inside_capitals(text)
        for match in lowered_names(source, text, len(inside)):
            yield self.finding("A name of the source begins with a small letter.", match.span())
        if text[first.end() :].islower():
            return
        places = [match.start() for match in _CAPITAL.finditer(text)]
        found = len(places)
        if not found or places[-1] < first.end():
            return
        if found >= _FEW:
            yield from self._shouted(source, text, found)
        if any(text[place - 1].islower() for place in places if place):
            for match in _ODD.finditer(text):
                if match.group() not in _UNITS:
                    yield self.finding("A capital stands inside a word.", match.span())
        if found >= len(words_of(unit.target)):
            return
        yield from self._needless(source, text, language, inside)

    def _needless(
        self, source: str, text: str, language: str, inside: list[re.Match[str]]
    ) -> Iterator[Finding]:
        """Judge capitals inside: weekdays and the like, then words that are no names."""
        places: set[tuple[int, int]] = set()
        patterns = [_LOWER[language]] if has_figures(text) else []
        if "day" in source and _ENGLISH_DAY.search(source):
            patterns.append(_WEEKDAYS[language])
        if not _ANY_MONTH.isdisjoint(words_of(source)) and _ENGLISH_MONTH.search(source):
            patterns.append(_MONTHS[language])
        for pattern in patterns:
            for match in pattern.finditer(text):
                if not _HOLIDAYS.match(text, match.start() - 2):
                    places.add(match.span())
        places.update(match.span() for match in _peoples(text, language, inside))
        places.update(m.span() for m in needless_capitals(source, text, language, inside))
        for place in sorted(places):
            yield self.finding("This word takes no capital.", place)

    def _start(self, source: str, text: str, first: re.Match[str]) -> Iterator[Finding]:
        """Judge the first letter, and those after a full stop within the target."""
        if first.group().islower():
            theirs = _FIRST.search(source)
            word = _WHOLE_WORD.match(text, first.start())
            plain = word is None or not _CAPITAL.search(word.group())
            if theirs and theirs.group().isupper() and plain and MASK not in text[: first.start()]:
                yield self.finding("The sentence begins with a small letter.", first.span())
        if ". " in text:
            for following in _NEXT_SENTENCE.finditer(text):
                yield self.finding("The sentence begins with a small letter.", following.span(1))

    def _shouted(self, source: str, text: str, capitals: int) -> Iterator[Finding]:
        if capitals == sum(sign.isalpha() for sign in text):
            if not source.isupper():
                yield self.finding("All is in capitals, and the source is not.", (0, len(text)))
            return
        if _ENGLISH_SHOUTED.search(source):
            return
        for match in _SHOUTED.finditer(text):
            if match.group() not in _ACRONYMS:
                yield self.finding("A word is all in capitals.", match.span())
