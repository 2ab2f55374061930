"""A disk that fills up in the midst of a step: one line, whole files, and a second run mends it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.packs import TESTIMONY, PackFolder

COUNT = 6
STEPS = {
    "segment": ("segment",),
    "draft": ("draft",),
    "export": ("export", "--allow-drafts", "--to", "json", "--to", "site"),
    "report": ("report",),
}
"""In the order in which they build upon each other."""
TOGETHER = {"export", "report"}
"""Steps whose files take their places together, at the end."""

Files = dict[str, bytes]


def content(root: Path) -> Files:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".kuager" not in path.relative_to(root).parts
    }


@pytest.fixture(scope="module")
def states(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pack before each step, and after the last one."""
    folder = tmp_path_factory.mktemp("states")
    root = folder / "segment"
    shutil.copytree(pack_template, root)
    source = root / "source" / "night-visit.md"
    for number in range(COUNT):
        text = TESTIMONY.replace("night-visit", f"d-{number}")
        source.with_name(f"d-{number}.md").write_text(f"{text}\nThey came {number}.\n", "utf-8")
    source.unlink()
    roots = {}
    for step, after in zip(STEPS, [*list(STEPS)[1:], "end"], strict=True):
        roots[step] = root
        root = folder / after
        shutil.copytree(roots[step], root)
        assert PackFolder(root).run(*STEPS[step]) == 0
    return {**roots, "end": root}


def filling(left: int) -> Callable[[int], None]:
    """Return an ``os.fsync`` for a disk that has room for so many files more."""
    sync = os.fsync

    def full(descriptor: int) -> None:
        nonlocal left
        left -= stat.S_ISREG(os.fstat(descriptor).st_mode)
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    return full


@pytest.mark.parametrize("room", [0, 3, 9])
@pytest.mark.parametrize("step", STEPS)
def test_what_was_written_is_whole_and_the_same_command_goes_on(
    step: str,
    room: int,
    states: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / "pack"
    shutil.copytree(states[step], root)
    before, after = content(root), content(states[[*STEPS, "end"][[*STEPS].index(step) + 1]])
    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", filling(room))
        assert PackFolder(root).run(*STEPS[step]) == 3
    told = capsys.readouterr().err
    assert told.count("the disk is full") == 1
    assert "Traceback" not in told
    found = content(root)
    assert found.keys() >= before.keys()
    for name, part in found.items():
        assert part in (before.get(name), after.get(name)), name
    if step in TOGETHER:
        assert found == before
    assert not [path for path in root.rglob("*.tmp") if path.is_file()]
    assert PackFolder(root).run(*STEPS[step]) == 0
    assert content(root) == after
