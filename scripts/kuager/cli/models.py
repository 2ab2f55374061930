"""Commands about model packages."""

from __future__ import annotations

import click

from kuager.cli.models_evaluate import evaluate
from kuager.cli.models_install import install
from kuager.cli.models_packages import list_command, remove, signature, verify
from kuager.cli.train import train


@click.group(
    epilog="\b\nExamples:\n  kuager models list\n"
    "  kuager models install translate-en_ru==1.9 --use\n"
    "  kuager models evaluate translate-en_ru --corpus dev.en-ru.tsv"
)
def models() -> None:
    """Argos model packages: see, install, prove, measure and train them.

    Only install, and list --available, open a connection, and both say so before they do.
    """


for _command in (list_command, install, verify, remove, signature, evaluate, train):
    models.add_command(_command)
