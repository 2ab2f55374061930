"""Months and parts of the day as they stand in sentences."""

from __future__ import annotations

import re
from functools import cache

from kuager.numerals.words import listed

_MONTHS: dict[str, list[str]] = {
    # Names as in CLDR, the English ones with their usual abbreviations, the Russian ones in
    # their five singular cases.
    "en": listed(
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
        "september|sept|sep october|oct november|nov december|dec"
    ),
    "ru": listed(
        "январь|января|январе|январю|январём|январем "
        "февраль|февраля|феврале|февралю|февралём|февралем "
        "март|марта|марте|марту|мартом апрель|апреля|апреле|апрелю|апрелем "
        "май|мая|мае|маю|маем июнь|июня|июне|июню|июнем июль|июля|июле|июлю|июлем "
        "август|августа|августе|августу|августом сентябрь|сентября|сентябре|сентябрю|сентябрём "
        "октябрь|октября|октябре|октябрю|октябрём ноябрь|ноября|ноябре|ноябрю|ноябрём "
        "декабрь|декабря|декабре|декабрю|декабрём"
    ),
    "kk": listed(
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
    ),
}
_KAZAKH_ENDS = (
    "",
    *listed("да де та те дан ден тан тен нан нен ға ге қа ке ды ді ты ті ны ні"),
    *listed("дың дің тың тің ның нің дағы дегі тағы тегі ы і ында інде ына іне ынан інен"),
    *listed("ының інің ын ін ындағы індегі сы сі сында сінде сынан сінен сына сіне"),
    *listed("сының сінің сындағы сіндегі"),
    *listed("айы айында айынан айының айына"),
)

DAY_PARTS: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:afternoon|evening|tonight|night|p\.?\s?m)\b", re.IGNORECASE),
    "ru": re.compile(r"\b(?:дня|днём|вечера|вечером|ночи|ночью)\b", re.IGNORECASE),
    "kk": re.compile(
        r"\b(?:кешкі|кеште|кешке|кеш|түнгі|түнде|түннің|түскі|түстен|күндізгі)\b", re.IGNORECASE
    ),
}
"""Words that let the hours 1 to 12 stand for those after noon: «6 вечера» is 18:00."""

DAY_PART_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(listed("afternoon evening tonight night pm p m")),
    "ru": frozenset(listed("дня днём вечера вечером ночи ночью")),
    "kk": frozenset(listed("кешкі кеште кешке кеш түнгі түнде түннің түскі түстен күндізгі")),
}
"""The words of ``DAY_PARTS``: without one of them the patterns need not be tried."""

RUSSIAN_MONTH_STEMS = tuple(
    listed("январ феврал март апрел май июн июл август сентябр октябр ноябр декабр")
)
"""What the adjectives of the months are made from: «декабрьский»."""

BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|until|till|by|last|next|early|late|mid|from|to|every|each|during|between|"
    r"and|before|after|through|that)[ -]$",
    re.IGNORECASE,
)
"""What makes the English words "May" and "March" a month without a figure beside them."""


@cache
def month_words(language: str) -> dict[str, int]:
    """Return the months' names in all their cases (lower case) with their numbers, 1 to 12."""
    words: dict[str, int] = {}
    ends = _KAZAKH_ENDS if language == "kk" else ("",)
    for number, names in enumerate(_MONTHS.get(language, ()), 1):
        for name in names.split("|"):
            words.update((name + end, number) for end in ends)
    return words
