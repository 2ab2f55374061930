"""Whether the target asks what the source asks, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning.keyed import KeyedPattern, compiled
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit

_ENDS_ASKING = re.compile(r"\?\W*$")
# Сұраулық шылаулар and question words: Қазақ грамматикасы (2002), the chapters on particles and
# pronouns; ли and question words: Розенталь, § 71. No native reader has gone over the lists.
_PARTICLE = {
    "kk": KeyedPattern(
        r"\b(?:ма|ме|ба|бе|па|пе|ше)(?=[?.! ]*$)|"
        r"\w+(?:мысың|місің|мысыз|місіз|мыз ба|міз бе)\W*\?",
        "ма ме ба бе па пе ше *мысың *місің *мысыз *місіз",
    ),
    "ru": KeyedPattern(r"(?<=\w )(?<!вряд )(?<!едва )ли\b", "ли"),
}
_KAZAKH_PARTICLE = re.compile(r"\b(?:ма|ме|ба|бе|па|пе)\b|мысың|місің|мысыз|місіз")
_KAZAKH_WORD = compiled(
    """
    кім* не нені неге неден немен неше нешінші қай* қан* қашан қалай* қалайша неліктен неткен
    қанша* ше шығар әлде екен солай емес пе ғой несі несін немене нелер қандай*
    """
)
_ASKED = compiled(
    """
    whether if wonder* ask* question* doubt* know knew known see check* decide* tell say said guess
    understand remember or no_matter find_out answer* how why what who when where which imagine
    hardly demand* inquir* enquir* discuss* learn* sure uncertain unclear argue*
    """
)
_YES_NO = re.compile(
    r"(?:^|[.!;:\"“—] ?|, )(?:(?:and|but|so|then|well|please|tell me),? )?(?:do|does|did|is|are|"
    r"was|were|has|have|had|can|"
    r"could|will|would|shall|should|may|might|must|am|isn't|aren't|wasn't|weren't|don't|doesn't|"
    r"didn't|won't|wouldn't|can't|couldn't) (?:not )?(?:i|you|he|she|it|we|they|there|the|this|"
    r"that|your|his|her|"
    r"any\w*|my|our|their)\b[^.!;]*\?"
)


class Questions(Check):
    """Compare questions: their marks inside the text, and the particles that make them.

    The mark at the end is the business of ``end-punctuation``.
    """

    id = "question"
    name = "Questions"
    description = (
        "A question of the source is none in the target, or the target asks where the source "
        "does not."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for a question that was lost or added."""
        language = target_language(unit)
        if not language:
            return
        source, target = lowered(unit.source), lowered(unit.target)
        theirs, ours = "?" in source, "?" in target
        if theirs != ours:
            if bool(_ENDS_ASKING.search(source)) == bool(_ENDS_ASKING.search(target)):
                if theirs:
                    yield self.finding("A question of the source is lost.")
                elif not _ASKED.search(source):
                    yield self.finding("The source asks nothing.")
            return
        if not theirs:
            found = _PARTICLE[language].search(target)
            if found and not _ASKED.search(source):
                yield self.finding("The source asks nothing.", found.span())
        elif (
            language == "kk"
            and _YES_NO.search(source)
            and not _KAZAKH_PARTICLE.search(target)
            and not _KAZAKH_WORD.search(target)
        ):
            yield self.finding("The particle of the question is missing.")
