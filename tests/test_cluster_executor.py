"""Tasks on a cluster of real processes: order, faults, deaths, certificates, versions."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kuager.configuration import Configuration
from kuager.executors import Outcome, Task
from kuager.executors.cluster import ClusterError, ClusterExecutor
from kuager.executors.cluster.address import address_parse
from kuager.executors.cluster.certificates import make_certificates
from kuager.pack import Pack
from kuager.steps.cluster import open_cluster

from .support import cluster_tasks as tasks
from .support.cluster import LocalCluster, local_cluster, other_installation, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two machines with one process each."""
    with local_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the client was told about workers."""
    return []


@pytest.fixture(scope="module")
def executor(cluster: LocalCluster, told: list[str]) -> Iterator[ClusterExecutor]:
    """A client of the cluster."""
    address = address_parse(cluster.address, insecure=False)
    with open_cluster(address, cluster.keys, told.append) as opened:
        yield opened


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """A folder with a few files."""
    (tmp_path / "locales" / "kk").mkdir(parents=True)
    (tmp_path / "locales" / "kk" / "one.po").write_bytes(b"one")
    (tmp_path / "locales" / "kk" / "two.po").write_bytes(b"two")
    return Pack(tmp_path.resolve(), Configuration(["kk"]))


def done(executor: ClusterExecutor, pack: Pack, *wanted: Task[Any]) -> list[Outcome[Any]]:
    return list(executor.run(pack, wanted, lambda *_: None))


def test_outcomes_come_in_the_order_of_the_tasks_and_progress_is_told(
    executor: ClusterExecutor, pack: Pack
) -> None:
    seconds = [0.5, *[0.0] * 29]
    wanted = [Task(f"d{n}", tasks.multiply, (n, seconds[n])) for n in range(30)]
    told: list[tuple[int, int]] = []
    outcomes = list(executor.run(pack, wanted, lambda *counts: told.append(counts)))
    assert [outcome.task for outcome in outcomes] == wanted
    assert [outcome.value and outcome.value[0] for outcome in outcomes] == [
        n * n for n in range(30)
    ]
    assert told == [(n, 30) for n in range(1, 31)]


def test_a_task_sees_the_files_it_named_and_no_others_and_nothing_of_them_stays(
    executor: ClusterExecutor, pack: Pack
) -> None:
    (pack.root / "kk.argosmodel").write_bytes(os.urandom(2**20))
    locales = pack.root / "locales"
    wanted = (
        Task("all", tasks.tell_files, (), (locales, pack.root / "kk.argosmodel")),
        Task("one", tasks.tell_files, (), (locales / "kk" / "two.po", pack.root / "missing")),
    )
    outcomes = done(executor, pack, *wanted)
    assert [outcome.value for outcome in outcomes] == [
        [("kk.argosmodel", 2**20), ("locales/kk/one.po", 3), ("locales/kk/two.po", 3)],
        [("locales/kk/two.po", 3)],
    ]
    assert [outcome.value for outcome in done(executor, pack, wanted[1])] == [outcomes[1].value]


def test_a_link_out_of_the_pack_is_a_fault_and_is_not_sent(
    executor: ClusterExecutor, pack: Pack
) -> None:
    outside = pack.root.with_name("outside.po")
    outside.write_bytes(b"secret")
    (pack.root / "locales" / "kk" / "three.po").symlink_to(outside)
    (outcome,) = done(executor, pack, Task("d", tasks.tell_files, (), (pack.root / "locales",)))
    assert outcome.fault
    assert "leads out of the pack" in outcome.fault.problem


def test_a_task_that_fails_costs_the_others_nothing_and_quotes_nothing(
    executor: ClusterExecutor, pack: Pack
) -> None:
    first, second, third = done(
        executor,
        pack,
        Task("a", tasks.refuse, ("a",)),
        Task("b", tasks.break_down),
        Task("c", tasks.multiply, (3,)),
    )
    assert first.fault
    assert (first.fault.problem, first.fault.mend) == ("a: cannot be read.", "Mend it.")
    assert second.fault
    assert "b: internal error (ZeroDivisionError)" in second.fault.problem
    assert "six" not in second.fault.problem
    assert isinstance(third.value, tuple)
    assert third.value[0] == 9


def test_a_killed_process_costs_no_task(executor: ClusterExecutor, pack: Pack) -> None:
    processes = {n: Task(f"d{n}", tasks.multiply, (n, 0.2)) for n in range(12)}
    killed: set[int] = set()
    seen = []
    for outcome in executor.run(pack, list(processes.values()), lambda *_: None):
        assert isinstance(outcome.value, tuple)
        seen.append(outcome.value[0])
        if not killed:
            killed.add(outcome.value[1])
            os.kill(outcome.value[1], 9)
    assert seen == [n * n for n in range(12)]


def test_a_task_that_takes_its_process_down_is_found_and_named(
    executor: ClusterExecutor, pack: Pack, tmp_path: Path
) -> None:
    outcomes = done(
        executor,
        pack,
        Task("well", tasks.multiply, (2,)),
        Task("deadly", tasks.die),
        Task("unlucky", tasks.die_once, (str(tmp_path / "marker"),)),
        Task("after", tasks.multiply, (4,)),
    )
    faults = [outcome.fault for outcome in outcomes]
    assert [fault and fault.document for fault in faults] == [None, "deadly", None, None]
    assert faults[1]
    assert "deadly ended every process" in faults[1].problem


def test_a_worker_reaches_its_scheduler_and_nobody_else(
    executor: ClusterExecutor, pack: Pack
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (outcome,) = done(executor, pack, Task("d", tasks.reach_out, ("127.0.0.1", port)))
    assert outcome.fault
    assert "it was refused" in outcome.fault.problem


def test_certificates_of_another_authority_are_refused(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    make_certificates(tmp_path / "foreign", "foreign")
    address = address_parse(cluster.address, insecure=False)
    with (
        pytest.raises(ClusterError, match="do not fit together"),
        open_cluster(address, tmp_path / "foreign", lambda _: None),
    ):
        pass
    # Even to somebody who trusts everybody, the scheduler says nothing.
    shutil.copy(cluster.keys / "client" / "authority.pem", tmp_path / "foreign" / "client")
    with (
        pytest.raises(ClusterError, match=r"hangs up|do not fit"),
        open_cluster(address, tmp_path / "foreign", lambda _: None),
    ):
        pass


def test_a_worker_with_another_package_gets_no_work_and_the_others_go_on(
    cluster: LocalCluster, executor: ClusterExecutor, pack: Pack, told: list[str], tmp_path: Path
) -> None:
    told.clear()
    cluster.start_machine(**other_installation(tmp_path / "other"))

    def is_told() -> bool:
        done(executor, pack, Task("d", tasks.multiply, (1,)))
        return bool(told)

    wait_until(is_told)
    assert len(told) == 1
    assert "gets no work: kuager is" in told[0]
    stranger = cluster.programs[-1].worker().pid
    outcomes = done(executor, pack, *(Task(f"d{n}", tasks.multiply, (n, 0.05)) for n in range(20)))
    assert stranger not in {outcome.value[1] for outcome in outcomes if outcome.value}
    assert all(outcome.value for outcome in outcomes)
    assert len(told) == 1


def test_a_scheduler_that_goes_away_is_one_clear_error(pack: Pack, tmp_path: Path) -> None:
    with local_cluster(tmp_path / "cluster", machines=1, insecure=True) as brief:
        address = address_parse(brief.address, insecure=True)
        with open_cluster(address, tmp_path, lambda _: None) as executor:
            wanted = [Task(f"d{n}", tasks.multiply, (n, 0.2)) for n in range(50)]
            outcomes = executor.run(pack, wanted, lambda *_: None)
            assert next(outcomes).value
            begun = time.monotonic()
            threading.Timer(0.3, brief.programs[0].kill).start()
            with pytest.raises(ClusterError, match="does not answer any more") as caught:
                list(outcomes)
            assert "the same command goes on" in caught.value.mend
            assert time.monotonic() - begun < 15
