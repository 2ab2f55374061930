"""Exports appear whole or not at all: killed, on a full disk, in a folder that is closed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.packs import DOCUMENT, PackFolder
from tests.support.telling import differences

PROGRAM = str(Path(sys.executable).with_name("kuager"))
SIGKILL = "-9"
QUICK = ("--to", "json", "--to", "segments", "--to", "site")
"""Some ten files, in one folder and in one below it, without a long wait."""

Files = dict[str, bytes]


def content(folder: Path) -> Files:
    """Return all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.tmp") if path.is_file()]


@pytest.fixture(scope="module")
def old(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> PackFolder:
    """A pack with all of its editions, and approved work that is newer than these."""
    pack = PackFolder(tmp_path_factory.mktemp("old") / "pack")
    shutil.copytree(pack_template, pack.root)
    pack.translate()
    pack.approve()
    assert pack.run("export", "-l", "kk", "--to", "all") == 0
    newer = ("--text", "Олар таңғы алтыда келді.", "--as", "t-1")
    for number in ("4", "10"):
        assert pack.run("review", "edit", DOCUMENT, "kk", number, *newer) == 0
    pack.approve()
    return pack


@pytest.fixture(scope="module")
def new(old: PackFolder, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What the editions of that work are."""
    folder = tmp_path_factory.mktemp("new")
    assert old.run("export", "-l", "kk", "--to", "all", "--folder", str(folder)) == 0
    made = content(folder)
    before = content(old.root / "exports")
    assert made.keys() == before.keys()
    assert len(differences(made, before)) > 15
    return made


@pytest.fixture
def pack(old: PackFolder, tmp_path: Path) -> PackFolder:
    root = tmp_path / "pack"
    shutil.copytree(old.root, root)
    return PackFolder(root)


def killed(how: str, old: PackFolder, folder: Path, times: int, *command: str) -> list[Path]:
    """Kill a command in as many copies of the pack, each at another place.

    Returns the copies; before them the one in which it went through.
    """
    roots = [folder / f"{number}" for number in range(times + 1)]
    for root in roots:
        shutil.copytree(old.root, root)
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed", how, *map(str, roots), "--", *command],
        capture_output=True,
        text=True,
        check=True,
    )
    codes = done.stdout.split()
    assert codes[0] == "0", done.stderr
    # By the clock some may be through before: no two runs take the same time.
    enough = 0.6 if how == "operation" else 0.25
    assert codes[1:].count(SIGKILL) >= times * enough, done.stdout
    return roots


def whole(found: Files, before: Files, after: Files) -> None:
    """Check that every file is as it was or as it is to be, and that none is gone."""
    assert found.keys() >= before.keys()
    for name, part in found.items():
        assert part in (before.get(name), after.get(name)), name


# Killed ---------------------------------------------------------------------------------------


def test_killed_at_an_operation_every_edition_is_whole(
    old: PackFolder, new: Files, tmp_path: Path
) -> None:
    before = content(old.root / "exports")
    states = set()
    finished, *roots = killed("operation", old, tmp_path, 24, "export", "-l", "kk", *QUICK)
    after = content(finished / "exports")
    assert differences(after, new), "only some formats are made"
    for root in roots:
        found = content(root / "exports")
        whole(found, before, after)
        states.add(len(differences(found, before)))
        assert PackFolder(root).run("export", "-l", "kk", *QUICK) == 0
        assert content(root / "exports") == after
        assert leftovers(root) == []
    assert 0 in states, "some died before anything was changed"
    assert len(states) > 2, "some died in the midst of it"


def test_killed_at_any_time_every_edition_is_whole(
    old: PackFolder, new: Files, tmp_path: Path
) -> None:
    before = content(old.root / "exports")
    command = ("export", "-l", "kk", "--to", "all")
    for root in killed("time", old, tmp_path, 4, *command)[1:]:
        whole(content(root / "exports"), before, new)
        assert PackFolder(root).run(*command) == 0
        assert content(root / "exports") == new
        assert leftovers(root) == []


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk than the pack's."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk to write to")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_on_another_disk_too_and_what_was_left_there_goes_with_the_next_run(
    old: PackFolder, new: Files, tmp_path: Path, other_disk: Path
) -> None:
    before = content(old.root / "exports")
    for number in range(9):
        shutil.copytree(old.root / "exports", other_disk / f"{number}")
    command = ("export", "-l", "kk", *QUICK, "--folder")
    left = 0
    for root in killed("operation", old, tmp_path, 8, *command, f"{other_disk}/{{}}")[1:]:
        target = other_disk / root.name
        unfinished = leftovers(target)
        left += bool(unfinished)
        found = content(target)
        whole({name: part for name, part in found.items() if ".tmp" not in name}, before, new)
        assert all(name.startswith(".kuager-") for name in unfinished), "hidden until it is whole"
        assert PackFolder(root).run(*command, str(target)) == 0
        assert leftovers(target) == []
        assert content(target).keys() == before.keys()
    assert left, "some died with files half written"


def test_what_another_living_process_writes_there_stays(pack: PackFolder, other_disk: Path) -> None:
    others = other_disk / f".kuager-{os.getppid()}-x.tmp", other_disk / ".kuager-notes.tmp"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    abandoned = other_disk / f".kuager-{dead.pid}-x.tmp"
    for path in (*others, abandoned):
        path.write_bytes(b"half")
    assert pack.run("export", "-l", "kk", "--to", "json", "--folder", str(other_disk)) == 0
    assert all(path.exists() for path in others)
    assert not abandoned.exists()


# No room --------------------------------------------------------------------------------------


def test_a_disk_that_takes_no_large_file_keeps_all_old_editions(
    pack: PackFolder, new: Files
) -> None:
    before = pack.snapshot()
    sizes = sorted(len(part) for part in new.values())
    limit = sizes[len(sizes) // 2]
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from kuager.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    command = ["--pack", str(pack.root), "export", "-l", "kk", "--to", "all"]
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
    )
    _refused(done, "the disk takes no file of that size")
    assert pack.snapshot() == before
    assert leftovers(pack.root) == []
    assert pack.run("export", "-l", "kk", "--to", "all") == 0
    assert content(pack.root / "exports") == new


def _refused(done: subprocess.CompletedProcess[str], why: str) -> None:
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert why in done.stderr
    assert "Олар" not in done.stderr


def _mounts() -> bool:
    try_it = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(try_it, capture_output=True, check=False).returncode
    )


@pytest.mark.skipif(not _mounts(), reason="only root may mount a small disk")
def test_a_disk_that_fills_up_keeps_what_was_on_it(
    pack: PackFolder, new: Files, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(map(len, content(pack.root / "exports").values())) + 80_000
    script = (
        f'mount -t tmpfs -o size={size} tmpfs "$1" && cp -R "$2/exports/." "$1" && '
        '"$3" --pack "$2" export -l kk --to all --folder "$1"; code=$?; '
        'cp -R "$1" "$1.after"; exit $code'
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", str(disk), str(pack.root), PROGRAM],
        capture_output=True,
        text=True,
        check=False,
    )
    _refused(done, "the disk is full")
    assert content(tmp_path / "disk.after") == content(pack.root / "exports")


# No way in ------------------------------------------------------------------------------------


@pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and shutil.which("setpriv") is None),
    reason="root may write anywhere, and setpriv is not there to take that right away",
)
@pytest.mark.parametrize("closed", ["exports", "exports/site"])
def test_a_folder_that_is_closed_keeps_all_others_as_they_are(
    closed: str, pack: PackFolder
) -> None:
    before = pack.snapshot()
    (pack.root / closed).chmod(0o555)
    drop = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
    prefix = drop if os.geteuid() == 0 else []
    command = [*prefix, PROGRAM, "--pack", str(pack.root), "export", "-l", "kk", *QUICK]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (pack.root / closed).chmod(0o755)
    _refused(done, "no permission to write there")
    assert pack.snapshot() == before


@pytest.mark.parametrize("name", [f"{DOCUMENT}.kk.tsv", "site/index.html"])
def test_a_folder_in_the_place_of_a_file_keeps_all_others_as_they_are(
    name: str, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack.root / "exports" / name).unlink()
    (pack.root / "exports" / name).mkdir()
    before = pack.snapshot()
    assert pack.run("export", "-l", "kk", *QUICK) == 3
    assert name in capsys.readouterr().err
    assert pack.snapshot() == before
    assert leftovers(pack.root) == []


def test_links_out_of_the_pack_are_not_followed(pack: PackFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(b"{}")
    path = pack.root / "exports" / f"{DOCUMENT}.kk.json"
    path.unlink()
    path.symlink_to(outside)
    before = pack.snapshot()
    assert pack.run("export", "-l", "kk", *QUICK) == 3
    assert outside.read_bytes() == b"{}"
    assert pack.snapshot() == before
