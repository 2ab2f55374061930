"""Write an edition as bare lines, for archives: what any program can read in fifty years."""

from __future__ import annotations

from kuager.exporters.edition import Edition
from kuager.exporters.passages import meanings, passages, said_of

_COLUMNS = "original\ttranslation\tstate"


def export(edition: Edition) -> bytes:
    """Return one segment a line, in UTF-8: original, translation, state in words, by tabs.

    Lines that begin with ``#`` stand at the head and say what the file is and how it came
    about; the names of the columns end them. Texts hold neither tabs nor line ends.
    """
    told = [
        edition.title,
        *said_of(edition),
        *(f"{mark} {meaning}" for mark, meaning in meanings(edition).items()),
    ]
    lines = [
        *(f"# {sentence}" for sentence in told),
        _COLUMNS,
        *(
            f"{passage.original}\t{passage.marked_translation}\t{passage.standing}"
            for passage in passages(edition)
        ),
    ]
    return "".join(f"{line}\n" for line in lines).encode()
