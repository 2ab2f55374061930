"""Marks and spaces."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from .base import Pair, choose, put


def end(pair: Pair, dice: Random) -> str | None:
    """Lose the mark that ends the sentence, or write another."""
    mark = pair.target[-1:]
    if mark not in {".", "!", "?", "…"} or pair.source[-1:] not in {".", "!", "?", "…"}:
        return None
    others = [sign for sign in ("", ",", "!", "?", ":") if sign != mark]
    return pair.target[:-1] + dice.choice(others)


def unpair_quotes(pair: Pair, dice: Random) -> str | None:
    """Forget an opening or a closing quotation mark."""
    places = [place for place, sign in enumerate(pair.target) if sign in "«»"]
    if not places:
        return None
    place = dice.choice(places)
    return put(pair.target, place, place + 1, "")


def other_quotes(pair: Pair, dice: Random) -> str | None:
    """Write quotation marks of another language."""
    if "«" not in pair.target or "»" not in pair.target:
        return None
    opening, closing = dice.choice((('"', '"'), ("“", "”"), ("'", "'"), ("»", "«")))
    table = str.maketrans({"«": opening, "»": closing})
    return pair.target.translate(table)


def drop_quotes(pair: Pair, dice: Random) -> str | None:
    """Forget the quotation marks altogether."""
    if not re.search('["“”«»‘]', pair.source) or "«" not in pair.target:
        return None
    return re.sub("[«»]", "", pair.target)


def with_brackets(pair: Pair, dice: Random) -> Pair | None:
    """Put the last word of both sides into brackets."""
    pattern = re.compile(r"(?<= )([^\W\d_]+)(?=[.!?]$)")
    if not pattern.search(pair.source) or not pattern.search(pair.target):
        return None
    source, target = (pattern.sub(r"(\1)", text) for text in (pair.source, pair.target))
    return replace(pair, source=source, target=target)


def brackets(pair: Pair, dice: Random) -> str | None:
    """Forget a bracket."""
    places = [place for place, sign in enumerate(pair.target) if sign in "()[]"]
    if not places:
        return None
    place = dice.choice(places)
    return put(pair.target, place, place + 1, "")


def dash(pair: Pair, dice: Random) -> str | None:
    """Write a hyphen, two hyphens or an unspaced dash for a dash with spaces."""
    places = [found.span() for found in re.finditer(r"(?<=\S)[ \u00a0][—–] (?=\S)", pair.target)]
    if not places:
        return None
    return put(pair.target, *dice.choice(places), dice.choice((" - ", " -- ", "—", "— ")))


def double_space(pair: Pair, dice: Random) -> str | None:
    """Write a space twice."""
    places = [place for place, sign in enumerate(pair.target) if sign == " "]
    if not places:
        return None
    place = dice.choice(places)
    return put(pair.target, place, place, " ")


def missing_space(pair: Pair, dice: Random) -> str | None:
    """Forget the space after a mark inside the sentence."""
    text = pair.target
    return choose(
        (
            put(text, found.end() - 1, found.end(), "")
            for found in re.finditer(r"(?<=[^\W\d_])[,;:.!?] (?=[^\W\d_])", text)
        ),
        text,
        dice,
    )


def space_before(pair: Pair, dice: Random) -> str | None:
    """Write a space before a mark."""
    places = [found.start() for found in re.finditer(r"(?<=\w)[,.;:!?](?!\w)", pair.target)]
    if not places:
        return None
    place = dice.choice(places)
    return put(pair.target, place, place, " ")


def outer_space(pair: Pair, dice: Random) -> str | None:
    """Begin or end the text with a space."""
    if pair.target != pair.target.strip():
        return None
    return dice.choice((f" {pair.target}", f"{pair.target} "))
