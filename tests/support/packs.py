"""A small pack with an invented testimony and engines that answer in milliseconds."""

from __future__ import annotations

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
    "and": "және", "nobody": "ешкім", "told": "айтты", "us": "бізге", "where": "қайда",
    "he": "ол", "back": "қайта", "after": "кейін", "two": "екі", "days": "күн", "does": "жоқ",
    "speak": "сөйлеу", "about": "туралы", "it": "ол", "said": "деді", "no": "жоқ", "the": "сол",
    "night": "түн", "visit": "келу", "“": "«", "”": "»",
}  # fmt: skip
RUSSIAN = {
    "they": "они", "came": "пришли", "at": "в", "six": "шесть", "we": "мы", "were": "были",
    "not": "не", "asleep": "спали", "took": "забрали", "my": "моего", "brother": "брата",
    "and": "и", "nobody": "никто", "told": "сказал", "us": "нам", "where": "где",
    "he": "он", "back": "назад", "after": "через", "two": "два", "days": "дня", "does": "делает",
    "speak": "говорит", "about": "о", "it": "этом", "said": "сказал", "no": "нет", "the": "тот",
    "night": "ночной", "visit": "визит", "“": "«", "”": "»",
}  # fmt: skip

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
