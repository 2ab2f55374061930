"""Merge driver in a clone: told to git, and taken back.

What git is to do with which file stands in ``.gitattributes`` in the pack, for everybody; which
program does it stands in the clone's own configuration, which git never shares. Where the
program is missing, git merges lines as ever.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from kuager.errors import InputError
from kuager.pack import Pack
from kuager.storage import explain

DRIVER = "kuager"
"""Name of the driver in git."""
ATTRIBUTES = (f"locales/**/*.po merge={DRIVER}", f"locales/*.pot merge={DRIVER}")
"""Lines of .gitattributes; relative to the folder of that file, here the pack."""
_SECTION = f"merge.{DRIVER}"
_NAME = "Kuager: translations, unit by unit"
_PROBE = "locales/kk/LC_MESSAGES/kuager-probe.po"
"""A catalog like any other, to ask git what it would do with it."""
_NOT_SET = 1
"""git config: there is no such setting."""


@dataclass(frozen=True, slots=True)
class SetupReport:
    """What was changed, or would be."""

    attributes: tuple[str, ...]
    """Lines added to .gitattributes, or taken out."""
    settings: tuple[str, ...]
    """Settings of the clone that were written, or taken out."""
    overruled: bool = False
    """Some other line for git says that catalogs are merged in another way."""


def driver_command() -> str:
    """Return the command that git is to run, as its setting ``merge.<name>.driver`` takes it.

    The shell gets it, so the interpreter's path is quoted and its ``%`` doubled; git quotes
    ``%P`` itself (gitattributes(5), "Defining a custom merge driver"). ``-P`` keeps Python
    from loading modules that lie in the folder where git runs it, which is the testimony's.
    """
    python = shlex.quote(sys.executable).replace("%", "%%")
    return f"{python} -P -m kuager merge-driver --marker-size %L -- %O %A %B %P"


def install(pack: Pack) -> SetupReport:
    """Have git merge the pack's catalogs and templates by unit; a second run changes nothing.

    Raises InputError where there is no git or the pack lies in no clone, StorageError.
    """
    _require_clone(pack)
    wanted = {f"{_SECTION}.name": _NAME, f"{_SECTION}.driver": driver_command()}
    settings = [key for key, value in wanted.items() if _setting(pack, key) != value]
    content = _attributes(pack)
    missing = tuple(line for line in ATTRIBUTES if line.encode() not in _stripped(content))
    if missing:
        pack.write(pack.root / ".gitattributes", _with_lines(content, missing))
    if not pack.dry_run:
        for key in settings:
            _change(pack, "config", "--local", "--replace-all", key, wanted[key])
    told = b"" if pack.dry_run else _git(pack, "check-attr", "merge", "--", _PROBE).stdout
    overruled = not pack.dry_run and told.split()[-1:] != [DRIVER.encode()]
    return SetupReport(missing, tuple(settings), overruled)


def uninstall(pack: Pack) -> SetupReport:
    """Take back what ``install`` did; other lines and settings stay.

    Raises InputError where there is no git or the pack lies in no clone, StorageError.
    """
    _require_clone(pack)
    content = _attributes(pack)
    present = tuple(line for line in ATTRIBUTES if line.encode() in _stripped(content))
    if present:
        _replace_attributes(pack, _without_lines(content, present))
    keys = (f"{_SECTION}.name", f"{_SECTION}.driver")
    settings = tuple(key for key in keys if _setting(pack, key) is not None)
    if settings and not pack.dry_run:
        _change(pack, "config", "--local", "--remove-section", _SECTION)
    return SetupReport(present, settings)


def _attributes(pack: Pack) -> bytes:
    return pack.content(pack.root / ".gitattributes") or b""


def _stripped(content: bytes) -> set[bytes]:
    return {b" ".join(line.split()) for line in content.splitlines()}


def _with_lines(content: bytes, lines: Iterable[str]) -> bytes:
    """Return a file with lines at its end, where they overrule those before them."""
    end = b"\r\n" if b"\r\n" in content else b"\n"
    if content and not content.endswith((b"\n", b"\r")):
        content += end
    return content + b"".join(line.encode() + end for line in lines)


def _without_lines(content: bytes, lines: Iterable[str]) -> bytes:
    unwanted = {line.encode() for line in lines}
    kept = content.splitlines(keepends=True)
    return b"".join(line for line in kept if b" ".join(line.split()) not in unwanted)


def _replace_attributes(pack: Pack, content: bytes) -> None:
    path = pack.root / ".gitattributes"
    if content.strip() or pack.dry_run:
        pack.write(path, content)
        return
    try:
        pack.inside(path).unlink(missing_ok=True)
    except OSError as error:
        raise explain(error, pack.name(path)) from error


def _git(pack: Pack, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in the pack. Raises InputError where there is none."""
    git = shutil.which("git")
    if git is None:
        raise InputError("git was not found.", "Install it, and run the command again.")
    return subprocess.run(
        [git, "-C", str(pack.root), *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def _require_clone(pack: Pack) -> None:
    asked = _git(pack, "rev-parse", "--is-inside-work-tree")
    if asked.stdout.strip() == b"true":
        return
    if b"safe.directory" in asked.stderr:
        raise InputError(
            "git does not trust this folder: it belongs to another user.",
            "Make a clone of your own, and run the command there.",
        )
    raise InputError(
        "This pack is not under version control.",
        "Go to a clone of it, or make it one first: git init",
    )


def _setting(pack: Pack, key: str) -> str | None:
    """Return a setting of the clone, None where there is none. Raises InputError."""
    asked = _git(pack, "config", "--local", "--get", key)
    if asked.returncode == _NOT_SET:
        return None
    if asked.returncode:
        raise InputError("git cannot read its configuration of this clone.", "Run: git config -l")
    return asked.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")


def _change(pack: Pack, *arguments: str) -> None:
    if _git(pack, *arguments).returncode:
        raise InputError(
            "git did not write its configuration of this clone.",
            "See whether .git/config can be written, and run the command again.",
        )
