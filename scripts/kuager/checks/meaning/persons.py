"""Who speaks and who is spoken of: persons in English, Russian and Kazakh sentences.

English pronouns after Quirk et al. (1985), 6.18–6.31; Russian ones after Розенталь, §§ 168–169;
Kazakh personal, possessive and verb endings (жіктік және тәуелдік жалғаулары) after Қазақ
грамматикасы (2002) and the morphotactics of apertium-kaz. No native reader has gone over them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|„[^„“]*“")

ENGLISH_SUBJECT = {
    "1s": re.compile(r"\bi\b"),
    "1p": re.compile(r"\bwe\b"),
    "3m": re.compile(r"\bhe\b"),
    "3f": re.compile(r"\bshe\b"),
    "3p": re.compile(r"\bthey\b"),
}
_NO_NOUN = (
    r"(?=\W*$|[,.;:!?\"”)]| (?:to|for|in|on|at|by|from|with|and|or|but|out|up|down|away|off|into|"
    r"about|as|if|that|so|when|while|because|before|after|until|again|back|home|there|here|not|"
    r"the|a|an|who|what|how|why|where|alone|once|twice|over|under|through|of|his|my|their|our|"
    r"two|three|every|only|too|is|was|were|would|had|has|like|never|very|all|than|since|without|"
    r"this|these|those|some|any|another|it|one|go|come|know|sign|leave|sit|stand|\w+ly|\w+ing)\b)"
)
ENGLISH_OBJECT = {
    "1s": re.compile(r"\bme\b"),
    "1p": re.compile(r"(?<!let )\bus\b"),
    "3m": re.compile(r"\bhim\b"),
    "3f": re.compile(rf"\bher\b{_NO_NOUN}"),
    "3p": re.compile(r"\bthem\b"),
}
ENGLISH_OWNER = {
    "1s": re.compile(r"\b(?:my|mine|myself)\b"),
    "1p": re.compile(r"\b(?:our|ours|ourselves)\b"),
    "3m": re.compile(r"\b(?:his|himself|it|its)\b"),
    "3f": re.compile(r"\b(?:her|hers|herself|it|its)\b"),
    "3p": re.compile(r"\b(?:their|theirs|themselves)\b"),
}
ENGLISH_ANY = {
    "1s": re.compile(r"\b(?:i|me|my|mine|myself)\b"),
    "1p": re.compile(r"\b(?:we|us|our|ours|ourselves)\b|\blet's\b"),
    "2": re.compile(r"\b(?:you|your|yours|yourself|yourselves|thou|thee|thy)\b"),
    "3m": re.compile(r"\b(?:he|him|his|himself)\b"),
    "3f": re.compile(r"\b(?:she|her|hers|herself)\b"),
    "3p": re.compile(r"\b(?:they|them|their|theirs|themselves)\b"),
}

RUSSIAN_SUBJECT = {
    "1s": re.compile(r"\bя\b"),
    "1p": re.compile(r"\bмы\b"),
    "3m": re.compile(r"\bон\b"),
    "3f": re.compile(r"\bона\b"),
    "3p": re.compile(r"\bони\b"),
}
RUSSIAN_OBLIQUE = {
    "1s": re.compile(r"\b(?:меня|мне|мной|мною)\b"),
    "1p": re.compile(r"\b(?:нас|нам|нами)\b"),
    "3m": re.compile(r"\b(?:его|ему|него|нему)\b"),
    "3f": re.compile(r"\b(?:её|ее|ей|ею|неё|ней)\b"),
    "3p": re.compile(r"\b(?:их|им|ими|них|ним|ними)\b"),
}
RUSSIAN_ANY = {
    "1s": re.compile(
        r"\b(?:я|меня|мне|мной|мною|мо(?:й|я|ё|е|и|его|ей|ему|им|их|ю|ими|ём|ею)|по-моему)\b"
    ),
    "1p": re.compile(
        r"\b(?:мы|нас|нам|нами|наш(?:а|е|и|у|его|ей|ему|им|их|ими|ем|ею)?|по-нашему)\b"
    ),
    "2": re.compile(
        r"\b(?:ты|тебя|тебе|тобой|тво[йяёеиюи]\w*|вы|вас|вам|вами|ваш(?:а|е|и|у|его|ей|ему|им|их|"
        r"ими|ем)?)\b"
    ),
    "3m": re.compile(r"\b(?:он|его|ему|им|нём|нем|нему|ним|него)\b"),
    "3f": re.compile(r"\b(?:она|её|ее|ей|ею|неё|нее|ней|нею)\b"),
    "3p": re.compile(r"\b(?:они|их|им|ими|них|ним|ними)\b"),
}

_V_1S = r"(?:[дт][ыі]м|[мбп][ыі]н|[ай]?й[ыі]н)"
_V_1P = r"(?:[дт][ыі][қк]|[мбп][ыі]з|й[ыі][қк]|с[ае][қк])"
KAZAKH_OBJECT = {
    "1s": re.compile(r"\b(?:мені|маған|менен|менде|менің|меніңше|менімен|меніңіз|мендегі)\b"),
    "1p": re.compile(r"\b(?:бізді|бізге|бізден|бізде|біздің|бізбен|біздікі)\b"),
}
_CLAUSE_END = r"(?=\W*$|[,.!?;:»”\"]| (?:деп|де|да|те|та|бірақ|және|ғой)\b)"
_SURE_1S = (
    r"\b(?:\w+[птсшқкчхф][тт][ыі]м|\w+[аәеиоөуұүыіюярлйзжмнң]д[ыі]м)\b|"
    rf"\b(?:\w{{2,}}(?:[аей]|ған|ген|қан|кен|тын|тін|ар|ер)м[ыі]н|\w+(?:ып|іп|с|"
    rf"қ)п[ыі]н){_CLAUSE_END}"
)
KAZAKH_SURE = {
    "1s": re.compile(rf"{_SURE_1S}|\b(?:мені|маған|менің|менімен|өзім|өзіме|өзімді)\b"),
    "1p": re.compile(
        r"\b\w{2,}(?<!сыз)(?<!сіз)(?:[дт][ыі][қк])(?=\W*$|[.!?;»”\"]| деп\b)|"
        r"\b\w{2,}(?:[ае]й|й|ған|ген|қан|кен|п|тын|тін|ар|ер)[мбп][ыі]з\b|\b(?:біз|бізді|бізге|"
        r"біздің|бізден|бізбен|өзіміз\w*)\b"
    ),
}
KAZAKH_VERB_1S = re.compile(_SURE_1S)
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


KAZAKH_YOU = re.compile(
    r"\b(?:сен|сені|саған|сенің|сенен|сіз|сізді|сізге|сіздің|сізден|сіздер|сіздерді|сендер|"
    r"сендерді)\b|"
    rf"\b\w{{2,}}(?:[дт][ыі]ң[ыі]з|[аей]с[ыі]ң|[аей]с[ыі]ңдар){_CLAUSE_END}"
)


@dataclass(frozen=True, slots=True)
class Persons:
    """The persons of an English sentence, outside of quotation marks and inside them."""

    subjects: frozenset[str]
    objects: frozenset[str]
    all: frozenset[str]


@lru_cache(maxsize=512)
def unquoted(text: str) -> str:
    """Return the text with its quotations blanked, unless it is one itself."""
    blank = _QUOTED.sub(lambda match: " " * len(match.group()), text)
    return blank if len(blank.split()) > 2 else text


@lru_cache(maxsize=512)
def english_persons(text: str) -> Persons:
    """Return the persons of a lowered English text; "all" counts quotations too."""
    return Persons(
        found(ENGLISH_SUBJECT, text), found(ENGLISH_OBJECT, text), found(ENGLISH_ANY, text)
    )


def found(table: dict[str, re.Pattern[str]], text: str) -> frozenset[str]:
    """Return the persons whose pattern is in the text."""
    return frozenset(person for person, pattern in table.items() if pattern.search(text))


def counted(table: dict[str, re.Pattern[str]], text: str) -> dict[str, int]:
    """Return how often the pattern of each person is in the text."""
    return {person: len(pattern.findall(text)) for person, pattern in table.items()}
