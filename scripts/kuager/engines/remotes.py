"""Settings by which argostranslate would send text to other machines; Kuager heeds none."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

REMOTE = (
    "ARGOS_MODEL_PROVIDER",
    "ARGOS_PACKAGE_INDEX",
    "LIBRETRANSLATE_API_KEY",
    "OPENAI_API_KEY",
)
"""Names in ``argostranslate.settings``, as variables or as keys of its settings file."""

LIMIT = 64 * 1024


def remote_settings(variables: Mapping[str, str], home: Callable[[], Path]) -> list[str]:
    """Return the names of such settings that are made, in variables or in Argos' file.

    ``home`` gives the home folder; where there is none (RuntimeError), or no file that can be
    read, only the variables count.
    """
    return [name for name in REMOTE if name in variables or name in _settings(variables, home)]


def _settings(variables: Mapping[str, str], home: Callable[[], Path]) -> dict[str, object]:
    try:
        folder = variables.get("XDG_CONFIG_HOME") or home() / ".config"
        with (Path(folder) / "argos-translate" / "settings.json").open("rb") as stream:
            settings = json.loads(stream.read(LIMIT))
    except (OSError, RuntimeError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}
