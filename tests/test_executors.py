"""What holds of every executor, and of processes that die, print and outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kuager.executors import SERIAL, Executor, Outcome, Processes, Task, open_executor
from kuager.executors.cluster.address import address_parse
from kuager.pack import Pack, open_pack
from kuager.steps import no_progress
from kuager.steps.cluster import open_cluster
from tests.support import executor_tasks as tasks_to_do
from tests.support.cluster import local_cluster
from tests.support.executor_tasks import SECRET

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups and signals")


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    """Two processes that stay for all tests of this file."""
    with open_executor(2, fewest=1) as executor:
        yield executor


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Executor]:
    """Two processes that could as well be other machines."""
    folder = tmp_path_factory.mktemp("cluster")
    with local_cluster(folder, insecure=True) as running:
        address = address_parse(running.address, insecure=True)
        with open_cluster(address, folder, no_progress) as executor:
            yield executor


@pytest.fixture(params=["serial", "processes", pytest.param("cluster", marks=posix)])
def executor(request: pytest.FixtureRequest) -> Executor:
    """Every executor there is: what is tested with it is the contract of all."""
    chosen: Executor = (
        SERIAL if request.param == "serial" else request.getfixturevalue(request.param)
    )
    return chosen


@pytest.fixture
def opened(pack_template: Path) -> Pack:
    return open_pack(pack_template)


def tasks(count: int, function: Callable[..., Any], *arguments: Any) -> list[Task[Any]]:
    return [Task(f"d-{number}", function, (number, *arguments)) for number in range(count)]


def outcomes(executor: Executor, pack: Pack, given: list[Task[Any]]) -> list[Outcome[Any]]:
    return list(executor.run(pack, given, no_progress))


# The contract -----------------------------------------------------------------------------------


def test_outcomes_come_in_the_order_of_the_tasks(executor: Executor, opened: Pack) -> None:
    given = [
        Task(f"d-{number}", tasks_to_do.wait_double, (number, 0.15 if number % 5 == 0 else 0.0))
        for number in range(20)
    ]
    done = outcomes(executor, opened, given)
    assert [outcome.task for outcome in done] == given
    assert [outcome.value for outcome in done] == [2 * number for number in range(20)]


def test_no_tasks_no_outcomes(executor: Executor, opened: Pack) -> None:
    assert outcomes(executor, opened, []) == []


def test_a_document_that_is_refused_costs_the_others_nothing(
    executor: Executor, opened: Pack
) -> None:
    done = outcomes(executor, opened, tasks(10, tasks_to_do.refuse_thirds))
    assert [o.value for o in done] == [None if n % 3 == 0 else n for n in range(10)]
    fault = done[3].fault
    assert fault is not None
    assert (fault.document, fault.problem, fault.mend) == ("d-3", "3: is empty.", "Write it.")


def test_a_bug_is_told_without_its_words(executor: Executor, opened: Pack) -> None:
    done = outcomes(executor, opened, tasks(6, tasks_to_do.fail_thirds))
    faults = [o.fault for o in done if o.fault]
    assert len(faults) == 2
    assert "ValueError" in faults[0].problem
    assert SECRET not in repr(faults)


def test_a_bug_is_raised_where_somebody_looks_for_it(
    opened: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUAGER_DEBUG", "1")
    with open_executor(2, fewest=1) as fresh:
        for chosen in (SERIAL, fresh):
            with pytest.raises(ValueError, match=SECRET):
                outcomes(chosen, opened, tasks(4, tasks_to_do.fail_thirds))


def test_progress_ends_with_all(executor: Executor, opened: Pack) -> None:
    told: list[tuple[int, int]] = []
    for _ in executor.run(opened, tasks(9, tasks_to_do.double), lambda *at: told.append(at)):
        pass
    assert told == sorted(told)
    assert told[-1] == (9, 9)


def test_who_stops_listening_can_start_anew(executor: Executor, opened: Pack) -> None:
    running = executor.run(opened, tasks(500, tasks_to_do.double), no_progress)
    assert next(running).value == 0
    running.close()  # type: ignore[attr-defined]
    done = outcomes(executor, opened, tasks(8, tasks_to_do.double))
    assert [o.value for o in done] == list(range(0, 16, 2))


# Processes --------------------------------------------------------------------------------------


def test_all_processes_take_part_and_stay_for_the_next_run(
    processes: Executor, opened: Pack
) -> None:
    first = {o.value for o in outcomes(processes, opened, tasks(16, tasks_to_do.process))}
    second = {o.value for o in outcomes(processes, opened, tasks(16, tasks_to_do.process))}
    assert len(first) == 2
    assert first == second
    assert os.getpid() not in first


def test_of_many_tasks_only_some_are_begun_before_they_are_asked_for(
    processes: Executor, opened: Pack
) -> None:
    told: list[int] = []
    running = processes.run(
        opened, tasks(5000, tasks_to_do.double), lambda done, _: told.append(done)
    )
    next(running)
    time.sleep(0.5)
    next(running)
    assert told[-1] < 500
    assert sum(1 for _ in running) == 4998


@posix
@pytest.mark.parametrize("how", ["exit", "SIGKILL", "SIGSEGV", "SIGTERM"])
def test_what_takes_its_process_down_costs_only_itself(how: str, opened: Pack) -> None:
    with open_executor(2, fewest=1) as executor:
        done = outcomes(executor, opened, tasks(24, tasks_to_do.end_process, (0, 7, 8, 23), how))
    assert [o.value for o in done if not o.fault] == [
        n for n in range(24) if n not in {0, 7, 8, 23}
    ]
    faults = [o.fault for o in done if o.fault]
    assert [fault.document for fault in faults] == ["d-0", "d-7", "d-8", "d-23"]
    assert "ended the process" in faults[0].problem


def test_a_task_is_not_blamed_for_one_death(opened: Pack, tmp_path: Path) -> None:
    with open_executor(2, fewest=1) as executor:
        done = outcomes(executor, opened, tasks(9, tasks_to_do.end_first_process, str(tmp_path)))
    assert [o.value for o in done] == list(range(9))


def test_a_value_that_cannot_travel_is_a_fault_of_its_task(
    processes: Executor, opened: Pack
) -> None:
    done = outcomes(processes, opened, tasks(4, tasks_to_do.return_what_cannot_travel))
    assert [o.value for o in done] == [0, None, 2, 3]
    assert done[1].fault is not None


def test_what_a_task_prints_is_seen_nowhere(
    processes: Executor, opened: Pack, capfd: pytest.CaptureFixture[str]
) -> None:
    done = outcomes(processes, opened, tasks(5, tasks_to_do.print_much))
    assert [o.value for o in done] == list(range(5))
    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err


def test_processes_may_not_connect_either(processes: Executor, opened: Pack) -> None:
    done = outcomes(processes, opened, tasks(4, tasks_to_do.open_connection))
    assert all(o.fault and "was refused" in o.fault.problem for o in done)


def test_one_job_and_few_tasks_stay_in_this_process(opened: Pack) -> None:
    with open_executor(1) as executor:
        assert executor is SERIAL
    with Processes(2, fewest=3) as few:
        assert {o.value for o in outcomes(few, opened, tasks(2, tasks_to_do.process))} == {
            os.getpid()
        }


def _client(folder: Path, pack: Path) -> subprocess.Popen[str]:
    """Start a client whose tasks take a minute, and wait until all processes are at work."""
    code = (
        "import signal, sys\n"
        "from pathlib import Path\n"
        "from kuager.cli.interruption import take_over\n"
        "from kuager.executors import Task, open_executor\n"
        "from kuager.pack import open_pack\n"
        "from tests.support.executor_tasks import write_pid\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background
        "take_over()\n"
        "pack = open_pack(Path(sys.argv[1]))\n"
        "tasks = [Task(str(n), write_pid, (n, sys.argv[2])) for n in range(8)]\n"
        "try:\n"
        "    with open_executor(2, fewest=1) as executor:\n"
        "        list(executor.run(pack, tasks, lambda *_: None))\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(130)\n"
    )
    client = subprocess.Popen(
        [sys.executable, "-c", code, str(pack), str(folder)],
        cwd=Path(__file__).parent.parent,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(600):
        if len(list(folder.glob("*.pids"))) == 2:
            return client
        time.sleep(0.05)
    client.kill()
    raise AssertionError(client.communicate()[1])


def _are_gone(folder: Path) -> bool:
    """Tell whether the processes, and what these started, end within a short while."""
    wanted = {int(pid) for path in folder.glob("*.pids") for pid in path.read_text().split()}
    assert len(wanted) == 4
    for _ in range(100):
        if not any(_runs(pid) for pid in wanted):
            return True
        time.sleep(0.05)
    return False


def _runs(pid: int) -> bool:
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(shown.stdout.strip()) and not shown.stdout.strip().startswith("Z")


@posix
def test_an_interruption_ends_all_processes_at_once(pack_template: Path, tmp_path: Path) -> None:
    client = _client(tmp_path, pack_template)
    begun = time.monotonic()
    client.send_signal(signal.SIGINT)
    _, complaints = client.communicate(timeout=20)
    assert client.returncode == 130
    assert time.monotonic() - begun < 5, "within a second, were it not for a busy machine"
    assert complaints == ""
    assert _are_gone(tmp_path)


@posix
def test_nothing_outlives_a_client_that_is_killed(pack_template: Path, tmp_path: Path) -> None:
    client = _client(tmp_path, pack_template)
    client.kill()
    client.communicate(timeout=20)
    assert _are_gone(tmp_path)
