"""Another user, host, home, clock, place and machine for a program to run in.

What can be set in the environment is set there. The clock of all programs but pandoc, which is
linked statically, is moved by a library made on the spot where there is a C compiler; host and
entry in ``/etc/passwd`` are another's where the system lets us have them in a namespace of our
own, and are otherwise what Python takes them for.
"""

from __future__ import annotations

import os
import platform
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

_CLOCK = """
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static long shift(void) { const char *by = getenv("CLOCK_SHIFT"); return by ? atol(by) : 0; }
int clock_gettime(clockid_t which, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, which, now);
    if (!failed && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += shift();
    return failed;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    now->tv_sec = exact.tv_sec; now->tv_usec = exact.tv_nsec / 1000; return 0;
}
time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}
"""


@dataclass(frozen=True)
class Surroundings:
    """Who runs a program where and when."""

    folder: Path
    """Holds the home folder; everything is written below it."""
    login: str
    name: str
    """In full, as in the GECOS field of ``/etc/passwd``."""
    host: str
    moment: datetime
    variables: Mapping[str, str] = field(default_factory=dict)
    """Of the environment: locale, time zone, hash seed, and what else a test wants."""

    @property
    def home(self) -> Path:
        """The home folder."""
        return self.folder / f"{self.login} home"

    def environment(self) -> dict[str, str]:
        """Return the whole environment of a program."""
        temporary = self.home / "temporary"
        temporary.mkdir(parents=True, exist_ok=True)
        mail = f"{self.login}@{self.host}.example"
        made = {
            **dict.fromkeys(("USER", "LOGNAME", "LNAME", "USERNAME", "SUDO_USER"), self.login),
            **dict.fromkeys(("NAME", "DEBFULLNAME", "GIT_AUTHOR_NAME"), self.name),
            **dict.fromkeys(("EMAIL", "DEBEMAIL", "GIT_AUTHOR_EMAIL"), mail),
            **dict.fromkeys(("HOST", "HOSTNAME", "COMPUTERNAME"), self.host),
            **dict.fromkeys(("HOME", "USERPROFILE"), str(self.home)),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "scripts")]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TELLING_HOME": str(self.home),
            "TELLING_HOST": self.host,
            "TELLING_LOGIN": self.login,
            "TELLING_NAME": self.name,
            **self.variables,
        }
        if clock := self._clock():
            shift = self.moment - datetime.now(UTC)
            made["LD_PRELOAD"] = str(clock)
            made["CLOCK_SHIFT"] = str(round(shift.total_seconds()))
        return made

    def run(self, module: str, *arguments: str) -> None:
        """Run a module of the tests here. Raises AssertionError with what it complained of."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            [*self._namespace(), *command],
            cwd=self.home,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _clock(self) -> Path | None:
        """Return the library that moves the clock; None where it cannot be made."""
        compiler = shutil.which("cc")
        path = self.folder / "clock.so"
        if compiler and sys.platform == "linux" and not path.exists():
            command = [compiler, "-shared", "-fPIC", "-o", str(path), "-xc", "-"]
            subprocess.run(command, input=_CLOCK.encode(), capture_output=True, check=False)
        return path if path.exists() else None

    def _namespace(self) -> Sequence[str]:
        """Return what to put before a command so that host and user database are another's."""
        if not _namespaces():
            return []
        mine = str(os.getuid())
        lines = Path("/etc/passwd").read_text("utf-8").splitlines()
        others = [line for line in lines if line.split(":")[2:3] != [mine]]
        entry = f"{self.login}:x:{mine}:{os.getgid()}:{self.name},,,:{self.home}:/bin/sh"
        users = self.folder / "passwd"
        users.parent.mkdir(parents=True, exist_ok=True)
        users.write_text("\n".join([entry, *others, ""]), "utf-8")
        script = 'hostname "$1" && mount --bind "$2" /etc/passwd && shift 2 && exec "$@"'
        return ["unshare", "-mu", "sh", "-c", script, "sh", self.host, str(users)]


@cache
def _namespaces() -> bool:
    """Tell whether this process may have a host name and mounts of its own."""
    if not shutil.which("unshare") or not shutil.which("hostname"):
        return False
    script = "hostname somewhere && mount --bind /etc/passwd /etc/passwd"
    done = subprocess.run(["unshare", "-mu", "sh", "-c", script], capture_output=True, check=False)
    return done.returncode == 0


def pretend() -> None:
    """Take on, in this process, what the environment alone does not say.

    Host and user as Python sees them, where there is no namespace; and the order in which
    folders list their files, the rights of new ones and the number of processors, if wanted.
    """
    host, mask = os.environ["TELLING_HOST"], os.environ.get("UMASK")
    if os.uname().nodename != host:
        named = os.uname_result([os.uname().sysname, host, *os.uname()[2:]])
        login, name, home = (os.environ[f"TELLING_{key}"] for key in ("LOGIN", "NAME", "HOME"))
        user = pwd.struct_passwd([login, "x", os.getuid(), os.getgid(), name, home, "/bin/sh"])
        os.uname = lambda: named
        pwd.getpwuid = lambda uid: user
        socket.gethostname = lambda: host
        socket.getfqdn = lambda name="": host
        platform.node = lambda: host
    if mask:
        os.umask(int(mask, 8))
    if os.environ.get("ONE_PROCESSOR"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        os.cpu_count = lambda: 1
    if order := os.environ.get("LISTING"):
        _list(backwards=order == "backwards")


def _list(*, backwards: bool) -> None:
    """Have folders list their files by name, or the other way round."""
    listed, scanned = os.listdir, os.scandir

    class Scan(list[os.DirEntry[str]]):
        def __enter__(self) -> Scan:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

        def __next__(self) -> os.DirEntry[str]:
            if not self:
                raise StopIteration
            return self.pop()

        def __iter__(self) -> Scan:
            return self

        def close(self) -> None:
            self.clear()

    def scandir(path: str = ".") -> Scan:
        with scanned(path) as entries:
            return Scan(sorted(entries, key=lambda entry: entry.name, reverse=not backwards))

    os.listdir = lambda path=".": sorted(listed(path), reverse=backwards)  # type: ignore[assignment]
    os.scandir = scandir  # type: ignore[assignment]
