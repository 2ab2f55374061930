"""Drafting with Argos packages: real inference, through a hand-made and the embedded models."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.engines import ArgosEngine, open_engine
from kuager.engines.windows import cut
from kuager.errors import PackageError
from kuager.model import Draft
from kuager.models import ArgosPackage, find_package, open_package

from .support.dictionary_package import build_dictionary_package, write_archive

PAIRS = {
    "I": "мен",
    "know": "білемін",
    "him": "оны",
    "the": "сол",
    "not": "емес",
    "stop": "тоқта",
    "said": "деді",
    "he": "ол",
    "was": "бар еді",
    "“": "«",
    "”": "»",
}
INVENTED = [
    "I was standing near the market when they came.",
    "We did not know his name.",
    "They took six people away in a bus.",
    "My sister works at the hospital, and she saw everything.",
    "“Do not go there!” he shouted.",
    "Nobody told us where he was.",
    "It was cold, and the street was empty.",
    "Did you hear the shots?",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def dictionary(folder: Path, pairs: Mapping[str, str] = PAIRS, **options: object) -> ArgosPackage:
    path = folder / "dictionary.argosmodel"
    build_dictionary_package(path, pairs, **options)  # type: ignore[arg-type]
    return open_package(path, folder)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ArgosPackage:
    return dictionary(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def prefixed(tmp_path_factory: pytest.TempPathFactory) -> ArgosPackage:
    return dictionary(tmp_path_factory.mktemp("prefixed"), target_prefix="<2kk>")


@pytest.fixture(scope="module")
def byte_pair(plain: ArgosPackage, tmp_path_factory: pytest.TempPathFactory) -> ArgosPackage:
    """Return the plain package with a merge file in place of its SentencePiece model."""
    folder = tmp_path_factory.mktemp("byte_pair")
    files = {
        f"bpe/{path.relative_to(plain.folder)}": path.read_bytes()
        for path in plain.folder.rglob("*")
        if path.is_file() and path != plain.tokenizer_path
    }
    write_archive(folder / "bpe.argosmodel", files | {"bpe/bpe.model": b"#version: 0.2\nI k\n"})
    return open_package(folder / "bpe.argosmodel", folder)


@pytest.fixture(scope="module", params=["plain", "prefixed"])
def engine(request: pytest.FixtureRequest) -> ArgosEngine:
    return ArgosEngine(request.getfixturevalue(request.param))


def texts(drafts: list[Draft]) -> list[str]:
    return [draft.text for draft in drafts]


@pytest.mark.parametrize(
    ("segment", "draft"),
    [
        ("I know him.", "мен білемін оны."),
        ("Stop!", "Тоқта!"),
        ("The stop", "Сол тоқта"),
        ("“Stop!” he said.", "«Тоқта!» ол деді."),
        ('He (not I) said: "I know..."', 'Ол (емес мен) деді: "мен білемін..."'),
        ("I was?!", "мен бар еді?!"),
    ],
)
def test_words_are_translated_one_by_one(engine: ArgosEngine, segment: str, draft: str) -> None:
    assert texts(engine.translate([segment])) == [draft]


@pytest.mark.parametrize(
    "unknown",
    ["2,700", "4:09pm", "3.5", "Zhanna", "Zhanna Petrova", "a_b", "_", "__init__", "www.a-b.org/x"],
)
def test_what_the_model_does_not_know_is_copied(engine: ArgosEngine, unknown: str) -> None:
    assert texts(engine.translate([f"I know {unknown}, not him."])) == [
        f"мен білемін {unknown}, емес оны."
    ]


def test_drafts_come_in_order_and_empty_segments_stay_empty(engine: ArgosEngine) -> None:
    segments = ["", "him him him", " \t\n", "I", "know him", "I", "\x00\u2028"]
    drafts = engine.translate(segments)
    assert texts(drafts) == ["", "оны оны оны", "", "мен", "білемін оны", "мен", ""]
    assert [draft.score is None for draft in drafts] == [not text for text in texts(drafts)]
    assert engine.translate([]) == []


def test_control_characters_count_as_spaces(engine: ArgosEngine) -> None:
    segments = ["I\x00know\x1f\x7fhim\x85.", "\tI\r\nknow\u2028him", "I know\ud800 him"]
    assert texts(engine.translate(segments)) == ["мен білемін оны.", *["мен білемін оны"] * 2]


@pytest.mark.parametrize("beam", [1, 4])
def test_a_score_is_the_log_probability_per_target_token(beam: int, cache: Path) -> None:
    package = open_package(find_package("translate-en_kk"), cache)
    drafts = ArgosEngine(package, beam=beam).translate(INVENTED)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(package.tokenizer_path))
    model = ctranslate2.Translator(str(package.folder / "model"))
    for segment, draft in zip(INVENTED, drafts, strict=True):
        source = tokenizer.encode(segment, out_type=str)
        (answer,) = model.translate_batch(
            [source], target_prefix=[["<2kk>"]], beam_size=beam, length_penalty=0.2
        )
        (scored,) = model.score_batch([source], answer.hypotheses)
        own = scored.log_probs[1:]  # without the prefix, which the model did not choose
        assert draft.score == pytest.approx(sum(own) / len(own), abs=0.01)


WORDS = st.sampled_from(["I", "know", "him", "the", "not", "stop", "said", "he"])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(WORDS, max_size=300).map(" ".join), max_size=6))
def test_no_word_is_lost_however_long_the_segment(plain: ArgosPackage, segments: list[str]) -> None:
    drafts = texts(ArgosEngine(plain, threads=1).translate(segments))
    assert drafts == [" ".join(PAIRS[word] for word in text.split()) for text in segments]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_gets_a_draft_that_does_not_hang_on_its_neighbours(
    prefixed: ArgosPackage, segments: list[str]
) -> None:
    engine = ArgosEngine(prefixed, threads=1)
    drafts = engine.translate(segments)
    assert len(drafts) == len(segments)
    assert drafts == [engine.translate([segment])[0] for segment in segments]
    assert all("<2kk>" not in draft.text for draft in drafts)


def test_a_segment_of_5000_words_is_drafted_whole(engine: ArgosEngine) -> None:
    words = [f"w{number}" if number % 7 == 0 else "know" for number in range(5_000)]
    (draft,) = engine.translate([" ".join(words)])
    assert draft.text.split() == [PAIRS.get(word, word) for word in words]


@given(st.text("ab ,.", max_size=200), st.integers(min_value=1, max_value=12))
def test_windows_hold_all_of_a_text(text: str, limit: int) -> None:
    text = " ".join(text.split())
    windows = cut(text, list, limit)
    assert all(1 <= len(window.tokens) <= limit for window in windows)
    assert "".join("".join(window.tokens) + window.glue for window in windows).strip() == text


def test_windows_end_after_punctuation_where_there_is_some_near_the_middle() -> None:
    windows = cut("we ran and ran, they saw us run and run", str.split, 6)
    assert [" ".join(window.tokens) for window in windows] == [
        "we ran and ran,",
        "they saw us run and run",
    ]


def test_a_word_longer_than_any_window_does_not_crash(cache: Path) -> None:
    engine = ArgosEngine(open_package(find_package("translate-en_kk"), cache), beam=1)
    drafts = engine.translate(["q" * 3_000, "I know. " + "щ" * 1_000, "\u202bשלום\u202c"])
    assert len(drafts) == 3


def test_output_that_runs_away_is_cut_off(tmp_path: Path) -> None:
    engine = ArgosEngine(dictionary(tmp_path, {"I": "мен", "know": "білемін"}, endless=True))
    short, longer = engine.translate(["I know", " ".join(["I"] * 100)])
    assert 2 <= len(short.text.split()) <= 48
    assert 100 <= len(longer.text.split()) <= 256


def test_a_model_with_too_few_positions_is_refused_in_one_line(tmp_path: Path) -> None:
    engine = ArgosEngine(dictionary(tmp_path, positions=32))
    assert texts(engine.translate(["I know him."])) == ["мен білемін оны."]
    with pytest.raises(PackageError, match="refused a segment") as caught:
        engine.translate(["I know him. " * 20])
    assert "know" not in str(caught.value)


@pytest.mark.parametrize("part", ["model/model.bin", "model/source_vocabulary.json"])
def test_a_model_that_cannot_be_loaded_is_refused(part: str, tmp_path: Path) -> None:
    package = dictionary(tmp_path)
    path = package.folder / part
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(PackageError, match=r"The model of translate-en_kk 1\.0 cannot be loaded"):
        ArgosEngine(package).translate(["I know."])


def test_a_tokenizer_that_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    package = dictionary(tmp_path)
    package.tokenizer_path.write_bytes(b"no tokenizer")
    with pytest.raises(PackageError, match="The tokenizer of"):
        ArgosEngine(package).translate(["I know."])


def test_the_signature_names_all_that_decides_a_draft(prefixed: ArgosPackage) -> None:
    signature = ArgosEngine(prefixed, beam=2).signature
    assert (signature.engine, signature.beam) == ("argos", 2)
    assert signature.label == "translate-en_kk 1.0"
    assert signature.sha256 == prefixed.sha256
    assert signature.compute_type == "float32"
    assert dict(signature.libraries)["ctranslate2"] == importlib.metadata.version("ctranslate2")
    assert [name for name, _ in signature.libraries] == [
        "ctranslate2",
        "sentencepiece",
        "argos-translate-lt",
    ]


@pytest.mark.parametrize("locale", ["kk", "ru"])
def test_the_embedded_packages_draft_in_cyrillic(locale: str, cache: Path) -> None:
    engine = open_engine(
        f"translate-en_{locale}",
        packages_folder=None,
        cache_folder=cache,
        source_locale="en",
        target_locale=locale,
    )
    (draft,) = engine.translate(["We were at home, and then they knocked on the door."])
    letters = [letter for letter in draft.text if letter.isalpha()]
    assert len(letters) > 10
    assert all(unicodedata.name(letter).startswith("CYRILLIC") for letter in letters)
    assert draft.agreement is not None
    assert 0 < draft.agreement <= 1


def test_an_engine_is_opened_by_name_or_path(tmp_path: Path) -> None:
    (folder := tmp_path / "packages").mkdir()
    path = folder / "translate-en_kk-9_0.argosmodel"
    build_dictionary_package(path, PAIRS, version="9.0")
    for spec in ("translate-en_kk", str(path)):
        opened = open_engine(
            spec,
            packages_folder=folder,
            cache_folder=tmp_path / "cache",
            source_locale="en-GB",
            target_locale="kk_KZ",
        )
        assert opened.signature.version == "9.0"


@pytest.mark.parametrize("pair", [("en", "ru"), ("ru", "kk"), ("kk", "en")])
def test_a_package_of_another_pair_is_refused(pair: tuple[str, str], cache: Path) -> None:
    with pytest.raises(PackageError, match=f"en to kk, not {pair[0]} to {pair[1]}"):
        open_engine(
            "translate-en_kk",
            packages_folder=None,
            cache_folder=cache,
            source_locale=pair[0],
            target_locale=pair[1],
        )


def test_argos_itself_gives_the_same_text(
    plain: ArgosPackage,
    prefixed: ArgosPackage,
    byte_pair: ArgosPackage,
    cache: Path,
    tmp_path: Path,
) -> None:
    embedded = open_package(find_package("translate-en_kk"), cache)
    simple = ["I know him.", "“Stop!” he said.", "He (not I) said: 2,700 people?", "Zhanna Petrova"]
    work = {plain: simple, prefixed: simple, byte_pair: simple, embedded: INVENTED}
    finished = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "support" / "argos_itself.py")],
        input=json.dumps({str(package.folder): segments for package, segments in work.items()}),
        capture_output=True,
        text=True,
        env=os.environ | elsewhere(tmp_path),
        check=True,
        timeout=120,
    )
    theirs = json.loads(finished.stdout)
    for package, segments in work.items():
        assert texts(ArgosEngine(package).translate(segments)) == theirs[str(package.folder)]


NO_TRACES = """
import sys
from pathlib import Path

def forbid(event, arguments):
    if event.startswith("socket.") or event.startswith("urllib."):
        raise SystemExit(f"opened a connection: {event}")

sys.addaudithook(forbid)
from kuager.engines import open_engine
engine = open_engine("translate-en_ru", packages_folder=None, cache_folder=Path(sys.argv[1]),
                     source_locale="en", target_locale="ru")
print(len(engine.translate(["It was quiet then."])[0].text), engine.signature.label)
loaded = {f"argostranslate.{name}" for name in ("package", "settings", "translate", "sbd")}
sys.exit(", ".join(loaded & set(sys.modules)) or 0)
"""


def test_drafting_opens_no_connection_and_leaves_nothing_at_home(tmp_path: Path) -> None:
    (home := tmp_path / "home").mkdir()
    finished = subprocess.run(
        [sys.executable, "-c", NO_TRACES, str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        env=os.environ | elsewhere(home),
        cwd=home,
        check=False,
        timeout=60,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert re.fullmatch(r"\d\d+ translate-en_ru [\d.]+\n", finished.stdout)
    assert list(home.rglob("*")) == []


def elsewhere(folder: Path) -> dict[str, str]:
    """Return the environment in which programs take a folder for their home."""
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "USERPROFILE")
    return dict.fromkeys(names, str(folder))
