"""Word alignments, by which one attention head is taught to point from target to source.

The aligner is eflomal (Östling and Tiedemann 2016), a program of its own under the GPL that is
run, never imported, and only if it is installed: without it a model trains without guidance.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kuager.errors import PackageError

PROGRAM = "eflomal-align"

Links = tuple[tuple[int, int], ...]
"""(source position, target position), sorted."""


def find_aligner() -> str | None:
    """Return the path of the aligner, if it is installed beside Python or on the path."""
    return shutil.which(PROGRAM, path=str(Path(sys.executable).parent)) or shutil.which(PROGRAM)


def align(program: str, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[Links]:
    """Return the links of each pair of tokenized sentences: those of both directions, joined.

    Raises PackageError when the program fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for side, file in enumerate(("source", "target")):
            (folder / file).write_text("".join(f"{' '.join(pair[side])}\n" for pair in pairs))
        sides = ["-s", "source", "-t", "target", "-f", "forward", "-r", "reverse"]
        done = subprocess.run(
            [program, "--overwrite", *sides], cwd=folder, capture_output=True, check=False
        )
        if done.returncode:
            raise PackageError(
                f"{PROGRAM} ended with status {done.returncode}.",
                "Train without alignments: --no-alignment.",
            )
        forward, reverse = (
            (folder / file).read_text().splitlines() for file in ("forward", "reverse")
        )
    return [
        tuple(sorted(set(_read(one)) | set(_read(other))))
        for one, other in zip(forward, reverse, strict=True)
    ]


def _read(line: str) -> list[tuple[int, int]]:
    """Read ``0-0 1-2``."""
    links = (link.split("-") for link in line.split())
    return [(int(source), int(target)) for source, target in links]
