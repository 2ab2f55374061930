"""Put a report together as one web page: no script, nothing loaded, printable."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from typing import Any

from babel.numbers import format_decimal, format_percent
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kuager.exporters.characters import visible
from kuager.exporters.edition import language_name
from kuager.exporters.pages import TEMPLATES, direction
from kuager.interface import translations
from kuager.model import Origin, State, Unit
from kuager.reports import plots
from kuager.reports.counts import (
    Stretch,
    count_checks,
    count_effort,
    count_severities,
    count_states,
    lengths,
    per_cent,
    stretches,
    usual_ratio,
    words_in,
)
from kuager.reports.editing import editing_fields
from kuager.reports.facts import SEVERITIES, Effort, Remark, Report, ReportedUnit
from kuager.reports.passages import Group, cut, group_findings, marked, shown
from kuager.reports.wording import (
    ACTION_WORDS,
    CHECK_NAMES,
    EFFORT_WORDS,
    ORIGIN_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
)

_LOADER = ChoiceLoader([PackageLoader("kuager", "reports/templates"), TEMPLATES])


def write_report(report: Report, language: str) -> bytes:
    """Return a report as an HTML page whose own words are in ``language``.

    The same report gives the same bytes. It names nobody but by pseudonym, and no time.
    """
    words = translations(language)
    environment = Environment(
        loader=_LOADER,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    title = report.title or report.document
    fragment = environment.get_template("report.html.j2").render(
        _=words.gettext,
        report=report,
        title=title,
        languages=[language_name(tag, language) for tag in (report.source_locale, report.locale)],
        sides=[direction(report.source_locale), direction(report.locale)],
        **_overview(report, words, language),
        **_figures(report, words),
        editing=editing_fields(report.editing, words),
        units=(_unit_fields(entry, words) for entry in report.units),
    )
    heading = words.gettext("Working report: %(title)s (%(locale)s)")
    page = environment.get_template("page.html.j2").render(
        **direction(language),
        title=heading % {"title": title, "locale": report.locale},
        skip=words.gettext("Skip to the text"),
        style="\n".join(
            environment.get_template(sheet).render() for sheet in ("page.css", "report.css")
        ),
        fragment=Markup(fragment),  # noqa: S704  (rendered with escaping)
    )
    return page.encode() + b"\n"


def _harmless(value: Any) -> Any:
    """Return what goes into the page without the characters that nobody sees."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _overview(report: Report, words: NullTranslations, language: str) -> dict[str, Any]:
    units = report.units
    approved = count_states(units)[State.APPROVED]
    severities = count_severities(units)
    return {
        "unapproved": len(units) - approved,
        "approved": approved,
        "source_words": sum(words_in(entry.unit.source) for entry in units),
        "severities": [
            (severity.value, words.gettext(SEVERITY_WORDS[severity]), count)
            for severity, count in severities.items()
        ],
        "findings": sum(severities.values()),
        "number": lambda value, digits=0: format_decimal(round(value, digits), locale=language),
        "per_cent": lambda count: format_percent(
            per_cent(count, len(units)) / 100, locale=language
        ),
    }


def _figures(report: Report, words: NullTranslations) -> dict[str, Any]:
    """Return the plots, each with the numbers that it was drawn from."""
    gettext = words.gettext
    units = report.units
    states = [
        (f"state-{s.value}", gettext(STATE_WORDS[s]), n) for s, n in count_states(units).items()
    ]
    effort = [
        (f"effort-{e.value}", gettext(EFFORT_WORDS[e]), n) for e, n in count_effort(units).items()
    ]
    counted = count_effort(units)
    checks = count_checks(units)
    along = stretches(units)
    measured = lengths(units)
    ratio = usual_ratio(measured)
    return {
        "states": states,
        "states_bar": _bar("states-plot", states, gettext("Units by state")),
        "effort": effort,
        "effort_bar": _bar("effort-plot", effort, gettext("Units by how their target came about")),
        "seen_drafts": counted[Effort.UNCHANGED] + counted[Effort.CHANGED],
        "taken_over": counted[Effort.UNCHANGED],
        "checks": [
            {
                "check": count.check,
                "name": _check_name(count.check, words),
                "severity": count.severity.value,
                "severity_word": gettext(SEVERITY_WORDS[count.severity]),
                "units": count.units,
                "findings": count.findings,
                "bar": plots.share(count.severity.value, count.units, len(units)),
            }
            for count in checks
        ],
        "along": along,
        "strip": plots.strip(
            "findings-plot",
            along,
            (
                gettext("Findings and states along the text"),
                _described_along(along, words),
            ),
        ),
        "lanes": [gettext(SEVERITY_WORDS[severity]) for severity in SEVERITIES],
        "severity_ids": SEVERITIES,
        "marks": [(n, 100 * (n - 0.5) / len(units)) for n in plots.marks_along(len(units))],
        "per_stretch": along[0].last if along else 1,
        "measured": measured,
        "ratio": ratio,
        "scatter": plots.scatter(
            "lengths-plot",
            measured,
            ratio,
            (
                gettext("Length of targets against length of sources"),
                gettext("Each point is a unit; both axes count characters and are logarithmic."),
            ),
            (
                gettext("source, characters"),
                gettext("target, characters"),
                gettext("as long as the source"),
                gettext("usual in this document"),
            ),
        ),
    }


def _bar(name: str, parts: Sequence[tuple[str, str, int]], title: str) -> Markup:
    told = "; ".join(f"{word}: {count}" for _, word, count in parts if count)
    return plots.bar(name, [(kind, count) for kind, _, count in parts], (title, told))


def _described_along(along: Sequence[Stretch], words: NullTranslations) -> str:
    parts = [
        f"{words.gettext(SEVERITY_WORDS[s])}: {sum(stretch.findings[s] > 0 for stretch in along)}"
        for s in SEVERITIES
    ]
    return words.gettext("Stretches with findings: %(counts)s; of %(total)d.") % {
        "counts": ", ".join(parts),
        "total": len(along),
    }


def _unit_fields(entry: ReportedUnit, words: NullTranslations) -> dict[str, Any]:
    """Return what the template shows of a unit."""
    unit = entry.unit
    name = f"u{entry.number}"
    groups = group_findings(entry.findings, words.gettext)
    return {
        "name": name,
        "entry": entry,
        "unit": unit,
        "kinds": _kinds(entry),
        "source": marked(cut(unit.source), name),
        "target": marked(cut(unit.target, groups), name),
        "previous": marked(cut(unit.previous_source), name),
        "groups": [_group_fields(group, words) for group in groups],
        "state": words.gettext(STATE_WORDS[unit.state]),
        "hands": _hands(unit, words),
        "dismissed": [_check_name(c, words) for c in sorted(unit.ignored)],
        "remarks": [_remark_fields(remark, words) for remark in entry.remarks],
        "comment": shown(entry.comment),
    }


def _hands(unit: Unit, words: NullTranslations) -> list[str]:
    """Return where the present target came from and who answers for it, by pseudonym."""
    if not unit.target.strip():
        return []
    people = {"people": ", ".join(unit.translators)}
    if unit.origin is None:
        return [words.gettext("by an unknown hand")]
    if unit.origin is Origin.HUMAN:
        return [words.gettext("written by %(people)s") % people]
    origin = words.gettext(ORIGIN_WORDS[unit.origin])
    made = f"{origin} ({unit.engine})" if unit.engine else origin
    if not unit.unedited:
        return [made]
    return [made, words.gettext("taken over unchanged by %(people)s") % people]


def _remark_fields(remark: Remark, words: NullTranslations) -> dict[str, Any]:
    step = ACTION_WORDS.get(remark.action)
    return {
        "actor": remark.actor,
        "step": words.gettext(step) if step else "",
        "check": _check_name(remark.check, words) if remark.check else "",
        "note": shown(remark.note),
        "day": remark.day,
        "earlier": remark.earlier,
    }


def _check_name(check: str, words: NullTranslations) -> str:
    """Return what a check is called; its id where it is none of ours any more."""
    return words.gettext(CHECK_NAMES[check]) if check in CHECK_NAMES else check


def _kinds(entry: ReportedUnit) -> str:
    """Return the style classes by which units are filtered."""
    kinds = ["unit", f"is-{entry.unit.state.value}"]
    if entry.opens_block:
        kinds.append("opens")
    if entry.findings:
        kinds.append("has-findings")
    if entry.worst is SEVERITIES[0]:
        kinds.append("has-errors")
    return " ".join(kinds)


def _group_fields(group: Group, words: NullTranslations) -> dict[str, Any]:
    return {
        "number": group.number,
        "severity": group.severity.value,
        "severity_word": words.gettext(SEVERITY_WORDS[group.severity]),
        "check": group.check,
        "name": _check_name(group.check, words),
        "message": shown(group.message),
    }
