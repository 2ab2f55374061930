"""A memory whose file was damaged: told as such, never taken for a full disk or a fault of ours."""

from __future__ import annotations

import os
import random
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kuager.errors import StorageError
from kuager.memory import DamagedMemoryError, Memory, Pair, Provenance, database, open_memory
from tests.support.packs import PackFolder

APPROVED = [("d", Pair("They waited there for six days.", "Олар алты күн күтті.", "kk"))]
TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header segtype="sentence" srclang="en" datatype="plaintext"/><body><tu>
<tuv xml:lang="en"><seg>They came at six, all of them.</seg></tuv>
<tuv xml:lang="kk"><seg>Олар алтыда келді.</seg></tuv></tu></body></tmx>
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A memory with an import and an approved sentence."""
    path = tmp_path / "memory.sqlite"
    with open_memory(path) as memory, memory.writing() as writer:
        pairs = [Pair(f"They waited for {n} days there.", f"Күтті: {n}.", "kk") for n in range(99)]
        writer.add(pairs, Provenance(approved=False, name="old"))
        writer.set_approved(APPROVED, "1")
    return path


def execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def look_up(memory: Memory) -> None:
    memory.exact("They waited for 7 days there.", "kk")
    memory.find("They waited for 7 long days there.", "kk")


def look_over(memory: Memory) -> None:
    memory.fingerprint()
    memory.imports()
    memory.sizes()
    list(memory.remembered(["kk"], approved_only=False))


def change(memory: Memory) -> None:
    with memory.writing() as writer:
        writer.add([Pair("Another.", "Басқа.", "kk")], Provenance(approved=False, name="new"))
        writer.set_approved([], "2")
        writer.forget("old")


def spoil(column: str) -> str:
    return f"CAST(x'd181ff' || CAST({column} AS BLOB) AS TEXT)"


LOOKING = {
    "places too large": "UPDATE postings SET places = x'ffffffff'",
    "places cut": "UPDATE postings SET places = substr(places, 2)",
    "places lost": "UPDATE postings SET places = x''",
    "places a text": "UPDATE postings SET places = 'text'",
    "lengths cut": "UPDATE lengths SET characters = substr(characters, 3)",
    "lengths odd": "UPDATE lengths SET characters = substr(characters, 2)",
    "one length": "UPDATE lengths SET characters = substr(characters, 1, 2)",
    "lengths a text": "UPDATE lengths SET characters = 'text'",
    "present cut": "UPDATE present SET bits = substr(bits, 2)",
    "one present": "UPDATE present SET bits = x'ff'",
    "source not UTF-8": f"UPDATE sources SET text = {spoil('text')}",
    "source a blob": "UPDATE sources SET text = CAST(text AS BLOB)",
    "target not UTF-8": f"UPDATE targets SET text = {spoil('text')}",
    "target a blob": "UPDATE targets SET text = CAST(text AS BLOB)",
    "name a blob": "UPDATE origins SET name = CAST(name AS BLOB)",
    "note not UTF-8": "UPDATE origins SET note = CAST(x'ff' AS TEXT)",
    "no table": "DROP TABLE postings",
}
OVER = {
    "value a blob": "UPDATE facts SET value = x'00'",
    "value not UTF-8": "UPDATE facts SET value = CAST(x'ff' AS TEXT)",
    "name not UTF-8": f"UPDATE origins SET name = {spoil('name')}",
    "name a blob": "UPDATE origins SET name = CAST(name AS BLOB)",
    "source a blob": "UPDATE sources SET text = CAST(text AS BLOB)",
    "target a blob": "UPDATE targets SET text = CAST(text AS BLOB)",
    "target not UTF-8": f"UPDATE targets SET text = {spoil('text')}",
}
CHANGING = {
    "source not UTF-8": f"UPDATE sources SET text = {spoil('text')}",
    "source a blob": "UPDATE sources SET text = CAST(text AS BLOB)",
    "target a blob": "UPDATE targets SET text = CAST(text AS BLOB)",
    "name a blob": "UPDATE origins SET name = CAST(name AS BLOB)",
    "no table": "DROP TABLE present",
}
CASES = [
    *((look_up, name, statement) for name, statement in LOOKING.items()),
    *((look_over, name, statement) for name, statement in OVER.items()),
    *((change, name, statement) for name, statement in CHANGING.items()),
]


@pytest.mark.parametrize(
    ("use", "name", "statement"), CASES, ids=[f"{use.__name__}: {name}" for use, name, _ in CASES]
)
def test_damage_is_told_as_damage_and_quotes_nothing(
    path: Path, use: object, name: str, statement: str
) -> None:
    assert callable(use)
    with open_memory(path) as memory:
        use(memory)
    with open_memory(path) as memory, memory.writing() as writer:
        writer.add(
            [Pair("They waited for 7 days there.", "Күтті.", "kk")],
            Provenance(approved=False, name="old"),
        )
        writer.set_approved(APPROVED, "1")
    execute(path, statement)
    with pytest.raises(DamagedMemoryError) as caught, open_memory(path) as memory:
        use(memory)
    assert caught.value.problem == "The translation memory is damaged."
    shown = "".join(traceback.format_exception(caught.value))
    assert "sqlite3." not in shown, f"SQLite's words may quote the text: {name}"


def test_flipped_bits_are_damage_or_nothing(path: Path) -> None:
    whole = path.read_bytes()
    dice = random.Random(12)
    told = 0
    for _ in range(150):
        damaged = bytearray(whole)
        reach = dice.choice([100, len(whole)])
        for _ in range(dice.choice([1, 8, 64, 512])):
            place = dice.randrange(reach)
            if dice.random() < 0.3:
                place -= place % 4096 - dice.randrange(16)
            damaged[place] ^= 1 << dice.randrange(8)
        database.discard(path)
        path.write_bytes(damaged)
        try:
            with open_memory(path) as memory:
                for use in (look_up, look_over, change, look_up):
                    use(memory)
        except DamagedMemoryError:
            told += 1
    assert told > 50


def test_a_head_that_lets_nobody_write_is_no_read_only_disk(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:18] + b"\x03" + content[19:])
    with pytest.raises(DamagedMemoryError), open_memory(path):
        pass


@pytest.mark.parametrize("error", [IndexError, ValueError, TypeError, KeyError, UnicodeDecodeError])
def test_a_fault_of_whoever_writes_is_no_damage(path: Path, error: type[Exception]) -> None:
    fault = error("utf-8", b"x", 0, 1, "x") if error is UnicodeDecodeError else error("x")

    def failing() -> Iterator[Pair]:
        yield Pair("One.", "Бір.", "kk")
        raise fault

    with open_memory(path) as memory:
        with pytest.raises(error), memory.writing() as writer:
            writer.add(failing(), Provenance(approved=False, name="new"))
        with pytest.raises(error), memory.writing() as writer:
            writer.set_approved((("d", pair) for pair in failing()), "2")
        assert memory.imports() == ["old"]


def test_a_text_that_cannot_be_kept_is_no_damage(path: Path) -> None:
    with open_memory(path) as memory:
        with suppress(UnicodeEncodeError), memory.writing() as writer:
            writer.set_approved([("\udcff", Pair("One.", "Бір.", "kk"))], "2")
        memory.find("Lone \udcff surrogate.", "kk")
        assert memory.imports() == ["old"]


def test_a_memory_in_use_is_no_damage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kuager.databases._WAIT", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    with open_memory(path) as memory:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="by another kuager") as caught:
            memory.find("They waited.", "kk")
        assert not isinstance(caught.value, DamagedMemoryError)
    other.close()


def test_what_is_no_regular_file_is_told_with_a_mend(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with (
            pytest.raises(StorageError, match=f"{name} is not a regular file. Move it") as caught,
            open_memory(tmp_path / name),
        ):
            pass
        assert not isinstance(caught.value, DamagedMemoryError)


@pytest.mark.parametrize(
    "statement", [LOOKING["places too large"], LOOKING["one present"], LOOKING["source not UTF-8"]]
)
@pytest.mark.parametrize("command", [("memory", "search", "They came at seven."), ("draft",)])
def test_a_damaged_memory_never_blocks_the_work(
    pack: PackFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    statement: str,
) -> None:
    (tmp_path / "old.tmx").write_text(TMX, "utf-8")
    assert pack.run("segment") == 0
    assert pack.run("memory", "import", str(tmp_path / "old.tmx")) == 0
    execute(pack.root / ".kuager" / "memory.sqlite", statement)
    capsys.readouterr()
    assert pack.run(*command) == 3
    told = capsys.readouterr().err
    assert "damaged" in told
    assert "They" not in told
    assert pack.run(*command) == 0
