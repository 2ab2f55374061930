"""Find the tokens that tell a multilingual model which languages it is to translate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import localedata
from babel.core import get_global

from kuager.errors import PackageError, UsageError
from kuager.model import language_of

_MARIAN = re.compile(r">>(?P<code>[A-Za-z][A-Za-z0-9_-]*)<<")
"""OPUS-MT: before the source, names the target language."""
_M2M = re.compile(r"__(?P<code>[a-z]{2,3})__")
"""M2M-100: before the source its own language, before the target its own."""
_NLLB = re.compile(r"(?P<code>[a-z]{3}_[A-Z][a-z]{3})")
"""NLLB, as M2M-100; FLORES-200 codes."""

SHOWN = 8
"""Language tokens that an error lists."""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Tokens that a package puts before every source and every target; empty where none."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asks for."""

    source_locale: str
    target_locale: str
    source_prefix: str | None = None
    """None: to be found out."""
    target_prefix: str | None = None


def choose_prefixes(
    wanted: Wanted, source_vocabulary: Sequence[str], target_vocabulary: Sequence[str]
) -> Prefixes:
    """Return the language tokens that a model needs for a pair; empty ones where it has none.

    Raises PackageError where the model has language tokens but none, or more than one, for the
    pair, UsageError for a wanted token that is not in the vocabulary.
    """
    own = _Tokens(source_vocabulary)
    source = target = ""
    if own.marian:
        if wanted.source_prefix is None:
            source = _token(own.marian, wanted.target_locale, "into", "--source-prefix")
    elif codes := own.m2m or own.nllb:
        if wanted.source_prefix is None:
            source = _token(codes, wanted.source_locale, "from", "--source-prefix")
        if wanted.target_prefix is None:
            target = _token(codes, wanted.target_locale, "into", "--target-prefix")
    source = source if wanted.source_prefix is None else wanted.source_prefix
    target = target if wanted.target_prefix is None else wanted.target_prefix
    for token, vocabulary, option in (
        (source, source_vocabulary, "--source-prefix"),
        (target, target_vocabulary, "--target-prefix"),
    ):
        if token and token not in vocabulary:
            raise UsageError(
                f"The token given with {option} is not in the model's vocabulary.",
                "Give it as it stands there, such as '>>kaz_Cyrl<<' or kaz_Cyrl.",
            )
    return Prefixes(source, target)


def check_languages(stated: Sequence[str], locale: str, verb: str) -> None:
    """Refuse a language that is not among those a checkpoint says it translates from or into.

    Groups (``zle``, ``trk``) and codes that CLDR does not know say nothing about a language.
    Raises PackageError.
    """
    known = [code for code in stated if localedata.exists(_language(code))]
    if len(known) < len(stated) or not known:
        return
    if _language(locale) not in {_language(code) for code in known}:
        raise PackageError(
            f"The checkpoint translates {verb} {_listed(known)}, not {verb} {locale}.",
            "Use another checkpoint, or name the languages that this one is for.",
        )


def names_languages(vocabulary: Sequence[str]) -> bool:
    """Say whether a vocabulary holds tokens of languages as M2M-100 or NLLB writes them."""
    own = _Tokens(vocabulary)
    return bool(own.m2m or own.nllb)


class _Tokens:
    """The language tokens of a vocabulary: code → token, by the families that write them."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.marian = _matches(_MARIAN, vocabulary)
        # One such token may be a word like any other: a multilingual model has several.
        self.m2m = _several(_matches(_M2M, vocabulary))
        self.nllb = _several(_matches(_NLLB, vocabulary))


def _matches(pattern: re.Pattern[str], vocabulary: Iterable[str]) -> dict[str, str]:
    found = ((pattern.fullmatch(token), token) for token in vocabulary)
    return {match["code"]: token for match, token in found if match}


def _several(tokens: dict[str, str]) -> dict[str, str]:
    return tokens if len(tokens) > 1 else {}


def _token(tokens: Mapping[str, str], locale: str, verb: str, option: str) -> str:
    """Return the token for a locale: of its language, and of its usual script if there are two."""
    fitting = [code for code in tokens if _language(code) == _language(locale)]
    if len(fitting) > 1:
        script = _script(locale)
        fitting = [code for code in fitting if _script(code) == script] or fitting
        fitting = [code for code in fitting if _named_script(code)] or fitting
    if len(fitting) == 1:
        return tokens[fitting[0]]
    if fitting:
        raise PackageError(
            f"The model has several tokens for {locale}: {_listed(map(tokens.get, fitting))}.",
            f"Choose one with {option}.",
        )
    raise PackageError(
        f"The model does not translate {verb} {locale}; it knows {_listed(tokens)}.",
        f"Use another checkpoint, or give its token with {option}.",
    )


def _language(code: str) -> str:
    """Return the subtag that CLDR prefers for a language: ``kk`` for ``kaz_Cyrl``."""
    language = language_of(code)
    preferred: str = get_global("language_aliases").get(language, language)
    return language_of(preferred)


def _script(code: str) -> str:
    """Return the script of a code or, where it names none, the one that CLDR finds likely."""
    likely: str = get_global("likely_subtags").get(_language(code), "")
    return _named_script(code) or (likely.split("_")[1] if likely.count("_") > 1 else "")


def _named_script(code: str) -> str:
    parts = re.split("[-_]", code)[1:]
    return next((part for part in parts if re.fullmatch("[A-Z][a-z]{3}", part)), "")


def _listed(codes: Iterable[str | None]) -> str:
    names = sorted(str(code) for code in codes)
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"
