"""Whether the target denies what the source denies, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning import negation_en, negation_kk, negation_ru
from kuager.checks.meaning.correspondences import broken_phrase, possible, separate, unanswered
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit


class Polarity(Check):
    """Compare how often source and target deny.

    Languages deny in different places: "until he came" is «пока он не пришёл», "missing" is
    «жоқ». So each side gives the least and the greatest number of denials that its words may
    stand for, and only where these cannot meet is a negation lost or added.
    """

    id = "polarity"
    name = "Negation"
    description = (
        "A negation of the source is missing from the target, or the target has one that the "
        "source has not."
    )
    severity = Severity.ERROR

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding where the numbers of denials cannot meet."""
        language = target_language(unit)
        if not language:
            return
        module = negation_kk if language == "kk" else negation_ru
        source, target = lowered(unit.source), lowered(unit.target)
        ours = module.bounds(target, source)
        least, firm, soft, affixed = negation_en.bounds(source)
        apart = separate(source, target, language) if ours.firm else 0
        spare = max(0, ours.affixed - affixed)
        if spare and language == "kk":  # -сыз denies nouns, «непонятно» also what is not understood
            spare = min(spare, max(0, firm - negation_en.of_verbs(source)))
        most = ours.firm + ours.instead + spare
        if apart:
            most -= max(0, apart - negation_en.limits(source))
        broken = module.broken_concord(target)
        if broken:
            yield self.finding("This word calls for a negation that is not there.", broken)
        elif (
            least > most
            or (
                not ours.firm + ours.affixed + ours.instead and unanswered(source, target, language)
            )
            or (
                ours.firm <= firm
                and (
                    unanswered(source, target, language, "affixed")
                    or (affixed and not ours.affixed and not ours.instead)
                )
            )
            or broken_phrase(source, target, language)
        ):
            yield self.finding("A negation of the source is missing.")
        elif ours.least - apart > firm and ours.least - apart - possible(
            source, target, language
        ) > firm + max(0, soft - ours.affixed):
            yield self.finding("The source has no such negation.", ours.places[-1])
