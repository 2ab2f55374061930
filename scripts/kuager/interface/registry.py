"""Let Babel find the words of checks and rules of risk, which stand in their classes.

They stand below the floor of our own words and cannot mark their own.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

TOLD = ("name", "description", "advice")
"""What of a check or rule is shown to people."""


def extract_checks(
    stream: BinaryIO, keywords: object, tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the words of every class with an id: line, nothing, words, comment.

    The signature is that of Babel's extraction methods; keywords, tags and options play no part.
    """
    del keywords, tags, options
    for node in ast.walk(ast.parse(stream.read())):
        if isinstance(node, ast.ClassDef):
            values = {
                statement.targets[0].id: statement.value
                for statement in node.body
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            }
            for name in TOLD if "id" in values else ():
                value = values.get(name)
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.lineno, None, value.value, []
