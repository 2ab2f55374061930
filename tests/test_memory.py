"""The memory as a library: what it finds, what it refuses, what a failure leaves of it."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kuager.errors import StorageError
from kuager.memory import (
    AT_LEAST,
    Change,
    DamagedMemoryError,
    Match,
    MatchKind,
    Memory,
    Pair,
    Provenance,
    difference,
    open_memory,
    refusals,
)
from kuager.memory.postings import CHUNK

LETTERS = "abcdefghijklmnopqrstuvwxyz"
IMPORTED = Provenance(approved=False, name="old", note="unreviewed")
APPROVED = Provenance(approved=True, name="night-visit")


@pytest.fixture
def memory() -> Iterator[Memory]:
    with open_memory(None) as opened:
        yield opened


def add(memory: Memory, *pairs: tuple[str, str], origin: Provenance = IMPORTED) -> int:
    with memory.writing() as writer:
        return writer.add([Pair(source, target, "kk") for source, target in pairs], origin)


def best(memory: Memory, source: str) -> Match:
    return memory.find(source, "kk")[0]


# Exact --------------------------------------------------------------------------------------


def test_the_same_sentence_is_found_whatever_its_spaces_and_composition(memory: Memory) -> None:
    add(memory, ("Café  at\u00a0six.", "Таңғы алты."))
    for wanted in ("Café at six.", " Cafe\u0301 at\tsix. ", "Café at six."):
        (match,) = memory.find(wanted, "kk")
        assert (match.kind, match.score, match.refused) == (MatchKind.EXACT, 100.0, ())
        assert (match.target, match.provenance) == ("Таңғы алты.", IMPORTED)
        assert memory.exact(wanted, "kk") == [match]
    assert memory.find("Café at six.", "ru") == []
    assert memory.exact("Café at seven.", "kk") == []


def test_what_is_approved_comes_first_and_each_text_once(memory: Memory) -> None:
    add(memory, ("They came.", "Б."), ("They came.", "А."), ("They came.", "В."))
    add(memory, ("They came.", "В."), origin=APPROVED)
    matches = memory.find("They came.", "kk")
    assert [(m.target, m.provenance.approved) for m in matches] == [
        ("В.", True), ("А.", False), ("Б.", False),
    ]  # fmt: skip


def test_adding_the_same_again_adds_nothing(memory: Memory) -> None:
    pairs = [("They came.", "Олар келді."), ("They  came.", " Олар\nкелді."), ("", "x"), ("x", " ")]
    assert add(memory, *pairs) == 1
    assert add(memory, *pairs) == 0
    assert add(memory, *pairs, origin=APPROVED) == 2, "what is approved is kept as it is"
    assert [(o.provenance.name, o.translations) for o in memory.sizes()] == [
        ("night-visit", 2), ("old", 1),
    ]  # fmt: skip


# Fuzzy --------------------------------------------------------------------------------------


def test_a_similar_sentence_is_found_with_its_difference(memory: Memory) -> None:
    add(memory, ("They came to the <1>old</1> house.", "Олар <1>ескі</1> үйге келді."))
    match = best(memory, "They came to the <1>new</1> house.")
    assert match.kind is MatchKind.FUZZY
    assert AT_LEAST <= match.score < 100
    assert match.refused == ()
    assert match.difference == (
        (Change.SAME, "They came to the <1>"),
        (Change.REMOVED, "old"),
        (Change.ADDED, "new"),
        (Change.SAME, "</1> house."),
    )


@pytest.mark.parametrize(
    ("remembered", "wanted", "reasons"),
    [
        ("I was silent there.", "I was not silent there.", ("negation",)),
        ("They held us for two days.", "They held us for three days.", ("numbers",)),
        ("Aigul told the police.", "Dana told the police.", ("names",)),
        ("They beat me in the cell.", "They beat him in the cell.", ("pronouns",)),
        ("He was in the prison.", "He may have been in the prison.", ("modality",)),
        ("They took <1>my brother</1>.", "They took my brother.", ("placeables",)),
        ("They took my brother.", "They took <1>my brother</1>.", ("placeables",)),
    ],
)
def test_a_match_that_means_something_else_is_only_a_suggestion(
    memory: Memory, remembered: str, wanted: str, reasons: tuple[str, ...]
) -> None:
    add(memory, (remembered, "Аударма."))
    match = best(memory, wanted)
    assert set(reasons) <= set(match.refused)
    assert match.kind is MatchKind.FUZZY
    assert match.score < 100


def test_markup_that_the_translation_lost_is_a_reason_too(memory: Memory) -> None:
    add(memory, ("They took <1>him</1>.", "Оны әкетті."))
    match = best(memory, "They took <1>him</1>.")
    assert (match.kind, match.refused) == (MatchKind.EXACT, ("placeables",))


def test_of_a_language_that_the_guards_cannot_read_nothing_similar_is_a_draft() -> None:
    assert refusals("Я молчал.", "Я не молчал.", "x", "ru") == ("language",)
    assert refusals("Я молчал.", "Я молчал.", "x", "ru") == ()
    assert refusals("I waited there.", "I waited here.", "x", "en-GB") == ()


def test_a_match_that_may_be_a_draft_is_shown_though_others_are_more_similar(
    memory: Memory,
) -> None:
    wanted = "They held us in the cold cell for two days without any bread."
    for number in ("three", "four", "five", "six", "seven", "eight"):
        add(memory, (wanted.replace("two", number), number))
    add(memory, ("They held us in a very cold cell for two days without bread.", "usable"))
    matches = memory.find(wanted, "kk", limit=3)
    assert len(matches) == 3
    assert [bool(match.refused) for match in matches] == [True, True, False]
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)


def test_little_in_common_is_nothing_found(memory: Memory) -> None:
    add(memory, ("They came to the old house at night.", "x"))
    assert memory.find("They came.", "kk") == []
    assert memory.find("…", "kk") == []
    assert memory.find("Bread and water was all there was.", "kk") == []
    assert memory.find("They came to the old house.", "kk", at_least=95) == []


def _sentences(count: int) -> list[str]:
    dice = random.Random(5)
    words = [first + last for first in ("ba", "de", "ki", "lo", "mu") for last in LETTERS]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return sorted(
        {" ".join(dice.choices(words, weights, k=dice.randint(3, 12))) for _ in range(count)}
    )


def test_what_the_index_finds_is_what_comparing_all_finds(memory: Memory) -> None:
    sentences = _sentences(CHUNK + 4_000)
    assert len(sentences) > CHUNK, "more than one chunk"
    add(memory, *((sentence, "х") for sentence in sentences))
    dice = random.Random(6)
    for _ in range(25):
        words = dice.choice(sentences).split()
        words[dice.randrange(len(words))] = "new"
        wanted = " ".join(words)
        top = max(fuzz.ratio(wanted, sentence) for sentence in sentences)
        matches = memory.find(wanted, "kk")
        found = fuzz.ratio(wanted, matches[0].source) if matches else 0.0
        assert found == pytest.approx(top if top >= AT_LEAST else 0.0)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab <1>/2.’\u0301"), max_size=30), st.text(max_size=30))
def test_a_difference_holds_both_sentences(a: str, b: str) -> None:
    pieces = difference(a, b)
    assert "".join(t for change, t in pieces if change is not Change.ADDED) == a
    assert "".join(t for change, t in pieces if change is not Change.REMOVED) == b
    assert all(text for _, text in pieces)
    assert all(one[0] is not other[0] for one, other in itertools.pairwise(pieces))


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=6))
def test_whatever_is_remembered_is_found_again(texts: list[str]) -> None:
    with open_memory(None) as memory:
        add(memory, *((text, "х") for text in texts))
        for text in texts:
            found = memory.find(text, "kk")
            plain = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
            kept = " ".join(unicodedata.normalize("NFC", plain).split())
            seen = any(unicodedata.category(c) != "Cf" for c in kept.replace(" ", ""))
            assert [m.source for m in found[:1]] == ([kept] if seen else [])


# Changing -----------------------------------------------------------------------------------


def test_forgetting_leaves_no_word_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    with open_memory(path) as memory:
        add(memory, ("They said Zhanaozen.", "Жаңаөзен деді."), ("They came.", "Келді."))
        add(memory, ("They came.", "Олар келді."), origin=APPROVED)
        assert memory.imports() == ["old"]
        with memory.writing() as writer:
            assert writer.forget("old") == 2
            assert writer.forget("old") == 0
        assert [m.target for m in memory.find("They came.", "kk")] == ["Олар келді."]
        assert memory.find("They said Zhanaozen.", "kk") == []
        assert memory.imports() == []
    content = path.read_bytes().lower()
    assert b"zhanaozen" not in content
    assert "жаңаөзен".encode() not in content
    assert "Жаңаөзен".encode() not in path.read_bytes()


def test_what_is_approved_no_more_goes_and_the_rest_is_not_touched(tmp_path: Path) -> None:
    with open_memory(tmp_path / "m") as memory:
        first = [("a", Pair("One.", "Бір.", "kk")), ("b", Pair("Two.", "Екі.", "kk"))]
        with memory.writing() as writer:
            writer.set_approved(first, "1")
        with memory.writing() as writer:
            writer.set_approved([first[1], ("b", Pair("Two.", "Екеу.", "kk"))], "2")
        assert memory.fingerprint() == "2"
        assert memory.find("One.", "kk") == []
        assert [(o.provenance.name, o.translations) for o in memory.sizes()] == [("b", 2)]
        before = (tmp_path / "m").read_bytes()
        with memory.writing() as writer:
            writer.set_approved([first[1], ("b", Pair("Two.", "Екеу.", "kk"))], "2")
        assert (tmp_path / "m").read_bytes() == before


def test_a_change_that_is_not_kept_or_fails_is_none(tmp_path: Path) -> None:
    with open_memory(tmp_path / "m") as memory:
        add(memory, ("One.", "Бір."))
        before = (tmp_path / "m").read_bytes()
        with memory.writing(keep=False) as writer:
            assert writer.add([Pair("Two.", "Екі.", "kk")], IMPORTED) == 1
        for failure in (KeyboardInterrupt, StorageError("x"), sqlite3.OperationalError("x")):

            def failing(error: type[BaseException] | BaseException = failure) -> Iterator[Pair]:
                for number in range(12_000):
                    yield Pair(f"Sentence {number}.", "х", "kk")
                raise error

            with (
                pytest.raises((KeyboardInterrupt, StorageError)),
                memory.writing() as writer,
            ):
                writer.add(failing(), IMPORTED)
        assert memory.find("Two.", "kk") == []
        assert (tmp_path / "m").read_bytes() == before
        assert add(memory, ("Two.", "Екі.")) == 1


def test_a_killed_import_leaves_the_memory_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with open_memory(path) as memory:
        add(memory, ("One.", "Бір."))
    code = (
        "import sys, itertools; from pathlib import Path\n"
        "from kuager.memory import open_memory, Pair, Provenance\n"
        "def pairs():\n"
        "    for n in itertools.count():\n"
        "        if n == 5000: print('.', flush=True)\n"
        "        yield Pair(f'Sentence {n} ' + 'x' * 200, 'y' * 200, 'kk')\n"
        "with open_memory(Path(sys.argv[1])) as memory, memory.writing() as writer:\n"
        "    writer._connection.execute('PRAGMA cache_size = 20')\n"
        "    writer.add(pairs(), Provenance(False, 'new'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        time.sleep(0.3)
        child.send_signal(signal.SIGKILL)
    assert path.with_name("m-journal").exists()
    assert path.stat().st_size > 1_000_000, "it was in the midst of writing"
    with open_memory(path) as memory:
        assert memory.imports() == ["old"]
        assert [m.target for m in memory.find("One.", "kk")] == ["Бір."]
        assert memory.find("Sentence 7 " + "x" * 200, "kk") == []


def test_another_process_sees_what_was_written(tmp_path: Path) -> None:
    with open_memory(tmp_path / "m") as one, open_memory(tmp_path / "m") as other:
        add(one, ("They waited at the gate.", "х"))
        assert best(other, "They waited at the gates.").target == "х"
        add(one, ("They waited at the gates!", "у"))
        found = other.find("They waited at the gates.", "kk")
        assert {match.target for match in found} == {"х", "у"}


# The file -----------------------------------------------------------------------------------


def test_the_file_is_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.touch(0o644)
    with open_memory(path):
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\0" + bytes(4080)])
def test_what_is_no_memory_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(DamagedMemoryError), open_memory(tmp_path / "m"):
        pass


def test_a_memory_of_another_version_and_one_with_torn_pages_are_told(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with open_memory(path) as memory:
        add(memory, *((f"Sentence number {n} of the day.", "х" * 99) for n in range(3_000)))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(DamagedMemoryError), open_memory(path) as memory:
        memory.find("Sentence number 7 of the day.", "kk")
    path.write_bytes(whole)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DamagedMemoryError, match="another version"), open_memory(path):
        pass


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"), open_memory(tmp_path):
        pass
