"""Drafting with many drafts of each segment, and with alternatives where one has faults."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kuager.engines import (
    ArgosEngine,
    CarefulEngine,
    Engine,
    GuardedEngine,
    Manner,
    open_engine,
)
from kuager.errors import PackageError
from kuager.model import Draft, NarratorGender
from kuager.models import find_package, open_package

from .support.dictionary_package import build_dictionary_package

SENTENCES = [
    "They asked me who had paid for the bus.",
    "Nobody told us where he was.",
    "I was held for 27 days.",
    "We did not sign anything.",
]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> ArgosEngine:
    folder = tmp_path_factory.mktemp("embedded")
    return ArgosEngine(open_package(find_package("translate-en_kk"), folder))


class Offering(ArgosEngine):
    """Offers drafts that are written down, and counts how often it is asked for more."""

    def __init__(self, offers: dict[str, list[str]]) -> None:
        self.offers = offers
        self.asked: list[str] = []

    @property
    def target_locale(self) -> str:
        return "ru"

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        return [Draft(self.offers[segment][0], -0.5) for segment in segments]

    def alternatives(self, segments: Sequence[str], count: int) -> list[list[Draft]]:
        self.asked += segments
        return [[Draft(text, -0.9) for text in self.offers[s][:count]] for s in segments]


_THREADS = """
import os, sys
from pathlib import Path
from kuager.engines import ArgosEngine, CarefulEngine
from kuager.models import find_package, open_package
engine = ArgosEngine(open_package(find_package("translate-en_kk"), Path(sys.argv[1])))
print(CarefulEngine(engine, 4).translate(["They asked me.", "I was held for 27 days."]))
print(os.environ["OMP_NUM_THREADS"])
"""


def test_no_draft_depends_on_the_threads_of_openmp_which_are_one_unless_somebody_says_so(
    tmp_path: Path,
) -> None:
    told = []
    for wanted in ({}, {"OMP_NUM_THREADS": "3"}):
        usual = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        command = [sys.executable, "-c", _THREADS, str(tmp_path)]
        done = subprocess.run(
            command, env=usual | wanted, capture_output=True, text=True, check=True
        )
        told.append(done.stdout.splitlines())
    assert told[0][0] == told[1][0] != ""
    assert [lines[1] for lines in told] == ["1", "3"]


def test_a_careful_draft_does_not_depend_on_run_or_neighbours(embedded: ArgosEngine) -> None:
    engine = CarefulEngine(embedded, 4)
    together = engine.translate(SENTENCES)
    alone = [CarefulEngine(embedded, 4).translate([text])[0] for text in reversed(SENTENCES)]
    assert together == alone[::-1]
    assert all(draft.text and draft.agreement is not None for draft in together)


def test_random_drafts_differ_and_the_first_is_the_beam_search(embedded: ArgosEngine) -> None:
    (window,) = embedded.windows(SENTENCES[0])
    drawn = embedded.draw(window, 8)
    assert len(drawn) == 9
    assert len(set(drawn)) > 1
    assert drawn[0] == ArgosEngine(embedded._package, exact=True).translate(SENTENCES[:1])[0].text


def test_a_long_segment_is_drafted_window_by_window(embedded: ArgosEngine) -> None:
    segment = " ".join(SENTENCES * 6)
    assert len(embedded.windows(segment)) > 1
    (draft,) = CarefulEngine(embedded, 2).translate([segment])
    single = [CarefulEngine(embedded, 2).translate([embedded.plain(w)])[0].text
              for w in embedded.windows(segment)]  # fmt: skip
    assert draft.text == " ".join(single)
    assert CarefulEngine(embedded, 2).translate(["", " "]) == [Draft(""), Draft("")]


def test_one_by_one_nothing_depends_on_the_batch(embedded: ArgosEngine) -> None:
    engine = ArgosEngine(embedded._package, exact=True)
    together = engine.translate(SENTENCES)
    assert together == [engine.translate([text])[0] for text in SENTENCES]
    assert engine.signature != embedded.signature


def test_only_faulty_drafts_get_alternatives_and_the_first_good_one_wins() -> None:
    offers = {
        "I did not sign it.": ["Я это подписал.", "Я подписал это.", "Я это не подписал.", "Не я."],
        "They came at six.": ["Они пришли в шесть.", "В шесть."],
        "I was held for 27 days.": ["Меня держали 15 дней.", "Меня держали 12 дней."],
    }
    engine = Offering(offers)
    drafts = GuardedEngine(engine, 8).translate(list(offers))
    assert [draft.text for draft in drafts] == [
        "Я это не подписал.",
        "Они пришли в шесть.",
        "Меня держали 15 дней.",
    ]
    assert engine.asked == ["I did not sign it.", "I was held for 27 days."]


def test_another_gender_than_the_narrators_is_a_reason_to_look_further() -> None:
    offers = {"I came home.": ["Я пришёл домой.", "Я пришла домой."]}
    engine = Offering(offers)
    for narrator, wanted in (
        (None, "Я пришёл домой."),
        (NarratorGender.MASCULINE, "Я пришёл домой."),
        (NarratorGender.FEMININE, "Я пришла домой."),
    ):
        assert GuardedEngine(engine, 8, narrator).translate(list(offers))[0].text == wanted


def test_small_packages_are_drafted_carefully_unless_told_otherwise(tmp_path: Path) -> None:
    path = build_dictionary_package(tmp_path / "kk.argosmodel", {"I": "мен", "know": "білемін"})

    def opened(manner: Manner) -> object:
        return open_engine(
            str(path),
            packages_folder=None,
            cache_folder=tmp_path / "cache",
            source_locale="en",
            target_locale="kk",
            manner=manner,
        )

    careful, quick = opened(Manner()), opened(Manner(candidates=0))
    assert isinstance(careful, CarefulEngine)
    assert isinstance(quick, GuardedEngine)
    assert careful.signature != quick.signature
    assert careful.translate(["I know"])[0].text == quick.translate(["I know"])[0].text


def test_a_third_language_is_the_way_where_no_package_leads_there(tmp_path: Path) -> None:
    (folder := tmp_path / "packages").mkdir()
    for source, target, pairs in (
        ("en", "ru", {"they": "они", "came": "пришли"}),
        ("ru", "uk", {"они": "вони", "пришли": "прийшли"}),
    ):
        path = folder / f"translate-{source}_{target}-1_0.argosmodel"
        build_dictionary_package(path, pairs, source=source, target=target)

    def opened(*specs: str, target: str = "uk") -> Engine:
        return open_engine(
            *specs,
            packages_folder=folder,
            cache_folder=tmp_path / "cache",
            source_locale="en",
            target_locale=target,
        )

    engine = opened("translate-en_uk")
    assert [draft.text for draft in engine.translate(["They came.", ""])] == ["Вони прийшли.", ""]
    assert engine.signature.label == "translate-en_ru 1.0 + translate-ru_uk 1.0"
    assert engine.signature.engine.startswith("pivot: ")
    assert opened("translate-en_ru", "translate-ru_uk").signature == engine.signature
    with pytest.raises(PackageError, match="not ru to be"):
        opened("translate-en_ru", "translate-ru_uk", target="be")
    with pytest.raises(PackageError, match="not ru to kk"):
        opened("translate-en_ru", "translate-en_kk", target="kk")
    with pytest.raises(PackageError, match="no model package"):
        opened("translate-en_be", target="be")
