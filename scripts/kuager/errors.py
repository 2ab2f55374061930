"""One family of errors; each knows the exit code the command line ends with."""

from __future__ import annotations


class KuagerError(Exception):
    """Base of all errors meant for a reader.

    ``problem`` says what is wrong and where, ``mend`` what to do about it. Neither ever
    holds a sentence of the testimony: errors end up in terminals, logs and reports.
    """

    exit_code = 3

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(problem, mend)
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.problem} {self.mend}".strip()


class GateError(KuagerError):
    """A gate failed: findings, unapproved text, a broken chain found by a verification."""

    exit_code = 1


class UsageError(KuagerError):
    """The command was asked for something that it does not offer."""

    exit_code = 2


class InputError(KuagerError):
    """A file or setting that came in cannot be used."""


class ConfigurationError(InputError):
    """``[tool.kuager]`` in pyproject.toml is missing or wrong."""


class DocumentError(InputError):
    """A source document cannot be read, or not without loss."""


class CatalogError(InputError):
    """A gettext catalog cannot be read or written."""


class LedgerError(InputError):
    """A ledger is broken: an event was altered, moved or taken out."""


class PackageError(InputError):
    """An Argos model package is missing, damaged or made for something else."""


class TransitionError(InputError):
    """A review event is refused: the unit's state or the four-eyes rule forbids it.

    ``reason`` names the rule, ``parts`` what it was about, so that a page can say it in words of
    its own.
    """

    def __init__(self, problem: str, mend: str = "", *, reason: str, **parts: str) -> None:
        super().__init__(problem, mend)
        self.reason = reason
        self.parts = parts


class StorageError(InputError):
    """The disk refused: full, read-only, or in the way of what must be written."""
