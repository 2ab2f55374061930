"""Commands about model packages."""

from __future__ import annotations

import click

from kuager.cli.train import train


@click.group(epilog="\b\nExample:\n  kuager models train --help")
def models() -> None:
    """Make Argos model packages."""


models.add_command(train)
