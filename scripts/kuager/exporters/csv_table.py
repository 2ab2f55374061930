"""Write an edition as a table for spreadsheets.

Unlike the table that translators get, it has no columns of that one's names, so that it cannot
be taken in for work by mistake: it may hold marks within the text.
"""

from __future__ import annotations

import csv
import io

from kuager.exporters.edition import Edition
from kuager.exporters.passages import passages
from kuager.formats.exchanged_csv import guarded

COLUMNS = ("number", "id", "role", "original", "translation", "state", "state in words")


def export(edition: Edition) -> bytes:
    """Return a table as Excel reads it without questions: UTF-8 with a mark, commas, CRLF.

    A cell that would be taken for a formula has an apostrophe before it (OWASP, "CSV
    Injection").
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for passage in passages(edition):
        cells = (
            str(passage.number),
            passage.id,
            passage.role.value,
            passage.original,
            passage.marked_translation,
            passage.reliability.value,
            passage.standing,
        )
        writer.writerow([guarded(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")
