"""Pairs: the checks on source and target of any origin, without a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from kuager.checks import CHECKS, CheckContext, run_checks
from kuager.configuration import check_locale
from kuager.errors import ConfigurationError, UsageError
from kuager.formats.pairs import MalformedLine, Pair, pairs_parse
from kuager.model import Finding, State, Unit, language_of
from kuager.spelling.speller import Speller

READS_ENGLISH = frozenset(
    {
        "certainty", "dates", "english-residue", "length", "names", "polarity", "pronouns",
        "roles", "truncated",
    }
)  # fmt: skip
"""Checks that read the words of an English source, or measures taken of English."""


@dataclass(slots=True)
class PairsReport:
    """What has been looked at so far; it grows while the findings are taken."""

    pairs: int = 0
    malformed: list[MalformedLine] = field(default_factory=list)
    """The first lines that are no pair, at most KEPT."""
    malformed_count: int = 0


KEPT = 5
"""Malformed lines that are told one by one."""


def check_pairs(
    stream: BinaryIO,
    locale: str,
    report: PairsReport,
    *,
    source_locale: str = "en",
    spellers: Mapping[str, Speller] | None = None,
) -> Iterator[tuple[int, Finding]]:
    """Yield the number of the line (from 1) and the finding, in the order of the lines.

    Works through a stream of any length in constant memory; ``report`` says what was read.
    Of a source that is not English only the checks are run that need not understand it, and
    spelling only with ``spellers``, by language. Raises UsageError for what is no locale, equal
    languages, and spellers of which none is for the target's.
    """
    languages = [_language(tag) for tag in (source_locale, locale)]
    if languages[0] == languages[1]:
        raise UsageError("Source and target are in the same language.", "Name another --locale.")
    context = _context(locale, languages[1], spellers or {})
    english = languages[0] == "en"
    checks = [check for check in CHECKS if english or check.id not in READS_ENGLISH]
    for entry in pairs_parse(stream):
        if isinstance(entry, MalformedLine):
            report.malformed_count += 1
            if len(report.malformed) < KEPT:
                report.malformed.append(entry)
            continue
        report.pairs += 1
        for finding in run_checks(_unit(entry, locale), checks, context):
            yield entry.line, finding


def _context(locale: str, language: str, spellers: Mapping[str, Speller]) -> CheckContext:
    if spellers and language not in spellers:
        raise UsageError(
            f"--spelling names no dictionary for {language}.",
            f"Such as: --spelling {language}=system",
        )
    return CheckContext(spellers={**spellers, locale: spellers[language]} if spellers else {})


def _unit(pair: Pair, locale: str) -> Unit:
    """Return a pair as a unit that claims to be translated."""
    return Unit("pairs", locale, pair.source, target=pair.target, state=State.TRANSLATED)


def _language(tag: str) -> str:
    try:
        check_locale(tag.replace("-", "_"), "--locale")
    except ConfigurationError as error:
        raise UsageError(f"“{tag}” is not a locale.", error.mend) from error
    return language_of(tag)
