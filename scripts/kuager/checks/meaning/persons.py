"""Who speaks and who is spoken of: persons in English, Russian and Kazakh sentences.

English pronouns after Quirk et al. (1985), 6.18–6.31; Russian ones after Розенталь, §§ 168–169;
Kazakh personal, possessive and verb endings (жіктік және тәуелдік жалғаулары) after Қазақ
грамматикасы (2002) and the morphotactics of apertium-kaz. No native reader has gone over them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kuager.checks.meaning.keyed import KeyedPattern, compiled, keys_in
from kuager.remembering import RECENT_TEXTS

_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|„[^„“]*“")


def _listed(forms: str, before: str = "", after: str = "") -> KeyedPattern:
    if not before + after:
        return compiled(forms)
    return KeyedPattern(rf"{before}\b(?:{forms.replace(' ', '|')})\b{after}", forms)


ENGLISH_SUBJECT = {
    "1s": _listed("i"),
    "1p": _listed("we"),
    "3m": _listed("he"),
    "3f": _listed("she"),
    "3p": _listed("they"),
}
_NO_NOUN = (
    r"(?=\W*$|[,.;:!?\"”)]| (?:to|for|in|on|at|by|from|with|and|or|but|out|up|down|away|off|into|"
    r"about|as|if|that|so|when|while|because|before|after|until|again|back|home|there|here|not|"
    r"the|a|an|who|what|how|why|where|alone|once|twice|over|under|through|of|his|my|their|our|"
    r"two|three|every|only|too|is|was|were|would|had|has|like|never|very|all|than|since|without|"
    r"this|these|those|some|any|another|it|one|go|come|know|sign|leave|sit|stand|\w+ly|\w+ing)\b)"
)
ENGLISH_OBJECT = {
    "1s": _listed("me"),
    "1p": _listed("us", before="(?<!let )"),
    "3m": _listed("him"),
    "3f": _listed("her", after=_NO_NOUN),
    "3p": _listed("them"),
}
ENGLISH_OWNER = {
    "1s": _listed("my mine myself"),
    "1p": _listed("our ours ourselves"),
    "3m": _listed("his himself it its"),
    "3f": _listed("her hers herself it its"),
    "3p": _listed("their theirs themselves"),
}
ENGLISH_ANY = {
    "1s": _listed("i me my mine myself"),
    "1p": _listed("we us our ours ourselves let's"),
    "2": _listed("you your yours yourself yourselves thou thee thy"),
    "3m": _listed("he him his himself"),
    "3f": _listed("she her hers herself"),
    "3p": _listed("they them their theirs themselves"),
}

RUSSIAN_SUBJECT = {
    "1s": _listed("я"),
    "1p": _listed("мы"),
    "3m": _listed("он"),
    "3f": _listed("она"),
    "3p": _listed("они"),
}
RUSSIAN_OBLIQUE = {
    "1s": _listed("меня мне мной мною"),
    "1p": _listed("нас нам нами"),
    "3m": _listed("его ему него нему"),
    "3f": _listed("её ее ей ею неё ней"),
    "3p": _listed("их им ими них ним ними"),
}
RUSSIAN_ANY = {
    "1s": compiled(
        "я меня мне мной мною мой моя моё мое мои моего моей моему моим моих мою моими моём моею "
        "по-моему"
    ),
    "1p": compiled(
        "мы нас нам нами наш наша наше наши нашу нашего нашей нашему нашим наших нашими нашем "
        "нашею по-нашему"
    ),
    "2": KeyedPattern(
        r"\b(?:ты|тебя|тебе|тобой|тво[йяёеиюи]\w*|вы|вас|вам|вами|ваш(?:а|е|и|у|его|ей|ему|им|их|"
        r"ими|ем)?)\b",
        "ты тебя тебе тобой тво* вы вас вам вами ваш*",
    ),
}

_V_1S = r"(?:[дт][ыі]м|[мбп][ыі]н|[ай]?й[ыі]н)"
_V_1P = r"(?:[дт][ыі][қк]|[мбп][ыі]з|й[ыі][қк]|с[ае][қк])"
KAZAKH_OBJECT = {
    "1s": compiled("мені маған менен менде менің меніңше менімен меніңіз мендегі"),
    "1p": compiled("бізді бізге бізден бізде біздің бізбен біздікі"),
}
_CLAUSE_END = r"(?=\W*$|[,.!?;:»”\"]| (?:деп|де|да|те|та|бірақ|және|ғой)\b)"
_SURE_1S = (
    r"\b(?:\w+[птсшқкчхф][тт][ыі]м|\w+[аәеиоөуұүыіюярлйзжмнң]д[ыі]м)\b|"
    rf"\b(?:\w{{2,}}(?:[аей]|ған|ген|қан|кен|тын|тін|ар|ер)м[ыі]н|\w+(?:ып|іп|с|"
    rf"қ)п[ыі]н){_CLAUSE_END}"
)
_OWN_1S = "мені маған менің менімен өзім өзіме өзімді"
KAZAKH_SURE = {
    "1s": KeyedPattern(
        rf"{_SURE_1S}|\b(?:{_OWN_1S.replace(' ', '|')})\b",
        f"*тым *тім *дым *дім *мын *мін *пын *пін {_OWN_1S}",
    ),
    "1p": KeyedPattern(
        r"\b\w{2,}(?<!сыз)(?<!сіз)(?:[дт][ыі][қк])(?=\W*$|[.!?;»”\"]| деп\b)|"
        r"\b\w{2,}(?:[ае]й|й|ған|ген|қан|кен|п|тын|тін|ар|ер)[мбп][ыі]з\b|\b(?:біз|бізді|бізге|"
        r"біздің|бізден|бізбен|өзіміз\w*)\b",
        "*дық *дік *тық *тік *дык *діқ *тык *тіқ *мыз *міз *быз *біз *пыз *піз біз бізді бізге "
        "біздің бізден бізбен өзіміз*",
    ),
}
# Stems that end in м themselves.
_NO_POSSESSIVE = (
    r"(?:адам|қоғам|үкім|бөлім|ғылым|киім|өлім|білім|төлем|мүлдем|тағам|жәрдем|әкім|сөйлем|тыйым|"
    r"ұйым|қысым|"
    r"шағым|сезім|тізім|сенім|төзім|шешім|кешірім|өнім|есім|зым|қылым|әлем|ашылым|алым|келісім|"
    r"көрім|көтерім|"
    r"үндем|қадам|бағам|жүйем|жәнем|барым|жарым|атым\b|мүлт|мүшем|ілім|ауым|айым|бітім|өкім|әдем|"
    r"мәлім|қорым|"
    r"түсім|қыздырым|салым|табым|отырым|сұм|болжам|мезгілім|зейнетақым|қарым|тұрғым|тарим|"
    r"жасым\b|аулым\b|мүкам|"
    r"заңым\b|режим|қажым|тәжім|маусым|сәлем|жұтым|үзім|үшем|тутам|қалам|кілем|ислам|имам|харам|"
    r"халам|там\b|өрім)"
)
KAZAKH_ANY = {
    "1s": re.compile(
        rf"\b\w{{2,}}{_V_1S}(?<!кейін)(?<!дейін)(?<!сайын)\b|(?:^|[.!?;:,«»\"“—–(-]\W*|\b(?:да|"
        rf"де|бірақ|ал|сонда) )мен\b|"
        r"\b(?:мені|маған|менен|менде|менің|меніңше|менімен|өзім\w*|есімде\w*)\b|"
        rf"\b(?!{_NO_POSSESSIVE})\w{{2,}}(?:[ыі]м|[аеуи]м)(?:[дн][ыіае]\w{{0,2}}|а|е|мен|сыз|"
        rf"сіз)?\b|\w(?:сам|сем)\b"
    ),
    "1p": re.compile(
        rf"\b\w{{2,}}{_V_1P}\b|\bбіз\w*\b|\w(?:мыз|міз)\w*|\bөзіміз\w*|\w(?:[дт][ыі][қк])\b|"
        rf"\wса[қк]\b|\wсек\b"
    ),
}


_YOU = "сен сені саған сенің сенен сіз сізді сізге сіздің сізден сіздер сіздерді сендер сендерді"
KAZAKH_YOU = KeyedPattern(
    rf"\b(?:{_YOU.replace(' ', '|')})\b|"
    rf"\b\w{{2,}}(?:[дт][ыі]ң[ыі]з|[аей]с[ыі]ң|[аей]с[ыі]ңдар){_CLAUSE_END}",
    f"*ңыз *ңіз *сың *сің *сыңдар *сіңдар {_YOU}",
)


@dataclass(frozen=True, slots=True)
class Persons:
    """The persons of an English sentence, outside of quotation marks and inside them."""

    subjects: frozenset[str]
    objects: frozenset[str]
    all: frozenset[str]


@lru_cache(maxsize=RECENT_TEXTS)
def unquoted(text: str) -> str:
    """Return the text with its quotations blanked, unless it is one itself."""
    if not any(sign in text for sign in '«“"„'):
        return text
    blank = _QUOTED.sub(lambda match: " " * len(match.group()), text)
    return blank if len(blank.split()) > 2 else text


@lru_cache(maxsize=RECENT_TEXTS)
def english_persons(text: str) -> Persons:
    """Return the persons of a lowered English text; "all" counts quotations too."""
    return Persons(
        found(ENGLISH_SUBJECT, text), found(ENGLISH_OBJECT, text), found(ENGLISH_ANY, text)
    )


def found(table: dict[str, KeyedPattern], text: str) -> frozenset[str]:
    """Return the persons whose pattern is in the text."""
    there = keys_in(text)
    return frozenset(
        [person for person, pattern in table.items() if there & pattern.bit and pattern.is_in(text)]
    )


def counted(table: dict[str, KeyedPattern], text: str) -> dict[str, int]:
    """Return how often the pattern of each person is in the text."""
    there = keys_in(text)
    return {
        person: pattern.count(text) if there & pattern.bit else 0
        for person, pattern in table.items()
    }
