"""The sidecar ``<document>.breaks.yaml``: where translators joined and split segments."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import yaml

from kuager.breaks import Break
from kuager.errors import DocumentError

_HEADING = (
    "# Where translators joined or split segments. Each place is named by the text around it.\n"
    "# Written by: kuager segments join | split\n"
)


def breaks_parse(content: bytes, name: str) -> list[Break]:
    """Read a sidecar; ``name`` is what errors call it. Raises DocumentError."""
    try:
        return msgspec.convert(yaml.safe_load(content) or [], list[Break], strict=True)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise DocumentError(f"{name} is not valid YAML.", "Mend or delete it.") from error
    except msgspec.ValidationError as error:
        raise DocumentError(f"{name}: {error}.", "Mend or delete the entry.") from error


def breaks_serialize(breaks: Iterable[Break]) -> bytes:
    """Write a sidecar, in the order given."""
    entries = [{"kind": b.kind.value, "before": b.before, "after": b.after} for b in breaks]
    return (_HEADING + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)).encode()
