"""Names of people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.risk.base import Hit, Level, Passage, Rule
from kuager.risk.names import is_full_name, is_place, names_of

_CALLED = re.compile(
    r"\b(?:nicknamed|known as|we called (?:him|her|me)|they called (?:him|her|me)|"
    r"everyone called (?:him|her|me)|(?:nickname|call sign|alias) (?:is|was))\s+"
    r"(?P<it>[\"“«‘'][^\"”»’]{2,30}[\"”»’']|(?:the )?[A-Z]\w+)"
)
_SELF = re.compile(r"\b(?:[Mm]y name is|I am called|[Mm]y surname is)\s+$")
_CYRILLIC_FULL = re.compile(
    r"\b[А-ЯӘҒҚҢӨҰҮҺІЁ][а-яәғқңөұүһіё]+(?:\s[А-ЯӘҒҚҢӨҰҮҺІЁ][а-яәғқңөұүһіё]+)?\s"
    r"[А-ЯӘҒҚҢӨҰҮҺІЁ][а-яәғқңөұүһіё]+(?:ович|евич|овн|евн|ұлы|қызы|улы|кызы)[а-яәғқңөұүһіё]{0,6}\b"
    r"|\b(?:[А-ЯӘҒҚҢӨҰҮҺІЁ]\.\s?){1,2}[А-ЯӘҒҚҢӨҰҮҺІЁ][а-яәғқңөұүһіё]{2,}"
    r"|\b[А-ЯӘҒҚҢӨҰҮҺІЁ][а-яәғқңөұүһіё]{2,}\s(?:[А-ЯӘҒҚҢӨҰҮҺІЁ]\.\s?){2}"
)

_PUBLIC = frozenset(
    """
    Nazarbayev Tokayev Putin Medvedev Yeltsin Gorbachev Stalin Lenin Brezhnev Khrushchev Beria
    Lukashenko Zelensky Zelenskyy Zelenskiy Jinping Erdogan Merkel Trump Biden Obama Navalny Abai
    Furmanov Satpayev
    """.split()  # noqa: SIM905
)
"""Names that all know, and that lead to nobody who is to be protected."""


class People(Rule):
    """Names of people."""

    id = "person"
    name = "Name of a person"
    description = (
        "A name identifies its bearer, and with a given name a family or class is told apart."
    )
    advice = "Say who it is to the narrator: a friend, my brother, an officer."
    level = Level.HIGH
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield names; full ones and the narrator's own weigh most."""
        text = passage.text
        yield from self.hits(_CYRILLIC_FULL, text, Level.CRITICAL)
        if passage.language != "en":
            return
        yield from self.hits(_CALLED, text)
        for name in names_of(text):
            if not is_place(text, name):
                own = _SELF.search(text[max(0, name.start - 40) : name.start])
                grave = Level.CRITICAL if own or is_full_name(name.text) else self.level
                if name.text.split()[-1] in _PUBLIC:
                    grave = Level.LOW
                yield Hit(name.start, name.end, grave)
