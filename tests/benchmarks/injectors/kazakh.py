"""Kazakh verb forms: from negative to positive and back.

Written from the usual description of the language («Қазақ грамматикасы», 2002, on етістік):
the negative suffix is -ма/-ме after vowels and р, л, й, у, -ба/-бе after other voiced sounds
and -па/-пе after voiceless ones; the endings that follow agree with the stem in voice and
vowel harmony. No native reader has gone over the rules, and only forms that they make without
doubt are used.
"""

from __future__ import annotations

import re
from typing import Final

from .base import listed

_BACK: Final = "аоұыяёАОҰЫ"
_FRONT: Final = "әөүіеэ"
_VOWELS: Final = "аәеыіоөұүэяё"
_VOICELESS: Final = "пткқсшщчцхфһбвгд"
_SOFTER: Final = {"п": "б", "қ": "ғ", "к": "г"}
_HARDER: Final = {"б": "п", "ғ": "қ", "г": "к"}

# Stems that only look as if -ма/-ме … came after them: қама- (lock up), тұмау (flu) …
_NOT_STEMS: Final = frozenset(
    ("қа", "жа", "та", "тұ", "си", "қар", "тыр", "жал", "е", "не", "се", "құ")
)
# Words that no negative suffix makes: жаппай (all together), жанармай (fuel).
_NOT_NEGATIVE: Final = re.compile(r"жаппай|жанармай\w*|маймен")
_SIGN: Final = re.compile(r"[мбп][ае]")
_TAIL: Final = re.compile(
    r"д[ыі](?:[мңқк]|ңыз|ңіз|лар|лер)?|(?:ған|ген)\w*"
    r"|й(?:ды|ді|мын|мін|мыз|міз|сың|сің|сыз|сіз)(?:дар|дер)?|й(?:тын|тін)\w*|й(?:ық|ік|ын|ін)?"
    r"|с(?:пын|пін|тан|тен)?|с[ае](?:[мңқк]|ңыз|ңіз)?|у(?!ш)\w*|ңыз|ңіз|ңдар|ңдер|пт[ыі]\w*"
)


def is_front(word: str) -> bool:
    """Say whether endings of the word have front vowels (і, е)."""
    for sign in reversed(word.lower()):
        if sign in _BACK:
            return False
        if sign in _FRONT:
            return True
    return False


def negative_suffix(stem: str) -> str:
    """Return ма, ме, ба, бе, па or пе as the stem asks for."""
    last = stem[-1]
    if last in _VOICELESS:
        sign = "п"
    elif last in _VOWELS or last in "рлйуи":
        sign = "м"
    else:
        sign = "б"
    return sign + ("е" if is_front(stem) else "а")


def past(stem: str) -> str:
    """Return the third person of the past: барды, кетті."""
    sign = "т" if stem[-1] in _VOICELESS else "д"
    return stem + sign + ("і" if is_front(stem) else "ы")


def participle(stem: str) -> str:
    """Return the past participle: барған, кеткен."""
    if stem[-1] in _VOICELESS:
        return stem + ("кен" if is_front(stem) else "қан")
    return stem + ("ген" if is_front(stem) else "ған")


def present(stem: str) -> str:
    """Return the stem of the present: бара-, кете-, сұрай-, оқи-, қоя-."""
    last = stem[-1]
    if last in "аеә":
        return stem + "й"
    if last in "ыі":
        return stem[:-1] + "и"
    if last == "й" and not is_front(stem):
        return stem[:-1] + "я"
    return _soft(stem) + ("е" if is_front(stem) else "а")


def converb(stem: str) -> str:
    """Return the converb: барып, кетіп, сұрап, тауып."""
    if stem[-1] in _VOWELS:
        return stem + "п"
    if stem[-1] == "п":
        return stem[:-1] + ("уіп" if is_front(stem) else "уып")
    return _soft(stem) + ("іп" if is_front(stem) else "ып")


def _soft(stem: str) -> str:
    return stem[:-1] + _SOFTER.get(stem[-1], stem[-1])


def harden(stem: str) -> str:
    """Return the stem as it stands before a consonant: шығ → шық, таб → тап, қо(я) → қой."""
    return stem[:-1] + _HARDER.get(stem[-1], stem[-1])


def _gerund(stem: str) -> str:
    if stem[-1] in "ыі":
        return stem[:-1] + "у"
    if stem[-1] == "й":
        return stem[:-1] + "ю"
    return stem + "у" if stem[-1] in _VOWELS else _soft(stem) + "у"


def _request(stem: str, tail: str) -> str:
    if stem[-1] in _VOWELS:
        return stem + tail
    return _soft(stem) + ("і" if is_front(stem) else "ы") + tail


def split_negative(word: str) -> tuple[str, str] | None:
    """Return stem and tail of a verb with the negative suffix, or None.

    бармадым → (бар, дым); the tail begins after -ма/-ме …
    """
    lower = word.lower()
    if _NOT_NEGATIVE.fullmatch(lower):
        return None
    for found in _SIGN.finditer(lower):
        stem, tail = lower[: found.start()], lower[found.end() :]
        if (
            len(stem) > 1
            and stem not in _NOT_STEMS
            and any(sign in _VOWELS + "уию" for sign in stem)
            and negative_suffix(stem) == found[0]
            and _TAIL.fullmatch(tail)
        ):
            return stem, tail
    return None


def affirm(word: str) -> str | None:
    """Return the positive form of a negative verb, or None where the word is none.

    бармадым → бардым, келмеген → келген, болмайды → болады, айтпай → айтып.
    """
    parts = split_negative(word)
    if parts is None:
        return None
    stem, tail = parts
    front = is_front(stem)
    if tail[0] == "д":
        return past(stem) + tail[2:]
    if tail[0] == "ғ" or tail.startswith("ген"):
        return participle(stem) + tail[3:]
    if tail == "й":
        return converb(stem)
    if tail in {"йық", "йік", "йын", "йін"}:
        return present(stem) + ("" if stem[-1] in "аеыі" else "й") + tail[1:]
    if tail[0] == "й":
        return present(stem) + tail[1:]
    if tail in {"стан", "стен"}:
        return converb(stem)
    if tail in {"с", "спын", "спін"}:
        future = stem + "р" if stem[-1] in _VOWELS else _soft(stem) + ("ер" if front else "ар")
        person = {"": "", "пын": "мын", "пін": "мін"}
        return future + person[tail[1:]]
    if tail[0] == "с":
        return stem + tail
    if tail[0] == "у":
        return _gerund(stem) + tail[1:]
    if tail[0] == "ң":
        return _request(stem, tail)
    return converb(stem)[:-1] + tail


# Verbs told from nouns and from each other by their stem; the most frequent ones. Those that
# end in a vowel matter most: сұрады is the past of сұра-, барады the present of бар-.
_CONSONANT_STEMS: Final = frozenset(
    listed(
        "бар кел кет бер ал бол айт көр біл тұр отыр жүр жат қал қой сал шық кір түс өт жет ет"
        " тап соқ ұр өл өлтір тоқтат жібер келтір көрсет естіт сат құт күт тарт тарат жеткіз жаз"
        " апар әкел әкет қайт қайтар босат ұмыт жап ас аш шеш сен түсін үйрен оқыт ойлан қуан қорқ"
        " сүй тый көш көм көн өс өзгер өткіз өткер шақыр шығар түсір кіргіз отырғыз тұрғыз келіс"
        " айыр бөл бас бақ жақ жең кес тік қос қыс қаш қойғыз мін мұз піс сақ сез соз сой тай"
        " толтыр төк төз ұш үз ұқ ұйықтат жұт көбей көтер азай табыс кездес сөйлес пайдалан айтыл"
        " алын атал тексер ескерт құтқар кешір қысқарт өтін өкін басқар бұйыр ұсын"
    )
)
_VOWEL_STEMS: Final = frozenset(
    listed(
        "сұра қара жаса баста сөйле тіле ойла ұста таста тыңда жина сана ата бағала айыпта қама"
        " ұйықта жыла жұмса байла сақта қорға қолда тұтқында орна тірке сыйла мақта тазала дайында"
        " таңда талда сына сипатта атта мақұлда белгіле жарияла күре арна аңда бақыла мәжбүрле"
        " азапта дәлелде зертте ізде жетекте терге сотта өлше"
    )
)
_DERIVED: Final = re.compile(
    r"\w{2,}(?:лан|лен|дан|ден|тан|тен|ыл|іл|ын|ін|ыс|іс|тыр|тір|дыр|дір|ғыз|гіз|қыз|кіз|лас|лес"
    r"|дас|дес|тас|тес|ат|ет|ыт|іт|рт|ар|ер)"
)
_DERIVED_VOWEL: Final = re.compile(r"\w+[^\W\dаәеыіоөұүуи](?:да|де|та|те|ла|ле)")
_NOUN_LIKE: Final = re.compile(
    r"(?:маңызды|қымбатты|қуатты|сенімді|қауіпті|белгілі|тиісті|керекті|ұқсас\w*|көңілді|орынды"
    r"|бақытты|атақты|ұятты|намысты|әділетті|үмітті|күшті|артықшылық\w*|ауыр|жеңіл|екінші|тәтті"
    r"|түсінікті|жауапты|қызықты|байланысты|дұрыс|міндетті|еді|екен|емес|риза\w*|сау\w*|онды|мәнді|шекті|салқынды)"
)
_PROGRESSIVE: Final = {"жатыр": "жатқан", "отыр": "отырған", "тұр": "тұрған", "жүр": "жүрген"}


def is_consonant_verb(stem: str) -> bool:
    """Say whether this is a verb stem that ends in a consonant, as far as can be told."""
    return stem in _CONSONANT_STEMS or (
        len(stem) > 4 and stem[-1] not in _VOWELS and _DERIVED.fullmatch(stem) is not None
    )


def is_vowel_verb(stem: str) -> bool:
    """Say whether this is a verb stem that ends in а or е, as far as can be told."""
    return stem in _VOWEL_STEMS or (
        len(stem) > 4
        and _DERIVED_VOWEL.fullmatch(stem) is not None
        and not is_consonant_verb(stem[:-1])
    )


def split_past(word: str) -> tuple[str, str] | None:
    """Return stem and personal ending of a past form (келдім → кел, м), or None."""
    found = re.fullmatch(r"(\w+?)([дт])[ыі]([мңқк]|ңыз|ңіз)?", word)
    if found is None or _NOUN_LIKE.fullmatch(word):
        return None
    stem, sign, person = found[1], found[2], found[3] or ""
    if len(stem) < 2 or (sign == "т") != (stem[-1] in _VOICELESS):
        return None
    known = is_vowel_verb(stem) if stem[-1] in "аеыі" else is_consonant_verb(stem)
    if not known and not (person and stem[-1] in "аеыі"):
        return None
    return stem, person


def split_present(word: str) -> tuple[str, str] | None:
    """Return stem and ending of a present or habitual form (барамын → бар, мын), or None."""
    endings = "(ды|ді|мын|мін|мыз|міз|тын|тін|тынмын|тінмін|тынбыз|тінбіз)"
    if found := re.fullmatch(rf"(\w+[ае])й{endings}", word):
        return found[1], found[2]
    if found := re.fullmatch(rf"(\w+)и{endings}", word):
        return found[1] + ("і" if "і" in found[2] else "ы"), found[2]
    if found := re.fullmatch(rf"(\w+)я{endings}", word):
        return found[1] + "й", found[2]
    if found := re.fullmatch(rf"(\w+)[ае]{endings}", word):
        stem, ending = harden(found[1]), found[2]
        if len(stem) > 1 and (ending not in {"ды", "ді"} or is_consonant_verb(stem)):
            return stem, ending
    return None


_AFTER_NONE: Final = {"м": "пын", "қ": "пыз", "к": "пыз", "ң": "сың", "ңыз": "сыз", "ңіз": "сыз"}


def negate(word: str) -> list[str]:
    """Return the negative forms of a finite verb or predicate at the end of a sentence.

    келді → келмеді, келген жоқ; барамын → бармаймын; бар → жоқ. Empty where the word is none
    that can be told for sure.
    """
    if word in {"бар", "керек", "мүмкін", "қажет", "тиіс"}:
        return ["жоқ"] if word == "бар" else [f"{word} емес"]
    if found := re.fullmatch(r"(жатыр|отыр|тұр|жүр)(м[ыі]н|м[ыі]з)?", word):
        person = {"мын": "пын", "мін": "пын", "мыз": "пыз", "міз": "пыз"}.get(found[2] or "", "")
        return [f"{_PROGRESSIVE[found[1]]} жоқ{person}"]
    if split_negative(word) is not None or _NOUN_LIKE.fullmatch(word):
        return []
    if parts := split_past(word):
        stem, person = parts
        synthetic = past(stem + negative_suffix(stem)) + person
        return [synthetic, participle(stem) + " жоқ" + _AFTER_NONE.get(person, "")]
    if parts := split_present(word):
        stem, ending = parts
        return [stem + negative_suffix(stem) + "й" + ending]
    if found := re.fullmatch(r"(\w{2,}?)([ғг]|[қк])[ае]н(мын|мін|быз|біз)?", word):
        stem, person = found[1], found[3] or ""
        if participle(stem) + person == word and (
            is_vowel_verb(stem) if stem[-1] in _VOWELS else is_consonant_verb(stem)
        ):
            return [participle(stem + negative_suffix(stem)) + person]
    return []
