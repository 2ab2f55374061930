"""Kinds of errors, to be put into clean translations: the measure of the checks.

``INJECTORS`` lists all of them; each is described in its module. They were written from the
languages and from what translators and engines get wrong, without a look at the checks.
"""

from __future__ import annotations

from typing import Final

from . import (
    certainty,
    completeness,
    figures,
    gender,
    languages,
    markup,
    names,
    negation_kazakh,
    negation_russian,
    punctuation,
    roles,
    script,
    tense,
    typing,
)
from .base import Corrupt, Family, Injector, Pair, Prepare, as_it_is


def _either(kazakh: Corrupt, russian: Corrupt) -> Corrupt:
    return lambda pair, dice: (kazakh if pair.locale == "kk" else russian)(pair, dice)


def _injector(
    kind: str, family: Family, corrupt: Corrupt, prepare: Prepare = as_it_is, description: str = ""
) -> Injector:
    description = description or (corrupt.__doc__ or "").split("\n")[0]
    return Injector(kind, family, description, corrupt, prepare)


_MEANING, _MECHANICAL, _SCRIPT = Family.MEANING, Family.MECHANICAL, Family.SCRIPT

INJECTORS: Final = (
    _injector(
        "drop-negation",
        _MEANING,
        _either(negation_kazakh.drop, negation_russian.drop),
        description="Lose a negation that the source says in so many words.",
    ),
    _injector(
        "drop-implied-negation",
        _MEANING,
        _either(negation_kazakh.drop_implied, negation_russian.drop_implied),
        description="Lose a negation that the source implies (refuse, fail, reject …).",
    ),
    _injector(
        "add-negation",
        _MEANING,
        _either(negation_kazakh.add, negation_russian.add),
        description="Deny what the source says is so.",
    ),
    _injector("swap-roles", _MEANING, roles.swap),
    _injector("pronoun-person", _MEANING, roles.person),
    _injector("tense", _MEANING, tense.change),
    _injector("drop-name", _MEANING, names.drop),
    _injector("replace-name", _MEANING, names.replace),
    _injector("date", _MEANING, figures.date),
    _injector("number-digit", _MECHANICAL, figures.digit),
    _injector("number-word", _MECHANICAL, figures.word),
    _injector("drop-hedge", _MEANING, certainty.drop_hedge),
    _injector("add-hedge", _MEANING, certainty.add_hedge),
    _injector("drop-question", _MEANING, certainty.drop_question),
    _injector("add-question", _MEANING, certainty.add_question),
    _injector("narrator-gender", _MEANING, gender.change),
    _injector("omit", _MEANING, completeness.omit),
    _injector("empty", _MECHANICAL, completeness.empty),
    _injector("untranslated", _MECHANICAL, languages.untranslated),
    _injector("truncate", _MECHANICAL, completeness.truncate),
    _injector("repeat-clause", _MECHANICAL, completeness.repeat_clause),
    _injector("repeat-words", _MECHANICAL, completeness.repeat_words),
    _injector("repeat-letters", _MECHANICAL, completeness.repeat_letters),
    _injector("doubled-word", _MECHANICAL, completeness.double_word),
    _injector("end-punctuation", _MECHANICAL, punctuation.end),
    _injector("unpaired-quotes", _MECHANICAL, punctuation.unpair_quotes),
    _injector("other-quotes", _MECHANICAL, punctuation.other_quotes),
    _injector("drop-quotes", _MECHANICAL, punctuation.drop_quotes),
    _injector("brackets", _MECHANICAL, punctuation.brackets, punctuation.with_brackets),
    _injector("dashes", _MECHANICAL, punctuation.dash),
    _injector("double-space", _MECHANICAL, punctuation.double_space),
    _injector("missing-space", _MECHANICAL, punctuation.missing_space),
    _injector("space-before", _MECHANICAL, punctuation.space_before),
    _injector("outer-space", _MECHANICAL, punctuation.outer_space),
    _injector("lower-start", _MECHANICAL, script.lower_start),
    _injector("capital-inside", _MECHANICAL, script.capital_inside),
    _injector("shout", _MECHANICAL, script.shout),
    _injector("url", _MECHANICAL, markup.url, markup.with_url),
    _injector("mail", _MECHANICAL, markup.mail, markup.with_mail),
    _injector("drop-tag", _MECHANICAL, markup.drop_tag, markup.with_tags),
    _injector("swap-tag", _MECHANICAL, markup.swap_tag, markup.with_tags),
    _injector("typo", _MECHANICAL, typing.typo),
    _injector("mix-letter", _SCRIPT, script.mix_letter),
    _injector("foreign-letter", _SCRIPT, script.foreign_letter),
    _injector("invisible", _SCRIPT, script.invisible),
    _injector("decompose", _SCRIPT, script.decompose),
    _injector("english-word", _SCRIPT, languages.leave_word),
    _injector("english-clause", _SCRIPT, languages.leave_clause),
    _injector("swap-language", _SCRIPT, languages.swap),
    _injector("swap-language-part", _SCRIPT, languages.swap_part),
)

__all__ = ["INJECTORS", "Family", "Injector", "Pair"]
