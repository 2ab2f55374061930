"""Tags and addresses, set into both sides first."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from .base import Pair, put, words

_SEE: Final = {"ru": "См.", "kk": "Қараңыз:"}
_WRITE: Final = {"ru": "Пишите:", "kk": "Мына адреске жазыңыз:"}
_URLS: Final = (
    "https://example.org/cases/2022-14",
    "https://www.example.com/kk/report.pdf?page=3",
    "http://example.net/archive",
)
_MAILS: Final = ("office@example.org", "legal.aid@example.com", "archive-22@example.net")


def _appended(pair: Pair, english: str, ours: str, address: str) -> Pair | None:
    if pair.source[-1:] not in {".", "!", "?"} or pair.target[-1:] not in {".", "!", "?"}:
        return None
    return replace(
        pair,
        source=f"{pair.source} {english} {address}.",
        target=f"{pair.target} {ours} {address}.",
    )


def with_url(pair: Pair, dice: Random) -> Pair | None:
    """Let both sides end with an address on the web."""
    return _appended(pair, "See", _SEE[pair.locale], dice.choice(_URLS))


def with_mail(pair: Pair, dice: Random) -> Pair | None:
    """Let both sides end with a mail address."""
    return _appended(pair, "Write to:", _WRITE[pair.locale], dice.choice(_MAILS))


def _spoil(text: str, address: str, dice: Random) -> str:
    changed = (
        address.replace("example", "exemple"),
        address.replace("example", "пример"),
        address[:-1],
        "",
    )
    return text.replace(address, dice.choice(changed)).replace(" .", ".")


def url(pair: Pair, dice: Random) -> str | None:
    """Change, cut or lose a web address."""
    address = next((known for known in _URLS if known in pair.target), None)
    return None if address is None else _spoil(pair.target, address, dice)


def mail(pair: Pair, dice: Random) -> str | None:
    """Change, cut or lose a mail address."""
    address = next((known for known in _MAILS if known in pair.target), None)
    return None if address is None else _spoil(pair.target, address, dice)


def _tagged(text: str, place: int) -> str | None:
    found = words(text)
    if len(found) < 4:
        return None
    word = found[place % (len(found) - 1) if place else 0]
    text = put(text, word.end(), word.end(), "</1>")
    text = put(text, word.start(), word.start(), "<1>")
    return text[:-1] + "<2/>" + text[-1]


def with_tags(pair: Pair, dice: Random) -> Pair | None:
    """Set a pair of tags round a word of both sides, and a lone one near the end."""
    place = dice.randrange(20)
    source, target = _tagged(pair.source, place), _tagged(pair.target, place)
    return None if source is None or target is None else replace(pair, source=source, target=target)


def drop_tag(pair: Pair, dice: Random) -> str | None:
    """Lose a tag, or a pair of them."""
    if "<1>" not in pair.target or "</1>" not in pair.target:
        return None
    lost = dice.choice((("<1>",), ("</1>",), ("<1>", "</1>"), ("<2/>",)))
    text = pair.target
    for tag in lost:
        text = text.replace(tag, "")
    return text


def swap_tag(pair: Pair, dice: Random) -> str | None:
    """Close before opening, or give a tag another number."""
    if "<1>" not in pair.target or "</1>" not in pair.target:
        return None
    turned = pair.target.replace("<1>", "\0").replace("</1>", "<1>").replace("\0", "</1>")
    renamed = pair.target.replace("<2/>", "<3/>")
    return dice.choice((turned, renamed))
