"""An edition: a document in one language, with all that must be said about its trustworthiness."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from itertools import islice

from babel.core import Locale, UnknownLocaleError

from kuager.documents import Document, title_of
from kuager.errors import GateError
from kuager.exporters.characters import visible
from kuager.exporters.marks import MARKS, Reliability, mark_words, reliability_of
from kuager.interface import translations
from kuager.model import Rendition, Unit
from kuager.review import MACHINE_WORDS


@dataclass(frozen=True, slots=True)
class Facts:
    """What an edition is made of, counted."""

    units: int
    unapproved: int
    engines: tuple[str, ...]
    """Package and version of the engines whose drafts are in the edition."""
    unedited: int
    """Machine drafts that a person took over without changing a word."""
    unedited_engines: tuple[str, ...]
    """Package and version of the engines that made those."""
    source_digest: str
    """First 16 hexadecimal digits of the SHA-256 of the source document's text."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What readers must know before they read; empty lines and legend when all is approved."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    """Each mark that occurs, in its brackets, and what it means."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A document in one language, ready to be written in any format."""

    document: Document
    locale: str
    renditions: tuple[Rendition, ...]
    """One per segment of the document, in order."""
    reliabilities: tuple[Reliability, ...]
    """How far each of them may be trusted."""
    title: str
    """Plain text; carries the words "not approved" in brackets where that is so."""
    notice: Notice
    imprint: tuple[str, ...]
    """Sentences about how the edition came about; never about a person."""
    facts: Facts


def build_edition(
    document: Document,
    units: Sequence[Unit],
    locale: str,
    *,
    allow_drafts: bool,
    four_eyes: bool,
) -> Edition:
    """Make an edition of a document from its units, or refuse.

    ``units``: one per segment, in document order. ``four_eyes`` says whether the pack
    demands that a second person approves; the edition states it.

    Raises GateError when a unit is not approved and ``allow_drafts`` is not given;
    ValueError when the units are not those of the document.
    """
    segments = document.segments
    if [unit.source for unit in units] != [segment.source for segment in segments]:
        raise ValueError(f"the units are not those of {document.metadata.id}")
    reliabilities = [reliability_of(unit) for unit in units]
    unapproved = sum(reliability is not Reliability.APPROVED for reliability in reliabilities)
    if unapproved and not allow_drafts:
        are = "is" if unapproved == 1 else "are"
        raise GateError(
            f"{document.metadata.id} ({locale}): "
            f"{unapproved} of {len(units)} units {are} not approved.",
            "Approve them, or export with --allow-drafts, which marks each of them.",
        )
    words = translations(locale)
    renditions = tuple(
        _rendition(unit, reliability, document.metadata.language, words, marked=marked)
        for unit, reliability, marked in zip(
            units, reliabilities, _marked(document, reliabilities), strict=True
        )
    )
    drafts = [
        u for u, r in zip(units, reliabilities, strict=True) if r is Reliability.MACHINE_DRAFT
    ]
    unedited = [u for u, r in zip(units, reliabilities, strict=True) if _is_taken_over(u, r)]
    facts = Facts(
        units=len(units),
        unapproved=unapproved,
        engines=_engines(drafts),
        unedited=len(unedited),
        unedited_engines=_engines(unedited),
        source_digest=source_digest(document),
    )
    leaning = any(map(leftwards, (locale, document.metadata.language)))
    title = visible(title_of(document, renditions), leaning=leaning)
    not_approved = words.gettext("not approved")
    return Edition(
        document=document,
        locale=locale,
        renditions=renditions,
        reliabilities=tuple(reliabilities),
        title=f"{title} [{not_approved}]" if unapproved else title,
        notice=_notice(renditions, reliabilities, facts, words),
        imprint=_imprint(document, facts, locale, words, four_eyes=four_eyes),
        facts=facts,
    )


def source_digest(document: Document) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a document's text.

    The text is that of its blocks, segments and separators in order, with an empty line
    between blocks: what was translated, whatever the file format.
    """
    text = "\n\n".join(
        "".join(segment.source + segment.separator for segment in block.segments)
        for block in document.blocks
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def original_title(document: Document) -> str:
    """Return a document's title in its own language, as plain text."""
    sources = [Rendition(segment.source) for segment in document.segments]
    return visible(title_of(document, sources), leaning=leftwards(document.metadata.language))


def provenance(document: Document, locale: str) -> tuple[str, str]:
    """Return what the original is, in a locale: its language, and the digest of its text."""
    words = translations(locale)
    language = words.gettext("Language of the original: %(language)s.")
    digest = words.gettext("Checksum of the original text (SHA-256, first 16 digits): %(digest)s.")
    return (
        language % {"language": language_name(document.metadata.language, locale)},
        digest % {"digest": source_digest(document)},
    )


def language_tag(locale: str) -> str:
    """Return a pack's locale, which CLDR writes with an underscore, as a tag of BCP 47."""
    return locale.replace("_", "-")


def leftwards(locale: str) -> bool:
    """Tell whether a language is written from right to left; False where it is unknown."""
    try:
        return Locale.parse(language_tag(locale), sep="-").text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False


def writes_leftwards(edition: Edition) -> bool:
    """Tell whether original or translation is written from right to left."""
    return any(map(leftwards, (edition.locale, edition.document.metadata.language)))


def language_name(language: str, locale: str) -> str:
    """Return the name of a language in a locale, from CLDR; the tag itself where unknown."""
    try:
        shown = Locale.parse(language_tag(locale), sep="-")
        name = Locale.parse(language_tag(language), sep="-").get_display_name(shown)
    except (UnknownLocaleError, ValueError):
        return language
    return name or language


def _engines(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(visible(unit.engine) for unit in units if unit.engine))


def _is_taken_over(unit: Unit, reliability: Reliability) -> bool:
    """Tell whether a unit holds a machine's words that a person confirmed as they were."""
    machine = unit.unedited and unit.origin in MACHINE_WORDS
    return machine and reliability not in {Reliability.MACHINE_DRAFT, Reliability.UNTRANSLATED}


def _marked(document: Document, reliabilities: Sequence[Reliability]) -> Iterator[bool]:
    """Tell for each segment whether it bears a mark.

    All that is not approved does, and approved text behind it in the same block.
    """
    given = iter(reliabilities)
    for block in document.blocks:
        mixed = False
        for reliability in islice(given, len(block.segments)):
            mixed = mixed or reliability is not Reliability.APPROVED
            yield mixed


def _rendition(
    unit: Unit,
    reliability: Reliability,
    source_language: str,
    words: NullTranslations,
    *,
    marked: bool,
) -> Rendition:
    untranslated = reliability is Reliability.UNTRANSLATED
    return Rendition(
        text=unit.source if untranslated else unit.target,
        locale=source_language if untranslated else "",
        mark=mark_words(reliability, words) if marked else "",
        classes=("segment", reliability.value),
    )


def _notice(
    renditions: Sequence[Rendition],
    reliabilities: Sequence[Reliability],
    facts: Facts,
    words: NullTranslations,
) -> Notice:
    """Return what stands at the head of an edition that is not approved throughout."""
    if not facts.unapproved:
        return Notice()
    seen_by_reviewers = {Reliability.APPROVED, Reliability.UNAPPROVED} & set(reliabilities)
    counted = words.ngettext(
        "%(count)d of %(total)d passages is not approved.",
        "%(count)d of %(total)d passages are not approved.",
        facts.unapproved,
    ) % {"count": facts.unapproved, "total": facts.units}
    warning = words.gettext(
        "Each of them is marked. The translation may contain serious errors: "
        "do not quote it as the witness's words."
    )
    engines = words.gettext("The machine drafts were made by: %(engines)s.")
    legend = [
        (mark_words(each, words), words.gettext(mark.meaning)) for each, mark in MARKS.items()
    ]
    shown = {rendition.mark for rendition in renditions}
    return Notice(
        heading=words.gettext("This translation is not approved."),
        lines=(
            *([] if seen_by_reviewers else [words.gettext("Nobody has reviewed it.")]),
            counted,
            warning,
            *([engines % {"engines": ", ".join(facts.engines)}] if facts.engines else []),
        ),
        legend=tuple((mark, meaning) for mark, meaning in legend if mark in shown),
    )


def _imprint(
    document: Document, facts: Facts, locale: str, words: NullTranslations, *, four_eyes: bool
) -> tuple[str, ...]:
    """Return how the edition came about, and what it was made from."""
    if facts.unapproved:
        approval = words.gettext("This translation is not approved.")
    elif four_eyes:
        approval = words.gettext(
            "Every passage of this translation was approved by a second person, "
            "not by its translator."
        )
    else:
        approval = words.gettext(
            "Every passage of this translation was approved. A second person was not required."
        )
    taken_over = words.ngettext(
        "%(count)d of %(total)d passages is a machine draft that a person took over "
        "unchanged%(engines)s.",
        "%(count)d of %(total)d passages are machine drafts that a person took over "
        "unchanged%(engines)s.",
        facts.unedited,
    ) % {
        "count": facts.unedited,
        "total": facts.units,
        "engines": f" ({', '.join(facts.unedited_engines)})" if facts.unedited_engines else "",
    }
    return (
        approval,
        *([taken_over] if facts.unedited else []),
        *provenance(document, locale),
    )
