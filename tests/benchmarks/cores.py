"""How much faster segmenting and exporting are on all cores than in one process.

    python -m tests.benchmarks.cores [DOCUMENTS] [JOBS]

Makes a pack of invented documents (``tests.benchmarks.archive``) in a temporary folder, and runs
real command lines. The goal is 1.7 on two cores. Prints seconds, the ratio, the largest memory of
a process (of the client and its workers), and how busy the machine was. Before that, in seconds
of a core, what it costs to start a process and to segment a document: so ``FEWEST`` was found.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kuager.executors import SERIAL, Processes, Task
from kuager.executors.processes import cores
from kuager.pack import open_pack
from kuager.steps import no_progress
from kuager.steps.segment_document import merge_document, template_digest

COMMANDS = (
    ("segment",),
    ("export", "--allow-drafts", "--to", "html", "--to", "markdown", "--to", "json"),
)


def main() -> None:
    """Measure and print."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else cores()
    with tempfile.TemporaryDirectory() as name:
        pack = Path(name) / "pack"
        make = ("make", str(pack), "--documents", str(documents))
        _run([sys.executable, "-m", "tests.benchmarks.archive", *make])
        print(f"{documents} documents, {jobs} jobs, load {os.getloadavg()[0]:.1f} at the start")
        _print_start(pack)
        for command in COMMANDS:
            seconds = []
            for given in (1, jobs):
                copy = Path(name) / f"{given}"
                shutil.copytree(pack, copy)
                if command[0] == "segment":
                    shutil.rmtree(copy / "locales")
                program = [sys.executable, "-m", "kuager", "--pack", str(copy), *command]
                seconds.append(_run([*program, "--jobs", str(given)]))
                shutil.rmtree(copy)
            first, all_of_them = seconds
            print(
                f"{command[0]:<8} {first:7.1f} s in one, {all_of_them:7.1f} s in {jobs}: "
                f"{first / all_of_them:.2f} times as fast"
            )
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process {largest:.0f} MB; load {os.getloadavg()[0]:.1f} at the end")


def _print_start(folder: Path) -> None:
    pack = open_pack(folder)
    idle = [Task("idle", template_digest, ("idle", b""))] * 2
    begun = _spent()
    with Processes(2, fewest=1) as executor:
        list(executor.run(pack, idle, no_progress))
    start = (_spent() - begun) / 2
    tasks = [Task(one.document, merge_document, (one, ())) for one in pack.sources()[:8]]
    list(SERIAL.run(pack, tasks[:1], no_progress))  # what is loaded and worked out only once
    begun = _spent()
    list(SERIAL.run(pack, tasks, no_progress))
    each = (_spent() - begun) / len(tasks)
    print(
        f"a process starts in {start:.2f} s, a document is segmented in {each:.2f} s: "
        f"two processes draw level at {2 * start / each:.1f} documents"
    )


def _spent() -> float:
    """Return the seconds of a core that this process and those it ended have used."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _run(command: list[str]) -> float:
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
