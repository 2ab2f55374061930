"""Negation lost or added in Russian."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import Pair, capital, choose, clauses, like, put
from .english import denies, denies_in_a_word, may_deny

# Here "не" does not deny, or it belongs to another word's meaning (пока не: until; чуть не:
# nearly), so taking it away would not simply turn the sentence round.
_IDIOM: Final = re.compile(
    r"\bне\s+(?:раз\b|только|столько|просто|менее|более|меньше|больше|позже|позднее|раньше|ранее"
    r"|прочь|то\b|один|одн\w+|кто\s+ин|что\s+ин|без\b|хуже|лучше|ина[чк]|говоря|считая|считать|мало|сводя|спуская"
    r"|обязательно|совсем|очень|слишком)"
    r"|\b(?:пока|покуда|прежде|чуть|едва|разве|бы|ли|доколе)\b"
    r"|\bне\s+\w+\s+не\b|\bнельзя\s+не\b|\bне\s+\w+\s+и\s+(?!не\b)|\bдай\s+бог|\bне\s+успел|\bили\s+нет\b|\bне\s+\w+\s+ли\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:(больше|ещё|еще)\s+)?(не)\s+(?=\w)", re.IGNORECASE)
_COUNTERPARTS: Final = {
    "никто": "кто-то",
    "никого": "кого-то",
    "никому": "кому-то",
    "никем": "кем-то",
    "ничто": "что-то",
    "ничего": "что-то",
    "ничему": "чему-то",
    "ничем": "чем-то",
    "никогда": "всегда",
    "нигде": "везде",
    "никуда": "куда-то",
    "ниоткуда": "откуда-то",
    "никак": "как-то",
    "ничуть": "очень",
    "нет": "есть",
    "нельзя": "можно",
}
_PRONOUN: Final = re.compile(rf"\b(?:{'|'.join(_COUNTERPARTS)})\b", re.IGNORECASE)
_NO_KIND: Final = re.compile(r"\bни(как(?:ой|ого|ому|им|ом|ая|ую|ое|ие|их|ими))\b", re.IGNORECASE)
_APART: Final = re.compile(
    r"\bни\s+(у|о|об|с|к|от|на|за|для|в|перед|из|по)\s+(кого|ком|кем|кому|чего|чему|чем|чём|что|как\w+)\b",
    re.IGNORECASE,
)
# «не было ни хлеба, ни воды» goes over several clauses.
_NI_CHAIN: Final = re.compile(r"\bни\b[^.!?;]*,\s+ни\b", re.IGNORECASE)
_NI: Final = re.compile(r"\bни\s+(\w)", re.IGNORECASE)
_WITHOUT: Final = re.compile(r"\b(без)\s+(\w{3,}?)(ния|а|ы|[кгх]и)\b", re.IGNORECASE)
_INSTRUMENTAL: Final = {"ния": "нием", "а": "ом", "ы": "ой", "ки": "кой", "ги": "гой", "хи": "хой"}
_PREFIXED: Final = re.compile(
    r"\bне(?=(?:винов|законн|известн|возможн|достаточн|правильн|правд|справедлив|честн|удачн"
    r"|способн|совершеннолетн|официальн|грамотн|зависим|приятн|понятн|подвижн|знаком|опытн|полн"
    r"|верн|видим|насильственн|согласн|согласи|решённ|допустим|приемлем|обоснованн"
    r"|санкционированн|уместн|легальн|доволь|заметн|выносим|безопасн|человечн|вооружённ)\w*)",
    re.IGNORECASE,
)
_DENIAL: Final = re.compile(
    r"\b(?:не|ни|нет|нельзя|без|никто|ник\w+|ничего|ничт\w+|нич[еь]\w+|нигде|невозможн\w*"
    r"|отказ\w*|запре\w*|отриц\w*)\b",
    re.IGNORECASE,
)


def _several_times(found: re.Match[str]) -> str:
    return like(found[0], "несколько раз")


def _affirm(clause: str) -> str:
    """Return a clause with what it denies said to be so; unchanged where that is not sure."""
    if _IDIOM.search(clause):
        return clause
    text = re.sub(r"\b([Нн])и\s+разу\b", _several_times, clause)
    text = _APART.sub(lambda found: like(found[0], f"{found[1]} {found[2]}-то"), text)
    text = _NO_KIND.sub(lambda found: like(found[0], f"{found[1]}-то"), text)
    text = _PRONOUN.sub(lambda found: like(found[0], _COUNTERPARTS[found[0].lower()]), text)
    text = _NI.sub(lambda found: like(found[0], found[1]), text)
    for found in reversed(list(_NOT.finditer(text))):
        before = (found[1] or "").lower()
        rest = text[found.end() :]
        kept = {"больше": "по-прежнему ", "ещё": "уже ", "еще": "уже "}.get(before, "")
        if kept.startswith("по") and re.match(r"\w+л(?:а|о|и)?(?:ся|сь)?\b", rest):
            kept = "снова "
        upper = found[0][0].isupper()
        text = text[: found.start()] + (capital(kept + rest) if upper else kept + rest)
    return text


def _with(found: re.Match[str]) -> str:
    preposition = "со" if re.match(r"[сзшж][^аеёиоуыэюя]", found[2]) else "с"
    return f"{like(found[1], preposition)} {found[2]}{_INSTRUMENTAL[found[3].lower()]}"


def _drops(pair: Pair) -> list[str]:
    text = pair.target
    if _NI_CHAIN.search(text):
        return []
    options = [
        put(text, clause.start(), clause.end(), _affirm(clause[0])) for clause in clauses(text)
    ]
    if re.search(r"\bwithout\b", pair.source, re.IGNORECASE):
        options += [
            put(text, found.start(), found.end(), _with(found)) for found in _WITHOUT.finditer(text)
        ]
    if denies(pair.source) or denies_in_a_word(pair.source):
        for found in _PREFIXED.finditer(text):
            kept = text[found.end() :]
            options.append(text[: found.start()] + (capital(kept) if found[0][0] == "Н" else kept))
    return options


def drop(pair: Pair, dice: Random) -> str | None:
    """Lose a negation that the source says in so many words."""
    if not (denies(pair.source) or denies_in_a_word(pair.source)):
        return None
    return choose(_drops(pair), pair.target, dice)


def drop_implied(pair: Pair, dice: Random) -> str | None:
    """Lose a negation that the source implies (refuse, fail, until …)."""
    if denies(pair.source) or denies_in_a_word(pair.source):
        return None
    return choose(_drops(pair), pair.target, dice)


_VERB: Final = re.compile(
    r"\b(?:\w*[аеиыяёуо]л(?:а|о|и)?|\w+[аеиыяёу]л(?:ся|ась|ось|ись)|(?:по|при|у|вы|за|на|про|пере)?шл[аои]"
    r"|могу|может|можем|могут|хочу|хочет|хотим|хотят|знаю|знает|знаем|знают|помню|помнит|помним"
    r"|помнят|верю|верит|верим|верят|понимаю|понимает|понимают|буду|будет|будем|будут|является"
    r"|работает|работают|живёт|живут|хватает|нужно|стоит|боюсь|боится|думаю)\b",
    re.IGNORECASE,
)
_NO_VERBS: Final = re.compile(
    r"(?:стол|генерал|отдел|журнал|угол|пол|материал|капитал|футбол|пятол|сигнал|канал|вокзал|зал"
    r"|вол|осёл|котёл|узел|раздел|предел|идеал|орёл|стул|посол|протокол|металл|квартал|скандал"
    r"|персонал|арсенал|филиал|уголь|школа|сила|скала|панели|туннели|тоннели|обители|пила|жила|пчела|могила|дела|села|тела|зола"
    r"|числа|начала|правила|одеяла|зеркала|дело|село|тело|число|мыло|начало|правило|одеяло|зеркало"
    r"|горло|около|мало|немало|тепло|весело|светло|цело|смело|земли|цели|недели|если|или|ли|сели|дали"
    r"|дела|роли|соли|боли|воли|доли|мысли|угли|кили|мили|пыли|стали|школы|ели|мели|модели|постели"
    r"|учили|вдали|вблизи|\w+тели|отели|стили|автомобили|апреле|апрели|ночлеги)"
)


def add(pair: Pair, dice: Random) -> str | None:
    """Deny what the source says is so."""
    if may_deny(pair.source) or _DENIAL.search(pair.target):
        return None
    text = pair.target
    options = []
    for found in _VERB.finditer(text):
        verb = found[0]
        if re.search(r"\b(?:можно|нужно|надо|нельзя)\s$", text[: found.start()]):
            continue
        if len(verb) > 2 and not _NO_VERBS.fullmatch(verb.lower()):
            options.append(
                put(text, found.start(), found.end(), like(verb, f"не {verb[0].lower()}{verb[1:]}"))
            )
    return choose(options, text, dice)
