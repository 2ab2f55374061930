"""Whether those who act and those who are acted upon have changed places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning import persons
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit

_BE = r"(?:was|were|am|are|been|being|be|got|get)"
_ADVERB = r"(?: (?:not|never|also|all|both|then|later|first|only|even|just|still|\w+ly))*"
_PARTICIPLE = (
    r"(?:\w+ed|beaten|taken|given|shown|told|held|kept|shot|hit|brought|thrown|sent|caught|led|"
    r"driven|left|put|made|asked|seen|found|bitten|struck|torn|bound|stripped|sentenced|born|set)"
)
# Participles that are adjectives or whose subject does not suffer anything.
_STATIVE = re.compile(
    r"\b(?:was|were|am|are|been|be|being|got|get)(?: \w+ly| not| never| so| too| very| also|"
    r" still)* "
    r"(?:born|married|divorced|tired|ashamed|scared|frightened|used|supposed|interested|surprised|"
    r"convinced|worried|engaged|pleased|relieved|prepared|determined|related|lost|raised|named|"
    r"based|employed|retired|dressed|reminded|exhausted|disappointed|needed|registered|seated|left|"
    r"proud|baptised|baptized|widowed|orphaned|infected|wounded|injured|allowed)\b"
)
_PASSIVE = {
    "1s": re.compile(
        rf"\bi (?:had |have |would |could |should |might |will |"
        rf"must )?{_BE}{_ADVERB} {_PARTICIPLE}\b"
    ),
    "1p": re.compile(
        rf"\bwe (?:had |have |would |could |should |might |will |"
        rf"must )?{_BE}{_ADVERB} {_PARTICIPLE}\b"
    ),
}
# What shows in Russian that something is done to the subject, as words of one clause with it.
_RUSSIAN_PASSIVE = re.compile(
    r"\b\w{2,}(?:ован|ёван|ржан|иран|бран|зван|ждён|жден|шён|ешен|влен|щён|щен|нен|нён|рён|рен|"
    r"лен|лён|сен|сён|"
    r"жен|чен|чён|бит|брит|шит|вит|взят|нят|крыт|мыт|пит|ранен|дан|гнан|слан|хвачен|пущен)(?:а|ы|"
    r"о|ный|ная|ные|ным|ной)?\b|"
    r"\b\w+(?:лся|лась|лись|юсь|усь)\b|\b(?:попал|получ|прош|лиш|потеря|сид|перен|вышл|вышел|отбы|"
    r"пережи|работа|в списк|под \w+(?:ом|ей|ой)\b|ста[лн]|узна|услыша|приш|мог|сл[ыо]|долж|жерт|"
    r"ранен|"
    r"родил|тюрьм|очути|отделал|наблюд|побыв|обяз|подверг)\w*"
)
_REPORTED = re.compile(r"\bде(?:п|ді|ген|ймін|й)")
_KAZAKH_SUFFERS = re.compile(
    r"\w\w\w?(?:[ыі]л|[ыі]н|[ае]л|[ае]н)(?:м[ае])?(?:[дт][ыі]м|ғанмын|генмін)$|"
    r"^(?:же|көр|түс|ұшыра|тарт|айырыл|қал|шық|бол|жат|отыр)(?:м[ае]|п[ае]|б[ае])?(?:[дт][ыі]м|"
    r"[ғқ]анмын|[гк]енмін)$"
)
_THEM = re.compile(r"\b(?:оны|оған|оларды|оларға)\b")
_THIRD = re.compile(
    r"\b(?:him|her|it|them|this|that|his|its|their|which|one|those|these|she|they)\b"
)
_KAZAKH_FIRST_VERB = re.compile(r"\b\w+(?:[дт][ыі]м|ғанмын|генмін|қанмын|кенмін)\b")
_BY_ME = re.compile(
    r"\b(?:me|us) (?:to|not|\w+ing)\b|\b(?:let|make|made|for|than|as|like|of|with|to|by|seems?|"
    r"seemed|cost|took|"
    r"takes|take|inform|give|gave|threw|taught) (?:me|us)\b"
)


class Roles(Check):
    """Compare who does something to whom, as far as pronouns show it.

    "I was beaten" is «меня били», «мені ұрды»; «я бил» and «ұрдым» turn the victim into the
    one who beats. "He hit her" must not become «она ударила его».
    """

    id = "roles"
    name = "Roles"
    description = "Who acts and who is acted upon have changed places, as the pronouns show it."
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding where a subject of the source is an object of the target, or reversed."""
        language = target_language(unit)
        if not language:
            return
        source, target = lowered(unit.source), lowered(unit.target)
        if language == "ru":
            yield from self._russian(source, target)
        else:
            yield from self._kazakh(source, target, persons.english_persons(source))

    def _russian(self, source: str, target: str) -> Iterator[Finding]:
        subjects = persons.counted(persons.RUSSIAN_SUBJECT, target)
        objects = persons.counted(persons.RUSSIAN_OBLIQUE, target)
        acting = persons.counted(persons.ENGLISH_SUBJECT, source)
        suffering = persons.counted(persons.ENGLISH_OBJECT, source)
        owning = persons.counted(persons.ENGLISH_OWNER, source)
        for victim in persons.ENGLISH_OBJECT:
            if subjects[victim] <= acting[victim] or objects[victim] >= suffering[victim]:
                continue
            for actor in persons.ENGLISH_SUBJECT:
                if (
                    actor != victim
                    and subjects[actor] < acting[actor]
                    and objects[actor] > suffering[actor] + owning[actor]
                ):
                    yield self.finding(
                        "Subject and object have changed places.",
                        _span(persons.RUSSIAN_SUBJECT[victim], target),
                    )
                    return
        for person, passive in _PASSIVE.items():
            if not subjects[person]:
                continue
            done = [
                found for found in passive.finditer(source) if not _STATIVE.search(found.group())
            ]
            if done:
                message = "In the source this is done to the subject."
                wrong = (
                    subjects[person] > acting[person] - len(done)
                    and objects[person] < suffering[person] + len(done)
                    and not _RUSSIAN_PASSIVE.search(target)
                )
            else:
                message = "In the source this is the object."
                wrong = (
                    suffering[person] > objects[person]
                    and subjects[person] > acting[person]
                    and not _BY_ME.search(source)
                )
            if wrong:
                yield self.finding(message, _span(persons.RUSSIAN_SUBJECT[person], target))
                return

    def _kazakh(self, source: str, target: str, theirs: persons.Persons) -> Iterator[Finding]:
        if persons.KAZAKH_OBJECT["1s"].search(target):
            return
        verbs = list(_KAZAKH_FIRST_VERB.finditer(target))
        if not verbs:
            return
        found = _PASSIVE["1s"].search(source)
        if found and not _STATIVE.search(found.group()):
            suffers = [bool(_KAZAKH_SUFFERS.search(verb.group())) for verb in verbs]
            passives = len(_PASSIVE["1s"].findall(source))
            only = passives == len(persons.ENGLISH_SUBJECT["1s"].findall(source))
            if not any(suffers) or (only and not suffers[-1]):
                yield self.finding("In the source this is done to the subject.", verbs[-1].span())
        elif (
            "1s" in theirs.objects
            and (_THEM.search(target) and not _THIRD.search(source))
            and verbs[-1].end() > len(target.rstrip(" .!?…»")) - 1
        ) or (
            "1s" in theirs.objects
            and "1s" not in theirs.subjects
            and not _BY_ME.search(source)
            and not _REPORTED.search(target)
        ):
            yield self.finding("In the source this is the object.", verbs[-1].span())


def _span(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    match = pattern.search(text)
    return match.span() if match else None
