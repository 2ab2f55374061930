"""Files are whole or not there; locks are waited for; the cache can always be thrown away."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kuager.draft_cache import open_cache
from kuager.errors import StorageError
from kuager.model import Draft
from kuager.storage import locked, read_regular, sweep, write_atomically


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.po"
    assert write_atomically(path, b"one", "a.po")
    before = path.stat().st_mtime_ns
    assert not write_atomically(path, b"one", "a.po")
    assert path.stat().st_mtime_ns == before
    assert write_atomically(path, b"two", "a.po")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["a.po"]


def test_a_failing_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="the disk is full"):
        write_atomically(path, b"new", "locales/a.po")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.po"]


def test_a_file_size_limit_of_the_system_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from kuager.storage import write_atomically; from kuager.errors import StorageError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_atomically(Path(sys.argv[1]), b'x' * 5000, 'a.po')\n"
        "except StorageError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("a.po: the disk takes no file of that size.")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.po"]


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "locales").write_text("in the way")
    with pytest.raises(StorageError, match="a file stands where a folder should"):
        write_atomically(tmp_path / "locales" / "a.po", b"x", "locales/a.po")


def test_the_lock_is_waited_for(tmp_path: Path) -> None:
    order = []
    inside, waiting = threading.Event(), threading.Event()

    def first() -> None:
        with locked(tmp_path / "lock", "lock", lambda: None):
            inside.set()
            waiting.wait(10)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)
    with locked(tmp_path / "lock", "lock", waiting.set):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_the_cache_remembers_by_engine_and_source(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite"
    drafts = {f"sentence {n}": Draft(f"сөйлем {n}", -0.5) for n in range(1200)}
    with open_cache(path) as cache:
        cache.keep("engine-1", drafts)
    with open_cache(path) as cache:
        assert cache.find("engine-1", drafts) == drafts
        assert cache.find("engine-2", drafts) == {}
        assert cache.find("engine-1", ["another"]) == {}


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b"", b"SQLite format 3\x00xx"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "drafts.sqlite"
    path.write_bytes(damage)
    with open_cache(path) as cache:
        cache.keep("e", {"a": Draft("б")})
        assert cache.find("e", ["a"]) == {"a": Draft("б")}
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (1,)
    connection.close()


def test_a_cache_of_another_make_is_made_anew_and_private(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE answers (something TEXT)")
    connection.close()
    with open_cache(path) as cache:
        assert cache.find("e", ["a"]) == {}
    assert path.stat().st_mode & 0o077 == 0


def test_permissions_are_kept_and_unfinished_files_swept(tmp_path: Path) -> None:
    path, workshop = tmp_path / "a.po", tmp_path / "tmp"
    workshop.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o600)
    (workshop / ".kuager-abc.tmp").write_bytes(b"half")
    assert write_atomically(path, b"new", "a.po", workshop)
    assert path.stat().st_mode & 0o777 == 0o600
    sweep(workshop)
    assert list(workshop.iterdir()) == []


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.po")
    for name in ("pipe.po", "."):
        with pytest.raises(StorageError, match="not a regular file"):
            read_regular(tmp_path / name, name)
    (tmp_path / "large.po").write_bytes(b"x" * 100)
    with pytest.raises(StorageError, match="larger than"):
        read_regular(tmp_path / "large.po", "large.po", limit=99)
    assert read_regular(tmp_path / "missing.po", "missing.po") is None


def test_connections_are_refused_for_good() -> None:
    code = (
        "import socket, urllib.request; from kuager.offline import forbid_network\n"
        "forbid_network()\n"
        "for attempt in (lambda: socket.create_connection(('127.0.0.1', 9)),\n"
        "                lambda: socket.getaddrinfo('example.org', 80),\n"
        "                lambda: socket.gethostbyname('example.org'),\n"
        "                lambda: socket.gethostbyaddr('127.0.0.1'),\n"
        "                lambda: socket.getnameinfo(('127.0.0.1', 80), 0),\n"
        "                lambda: urllib.request.urlopen('http://127.0.0.1:9/')):\n"
        "    try: attempt()\n"
        "    except Exception as error: print(type(error).__name__)\n"
        "    else: print('connected')\n"
        "a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["KuagerError"] * 6 + ["b'x'"]
