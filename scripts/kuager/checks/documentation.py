"""The documentation of the checks, made from the registry.

``python -m kuager.checks.documentation > docs/CHECKS.md`` renews it.
"""

from __future__ import annotations

import sys

from kuager.checks import CHECKS, DOCUMENT_CHECKS
from kuager.checks.base import Check
from kuager.checks.consistency import DocumentCheck

_HEAD = """\
# Checks

What `kuager check` looks for. This page is made from the checks themselves: \
`python -m kuager.checks.documentation > docs/CHECKS.md`. \
`kuager check --explain` says the same in a terminal, in English, Kazakh or Russian.

An **error** keeps a unit from being approved and exported, a **warning** does so where the pack \
sets `export-gate = "warning"`, an **info** never. A finding that is none is dismissed with a \
reason: `kuager review ignore`. The last column tells what a check compares: a **unit** \
(source and target of one segment), or all units of a **document** with each other. \
**Fix**: `kuager check --fix` repairs it where that is safe.

| id | name | severity | what it finds | fix | looks at |
| --- | --- | --- | --- | --- | --- |
"""

ALL_CHECKS: tuple[Check | DocumentCheck, ...] = (*CHECKS, *DOCUMENT_CHECKS)
"""Every check, of units and of documents, in the order in which findings are reported."""


def can_fix(check: Check | DocumentCheck) -> bool:
    """Tell whether a check offers repairs."""
    return isinstance(check, Check) and type(check).fix is not Check.fix


def documentation() -> str:
    """Return a page of Markdown with a row for each check, in the order of the registry."""
    rows = [
        f"| `{check.id}` | {_cell(check.name)} | {check.severity.value} | "
        f"{_cell(check.description)} | {'yes' if can_fix(check) else ''} | "
        f"{'unit' if isinstance(check, Check) else 'document'} |\n"
        for check in ALL_CHECKS
    ]
    return _HEAD + "".join(rows)


def _cell(text: str) -> str:
    """Return a text as a cell of a table holds it: no bars, no markup."""
    for sign in "\\|*_`<[":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    sys.stdout.write(documentation())
