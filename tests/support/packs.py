"""A small pack with an invented testimony and engines that answer in milliseconds."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCUMENT = "night-visit"
TESTIMONY = """\
---
id: night-visit
title: The night visit
recorded: 2021-11-05T18:30
country: KZ
language: en
licence: Invented for the tests.
---
November 5, 2021 - 6:30pm

Kazakhstan

They came at six. We were not asleep. They took *my brother*, and nobody told us where.

- He came back after two days.
- He does not speak about it.

He said “no”. They came at six.
"""
UNITS = 10
"""Title, date, country, three and two sentences, two list entries."""

KAZAKH = {
    "they": "олар", "came": "келді", "at": "кезінде", "six": "алты", "we": "біз", "were": "едік",
    "not": "емес", "asleep": "ұйқыда", "took": "әкетті", "my": "менің", "brother": "аға",
    "and": "және", "nobody": "ешкім", "told": "айтпады", "us": "бізге", "where": "қайда",
    "he": "ол", "back": "қайта", "after": "кейін", "two": "екі", "days": "күн", "does": "өзі",
    "speak": "сөйлеу", "about": "туралы", "it": "ол", "said": "деді", "no": "жоқ", "the": "сол",
    "night": "түн", "visit": "келу", "“": "«", "”": "»",
}  # fmt: skip
RUSSIAN = {
    "they": "они", "came": "пришли", "at": "в", "six": "шесть", "we": "мы", "were": "были",
    "not": "не", "asleep": "спали", "took": "забрали", "my": "моего", "brother": "брата",
    "and": "и", "nobody": "никто", "told": "не сказал", "us": "нам", "where": "где",
    "he": "он", "back": "назад", "after": "через", "two": "два", "days": "дня", "does": "делает",
    "speak": "говорит", "about": "о", "it": "этом", "said": "сказал", "no": "нет", "the": "тот",
    "night": "ночной", "visit": "визит", "“": "«", "”": "»",
}  # fmt: skip

MENDED = "Олар <1>менің ағамды</1> әкетті, ал бізге ешкім қайда екенін айтпады."
"""Unit 6, its emphasis kept."""

CONFIGURATION = """\
[tool.kuager]
target-locales = ["kk", "ru"]
[tool.kuager.engines]
kk = "kk.argosmodel"
ru = "ru.argosmodel"
"""


@dataclass(frozen=True)
class PackFolder:
    """A pack in a folder of its own, worked on through the real command line."""

    root: Path

    def run(self, *arguments: str) -> int:
        """Run one command in process; return its exit code."""
        from kuager.cli import run  # noqa: PLC0415

        return run(["--pack", str(self.root), *arguments])

    def read(self, kind: str, *arguments: str) -> Any:
        """Return what a command prints with ``--format json``."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            assert self.run(*arguments, "--format", "json") == 0
        return parse_json(printed.getvalue(), kind)

    def units(self, locale: str = "kk") -> list[dict[str, Any]]:
        """Return the units as ``kuager review list`` shows them."""
        units: list[dict[str, Any]] = self.read("units", "review", "list", DOCUMENT, locale)[
            "units"
        ]
        return units

    def states(self, locale: str = "kk") -> dict[str, int]:
        """Return how many units are in each state that occurs."""
        (row,) = self.read("status", "status", "--locale", locale)["rows"]
        assert sum(row["states"].values()) == row["units"]
        return {state: count for state, count in row["states"].items() if count}

    def translate(self) -> None:
        """Draft; let t-1 take the Kazakh drafts over, and mend the one that lost its markup."""
        for step in (
            ("segment",),
            ("draft",),
            ("review", "confirm", DOCUMENT, "kk", f"1-{UNITS}", "--as", "t-1"),
            ("review", "edit", DOCUMENT, "kk", "6", "--as", "t-1", "--text", MENDED),
        ):
            assert self.run(*step) == 0

    def approve(self) -> None:
        """Let r-1 approve everything in Kazakh."""
        approve = ("review", "approve", DOCUMENT, "kk", "--all", "--unedited")
        assert self.run(*approve, "--as", "r-1") == 0

    @property
    def source(self) -> Path:
        """The testimony."""
        return self.root / "source" / f"{DOCUMENT}.md"

    def catalog(self, locale: str) -> Path:
        """The testimony's catalog."""
        return self.root / "locales" / locale / "LC_MESSAGES" / f"{DOCUMENT}.po"

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        """Return every file with content and time stamp, caches and lock left out."""
        return {
            path.relative_to(self.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".kuager" not in path.parts
        }


def parse_json(text: str, kind: str) -> Any:
    """Return a result printed with ``--format json``, after looking at its head."""
    document = json.loads(text)
    assert document["kind"] == kind
    assert document["version"] == 1
    return document
