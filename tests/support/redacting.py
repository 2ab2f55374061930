"""A testimony with names in it, and a map that takes them out."""

from __future__ import annotations

from pathlib import Path

from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder

STORY = TESTIMONY.replace("title: The night visit", "title: The night in Karasu").replace(
    "He said “no”.",
    "They asked Madina, and Madina's mother wept. We left\nKarasu   with Yerlan\nAsanov. "
    "Karasu is silent. He said “no”.",
)
MAP = """\
redactions:
  - find: {en: Karasu, kk: Қарасу, ru: Карасу}
    replace: {en: a village in the south-east, kk: оңтүстік-шығыстағы ауыл, ru: село на юго-востоке}
    note: 900 people
  - find: {en: Madina, kk: Мадина, ru: Мадина}
    replace: {en: a friend, kk: бір досым, ru: подруга}
  - find: {en: Yerlan Asanov, kk: Ерлан Асанов, ru: [Ерлан Асанов, Асанов]}
    replace: {en: a neighbour, kk: бір көрші, ru: сосед}
"""
FORMS = ("karasu", "қарасу", "карасу", "madina", "мадин", "asanov", "асанов", "yerlan", "ерлан")


def told_in(pack: PackFolder) -> PackFolder:
    """Let the testimony name people and a village, translated and approved in Kazakh."""
    pack.source.write_text(STORY, "utf-8")
    # What the invented targets say is not the matter here.
    with (pack.root / "pyproject.toml").open("a") as configuration:
        configuration.write('[tool.kuager.policies]\nexport-gate = "never"\n')
    assert pack.run("segment") == 0
    for number, unit in enumerate(pack.units(), 1):
        target = f"Мәтін {number}."
        target += " Мадинаның анасы Қарасуда." if "Madina" in unit["source"] else ""
        target += " Қарасудан кеттік, Ерлан Асановпен." if "Yerlan" in unit["source"] else ""
        target += " <1>аға</1>" if "<1>" in unit["source"] else ""
        step = ("review", "edit", DOCUMENT, "kk", str(number), "--as", "t-1", "--text", target)
        assert pack.run(*step) == 0
    assert pack.run("review", "approve", DOCUMENT, "kk", "--all", "--as", "r-1") == 0
    return pack


def write_map(pack: PackFolder, text: str = MAP) -> Path:
    path = pack.root / ".kuager" / "redactions" / "map.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def redact(pack: PackFolder, *options: str) -> int:
    return pack.run("redact", DOCUMENT, "--map", "map.yaml", *options)


def holding(pack: PackFolder) -> list[str]:
    """Return the pack's files, caches and ledgers left out, that hold any of the words."""
    return [
        name
        for name, (content, _) in pack.snapshot().items()
        if any(form in content.decode("utf-8", "ignore").lower() for form in FORMS)
    ]


def contents(pack: PackFolder) -> dict[str, bytes]:
    return {name: content for name, (content, _) in pack.snapshot().items()}
