"""A process that works at a desk until it is killed, and says what it was promised.

Arguments: folder of the pack, document, locale, seed. A line on standard output is written
after the desk has acknowledged: ``text UNIT TEXT``, ``typed UNIT TEXT``, ``note UNIT TEXT``.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kuager.model import text_hash
from kuager.pack import open_pack
from kuager.review import Action
from kuager.steps.desk import Desk
from kuager.steps.turns import Wish

EDITS = 1_000


def main(folder: str, document: str, locale: str, seed: str) -> None:
    """Work."""
    chance = random.Random(seed)
    with Desk(open_pack(Path(folder)), document, locale, save_after=0.02) as desk:
        for count in range(EDITS):
            number = chance.randint(1, len(desk.units))
            unit = desk.unit(number)
            shown = text_hash(unit.target)
            text = f"{seed} мәтін {count}."
            match chance.randint(0, 3):
                case 0:
                    known = desk.typed(number)
                    desk.type(number, "t-1", text, shown, text_hash(known.text) if known else "")
                    print("typed", unit.id, text, flush=True)
                case 1:
                    desk.take(number, Wish(Action.COMMENT, note=text), "t-1")
                    print("note", unit.id, text, flush=True)
                case _:
                    desk.take(number, Wish(Action.TRANSLATE, text, shown=shown), "t-1")
                    print("text", unit.id, text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
