"""``kuager plan``: what is measured, what is reckoned from it, and that the pack is only read."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.pack import open_pack
from kuager.placeables import mask
from kuager.steps import plan as planning
from kuager.steps import plan_sample
from kuager.steps.plan import (
    CAREFUL,
    CHECK,
    EXPORT,
    QUICK,
    SEGMENT,
    STATUS,
    Machine,
    PlanReport,
    Rate,
)
from kuager.steps.plan_costs import cost as reckon
from kuager.steps.plan_costs import first_walls
from kuager.steps.plan_runs import Run, run_command
from kuager.steps.plan_sample import asked_texts, count_units, draw, thin_out
from kuager.steps.units import read_sheet
from kuager.values import localise_value
from tests.support.packs import TESTIMONY, UNITS, PackFolder

RATE = Rate(
    step=SEGMENT,
    start=1.0,
    document=(0.1, 0.1, 0.1),
    unit=(0.001, 0.002, 0.004),
    core_document=0.1,
    core_unit=0.002,
    busy=1.0,
    memory=100_000_000,
    memory_document=1000.0,
    disk_unit=500.0,
)
ASKED = UNITS - 3
"""Texts of the testimony that an engine is asked for: not the date, the country, the repetition."""
BUSY = replace(RATE, step=CAREFUL, busy=1.9)
MACHINE = Machine(cores=2, memory=8_000_000_000, disk=10_000_000_000, load=0.1)


def report(*rates: Rate) -> PlanReport:
    return PlanReport(MACHINE, 3, 30, 10, 1000, 2, True, rates, ())


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure little: whether the figures are good is for people to judge."""
    monkeypatch.setattr(plan_sample, "UNITS", 10)


@pytest.fixture
def folder(tmp_path: Path) -> PackFolder:
    root = tmp_path / "pack"
    (root / "source").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.kuager]\ntarget-locales = ["kk", "ru"]\n')
    (root / "source" / "night-visit.md").write_text(TESTIMONY, "utf-8")
    return PackFolder(root)


# Reckoning ----------------------------------------------------------------------------------


def test_documents_and_units_cost_what_they_cost_each() -> None:
    told = reckon(RATE, 10, 1000, here=2, cores=2, machines=1)
    assert told.seconds == pytest.approx((3.0, 4.0, 6.0))
    assert told.core_hours == pytest.approx((10 * 0.1 + 1000 * 0.002) / 3600)
    assert told.disk == 500_000
    assert told.memory == 100_010_000


def test_cores_and_machines_count_only_where_they_are_used() -> None:
    plain = reckon(RATE, 10, 1000, here=2, cores=2, machines=1)
    assert reckon(RATE, 10, 1000, here=2, cores=8, machines=5).seconds == plain.seconds
    many = reckon(BUSY, 10, 1000, here=2, cores=8, machines=5)
    assert many.seconds[1] == pytest.approx(1.0 + 3.0 / 20)
    assert many.core_hours == plain.core_hours


@given(st.integers(1, 10**6), st.integers(1, 10**9), st.integers(1, 64), st.integers(1, 64))
def test_more_costs_more_and_lowest_is_lowest(
    documents: int, units: int, cores: int, machines: int
) -> None:
    for rate in (RATE, BUSY):
        some = reckon(rate, documents, units, here=2, cores=cores, machines=machines)
        more = reckon(rate, documents + 1, units + 1, here=2, cores=cores, machines=machines)
        assert some.seconds[0] <= some.seconds[1] <= some.seconds[2]
        assert some.seconds[1] <= more.seconds[1]
        assert some.disk <= more.disk


def test_the_nearest_wall_comes_first() -> None:
    walls = first_walls(report(RATE), 100, cores=2, machines=1)
    assert [wall.documents for wall in walls] == sorted(wall.documents for wall in walls)
    found = {wall.what: wall.documents for wall in walls}
    assert found["memory"] == int((0.8 * 8e9 - 1e8) / 1000)
    assert found["disk"] == int(0.8 * 10e9 / 500 / 100)
    assert found["time"] == int(1000 * 86_400 / (1000 * 0.1 + 100_000 * 0.002))


def test_what_does_not_grow_meets_no_wall() -> None:
    free = replace(RATE, document=(0.0,) * 3, unit=(0.0,) * 3, memory_document=0.0, disk_unit=0.0)
    assert first_walls(report(free), 100, cores=2, machines=1) == []


# Samples ------------------------------------------------------------------------------------


def test_samples_are_the_packs_own_documents_under_other_ids(
    folder: PackFolder, tmp_path: Path
) -> None:
    samples = draw(open_pack(folder.root), tmp_path / "samples")
    assert len(samples) == plan_sample.DRAWS
    for sample in samples:
        sampled = PackFolder(sample.folder)
        assert sampled.run("segment") == 0
        assert sample.units() == sample.documents * UNITS
        (first, *_) = sorted((sample.folder / "source").iterdir())
        assert first.read_text("utf-8") == TESTIMONY.replace("night-visit", "sample-00", 1)


def test_units_are_counted_as_status_counts_them(folder: PackFolder) -> None:
    assert count_units(open_pack(folder.root)) == 0
    assert folder.run("segment") == 0
    assert count_units(open_pack(folder.root)) == UNITS


def test_a_sample_is_thinned_out_to_texts_that_an_engine_is_asked_for(
    folder: PackFolder, tmp_path: Path
) -> None:
    sample = draw(open_pack(folder.root), tmp_path / "samples")[0]
    sampled = PackFolder(sample.folder)
    assert sampled.run("segment") == 0
    assert asked_texts(sample) == 2 * ASKED
    assert thin_out(sample, 3) == 2 * 3
    rows = sampled.read("status", "status")["rows"]
    assert sum(row["units"] for row in rows) == 2 * 3
    assert all(row["units"] == row["states"]["untranslated"] for row in rows)
    assert asked_texts(sample) == 2 * 3


def test_a_document_that_is_sampled_several_times_does_not_make_drafting_cheap(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_TINY", 2)
    monkeypatch.setattr(plan_sample, "UNITS", 60)  # the one document, many times over
    monkeypatch.setattr(planning, "run_command", costing(2.0))
    told = {rate.step: rate for rate in planning.plan(open_pack(pack.root)).rates}
    # Starting includes the one or two texts of the smallest pack.
    for step in (QUICK, CAREFUL):
        assert 2 * 2.0 * (ASKED - 2) / ASKED <= told[step].unit[0] <= 2 * 2.0


def test_drafts_too_few_to_tell_are_not_measured(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_TINY", 2)
    values = TESTIMONY.partition("They")[0].replace("The night visit", "2021")
    for text, seconds, missing in (
        (TESTIMONY, 2.0, ()),
        (TESTIMONY, 0.0, (CAREFUL, QUICK)),
        (values, 2.0, (CAREFUL, QUICK)),  # no engine is asked for a date
    ):
        pack.source.write_text(text, "utf-8")
        monkeypatch.setattr(planning, "run_command", costing(seconds))
        assert planning.plan(open_pack(pack.root)).not_measured == missing


def costing(seconds: float) -> Callable[[Path, tuple[str, ...]], Run]:
    """Return a runner of commands whose drafts cost so many seconds each."""

    def run(root: Path, arguments: tuple[str, ...]) -> Run:
        worked = 1.0
        if arguments[0] == "draft":
            texts = {
                (unit.locale, mask(unit.source).plain)
                for name in open_pack(root).template_names()
                for locale in ("kk", "ru")
                for unit in read_sheet(open_pack(root), locale, name).units
            }
            worked += seconds * sum(
                localise_value(text, "en", locale) is None for locale, text in texts
            )
        elif arguments[0] == "segment":
            assert PackFolder(root).run("segment") == 0
        return Run(worked, worked, 1000)

    return run


def test_what_a_killed_plan_left_is_removed_by_the_next(folder: PackFolder) -> None:
    pack = open_pack(folder.root)
    old, new = (pack.private_file(name) for name in ("plan-old", "plan-new"))
    for path, age in ((old, 100_000), (new, 100)):
        path.mkdir()
        (path / "text.md").write_text("They came.")
        moment = time.time() - age
        os.utime(path, (moment, moment))
    with plan_sample.workplace(pack) as place:
        assert place.stat().st_mode & 0o077 == 0
    assert (old.exists(), new.exists(), place.exists()) == (False, True, False)


def test_a_step_that_fails_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kuager status could not be measured"):
        run_command(tmp_path, ("status",))


# The command --------------------------------------------------------------------------------


def test_a_plan_measures_every_step_and_leaves_the_pack_alone(
    folder: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_TINY", 3)
    monkeypatch.setattr(plan_sample, "DRAWS", 1)
    monkeypatch.setattr(planning, "_COMMANDS", planning._TINY_COMMANDS)  # one format
    before = folder.snapshot()
    asked = ("plan", "--documents", "55", "--units", "7000", "--machines", "2")
    assert folder.run(*asked, "--format", "json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert folder.snapshot() == before
    assert [path.name for path in folder.root.joinpath(".kuager").glob("plan*")] == []
    assert [rate["step"] for rate in told["rates"]] == [SEGMENT, CHECK, STATUS, EXPORT]
    assert told["not_measured"] == ["draft", "draft --quick"]
    assert (told["documents"], told["units"], told["counted"]) == (1, UNITS, False)
    assert [(c["documents"], c["units"]) for c in told["costs"]] == [(1, UNITS), (55, 7000)]
    for rate in told["rates"]:
        assert rate["start"] > 0
        assert rate["memory"] > 10_000_000
    assert next(r for r in told["rates"] if r["step"] == SEGMENT)["disk_unit"] > 0


def test_people_are_told_tables_walls_and_assumptions(
    folder: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        import_module("kuager.cli.plan"), "plan_step", lambda *_: report(RATE, BUSY)
    )
    assert folder.run("plan", "--cores", "4", "--machines", "3") == 0
    told = capsys.readouterr().out
    assert "This pack: 10 documents, 1000 units; 3 machines of 4 cores" in told
    assert "The archive: 55000 documents, 27000000 units; 3 machines of 4 cores" in told
    # 55,000 documents at 0.1 s and 27 million units at 2 ms are 59,500 s, on a sixth of it 2.8 h.
    rows = {line.split("  ")[0]: line.split() for line in told.splitlines()[9:]}
    assert rows["segment"][1:3] == ["17", "h"]
    assert rows["draft"][1:3] == ["2.8", "h"]
    assert "The first walls" in told
    assert "Assumptions:" in told


def test_a_busy_machine_is_told(
    folder: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for load in (0.1, 3.0):
        busy = replace(report(RATE), machine=replace(MACHINE, load=load))
        monkeypatch.setattr(
            import_module("kuager.cli.plan"), "plan_step", lambda *_, busy=busy: busy
        )
        assert folder.run("plan") == 0
        assert ("kept 3.0 cores busy" in capsys.readouterr().out) == (load > 1)


def test_documents_alone_are_taken_to_be_as_long_as_those_here(
    folder: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("kuager.cli.plan"), "plan_step", lambda *_: report(RATE))
    assert folder.run("plan", "--documents", "70") == 0
    assert "The archive: 70 documents, 7000 units" in capsys.readouterr().out


def test_a_pack_without_documents_cannot_be_planned(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.kuager]\ntarget-locales = ["kk"]\n')
    assert PackFolder(tmp_path).run("plan") == 3


def test_units_go_with_documents(folder: PackFolder) -> None:
    assert folder.run("plan", "--units", "5") == 2
