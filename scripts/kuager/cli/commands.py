"""Commands that are loaded when they are asked for: an old laptop waits for none but its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

COMMANDS: Mapping[str, str] = {
    "segment": "steps",
    "draft": "draft",
    "check": "check",
    "status": "status",
    "search": "search",
    "export": "steps",
    "report": "report",
    "plan": "plan",
    "demo": "steps",
    "segments": "segments",
    "review": "review",
    "exchange": "exchange",
    "seal": "seal",
    "unseal": "unseal",
    "ledger": "ledger",
    "memory": "memory",
    "merge-driver": "merge_driver",
    "models": "models",
    "terms": "terms",
    "risk": "risk",
    "redact": "redact",
    "cluster": "cluster",
}
"""Name of each command, and the module of this package that holds it under the same name."""


class CommandsOnDemand(click.Group):
    """A group whose commands are modules of this package (click's documented lazy loading)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the alphabet as click shows them."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"kuager.cli.{COMMANDS[cmd_name]}")
        command: Any = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)  # noqa: S101 (a test loads every one)
        return command
