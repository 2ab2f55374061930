"""Whether what has happened is told as past, and what is to come as to come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning import tenses
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit


class Tense(Check):
    """Compare past and future where both sides show nothing else.

    "They will beat us" is no «нас били». Presents, modals and subordinate clauses leave the
    tense of the other language open, so that a source with any of them is not judged.
    """

    id = "tense"
    name = "Tense"
    description = (
        "The source tells of what has happened and the target of what will happen, or the other "
        "way round."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding where one side is past only and the other future."""
        language = target_language(unit)
        if not language:
            return
        source = lowered(unit.source)
        target = lowered(unit.target)
        if tenses.FUTURE.search(source):
            found = _past(target, language)
            if found and not tenses.PAST.search(source):
                yield self.finding("The source tells of this as still to come.", found.span())
            return
        found = _future(target, language)
        if (
            found
            and tenses.PAST.search(source)
            and not tenses.OTHER.search(tenses.ANYWAY[language].sub(" ", source))
        ):
            yield self.finding("The source tells of this as past.", found.span())


def _future(target: str, language: str) -> re.Match[str] | None:
    if language == "ru":
        return tenses.RUSSIAN_FUTURE.search(target)
    found = tenses.KAZAKH_FUTURE.search(target)
    return None if found is None or tenses.KAZAKH_NO_VERB.search(found.group()) else found


def _past(target: str, language: str) -> re.Match[str] | None:
    if language == "ru":
        found = tenses.RUSSIAN_PAST.search(target)
        return None if found is None or tenses.RUSSIAN_NOT_PAST.search(target) else found
    found = tenses.KAZAKH_PAST.search(target)
    if found is None or tenses.KAZAKH_NO_VERB.search(found.group()):
        return None
    return None if tenses.KAZAKH_OPEN.search(target) else found
