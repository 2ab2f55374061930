"""Verbs of the target whose subject is not the one who does this in the source.

"We were tried" is «нас судили» and «бізді соттады»; «мы судили» and «біз соттадық» turn it
round, and so does «соттады» with nobody in the accusative. Only verbs that the table of acts
pairs with one of the source are judged. Kazakh endings after Қазақ грамматикасы (2002), the
chapters on voice (етіс) and person (жіктік жалғауы). No native reader has gone over the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kuager.checks.base import wording
from kuager.checks.meaning import acting as forms
from kuager.checks.meaning.acts import AND, Deed, Verb, deeds, transitive
from kuager.checks.meaning.persons import english_persons

_FAR = 200
"""Characters around a verb that are looked at."""
_MANY = 6
"""A verb that a source has more often is not judged: nobody could tell which is which."""

PASSIVE = wording("In the source this is done to the subject.")
OBJECT = wording("In the source this is the object.")

_PERSON = {"я": "1s", "мы": "1p", "он": "3", "она": "3", "они": "3p"}
_WHO = re.compile(
    r"(?:^|[^\w-])(?P<who>я|мы|он|она|они)(?: (?:не|уже|ещё|еще|тоже|потом|сразу|снова|опять|там|"
    r"тогда|дважды|трижды|впервые|только|вдруг|затем|сначала|также|даже|все|всё|оба|обе|вместе|"
    r"\w{3,}о)){0,2} $"
)
_RUSSIAN_OBJECT = re.compile(
    r"\b(?:меня|нас|его|её|ее|их|мне|нам|ему|ей|им|тебя|вас|себя|себе|всех|кого|которо\w+|"
    r"которы\w+|того|тех)\b"
)
_RUSSIAN_CLAUSE = re.compile(r"[,.;:!?—–«»()]")

_FINITE = re.compile(
    r"(?:[дт][ыі](?P<past>м|[қк]|)|[ғгқк][ае]н(?P<done>м[ыі]н|[бп][ыі]з|м[ыі]з|)|"
    r"(?:[ае]|й)(?:д[ыі]|(?P<now>м[ыі]н|м[ыі]з)))"
)
_FINITE_WORD = re.compile(rf"\w{{2,}}?{_FINITE.pattern}")
_PASSIVE_TAIL = re.compile(r"[ыі]?[лн](?=[дтғгқкмбпусрыіае])")
_PASSIVE_WORD = re.compile(
    r"(?!(?:кел|қал|сал|ал)[дғаеі])\w+?(?:[ыі]л|[ыі]н|ал|ел|етіл)(?:[дт][ыі]|[ғгқк][ае]н|[ае]д)"
)
_CONVERB = re.compile(r"(?:[ыі]?п|а|е|й)")
_AUXILIARY = re.compile(
    r" (?:(?:алып|жүріп|беріп|тастап|жіберіп) )?(?=(?:кет|ал|таста|қой|бер|жібер|шық|әкет|кел|жүр|"
    r"отыр|тұр|жат|өт|бар|түс|шығар|әкел|кіргіз|апар)"
    r"(?!\w*?[ыі]л[дғ]))(?P<word>\w+)"
)
_END = re.compile(r"\W*$|[,.;:!?»”\"—–]| (?:еді|екен|болатын|және|бірақ|да|де|та|те)\b")
_SAID = re.compile(r" де(?:п|ді|ген|й|с)")
_ACCUSATIVE = re.compile(
    r"\b(?:\w{2,}(?:(?<!ға)(?<!ге)(?<!қа)(?<!ке)н[ыі]|[ыі]н|"
    r"(?<=[рйузлмнңжвиі])д[ыі])|\w+[пткқсшщчцхфбгд]т[ыі])\b"
)
_SURE = re.compile(
    r"\b(?:маған|оған|бізге|сізге|оларға|мені|сені|оны|бізді|сізді|оларды|кімді|бәрін|ешкімді|мұны|соны)\b"
)
_NOT_ACCUSATIVE = re.compile(
    r"\b(?:түні|күні|таңы|кейін|дейін|сайын|бүгін|ертең|үшін|жақын|қатты|тіпті|бойын|бұрын|қазір|"
    r"астам|алдын|қарағанды|жатын|"
    r"жиын|қиын|соңғы|күтті|мүмкін|ісін|\w+дегін|\w+шейін|\w+(?:[ае]т|йт)[ыі]н|сосын|босқын|тұтқын|"
    r"нақты|күдікті|күшті|тиісті|міндетті|белсенді|қауіпті|маңызды|генералды|жиені|саны|қаны|жаны|"
    r"дені|үні|мәні)\b"
)
_OTHER_VERB = re.compile(
    r"(?: де| да)? (?!айып|тәртіп|қауіп|қандай|ешқандай|жалған|үлкен|екен|жалпы|"
    r"кейін)\w{2,}(?:уш[ыі]\w*|уға|уге|у[ыі]н(?!да)\w*|[ыі]п|м[ае]й|"
    r"м[ае]стан|[ғгқк][ае]н(?:[дн][ае]\w*|[ыі]\w*|ш[ае])?(?=\W+\w))\b|"
    r"(?: \w+){0,2} \w+[ғқгк][ае]н(?:нан|нен)? (?:соң|кейін)\b|"
    r"(?: «\w+)? «?\w+[ғқгк][ае]н[ыі]»? үшін\b|"
    r" (?:\w+ ){0,3}\w+п (?:тұр|отыр|жүр|жат)\w*[ғқгк][ае]нда\b|"
    r" \w+(?:ға|ге|қа|ке) түсірген(?= \w)|"
    r"(?: \w+){0,2} \w+[ғқгк][ае]н[ыі] үшін \w+[ғқгк][ае]н(?= \w)|"
    r" де(?:п|ген|йтін)\b| (?:\w+ )?\w+[дт][ыі] де(?:п|ген|йтін)\b|"
    r" \w+ де(?:п|ген|йтін)\b(?!\W*$)|"
    r" (?:бар|жоқ)\b"
)
"""A form of another verb, which the accusative before it belongs to."""
_KAZAKH_CLAUSE = re.compile(r"[.;!?—–()]|:(?!\d)|[дт][ыі][мқк]?, |\bбірақ\b|\bал\b")
_HE = re.compile(r"\bол\b")
_KAZAKH_PERSON = {
    "мен": "1s", "мені": "1s", "маған": "1s", "біз": "1p", "бізді": "1p", "бізге": "1p",
    "ол": "3", "оны": "3", "оған": "3", "олар": "3p", "оларды": "3p", "оларға": "3p",
}  # fmt: skip
_DOES_TO = re.compile(
    r"\b(?P<who>мен|біз|ол|олар) (?P<whom>мені|маған|бізді|бізге|оны|оған|оларды|оларға)\b"
)

_MORE_CLAUSES = re.compile(
    r"[,;:—–\"“”]|\b(?:who|which|that|when|because|after|before|if|and|but|while|as|where|what|"
    r"how|by|"
    r"until|since|to|so|than|i|we|you|they|me|us|them)\b"
)
_LAST_WORD = re.compile(r"(?: еді| екен| болатын)?\W*$")


def russian_reversal(source: str, target: str) -> tuple[str, tuple[int, int]] | None:
    """Return the message and place of a Russian verb with the wrong subject; None if there is none.

    Both texts are lowered.
    """
    named = english_persons(source).all
    for verb, told in _by_verb(source):
        for found in verb.russian.finditer(target):
            before = target[max(0, found.start() - _FAR) : found.start()]
            who = _WHO.search(before)
            start = _last(_RUSSIAN_CLAUSE, before)
            after = _RUSSIAN_CLAUSE.search(target, found.end(), found.end() + _FAR)
            clause = (
                before[start:]
                + target[found.start() : after.start() if after else found.end() + _FAR]
            )
            if any(deed.patient == AND for deed in told):
                continue
            if who:
                person = _PERSON[who["who"]]
                alone = not _RUSSIAN_OBJECT.search(clause)
                message = _blame(person, told, named, alone=alone)
                if message:
                    return message, (found.start() - len(before) + who.start("who"), found.end())
            elif (
                found["ending"] in {"л", "ла"}
                and all(deed.passive and not deed.agent for deed in told)
                and not _RUSSIAN_OBJECT.search(clause)
            ):
                return PASSIVE, found.span()
    return None


def kazakh_reversal(source: str, target: str) -> tuple[str, tuple[int, int]] | None:
    """Return the message and place of a Kazakh verb with the wrong subject; None if there is none.

    Both texts are lowered.
    """
    named = english_persons(source).all
    for verb, told in _by_verb(source):
        for found in verb.kazakh.finditer(target):
            ending = _active_ending(found, target)
            if ending is None:
                continue
            person, end = ending
            if person != "3" and _SAID.match(target, end):
                continue
            before = target[max(0, found.start() - _FAR) : found.start()]
            clause = before[_last(_KAZAKH_CLAUSE, before) :]
            alone = (
                bool(found.groupdict().get("direct"))
                and not _has_accusative(clause)
                and not _SURE.search(before)
            )
            message = _blame(person, told, named, alone=alone, silent=not _HE.search(clause))
            if not message and _does_to_doer(clause, told, deeds(source)):
                message = OBJECT
            if message:
                return message, (found.start(), end)
    return _only_passive(source, target)


def _only_passive(source: str, target: str) -> tuple[str, tuple[int, int]] | None:
    """Judge a sentence of one passive clause by its last verb, whatever act it tells of."""
    if _MORE_CLAUSES.search(source) or not forms.ENGLISH_PASSIVE.search(source):
        return None
    for found in transitive().finditer(target):
        if _PASSIVE_TAIL.match(found["tail"]) or not _FINITE.fullmatch(found["tail"]):
            continue
        if not _LAST_WORD.match(target, found.end()) or _SURE.search(target):
            continue
        before = target[max(0, found.start() - _FAR) : found.start()]
        clause = before[_last(_KAZAKH_CLAUSE, before) :]
        if not _has_accusative(clause):
            return PASSIVE, found.span()
    return None


def _by_verb(source: str) -> Iterable[tuple[Verb, list[Deed]]]:
    grouped: dict[int, tuple[Verb, list[Deed]]] = {}
    for deed in deeds(source):
        grouped.setdefault(id(deed.verb), (deed.verb, []))[1].append(deed)
    return [(verb, told) for verb, told in grouped.values() if len(told) <= _MANY]


def _blame(
    person: str, told: list[Deed], named: frozenset[str], *, alone: bool, silent: bool = False
) -> str:
    """Return what is wrong when this person does all that was told of the verb; "" if nothing.

    ``alone``: nobody to whom it is done stands beside the verb; ``silent``: the subject is not
    a pronoun of the third person; ``named``: the persons of the source.
    """
    message = ""
    for deed in told:
        if person == deed.agent or (person[0] == "1" and deed.agent[:1] == "1"):
            return ""
        if deed.passive:
            if person[0] == "3" and (not alone or (deed.agent and person != deed.patient)):
                return ""
            if (
                person[0] == "1"
                and person != deed.patient
                and (deed.patient or person not in named)
            ):
                return ""
            message = PASSIVE
        elif person[0] == "1":
            if not deed.agent and person != deed.patient:
                return ""
            message = OBJECT
        else:
            if not alone or silent or person != deed.patient or not deed.agent:
                return ""
            message = OBJECT
    return message


def _does_to_doer(clause: str, told: list[Deed], others: Iterable[Deed]) -> bool:
    """Say whether another person does this to the one who does it in the source: «ол мені».

    ``others``: all acts of the source; what this person does to that one there is no exchange.
    """
    pairs = list(_DOES_TO.finditer(clause, clause.rfind(",") + 1))
    if not pairs:
        return False
    found = pairs[-1]
    who, whom = _KAZAKH_PERSON[found["who"]], _KAZAKH_PERSON[found["whom"]]
    return (
        who[0] != whom[0]
        and all(not deed.passive and deed.agent and deed.agent[0] == whom[0] for deed in told)
        and not any(deed.agent[:1] == who[0] and deed.patient[:1] == whom[0] for deed in others)
    )


def _active_ending(found: re.Match[str], target: str) -> tuple[str, int] | None:
    """Return the person and end of a verb in the active at the end of its clause, or None."""
    tail, end = found["tail"], found.end()
    if _PASSIVE_TAIL.match(tail):
        return None
    ending = _FINITE.fullmatch(tail)
    if ending is None:
        if not _CONVERB.fullmatch(tail):
            return None
        helping = _AUXILIARY.match(target, end)
        if helping is None or _PASSIVE_WORD.match(helping["word"]):
            return None
        ending = _FINITE_WORD.fullmatch(helping["word"])
        end = helping.end()
        if ending is None:
            return None
    if not _END.match(target, end) and not _SAID.match(target, end):
        return None
    sign = ending["past"] or ending["done"] or ending["now"] or ""
    person = "3" if not sign else "1s" if sign in {"м", "мын", "мін"} else "1p"
    return person, end


def _has_accusative(clause: str) -> bool:
    return any(
        not (_NOT_ACCUSATIVE.match(found.group()) or _OTHER_VERB.match(clause, found.end()))
        for found in _ACCUSATIVE.finditer(clause)
    )


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match ends, or 0."""
    end = 0
    for found in pattern.finditer(text):
        end = found.end()
    return end
