"""Working reports: counted right, drawn from the numbers, whole, safe, and the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks.base import PLACEABLE
from kuager.interface import translations
from kuager.model import Finding, Origin, Severity, State
from kuager.reports.counts import (
    Length,
    count_checks,
    count_effort,
    count_severities,
    count_states,
    lengths,
    per_cent,
    stretches,
    usual_ratio,
)
from kuager.reports.facts import Effort, Remark, effort_of
from kuager.reports.pages import write_report
from kuager.reports.passages import cut, group_findings, marked
from kuager.reports.plots import bar, marks_along, scatter, strip
from kuager.reports.wording import LANGUAGES
from kuager.review import Action
from tests.support.packs import DOCUMENT, UNITS, PackFolder
from tests.support.reading import Page
from tests.support.reports import ERROR, HINT, WARNING, report_of, reported, unit

SPANS = st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=6)
SEVERITIES = st.sampled_from(Severity)


class TestPassages:
    @given(st.text("аб <1>/&", max_size=40), SPANS, st.data())
    def test_pieces_are_the_text_and_marked_where_something_was_found(
        self, text: str, spans: list[tuple[int, int]], draw: st.DataObject
    ) -> None:
        findings = [
            Finding(f"c{n}", draw.draw(SEVERITIES), "m", span) for n, span in enumerate(spans)
        ]
        pieces = cut(text, group_findings(findings))
        assert "".join(piece.text for piece in pieces) == text
        order = list(Severity)
        place = 0
        for piece in pieces:
            for position in range(place, place + len(piece.text)):
                over = [
                    order.index(f.severity)
                    for f in findings
                    if f.span and f.span[0] <= position < f.span[1]
                ]
                assert piece.severity is (order[min(over)] if over else None)
            place += len(piece.text)
        tags = "".join(piece.text for piece in pieces if piece.tag)
        assert tags == "".join(match.group() for match in PLACEABLE.finditer(text))

    @given(SPANS)
    def test_every_span_has_its_number_in_the_text(self, spans: list[tuple[int, int]]) -> None:
        findings = [Finding("c", Severity.ERROR, f"m{n}", span) for n, span in enumerate(spans)]
        pieces = cut("Бізде бір құдық болды.", group_findings(findings))
        told = {number for piece in pieces for number in piece.ends}
        assert told == set(range(1, len(spans) + 1))

    def test_equal_findings_share_a_number_and_the_worst_come_first(self) -> None:
        again = replace(WARNING, span=(12, 14))
        groups = group_findings([HINT, WARNING, ERROR, again, WARNING])
        assert [group.check for group in groups] == ["numbers", "spaces", "unedited"]
        assert groups[1].spans == ((2, 9), (12, 14))
        assert groups[2].spans == ()

    def test_markup_is_escaped_and_hidden_characters_are_spelled_out(self) -> None:
        text = "<b>&\u202e\u200b\x00<1>ā</1>"
        written = str(marked(cut(text, group_findings([replace(ERROR, span=(0, 5))])), "u1"))
        assert "<b>" not in written
        assert "&lt;b&gt;&amp;" in written
        for name in ("U+202E", "U+200B", "U+0000"):
            assert f'<span class="unseen">{name}</span>' in written
        assert not re.search("[\u202e\u200b\x00]", written)
        assert '<span class="tag">&lt;1&gt;</span>ā' in written
        assert '<a href="#u1-1">1</a>' in written


class TestCounts:
    @pytest.mark.parametrize(
        ("given_unit", "drafted", "effort"),
        [
            (unit(State.DRAFT), True, Effort.DRAFT),
            (unit(State.NEEDS_WORK, origin=Origin.MEMORY), False, Effort.DRAFT),
            (unit(State.APPROVED, unedited=True), True, Effort.UNCHANGED),
            (unit(State.TRANSLATED, origin=Origin.HUMAN), True, Effort.CHANGED),
            (unit(State.TRANSLATED, origin=None), True, Effort.CHANGED),
            (unit(State.TRANSLATED, origin=Origin.HUMAN), False, Effort.OWN),
            (unit(State.UNTRANSLATED), True, Effort.NONE),
            (unit(State.DRAFT, target="  "), True, Effort.NONE),
        ],
    )
    def test_effort(self, given_unit: object, drafted: bool, effort: Effort) -> None:
        assert effort_of(given_unit, drafted=drafted) is effort  # type: ignore[arg-type]

    def test_every_unit_is_counted_once(self) -> None:
        units = [reported(n, unit(state), ERROR) for n, state in enumerate(State, 1)]
        assert count_states(units) == dict.fromkeys(State, 1)
        assert next(iter(count_states(units))) is State.APPROVED
        assert sum(count_effort(units).values()) == len(units)

    def test_checks_by_severity_then_units_concerned(self) -> None:
        units = [
            reported(1, unit(), WARNING, WARNING, HINT),
            reported(2, unit(), ERROR),
            reported(3, unit(), WARNING),
        ]
        counts = [(c.check, c.units, c.findings) for c in count_checks(units)]
        assert counts == [("numbers", 1, 1), ("spaces", 2, 3), ("unedited", 1, 1)]
        assert list(count_severities(units).values()) == [1, 3, 1]
        assert [entry.worst for entry in units] == [
            Severity.WARNING,
            Severity.ERROR,
            Severity.WARNING,
        ]

    @given(st.integers(1, 1500))
    def test_stretches_hold_every_unit_once_and_are_few(self, size: int) -> None:
        units = [reported(n, unit(), ERROR) for n in range(1, size + 1)]
        along = stretches(units)
        assert len(along) <= 200
        held = [n for stretch in along for n in range(stretch.first, stretch.last + 1)]
        assert held == list(range(1, size + 1))
        assert sum(stretch.findings[Severity.ERROR] for stretch in along) == size

    def test_a_stretch_is_as_far_as_its_last_unit(self) -> None:
        states = [State.APPROVED] * 200 + [State.NEEDS_WORK]
        along = stretches([reported(n, unit(s)) for n, s in enumerate(states, 1)])
        assert along[-1].state is State.NEEDS_WORK
        assert along[0].state is State.APPROVED

    def test_lengths_leave_out_placeables_and_units_without_a_target(self) -> None:
        units = [
            reported(1, unit(source="<1>Five5</1>", target="<1>Тоғыз</1>99")),
            reported(2, unit(State.UNTRANSLATED)),
            reported(3, unit(), Finding("length", Severity.WARNING, "short")),
        ]
        measured = lengths(units)
        assert [(m.number, m.doubtful) for m in measured] == [(1, False), (3, True)]
        assert (measured[0].source, measured[0].target) == (5, 7)

    def test_drafts_gone_astray_do_not_move_the_usual_ratio(self) -> None:
        usual = [Length(n, 100, 90, False) for n in range(5)]
        assert usual_ratio([*usual, Length(9, 100, 4000, True)]) == 0.9
        assert usual_ratio(usual[:4]) is None
        assert usual_ratio([replace(length, source=20) for length in usual]) is None

    @pytest.mark.parametrize(
        ("count", "whole", "shown"),
        [(0, 24, 0), (24, 24, 100), (999, 1000, 99), (1, 1000, 1), (5, 24, 21), (0, 0, 0)],
    )
    def test_only_all_is_a_hundred_per_cent(self, count: int, whole: int, shown: int) -> None:
        assert per_cent(count, whole) == shown


def _rects(svg: str, kind: str) -> list[dict[str, str]]:
    return [dict(e.attrib) for e in ElementTree.fromstring(svg).iter() if e.get("class") == kind]


class TestPlots:
    def test_a_bar_is_as_long_as_its_numbers(self) -> None:
        svg = str(bar("n", [("a", 3), ("b", 0), ("c", 5)], ("Title & all", "a: 3; c: 5")))
        tree = ElementTree.fromstring(svg)
        assert tree.attrib["viewBox"] == "0 0 8 1"
        rects = [(r.get("class"), r.get("x"), r.get("width")) for r in tree.iter("rect")]
        assert rects == [("a", "0", "3"), ("c", "3", "5")]
        assert tree.findtext("title") == "Title & all"
        assert tree.findtext("desc") == "a: 3; c: 5"
        assert bar("n", [("a", 0)], ("", "")) == ""

    def test_a_strip_shows_errors_where_they_are(self) -> None:
        units = [
            reported(1, unit()),
            reported(2, unit(), ERROR, ERROR, ERROR, ERROR),
            reported(3, unit(State.APPROVED), ERROR),
        ]
        svg = str(strip("s", stretches(units), ("t", "d")))
        errors = _rects(svg, "error")
        assert [round(float(e["x"])) for e in errors] == [1, 2]
        assert float(errors[0]["fill-opacity"]) > float(errors[1]["fill-opacity"]) > 0.4
        assert len(_rects(svg, "state-draft")) == 2
        assert len(_rects(svg, "state-approved")) == 1
        assert _rects(svg, "warning") == []

    @given(
        st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 9000), st.booleans()), min_size=1)
    )
    def test_points_lie_within_the_axes_in_their_order(
        self, sizes: list[tuple[int, int, bool]]
    ) -> None:
        points = [Length(n, a, b, doubt) for n, (a, b, doubt) in enumerate(sizes, 1)]
        svg = str(scatter("l", points, 0.9, ("t", "d"), ("x", "y", "even", "usual")))
        circles = _rects(svg, "point")
        assert len(circles) == sum(not point.doubtful for point in points)
        assert len(_rects(svg, "warning")) == sum(point.doubtful for point in points)
        grid = _rects(svg, "grid")
        low, high = (pick(float(line["x1"]) for line in grid) for pick in (min, max))
        top, bottom = (pick(float(line["y1"]) for line in grid) for pick in (min, max))
        places = [(float(c["cx"]), float(c["cy"])) for c in circles]
        assert all(low <= x <= high and top <= y <= bottom for x, y in places)
        plain = [point for point in points if not point.doubtful]
        longest = max(plain, key=lambda point: point.target, default=None)
        if longest is not None:
            assert places[plain.index(longest)][1] == min(y for _, y in places)

    @given(st.integers(0, 5000))
    def test_an_axis_names_first_and_last_and_few_between(self, last: int) -> None:
        marks = marks_along(last)
        assert marks == sorted(set(marks))
        assert len(marks) <= 10
        assert (marks[0], marks[-1]) == (1, last) if last else marks == []


HOSTILE = "</p><script>alert(1)</script> \u202e{{ 7*7 }} <1>"
MIXED = [
    reported(1, unit(State.APPROVED, origin=Origin.HUMAN, engine="", translators=("t-1",))),
    reported(2, unit(State.DRAFT), ERROR, WARNING, opens_block=True),
    reported(
        3,
        unit(State.TRANSLATED, unedited=True, translators=("t-2",), ignored=frozenset({"names"})),
        HINT,
        remarks=(
            Remark("r-1", Action.IGNORE, "A nickname.", check="names", day="2024-05-06"),
            Remark("r-2", Action.COMMENT, "Who is meant?", earlier=True),
        ),
        comment="Ask the elders.",
    ),
    reported(4, unit(State.UNTRANSLATED)),
    reported(5, unit(State.NEEDS_WORK, previous_source="We had two wells.")),
    reported(6, unit(source=HOSTILE, target=HOSTILE, previous_source=HOSTILE), comment=HOSTILE),
]


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("units", [MIXED, MIXED[:1], []], ids=["mixed", "one", "none"])
    def test_well_formed_self_contained_and_quiet(self, language: str, units: list) -> None:  # type: ignore[type-arg]
        content = write_report(report_of(units, HOSTILE), language)
        page = Page(content)
        tags = [tag for tag, _ in page.elements]
        assert tags.count("h1") == tags.count("main") == tags.count("header") == 1
        assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags)
        metas = {
            fields.get("name", fields.get("http-equiv")): fields.get("content", "")
            for tag, fields in page.elements
            if tag == "meta"
        }
        assert metas["robots"] == "noindex"
        assert metas["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert b"url(" not in content
        assert b"http" not in content.replace(b"http-equiv", b"")
        assert "\u202e".encode() not in content
        assert page.elements[0] == ("html", {"lang": language})
        identifiers = page.values("id")
        assert len(identifiers) == len(set(identifiers))
        inner = {link[1:] for link in page.values("href")}
        assert inner <= set(identifiers)

    def test_it_says_first_that_it_is_not_for_publication(self) -> None:
        text = Page(write_report(report_of(MIXED), "en")).text
        notice = text.index("For the team only. Not for publication.")
        assert notice < text.index("Units that are not approved: 5 of 6.") < text.index("Progress")

    def test_units_are_told_with_all_that_is_known(self) -> None:
        page = Page(write_report(report_of(MIXED), "en"))
        for words in (
            "3 of the source is missing.",
            "written by t-1",
            "by a machine (translate-en_kk 0.1) · taken over unchanged by t-2",
            "Dismissed: Names",
            "r-1 (2024-05-06) dismisses a finding (Names): A nickname.",
            "r-2 [of an earlier text]: Who is meant?",
            "In the catalog: Ask the elders.",
            "This is a translation of an earlier wording: We had two wells.",
        ):
            assert words in page.text
        assert "Бізде бір құдық" in page.text_in("kk")
        assert "Бізде" not in page.text_in("en")

    def test_numbers_stand_in_words_beside_the_plots(self) -> None:
        text = Page(write_report(report_of(MIXED), "en")).text
        assert re.search(r"draft\s*2\s*33%", text)
        assert "Error 1 Warning 1 Hint 1" in text
        assert "Drafts that people have dealt with: 2; taken over without a change: 1." in text

    @pytest.mark.parametrize("language", ["kk", "ru"])
    def test_its_own_words_are_in_the_language_asked_for(self, language: str) -> None:
        own = Page(write_report(report_of(MIXED), language)).text_in(language)
        assert translations(language).gettext("Units by state") in own
        english = {"Findings", "approved", "draft", "Error", "Progress", "Names"}
        assert not english & set(re.findall(r"\w+", own))


class TestCommand:
    @pytest.fixture
    def worked(self, pack: PackFolder) -> PackFolder:
        pack.translate()
        note = ("--as", "r-1", "--note", "Which brother?")
        assert pack.run("review", "request-changes", DOCUMENT, "kk", "6", *note) == 0
        return pack

    def test_one_page_a_locale_and_nothing_new_the_second_time(self, worked: PackFolder) -> None:
        fields = worked.read("report", "report")
        paths = [worked.root / file["path"] for file in fields["files"]]
        names = [f"reports/{DOCUMENT}.{locale}.html" for locale in ("kk", "ru")]
        assert [path.relative_to(worked.root).as_posix() for path in paths] == names
        before = worked.snapshot()
        assert [file["written"] for file in worked.read("report", "report")["files"]] == [
            False,
            False,
        ]
        assert worked.snapshot() == before
        page = Page(paths[0].read_bytes())
        assert f"Units that are not approved: {UNITS} of {UNITS}." in page.text
        assert f"dealt with: {UNITS}; taken over without a change: {UNITS - 1}." in page.text
        assert "r-1 asks for changes: Which brother?" in page.text
        assert "The night visit" in page.text_in("en")
        assert str(worked.root) not in paths[0].read_text("utf-8")

    def test_the_findings_are_those_of_the_check_command(self, worked: PackFolder) -> None:
        worked.run("report", "--locale", "ru")
        told = Page((worked.root / "reports" / f"{DOCUMENT}.ru.html").read_bytes()).text
        found = worked.read("check", "check", "--locale", "ru", "--fail-on", "never")["findings"]
        assert found
        assert all(" ".join(finding["message"].split()) in told for finding in found)

    def test_dry_run_and_another_folder(self, worked: PackFolder, tmp_path: Path) -> None:
        before = worked.snapshot()
        assert worked.run("report", "--dry-run") == 0
        assert worked.snapshot() == before
        assert worked.run("report", "--locale", "kk", "--folder", str(tmp_path / "out")) == 0
        assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{DOCUMENT}.kk.html"]
        assert worked.snapshot() == before

    def test_a_catalog_outlives_its_source(self, worked: PackFolder) -> None:
        worked.source.unlink()
        assert worked.run("report", "--locale", "kk") == 0
        content = (worked.root / "reports" / f"{DOCUMENT}.kk.html").read_bytes()
        assert DOCUMENT in Page(content).text

    def test_what_is_not_there_is_refused(self, worked: PackFolder) -> None:
        assert worked.run("report", "no-such-document") == 3
        assert worked.run("report", "--locale", "de") == 2
        assert worked.run("report", "--language", "de") == 2
        assert not (worked.root / "reports").exists()

    def test_nothing_is_segmented(self, pack: PackFolder) -> None:
        assert pack.run("report") == 3
