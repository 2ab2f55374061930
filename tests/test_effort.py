"""Post-editing: measured from drafts to finished text, by draft and never by person."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from kuager.checks import run_checks
from kuager.effort import LONGEST, CheckCatch, DraftedUnit, PostEdits, Record, caught
from kuager.history import History, text_event
from kuager.model import Origin, State, Unit, unit_id
from kuager.reports.counts import rate_bins
from kuager.reports.plots import histogram
from kuager.review import Action, Event
from kuager.steps.effort import drafted_unit
from tests.support.packs import DOCUMENT, MENDED, UNITS, PackFolder
from tests.support.reading import Page
from tests.support.reports import unit

WORDS = st.lists(st.sampled_from(["біз", "бір", "құдық", "болды", "келді", "Түнде"]), max_size=9)
TEXTS = WORDS.map(" ".join)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6)


def drafted(draft: str, target: str, **fields: object) -> DraftedUnit:
    given_unit = unit(State.APPROVED, target=target, origin=Origin.HUMAN, **fields)
    return DraftedUnit(given_unit, Record.KEPT, draft, "translate-en_kk 0.1")


class TestFigures:
    @pytest.mark.parametrize(
        ("draft", "target", "edits", "words"),
        [
            ("бір екі үш төрт", "бір екі үш төрт", 0, 4),
            ("бір екі үш төрт", "бір екі бес төрт", 1, 4),
            ("бір екі үш төрт", "бір екі үш", 1, 3),
            ("бір екі үш", "бір екі үш төрт", 1, 4),
            ("үш төрт бір екі", "бір екі үш төрт", 1, 4),
            ("қазақстан бір", "Қазақстан бір", 1, 2),
            ("бір екі", "<1>бір</1> екі<2/>", 0, 2),
            ("", "бір екі", 2, 2),
            ("бір екі", "<1/>", 2, 0),
        ],
        ids=["same", "other", "less", "more", "moved", "case", "markup", "nothing", "no-word"],
    )
    def test_edits_and_words(self, draft: str, target: str, edits: int, words: int) -> None:
        figures = PostEdits([drafted(draft, target)]).figures()
        assert (figures.edits, figures.words) == (edits, words)
        assert figures.hter == pytest.approx(100 * edits / words if words else 100)

    @given(PAIRS)
    def test_they_are_those_of_sacrebleu(self, pairs: list[tuple[str, str]]) -> None:
        edits = PostEdits([drafted(*pair) for pair in pairs])
        figures = edits.figures()
        drafts, targets = [d for d, _ in pairs], [[t for _, t in pairs]]
        ter = TER(case_sensitive=True).corpus_score(drafts, targets)
        assert figures.hter == pytest.approx(ter.score)
        assert figures.chrf2 == pytest.approx(CHRF().corpus_score(drafts, targets).score)
        assert set(edits.signatures) == {"HTER", "chrF2"}
        assert "case:mixed|tok:tercom" in edits.signatures["HTER"]

    @given(PAIRS, st.data())
    def test_groups_add_up_to_the_whole(
        self, pairs: list[tuple[str, str]], draw: st.DataObject
    ) -> None:
        records = st.sampled_from(Record)
        units = []
        for pair in pairs:
            one = drafted(*pair, document=draw.draw(st.sampled_from("abc")))
            units.append(replace(one, record=draw.draw(records)))
        edits = PostEdits(units)
        whole, groups = edits.figures(), edits.figures_by(lambda u: u.unit.document)
        for name in ("units", "measured", "unmeasured", "undrafted", "unchanged", "words", "edits"):
            assert getattr(whole, name) == sum(getattr(g, name) for g in groups.values())
        assert whole.units == whole.measured + whole.unmeasured + whole.undrafted == len(pairs)
        assert (whole.hter is None) == (whole.chrf2 is None) == (whole.measured == 0)
        assert [rate is not None for rate in edits.rates()] == [
            u.record is Record.KEPT for u in units
        ]

    @given(WORDS.filter(bool).map(" ".join))
    def test_a_draft_taken_over_is_no_edit(self, text: str) -> None:
        one = drafted(text, text, unedited=True)
        figures = PostEdits([one]).figures()
        assert (figures.hter, figures.unchanged) == (0, 1)
        assert figures.chrf2 == pytest.approx(100)

    def test_without_units_there_is_no_figure_and_no_signature(self) -> None:
        edits = PostEdits([])
        assert (edits.figures().units, edits.figures().hter, edits.signatures) == (0, None, {})

    def test_what_is_too_long_to_be_compared_is_not_measured(self) -> None:
        long = " ".join(str(number) for number in range(LONGEST))
        edits = PostEdits([drafted("a", long), drafted("a", f"{long} a"), drafted(f"{long} a", "")])
        assert (edits.figures().measured, edits.figures().unmeasured) == (1, 2)


class TestChecks:
    SOURCE = "They took 3 men, 5 women and 7 cows."
    FAULTY = "Олар адамдарды, әйелдерді және сиырларды әкетті."
    FIXED = "Олар 3 ерді, 5 әйелді және 7 сиырды әкетті."

    def _numbers(self, draft: str, target: str, **fields: object) -> CheckCatch | None:
        catches = caught([drafted(draft, target, source=self.SOURCE, **fields)])
        return next((catch for catch in catches if catch.check == "numbers"), None)

    def test_gone_left_dismissed_and_new(self) -> None:
        def catch(drafts: int, gone: int, dismissed: int, left: int, brought: int) -> CheckCatch:
            return CheckCatch("kk", "numbers", drafts, gone, dismissed, left, brought)

        half = self.FIXED.replace("5 ", "")
        ignored = frozenset({"numbers"})
        assert self._numbers(self.FAULTY, self.FIXED) == catch(3, 3, 0, 0, 0)
        assert self._numbers(self.FAULTY, half) == catch(3, 2, 0, 1, 0)
        assert self._numbers(self.FAULTY, self.FAULTY) == catch(3, 0, 0, 3, 0)
        assert self._numbers(half, half, ignored=ignored) == catch(1, 0, 1, 0, 0)
        assert self._numbers(self.FIXED, half) == catch(0, 0, 0, 1, 1)
        assert self._numbers(self.FIXED, self.FIXED) is None

    @given(PAIRS)
    def test_findings_are_told_once(self, pairs: list[tuple[str, str]]) -> None:
        units = [drafted(*pair, ignored=frozenset({"capitals"})) for pair in pairs]
        for catch in caught(units):
            kept = catch.dismissed + catch.left
            assert catch.drafts - catch.gone == kept - catch.brought >= 0
            assert 0 in {catch.dismissed, catch.left}

    def test_that_a_draft_was_confirmed_is_no_finding_on_it(self) -> None:
        confirmed = drafted(self.FAULTY, self.FAULTY, source=self.SOURCE, unedited=True)
        assert "unedited" in {finding.check for finding in run_checks(confirmed.unit)}
        told = {catch.check for catch in caught([confirmed])}
        assert "numbers" in told
        assert "unedited" not in told

    def test_drafts_without_words_are_passed_over(self) -> None:
        lost = replace(drafted("", self.FAULTY, source=self.SOURCE), record=Record.LOST)
        assert caught([lost]) == []


class TestRecord:
    SOURCE, FIRST, SECOND, LAST = "We left.", "Біз қалдық.", "Біз кетті.", "Біз кеттік."
    UNIT = unit_id("well", SOURCE, 1)

    def _unit(self, target: str = LAST, **fields: object) -> Unit:
        return unit(State.APPROVED, source=self.SOURCE, target=target, **fields)

    def _draft(self, text: str, source: str = SOURCE) -> Event:
        origin = Origin.MEMORY
        return text_event(Action.DRAFT, "machine", self.UNIT, source, text, origin=origin)

    def _edit(self, actor: str, target: str, replaced: str) -> Event:
        edit = text_event(Action.TRANSLATE, actor, self.UNIT, self.SOURCE, target)
        return replace(edit, replaced=replaced)

    def _drafted(self, **chains: list[Event]) -> DraftedUnit:
        history = History({name.replace("_", "."): events for name, events in chains.items()})
        return drafted_unit(self._unit(origin=Origin.HUMAN, engine=""), history)

    def test_the_draft_is_the_one_that_was_replaced_first(self) -> None:
        machine = [self._draft(self.FIRST), self._draft(self.SECOND)]
        later = replace(
            self._edit("a", self.LAST, self.SECOND),
            seen=(("b.1", 1, ""),),
        )
        told = self._drafted(
            machine_1=machine, a_1=[later], b_1=[self._edit("b", self.SECOND, self.FIRST)]
        )
        assert (told.record, told.draft, told.maker) == (Record.KEPT, self.FIRST, "memory")

    def test_words_that_are_no_draft_of_the_source_are_passed_over(self) -> None:
        edit = self._edit("a", self.LAST, "Ойдан шығарылған.")
        told = self._drafted(machine_1=[self._draft(self.FIRST)], a_1=[edit])
        assert (told.record, told.draft) == (Record.LOST, "")
        other = self._draft(self.FIRST, "Another sentence.")
        told = self._drafted(machine_1=[other], a_1=[self._edit("a", self.LAST, self.FIRST)])
        assert told.record is Record.NONE

    def test_a_draft_without_its_words_and_no_draft_are_told_apart(self) -> None:
        edit = self._edit("a", self.LAST, "")
        assert self._drafted(machine_1=[self._draft(self.FIRST)], a_1=[edit]).record is Record.LOST
        assert self._drafted(a_1=[edit]).record is Record.NONE

    def test_a_text_taken_over_is_its_own_draft(self) -> None:
        told = drafted_unit(self._unit(unedited=True), History({}))
        assert (told.draft, told.maker, told.unchanged) == (self.LAST, "translate-en_kk 0.1", True)
        memory = drafted_unit(self._unit(origin=Origin.IMPORTED, engine=""), History({}))
        assert memory.maker == Origin.IMPORTED.value


PEOPLE = ("tansholpan-7", "zarina-8", "quralay-9")


def _replaced(pack: PackFolder) -> str:
    """Return the words of the one draft that an edit replaced."""
    (words,) = [
        replaced
        for path in pack.catalog("kk").parents[1].glob(f"ledger/{DOCUMENT}/*.jsonl")
        for line in path.read_text("utf-8").splitlines()
        if (replaced := json.loads(line).get("replaced"))
    ]
    return str(words)


class TestCommand:
    @pytest.fixture
    def edited(self, pack: PackFolder) -> PackFolder:
        """Unit 5 written over its draft in a PO editor, 6 edited twice, 7 without a draft."""
        first, second, reviewer = PEOPLE
        kazakh = (DOCUMENT, "kk")
        assert pack.run("segment") == pack.run("draft") == 0
        path = pack.catalog("kk")
        shown = pack.units()[4]
        text = path.read_text("utf-8")
        assert text.count(f'"{shown["target"]}"') == 1
        path.write_text(text.replace(f'"{shown["target"]}"', '"Біз ұйықтамадық."'), "utf-8")
        assert pack.run("review", "edit", *kazakh, "6", "--as", first, "--text", "Олар.") == 0
        assert pack.run("review", "edit", *kazakh, "6", "--as", second, "--text", MENDED) == 0
        others = ("1-4", "7-10")
        for step in (
            ("review", "confirm", *kazakh, *others, "--as", first),
            ("review", "confirm", *kazakh, "5", "--as", first),
            ("review", "approve", *kazakh, "1-9", "--unedited", "--as", reviewer),
        ):
            assert pack.run(*step) == 0
        return pack

    def test_figures_by_locale_document_and_engine(self, edited: PackFolder) -> None:
        told = edited.read("status", "status", "--effort")["effort"]
        assert told["states"] == ["approved"]
        whole = told["all"]
        assert (whole["units"], whole["measured"], whole["unmeasured"]) == (UNITS - 1, 8, 1)
        assert (whole["undrafted"], whole["unchanged"]) == (0, 7)
        (locale,) = told["locales"]
        (document,) = told["documents"]
        assert locale == {"locale": "kk", **whole}
        assert document == {"document": DOCUMENT, "locale": "kk", **whole}
        makers = {row["maker"]: row for row in told["engines"]}
        assert set(makers) == {"translate-en_kk 1.0", "locale-data"}
        assert makers["locale-data"]["hter"] == 0
        engine = makers["translate-en_kk 1.0"]
        assert engine["edits"] == whole["edits"] > 0
        assert engine["words"] + makers["locale-data"]["words"] == whole["words"]
        assert sum(row["measured"] for row in told["parts"]) == whole["measured"]
        assert _replaced(edited) not in str(told)
        checks = {row["check"]: row for row in told["checks"]}
        assert checks["placeables"]["gone"] == checks["placeables"]["drafts"] > 0

    def test_the_draft_is_compared_not_the_edit_in_between(self, edited: PackFolder) -> None:
        edits = edited.read("status", "status", "--effort")["effort"]["all"]["edits"]
        mended = PostEdits([drafted(_replaced(edited), MENDED)]).figures().edits
        assert edits == mended != PostEdits([drafted("Олар.", MENDED)]).figures().edits

    def test_translated_units_too_when_they_are_asked_for(self, edited: PackFolder) -> None:
        told = edited.read("status", "status", "--effort", "--translated")["effort"]
        assert told["states"] == ["translated", "reviewed", "approved"]
        assert told["all"]["units"] == UNITS
        assert edited.run("status", "--translated") == 2

    def test_nobody_is_in_it(self, edited: PackFolder, capsys: pytest.CaptureFixture[str]) -> None:
        for arguments in (("--effort",), ("--effort", "--translated", "--format", "json")):
            capsys.readouterr()
            assert edited.run("status", *arguments) == 0
            shown = capsys.readouterr().out
            assert "HTER" in shown
            assert not [name for name in PEOPLE if name.split("-")[0] in shown]
        edited.run("report", "--locale", "kk")
        page = (edited.root / "reports" / f"{DOCUMENT}.kk.html").read_text("utf-8")
        section = page.split('<section id="editing"')[1].split("</section>")[0]
        assert "HTER" in section
        assert not [name for name in PEOPLE if name in section]
        assert PEOPLE[1] in page

    def test_tables_for_people(
        self, edited: PackFolder, capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        edited.run("status", "--effort")
        shown = capsys.readouterr().out
        assert re.search(r"in all +9 +0 +1 +8 +7 \(88%\) +\d+ +\d+\.\d +\d\d\.\d", shown)
        assert re.search(r"^HTER: nrefs:1\|case:mixed", shown, re.MULTILINE)
        assert re.search(r"^placeables +kk +\d +\d +0 +0 +0", shown, re.MULTILINE)
        assert MENDED not in shown
        edited.run("status", "--effort", "--locale", "ru")
        assert re.search(r"in all( +0){4} +– +0 +– +–", capsys.readouterr().out)

    def test_without_the_option_nothing_is_measured(self, edited: PackFolder) -> None:
        assert "effort" not in edited.read("status", "status")

    def test_a_report_shows_the_same_figures(self, edited: PackFolder) -> None:
        whole = edited.read("status", "status", "--effort")["effort"]["all"]
        edited.run("report")
        content = (edited.root / "reports" / f"{DOCUMENT}.kk.html").read_bytes()
        assert "Approved units that are measured 8" in Page(content).text
        rows = content.decode().split('class="makers"')[1].split("</table>")[0].split("<tr>")
        cells = re.findall(r"<t[hd][^>]*>([^<]*)", rows[-1])
        figures = (whole["measured"], whole["unchanged"], whole["words"])
        assert cells[:4] == ["all drafts", *map(str, figures)]
        assert float(cells[4]) == pytest.approx(whole["hter"], abs=0.05)
        assert float(cells[5]) == pytest.approx(whole["chrf2"], abs=0.05)
        russian = Page((edited.root / "reports" / f"{DOCUMENT}.ru.html").read_bytes())
        assert "No unit is approved yet." in russian.text


class TestPlot:
    @given(st.lists(st.floats(0, 400)))
    def test_every_unit_is_in_one_column(self, rates: list[float]) -> None:
        bins = rate_bins(rates)
        assert sum(column.units for column in bins) == len(rates)
        assert len(bins) == 12
        assert bins[0].units == sum(rate == 0 for rate in rates)
        assert bins[-1].units == sum(rate > 100 for rate in rates)

    @given(st.lists(st.floats(0, 400), min_size=1))
    def test_columns_are_as_high_as_their_numbers_and_stand_in_order(
        self, rates: list[float]
    ) -> None:
        bins = rate_bins(rates)
        tree = ElementTree.fromstring(str(histogram("h", bins, ("t", "d"), ("x", "y"))))
        rects = list(tree.iter("rect"))
        filled = [column.units for column in bins if column.units]
        heights = [float(rect.attrib["height"]) for rect in rects]
        assert len(rects) == len(filled)
        assert heights == pytest.approx(
            [units * max(heights) / max(filled) for units in filled], abs=0.02
        )
        edges = [(float(r.attrib["x"]), float(r.attrib["width"])) for r in rects]
        assert all(a + w < b for (a, w), (b, _) in pairwise(edges))
        grid = [float(line.attrib["y1"]) for line in tree.iter("line")]
        assert max(heights) <= max(grid) - min(grid) + 0.02
        assert len(grid) <= 6

    def test_without_units_there_is_no_plot(self) -> None:
        assert histogram("h", rate_bins([]), ("t", "d"), ("x", "y")) == ""
