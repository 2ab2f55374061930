"""Who did what to whom: roles swapped, person changed."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import Pair, alternation, choose, like, put, replaced
from .english import PASSIVE
from .kazakh import is_front, past, present, split_past, split_present

# Russian: an accusative pronoun with an impersonal plural ("меня били": I was beaten) or with
# a subject ("он ударил её": he hit her).
_SUBJECTS: Final = {
    "меня": "я",
    "тебя": "ты",
    "его": "он",
    "её": "она",
    "ее": "она",
    "нас": "мы",
    "их": "они",
    "мне": "я",
    "ему": "он",
    "ей": "она",
    "нам": "мы",
    "им": "они",
}
_OBJECTS: Final = {"я": "меня", "он": "его", "она": "её", "мы": "нас", "они": "их"}
_BETWEEN: Final = r"(?:\s+(?:тоже|потом|сразу|снова|опять|долго|часто|сильно|там|тогда|жестоко))?"
_IMPERSONAL: Final = re.compile(
    rf"(?<![\w-])(?<!у\s)(?<!за\s)(?<!из\s)(?<!на\s)(?<!от\s)(?<!для\s)(?<!без\s)(?<!про\s)(?<!к\s)"
    rf"(?<!до\s)(?<!с\s)(?<!о\s)(?P<whom>{alternation(_SUBJECTS)})(?P<between>{_BETWEEN}\s+)"
    r"(?P<stem>\w+[аеиыяу])ли\b",
    re.IGNORECASE,
)
_NOUNS_IN_LI: Final = re.compile(
    r"\w+те|дети|был|(?:авто)?моби|зем|це|неде|се|ес|бы", re.IGNORECASE
)
_ACTIVE: Final = re.compile(
    r"\b(?P<who>я|он|она|мы|они)\s+(?P<stem>\w*[аеиыяу])(?P<sign>л|ла|ли)\s+"
    r"(?P<whom>меня|его|её|нас|их)\b(?=[\s.,;:!?»]*(?:$|[.,;:!?»]|\s[внсзкоупд]\w*\s))",
    re.IGNORECASE,
)
_BACK: Final = {"меня": "я", "его": "он", "её": "она", "нас": "мы", "их": "они"}
_PLURAL: Final = frozenset(("мы", "они"))
_PARTICIPLES: Final = {
    "арестован": "арестовал",
    "задержан": "задержал",
    "избит": "избил",
    "убит": "убил",
    "осуждён": "осудил",
    "уволен": "уволил",
    "вызван": "вызвал",
    "обвинён": "обвинил",
    "допрошен": "допросил",
    "ранен": "ранил",
    "освобождён": "освободил",
    "похищен": "похитил",
    "приговорён": "приговорил",
    "оправдан": "оправдал",
    "выслан": "выслал",
    "доставлен": "доставил",
    "предупреждён": "предупредил",
    "исключён": "исключил",
    "оштрафован": "оштрафовал",
    "назначен": "назначил",
    "переведён": "перевёл",
    "отправлен": "отправил",
}
_SHORT_PASSIVE: Final = re.compile(
    rf"\b(?:был(?P<gender>а|и)?\s+)(?P<word>{alternation(w[:-1] for w in _PARTICIPLES)})"
    r"(?:н|т)?(?:а|ы)?\b"
)


def _verb(stem: str, subject: str) -> str:
    if subject in _PLURAL:
        return stem + "ли"
    return stem + ("ла" if subject == "она" else "л")


def _swaps_russian(pair: Pair) -> list[str]:
    text = pair.target
    options = []
    if PASSIVE.search(pair.source) or re.search(r"\bthey\b", pair.source, re.IGNORECASE):
        for found in _IMPERSONAL.finditer(text):
            if _NOUNS_IN_LI.fullmatch(found["stem"]):
                continue
            who = _SUBJECTS[found["whom"].lower()]
            new = like(found["whom"], who) + found["between"] + _verb(found["stem"], who)
            options.append(put(text, found.start(), found.end(), new))
        for found in _SHORT_PASSIVE.finditer(text):
            active = next(verb for word, verb in _PARTICIPLES.items() if word[:-1] == found["word"])
            ending = {"а": "а", "и": "и"}.get(found["gender"] or "", "")
            options.append(put(text, found.start(), found.end(), active + ending))
    for found in _ACTIVE.finditer(text):
        who, whom = found["who"].lower(), found["whom"].lower()
        if _OBJECTS[who] == whom or _NOUNS_IN_LI.fullmatch(found["stem"]):
            continue
        new_who = _BACK[whom]
        new = f"{like(found['who'], new_who)} {_verb(found['stem'], new_who)} {_OBJECTS[who]}"
        options.append(put(text, found.start(), found.end(), new))
    return options


# Kazakh: subject, accusative, dative and ablative of the pronouns.
_CASES: Final = {
    "мен": ("мені", "маған", "менен"),
    "сен": ("сені", "саған", "сенен"),
    "ол": ("оны", "оған", "одан"),
    "біз": ("бізді", "бізге", "бізден"),
    "олар": ("оларды", "оларға", "олардан"),
}
_WHOM: Final = {form: who for who, forms in _CASES.items() for form in forms}
_WITH_SUBJECT: Final = re.compile(
    rf"\b(?P<who>{alternation(_CASES)})(?P<mid>\s+)(?P<whom>{alternation(_WHOM)})\b(?!\s+(?:да|қарай|дейін)\b)",
    re.IGNORECASE,
)
# At the head of a sentence without a subject: «Мені ұрды» (I was beaten, they beat me).
_OBJECT_ONLY: Final = re.compile(
    rf"^\W*(?:\w+\s+)?(?P<whom>{alternation(_WHOM)})\b(?!\s+(?:да|қарай|дейін|бірге)\b)",
    re.IGNORECASE,
)
_FINAL: Final = re.compile(r"(?P<verb>\w+)(?P<end>[.!…]*)$")
_PERSONS: Final = {"мен": "м", "сен": "ң", "біз": "қ"}
_PASSIVE_VOICE: Final = re.compile(
    r"\b(?P<stem>\w{2,}(?:[^\W\dаеыіоөұүә](?:ы|і)(?=л)|[^\W\dаеыіоөұүә](?:а|е)(?=л)))л"
    r"(?P<tense>д[ыі](?:м|қ|к)?|ған|ген)(?=[.!…]*$|\s+(?:еді|екен|болатын)[.!…]*$)"
)
# What is done to people; said of things, the active without a subject would be right as well.
_TO_PEOPLE: Final = re.compile(
    r"^(?:тұтқында|сотта|өлтірі|босаты|қама|айыпта|ақта|азапта|жазала|шақыры|атылы|ұста|сайла"
    r"|тағайында|жараланы|шығарылы|көшірілі|ұрла|қуылы|қудала|шайқала)"
)
_HEADED: Final = re.compile(rf"(?:^|, )(?:{alternation(_CASES)})\b", re.IGNORECASE)
_NOT_PASSIVE: Final = re.compile(
    r"(?:құт|ұмт|айыры|айры|жоға|жығы|жаңы|тарқа|орал|тоқта|жина|аза|көбе|шоғ|бай|қа|бо|са|та|ке|бе"
    r"|өзгер|қуан|жылжы|кідір|ора|оңа|қысы)\w?",
)


def with_person(verb: str, who: str) -> str | None:
    """Return a finite Kazakh verb in another person, or None where it is none we can tell."""
    if parts := split_past(verb):
        person = _PERSONS.get(who, "")
        form = past(parts[0])
        return form + ("к" if person == "қ" and is_front(parts[0]) else person)
    if (parts := split_present(verb)) and not parts[1].startswith("т"):
        stem, back = parts[0], not is_front(parts[0])
        ending = {
            "мен": "мын" if back else "мін",
            "сен": "сың" if back else "сің",
            "біз": "мыз" if back else "міз",
        }.get(who, "ды" if back else "ді")
        return present(stem) + ending
    return None


def _agree(text: str, who: str) -> str | None:
    found = _FINAL.search(text)
    verb = with_person(found["verb"], who) if found else None
    return None if found is None or verb is None else put(text, *found.span("verb"), verb)


def _swaps_kazakh(pair: Pair) -> list[str]:
    text = pair.target
    options: list[str | None] = []
    for found in _WITH_SUBJECT.finditer(text):
        who, whom = found["who"].lower(), found["whom"].lower()
        new_who = _WHOM[whom]
        case = _CASES[new_who].index(whom)
        if new_who == who or re.search(r"[,;:—–]", text[found.end() :]):
            continue
        new = like(found["who"], new_who) + found["mid"] + _CASES[who][case]
        options.append(_agree(put(text, found.start(), found.end(), new), new_who))
    found_subject = re.search(rf"\b(?:{alternation(_CASES)})\b", text, re.IGNORECASE)
    object_only = _OBJECT_ONLY.search(text)
    if object_only and not found_subject and _nobody_in_particular(pair.source):
        whom = object_only["whom"]
        if not re.search(r"[,;:—–]|[лн][дт][ыі]\W*$", text):
            new = put(text, *object_only.span("whom"), like(whom, _WHOM[whom.lower()]))
            options.append(_agree(new, _WHOM[whom.lower()]))
    if PASSIVE.search(pair.source):
        for found in _PASSIVE_VOICE.finditer(text):
            person = found["tense"][0] == "д" and found["tense"][2:]
            human = _HEADED.search(text) or person or _TO_PEOPLE.search(found["stem"])
            if human and not _NOT_PASSIVE.fullmatch(found["stem"]):
                options.append(put(text, found.start(), found.end(), _made_active(found)))
    return [option for option in options if option is not None]


def _nobody_in_particular(source: str) -> bool:
    return bool(PASSIVE.search(source) or re.match(r"\W*They\b", source))


def _made_active(found: re.Match[str]) -> str:
    """Turn «тұтқындалды» into «тұтқындады», «өлтірілді» into «өлтірді»."""
    stem, tense = found["stem"], found["tense"]
    if stem[-1] in "ыі":
        stem = {"б": "п", "ғ": "қ", "г": "к"}.get(stem[-2], stem[-2]).join((stem[:-2], ""))
    if tense[0] == "д":
        return past(stem) + tense[2:]
    hard = stem[-1] in "пткқсшщчцхф"
    return stem + {"ған": "қан", "ген": "кен"}[tense] if hard else stem + tense


def swap(pair: Pair, dice: Random) -> str | None:
    """Let the one who suffered act: active for passive, subject for object."""
    options = _swaps_kazakh(pair) if pair.locale == "kk" else _swaps_russian(pair)
    return choose(options, pair.target, dice)


_OTHER_PERSON: Final = {
    "меня": "его",
    "мне": "ему",
    "мной": "им",
    "нас": "их",
    "нам": "им",
    "ему": "мне",
    "им": "нам",
    "мой": "его",
    "моя": "его",
    "моё": "его",
    "мои": "его",
    "моего": "его",
    "моей": "его",
    "мою": "его",
    "моих": "его",
    "моему": "его",
    "моим": "его",
    "наш": "их",
    "наша": "их",
    "наше": "их",
    "наши": "их",
    "нашего": "их",
    "нашей": "их",
    "нашу": "их",
    "наших": "их",
    "нашему": "их",
    "нашим": "их",
}
_AFTER_PREPOSITION: Final = {
    "у меня": "у него",
    "ко мне": "к нему",
    "со мной": "с ним",
    "обо мне": "о нём",
    "за мной": "за ним",
    "от меня": "от него",
    "для меня": "для него",
    "у нас": "у них",
    "к нам": "к ним",
    "с нами": "с ними",
    "за нами": "за ними",
    "от нас": "от них",
    "для нас": "для них",
    "у него": "у меня",
    "у них": "у нас",
    "с ними": "с нами",
    "с ним": "со мной",
}
_PREPOSITIONAL: Final = re.compile(rf"\b(?:{alternation(_AFTER_PREPOSITION)})\b", re.IGNORECASE)
_BARE: Final = re.compile(
    rf"(?<![\w-])(?<!у\s)(?<!ко\s)(?<!со\s)(?<!за\s)(?<!от\s)(?<!для\s)(?<!к\s)(?<!с\s)(?<!обо\s)"
    rf"(?<!из\s)(?<!на\s)(?<!в\s)(?<!при\s)(?<!о\s)(?<!над\s)(?<!до\s)(?<!перед\s)(?<!без\s)"
    rf"(?:{alternation(_OTHER_PERSON)})\b",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(r"\b(я|мы)\s+(?:не\s+)?\w+?(?:л|ла|ли)(?:ся|сь)?\b", re.IGNORECASE)
_OTHER_SUBJECT: Final = {"мы": "они", "я": "он"}

_OTHER_KAZAKH: Final = {
    "мені": "оны",
    "маған": "оған",
    "менен": "одан",
    "бізді": "оларды",
    "бізге": "оларға",
    "бізден": "олардан",
    "оған": "маған",
    "оларды": "бізді",
    "оларға": "бізге",
}
_KAZAKH_FORMS: Final = re.compile(rf"\b(?:{alternation(_OTHER_KAZAKH)})\b", re.IGNORECASE)
_MINE: Final = re.compile(r"\bменің\s+(\w+?)(ым|ім|м)\b", re.IGNORECASE)
_KAZAKH_SUBJECT: Final = re.compile(r"\b(мен|біз)\s+", re.IGNORECASE)


def _his(found: re.Match[str]) -> str:
    stem, vowel = found[1], "і" if is_front(found[1]) else "ы"
    return like(found[0], "оның") + f" {stem}{'с' if found[2] == 'м' else ''}{vowel}"


def _persons_russian(text: str) -> list[str]:
    options = replaced(text, _PREPOSITIONAL, _AFTER_PREPOSITION)
    options += replaced(text, _BARE, _OTHER_PERSON)
    for found in _SUBJECT.finditer(text):
        who = found[1].lower()
        new = "она" if who == "я" and re.search(r"ла(?:сь)?$", found[0]) else _OTHER_SUBJECT[who]
        options.append(put(text, *found.span(1), like(found[1], new)))
    return options


def _persons_kazakh(text: str) -> list[str]:
    options: list[str | None] = list(replaced(text, _KAZAKH_FORMS, _OTHER_KAZAKH))
    options += [
        put(text, found.start(), found.end(), _his(found)) for found in _MINE.finditer(text)
    ]
    last = _FINAL.search(text)
    if last and re.search(r"(?:д[ыі]м|д[ыі][қк]|т[ыі]м|т[ыі][қк]|м[ыі]н|м[ыі]з)$", last["verb"]):
        subject = _KAZAKH_SUBJECT.search(text)
        if subject is None:
            options.append(_agree(text, "ол"))
        elif len(_KAZAKH_SUBJECT.findall(text)) == 1:
            new = {"мен": "ол", "біз": "олар"}[subject[1].lower()]
            options.append(_agree(put(text, *subject.span(1), like(subject[1], new)), "ол"))
    return [option for option in options if option is not None]


def person(pair: Pair, dice: Random) -> str | None:
    """Let another person act or suffer: I for he, we for they."""
    persons = _persons_kazakh if pair.locale == "kk" else _persons_russian
    return choose(persons(pair.target), pair.target, dice)
