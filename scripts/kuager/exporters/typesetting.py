"""Run Typst, boxed in: source to PDF.

A process of its own, with a limit on time and memory and without the user's environment: among
generated texts there was one over which Typst 0.15 took all the memory of a machine (24 GB).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from kuager.errors import KuagerError
from kuager.exporters.typesetter import REFUSED

TIME_LIMIT = 120.0
"""Seconds; 2 MB of text take about 15 on two busy cores."""

MEMORY_LIMIT = 3 * 2**30
"""Bytes of address space; 2 MB of text take 0.8 GB of memory."""

_SCRIPT = Path(__file__).with_name("typesetter.py")

_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
"""Two threads whatever the machine has: each sets aside address space of its own."""


class RefusedError(KuagerError):
    """Typst cannot set a text."""

    def __init__(self, diagnostic: str) -> None:
        super().__init__("the text cannot be set as a PDF.")
        self.diagnostic = diagnostic
        """All that Typst had against it; it quotes the text. Empty where it ran into a limit."""


def set_type(source: str, standard: str = "") -> bytes:
    """Return a tagged PDF of a Typst source; ``standard``: "ua-1" (PDF/UA-1), or none.

    Raises RefusedError when Typst has something against it, or needs more time or memory than
    there is.
    """
    # Windows cannot start a program without SYSTEMROOT.
    system = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    arguments = [json.dumps(sys.path), str(MEMORY_LIMIT), standard]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(_SCRIPT), *arguments],
            input=source.encode(),
            capture_output=True,
            env={**_ENVIRONMENT, **system},
            timeout=TIME_LIMIT,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        raise RefusedError("") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace") if done.returncode == REFUSED else ""
        raise RefusedError(told)
    return done.stdout
