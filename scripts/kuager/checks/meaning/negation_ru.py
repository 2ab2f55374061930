"""How often a Russian sentence denies, at least and at most.

Particles, predicatives and pronouns of negation after Розенталь, Справочник по правописанию и
стилистике (§§ 65–66, 71: не and ни), and Русская грамматика (1980), §§ 2610–2665. Negative
concord («никто не пришёл») counts once, for its «не». No native reader has gone over the lists.
"""

from __future__ import annotations

import re

from kuager.checks.meaning.keyed import KeyedPattern, any_of, compiled, keys_in
from kuager.checks.meaning.texts import Denials, count_instead

_NEGATORS = (
    "не нет нету нельзя без безо невозможно нечего некого некому нечем негде некуда незачем "
    "некогда неоткуда нечему"
)
NEGATOR = KeyedPattern(rf"\b(?:{_NEGATORS.replace(' ', '|')}|не[кч]\w{{1,3}} не)\b", _NEGATORS)

_SURE = re.compile(
    r"\b(?:нет(?!,)|нельзя|некуда|некому|нечего)\b|\bне (?:\w+ ли )?(?!в |на |к |по |за |с |из |"
    r"от |до |для |о |у |со |во |без |"
    r"т(?:о|е|а|ы|у|ой|ем|от|ех|ак|ого)\b|"
    r"\w+(?:ть|ти|чь|ться|тись|вши|вшись|вший|вшая|вшее|вшие|вшего|вших|вшую|ющ\w+|ащ\w+|ящ\w+|"
    r"нный|нная|нное|нные|нного|нных|нную|мый|мая|мое|мые|мых|мого)\b)"
)
"""Negators of finite verbs and nouns; infinitives and participles are denied more freely."""

_IDIOM = re.compile(r"\bне так ли\b|\bне правда ли\b|\bне кто ин\w+|\bне что ин\w+|\bнет-нет\b")
"""What denies in form only."""

# What may stand for an English negation where the source has these words.
_INSTEAD = tuple(
    (compiled(ours), compiled(theirs), compiled(accounted) if accounted else None)
    for ours, theirs, accounted in (
        ("лишь только", "until but nothing no_more", "only just"),
        ("бесплатн* молч* тайн* зря напрасн* сразу", "without nothing no unpaid not_wait", ""),
        (
            "отказ* запре* прекра* перест*",
            "allow* permit* no longer let agree* would_not wouldn't return",
            "refus* reject* declin* forb* ban banned bans prohibit* stop* gave_up",
        ),
        (
            "молч* смолч* промолч* умолч*",
            "say_nothing said_nothing says_nothing a_word speaking spoke answer nothing mention*",
            "silen* quiet*",
        ),
        ("спор*", "disagree*", ""),
        ("тишин*", "nothing no_sound", "silen* quiet* still*"),
        ("забы* забуд* позаб*", "remember* recall*", "forg*"),
        ("нелегк* нередк* неплох* непрост* редк* редко*", "easy common uncommon bad rare", ""),
        ("плохо плохой плохая слабо", "well good", "bad* poor* weak*"),
        ("кроме", "nothing nobody no_one none no", ""),
        ("мало маловат* немног*", "many much enough", "few* little"),
        (
            "вряд едва скрыв*",
            "not no cannot never none nobody nothing",
            "hid* hard* unlikely barely",
        ),
        ("чуж* ничей* ничь*", "not nobody's no_man's nobody none", ""),
        ("отсутств* лишён* лишен* лишил* закры*", "no without cannot can't", "lost clos* absen*"),
        ("отриц* отмен* сомнев*", "not no never nothing", "den* cancel* doubt*"),
        ("всегда", "never_forget* never_forgot* never_change* never_stop*", ""),
        ("ложь ложн* врать врал*", "true truth", ""),
        ("всё_равно", "matter care", ""),
    )
)
_ANY_INSTEAD = any_of(ours for ours, _, _ in _INSTEAD)
_PREFIX = (
    r"(?:не(?!д[еа]л|б[оеу]|давн|мног|которы|сколько|мц|м[её]ц|рв|фт|й\b|е\b|вест|жн|дра|г[ао]д|"
    r"кий|кто\b|что\b|сущ|с[уё]|редк|лег(?!ал)|плох|пременн|медлен|обходим|посредств|прерывн|нав|"
    r"с(?:ли|ти|у|ём|ут|ла|лись)\b|льзя|чего|кого|кому|куда|где\b|смотря|зависим|движ|достающ|"
    r"мо[йгм]|мая|мые|нужн|бес|вид|счаст|прият|"
    r"возможно)\w{3,}|"
    r"бе[зс](?!опас|умн|пок|ед)\w{3,})"
)
_PREFIXED = KeyedPattern(rf"\b{_PREFIX}", word=_PREFIX)
_ALONE = KeyedPattern(
    r"(?:^|[—–«:;,.!?…])\W*(?:ни|никто|ничего|никогда|никого|никому|нигде|никуда|ничто|никак\w*)"
    r"(?:(?<=ни) \w+)?\W*(?:[—–»:;,.!?…]|$)|\b(?:и|а|но) ни\b|\bни при ч[её]м\b|"
    r"\b(?:больше|потом|затем|дальше|пока) (?:ничего|никого|никто|ни \w+)\W*(?:[;.!?…]|$)|"
    r"(?:^|[—–«:;,.!?…]) ?(?:ни (?:в|к|о|об|с|за|на|у|из) \w+|ни одн\w+ \w+|никогда больше)\W*"
    r"(?:[:;.!?…»]|$)",
    "ни никто ничего никогда никого никому нигде никуда ничто никак*",
)
_VERB = r"\w+(?:л|ла|ло|ли|лся|лась|лось|лись|ет|ёт|ит|ут|ют|ат|ят|ешь|ишь|ется|ится|ются|ятся)\b"
_PRONOUN = re.compile(
    r"(?<!\bи )(?<!\bиз )(?<!\bа )(?<!\bно )(?<!больше )\b(?:никто|никого|никому|никем|никогда|"
    r"нигде|никуда|ниоткуда|ничего|ничем|ничто|ничему|"
    r"никак(?:ой|ая|ое|ие|ого|ому|им|ую|их|ими)|ни одн\w+|ни разу|ни о ком|ни с кем|ни о ч[её]м)\b"
)
_STRETCH = re.compile(r"[^,.;:!?…—–«»()\"]+")
_HAS_VERB = re.compile(rf"\b{_VERB}")
_NOT_ONE = re.compile(
    r"(?<!\bи )(?<!\bа )(?<!\bно )\bни (?!с чем|о ч[её]м|за что|при ч[её]м|дня\b|стало|в коем)"
)
# A pronoun right before a finite verb or an imperative: «никто пришёл», «ничего подписывайте».
_STRONG = KeyedPattern(
    r"\b(?:никто|никого|никому|никогда|ничего|нигде|никуда|ни разу|ничему|ни у кого|ни во что) "
    r"(?!не\b|нет\b|ни\b|больше\b|кроме\b|из\b)(?:\w{3,}(?:л|ла|ли|лся|лась|лись|ют|ет|ит|ят|ишь|"
    r"ешь|"
    r"юсь|усь|йте|ите|ал|ил|аю|яю)|знал\w*|знаю|был\w*)\b(?! не\b)",
    "ни*",
)
_HARDLY = re.compile(r"\b(?:вряд|едва) ли\b")
_CONCESSION = re.compile(
    r"\b(?:как|что|кто|где|куда|когда|сколько|чего|чем|как\w+|ч[её]м|кем)\b.*\bни\b"
)


def bounds(text: str, source: str) -> Denials:
    """Return how often lowered Russian text denies at least and at most, and where."""
    places = [match.span() for match in NEGATOR.finditer(text)]
    prefixed = _PREFIXED.count(text)
    soft = 0
    if keys_in(text) & _ANY_INSTEAD:
        soft = count_instead(_INSTEAD, text, source)
    if len(places) == 0 or "nor" in source or source.count(" no ") > 1:
        soft += 1 if _ALONE.search(text) else 0
    firm = len(places)
    low = len(_SURE.findall(text)) - len(_IDIOM.findall(text)) if firm else 0
    return Denials(max(low, 0), firm, prefixed, soft, tuple(places))


def broken_concord(text: str) -> tuple[int, int] | None:
    """Return where a pronoun such as «никто» stands beside a verb that is not denied."""
    if not _STRONG.has_key(text):  # no pronoun of any kind
        return None
    for stretch in _STRETCH.finditer(text):
        found = _PRONOUN.search(stretch.group())
        if (
            found
            and _HAS_VERB.search(stretch.group())
            and not NEGATOR.pattern.search(stretch.group())
            and not _HARDLY.search(stretch.group())
            and not _PREFIXED.pattern.search(stretch.group())
        ):
            return stretch.start() + found.start(), stretch.start() + found.end()
    strong = _STRONG.search(text)
    if strong:
        return strong.span()
    for stretch in _STRETCH.finditer(text):
        part = stretch.group()
        found = _NOT_ONE.search(part)
        if (
            found
            and not NEGATOR.pattern.search(part)
            and not NEGATOR.pattern.search(
                text[text.rfind(".", 0, stretch.start()) + 1 : stretch.start()]
            )
            and not _PREFIXED.pattern.search(part)
            and not _CONCESSION.search(part)
            and not _HARDLY.search(part)
            and _HAS_VERB.search(part)
        ):
            return stretch.start() + found.start(), stretch.start() + found.start() + 2
    return None
