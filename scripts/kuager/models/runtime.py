"""CTranslate2, loaded the way that drafting wants it."""

from __future__ import annotations

import os
from typing import Any


def load_ctranslate2() -> Any:
    """Return the module ``ctranslate2``; whoever may translate afterwards loads it here.

    Every translator of ours works in one thread (``intra_threads=1``), but its OpenMP makes as
    many as there are cores for each translator, and they wait for work by spinning. A careful
    draft makes two translators for each segment: a third of the processor time, and more, went
    into that. The drafts are the same. A number that the user has set stays; ours stays in the
    process's environment, because OpenMP reads it when it is first used and not before.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import ctranslate2  # noqa: PLC0415 (heavy)

    return ctranslate2
