"""Make the schema of an edition as JSON: ``python -m kuager.exporters.json_schema``.

It is published as ``docs/schemas/edition-1.json``.
"""

from __future__ import annotations

import sys
from inspect import cleandoc
from typing import Any

import msgspec

from kuager.exporters.json_shape import EditionFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> bytes:
    """Return the JSON Schema (2020-12) of an edition's file."""
    shape: dict[str, Any] = msgspec.json.schema(EditionFile)
    for part in shape["$defs"].values():
        if "description" in part:
            part["description"] = cleandoc(part["description"])
    content = {"$schema": _DIALECT, "title": "Edition, version 1", **shape}
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


if __name__ == "__main__":
    sys.stdout.write(schema().decode())
