"""Drafting on a cluster: the same bytes as on one machine, whatever dies on the way."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kuager.steps.units import read_sheet

from .support.cluster import LocalCluster, free_port, local_cluster, wait_until
from .support.packs import DOCUMENT, PackFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")

NUMBERS = ("two", "six", "night", "days", "brother", "nobody", "asleep", "visit")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two machines with one process each."""
    with local_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def fill(pack: PackFolder, documents: int, sentences: int) -> int:
    """Put in documents with sentences of their own and two that all have; return how many differ.

    Every third is a woman's, so that there are engines for two sorts of narrators.
    """
    pack.source.unlink()
    for number in range(documents):
        gender = "narrator-gender: feminine\n" if number % 3 == 0 else ""
        words = [NUMBERS[(number + place) % len(NUMBERS)] for place in range(sentences)]
        own = [f"They told {number} {place} us {word}." for place, word in enumerate(words)]
        pack.source.with_name(f"d{number}.md").write_text(
            f"---\nid: d{number}\ntitle: The night {number}\nlanguage: en\n{gender}---\n"
            f"We were asleep. {' '.join(own)} He said no.\n",
            "utf-8",
        )
    assert pack.run("segment") == 0
    return documents * (sentences + 1) + 2 * (2 if documents > 1 else 1)


def copied(pack: PackFolder, name: str) -> PackFolder:
    """Return a copy of the pack."""
    root = pack.root.with_name(name)
    shutil.copytree(pack.root, root)
    return PackFolder(root)


def written(pack: PackFolder) -> dict[str, bytes]:
    """Return what the pack's files hold."""
    return {name: content for name, (content, _) in pack.snapshot().items()}


def cached_rows(pack: PackFolder) -> int:
    """Return how many answers the pack keeps."""
    path = pack.root / ".kuager" / "drafts.sqlite"
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT COUNT(*) FROM answers").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        connection.close()


def test_a_cluster_writes_the_same_bytes_as_one_machine(
    cluster: LocalCluster, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack.root / "source" / "termbase.csv").write_text("en,kk,ru\nbrother,бауыр,брат\n", "utf-8")
    fill(pack, 7, 4)
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    capsys.readouterr()
    assert alone.run("draft") == 0
    here = capsys.readouterr().out
    assert shared.run("draft", *cluster.options) == 0
    told = capsys.readouterr()
    assert told.out == here
    assert f"Sentences went to {cluster.address} and its workers" in told.err
    assert written(shared) == written(alone) != written(pack)


def test_a_cluster_finds_what_one_machine_finds(
    cluster: LocalCluster, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(pack, 3, 2)
    assert pack.run("draft") == 0
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    capsys.readouterr()
    code = alone.run("check", "--format", "json")
    here = capsys.readouterr().out
    assert shared.run("check", "--format", "json", *cluster.options) == code
    assert capsys.readouterr().out == here
    assert "d2" in here


def test_a_cluster_makes_the_editions_that_one_machine_makes(
    cluster: LocalCluster, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(pack, 3, 2)
    assert pack.run("segments", "join", "d1", "2") == 0
    assert (pack.root / "source" / "d1.breaks.yaml").is_file()
    assert pack.run("segment") == 0
    assert pack.run("draft", "--locale", "kk") == 0
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    assert shared.run("export", *cluster.options) == 1, "nothing is approved"
    options = (
        "export",
        "--allow-drafts",
        "-l",
        "kk",
        "--to",
        "docx",
        "--to",
        "site",
        "--to",
        "xliff",
    )
    capsys.readouterr()
    assert alone.run(*options) == 0
    here = capsys.readouterr().out
    assert shared.run(*options, *cluster.options) == 0
    assert capsys.readouterr().out == here
    assert written(shared) == written(alone)
    assert "exports/" in here
    assert shared.run(*options, *cluster.options, "--jobs", "2") == 2


def test_a_client_that_is_killed_loses_nothing_and_nothing_is_drafted_twice(
    cluster: LocalCluster, pack: PackFolder
) -> None:
    fill(pack, 24, 8)
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    command = ("--pack", str(shared.root), "draft", "--locale", "kk", *cluster.options)
    client = cluster.start("client", *command)
    wait_until(lambda: cached_rows(shared) > 30)
    client.kill()
    kept = cached_rows(shared)
    again = cluster.start("client", *command, "--format", "json")
    assert again.process.wait(timeout=60) == 0, again.said()
    said = again.said()
    (report,) = json.loads(said[said.index("{") :])["locales"]
    assert alone.run("draft", "--locale", "kk") == 0
    assert written(shared) == written(alone)
    assert 30 < kept < cached_rows(alone) == cached_rows(shared)
    # What was kept is not asked for again; of what was saved, not even the cache is.
    assert report["machine"] - report["cached"] <= cached_rows(alone) - kept


def test_a_scheduler_that_is_not_there_is_one_clear_error_and_nothing_changes(
    cluster: LocalCluster, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("segment") == 0
    before = pack.snapshot()
    capsys.readouterr()
    options = ("--certificates", str(cluster.keys))
    assert pack.run("draft", "--scheduler", f"tls://127.0.0.1:{free_port()}", *options) == 3
    assert "does not answer. " not in (shown := capsys.readouterr().err)
    assert "Is it running? kuager cluster scheduler tls://127.0.0.1" in shown
    assert pack.run("draft", "--scheduler", cluster.address) == 3
    assert "cluster holds no authority.pem for a client" in capsys.readouterr().err
    assert pack.snapshot() == before


def test_the_packs_own_certificates_and_the_schedulers_file_are_found(
    cluster: LocalCluster, pack: PackFolder, tmp_path: Path
) -> None:
    assert pack.run("segment") == 0
    shutil.copytree(cluster.keys / "client", pack.root / ".kuager" / "cluster")
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": cluster.address, "workers": {}}))
    assert pack.run("draft", "--scheduler-file", str(file)) == 0
    assert pack.states()["draft"] == 10


def test_a_cluster_is_asked_only_when_there_is_something_to_draft(pack: PackFolder) -> None:
    assert pack.run("segment") == 0
    nowhere = ("--scheduler", f"tcp://127.0.0.1:{free_port()}", "--insecure")
    assert pack.run("draft", "--dry-run", *nowhere) == 0
    assert pack.run("draft", *nowhere) == 3
    assert pack.run("draft") == 0
    assert pack.run("draft", *nowhere) == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--scheduler", "tcp://10.0.0.5:8786"], "sends testimonies in the clear"),
        (["--scheduler", "10.0.0.5:8786"], "no address of a scheduler"),
        (["--scheduler", "tls://10.0.0.5:0"], "no address of a scheduler"),
        (["--scheduler", "tls://10.0.0.5:1", "--insecure"], "never insecure"),
        (["--scheduler-file", "nowhere.json"], "There is no file nowhere.json"),
        (["--scheduler-file", "pyproject.toml"], "not the file of a scheduler"),
        (["--insecure"], "none is named"),
        (["--lines", "--locale", "kk", "--scheduler", "tls://a:1"], "in no document"),
    ],
)
def test_misuse_is_told(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    assert pack.run("draft", *options) == 2
    assert told in capsys.readouterr().err


def test_a_document_that_cannot_be_drafted_is_set_aside(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(pack, 3, 1)
    broken = pack.root / "locales" / "kk" / "LC_MESSAGES" / "d1.po"
    broken.write_text('msgid "cut off', "utf-8")
    capsys.readouterr()
    assert pack.run("draft", "--format", "json") == 1
    told = capsys.readouterr()
    (fault,) = json.loads(told.out)["set_aside"]
    assert fault["document"] == "d1"
    assert "d1.po" in fault["problem"]
    assert f"kuager: set aside: {fault['problem']}" in told.err
    assert broken.read_text("utf-8") == 'msgid "cut off'
    for name, locale in (("d0", "kk"), ("d2", "kk"), ("d1", "ru")):
        path = pack.root / "locales" / locale / "LC_MESSAGES" / f"{name}.po"
        assert "fuzzy" in path.read_text("utf-8")
    assert pack.run("draft", "d1") == 3


def test_what_many_documents_have_is_drafted_once(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kuager.engines import CarefulEngine  # noqa: PLC0415

    asked: list[str] = []
    translate = CarefulEngine.translate

    def counting(engine: CarefulEngine, segments: list[str]) -> list[object]:
        asked.extend(segments)
        return translate(engine, segments)  # type: ignore[return-value]

    monkeypatch.setattr(CarefulEngine, "translate", counting)
    different = fill(pack, 50, 1)
    (report,) = pack.read("draft", "draft", "--locale", "ru")["locales"]
    assert len(asked) == len(set(asked)) + 2 == different
    assert report["machine"] == 50 * 4
    assert report["cached"] == 50 * 4 - different
    assert pack.run("draft", "--locale", "ru", "--redraft") == 0
    assert len(asked) == different
    assert DOCUMENT not in asked


def test_what_the_index_knows_to_be_finished_is_not_read_again(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(pack, 6, 1)
    assert pack.run("draft", "d0", "d1", "d2") == 0
    assert pack.run("status") == 0
    alone, read = copied(pack, "alone"), []
    for path in (alone.root / ".kuager").glob("index.sqlite*"):
        path.unlink()

    def watched(*arguments: Any) -> Any:
        read.append(arguments[1:])
        return read_sheet(*arguments)

    monkeypatch.setattr("kuager.steps.draft_planning.read_sheet", watched)
    # The time stamps of files that were just written prove nothing; this settles them.
    for path in (pack.root / "locales").rglob("*"):
        os.utime(path, (1, 1))
    assert pack.run("status") == 0
    with_index = pack.read("draft", "draft")
    assert sorted(read) == [(locale, f"d{n}") for locale in ("kk", "ru") for n in (3, 4, 5)]
    assert alone.read("draft", "draft") == with_index
    assert written(alone) == written(pack)
    read.clear()
    catalog = pack.root / "locales" / "kk" / "LC_MESSAGES" / "d1.po"
    catalog.write_text(catalog.read_text("utf-8").replace("We were asleep", "We slept"), "utf-8")
    assert pack.run("draft") == 0
    assert ("kk", "d1") in read
