"""``kuager risk``: what could identify somebody, for the eyes of whoever asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import click

from kuager.cli.aside import aside_fields, tell_aside
from kuager.cli.console import print_json, progress_bar, result
from kuager.cli.explain import LANGUAGES
from kuager.cli.options import documents_argument, format_option, locale_option, pack_of
from kuager.errors import GateError
from kuager.interface import gettext_noop, translations
from kuager.risk import RULES, Level, Risk
from kuager.steps.risk import DocumentRisks, assess, reaches

_BY_ID = {rule.id: rule for rule in RULES}
_LEVELS = {
    Level.CRITICAL: gettext_noop("critical"),
    Level.HIGH: gettext_noop("high"),
    Level.MEDIUM: gettext_noop("medium"),
    Level.LOW: gettext_noop("low"),
}


@click.command(
    epilog="\b\nExamples:\n  kuager risk\n  kuager risk 2022-03-04-kazakhstan --language ru"
    "\n  kuager risk --locale kk --gate high\n  kuager risk --format json"
)
@documents_argument
@locale_option
@click.option(
    "--gate",
    type=click.Choice([level.value for level in Level]),
    help="Exit with 1 when something at least this grave is found.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the explanations.",
)
@format_option
@click.pass_context
def risk(
    context: click.Context,
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    gate: str | None,
    language: str,
    output: str,
) -> int:
    """Report what in the text itself could identify somebody, the gravest first.

    The report holds the words in question: that is its purpose. It is printed here and nowhere
    else, never written to a file of the pack, an export or a log. Whoever saves it holds what
    the testimony wants to hide. It misses things: no rule replaces a careful reader.

    A document that cannot be used, in whichever language, is set aside whole and told of; the
    others are looked through, and the exit code is 1.

    kuager redact replaces what is to go, in all languages alike.
    """
    with progress_bar("risk") as progress:
        outcome = assess(pack_of(context), documents, locales, progress=progress)
    reports = outcome.documents
    if output == "json":
        fields = [_fields(report) for report in reports]
        aside = aside_fields(outcome.set_aside)
        print_json("risk", {"documents": fields, "set_aside": aside})
    else:
        for report in reports:
            _print(report, translations(language).gettext)
    gated = gate and any(reaches(report.risks, Level(gate)) for report in reports)
    return max(tell_aside(outcome.set_aside), GateError.exit_code if gated else 0)


def _fields(report: DocumentRisks) -> dict[str, object]:
    return {
        "document": report.document,
        "units": report.units,
        "risks": [
            {
                "rule": found.rule,
                "severity": found.level.value,
                "locale": found.locale,
                "unit": found.number or None,
                "span": list(found.span) if found.words else None,
                "words": found.words,
                "together": list(found.together),
                "reason": _BY_ID[found.rule].description,
                "advice": _BY_ID[found.rule].advice,
            }
            for found in report.risks
        ],
    }


def _print(report: DocumentRisks, gettext: Callable[[str], str]) -> None:
    told: set[str] = set()
    for found in report.risks:
        rule = _BY_ID[found.rule]
        line = f"{report.document} {_place(found)}: {gettext(_LEVELS[found.level])}: "
        line += f"{gettext(rule.name)}: {found.words}" if found.words else gettext(rule.name)
        if found.together:
            names = ", ".join(gettext(_BY_ID[kind].name) for kind in found.together)
            line += " " + gettext("(together with: %(details)s)") % {"details": names}
        result(f"{line} [{found.rule}]")
        if found.rule not in told:
            told.add(found.rule)
            result(f"    {gettext(rule.description)}")
            result(f"    → {gettext(rule.advice)}")
    counts = Counter(found.level for found in report.risks)
    parts = [f"{counts[level]} {gettext(word)}" for level, word in _LEVELS.items()]
    result(f"{report.document}: {', '.join(parts)}")


def _place(found: Risk) -> str:
    if not found.number:
        return "–"
    start, end = found.span
    return f"{found.locale} {found.number}:{start + 1}-{end}"
