"""A pack that somebody has worked on whose name, host, folder and clock nothing may tell."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from kuager.sealing.age import identity_parse, unseal
from tests.support.everything import FOREIGN
from tests.support.surroundings import REPOSITORY, Surroundings
from tests.support.traces import Search

LOGIN, FAMILY, CYRILLIC, HOST = "zhoqtugarova", "Biyaqsha", "Жоқтуғарова", "kerbezdombyra"
FOLDER = "qupiaqalta papers"
MOMENT = datetime(2037, 8, 19, 4, 5, 6, tzinfo=UTC)
LOCALE, ZONE = "kk_KZ.UTF-8", "Asia/Qyzylorda"
PACKAGES = {"kk.argosmodel", "ru.argosmodel"}
"""Files that the tests bring."""
OWN = {".kuager", ".git", "source"}
"""Folders that are nobody else's: the private one, git's, and what people put there."""


def telling(folder: Path) -> Surroundings:
    """Return the surroundings of somebody who can be known by everything."""
    variables = {
        "TZ": ZONE,
        "LC_ALL": LOCALE,
        "LANG": LOCALE,
        "LANGUAGE": "kk:ru",
        "LISTING": "forwards",
    }
    return Surroundings(folder, LOGIN, f"{FAMILY} {CYRILLIC}", HOST, MOMENT, variables)


def elsewhere(folder: Path) -> Surroundings:
    """Return the surroundings of somebody else, who has everything otherwise."""
    variables = {
        "TZ": "Pacific/Chatham", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1234567890", "COLUMNS": "40", "UMASK": "077", "ONE_PROCESSOR": "1",
        "LISTING": "backwards", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    moment = datetime(2029, 2, 28, 23, 59, 58, tzinfo=UTC)
    deep = folder / "one more" / "and more"
    return replace(telling(deep), login="other", name="O. Ther", host="else", moment=moment,
                   variables=variables)  # fmt: skip


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that is made once for all tests, in however many processes they run."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder, made = base / name, base / f"{name}.made"
    with FileLock(base / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            made.touch()
    return folder


def telling_pack(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pack with all that was made in it."""

    def make(folder: Path) -> None:
        here = telling(folder)
        root = str(here.home / FOLDER)
        here.run(
            "tests.support.everything", "fresh,work,output,pages,seal,redact,surroundings", root
        )

    return telling(once(factory, "telling", make)).home / FOLDER


def files_of(root: Path, *folders: str) -> dict[str, bytes]:
    """Return the files that somebody else may get to see, or those in some folders."""
    return {
        name.as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        for name in [path.relative_to(root)]
        if path.is_file()
        and name.as_posix() not in PACKAGES
        and (name.parts[0] in folders if folders else name.parts[0] not in OWN)
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names of files that are not in both, or not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def traces(root: Path) -> list[str]:
    """Return the words that only who made the pack, where and with what, can have brought in."""
    found = [
        LOGIN, FAMILY, CYRILLIC, HOST, "qupiaqalta", "kk_KZ", "Qyzylorda", *FOREIGN.values(),
        str(REPOSITORY), sys.prefix, str(root.parents[1]), "site-packages", "dist-packages",
        (root / ".kuager" / "installation").read_text("utf-8").strip(), "AGE-SECRET-KEY",
    ]  # fmt: skip
    for place in ("/etc/machine-id", "/proc/sys/kernel/random/boot_id"):
        with_name = Path(place)
        found += [with_name.read_text().strip()] if with_name.exists() else []
    address = uuid.getnode()
    found += [] if address >> 40 & 1 else [f"{address:012x}"]  # that bit says: made up
    return [word for word in found if word]


def search(root: Path, words: Iterable[str], moments: Iterable[datetime] = ()) -> Search:
    """Return a search for words and moments, which can look into what is sealed for the pack."""
    secret = (root / ".kuager" / "keys" / "key.key").read_text("utf-8").splitlines()[1]
    key = identity_parse(secret, "key")

    def opened(content: bytes) -> bytes | None:
        sealed = content.startswith(b"age-encryption.org/")
        return unseal(content, [key], "it") if sealed else None

    return Search(words, *days(moments), opener=opened)


def days(moments: Iterable[datetime]) -> tuple[str, set[str]]:
    """Return a regular expression for days and those around them, in all forms, and hints."""
    forms, hints = {r"(?!)"}, {"no such hint"}
    for moment in moments:
        for off in (-1, 0, 1):
            day = (moment + timedelta(days=off)).date()
            forms |= _forms(day)
            # Seconds since 1970, and parts of them; one in the fifth digit is 28 hours.
            begin = int(moment.timestamp()) // 100_000 + off
            forms.add(rf"(?<![0-9A-Za-z.]){begin}\d{{5}}(?:\d{{3}}){{0,3}}(?![0-9A-Za-z])")
            hints |= {str(day.year), str(begin)}
    return f"(?i:{'|'.join(sorted(forms))})", hints


def _forms(day: date) -> set[str]:
    year, month, number = day.year, day.month, day.day
    numbers = {
        rf"(?<!\d){year}(?:{month:02}{number:02}|[-./: ]{month:02}[-./: ]{number:02}(?!\d))",
        rf"(?<!\d){number:02}[-./]{month:02}[-./]{year}",
        rf"(?<!\d){month:02}[-./]{number:02}[-./]{year}",
    }
    english = day.strftime("%B")
    named = {english, english[:3], _RUSSIAN[month - 1], _KAZAKH[month - 1]}
    words = {f"{number} {name},? {year}" for name in named}
    words |= {f"{name} {number},? {year}" for name in named}
    words |= {f"{year} жылғы {number} {name}" for name in named}
    return numbers | words


_RUSSIAN = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
    "октября", "ноября", "декабря",
)  # fmt: skip
_KAZAKH = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек",
    "қазан", "қараша", "желтоқсан",
)  # fmt: skip
