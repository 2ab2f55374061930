"""Whether a Russian target shows the narrator's gender as the document's policy wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import NO_CONTEXT, Check, CheckContext, wording
from kuager.checks.meaning.keyed import word_set
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, NarratorGender, Severity, Unit

# Nouns and adverbs with the endings of the past tense.
_NO_VERBS = frozenset(
    """
    стол стола пол пола угол угла зал зала стул посол отдел отдела материал журнал журнала канал
    канала вокзал вокзала подвал подвала металл капитал персонал сигнал квартал квартала генерал
    генерала протокол протокола футбол укол укола раздел предел предела узел узла пепел котёл
    осёл орёл козёл школа сила скала пила стрела игла смола мгла зола похвала тыла тыл бала балла
    балл дела тела села числа стекла масла весла кресла зла мыла светла цела смысл смысла фонтала
    фильма мала смела весела кругла мил мила тёпел тепла бокал бокала овала кинжала финал финала
    начала идеала скандал скандала пьедестала сериала ритуал ритуала файл файла рубла узла
    """.split()  # noqa: SIM905 - a list to be read and added to
)
_PREDICATES = {
    "рад": "m", "должен": "m", "готов": "m", "уверен": "m", "согласен": "m", "болен": "m",
    "жив": "m", "намерен": "m", "вынужден": "m", "обязан": "m", "благодарен": "m", "виноват": "m",
    "прав": "m", "женат": "m", "знаком": "m", "голоден": "m", "свободен": "m", "счастлив": "m",
    "рада": "f", "должна": "f", "готова": "f", "уверена": "f", "согласна": "f", "больна": "f",
    "жива": "f", "намерена": "f", "вынуждена": "f", "обязана": "f", "благодарна": "f",
    "виновата": "f", "права": "f", "замужем": "f", "знакома": "f", "голодна": "f", "свободна": "f",
    "счастлива": "f", "сам": "m", "сама": "f", "один": "m", "одна": "f",
}  # fmt: skip
_QUOTED = re.compile(r"«[^«»]*»|„[^„“]*“|\"[^\"]*\"")
_I = re.compile(r"\bя\b(?!\W*[.!?;:]|\W*$)([^.!?;:—–«»()]{0,90})")
_DROPPED = re.compile(
    r"^\W*((?:не |уже |тогда |потом |сразу )?[а-яё]+(?:л|ла|лся|лась)\b[^.!?;:—–«»()]{0,60})"
)
_WORD = re.compile(r"[а-яё-]+|,")
_OTHER_SUBJECT = frozenset("он она они мы вы ты кто который которая которые что если когда".split())  # noqa: SIM905
_MASCULINE, _FEMININE = re.compile(r"[а-яё]{2,}(?:л|лся)$"), re.compile(r"[а-яё]{2,}(?:ла|лась)$")
_SHORT_MASCULINE = frozenset("был шёл вёл нёс лёг мог рос жил спал пил ел пел сел дал стал".split())  # noqa: SIM905
_ENGLISH_I = re.compile(r"\bi\b")
_STARTS_WITH_I = re.compile(r"^\W*(?:(?:and|but|then|so|later|once|yesterday),? )?i\b")


def _forms(clause: str) -> Iterator[tuple[str, int, int]]:
    """Yield gender and place of the forms that belong to the subject before the clause."""
    commas = 0
    verb = joined = False
    for match in _WORD.finditer(clause):
        word = match.group()
        if word == ",":
            commas += 1
            continue
        if word in _OTHER_SUBJECT or commas > 2:
            return
        if word in ("и", "не") and (word == "и" or joined):
            joined = True
            continue
        gender = _PREDICATES.get(word)
        if gender is None and word not in _NO_VERBS and len(word) > 2:
            if _FEMININE.match(word):
                gender = "f"
            elif _MASCULINE.match(word) or word in _SHORT_MASCULINE:
                gender = "m"
        if gender is not None and (joined or not verb):
            yield gender, match.start(), match.end()
            verb = verb or word not in _PREDICATES
        joined = False


def narrator_forms(source: str, target: str) -> list[tuple[str, tuple[int, int]]]:
    """Return the forms of a Russian target that show the narrator's gender.

    ``source`` is the English text; without an "I" in it outside of quotation marks there are
    none. Each form is "m" or "f" with its span. Past tense and short adjectives after
    Розенталь, Справочник по правописанию и стилистике, § 189; no native reader has gone over
    the lists of words.
    """
    english = lowered(source)
    if "i" not in word_set(english):
        return []
    english = _QUOTED.sub(" ", english.replace("“", '"').replace("”", '"'))
    if not _ENGLISH_I.search(english):
        return []
    blank = _QUOTED.sub(lambda match: " " * len(match.group()), lowered(target))
    found = []
    for match in _I.finditer(blank):
        for gender, start, end in _forms(match.group(1)):
            found.append((gender, (match.start(1) + start, match.start(1) + end)))
    if not found and _STARTS_WITH_I.search(english):
        dropped = _DROPPED.match(blank)
        if dropped:
            for gender, start, end in _forms(dropped.group(1)):
                found.append((gender, (dropped.start(1) + start, dropped.start(1) + end)))
    return found


_SHOWN = {
    "m": wording("This shows the narrator as a man; the policy is {policy}."),
    "f": wording("This shows the narrator as a woman; the policy is {policy}."),
}


class Gender(Check):
    """Hold Russian first-person forms against the document's policy.

    English "I" and Kazakh «мен» do not show the narrator's gender, «я пришла» does. Without a
    policy only a unit that shows both genders is a finding.
    """

    id = "narrator-gender"
    name = "Narrator's gender"
    description = (
        "A Russian form shows the narrator as a man or a woman against the document's policy, or "
        "as both."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield as ``check_in`` does where no policy is known."""
        return self.check_in(unit, NO_CONTEXT)

    def check_in(self, unit: Unit, context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for each form that the policy does not allow."""
        if target_language(unit) != "ru":
            return
        forms = narrator_forms(unit.source, unit.target)
        policy = context.narrator_gender
        if policy is None:
            if len({gender for gender, _ in forms}) > 1:
                yield self.finding(
                    "The narrator is a man and a woman in one segment.", forms[-1][1]
                )
            return
        allowed = {NarratorGender.MASCULINE: "m", NarratorGender.FEMININE: "f"}.get(policy, "")
        for gender, span in forms:
            if gender != allowed:
                yield self.finding(_SHOWN[gender], span, policy=policy.value)
