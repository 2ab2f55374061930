"""Stopped programs, full disks, and clients that are interrupted: what a cluster makes of them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from kuager.configuration import Configuration
from kuager.executors import Outcome, Task
from kuager.executors.cluster import ClusterError, ClusterExecutor
from kuager.executors.cluster import lookout as lookout_module
from kuager.executors.cluster.address import address_parse
from kuager.pack import Pack
from kuager.steps.cluster import open_cluster

from .support import cluster_tasks as tasks
from .support import quick_kuager
from .support.cluster import QUICK, LocalCluster, Program, local_cluster, wait_until
from .support.packs import PackFolder
from .test_cluster_draft import cached_rows, copied, fill, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by signals")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two machines with one process each, none of them patient."""
    folder = tmp_path_factory.mktemp("cluster")
    with local_cluster(folder, insecure=True, module=QUICK) as running:
        yield running


@pytest.fixture
def told() -> list[str]:
    """What the client was told."""
    return []


@pytest.fixture
def executor(
    cluster: LocalCluster, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[ClusterExecutor]:
    """A client of the cluster, no more patient than the rest."""
    monkeypatch.setattr(lookout_module, "NOTICE", 1.5)
    monkeypatch.setattr(lookout_module, "SILENCE", quick_kuager.SILENCE)
    address = address_parse(cluster.address, insecure=True)
    with open_cluster(address, Path(), told.append) as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path) -> Pack:
    """A pack without anything in it."""
    return Pack(tmp_path.resolve(), Configuration(["kk"]))


def marks(folder: Path, count: int, seconds: float) -> list[Task[Any]]:
    folder.mkdir(exist_ok=True)
    return [Task(f"d{n}", tasks.mark, (str(folder), n, seconds)) for n in range(count)]


def begun(folder: Path) -> list[int]:
    """Return the numbers of the tasks that were begun, as often as they were."""
    return [int(path.name.partition("-")[0]) for path in folder.iterdir()]


def draft(cluster: LocalCluster, pack: PackFolder, **variables: str) -> Program:
    command = ("--pack", str(pack.root), "draft", "--locale", "kk", "--format", "json")
    return cluster.start("client", *command, *cluster.options, **variables)


def pair(pack: PackFolder, documents: int) -> tuple[PackFolder, PackFolder, int]:
    """Return a pack drafted on this machine, one to draft, and how many texts that takes."""
    fill(pack, documents, 8)
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    assert alone.run("draft", "--locale", "kk") == 0
    return alone, shared, cached_rows(alone)


def drafted(client: Program) -> int:
    """Return how many texts a client had drafted, after it ended well."""
    assert client.process.wait(timeout=120) == 0, client.said()
    said = client.said()
    (report,) = json.loads(said[said.index("{") :])["locales"]
    return int(report["machine"]) - int(report["cached"])


def test_a_scheduler_that_is_stopped_is_given_up_in_time_and_one_that_goes_on_is_not(
    cluster: LocalCluster, executor: ClusterExecutor, place: Pack, told: list[str]
) -> None:
    scheduler = cluster.programs[0]
    wanted = marks(place.root / "marks", 40, 0.1)
    outcomes: Iterator[Outcome[Any]] = executor.run(place, wanted, lambda *_: None)
    seen = [next(outcomes).value]
    scheduler.freeze()
    frozen = time.monotonic()
    try:
        with pytest.raises(ClusterError, match="has not answered for 9 seconds") as caught:
            seen += [outcome.value for outcome in outcomes]
        assert quick_kuager.SILENCE <= time.monotonic() - frozen < quick_kuager.SILENCE + 20
    finally:
        scheduler.thaw()
    assert "the same command goes on" in caught.value.mend
    assert [line.partition(" does not answer; waiting")[1] != "" for line in told] == [True]
    assert 0 < len(seen) < 40


def test_a_scheduler_that_was_stopped_for_a_moment_costs_nothing(
    cluster: LocalCluster, executor: ClusterExecutor, place: Pack, told: list[str]
) -> None:
    scheduler = cluster.programs[0]
    wanted = marks(place.root / "marks", 30, 0.1)
    outcomes: Iterator[Outcome[Any]] = executor.run(place, wanted, lambda *_: None)
    seen = [next(outcomes).value]
    scheduler.freeze()
    waker = subprocess.Popen(["sh", "-c", f"sleep 4.5; kill -CONT {scheduler.process.pid}"])
    seen += [outcome.value for outcome in outcomes]
    assert waker.wait(timeout=30) == 0
    assert [value and value[0] for value in seen] == list(range(30))
    assert sorted(begun(place.root / "marks")) == list(range(30)), "each was done once"
    assert [line.rpartition(f"{cluster.address} ")[2].split(";")[0] for line in told] == [
        "does not answer",
        "answers again.",
    ]


def test_what_a_stopped_worker_had_is_done_elsewhere_and_comes_in_once(
    cluster: LocalCluster, executor: ClusterExecutor, place: Pack
) -> None:
    wanted = marks(place.root / "marks", 16, 0.5)
    outcomes: Iterator[Outcome[Any]] = executor.run(place, wanted, lambda *_: None)
    seen = [next(outcomes).value]
    stopped = psutil.Process(seen[0][1]) if seen[0] else psutil.Process()
    stopped.suspend()
    seen += [outcome.value for outcome in outcomes]
    assert [value and value[0] for value in seen] == list(range(16))
    assert len({value[1] for value in seen if value}) > 1
    # It may have been at one task, and have had the answer to another one to send.
    assert 16 <= len(begun(place.root / "marks")) <= 18
    stopped.resume()
    wait_until(lambda: not stopped.is_running() or stopped.status() == psutil.STATUS_ZOMBIE)


def test_a_draft_goes_on_after_a_stopped_scheduler_and_keeps_what_came(
    cluster: LocalCluster, pack: PackFolder
) -> None:
    alone, shared, different = pair(pack, 10)
    client = draft(cluster, shared)
    wait_until(lambda: cached_rows(shared) > 8)
    cluster.programs[0].freeze()
    try:
        assert client.process.wait(timeout=120) == 3
    finally:
        cluster.programs[0].thaw()
    assert "Traceback" not in client.said()
    assert client.said().count("has not answered for 9 seconds") == 1
    kept = cached_rows(shared)
    assert 8 < kept < different
    assert drafted(draft(cluster, shared)) <= different - kept
    assert written(shared) == written(alone)


def test_an_interrupted_draft_frees_the_workers_and_the_next_goes_on(
    cluster: LocalCluster, pack: PackFolder
) -> None:
    distributed = pytest.importorskip("distributed")
    alone, shared, different = pair(pack, 16)
    for ending, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        before = cached_rows(shared)
        client = draft(cluster, shared)
        wait_until(lambda: cached_rows(shared) > before + 10)  # noqa: B023 (called at once)
        client.process.send_signal(ending)
        assert client.process.wait(timeout=60) == code
        assert "Traceback" not in client.said()
        with distributed.Client(cluster.address, set_as_default=False) as watching:
            wait_until(lambda: not any(watching.processing().values()))
    kept = cached_rows(shared)
    assert 20 < kept < different
    assert drafted(draft(cluster, shared)) <= different - kept
    assert cached_rows(shared) == different
    assert written(shared) == written(alone)


def test_two_clients_at_once_get_what_is_theirs(cluster: LocalCluster, pack: PackFolder) -> None:
    # The same sentences by the same package; with other terms other drafts are chosen.
    terms = pack.root / "source" / "termbase.csv"
    terms.write_text("en,kk,ru\nnight,кеш,вечер\n", "utf-8")
    fill(pack, 8, 4)
    other, one = copied(pack, "other"), copied(pack, "one")
    (one.root / "source" / "termbase.csv").unlink()
    alone = [copied(folder, f"{folder.root.name}-alone") for folder in (one, other)]
    for folder in alone:
        assert folder.run("draft", "--locale", "kk") == 0
    different = cached_rows(alone[0])
    clients = [draft(cluster, folder) for folder in (one, other, one)]
    counts = [drafted(client) for client in clients]
    assert counts[1] == different
    assert sorted((counts[0], counts[2])) == [0, different], "the lock held"
    assert [written(folder) for folder in (one, other)] == [written(folder) for folder in alone]


def test_a_client_whose_disk_is_full_says_so_and_keeps_what_came(
    cluster: LocalCluster, pack: PackFolder
) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("no prlimit")
    alone, shared, different = pair(pack, 16)
    assert shared.run("draft", "d0", "--locale", "kk") == 0, "the package is unpacked"
    begun_with = cached_rows(shared)
    cluster.prefixes = {"narrow": ("prlimit", f"--fsize={24 * 1024}")}
    command = ("--pack", str(shared.root), "draft", "--locale", "kk", *cluster.options)
    client = cluster.start("client", *command, machine="narrow")
    assert client.process.wait(timeout=120) == 3
    assert "Traceback" not in client.said()
    assert "Is the disk full" in client.said() or "the disk takes no" in client.said()
    kept = cached_rows(shared)
    assert begun_with < kept < different
    assert drafted(draft(cluster, shared)) <= different - kept
    assert written(shared) == written(alone)


def start_narrow(cluster: LocalCluster, folder: Path) -> Program:
    """Start a machine whose disk for temporary files has room for next to nothing."""
    folder.mkdir()
    mount = f'mount -t tmpfs -o size=2m tmpfs {folder} && exec "$@"'
    prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if shutil.which("unshare") is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("this system gives no disks to try with")
    cluster.prefixes = {"narrow": prefix}
    program = cluster.start_machine("narrow", TMPDIR=str(folder))
    wait_until(lambda: "answers" in program.said())
    return program


def test_what_a_full_disk_keeps_a_worker_from_doing_is_done_by_another(
    cluster: LocalCluster, executor: ClusterExecutor, place: Pack, told: list[str], tmp_path: Path
) -> None:
    package = place.root / "kk.argosmodel"
    package.write_bytes(os.urandom(3 * 2**20))
    narrow = start_narrow(cluster, tmp_path / "narrow")

    def is_told() -> bool:
        wanted = [Task(f"d{n}", tasks.tell_files, (), (package,)) for n in range(12)]
        outcomes = list(executor.run(place, wanted, lambda *_: None))
        assert [outcome.value for outcome in outcomes] == 12 * [[("kk.argosmodel", 3 * 2**20)]]
        return bool(told)

    wait_until(is_told)
    assert "is full; it leaves for now" in told[0]
    wait_until(lambda: "disk for temporary files is full" in narrow.said())
    narrow.kill()


def test_where_no_disk_has_room_there_is_one_clear_error(
    place: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    folder = tmp_path / "cluster"
    with local_cluster(folder, machines=0, insecure=True, module=QUICK) as alone:
        start_narrow(alone, tmp_path / "narrow")
        address = address_parse(alone.address, insecure=True)
        with open_cluster(address, Path(), told.append) as executor:
            small, large = Task("small", tasks.tell_files), Task("large", tasks.fill_disk)
            outcomes: Iterator[Outcome[Any]] = executor.run(place, [small, large], lambda *_: None)
            assert next(outcomes).value == []
            monkeypatch.setattr("kuager.executors.cluster.connection.PATIENCE", 2.0)
            with pytest.raises(ClusterError, match="has room on its disk") as caught:
                next(outcomes)
    assert "the same command goes on" in caught.value.mend
    assert "is full; it leaves for now" in told[0]
