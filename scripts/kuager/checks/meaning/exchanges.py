"""Pronouns that have changed places: subjects that were objects, and the other way round.

"He advised us" is not «біз оған кеңес бердік». Cases of the pronouns after Қазақ грамматикасы
(2002), the chapter on pronouns (есімдік), and Русская грамматика (1980), § 1281. No native
reader has gone over the rules.
"""

from __future__ import annotations

import re

from kuager.checks.meaning import acting as forms
from kuager.checks.meaning.keyed import KeyedPattern, compiled, word_set
from kuager.checks.meaning.persons import ENGLISH_OWNER, ENGLISH_SUBJECT, english_persons

_ONE = {"3m": "3", "3f": "3"}
_IT = re.compile(r"\bit\b")
_IT_ACTS = re.compile(
    r"(?:^\W*|[.;:,—–\"“] ?|\b(?:and|but|that|if|when|because|as|where|until|before|after|since|"
    r"while|so|how|what|why|which|though|although|than|whether|or|had) )it\b|"
    r"\bit(?: \w+ly| never| also| still)? (?:is|was|has|had|will|would|could|can|did|does|may|"
    r"might|must|seem|became|took|were|came|went|\w+ed|\w+s)\b"
)
_INVERTED = re.compile(
    r"керек|қажет|ұна|бар\b|жоқ|мүмкін|қиын|оңай|тиесілі|ұқса|қызық|көрін|естіл|таныс|белгілі|"
    r"жетпе|тиді|кел"
)
_POST = r"(?! (?:үшін|туралы|сияқты|емес|жөнінде|секілді|арқылы|жайлы|болмаса|болмағанда)\b)"
_THIS = re.compile(r"\b(?:it|that|this|those|who|which|whose|his|hers|himself|herself)\b")
_HIS = re.compile(r"\b(?:оны|оған|одан|онда|оның|онымен|олар\w*|өз\w*)\b")
_HE_FIRST = re.compile(rf"(?:^\W*|[,;:—] )ол\b{_POST}")
_STRETCH = re.compile(r"(?<=[,.;:!?—–«»]) ?[^,.;:!?—–«»()]+|^[^,.;:!?—–«»()]+")
_PERSONS = {
    "i": "1s", "me": "1s", "we": "1p", "us": "1p", "he": "3", "him": "3", "she": "3", "her": "3",
    "they": "3p", "them": "3p", "it": "3",
}  # fmt: skip
_WHOM = frozenset(("me", "us", "him", "her", "them", "it"))
_WHO_WHOM = re.compile(
    r"\b(?P<who>i|we|he|she|they)(?:'d|'ve|'ll)? (?:(?:had|have|has|would|could|did|do|does|will|"
    r"can|"
    r"must|might|not|never|also|all|both|then|always|still|only|often|once|just|\w+ly) )*"
    r"(?!am\b|was\b|were\b|is\b|are\b|been\b)[a-z]+ (?:[a-z]+ )?(?P<whom>me|us|him|her|them|it)\b"
)
_CAUSATIVE = KeyedPattern(
    r"(?:\b(?:істе|жаса|сөйле)т|\w{2,}(?:[^\W\dтайуеәйоөыі]т|[ғқ]ыз|[гк]із|[тд]ыр|[тд]ір|сет))[дт][ыі](?P<person>м|қ|"
    r"к)(?=\W*$)",
    "*дым$ *дім$ *тым$ *тім$ *дық$ *дік$ *тық$ *тік$ *дык$ *діқ$ *тык$ *тіқ$",
)
_CASES = {
    "ru": (
        {
            "1s": compiled("я"),
            "1p": compiled("мы"),
            "3": compiled("он она"),
            "3p": compiled("они"),
        },
        {
            "1s": compiled("меня мне"),
            "1p": compiled("нас нам"),
            "3": compiled("его ему её ее ей"),
            "3p": compiled("их им"),
        },
    ),
    "kk": (
        {
            "1s": KeyedPattern(
                rf"(?:^\W*|[.!?;:,«»—–] ?|\bал )мен\b{_POST}|\bмен(?= (?:оны|оған|одан|оларды|"
                rf"оларға|олардан|сені|саған|сізді|сізге)\b)",
                "мен",
            ),
            "1p": KeyedPattern(rf"\bбіз\b{_POST}", "біз"),
            "3": KeyedPattern(rf"\bол\b{_POST}", "ол"),
            "3p": KeyedPattern(rf"\bолар\b{_POST}", "олар"),
        },
        {
            "1s": compiled("мені маған менен"),
            "1p": compiled("бізді бізге бізден"),
            "3": compiled("оны оған одан"),
            "3p": compiled("оларды оларға олардан"),
        },
    ),
}


def exchange(source: str, target: str, language: str) -> tuple[int, int] | None:
    """Return the place of what has changed places in the target, in either language.

    Both texts are lowered.
    """
    place = _exchanged(source, target, language) or _turned_round(source, target, language)
    if place or language != "kk":
        return place
    return (
        _bare_exchange(source, target)
        or _only_suffers(source, target)
        or _made_to_make(source, target)
    )


def _exchanged(source: str, target: str, language: str) -> tuple[int, int] | None:
    """Return where an object of the source is the subject, while its subject is an object.

    "He advised us" is not «біз оған … бердік».
    """
    theirs = english_persons(source)
    acting = {_ONE.get(person, person) for person in theirs.subjects}
    suffering = {_ONE.get(person, person) for person in theirs.objects}
    if "it" in word_set(source):
        active = len(_IT_ACTS.findall(source))
        if active:
            acting.add("3")
        if len(_IT.findall(source)) > active:
            suffering.add("3")
    nominative, oblique = _CASES[language]
    wrong = {person for person in suffering - acting if person in nominative}
    swapped = {person for person in acting - suffering if person in oblique}
    if not wrong or not swapped:
        return None
    for person in sorted(wrong):
        found = nominative[person].search(target)
        if found and not oblique[person].search(target):
            for other in swapped - {person}:
                if oblique[other].search(target) and not nominative[other].search(target):
                    return found.span()
    return None


def _turned_round(source: str, target: str, language: str) -> tuple[int, int] | None:
    """Return the place of a clause that says "they … me" for "I … them"."""
    if word_set(source).isdisjoint(_WHOM):
        return None
    told = {
        (_PERSONS[found["who"]], _PERSONS[found["whom"]]) for found in _WHO_WHOM.finditer(source)
    }
    if not told:
        return None
    nominative, oblique = _CASES[language]
    for clause in _STRETCH.finditer(target):
        part = clause.group()
        acting = [one for one, pattern in nominative.items() if pattern.pattern.search(part)]
        suffering = [one for one, pattern in oblique.items() if pattern.pattern.search(part)]
        if len(acting) != 1 or len(suffering) != 1 or acting == suffering:
            continue
        who, whom = acting[0][:1], suffering[0][:1]
        if who == whom:
            who, whom = acting[0], suffering[0]
            pairs = told
        else:
            pairs = {(one[:1], other[:1]) for one, other in told}
        if (whom, who) in pairs and (who, whom) not in pairs:
            return clause.span()
    return None


def _bare_exchange(source: str, target: str) -> tuple[int, int] | None:
    """Return where "I" or "we" of the source is a Kazakh object, and another the subject.

    "We buried a man" is not «ол бізді жерледі».
    """
    theirs = english_persons(source)
    nominative, oblique = _CASES["kk"]
    for person in ("1s", "1p"):
        if (
            person not in theirs.subjects
            or person in theirs.objects
            or nominative[person].search(target)
        ):
            continue
        found = oblique[person].search(target)
        if not found or forms.KAZAKH_VERB[person].search(target):
            continue
        if ENGLISH_OWNER[person].search(source) or forms.PASSIVE[person].search(source):
            continue
        for other, one in (("3", "3m"), ("3p", "3p")):
            if (
                nominative[other].search(target)
                and not theirs.subjects & {one, "3f" if one == "3m" else one}
                and not _IT_ACTS.search(source)
                and not _INVERTED.search(target)
            ):
                return found.span()
    return None


def _only_suffers(source: str, target: str) -> tuple[int, int] | None:
    """Return where «ол» is the subject and the source has only "him" or "her"."""
    theirs = english_persons(source)
    if not theirs.objects & {"3m", "3f"} or theirs.subjects & {"3m", "3f"}:
        return None
    if not theirs.subjects or _THIS.search(source) or _HIS.search(target):
        return None
    found = _HE_FIRST.search(target)
    return found.span() if found else None


def _made_to_make(source: str, target: str) -> tuple[int, int] | None:
    """Return where somebody to whom things are done ends as the subject of a causative."""
    found = _CAUSATIVE.search(target)
    if not found:
        return None
    person = "1s" if found["person"] == "м" else "1p"
    theirs = english_persons(source)
    told = forms.PASSIVE[person].count(source)
    if told and told == ENGLISH_SUBJECT[person].count(source) and person not in theirs.objects:
        return found.span()
    return None
