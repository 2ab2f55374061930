"""How much faster segmenting and exporting are on all cores than in one process.

    python -m tests.benchmarks.cores [DOCUMENTS] [JOBS]

Makes a pack of invented documents (``tests.benchmarks.archive``) in a temporary folder, and runs
real command lines. The goal is 1.7 on two cores. Prints seconds, the ratio, the largest memory of
a process (of the client and its workers), and how busy the machine was.
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

from kuager.executors.processes import cores

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


def _run(command: list[str]) -> float:
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
