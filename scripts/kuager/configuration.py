"""``[tool.kuager]`` in pyproject.toml, read and proven."""

from __future__ import annotations

import re
import tomllib
from pathlib import PurePosixPath
from typing import Annotated, Literal

import msgspec
from babel import Locale, UnknownLocaleError

from kuager.errors import ConfigurationError

_TAG = re.compile(r"[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8})*")
_MENDED = "See CONTRIBUTING.md, “Configuration”, for every key with its values."


class Policies(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """``[tool.kuager.policies]``."""

    four_eyes: bool = True
    """Who translated a unit cannot approve it."""
    ledger_dates: Literal["none", "day"] = "none"
    """Whether events carry the day they happened on."""
    export_gate: Literal["error", "warning", "never"] = "error"
    """Findings at least this severe keep a unit from being approved and exported."""


class Drafting(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """``[tool.kuager.drafting]``."""

    candidates: Annotated[int, msgspec.Meta(ge=0, le=256)] | None = None
    """Drafts of each segment that are drawn and chosen from; 0 takes that of the beam search.
    Without a number: 32 for small packages, 0 for large ones."""
    faulty: Literal["keep", "empty"] = "keep"
    """What becomes of a draft that checks object to, when no other draft was better."""


class Configuration(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What a pack's pyproject.toml says in ``[tool.kuager]``."""

    target_locales: list[str]
    source_locale: str = "en"
    engines: dict[str, str] = {}
    """Target locale → name of an Argos package, or path of an ``.argosmodel`` in the pack."""
    drafting: Drafting = Drafting()
    policies: Policies = Policies()
    spelling: dict[str, str] = {}
    """Target locale → ``system``, or path of a dictionary's .aff and .dic in the pack, without
    ending. Of a locale that is not in it the spelling is not checked."""


def check_locale(tag: str, where: str) -> None:
    """Raise ConfigurationError unless CLDR knows the locale and it can name a folder."""
    # The pattern comes first: Babel cuts a tag at the first "." and "@" and trusts the rest.
    known = _TAG.fullmatch(tag) is not None
    try:
        Locale.parse(tag if known else "", sep="_")
    except (UnknownLocaleError, ValueError) as error:
        raise ConfigurationError(
            f"{where}: “{tag}” is not a locale.", "Write a code such as kk, ru or pt_BR."
        ) from error


def configuration_parse(content: bytes, name: str = "pyproject.toml") -> Configuration:
    """Read the configuration out of a pyproject.toml; ``name`` is what errors call it.

    Raises ConfigurationError for broken TOML, unknown keys, wrong types, unknown locales,
    an engine for a locale that is no target, and the source among the targets.
    """
    try:
        tables = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name} is not valid TOML: {error}.", "Mend it.") from error
    table = tables.get("tool", {}).get("kuager")
    if table is None:
        raise ConfigurationError(
            f"{name} has no [tool.kuager].", 'It needs at least: target-locales = ["kk", "ru"]'
        )
    try:
        configuration = msgspec.convert(table, Configuration)
    except msgspec.ValidationError as error:
        problem = re.sub(r" - at `\$\.?(.*)`$", r" (at \1)", str(error))
        raise ConfigurationError(f"{name}, [tool.kuager]: {problem}.", _MENDED) from error
    where = f"{name}, [tool.kuager]"
    check_locale(configuration.source_locale, f"{where} source-locale")
    for locale in configuration.target_locales:
        check_locale(locale, f"{where} target-locales")
    targets = set(configuration.target_locales)
    if not targets or len(targets) < len(configuration.target_locales):
        raise ConfigurationError(f"{where} target-locales: empty, or a locale twice.", _MENDED)
    if configuration.source_locale in targets:
        raise ConfigurationError(
            f"{where}: {configuration.source_locale} is both source and target.", _MENDED
        )
    for key in ("engines", "spelling"):
        for locale in sorted(getattr(configuration, key).keys() - targets):
            raise ConfigurationError(f"{where} {key}: {locale} is not a target locale.", _MENDED)
    for locale, place in configuration.spelling.items():
        parts = PurePosixPath(place).parts
        if not parts or place.endswith("/") or ".." in parts or place[:1] in "/\\~" or ":" in place:
            raise ConfigurationError(
                f"{where} spelling: {locale} names no dictionary in the pack.",
                'Write "system", or a path such as "dictionaries/kk_KZ" (.aff and .dic).',
            )
    return configuration
