"""Name an engine in a pyproject.toml, changing one line and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from kuager.errors import ConfigurationError

_TABLE = re.compile(
    r"[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*kuager[ \t]*\.[ \t]*engines[ \t]*\][ \t]*(#.*)?"
)
_ANY_TABLE = re.compile(r"[ \t]*\[")


def name_engine(content: bytes, locale: str, package: str) -> bytes:
    """Return a pyproject.toml in which ``[tool.kuager.engines]`` names a package for a locale.

    Everything else stays byte for byte, comments too. What comes out is read again and compared:
    where the setting stands in a form that a change of one line cannot reach (an inline table,
    dotted keys), ConfigurationError says what to write.
    """
    try:
        text = content.decode()
        changed = _edit(text, locale, package)
        wanted = tomllib.loads(text)
        kuager: dict[str, Any] = wanted.setdefault("tool", {}).setdefault("kuager", {})
        kuager.setdefault("engines", {})[locale] = package
        proven = tomllib.loads(changed) == wanted
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        proven = False
    if not proven:
        raise ConfigurationError(
            "pyproject.toml names its engines in a form that is not changed by itself.",
            f'Write into it yourself: [tool.kuager.engines] {locale} = "{package}"',
        )
    return changed.encode()


def _edit(text: str, locale: str, package: str) -> str:
    setting = f"{_key(locale)} = {json.dumps(package)}"
    end = "\r\n" if "\r\n" in text else "\n"
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)  # splitlines knows more ends than TOML
    start = next((n for n, line in enumerate(lines) if _TABLE.fullmatch(line.rstrip())), None)
    if start is None:
        gap = end if text and not text.endswith(("\n\n", "\r\n\r\n")) else ""
        closing = "" if not text or text.endswith("\n") else end
        return f"{text}{closing}{gap}[tool.kuager.engines]{end}{setting}{end}"
    old = re.compile(
        rf"(?P<key>[ \t]*(?:{re.escape(locale)}|\"{re.escape(locale)}\"|'{re.escape(locale)}')"
        r"[ \t]*=[ \t]*)(?:\"[^\"\\]*\"|'[^']*')(?P<rest>[ \t]*(?:#.*)?)"
    )
    for number in range(start + 1, len(lines)):
        line = lines[number].rstrip("\r\n")
        if _ANY_TABLE.match(line):
            break
        if match := old.fullmatch(line):
            tail = lines[number][len(line) :]
            lines[number] = f"{match['key']}{json.dumps(package)}{match['rest']}{tail}"
            return "".join(lines)
    if not lines[start].endswith("\n"):
        lines[start] += end
    lines.insert(start + 1, f"{setting}{end}")
    return "".join(lines)


def _key(locale: str) -> str:
    return locale if re.fullmatch(r"[A-Za-z0-9_-]+", locale) else json.dumps(locale)
