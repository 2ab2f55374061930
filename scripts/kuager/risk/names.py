"""Capitalised words of English texts, and whether they are people or places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kuager.checks.meaning.names_en import NOT_NAMES, other_names
from kuager.guards.english import COMMON_BEGINNINGS
from kuager.risk.base import RELATION
from kuager.risk.gazetteer import known_places

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ŽӘ][^\W\d_]+(?:['’-][^\W\d_]+)*"
_RUN = re.compile(
    rf"(?<![\w-]){_WORD}(?:[ \u00a0](?:{_WORD}|[A-Z]\.))*|(?<![\w.])(?:[A-Z]\. ?){{1,2}}{_WORD}"
)
_INSIDE = re.compile(r"[\w,;)%№’'—–][ \u00a0]$|[\w]-$")
_NEAR = 60
"""Characters beside a name that are looked at."""
_POSSESSIVE = re.compile(r"['’]s?$")
_TO_A_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|outside|around|towards?|across|through|via|reached|left|for|leave|of|"
    r"beyond|behind|into)\s+(?:the\s+)?(?:(?:town|city|village|port|settlement|region) of\s+)?$",
    re.IGNORECASE,
)
_SURELY_A_PLACE = re.compile(
    r"\b(?:in|near|outside|into|(?:town|city|village|settlement|port|aul) of|(?:km|kilometres"
    r"|hours) "
    r"from|back to|(?:travel|drove|drive|moved|fled|flew|went|came|sent|deported)\w*(?: \w+)? "
    r"(?:to|from)|"
    r"born at|live[sd]? at|arrived at|station near)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PLACE_NOUN = (
    r"(?:region|oblast|district|raion|valley|river|village|settlement|aul|town|city|steppe"
    r"|mountains?|"
    r"lake|pass|gorge|crossing|border|street|avenue|square|park|market|bazaar|microdistrict|island|"
    r"peninsula|prefecture|county|province|checkpoint|side of the border)"
)
_BEFORE_A_PLACE_NOUN = re.compile(rf"(?:['’]s)?\s+(?:{_PLACE_NOUN})\b", re.IGNORECASE)
_BEFORE_A_PERSON = re.compile(
    rf"\b(?:(?:my|his|her|our|their|the) (?:\w+ )?{RELATION}s?,?|called|named|nicknamed|name (?:is"
    rf"|was)|"
    r"(?:Mr|Mrs|Ms|Dr|Prof)\.?|Captain|Major|Colonel|Lieutenant|Sergeant|General|Judge|Doctor|Imam|"
    r"Uncle|Aunt|Father|Mother|Grandfather|Grandmother|Brother|Sister|Dear|friend|colleague"
    r"|neighbour|"
    r"investigator|prosecutor|lawyer|teacher|surgeon|officer|with an?|and|told|asked|called|saw"
    r"|met|"
    r"married|love|loved|buried),?\s+$",
    re.IGNORECASE,
)
_AFTER_A_PERSON = re.compile(
    r"(?:['’]s)?\s+(?:said|says|told|asked|was|is|had|has|did|worked|wept|cried|died|came|went"
    r"|knew|"
    r"refused|gave|took|told|laughed|answered|and I|who)\b|,\s+(?:a|an|my|our|the|who|his|her)\s+",
)
_PATRONYMIC = re.compile(r"(?:ovich|evich|ovna|evna|ichna|uly|kyzy|qyzy)$")
# Shapes of Kazakh, Uzbek, Russian and Ukrainian names; no list could be complete.
_SHAPE = re.compile(
    r"(?:[Zz]h[aeiouy]|Nur|Gul|Mukh|Bai|Bek|Yer|Aig|Aiz|Ais|Sau|Kair|Dau|Mar|Sam)[a-z]{2,}$|"
    r"[A-Z][a-z]+(?:zhan|bek|bai|bay|ulan|lan|gul|bol|nur|khan|kyz|uly|ova|eva|ov|ev|enko|liya|iya|"
    r"mira|iyar|tai|gerim|sultan|zhol|dana|nara|ina|yna|olat|sset|zhas|bolat|mur|tal|shat|man)$"
)
_GIVEN = frozenset(
    """
    aidar aidos aigul aigerim aibek ainur akmaral alibek aliya alma almas alua aman anar arman
    arsen aset asel asem asset askar azamat aruzhan baurzhan bauyrzhan bolat botagoz dana daniyar
    dastan dauren dias dina dinara eldar elmira erbol erlan ermek gaukhar gulmira gulnara gulnar
    kairat kairbek kamila kanat karlygash laura lyazzat madina maira malika marat marzhan meruert
    murat nurlan nursultan raushan ruslan sabina sabit saltanat samal sandugash saule serik sholpan
    talgat temirlan timur togzhan tolkyn ulan yerbol yerlan yermek zarina zhanna zhanar zhanibek
    zhazira zhuldyz isa musa ibrahim fatima zara zulfiya gulzira sayragul orynbek
    alexander aleksandr alexei aleksei anastasia andrei anna anton artem boris dmitri dmitry denis
    ekaterina elena evgeny galina igor irina ivan katya kirill konstantin larisa lyudmila maria
    marina maxim mikhail natalia natasha nikolai nina oksana oleg olga pavel roman sergei sergey
    svetlana tatiana tatyana vadim valentina vera victor viktor vitaly vladimir vladislav yulia yuri
    ahmed ali hassan hussein mohammed muhammad omar john mary james sarah david michael thomas peter
    paul george ann anne jane elizabeth william robert
    """.split()  # noqa: SIM905 - a list to be read and added to
)
"""Given names that are common in Kazakhstan and its neighbourhood, in small letters. Written for
this list from general knowledge; it only decides what stands at the start of a sentence."""
_BODIES = frozenset(
    """
    un unicef osce eu kgb knb mvd nkvd fsb otan party union committee council watch amnesty bible
    bibi koran quran facebook telegram whatsapp instagram youtube internet tiktok google skype
    zoom viber vkontakte samsung nokia apple iphone kalashnikov molotov covid immigration soviet
    baptist baptists adventist adventists catholic catholics pentecostal protestant protestants
    ahmadi sufi salafi salafis tablighi jehovah jehovah's orthodox russian kazakh english chinese
    uyghur cyrillic latin nauryz ramadan eid kurban
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Named:
    """Capitalised words that may be somebody's or some place's name."""

    start: int
    end: int
    text: str
    """Without a possessive."""
    inside: bool
    """They stand inside of a sentence, so that the capital means something."""


@lru_cache(maxsize=1024)
def names_of(text: str) -> tuple[Named, ...]:
    """Return the capitalised words of an English text that are no other known words."""
    return tuple(_named(text))


def _named(text: str) -> Iterator[Named]:
    letters = [sign for sign in text if sign.isalpha()]
    if letters and sum(sign.isupper() for sign in letters) > len(letters) * 0.6:
        return  # written in capitals
    for run in _RUN.finditer(text):
        start = run.start()
        words = re.split(r"[ \u00a0]", run.group())
        while words and _is_no_name(words[0], inside=_is_inside(text, start)):
            start += len(words.pop(0)) + 1
        while words and _is_no_name(words[-1], inside=True):
            words.pop()
        if words:
            spelled = text[start : start + len(" ".join(words))]
            name = _POSSESSIVE.sub("", spelled)
            yield Named(start, start + len(name), name, _is_inside(text, start))


def _is_inside(text: str, start: int) -> bool:
    return bool(_INSIDE.search(text[max(0, start - 2) : start]))


def _is_no_name(word: str, *, inside: bool) -> bool:
    small = _POSSESSIVE.sub("", word.lower())
    parts = small.split("-")
    if re.fullmatch(r"[a-z]\.", small):
        return False
    if word.isupper() and len(word) < 6:
        return True
    if small in NOT_NAMES or all(part in NOT_NAMES for part in parts) or small in _BODIES:
        return small not in known_places()
    if {small, small.removesuffix("s")} & other_names("ru").keys() and small not in known_places():
        return True
    if inside:
        return len(small) < 3 and not small.endswith(".")
    if small in COMMON_BEGINNINGS:
        return True
    return small not in _GIVEN and small not in known_places() and not _SHAPE.match(word)


def is_place(text: str, name: Named) -> bool:
    """Tell whether the words around a name make it a place."""
    before = text[max(0, name.start - _NEAR) : name.start]
    after = text[name.end : name.end + _NEAR]
    if name.text.lower() in known_places() or _BEFORE_A_PLACE_NOUN.match(after):
        return True
    if _PATRONYMIC.search(name.text) or name.text.split()[0].lower() in _GIVEN:
        return False
    if _SURELY_A_PLACE.search(before):
        return True
    if _BEFORE_A_PERSON.search(before) or _AFTER_A_PERSON.match(after):
        return False
    return bool(_TO_A_PLACE.search(before)) and not _SHAPE.match(name.text)


def is_full_name(name: str) -> bool:
    """Tell whether a name has a surname or patronymic beside the given name or initials."""
    return len(name.split()) > 1 or bool(re.match(r"(?:[A-Z]\. ?){1,2}", name))
