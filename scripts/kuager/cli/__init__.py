"""The command line: arguments in, steps called, results printed, an exit code out."""

from __future__ import annotations

from kuager.cli.interruption import (
    INTERRUPTED,
    NOTHING_HALF,
    Interruption,
    imports_done,
    stand_down,
    take_over,
)  # isort: split

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kuager import __version__
from kuager.cli.commands import CommandsOnDemand
from kuager.cli.console import complain
from kuager.errors import KuagerError
from kuager.offline import forbid_network
from kuager.storage import explain

INTERNAL = 70


@click.group(
    cls=CommandsOnDemand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 a gate failed (findings, unapproved text, broken ledger); "
    "2 usage; 3 bad input or a missing model; 130 interrupted, nothing lost.",
)
@click.version_option(__version__, prog_name="kuager")
@click.option(
    "--pack",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder of the pack; by default the current one or one above it.",
)
@click.pass_context
def cli(context: click.Context, folder: Path) -> None:
    """Take a testimony from source to reviewed editions, without a network.

    The chain is segment → draft → check → review → export. kuager demo runs all of it but the
    review, and marks what nobody has read.
    """
    context.obj = folder


def run(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code. Never raises, never shows a traceback."""
    try:
        outcome = cli.main(list(arguments), prog_name="kuager", standalone_mode=False)
    except KuagerError as error:
        complain(error.problem, error.mend)
        return error.exit_code
    except click.exceptions.Abort as error:
        return _interrupted(error.__cause__)
    except click.UsageError as error:
        return _misused(error)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt as error:
        return _interrupted(error)
    except SystemExit as leaving:
        # click leaves on its own when the reader of a pipe has gone.
        return leaving.code if isinstance(leaving.code, int) else 1
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        refusal = explain(error, Path(error.filename or "a file").name)
        complain(refusal.problem, refusal.mend)
        return refusal.exit_code
    except Exception as error:  # the last line of defence: no traceback, no text
        if os.environ.get("KUAGER_DEBUG"):
            raise
        complain(
            f"Internal error ({type(error).__name__}); nothing was lost.",
            "Please report it; KUAGER_DEBUG=1 shows where it happened.",
        )
        return INTERNAL
    return outcome if isinstance(outcome, int) else 0


def _misused(error: click.UsageError) -> int:
    if "unexpected extra argument" in error.message:
        # click would repeat the words, and they may be a translation without its quotes.
        complain("There are more arguments than the command takes.", 'Put a text in quotes: "…"')
    else:
        told = re.sub(r"'[^']*'", _without_words, error.format_message())
        command = error.ctx.command_path if error.ctx else "kuager"
        complain(told, f"See: {command} --help")
    return error.exit_code


def _without_words(quoted: re.Match[str]) -> str:
    """Return what click quotes if it is a name of ours, and dots for anybody's words."""
    return quoted[0] if re.fullmatch(r"'[\x21-\x7e]{1,40}'", quoted[0]) else "'…'"


def _interrupted(cause: BaseException | None) -> int:
    complain("Interrupted.", cause.mend if isinstance(cause, Interruption) else NOTHING_HALF)
    return INTERRUPTED


def main() -> None:
    """Entry point of the ``kuager`` program."""
    try:
        take_over()
        forbid_network()
        code = run(sys.argv[1:])
        stand_down()
    except KeyboardInterrupt as error:  # it came while another error was being told
        code = _interrupted(error)
    sys.exit(code)


imports_done()
