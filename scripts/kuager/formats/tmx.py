"""TMX 1.4, the format in which programs for translators pass memories on.

Our placeables travel as the inline elements that TMX has for them, with the tag as their
content: ``<bpt i="1" x="1">&lt;1&gt;</bpt>``. Other programs show or drop these as they do with any
code; read back here, they are placeables again. Codes of other programs are left out and their
words kept, as OmegaT does at its level 1 (``TMXReader2.parseSegExtLevel1``); unlike there, the
words inside ``hi``, which holds no code, are kept too.

Nothing written says who, when or with what: the attributes that TMX 1.4b demands of a header
have constant values, the ones it does not demand are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from kuager.errors import InputError
from kuager.guarded_xml import FORBIDDEN
from kuager.model import language_of
from kuager.placeables import Close, Literal, Open, Standalone, Token, serialise, tokenise
from kuager.tmx_reader import NativeCode, Variant, read_units

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="tmx" creationtoolversion="1.4" segtype="sentence" o-tmf="tmx" \
adminlang="en" srclang={language} datatype="plaintext"{notes}>
<body>
"""
_FOOTER = "</body>\n</tmx>\n"
_PIECES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class TmxText:
    """A text in one language."""

    locale: str
    text: str
    """With placeables."""
    note: str = ""
    """For whoever reads the file; must name nobody."""


@dataclass(frozen=True, slots=True)
class TmxUnit:
    """A text in several languages."""

    texts: tuple[TmxText, ...]
    line: int = 0
    """Where it begins in the file it was read from."""

    def text(self, locale: str) -> str:
        """Return the text in a language, empty where there is none.

        The very locale is preferred, then the bare language, then any country's: the order of
        OmegaT (``TMXReader2.getTuvByLang``).
        """
        language, wanted = language_of(locale), _normal(locale)
        best = ("", 0)
        for variant in self.texts:
            tag = _normal(variant.locale)
            if language_of(tag) == language:
                rank = 3 if tag == wanted else 2 if tag == language else 1
                if rank > best[1]:
                    best = (variant.text, rank)
        return best[0]


def _normal(locale: str) -> str:
    return locale.replace("_", "-").lower()


def tmx_parse(stream: BinaryIO, name: str) -> Iterator[TmxUnit]:
    """Yield the units of a TMX file, in constant memory; ``name`` is what errors call it.

    Raises InputError as ``kuager.tmx_reader`` does.
    """
    for unit in read_units(stream, name):
        yield TmxUnit(
            tuple(TmxText(variant.language, _text(variant)) for variant in unit.variants),
            unit.line,
        )


def _text(variant: Variant) -> str:
    """Return a variant's text, codes that are our own tags as placeables."""
    if len(variant.pieces) == 1 and isinstance(only := variant.pieces[0], str) and "<" not in only:
        return only
    tokens: list[Token] = []
    for piece in variant.pieces:
        if isinstance(piece, str):
            tokens.append(Literal(piece))
        else:
            tokens.extend(_placeable(piece))
    return serialise(tokens)


def _placeable(code: NativeCode) -> tuple[Token, ...]:
    tokens = tokenise(code.text)
    return tokens if len(tokens) == 1 and not isinstance(tokens[0], Literal) else ()


def tmx_serialize(
    source_locale: str, units: Iterable[TmxUnit], *, notes: Iterable[str] = ()
) -> Iterator[bytes]:
    """Yield a TMX 1.4 file in pieces; equal units in equal order give equal bytes.

    ``notes`` are about the file as a whole and must name nobody.
    Raises InputError for a character that no XML can carry, ValueError for a unit without texts.
    """
    told = "".join(f"<note>{_escaped(note)}</note>\n" for note in notes)
    head = f">\n{told}</header" if told else "/"
    yield _HEADER.format(language=quoteattr(_tag(source_locale)), notes=head).encode()
    pieces: list[str] = []
    for unit in units:
        pieces.append(_unit(unit))
        if len(pieces) == _PIECES_AT_ONCE:
            yield "".join(pieces).encode()
            pieces.clear()
    yield ("".join(pieces) + _FOOTER).encode()


def _tag(locale: str) -> str:
    return locale.replace("_", "-")


def _unit(unit: TmxUnit) -> str:
    if not unit.texts:
        raise ValueError("a unit of TMX has at least one text")
    variants = "\n".join(
        f"<tuv xml:lang={quoteattr(_tag(variant.locale))}>"
        f"{f'<note>{_escaped(variant.note)}</note>' if variant.note else ''}"
        f"<seg>{_segment(variant.text)}</seg></tuv>"
        for variant in unit.texts
    )
    return f"<tu>\n{variants}\n</tu>\n"


def _escaped(text: str) -> str:
    if (found := FORBIDDEN.search(text)) is not None:
        raise InputError(
            f"A text holds the character U+{ord(found[0]):04X}, which TMX cannot carry.",
            "Take it out; kuager check names the unit.",
        )
    return escape_xml(text, {"\r": "&#13;"})


def _segment(text: str) -> str:
    """Return a text with its placeables as inline elements."""
    tokens = tokenise(text)
    if len(tokens) == 1 and isinstance(tokens[0], Literal):
        return _escaped(tokens[0].text)
    whole = _whole_pairs(tokens)
    written = []
    for place, token in enumerate(tokens):
        if isinstance(token, Literal):
            written.append(_escaped(token.text))
            continue
        code, number = escape_xml(serialise([token])), token.number
        match token:
            case Open() if place in whole:
                written.append(f'<bpt i="{number}" x="{number}">{code}</bpt>')
            case Close() if place in whole:
                written.append(f'<ept i="{number}">{code}</ept>')
            case Standalone():
                written.append(f'<ph x="{number}">{code}</ph>')
            case _:
                end = "begin" if isinstance(token, Open) else "end"
                written.append(f'<it pos="{end}" x="{number}">{code}</it>')
    return "".join(written)


def _whole_pairs(tokens: tuple[Token, ...]) -> frozenset[int]:
    """Return the places of tags whose other half stands in the same text, each number once.

    TMX 1.4b wants the ``i`` of a ``bpt`` to be its own within the text.
    """
    opened: dict[int, int] = {}
    whole: dict[int, tuple[int, int]] = {}
    for place, token in enumerate(tokens):
        if isinstance(token, Open):
            opened.setdefault(token.number, place)
        elif isinstance(token, Close) and token.number in opened:
            whole.setdefault(token.number, (opened[token.number], place))
    return frozenset(place for pair in whole.values() for place in pair)
