"""Read a redaction map: YAML, written by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

import yaml

from kuager.errors import InputError
from kuager.model import language_of
from kuager.risk.redactions import Redaction, RedactionMap

MOST = 1_000
LONGEST = 200
"""Characters of words to find or to put in their place."""
_FIELDS = {"find", "replace", "note", "case-sensitive"}
_UNFIT = re.compile(r"[*_`<>\[\]{}\\|#&~^$\n\r\t]")
"""What would become markup in one of the source formats."""
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_EXAMPLE = "An entry has find: and replace:, each with a word or words by language."


class RedactionError(InputError):
    """A redaction map cannot be used."""


def read_map(content: str, source_locale: str, locales: Collection[str]) -> RedactionMap:
    """Read a map; the languages of its words are those of the pack.

    Raises RedactionError, naming the entry and never its words: for YAML that is broken, an
    entry without words or without a replacement in a language that it is needed in, and for a
    replacement that holds what another entry takes away.
    """
    try:
        # Everything is text here: a house number must not become another one.
        read = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 (safer than safe)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", line {line + 1}" if line is not None else ""
        raise RedactionError(f"The map is not valid YAML{where}.", "Mend it.") from None
    rows = read.get("redactions") if isinstance(read, dict) else None
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        raise RedactionError(
            f'The map holds no list "redactions" of 1 to {MOST} entries.', _EXAMPLE
        )
    source, targets = language_of(source_locale), {language_of(locale) for locale in locales}
    entries = tuple(_entry(row, number, source, targets) for number, row in enumerate(rows, 1))
    found = RedactionMap(entries)
    for entry in entries:
        for language in {source, *targets}:
            if found.find(entry.replacement_in(language), language):
                raise RedactionError(
                    f"Entry {entry.number}: its replacement in {language} holds words that are "
                    "to go.",
                    "Choose other words.",
                )
    return found


def _entry(row: Any, number: int, source: str, targets: Collection[str]) -> Redaction:
    if (
        not isinstance(row, dict)
        or not _FIELDS.issuperset(row)
        or not {"find", "replace"} <= set(row)
    ):
        raise RedactionError(
            f"Entry {number} has other fields than find, replace, note, case-sensitive.", _EXAMPLE
        )
    forms: dict[str, list[str]] = {}
    for language, words in _by_language(row["find"], number, {source, *targets}).items():
        # Words of the source stand in targets too: what nobody translated.
        forms.setdefault("" if language == source else language, []).extend(words)
    replacements = {
        "" if language == "" else language: words[0]
        for language, words in _by_language(row["replace"], number, {source, *targets}).items()
    }
    for language in {source, *targets}:
        if not (replacements.get(language) or replacements.get("")):
            raise RedactionError(
                f"Entry {number} has no replacement in {language}.",
                "The words can stand there too, untranslated: give one in every language of the "
                "pack.",
            )
    told = _TRUTH.get(str(row.get("case-sensitive", "no")).lower())
    if told is None:
        raise RedactionError(f"Entry {number}: case-sensitive is neither yes nor no.")
    for words in forms.values():
        for form in words:
            _refuse_unfit(form, number, "to find")
    for text in replacements.values():
        _refuse_unfit(text, number, "to put in their place")
        if _UNFIT.search(text):
            raise RedactionError(
                f"Entry {number}: a replacement has a character that would be markup.",
                "Use letters, spaces and plain punctuation.",
            )
    return Redaction(
        number=number,
        forms=tuple((language, tuple(words)) for language, words in forms.items()),
        replacements=tuple(replacements.items()),
        case_sensitive=told,
        note=str(row.get("note", "")),
    )


def _by_language(field: Any, number: int, languages: Collection[str]) -> dict[str, list[str]]:
    """Return the words of a field by language; ``""`` for words of every language."""
    columns = field if isinstance(field, dict) else {"": field}
    found = {}
    for language, words in columns.items():
        if language and language not in languages:
            raise RedactionError(
                f"Entry {number} speaks of a language that the pack does not have.",
                f"It has: {', '.join(sorted(languages))}.",
            )
        listed = words if isinstance(words, list) else [words]
        if not listed or not all(isinstance(word, str) for word in listed):
            raise RedactionError(f"Entry {number} has no words in a language.", _EXAMPLE)
        found[language] = [
            re.sub(r"\s+", " ", unicodedata.normalize("NFC", word)).strip() for word in listed
        ]
    return found


def _refuse_unfit(text: str, number: int, what: str) -> None:
    if not text or len(text) > LONGEST:
        raise RedactionError(f"Entry {number}: words {what} are missing or longer than {LONGEST}.")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in text):
        raise RedactionError(f"Entry {number}: words {what} hold a character that nobody sees.")
    if what == "to find" and sum(sign.isalnum() for sign in text) < 2:
        raise RedactionError(
            f"Entry {number}: words {what} have fewer than two letters or figures.",
            "One letter stands in too many places.",
        )
