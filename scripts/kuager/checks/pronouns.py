"""Whether the target speaks of the same persons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning import acting as forms
from kuager.checks.meaning import persons
from kuager.checks.meaning.keyed import KeyedPattern, compiled
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit

_NAMES = {"1s": "I", "1p": "we", "2": "you", "3m": "he", "3f": "she", "3p": "they"}
_REPORTED = re.compile(r"\bде(?:п|ді|ген|йді|йтін|гім|сек|се|ме)\w*\b|\bдеп\b")
_SAYS = re.compile(
    r"\b(?:sa(?:y|ys|id)|told|tell\w*|ask\w*|answer\w*|repl\w+|wrote|writ\w+|shout\w*|promis\w*|"
    r"thought|think\w*|swor\w*|declar\w*|announc\w*|explain\w*|admit\w*|claim\w*|insist\w*|"
    r"order\w*|demand\w*|refus\w*|beg\w*|plead\w*|advis\w*|warn\w*|believ\w*|know|knew|hop\w+|"
    r"call\w*)\b"
)
_BOTH = re.compile(r"\b(?:and i|with|together|each other|everyone|all|both|among)\b")


# What a pronoun of the third person may stand for where the source has no such pronoun.
_THING = (
    r"it|its|this|that|which|who|whose|whom|one|another|someone|somebody|anyone|everyone|each|other"
)
_OTHERS = {
    "3m": re.compile(rf"\b(?:{_THING})\b"),
    "3f": re.compile(rf"\b(?:her|{_THING})\b"),
    "3p": re.compile(
        r"\b(?:these|those|which|who|whom|people|others|both|all|everyone|everybody|nobody|some|"
        r"two|"
        r"three|four|many|men|women|children|parents|guards|police)\b"
    ),
}
_AGREEMENT = KeyedPattern(
    r"\bон (?:не |уже |тоже |сам )?(?:\w{3,}(?:ла|лась|ли|лись|аю|яю|ую|ешь|ишь)|была|были)\b|"
    r"\bона (?:не |уже |тоже |сама )?\w{2,}(?:[аеёиыяуо]л|лся|аю|яю|ую|ешь|ишь)\b|"
    r"\bони (?:не |уже |тоже )?\w{2,}(?:[аеёиыяуо]л|лся|ла|лась|аю|яю|ую|ешь|ишь)\b|"
    r"\bя (?:не |уже |тоже )?\w{3,}(?:ли|лись|ешь|ишь|ют|ают)\b|"
    r"\bмы (?:не |уже |тоже )?\w{2,}(?:[аеёиыяуо]л|лся|[аеёиыяуо]ла|лась|аю|яю|ую|ешь|ишь)\b",
    "он она они я мы",
)
_NO_AGREEMENT = re.compile(
    r"\b(?:или|если|для|дела|сила|зала|стола|школ\w+|пол|стол|угол|зал|стал)\b"
)
_KAZAKH_AGREEMENT = KeyedPattern(
    r"(?:^|[.!?;,] )мен\b[^.!?;:«»—–]*[аәеоөұүыіиюйлрнңмзж](?:дық|дік|[ае]мыз|[ае]міз)(?=\W*$)|"
    r"(?:^|[.!?;,] |[^\w-])біз\b[^.!?;:«»—–]*(?:[дт][ыі]м|[ае]мын|[ае]мін)(?=\W*$)|"
    r"(?:^|[.!?;,] )олар\b[^.!?;:«»—–,]*(?:[дт][ыі]м|[ае]мын|[ае]мін|[дт][ыі][қк])(?=\W*$)",
    "*ық$ *ік$ *ык$ *іқ$ *мыз$ *міз$ *дым$ *дім$ *тым$ *тім$ *мын$ *мін$",
)
_TOGETHER_KAZAKH = re.compile(r"екеу|үшеу|бірге|бәріміз|біз|мен мен|де[пд]|дей|деген")
_DID = re.compile(
    r"(?:^\W*|[,;:—] |\b(?:and|but) )(?:i|we) (?!was\b|were\b|had no|had to|have no|should|may\b|"
    r"need|"
    r"see\b|hear\b|"
    r"had been|have been|could see|heard|felt|lost|broke|had a|got|had the|had my|have a|have the)"
)
_HE_DID = KeyedPattern(r"\b\w{2,}(?:[дт][ыі]|[ае]ды|еді|йды|йді)(?=\W*$)", "*ды$ *ді$ *ты$ *ті$")
_MAIN = {
    person: KeyedPattern(
        rf"(?:^|[.!?] |[,;:—] (?:and |but |so |then )?|\b(?:and|but) )(?:then |later |now |"
        rf"today )?{word} "
        r"(?!was\b|were\b|had no|had neither|had to|may\b|should\b|would say|have not heard|"
        r"have no)",
        word,
    )
    for person, word in (("1s", "i"), ("1p", "we"))
}
_SPOKEN_TO = re.compile(
    r"[\"“!?]|\b(?:one|god|dear|sir|please|let|do not|don't|must|may)\b|^\W*[a-z]+ (?:me|us|the|"
    r"a|your)\b"
)
_OWNED = compiled("его её ее их")
_MINE = re.compile(r"\b(?:my|our)\b")
_MEIN = re.compile(r"\b(?:мо[йяеёию]\w*|наш\w*|сво[йяеёию]\w*|мне|меня|мной|нас|нам|нами)\b")
_ANY_THIRD = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|it|its|this|that|these|those|who|which|whose|"
    r"one|people)\b"
)
_THIRD = {
    "ru": compiled(
        "он его ему нём нем нему него она её ее ей ею неё ней нею они их им ими них ними ним"
    ),
    "kk": KeyedPattern(
        r"\b(?:оны|оған|одан|оның|онымен|оларды|оларға|олардан|олардың|олармен)\b"
        r"(?! (?:орнына|кейін|бері|үстіне|бұрын|басқа)\b)",
        "оны оған одан оның онымен оларды оларға олардан олардың олармен",
    ),
}
_ENGLISH_THIRD = re.compile(
    r"\b(?:he|him|his|himself|she|her|hers|herself|they|them|their|theirs|themselves|it|its|itself|"
    r"this|that|these|those|which|who|whom|whose|one|ones|there|so)\b"
)
_FIRST = {
    "ru": re.compile(
        r"\b(?:я|меня|мне|мной|мною|мо[йяёеию]|моего|моей|моему|моим|моих|мою|моими|моём|мы|нас|"
        r"нам|"
        r"нами|наш|наш[аеиу]|нашего|нашей|нашему|нашим|наших|нашими|нашем|сво[йяёеию]|своего|"
        r"своей|своему|своим|своих|свою|своими|своём|себ[яе]|собой|сам|сама|сами)\b"
    ),
    "kk": re.compile(
        r"\b(?:мені|маған|менен|менде|менің|менімен|бізді|бізге|бізден|бізде|біздің|бізбен|өз\w*)\b"
    ),
}
_ENGLISH_FIRST = {
    "ru": re.compile(r"\b(?:i|me|my|mine|myself|we|us|our|ours|ourselves)\b"),
    "kk": re.compile(
        r"\b(?:me|us)\b|\b(?:i|we) (?:\w+ )?(?:was|were|had been|have been) (?:\w+ly )?\w+(?:ed|"
        r"en|wn|ld|de)\b"
    ),
}
_ELSE_THIRD = re.compile(
    r"\b(?:he|him|his|himself|she|her|hers|herself|them|their|theirs|themselves|it|its|itself|this|"
    r"that|these|those|which|whom|whose|one|ones|people|families|men|women|children)\b"
)
"""Words of the third person besides "they", which Russian and Kazakh leave out: «нам дали»."""
_FIRST_OBLIQUE = {
    "ru": re.compile(
        r"\b(?:меня|мне|мной|мною|нас|нам|нами|мо[йяеёию]\w*|наш\w*|сво[йяеёию]\w*)\b"
    ),
    "kk": re.compile(
        r"\b(?:мені|маған|менен|менде|менің|менімен|бізді|бізге|бізден|бізде|біздің|бізбен|өз\w*)\b"
        r"|\w(?:[ыі]мыз|[ыі]міз|мыз|міз)\w*|\w(?:[дт][ыі][мқк]|м[ыі]н)\b"
    ),
}
_RUSSIAN_FIRST_VERB = re.compile(
    r"\b\w{2,}(?:[аеуюяио]ю|[бвгджзклмнпрстфхцчшщ]у|аюсь|юсь|усь|ем|ём|им|емся|имся)\b"
)
_TOGETHER = re.compile(
    r"\bмы с|знаком|встре|увид|виде|вместе|обща|говори|общ|жив[её]м|разгов|оба|обе\b|друг"
)


class Pronouns(Check):
    """Compare person and number: I, we, you, he, she, they.

    Pronouns are often left out in Kazakh and Russian, so verb and possessive endings count too,
    and "he" may be a noun. A finding needs a person that nothing in the source accounts for, or
    a first person that nothing in the target shows.
    """

    id = "pronouns"
    name = "Person"
    description = (
        "The target speaks of another person or number than the source: I, we, he, she or they."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for a person that was added or lost."""
        language = target_language(unit)
        if not language:
            return
        source, target = lowered(unit.source), lowered(unit.target)
        theirs = persons.english_persons(source)
        third = self._third_for_first(source, target, language)
        if third:
            yield third
        elif language == "ru":
            yield from self._russian(source, target, theirs)
        else:
            yield from self._kazakh(source, target, theirs)

    def _third_for_first(self, source: str, target: str, language: str) -> Finding | None:
        """Return a finding where "me" became "him": one person too few, the other too many."""
        found = list(_THIRD[language].finditer(target))
        if not found:
            return None
        if (
            persons.english_persons(source).objects & {"1s", "1p"}
            and not _ELSE_THIRD.search(source)
            and not _FIRST_OBLIQUE[language].search(target)
            and not re.search(r"\b(?:они|он|она|ол|олар)\b", target)
        ):
            word = "I" if "1s" in persons.english_persons(source).all else "we"
            return self.finding("The source has “{word}” here.", found[-1].span(), word=word)
        if len(found) <= len(_ENGLISH_THIRD.findall(source)):
            return None
        wanted = len(_ENGLISH_FIRST[language].findall(source))
        if not wanted:
            return None
        shown = len(_FIRST[language].findall(target))
        if language == "ru":
            shown += len(_RUSSIAN_FIRST_VERB.findall(target))
        if shown >= wanted:
            return None
        word = "I" if "1s" in persons.english_persons(source).all else "we"
        return self.finding("The source has “{word}” here.", found[-1].span(), word=word)

    def _russian(self, source: str, target: str, theirs: persons.Persons) -> Iterator[Finding]:
        outside = persons.unquoted(target)
        for person in ("1s", "1p", "2"):
            if person in theirs.all:
                continue
            match = persons.RUSSIAN_ANY[person].search(outside)
            if (
                match
                and not (
                    person == "1p"
                    and "1s" in theirs.all
                    and (match.group().startswith("на") or _TOGETHER.search(target))
                )
                and not (person == "2" and _SPOKEN_TO.search(source))
            ):
                yield self.finding("The source has no “{word}”.", match.span(), word=_NAMES[person])
                return
        owner = _OWNED.search(outside)
        if (
            owner
            and _MINE.search(source)
            and not _MEIN.search(target)
            and not _ANY_THIRD.search(source)
        ):
            yield self.finding("The source has “my” or “our” here.", owner.span())
            return
        wrong = _AGREEMENT.search(outside)
        if wrong and not _NO_AGREEMENT.search(wrong.group()):
            yield self.finding("Pronoun and verb do not agree.", wrong.span())
            return
        acting = persons.counted(persons.ENGLISH_SUBJECT, source)
        subjects = persons.counted(persons.RUSSIAN_SUBJECT, target)
        for person in acting:
            if subjects[person] >= acting[person]:
                continue
            for other in acting:
                added = subjects[other] - acting[other]
                if (
                    other == person
                    or added <= 0
                    or (other == "1p" and _TOGETHER.search(target))
                    or (other[0] == "3" and added <= len(_OTHERS[other].findall(source)))
                ):
                    continue
                yield self.finding(
                    "The source has “{word}” here.",
                    _span(persons.RUSSIAN_SUBJECT[other].search(target)),
                    word=_NAMES[person],
                )
                return

    def _kazakh(self, source: str, target: str, theirs: persons.Persons) -> Iterator[Finding]:
        outside = persons.unquoted(target)
        if not (_REPORTED.search(outside) and _SAYS.search(source)):
            for person, other in (("1s", "1p"), ("1p", "1s")):
                if person in theirs.all:
                    continue
                match = persons.KAZAKH_SURE[person].search(outside)
                if match and (
                    other not in theirs.all
                    or (
                        other in theirs.subjects
                        and not persons.KAZAKH_SURE[other].search(target)
                        and not _BOTH.search(source)
                    )
                ):
                    yield self.finding(
                        "The source has no “{word}”.", match.span(), word=_NAMES[person]
                    )
                    return
        wrong = _KAZAKH_AGREEMENT.search(target)
        if wrong and not _TOGETHER_KAZAKH.search(target):
            yield self.finding("Pronoun and verb do not agree.", wrong.span())
            return
        match = persons.KAZAKH_YOU.search(outside)
        if (
            match
            and "2" not in theirs.all
            and not _REPORTED.search(outside)
            and not _SPOKEN_TO.search(source)
        ):
            yield self.finding("The source has no “you”.", match.span())
            return
        for person in ("1s", "1p"):
            if _MAIN[person].search(source) and not persons.KAZAKH_ANY[person].search(target):
                yield self.finding(
                    "The source has “{word}”, which nothing here shows.", word=_NAMES[person]
                )
                return
        for person in ("1s", "1p"):
            if (
                theirs.subjects == {person}
                and _DID.search(source)
                and _HE_DID.search(target)
                and not forms.KAZAKH_VERB[person].search(target)
                and not persons.KAZAKH_OBJECT[person].search(target)
            ):
                yield self.finding(
                    "The source has “{word}” here.",
                    _span(_HE_DID.search(target)),
                    word=_NAMES[person],
                )
                return


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None
