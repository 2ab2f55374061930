"""Invented testimonies for the archive: sentences of a memory, numbered so that most differ."""

from __future__ import annotations

import gzip
import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kuager.documents import Document
from kuager.formats.tmx import tmx_parse
from kuager.model import Metadata, Role, Segment, TextBlock
from kuager.segmentation import split_sentences

CORPUS: Final = Path("locales/memory/kuager-testimony.tmx.gz")
LOCALES: Final = ("kk", "ru")
BOILERPLATE: Final = 40
"""Sentences that are said in many documents."""
BOILERPLATE_SHARE: Final = 0.05
DEVIATING_SHARE: Final = 0.03
"""Of the boilerplate: translated in another way than elsewhere."""
EMPHASIS_SHARE: Final = 0.03
_PLAIN = re.compile(r"[A-Z][A-Za-z ,'0-9;-]+[.?!]")
"""Nothing that Markdown or the cutter of sentences could trip over."""
_END: Final = re.compile(r"[.?!…»”\"]*\Z")
_FRAME: Final = "They came at night. {} We waited."
_LEAD: Final = {"kk": "Сонымен, ", "ru": "Итак, "}

Triple = tuple[str, ...]
"""A sentence in English and in each locale."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """A document, its file, and what each of its segments is in each locale."""

    document: Document
    markdown: str
    targets: dict[str, tuple[str, ...]]


def read_corpus(path: Path, locales: tuple[str, ...]) -> list[Triple]:
    """Return the sentences of a memory that Markdown leaves as they are."""
    content = path.read_bytes()
    with io.BytesIO(gzip.decompress(content) if path.suffix == ".gz" else content) as stream:
        rows = [
            (unit.text("en"), *(unit.text(locale) for locale in locales))
            for unit in tmx_parse(stream, path.name)
        ]
    fit = {row[0]: row for row in rows if all(row) and _is_plain(row[0])}
    return [row for row in fit.values() if not any("<" in text or "\\" in text for text in row)]


def _is_plain(text: str) -> bool:
    if not (25 <= len(text) <= 160 and _PLAIN.fullmatch(text) and "--" not in text):
        return False
    framed = _FRAME.format(text)
    return [piece.strip() for piece in split_sentences(framed, "en")] == [
        "They came at night.",
        text,
        "We waited.",
    ]


def _numbered(text: str, number: int) -> str:
    end = _END.search(text)
    cut = end.start() if end else len(text)
    return f"{text[:cut]} ({number}){text[cut:]}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _emphasised(text: str, opening: str, closing: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{opening}{first}{closing} {rest}"


class _Writer:
    """Puts one testimony together, Markdown and segments at the same time."""

    def __init__(
        self, number: int, corpus: list[Triple], locales: tuple[str, ...], seed: int
    ) -> None:
        self.number = number
        self.dice = random.Random(f"{seed} {number}")
        self.corpus = corpus
        self.locales = locales
        self.blocks: list[TextBlock] = []
        self.markdown: list[str] = []
        self.targets: dict[str, list[str]] = {locale: [] for locale in locales}
        self.units = 0

    def sentence(self, *, inline: bool = True) -> tuple[Segment, str]:
        """Draw a sentence; return its segment and its Markdown, and keep its targets."""
        dice = self.dice
        if dice.random() < BOILERPLATE_SHARE:
            source, *targets = self.corpus[dice.randrange(BOILERPLATE)]
            for place, locale in enumerate(self.locales):
                if dice.random() < DEVIATING_SHARE:
                    targets[place] = _LEAD.get(locale, "* ") + _lowered(targets[place])
        else:
            row = self.corpus[dice.randrange(BOILERPLATE, len(self.corpus))]
            source, *targets = (_numbered(text, self.number) for text in row)
        shown = source
        placeables: tuple[str, ...] = ()
        if inline and dice.random() < EMPHASIS_SHARE and source.split(" ")[0].isalpha():
            shown = _emphasised(source, "*", "*")
            source = _emphasised(source, "<1>", "</1>")
            targets = [_emphasised(text, "<1>", "</1>") for text in targets]
            placeables = ("emphasis",)
        self.keep(*targets)
        return Segment(source, "", placeables), shown

    def keep(self, *targets: str) -> None:
        """Keep the targets of the segment at hand."""
        self.units += 1
        for locale, target in zip(self.locales, targets, strict=True):
            self.targets[locale].append(target)

    def line(self, role: Role, text: str, targets: dict[str, str], markdown: str | None) -> None:
        """Add a block of one segment; without Markdown it stands in the front matter."""
        self.keep(*(targets.get(locale, text) for locale in self.locales))
        self.blocks.append(TextBlock(role, (Segment(text, ""),)))
        if markdown is not None:
            self.markdown.append(markdown)

    def paragraph(self, most: int) -> None:
        """Add three to five sentences."""
        drawn = [self.sentence() for _ in range(min(most, self.dice.randint(3, 5)))]
        last = len(drawn) - 1
        segments = tuple(
            Segment(segment.source, "" if place == last else " ", segment.placeables)
            for place, (segment, _) in enumerate(drawn)
        )
        self.blocks.append(TextBlock(Role.PARAGRAPH, segments))
        self.markdown.append(" ".join(shown for _, shown in drawn))

    def entries(self, most: int) -> None:
        """Add a list."""
        drawn = [self.sentence() for _ in range(min(most, 4))]
        self.blocks += [TextBlock(Role.ENTRY, (segment,)) for segment, _ in drawn]
        self.markdown.append("\n".join(f"- {shown}" for _, shown in drawn))

    def table(self, most: int) -> None:
        """Add a table of two columns, if there is room for one."""
        rows = min(most, 6) // 2
        if rows < 2:
            self.paragraph(most)
            return
        lines = []
        for row in range(rows):
            cells = [self.sentence(inline=False) for _ in range(2)]
            self.blocks += [TextBlock(Role.CELL, (segment,)) for segment, _ in cells]
            lines.append(f"| {cells[0][1]} | {cells[1][1]} |")
            if not row:
                lines.append("| --- | --- |")
        self.markdown.append("\n".join(lines))


def testimony(
    number: int, corpus: list[Triple], *, units: int, locales: tuple[str, ...], seed: int
) -> Testimony:
    """Invent a document of so many units; equal arguments, equal documents."""
    writer = _Writer(number, corpus, locales, seed)
    dice = writer.dice
    name = f"archive-{number:05d}"
    title = f"Testimony {number}"
    titles = {"kk": f"{number}-айғақ", "ru": f"Свидетельство {number}"}
    writer.line(Role.TITLE, title, titles, None)
    if units > 12:
        year, day = dice.randint(1931, 2022), dice.randint(1, 28)
        dates = {"kk": f"{year} жылғы {day} наурыз", "ru": f"{day} марта {year} г."}
        writer.line(Role.PARAGRAPH, f"March {day}, {year}", dates, f"March {day}, {year}")
        country = {"kk": "Қазақстан", "ru": "Казахстан"}
        writer.line(Role.PARAGRAPH, "Kazakhstan", country, "Kazakhstan")
    kinds: list[Callable[[int], None]] = [*[writer.paragraph] * 8, writer.entries]
    kinds += [writer.table] * (number % 5 == 0)
    part = 0
    while writer.units < units:
        if writer.units + 1 < units and len(writer.markdown) % 7 == 2:
            part += 1
            heads = {"kk": f"{part}-бөлім", "ru": f"Часть {part}"}
            writer.line(Role.HEADING, f"Part {part}", heads, f"## Part {part}")
        dice.choice(kinds)(units - writer.units)
    front = f"---\nid: {name}\ntitle: {title}\nlanguage: en\nlicence: Invented for a benchmark.\n"
    document = Document(
        Metadata(name, title, "en"), f"source/{name}.md", {}, tuple(writer.blocks), ()
    )
    targets = {locale: tuple(texts) for locale, texts in writer.targets.items()}
    return Testimony(document, f"{front}---\n\n" + "\n\n".join(writer.markdown) + "\n", targets)
