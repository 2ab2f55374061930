"""What the review page calls origins, roles, steps and reasons; English, translated when used."""

from __future__ import annotations

from collections.abc import Mapping

from kuager.interface import gettext_noop
from kuager.model import Confidence, NarratorGender, Origin, Role

ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.MEMORY: gettext_noop("memory"),
    Origin.IMPORTED: gettext_noop("imported memory"),
    Origin.MACHINE: gettext_noop("machine"),
    Origin.LOCALE_DATA: gettext_noop("locale data"),
}
"""Where a draft came from, as short as it goes."""

CONFIDENCE_WORDS: Mapping[Confidence, str] = {
    Confidence.SURE: gettext_noop("sure"),
    Confidence.FAIR: gettext_noop("fair"),
    Confidence.DOUBTFUL: gettext_noop("doubtful"),
}

ROLE_WORDS: Mapping[Role, str] = {
    Role.TITLE: gettext_noop("title"),
    Role.HEADING: gettext_noop("heading"),
    Role.ENTRY: gettext_noop("list entry"),
    Role.QUOTE: gettext_noop("quote"),
    Role.CELL: gettext_noop("table cell"),
    Role.CAPTION: gettext_noop("caption"),
    Role.NOTE: gettext_noop("note"),
    Role.ALTERNATIVE: gettext_noop("picture description"),
}
"""What a unit is part of; plain paragraphs are named only where their place is told."""

PARAGRAPH = gettext_noop("paragraph")

GENDER_WORDS: Mapping[NarratorGender, str] = {
    NarratorGender.NEUTRAL: gettext_noop("The translation must not show the narrator's gender."),
    NarratorGender.MASCULINE: gettext_noop("The narrator is a man."),
    NarratorGender.FEMININE: gettext_noop("The narrator is a woman."),
}

STEP_WORDS: Mapping[str, str] = {
    "translate": gettext_noop("translated it"),
    "confirm": gettext_noop("took the draft over"),
    "review": gettext_noop("reviewed it"),
    "approve": gettext_noop("approved it"),
    "request-changes": gettext_noop("asks for changes"),
    "reopen": gettext_noop("opened it again"),
    "ignore": gettext_noop("dismisses a finding"),
    "comment": gettext_noop("comments"),
    "question": gettext_noop("asks"),
    "answer": gettext_noop("answers"),
    "assign": gettext_noop("hands it over"),
    "carry": gettext_noop("carried it here"),
    "draft": gettext_noop("drafted it"),
}
"""What somebody did, by the value of the action."""
