"""Whether something failed only because a disk is full: elsewhere it would not have."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LEAST = 256 * 1024
"""Bytes below which a disk counts as full: other programs (pandoc) do not say why they failed."""


def lacks_room(error: BaseException | None) -> bool:
    """Tell whether an error, or what it was raised for, is that a disk or a quota is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def is_full(folder: Path) -> bool:
    """Tell whether a folder's disk has hardly any room left."""
    try:
        return shutil.disk_usage(folder).free < LEAST
    except OSError:
        return True
