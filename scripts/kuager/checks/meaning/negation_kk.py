"""How often a Kazakh sentence denies, at least and at most.

The negative suffix -ма/-ме/-ба/-бе/-па/-пе and the endings that follow it, «емес», «жоқ» and
-сыз/-сіз after Қазақ грамматикасы (2002), the chapters on the verb (болымсыз етістік) and the
adjective, and the morphotactics of apertium-kaz. No native reader has gone over the lists.
"""

from __future__ import annotations

import re

from kuager.checks.meaning.keyed import KeyedPattern, any_of, compiled, keys_in, words
from kuager.checks.meaning.texts import Denials, count_instead

# The suffix follows the last sound of its stem: п after voiceless consonants, б after nasals
# and з, м elsewhere.
_NEGATIVE = (
    r"(?:(?<=[птксшчщхцфқ])(?:па|пе)|(?<=[змнңж])(?:ба|бе)|"
    r"(?<=[аәеэёоөуұүыіиюярлйу])(?:ма|ме))"
)
_PERSON_PAST = r"(?:м|ң|к|қ|ңыз|ңіз|ңдар|ңдер|ңыздар|ңіздер)?"
_PERSON = r"(?:мын|мін|мыз|міз|сың|сің|сыз|сіз|сыңдар|сіңдер|сыздар|сіздер)"
_ENDING = (
    rf"(?:(?:ды|ді){_PERSON_PAST}|й|йды|йді|й{_PERSON}|(?:йтын|йтін)\w*|(?:йынша|йінше)|"
    rf"(?:ған|ген)(?!мен\b)\w*|(?:пты|пті)\w*|(?:пп[ыі]н|пп[ыі]з)|"
    rf"с(?:тан|тен|пын|пін|пыз|піз|сың|сің|қа|ке|тай|тей|тық|тік)?|"
    rf"(?:са|се)(?:м|ң|қ|к|ңыз|ңіз|ңдар|ңдер|ңыздар|ңіздер)?|у(?:[ыі]|ға|ге|[ыі]н\w*|ды|ді|дың|дің|дан|ден|"
    rf"да|де|дағы|дегі|[ыі]м\w*|[ыі]ң\w*)?|(?:йық|йік)|(?:йын|йін))"
)
_VERB = KeyedPattern(
    rf"(?<!-)\b\w{{2,}}?{_NEGATIVE}{_ENDING}\b", word=rf"\w{{2,}}?{_NEGATIVE}{_ENDING}"
)
_END = (
    r"(?=\W*$|[,.!?;:»”\"—–]|\W* (?:деп|деді|дейді|еді|екен|болатын|болса|ғой|және|да|де|бірақ)\b)"
)
_FINITE = re.compile(
    rf"(?<!-)\b(?!қама|жама|бекітпе|талма|шарпы|аттама)\w{{2,}}?{_NEGATIVE}"
    rf"(?:(?:ды|ді){_PERSON_PAST}|й(?:ды|ді|{_PERSON[3:-1]})|(?:пты|пті)\w*|"
    rf"(?:ған|ген)(?:{_PERSON[3:-1]}|быз|біз)?{_END}|(?:йтын|йтін)(?:{_PERSON[3:-1]}|быз|"
    rf"біз)?{_END}|"
    rf"с(?:пын|пін|пыз|піз|сың|сің)?{_END})\b|\bемес\w*|(?<!-)\bжоқ(?!қа\b)(?:пын|пыз|сың|сыз|"
    rf"тын)?\b"
)
"""Finite forms; participles and adverbial forms are denied more freely than in English."""

_SURE = KeyedPattern(
    r"\b(?:емес\w*|(?<!-)жоқ(?!қа\b)\w{0,8}|(?<!-)жоғы\w{0,4})\b", "емес* жоқ* жоғы*"
)

_IMPERATIVE = re.compile(
    rf"\b\w{{2,}}?{_NEGATIVE}(?:(?:ңыз|ңіз|ңдар|ңдер|ңыздар|ңіздер|)(?:шы|ші)?|сын|сін)"
    r"(?=\W*$|[,.!?;:»”\"—–]|\W*[—–]|\W* (?:деп|деді|дейді|дегін|дейтін|дейміз|деген|және))"
)
_FORBIDS = KeyedPattern(
    r"\b(?:not|never|nobody|no one|nothing|without|no|cannot|lest|so that|let|neither)\b|n't\b",
    "not never nobody no nothing without cannot lest so let neither t",
)
_LESS = KeyedPattern(
    r"\b(?:\w{2,}(?:сыз|сіз)(?!дан\b)(?:\w{0,9})|"
    r"бей(?:ресми|таныс|мәлім|тарап|күнә|хабар|берекет|әдеп)\w*)\b",
    "бей*",
    word=r"\w{2,}(?:сыз|сіз)\w*",
)

# Stems that end in ма, ме and the like of themselves, and set words.
_CANNOT = re.compile(
    r"(?:\b\w{2,}(?:[аей]|[ыі]п) )алмас(?:а[мқң]?)?\b|\bалмас (?=ед[ыі]|үшін|бол|па\b)"
)
"""«айта алмас едім», and not «алмас» (diamond) or «алмаса» (to exchange)."""
_NO_NEGATIVE = re.compile(
    words(
        """
    қама* жама* жанармай* жаппай семей демеу демеуші* башпай* самауыр* мамыр* душанбе* көмей*
    тоқпай* сақпан* маймен шамасы жұмсау алмас алмаса* алмасу* алмасты* қармау* бармақ* тырмау*
    семіз* жармау* жұма* немесе әмма құрмет* бекітпе* талма* аймау үмбет*
    жоқтап* жоқтады* жоқтау* тамаша* ұшпа* кеспе* сәмей* қарма* қаума* шарпы* көрсетпе
    қаптама* тұмау*
    әйтпесе* жылжымайтын қабылдап*
    ма ме
    """
    )
)

_SET_LESS = r"(?:тәуелсіз|қауіпсіз|тәртіпсіз|қамтамасыз|жансыздан)"
_NEVER_LESS = re.compile(rf"{_SET_LESS}|\w+м[ае]йс[ыі]з$")
_NOT_LESS = re.compile(
    rf"{_SET_LESS}|(?!\w*(?:бала|қолай|ыңғай|жай|дай|абай|тақтай)сыз)\w{{1,}}(?:[ае]й|(?<!қор)[ғқ]ан|[гк]ен|"
    r"[ыі]п|екен|"
    r"лар|лер|тұр|жүр|отыр|жатыр|болар|келер|ды|ді|де|біле|ала|келе|бере|көре|жібере)(?:сыз|сіз)$"
)
_YOU = re.compile(r"\w+[ае]с[ыі]з$")
_SHARED = re.compile(
    rf"\b(?:да|де|та|те)\b[^.;!?]*\b(?:да|де|та|те)\b(?: \w+){{0,3}} (?:\w+{_NEGATIVE}|жоқ|емес)"
)
"""One negation for two: «сатып ала да, қорқыта да алмайсыз»."""
_STRETCH = re.compile(r"[^.;:!?…—–()]+")
_HAS_VERB = re.compile(
    r"\b\w+(?:[дт][ыі]|[дт][ыі][мңкқ]|[ае]ды|еді|йды|йді|ған|ген|қан|кен|п[тп]\w*|м[ыі]н|м[ыі]з|"
    r"дыңыз)\b"
)
_DOUBTED = re.compile(r"\b(?:екіталай|қиын|бас тарт|тыйым)")

_IDIOM = re.compile(
    r"\b(?:ең|тым|сәл) болма(?:са|ған)\w*|\bсоған қарама(?:й|стан)|\bкүні бүгінге\b\b|\b(?:емес|"
    r"жоқ) [пб][ае]\w*|\bтеңдес\w* жоқ\b|\bғана емес\b(?=.*\bда\b)|\bжоқ әлде\b"
)
"""What denies in form only."""

# What may stand for an English negation where the source has these words.
_INSTEAD = tuple(
    (compiled(ours), compiled(theirs), compiled(accounted) if accounted else None)
    for ours, theirs, accounted in (
        (
            "тек ғана бірден дереу",
            "until but nothing nobody no_one none no_more not_even delay",
            "only just",
        ),
        ("тегін ақысыз бос жасырын* бекер", "without nothing no needn't", ""),
        (
            "бас_тарт* тыйым* тоқтат* доғар*",
            "allow* permit* no no_longer let longer agree*",
            "refus* reject* declin* forb* ban banned bans prohibit* stop* gave_up",
        ),
        ("қиын* оңай", "hard difficult", ""),
        ("аз", "many much enough not", "few* little less small* under rare*"),
        ("әрең зорға екіталай", "not no cannot never none", "hardly barely unlikely doubt*"),
        ("басқа* бөтен бөгде", "not_his not_hers not_mine nobody's no_man's", ""),
        ("жалаң_аяқ жалаңаяқ жалаңбас", "without", ""),
        ("айыр* қысқар* жабық", "without no_longer", ""),
        ("жалған өтірік", "true truth", ""),
        ("бәрібір", "matter care mind", ""),
        ("ұмыт*", "remember* recall*", "forg*"),
        ("селсоқ немқұрайлы", "interest", ""),
        ("қайтыс өл*", "alive survive live", ""),
    )
)
_ANY_INSTEAD = any_of(ours for ours, _, _ in _INSTEAD)
_ALONE = KeyedPattern(
    r"\b(?:ешкім\w*|ештеңе\w*|ешнәрсе\w*|ешқашан|ешқандай|ешқайда\w*|ешбір\w*|ешқайсы\w*|бірде-бір\w*)"
    r"(?:\W*$|\W*[.!?,;:—–»]| де(?:п|д|й|г))",
    "еш* бірде",
)
_PRONOUN = re.compile(
    r"\b(?:ешкім|ешкімді|ешкімге|ешкімнен|ештеңе|ештеңені|ештеңеге|ешнәрсе|ешқашан|ешқандай|"
    r"ешқайда|ешқайдан|ешбір|бірде-бір\w*|ешқайсы\w*)\b"
)


def verbs(text: str) -> list[tuple[int, int]]:
    """Return where negative verb forms stand in lowered text."""
    found = [m.span() for m in _VERB.finditer(text) if not _NO_NEGATIVE.match(m.group())]
    if "алмас" in text:
        found += [(m.end() - 5, m.end()) for m in _CANNOT.finditer(text)]
    return found


def bounds(text: str, source: str) -> Denials:
    """Return how often lowered Kazakh text denies at least and at most, and where."""
    places = verbs(text) + [
        m.span() for m in _SURE.finditer(text) if not _NO_NEGATIVE.match(m.group())
    ]
    places.sort()
    firm = len(places)
    soft = 0
    if keys_in(text) & _ANY_INSTEAD:
        soft = count_instead(_INSTEAD, text, source)
    if forbids := _FORBIDS.count(source):
        soft += min(len(_IMPERATIVE.findall(text)), forbids)
    if len(places) == 0 or "nor" in source or source.count(" no ") > 1:
        soft += 1 if _ALONE.search(text) else 0
    if firm and "nor" not in source and "without" not in source and _SHARED.search(text):
        soft += 1
    spoken_to = "you" in source
    without = not spoken_to and "without" in source
    less = sum(
        1
        for m in _LESS.finditer(text)
        if not (_NEVER_LESS if without else _NOT_LESS).match(m.group())
        and not (spoken_to and _YOU.match(m.group()))
    )
    low = len(_FINITE.findall(text)) - len(_IDIOM.findall(text)) if firm else 0
    return Denials(max(low, 0), firm, less, soft, tuple(places))


def broken_concord(text: str) -> tuple[int, int] | None:
    """Return where a pronoun such as «ешкім» stands in a sentence that denies nothing."""
    if "еш" not in text and "бірде-бір" not in text:
        return None
    for stretch in _STRETCH.finditer(text):
        found = _PRONOUN.search(stretch.group())
        part = stretch.group()[found.end() :] if found else ""
        if (
            found
            and _HAS_VERB.search(part)
            and not _ALONE.pattern.search(stretch.group())
            and not verbs(part)
            and not _SURE.pattern.search(part)
            and not _LESS.pattern.search(part)
            and not _IMPERATIVE.search(part)
            and not _DOUBTED.search(part)
        ):
            return stretch.start() + found.start(), stretch.start() + found.end()
    return None
