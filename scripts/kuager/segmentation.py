"""Cut a paragraph into sentences by SRX rules, without losing a character.

The rules lie beside this module as SRX 2.0 files, one a language, which Okapi and OmegaT read
as well; each explains its choices at its head. SRX is the segmentation standard of LISA OSCAR
(https://www.ttt.org/oscarstandards/srx/srx20.html); choppa carries it out.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from choppa import SrxDocument

RULE_LANGUAGES = ("en", "kk", "ru")
"""Languages with a rule file of our own."""

NEUTRAL = "neutral"
"""Name of the rule file for languages that neither we nor LanguageTool have rules for."""


def split_sentences(text: str, locale: str) -> list[str]:
    """Cut one paragraph (or heading, list entry) into sentences.

    Enters a text and the locale it is written in, a BCP 47 tag such as ``kk`` or ``kk-KZ``
    (``kk_KZ`` will do). Leaves the sentences in order: joined they are the text again, white
    space stays with the sentence before it, and none is only white space unless the whole text
    is; an empty text has none.

    Our own rules serve English, Russian and Kazakh. Other languages get the LanguageTool rules
    that come with choppa where those know the language, and otherwise a neutral rule: an end
    mark of any script, white space, then anything but a lower-case letter. Never raises for a
    language it does not know.
    """
    from choppa import SrxTextIterator  # noqa: PLC0415 (costs about 0.15 s, see _rules)

    document, language = _rules(locale)
    return _hand_white_space_left(list(SrxTextIterator(document, language, text)))


def _hand_white_space_left(pieces: list[str]) -> list[str]:
    """Move white space at the head of each piece to the piece before it."""
    sentences: list[str] = []
    for piece in pieces:
        body = piece.lstrip()
        space = piece[: len(piece) - len(body)]
        if sentences:
            sentences[-1] += space
        else:
            body = piece
        if body:
            sentences.append(body)
    return sentences


@lru_cache(maxsize=64)
def _rules(locale: str) -> tuple[SrxDocument, str]:
    """Find the rules for a locale: a document of rules and the language to ask it for.

    choppa imports xmlschema at its head, validate or not; its public interface has no way
    around that. So it is imported when a text is first cut and not with this module.
    """
    language = locale.replace("_", "-").split("-")[0].lower()
    if language in RULE_LANGUAGES:
        return _own_rules(language), language
    borrowed = _language_tool_rules()
    if _knows(borrowed, language):
        return borrowed, language
    return _own_rules(NEUTRAL), language


@cache
def _own_rules(name: str) -> SrxDocument:
    from choppa import SrxDocument  # noqa: PLC0415

    with as_file(files("kuager") / "srx" / f"{name}.srx") as path:
        return SrxDocument(ruleset=path)


@cache
def _language_tool_rules() -> SrxDocument:
    from choppa import DEFAULT_SRX_RULESET, SrxDocument  # noqa: PLC0415

    return SrxDocument(ruleset=DEFAULT_SRX_RULESET)


def _knows(document: SrxDocument, language: str) -> bool:
    """Tell whether a rule file has rules for a language and not only for all languages.

    Its patterns are as loose as ``(ES|es).*``, which takes Estonian ("est") for Spanish and is
    met by any text under ``.*``; hence the two counter-tests. "qq" is no language's code.
    """
    return any(
        entry.matches(language) and not entry.matches("qq") and not entry.matches(language[:-1])
        for entry in document.language_map_list
    )
