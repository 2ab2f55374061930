"""Find capitals that names have lost, and capitals of words that are no names.

Judged against the source: English, Kazakh and Russian all write names with a capital, and only
English also weekdays, months, nationalities and languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kuager.checks.meaning.names_en import NOT_NAMES
from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.checks.weighing import words_in
from kuager.guards.english import COMMON_BEGINNINGS
from kuager.numerals.words import listed

_ENGLISH_NAME = re.compile(r"[A-Z](?<=[a-z,;:’'-] [A-Z])(?:(?<!I)|(?=\w))[\w’'-]*")
_TIMES = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?"
)
_ENGLISH_CAPITAL = re.compile(rf"(?!(?:I|{_TIMES})\b)[A-Z]")
_ANY_NAME = re.compile(r"(?!I\b)[A-Z][\w’'-]*")
_BESIDE = re.compile(r"(?<!^)(?<![\w])[А-ЯЁӘҒҚҢӨҰҮҺІ][\w-]*,? $")
_NEXT = re.compile(r" [А-ЯЁӘҒҚҢӨҰҮҺІ]")
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_ADJECTIVE_EN = re.compile(r"(?:ians?|eans?|ish|ese|icans?|ic|ench|utch)(?:['’]?s)?$")
_POSSESSIVE = re.compile(r"['’]s?$")
# The capital comes first, so that the search is for one sign.
_CAPITAL = "[А-ЯЁӘҒҚҢӨҰҮҺІ]"
_INSIDE = re.compile(rf"{_CAPITAL}(?:(?<=[\w%] {_CAPITAL})|(?<=\w[,;] {_CAPITAL}))[а-яёәғқңөұүһі]+")
_SMALL = re.compile(r"(?<![\w-])[а-яёәғқңөұүһі]{3,}")
# Adjectives and people made from names, which take no capital: «московский», «алматылық».
_DERIVED = re.compile(
    r"(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$|[лдт][ыі][қгғк]\w*$|"
    r"(?:ец|цы|цев|цам|цами|ч[ие]|чан\w*|ин[аец]?|ян\w*|ша|ше)$"
)
# Words that may have a capital of their own accord: polite address, God, holy books, the months
# after which events and holidays are named (8 Марта, Желтоқсан).
_FREE = re.compile(
    r"(?:вы|вас|вам|вами|ваш|сіз|сен|бог|бож|господ|аллах?|құдай|тәңір|коран|құран|библи|інжіл|"
    r"ислам|отечеств|родин|отан|интернет|конституци|наурыз|қаңтар|ақпан|желтоқсан|(?:январ|феврал|"
    r"март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w{0,3}$)"
)
# Peoples, languages, faiths, and words of titles that all three languages share.
_SHARED = frozenset(
    listed(
        "kazakh kazakhs uzbek uzbeks tajik tajiks kyrgyz uyghur uyghurs turkmen turkmens turk "
        "turks kurd kurds kurmanji tatar tatars arab arabs serb serbs croat croats balkar "
        "balkars baptist baptists salafi salafis salafist wahhabi tutsi hutu roma rohingya "
        "hazara hazaras yazidi yazidis druze sunni shia pashtun pashto dari farsi tamil "
        "tamils hindi urdu address delta motors institute committee centre center protocol "
        "park hotel bank university academy parliament president club theatre theater police "
        "party report republic constitution code congress senate senator general colonel "
        "captain major minister commission convention tribunal radio internet bible koran "
        "quran mosque imam mullah sheikh sultan khan bey tsar shah emir council union front "
        "guard square march monument museum memorial archive greek greeks azerbaijani "
        "azerbaijanis karen filipino filipinos soviet dispensary telegram komsomol mufti "
        "legion"
    )
)
_LONGEST_ENDING = 6
_SHORTEST_KEY = 3


def inside_capitals(text: str) -> list[re.Match[str]]:
    """Return the capitalised words that stand inside a target, after a word or a figure."""
    return list(_INSIDE.finditer(text))


def needless_capitals(
    source: str, text: str, language: str, inside: Iterable[re.Match[str]]
) -> Iterator[re.Match[str]]:
    """Yield those of the capitalised words inside the target that are no names.

    Where the source has no name, and its first word can be none, that is every word. Elsewhere
    it is a word that is always small (``tables/small-*.txt``), has no other capital beside it
    («Жоғарғы Сот»), stands in no quotes and sounds like no name of the source.
    """
    found = [match for match in inside if not _FREE.match(match.group().lower())]
    if not found:
        return
    first = _FIRST_WORD.match(source)
    if first is None:
        return
    if first.group(1).lower() in COMMON_BEGINNINGS and not _ENGLISH_CAPITAL.search(
        source, first.end()
    ):
        yield from found
        return
    small = words_in(f"small-{language}.txt")
    found = [match for match in found if match.group().lower() in small]
    if not found:
        return
    keys = {latin_key(match.group())[:_SHORTEST_KEY] for match in _ANY_NAME.finditer(source)}
    for match in found:
        if (
            not _BESIDE.search(text[max(0, match.start() - 24) : match.start()])
            and not _NEXT.match(text, match.end())
            and text.count("«", 0, match.start()) == text.count("»", 0, match.start())
            and cyrillic_key(match.group())[:_SHORTEST_KEY] not in keys
        ):
            yield match


def may_hold_names(source: str) -> bool:
    """Say at little cost whether an English source has a capital inside, other than "I"."""
    inside = source[1:]
    return not (
        inside.islower()
        or inside.replace(" I ", " ").replace(" I'", " ").replace(" I’", " ").islower()
    )


def lowered_names(source: str, text: str, inside: int) -> Iterator[re.Match[str]]:
    """Yield words in small letters that sound like a name inside the source.

    Only where the target has fewer capitalised words inside than the source has names, and none
    that sounds like the name.
    """
    if not may_hold_names(source):
        return
    words = _ENGLISH_NAME.findall(source)
    if inside >= len(words):
        return
    names = [
        name
        for word in words
        if (name := _POSSESSIVE.sub("", word)).lower() not in NOT_NAMES
        and name.lower() not in _SHARED
        and not name.isupper()
    ]
    if inside >= len(names):
        return
    capitals = {cyrillic_key(word) for word in re.findall(r"[А-ЯЁӘҒҚҢӨҰҮҺІ][\w-]+", text)}
    for name in names:
        key = latin_key(name)
        if len(key) < _SHORTEST_KEY or _ADJECTIVE_EN.search(name):
            continue
        if any(capital.startswith(key) for capital in capitals):
            continue
        for match in _SMALL.finditer(text):
            word = match.group()
            if (
                len(word) <= len(name) + _LONGEST_ENDING
                and cyrillic_key(word).startswith(key)
                and not _DERIVED.search(word)
            ):
                yield match
