"""The sidecar ``<document>.breaks.yaml``: where translators joined and split segments."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
import yaml

from kuager.breaks import Break
from kuager.errors import DocumentError

_HEADING = (
    "# Where translators joined or split segments. Each place is named by the text around it.\n"
    "# Written by: kuager segments join | split\n"
)
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)


def breaks_parse(content: bytes, name: str) -> list[Break]:
    """Read a sidecar; ``name`` is what errors call it. Raises DocumentError."""
    if conflict := _CONFLICT.search(content):
        line = content.count(b"\n", 0, conflict.start()) + 1
        raise DocumentError(
            f"{name}, line {line}: holds an unresolved git merge.",
            "Resolve it: keep the entries of both versions, and take the marks out.",
        )
    try:
        # Everything is text here: a sentence may well begin with a date or a number.
        entries = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 (safer than safe)
        breaks = msgspec.convert(entries or [], list[Break], strict=True)
    except msgspec.ValidationError as error:
        place = re.search(r"\$\[(\d+)\]", str(error))
        raise _wrong(name, int(place[1]) + 1 if place else 0) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DocumentError(f"{name} is not valid YAML.", "Mend or delete it.") from error
    for number, mark in enumerate(breaks, 1):
        if not mark.before.strip() or not mark.after.strip():
            raise _wrong(name, number)
    return breaks


def _wrong(name: str, number: int) -> DocumentError:
    where = f"entry {number} is no" if number else "it does not hold a list of"
    return DocumentError(
        f"{name}: {where} break{'' if number else 's'} (kind: join or split, before, after).",
        "Mend or delete the entry." if number else "Mend or delete it.",
    )


def breaks_serialize(breaks: Iterable[Break]) -> bytes:
    """Write a sidecar, in the order given."""
    entries = [{"kind": b.kind.value, "before": b.before, "after": b.after} for b in breaks]
    return (_HEADING + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)).encode()
