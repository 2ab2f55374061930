"""Let Babel find the words of checks and rules of risk, which stand in their classes.

They stand below the floor of our own words and cannot mark their own: what a class is called,
and what its findings say.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

TOLD = ("name", "description", "advice")
"""What of a check or rule is shown to people."""

WORDINGS = frozenset({"finding", "wording", "Finding", "_told", "_russian_finding"})
"""Calls whose constant texts are what findings say."""


def extract_checks(
    stream: BinaryIO, keywords: object, tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the words of every class with an id and of findings: line, nothing, words, comment.

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
                if value and (text := _text(value)):
                    yield value.lineno, None, text, []
        elif isinstance(node, ast.Call) and _called(node.func) in WORDINGS:
            for value in node.args:
                if text := _text(value):
                    yield value.lineno, None, text, []


def _text(node: ast.expr) -> str:
    """Return a constant text, of anything else an empty one."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
