"""Small dictionaries of hunspell, and packs that ask for them."""

from __future__ import annotations

from pathlib import Path

from .packs import CONFIGURATION, PackFolder

RUSSIAN_AFFIXES = """\
SET UTF-8
TRY оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё

SFX A Y 3
SFX A а у а
SFX A а ы а
SFX A а е а
"""
RUSSIAN = ("мама/A", "сказал", "нет", "они", "пришли", "в", "шесть", "мы", "были", "зелёный")
KAZAKH_AFFIXES = "SET UTF-8\nTRY аеіынрлтдмсқкуоғбпжөгшүұңзәйхфвцщчэюяьъһёи\n"
KAZAKH = ("мектеп", "қамау", "олар", "келді", "үкім", "халық", "кітап")


def write_dictionary(stem: Path, affixes: str, words: tuple[str, ...]) -> Path:
    """Write the two files of a dictionary; return their path without ending."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    stem.with_name(f"{stem.name}.aff").write_text(affixes, "utf-8")
    listed = "".join(f"{word}\n" for word in (str(len(words)), *words))
    stem.with_name(f"{stem.name}.dic").write_text(listed, "utf-8")
    return stem


def write_russian(stem: Path) -> Path:
    """Write a Russian dictionary of ten words."""
    return write_dictionary(stem, RUSSIAN_AFFIXES, RUSSIAN)


def write_kazakh(stem: Path) -> Path:
    """Write a Kazakh dictionary of seven words without affixes."""
    return write_dictionary(stem, KAZAKH_AFFIXES, KAZAKH)


def ask_for(pack: PackFolder, **places: str) -> None:
    """Have a pack ask for dictionaries, by locale."""
    lines = "".join(f'{locale} = "{place}"\n' for locale, place in places.items())
    asked = f"{CONFIGURATION}[tool.kuager.spelling]\n{lines}"
    (pack.root / "pyproject.toml").write_text(asked, "utf-8")
