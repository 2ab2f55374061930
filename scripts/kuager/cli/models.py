"""Commands about model packages."""

from __future__ import annotations

import click

from kuager.cli.models_build import build
from kuager.cli.models_evaluate import evaluate
from kuager.cli.models_install import install
from kuager.cli.models_packages import list_command, remove, signature, verify
from kuager.cli.train import train


@click.group(
    epilog="\b\nExamples:\n  kuager models list\n"
    "  kuager models install translate-en_ru==1.9 --use\n"
    '  kuager models build opus-2020-01-08.zip --from en --to ru --licence "CC BY 4.0"\n'
    "  kuager models evaluate translate-en_ru --corpus dev.en-ru.tsv"
)
def models() -> None:
    """Argos model packages: see, install, build, prove, measure and train them.

    Only install, and list --available, open a connection, and both say so before they do.
    """


for _command in (list_command, install, verify, remove, signature, build, evaluate, train):
    models.add_command(_command)
