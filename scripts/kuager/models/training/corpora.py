"""Read parallel corpora: tab-separated text, TMX and PO files."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from kuager.errors import InputError
from kuager.model import language_of
from kuager.tmx_reader import read_units

_SPECIFICATION = re.compile(
    r"(?P<path>.+?)(?:=(?P<locales>[a-z]{2,3}(?:,[a-z]{2,3})*))?(?:\*(?P<share>[0-9.]+))?"
    r"(?:@(?P<tag>[a-z]+))?"
)
_PAIR_IN_NAME = re.compile(r"\.[a-z]{2,3}-(?P<locale>[a-z]{2,3})\.tsv(?:\.gz)?$")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of sentences and their translations."""

    path: Path
    locales: tuple[str, ...]
    """Of a table's columns after the first, or what is to be taken from a TMX file; PO files have
    one."""
    share: float
    """How much of it each pass over the corpora sees, from 0 to 1."""
    tag: str = ""
    """A kind of text, by which its sources are marked; empty for the kind that will be drafted."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation."""

    source: str
    target: str
    locale: str


def parse_corpus(specification: str) -> Corpus:
    """Read ``PATH``, ``PATH=kk,ru`` (the columns after the source) or ``PATH=ru*0.5`` (a share).

    A tag may follow: ``PATH=ru*0.5@bible``. Its sources then begin with a token of that name, so
    that a network learns its words without taking on its style (Kobus et al. 2017). The locale of
    a table may also stand in its name: ``news.en-kk.tsv.gz``. Raises InputError where neither
    says it, or the share is no number from 0 to 1.
    """
    match = _SPECIFICATION.fullmatch(specification)
    if match is None:
        raise InputError(
            f"{specification!r} names no corpus.", "Write PATH, or PATH=kk,ru*0.5@tag."
        )
    path = Path(match["path"])
    locales = tuple((match["locales"] or "").split(",")) if match["locales"] else ()
    if not locales and (named := _PAIR_IN_NAME.search(path.name)):
        locales = (named["locale"],)
    if not locales:
        raise InputError(f"{path.name} does not say its languages.", f"Write {path.name}=kk,ru.")
    try:
        share = float(match["share"] or 1)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise InputError(f"The share of {path.name} is not between 0 and 1.", "Write PATH*0.5.")
    return Corpus(path, locales, share, match["tag"] or "")


def read_corpus(corpus: Corpus) -> list[Pair]:
    """Return the pairs of a corpus, as they stand there, empty ones left out.

    Raises InputError when the file cannot be read or is not what its name says.
    """
    name = corpus.path.name
    try:
        content = corpus.path.read_bytes()
        if corpus.path.suffix == ".gz":
            content = gzip.decompress(content)
        if name.removesuffix(".gz").endswith(".tmx"):
            pairs = list(_read_tmx(content, corpus))
        elif name.removesuffix(".gz").endswith(".po"):
            pairs = list(_read_po(content, corpus.locales[0]))
        else:
            pairs = list(_read_table(content.decode(), corpus))
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise InputError(f"The corpus {name} cannot be read: {reason}.") from error
    except (UnicodeDecodeError, EOFError) as error:
        raise InputError(f"The corpus {name} is damaged or not in UTF-8.") from error
    return [pair for pair in pairs if pair.source and pair.target]


def _read_table(text: str, corpus: Corpus) -> Iterator[Pair]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) <= len(corpus.locales):
            raise InputError(
                f"Line {number} of {corpus.path.name} has {len(cells)} columns; "
                f"{len(corpus.locales) + 1} are needed."
            )
        for locale, target in zip(corpus.locales, cells[1:], strict=False):
            yield Pair(cells[0], target, locale)


def _read_tmx(content: bytes, corpus: Corpus) -> Iterator[Pair]:
    """Read translation units; the languages may carry a region (``en-US``)."""
    for unit in read_units(BytesIO(content), corpus.path.name):
        texts = {
            language_of(variant.language): " ".join(variant.text.split())
            for variant in unit.variants
        }
        for locale in corpus.locales:
            yield Pair(texts.get("en", ""), texts.get(locale, ""), locale)


def _read_po(content: bytes, locale: str) -> Iterator[Pair]:
    """Read translated messages that are not fuzzy; of plurals the first form."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 (seldom needed)

    catalog = read_po(BytesIO(content))
    for message in catalog:
        if message.id and not message.fuzzy:
            source, target = (
                form if isinstance(form, str) else next(iter(form or ()), "")
                for form in (message.id, message.string)
            )
            yield Pair(source.strip(), target.strip(), locale)
