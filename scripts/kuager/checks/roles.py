"""Whether those who act and those who are acted upon have changed places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning import acting as forms
from kuager.checks.meaning import exchanges, persons, voices
from kuager.checks.meaning.keyed import KeyedPattern, compiled, word_set
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit

_NEVER = re.compile(r"(?!)")
# "I am", "I have", "I like" may make the subject an object: «мне нравится», «менде бар».
_STATIVE_I = {
    person: re.compile(
        rf"\b{word} (?:\w+ly |also |still |never |always |only |just |no longer |all |both |"
        rf"already |do not |did not |don't |didn't )*"
        r"(?:am|was|were|are|have|has|had|like|liked|need|needed|want|wanted|feel|felt|hear|heard|"
        r"remember\w*|got|get|received|learn\w*|lost|lose|lack\w*|could|can|cannot|can't|"
        r"couldn't|may|"
        r"might|must|should|would|will|wouldn't|know|knew|think|thought|see|saw|dream\w*|went|died|"
        r"turned|fell|became|seem\w*|wish|own|owe\w*|mind|care|miss\w*|suffer\w*|caught|find|found|"
        r"\w+ed)\b"
    )
    for person, word in (("1s", "i"), ("1p", "we"), ("3p", "they"))
}
_ACCUSATIVE = {
    frozenset({"1s"}): compiled("мені"),
    frozenset({"1p"}): compiled("бізді"),
    frozenset({"3m", "3f"}): compiled("оны"),
}
_NO_SUBJECT = KeyedPattern(
    r"\bбы не (?:я|мы|он|она|они)\b|\bэто (?:был[аи]? )?(?:я|мы|он|она|они)(?=\W*$|[.,!?;])",
    "бы это",
)
"""«Если бы не она», «это был он»: nobody acts."""
_HE = re.compile(r"\bол\b")
_ANY_OBJECT = re.compile(
    r"\b(?:him|her|it|this|that|which|them|who|whom|one|his|himself|herself|its|these|those|they|"
    r"people)\b"
)
_BY_OR_WITH = re.compile(
    r"\w(?:ған|ген|қан|кен|анша|енше|йынша|йінше)(?:да|де|дай|дей|нан|нен|ша|ше|ымда|імде|дықтан|діктен)?\b|"
    r"\bм[ае]\b|\bтуралы\b|\bсияқты\b|\bүшін\b|\bде(?:п|ді|ген)|\bекен|\bкеле|\w[ғқгк][ыі]м кел"
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
        reversal = voices.russian_reversal if language == "ru" else voices.kazakh_reversal
        if language == "ru" and _NO_SUBJECT.has_key(target):
            target = _NO_SUBJECT.pattern.sub(lambda found: " " * len(found.group()), target)
        turned = reversal(source, target)
        place = None if turned else exchanges.exchange(source, target, language)
        if turned:
            yield self.finding(*turned)
        elif place:
            yield self.finding("Subject and object changed places.", place)
        elif language == "ru":
            yield from self._russian(source, target)
        else:
            yield from self._kazakh(source, target, persons.english_persons(source))

    def _russian(self, source: str, target: str) -> Iterator[Finding]:
        passives = _passives(source)
        of_me = not word_set(target).isdisjoint(("меня", "нас"))
        if not (of_me or any(passives.values()) or persons.english_persons(source).objects):
            return  # nothing is done to anybody
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
                    yield self._russian_finding(
                        "Subject and object changed places.", victim, target
                    )
                    return
        for person in persons.ENGLISH_SUBJECT:
            done = passives[person]
            if not subjects[person] or subjects[person] <= acting[person] - done:
                continue
            if done:
                if objects[person] < suffering[person] + done and not (
                    forms.RUSSIAN_PASSIVE.search(target)
                ):
                    message = "In the source this is done to the subject."
                    yield self._russian_finding(message, person, target)
                    return
            elif (
                suffering[person] > objects[person]
                and subjects[person] > acting[person]
                and not forms.BY_ME.search(source)
            ):
                yield self._russian_finding("In the source this is the object.", person, target)
                return
        direct = forms.OBJECT_ALONE.search(target) if of_me else None
        if direct and not forms.FEELS.search(target):
            person = "1s" if direct.group() == "меня" else "1p"
            if (
                acting[person] - passives[person] > subjects[person]
                and not suffering[person] + owning[person] + passives[person]
                and not _STATIVE_I[person].search(source)
            ):
                yield self.finding("In the source this is the subject.", direct.span())

    def _russian_finding(self, message: str, person: str, target: str) -> Finding:
        match = persons.RUSSIAN_SUBJECT[person].search(target)
        return self.finding(message, match.span() if match else None)

    def _kazakh(self, source: str, target: str, theirs: persons.Persons) -> Iterator[Finding]:
        own = forms.KAZAKH_SELF.search(target)
        if own and not re.search(r"\b(?:myself|ourselves|my own|our own)\b", source):
            yield self.finding("Subject and object are the same person here.", own.span())
            return
        own = forms.KAZAKH_OBJECT_OF_PASSIVE.search(target)
        own = own or forms.KAZAKH_NOUN_BEFORE_PASSIVE.search(target)
        if not own:
            half = forms.KAZAKH_HALF_PASSIVE.search(target)
            own = half if half and forms.ENGLISH_PASSIVE.search(source) else None
        if own:
            yield self.finding("A passive has no object.", own.span())
            return
        if forms.HARMED.search(source) and not forms.KAZAKH_PASSIVE_OR_OBJECT.search(target):
            yield self.finding("In the source this is done to the subject.")
            return
        passives = _passives(source)
        for person in forms.KAZAKH_NOMINATIVE:
            suffers = person in theirs.objects
            acts = person in theirs.subjects
            if suffers == acts:
                continue
            nominative = forms.KAZAKH_NOMINATIVE[person].search(target)
            oblique = forms.KAZAKH_OBLIQUE[person].search(target)
            direct = forms.KAZAKH_DIRECT[person].search(target)
            if (
                nominative
                and not oblique
                and suffers
                and not acts
                and not forms.BY_ME.search(source)
                and not forms.REPORTED.search(target)
            ):
                yield self.finding("In the source this is the object.", nominative.span())
                return
            if (
                direct
                and acts
                and not suffers
                and not passives[person]
                and not nominative
                and not forms.KAZAKH_VERB[person].search(target)
                and not persons.ENGLISH_OWNER[person].search(source)
                and not _STATIVE_I.get(person, _NEVER).search(source)
            ):
                yield self.finding("In the source this is the subject.", direct.span())
                return
        yield from self._kazakh_cases(source, target, theirs, passives)
        yield from self._kazakh_first_person(source, target, theirs, passives["1s"])

    def _kazakh_cases(
        self, source: str, target: str, theirs: persons.Persons, passives: dict[str, int]
    ) -> Iterator[Finding]:
        """Yield where a pronoun's case does not fit the verb, or the source's subject."""
        acting = forms.KAZAKH_I_ACT.search(target)
        third = forms.KAZAKH_THIRD_END.search(target)
        if (
            acting
            and third
            and not forms.KAZAKH_VERB["1s"].search(target)
            and not forms.KAZAKH_VERB["1p"].search(target)
            and not _BY_OR_WITH.search(target[acting.end() :])
        ):
            yield self.finding("Pronoun and verb do not agree.", third.span())
            return
        for person, pattern in _ACCUSATIVE.items():
            found = pattern.search(target)
            if not found or not theirs.subjects & person or theirs.objects & person:
                continue
            first = not person.isdisjoint(("1s", "1p"))
            if first and any(
                passives[one]
                or persons.ENGLISH_OWNER[one].search(source)
                or _STATIVE_I[one].search(source)
                for one in person
            ):
                continue
            if not first and (
                _ANY_OBJECT.search(source)
                or forms.ENGLISH_PASSIVE.search(source)
                or _HE.search(target)
            ):
                continue
            yield self.finding("In the source this is the subject.", found.span())
            return

    def _kazakh_first_person(
        self, source: str, target: str, theirs: persons.Persons, passives: int
    ) -> Iterator[Finding]:
        verbs = list(forms.KAZAKH_FIRST_VERB.finditer(target))
        if not verbs or persons.KAZAKH_OBJECT["1s"].search(target):
            return
        if passives:
            suffers = [bool(forms.KAZAKH_SUFFERS.search(verb.group())) for verb in verbs]
            only = passives == persons.ENGLISH_SUBJECT["1s"].count(source)
            if not any(suffers) or (only and not suffers[-1]):
                yield self.finding("In the source this is done to the subject.", verbs[-1].span())
        elif (
            "1s" in theirs.objects
            and forms.THEM.search(target)
            and not forms.THIRD.search(source)
            and verbs[-1].end() > len(target.rstrip(" .!?…»")) - 1
        ) or (
            "1s" in theirs.objects
            and "1s" not in theirs.subjects
            and not forms.BY_ME.search(source)
            and not forms.REPORTED.search(target)
        ):
            yield self.finding("In the source this is the object.", verbs[-1].span())


def _passives(source: str) -> dict[str, int]:
    """Return how often something is done to each person as the subject of a passive."""
    told = dict.fromkeys(forms.PASSIVE, 0)
    for person in persons.english_persons(source).subjects:
        for found in forms.PASSIVE[person].finditer(source):
            if not forms.STATIVE.search(found.group()):
                told[person] += 1
    return told
