"""Try a package: load it and look whether what it says can be a translation at all."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Sequence
from datetime import date

from babel import UnknownLocaleError, parse_locale
from babel.core import get_global
from babel.dates import format_date

from kuager.engines.argos import ArgosEngine
from kuager.errors import PackageError
from kuager.model import language_of
from kuager.models.packages import ArgosPackage

_SENTENCES = {
    "en": ("They came at night.", "We were at home.", "He took my brother."),
    "ru": ("Они пришли ночью.", "Мы были дома.", "Он забрал моего брата."),
}
_DAYS = (date(2022, 3, 4), date(2019, 6, 9), date(1999, 12, 30))

_SCRIPTS = {
    "Arab": ("ARABIC",), "Armn": ("ARMENIAN",), "Beng": ("BENGALI",), "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",), "Geor": ("GEORGIAN",), "Grek": ("GREEK",), "Hans": ("CJK",),
    "Hant": ("CJK",), "Hebr": ("HEBREW",), "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL", "CJK"), "Latn": ("LATIN",), "Thai": ("THAI",),
}  # fmt: skip
"""ISO 15924 code → how the Unicode names of its letters begin."""

SHARE = 0.5
"""Of the letters in the target's script, at least: names may stay as they are."""


def try_package(package: ArgosPackage) -> None:
    """Let a package translate a few plain sentences.

    Where we have none in its source language, they are dates as CLDR writes them. Raises
    PackageError when the model cannot be loaded, or answers nothing, or the source again, or in
    another script than CLDR gives for the target language.
    """
    sources = _sources(package.source_locale)
    answers = [draft.text for draft in ArgosEngine(package, threads=1).translate(sources)]
    if not all(answer.strip() for answer in answers):
        fault = "gives nothing back"
    elif answers == list(sources):
        fault = "gives back what it is given"
    elif not _in_script(answers, package.target_locale):
        fault = f"does not answer in the script of “{package.target_locale}”"
    else:
        return
    raise PackageError(
        f"{package.name} {package.version} {fault}.",
        "It is damaged or made for something else; use another package.",
    )


def _sources(locale: str) -> Sequence[str]:
    language = language_of(locale)
    if language in _SENTENCES:
        return _SENTENCES[language]
    try:
        return [format_date(day, "full", locale=language) for day in _DAYS]
    except (UnknownLocaleError, ValueError):
        return [day.isoformat() for day in _DAYS]


def _in_script(answers: Sequence[str], locale: str) -> bool:
    """Say whether most letters are of the locale's script, by CLDR's likely subtags.

    A language that CLDR does not know passes: Argos has codes of its own, such as ``zt``.
    """
    likely = get_global("likely_subtags").get(language_of(locale), "")
    script = ""
    for tag in (locale.replace("-", "_"), likely):
        with contextlib.suppress(ValueError):
            script = script or parse_locale(tag)[2] or ""
    names = _SCRIPTS.get(script)
    if names is None:
        return True
    letters = [letter for answer in answers for letter in answer if letter.isalpha()]
    fitting = sum(unicodedata.name(letter, "").startswith(names) for letter in letters)
    return not letters or fitting >= SHARE * len(letters)
