"""Read what a document says of itself: the YAML front matter of Markdown, or a sidecar file.

The fields are flat: a key and a value a line. All values are read as text, so that Norway's
``NO`` stays a country and a title ``2022`` a title; only then is each field checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NoReturn

import yaml
from babel import Locale, UnknownLocaleError

from kuager.errors import DocumentError
from kuager.model import Metadata, NarratorGender

SIZE_LIMIT = 16_384
"""Characters of front matter; ours has about 300."""

RESERVED_ID = "kuager"
"""The catalogs of the exports' own words have this name."""

_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n(?:[ \t]*\r?\n)?|\Z)",
    re.DOTALL | re.MULTILINE,
)
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PLAIN = re.compile(r"([a-z]+(?:-[a-z]+)*): ([A-Za-z0-9][A-Za-z0-9.,_-]*(?: [A-Za-z0-9.,_-]+)*)")
"""A line that YAML reads as it stands, as most are: its parser takes a hundred times as long, which
shows where thousands of documents are asked for their ids."""
_KEY = re.compile(r"[a-z-]{1,30}")
_TAG = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
"""The form of BCP 47; Babel cuts a tag at the first full stop or at-sign and looks no further."""
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of CLDR's territory names that stand for unions, test locales or nothing."""


@dataclass(frozen=True, slots=True)
class Split:
    """A Markdown text taken apart."""

    fields: str | None
    """The YAML between the fences; None where there is no front matter."""
    body: str
    first_line: int
    """Number of the file's line that the body begins on, from 1."""


def split_front_matter(text: str) -> Split:
    """Divide a Markdown text into front matter and body; one blank line between them is neither."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return Split(None, text, 1)
    return Split(match["fields"], text[match.end() :], text.count("\n", 0, match.end()) + 1)


def read_metadata(fields: str, name: str) -> Metadata:
    """Check the fields of a front matter or sidecar.

    ``name`` is what errors call the file. Raises DocumentError naming file and key for YAML
    that is broken, nested, too long or repeats a key, and for a field that is unknown, missing
    or of a form that it cannot have.
    """
    values, lines = _read_fields(fields, name)
    known: dict[str, Callable[[str], object]] = {
        "id": _identifier,
        "title": _words,
        "recorded": _moment,
        "country": _country,
        "language": _language,
        "anonymous": _truth,
        "narrator-gender": _gender,
        "licence": _words,
    }
    for key in values:
        if key not in known:
            raise DocumentError(
                f"{name}: there is no field {_called(key, lines[key])}.",
                f"Fields are {', '.join(known)}.",
            )
    for key in ("id", "title", "language"):
        if not values.get(key):
            raise DocumentError(f'{name}: the field "{key}" is missing.', f'Add "{key}: …".')
    checked: dict[str, object] = {}
    for key, value in values.items():
        if not value:
            continue
        try:
            checked[key.replace("-", "_")] = known[key](value)
        except ValueError as error:
            raise DocumentError(f'{name}: the field "{key}" is wrong.', f"{error}") from None
    return Metadata(**checked)  # type: ignore[arg-type]  # each reader returns its field's type


def _read_fields(fields: str, name: str) -> tuple[dict[str, str], dict[str, int]]:
    """Read a flat YAML mapping from the parser's events: nothing nests, nothing is expanded.

    Return the values and the lines, from 1, by key.
    """
    if len(fields) > SIZE_LIMIT:
        raise DocumentError(
            f"{name}: the front matter is longer than {SIZE_LIMIT} characters.",
            "Keep to the fields that are needed.",
        )

    plain = _read_plain(fields)
    if plain is not None:
        return plain

    def refuse(line: int | None) -> NoReturn:
        where = "" if line is None else f" (line {line + 1} of it)"
        raise DocumentError(
            f'{name}: the front matter is not a plain list of "key: value" lines{where}.',
            'Put values with ":", "#" or quotes in them between double quotes.',
        )

    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    key: str | None = None
    in_mapping = False
    try:
        for event in yaml.parse(fields, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.MappingStartEvent) and not in_mapping:
                in_mapping = True
            elif isinstance(event, yaml.ScalarEvent) and in_mapping and event.tag is None:
                if key is None:
                    key = event.value
                    lines[key] = event.start_mark.line + 1 if event.start_mark else 1
                    if key in values:
                        raise DocumentError(
                            f"{name}: the field {_called(key, lines[key])} is there twice.",
                            "Remove one.",
                        )
                else:
                    # YAML's null: a key with nothing behind it.
                    empty = event.style is None and event.value in ("~", "null")
                    values[key], key = "" if empty else event.value.strip(), None
            elif isinstance(event, yaml.NodeEvent | yaml.MappingStartEvent):
                refuse(getattr(event.start_mark, "line", None))
    except yaml.YAMLError as error:
        refuse(getattr(getattr(error, "problem_mark", None), "line", None))
    return values, lines


def _read_plain(fields: str) -> tuple[dict[str, str], dict[str, int]] | None:
    """Read fields without YAML's parser; None where it might see something else in them."""
    found = [_PLAIN.fullmatch(line) for line in fields.removesuffix("\n").split("\n")]
    pairs = [(match[1], match[2]) for match in found if match]
    values = {key: "" if value == "null" else value for key, value in pairs}
    if len(values) < len(found):  # another kind of line, or a key twice
        return None
    return values, {key: line for line, (key, _) in enumerate(pairs, 1)}


def _called(key: str, line: int) -> str:
    """Name a key in an error: by its line if it may be something else, a speaker's name say."""
    return f'"{key}"' if _KEY.fullmatch(key) else f"of the name on line {line} of the front matter"


def _words(value: str) -> str:
    if not value.isprintable():
        raise ValueError("It must be one line of text.")
    return value


def _identifier(value: str) -> str:
    if not _ID.fullmatch(value) or len(value) > 100 or value == RESERVED_ID:
        raise ValueError(
            "It names files: lower-case letters a-z, digits, hyphen, underscore and full stop, "
            f'beginning with a letter or digit, at most 100; not "{RESERVED_ID}".'
        )
    return value


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo:
        raise ValueError("Write the local date and time without a zone, as in 2022-03-04T16:09.")
    return moment


def _country(value: str) -> str:
    if not re.fullmatch("[A-Z]{2}", value) or value not in _countries():
        raise ValueError("Write a country's two-letter code of ISO 3166-1, as in KZ.")
    return value


@cache
def _countries() -> frozenset[str]:
    return frozenset(Locale("en").territories) - _NO_COUNTRIES


def _language(value: str) -> str:
    try:
        known = _TAG.fullmatch(value) and Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError):
        known = None
    if not known:
        raise ValueError("Write a language tag of locale data, as in en or en-GB.")
    return value


def _truth(value: str) -> bool:
    try:
        return _TRUTH[value.lower()]
    except KeyError:
        raise ValueError("Write true or false.") from None


def _gender(value: str) -> NarratorGender:
    try:
        return NarratorGender(value)
    except ValueError:
        choices = ", ".join(gender.value for gender in NarratorGender)
        raise ValueError(f"Write one of: {choices}.") from None
