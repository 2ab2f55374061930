"""Number words of English, Russian and Kazakh, with the forms they take in a sentence.

The tables are closed classes of the languages, as their grammars give them: Russian cardinals,
collectives (двое, трое) and ordinals with all cases (Русская грамматика, 1980); Kazakh stems,
collectives (-еу/-ау) and ordinals (-ыншы/-інші) with cases and possessives (Қазақ
грамматикасы, 2002).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class NumberWord(NamedTuple):
    """What one word adds to a number."""

    value: int
    last: bool = False
    """No further word joins the number after this one: an ordinal, a Kazakh form with an end."""
    sure: bool = True
    """False for a word that often means something else or stands for no number at all."""


def listed(words: str) -> list[str]:
    """Return the words of a table that is written as one text, so that it stays readable."""
    return words.split()


HUNDRED = 100
THOUSAND = 1000

_ENGLISH_UNITS = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ENGLISH_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_ENGLISH_ORDINALS = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)

# Words that stand for a value but not for a number in the grammatical sense: they may
# account for a number on the other side, and never call for one.
_HINTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "single": ("1",),
        "once": ("1",),
        "both": ("2",),
        "couple": ("2",),
        "double": ("2",),
        "doubled": ("2",),
        "pair": ("2",),
        "twice": ("2",),
        "twins": ("2",),
        "twofold": ("2",),
        "thrice": ("3",),
        "triple": ("3",),
        "tripled": ("3",),
        **{
            word + end: (str(value),)
            for value, word in enumerate(
                listed("three four five six seven eight nine ten eleven twelve"), 3
            )
            for end in ("fold", "s")
        },
        "sixes": ("6",),
        **{
            word: (str(value),)
            for value, word in enumerate(
                listed("twenties thirties forties fifties sixties seventies eighties nineties"), 2
            )
            for value in (value * 10,)
        },
        "half": ("0.5", "30", "50"),
        "quarter": ("0.25", "15", "25", "4"),
        "quarters": ("4", "25"),
        "fortnight": ("2", "14"),
        "noon": ("12", "12:00"),
        "midday": ("12", "12:00"),
        "midnight": ("12", "0:00", "24:00", "24", "0"),
    },
    "ru": {
        **dict.fromkeys(listed("оба обе обоих обеих обоим обеим обоими обеими"), ("2",)),
        **dict.fromkeys(listed("пара пару пары паре парой дважды вдвое вдвоём вдвоем"), ("2",)),
        **dict.fromkeys(listed("двойной двойная двойную двойное двойне двойня"), ("2",)),
        **dict.fromkeys(listed("тройной тройная трижды втрое втроём втроем"), ("3",)),
        **dict.fromkeys(listed("вчетверо вчетвером четырежды"), ("4",)),
        **dict.fromkeys(listed("пятёрка пятерка пятёрку пятерку пятёрки"), ("5",)),
        **dict.fromkeys(listed("шестёрка шестёрку шестёрки"), ("6",)),
        **dict.fromkeys(listed("половина половину половины половине половиной"), ("0.5", "30")),
        **dict.fromkeys(listed("полгода полугода полугодия"), ("6", "0.5")),
        **dict.fromkeys(listed("сутки суток"), ("24",)),
        **dict.fromkeys(listed("полчаса получаса"), ("30", "0.5")),
        **dict.fromkeys(
            listed("четверть четверти четвертью четвертей четвертям"), ("0.25", "15", "25", "4")
        ),
        **dict.fromkeys(listed("треть трети третью третей третям третях"), ("3",)),
        **dict.fromkeys(listed("полдень полудня полудню"), ("12", "12:00")),
        **dict.fromkeys(listed("полночь полночи полуночи"), ("12", "0:00", "24:00", "24")),
        "полмиллиона": ("500000",),
        "полтысячи": ("500",),
        "полторы": ("1.5", "1500"),
        "полтора": ("1.5", "1500"),
        "полутора": ("1.5", "1500"),
    },
    "kk": {
        **dict.fromkeys(listed("біреу біреуі біреуін бірге бірде бірі"), ("1",)),
        **dict.fromkeys(listed("алғаш алғашқы жалғыз"), ("1",)),
        **dict.fromkeys(listed("қос жұп егіз қосақ"), ("2",)),
        **dict.fromkeys(listed("жарты жартысы жартысын жарым"), ("0.5", "30", "50")),
        **dict.fromkeys(listed("ширек ширегі"), ("0.25", "15", "25", "4")),
        **dict.fromkeys(listed("ондаған ондап"), ("10",)),
        **dict.fromkeys(listed("тал түс түсте"), ("12", "12:00")),
        **dict.fromkeys(listed("тәулік тәулікте тәулікке"), ("24",)),
        "онда": ("10",),
    },
}

SCALES: dict[str, dict[str, int]] = {
    "en": {
        "thousand": THOUSAND,
        "million": 10**6,
        "mln": 10**6,
        "billion": 10**9,
        "bn": 10**9,
    },
    "ru": {
        **dict.fromkeys(
            listed("тысяча тысячи тысячу тысяче тысячей тысяч тысячам тысячами тысячах тыс"),
            THOUSAND,
        ),
        **{f"миллион{end}": 10**6 for end in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ах")},
        **{f"миллиард{end}": 10**9 for end in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ах")},
        **{
            f"{stem}н{end}": value
            for stem, value in (("тысяч", THOUSAND), ("миллион", 10**6))
            for end in listed("ый ая ое ые ого ой ому ую ым ом ых ыми")
        },
        "млн": 10**6,
        "млрд": 10**9,
    },
    "kk": {
        **{
            f"мың{end}": THOUSAND
            for end in ("", "нан", "ға", "да", "ның", "ды", "дай", "ы", "ынан", "ыншы", "дық")
        },
        **{
            f"{stem}{end}": value
            for stem, value in (("миллион", 10**6), ("миллиард", 10**9))
            for end in ("", "нан", "ға", "да", "ның", "ды", "дай", "дық", "ы", "ына", "ынан")
        },
        "млн": 10**6,
        "млрд": 10**9,
    },
}
MULTIPLES: dict[str, dict[str, int]] = {
    "en": {
        **dict.fromkeys(listed("dozen dozens"), 12),
        **dict.fromkeys(listed("decade decades"), 10),
        **dict.fromkeys(listed("century centuries"), 100),
    },
    "ru": {
        **dict.fromkeys(listed("десяток десятка десятку десяткам десятками десятков"), 10),
        **dict.fromkeys(listed("десятилетие десятилетия десятилетий десятилетиями"), 10),
        **dict.fromkeys(listed("сотня сотню сотни сотней сотен сотням сотнями"), 100),
        **dict.fromkeys(listed("дюжина дюжину дюжины дюжиной дюжин"), 12),
        **dict.fromkeys(listed("век века веков столетие столетия столетий"), 100),
    },
    "kk": {**dict.fromkeys(listed("онжылдық онжылдықта"), 10), "ғасыр": 100},
}
"""Nouns that multiply the number before them: two decades, «три десятка»."""

HALVES: dict[str, frozenset[str]] = {
    "en": frozenset({"half"}),
    "ru": frozenset({"половиной"}),
    "kk": frozenset({"жарым", "жарты"}),
}
"""Words that add a half to the number before them, and halve a lone scale after them."""

BARE_SCALES = frozenset({"мың", "миллион", "миллиард"})
"""Kazakh scale words that further words of the number may follow: «мыңнан» ends it."""


def _english() -> dict[str, NumberWord]:
    words = {word: NumberWord(value) for value, word in enumerate(_ENGLISH_UNITS, 1)}
    words |= {
        word: NumberWord(value)
        for value, word in zip(range(20, 100, 10), _ENGLISH_TENS, strict=True)
    }
    for value, word in enumerate(_ENGLISH_ORDINALS, 1):
        words[word] = NumberWord(value, last=True, sure=value > 3)
        if value > 2:  # two thirds, nine tenths; "seconds" are mostly of time
            words[word + "s"] = NumberWord(value, last=True, sure=False)
    for word, value in zip(_ENGLISH_TENS, range(20, 100, 10), strict=True):
        words[word[:-1] + "ieth"] = NumberWord(value, last=True)
    words["one"] = NumberWord(1, sure=False)
    words["hundred"] = NumberWord(HUNDRED, sure=False)
    words["hundredth"] = NumberWord(HUNDRED, last=True, sure=False)
    return words


def _russian_cardinals() -> dict[str, NumberWord]:
    forms: dict[int, list[str]] = {
        1: listed("один одна одно одни одного одной одному одним одну одном одних одними"),
        2: listed("два две двух двум двумя двое двоих двоим двоими"),
        3: listed("три трёх трех трём трем тремя трое троих троим троими"),
        4: listed("четыре четырёх четырех четырём четырем четырьмя четверо четверых четверым"),
        5: listed("пять пяти пятью пятеро пятерых пятерым пятерыми впятером"),
        6: listed("шесть шести шестью шестеро шестерых шестерым шестерыми вшестером"),
        7: listed("семь семи семеро семерых семерым семерыми всемером"),
        8: listed("восемь восьми восемью восьмью восьмеро восьмерых восьмерым ввосьмером"),
        9: listed("девять девяти девятью девятеро девятерых девятерым девятерыми"),
        10: listed("десять десяти десятью десятеро десятерых десятерым десятерыми"),
        40: ["сорок"],
        90: ["девяносто", "девяноста"],
        100: ["сто", "ста"],
        200: listed("двести двухсот двумстам двумястами двухстах"),
        300: listed("триста трёхсот трехсот трёмстам тремстам тремястами трёхстах трехстах"),
        400: listed("четыреста четырёхсот четырехсот четырёмстам четырьмястами четырёхстах"),
    }
    teens = listed("один две три четыр пят шест сем восем девят")
    for value, stem in enumerate(teens, 11):
        forms[value] = [f"{stem}надцат{end}" for end in ("ь", "и", "ью")]
    for value, stem in ((20, "двадцат"), (30, "тридцат")):
        forms[value] = [stem + end for end in ("ь", "и", "ью")]
    for digit, stem in ((5, "пят"), (6, "шест"), (7, "сем"), (8, "восем")):
        oblique = "восьм" if digit == 8 else stem
        forms[digit * 10] = [f"{stem}ьдесят", f"{oblique}идесяти", f"{stem}ьюдесятью"]
    for digit, stem in ((5, "пят"), (6, "шест"), (7, "сем"), (8, "восем"), (9, "девят")):
        oblique = "восьм" if digit == 8 else stem
        forms[digit * 100] = [
            f"{stem}ьсот",
            *(oblique + end for end in ("исот", "истам", "истах")),
            f"{stem}ьюстами",
        ]
    return {
        word: NumberWord(value, sure=value != 1) for value, words in forms.items() for word in words
    } | {
        "семью": NumberWord(7, sure=False),  # mostly "family"
        "сорока": NumberWord(40, sure=False),  # also "magpie"
    }


def _russian_ordinals() -> dict[str, NumberWord]:
    stems = {
        1: "перв",
        2: "втор",
        4: "четверт",
        5: "пят",
        6: "шест",
        7: "седьм",
        8: "восьм",
        9: "девят",
        10: "десят",
        20: "двадцат",
        30: "тридцат",
        40: "сороков",
        50: "пятидесят",
        60: "шестидесят",
        70: "семидесят",
        80: "восьмидесят",
        90: "девяност",
        100: "сот",
    }
    stems |= {
        value: f"{stem}надцат"
        for value, stem in enumerate(listed("один две три четыр пят шест сем восем девят"), 11)
    }
    endings = listed("ый ой ого ому ым ом ая ую ое ые ых ыми")
    words = {
        stem + end: NumberWord(value, last=True, sure=value > 3)
        for value, stem in stems.items()
        for end in endings
    }
    words |= {
        "четвёрт" + end: NumberWord(4, last=True) for end in endings if "четверт" + end in words
    }
    for end in listed("ий ья ье ьи ьего ьему ьим ьем ьей ью ьих ьими"):
        words["трет" + end] = NumberWord(3, last=True, sure=False)
    words["шестом"] = words["шестом"]._replace(sure=False)  # also "with a pole"
    return words


def _kazakh() -> dict[str, NumberWord]:
    plain = {
        1: "бір",
        2: "екі",
        3: "үш",
        4: "төрт",
        5: "бес",
        6: "алты",
        7: "жеті",
        8: "сегіз",
        9: "тоғыз",
        10: "он",
        20: "жиырма",
        30: "отыз",
        40: "қырық",
        50: "елу",
        60: "алпыс",
        70: "жетпіс",
        80: "сексен",
        90: "тоқсан",
        100: "жүз",
    }
    # Their own meaning is another word's too often (алтының: also "of the gold"), but after
    # another numeral they end it: отыз үштің.
    unsure_cases = listed("ның нің дың дің тың тің ны ні мен бен пен")
    cases = listed("дан ден тан тен нан нен ға ге қа ке да де та те дай дей тай тей ды ді ты ті")
    cases += listed("дағы дегі тағы тегі дейі дайы темін тамын демін дамын")
    of_them = {"дағы": "лар ларды ларға лардың лармен", "дегі": "лер лерді лерге лердің лермен"}
    for place, plural in of_them.items():  # «он сегіздегілермен»: with those of eighteen
        for after in listed(plural):
            cases += [place + after, place.replace("д", "т") + after]
    possessive = listed(
        "{}{} {}{}н {}{}на {}{}не {}{}нда {}{}нде {}{}нан {}{}нен {}{}ның {}{}нің {}{}мен"
    )
    possessive += listed("{}{}м {}{}мда {}{}мде")
    ordinals = listed("ыншы інші ншы нші сыншы")
    after_ordinal = listed(
        "сы сі да де дан ден ға ге дағы дегі сын сін сында сінде сына сіне сынан сінен"
    )
    collective = listed(
        "і ін інің іне інде інен міз іміз імізді імізге імізбен мізді дің ден ге ді"
    )
    plurals = listed("дар дер тар тер лар лер")
    words: dict[str, NumberWord] = {}
    for value, stem in plain.items():
        vowel = "ы" if stem[-1] in "аы" or value in _BACK else "і"
        link = "с" if stem[-1] in "аыіу" and value != 50 else ""
        ends = {*cases, *(end.format(link, vowel) for end in possessive)}
        ends |= {f"{'' if link else vowel}м{vowel}з", *plurals}
        if value in _MOSTLY_OTHER_WORDS:
            ends = set(_MOSTLY_OTHER_WORDS[value])
        words |= {stem + end: NumberWord(value, last=True) for end in ends}
        if value not in _MOSTLY_OTHER_WORDS:
            words |= {stem + end: NumberWord(value, last=True, sure=False) for end in unsure_cases}
        for ordinal in ordinals:
            for after in ("", *after_ordinal):
                words[stem + ordinal + after] = NumberWord(value, last=True, sure=value > 3)
        words[stem] = NumberWord(value)
    for value, stem in ((2, "ек"), (3, "үш"), (4, "төрт"), (5, "бес"), (6, "алт"), (7, "жет")):
        for end in ("", *collective):
            form = stem + ("ау" + end.translate(_BACK_VOWELS) if value in _BACK else "еу" + end)
            words[form] = NumberWord(value, last=True, sure=value > 2)
    for end in listed("ы ын ында ынан ына ының ыншы ыншысы ыншысында ымыз ымызды"):
        words["қырқ" + end] = NumberWord(40, last=True)
    for form, word in words.items():
        if word.value == 1 or form in _UNSURE_KAZAKH or form.startswith("тоқсан"):
            words[form] = word._replace(sure=False)
    del words["үшін"]  # the postposition "for"
    return words


# Numerals with back vowels, that is with -ы- and not -і- in their ends.
_BACK_VOWELS = str.maketrans("іег", "ыағ")
_BACK = frozenset({6, 9, 10, 20, 30, 40, 60, 90})
# Other ends make pronouns of он (оны, онда: he, then) and nouns of жүз (жүзі: the face of).
_MOSTLY_OTHER_WORDS = {10: ("нан", "ға", "дар"), 100: ("ден", "ге", "дей", "дер")}
# Face; to him; secondly, thirdly; тоқсан, left out of the table, is also a quarter of a year.
_UNSURE_KAZAKH = frozenset({"жүз", "жүзге", "онға", "екіншіден", "үшіншіден"})


@cache
def number_words(language: str) -> dict[str, NumberWord]:
    """Return the number words of a language (lower case); none for a language without a table."""
    if language == "en":
        return _english()
    if language == "ru":
        return _russian_cardinals() | _russian_ordinals()
    if language == "kk":
        return _kazakh()
    return {}


@cache
def hints(language: str) -> dict[str, tuple[str, ...]]:
    """Return words that stand for a value without being a number: both, дважды, жарты."""
    return _HINTS.get(language, {})
