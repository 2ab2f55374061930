"""The English words that the guards look for.

Closed classes after Quirk et al., A Comprehensive Grammar of the English Language (1985):
negation, personal pronouns, modal verbs, and the disjuncts that comment on certainty.
"""

from __future__ import annotations

import re


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATORS = _listed(
    "not no never none nobody nothing nowhere neither nor without hardly scarcely barely"
)
AUXILIARIES = _listed("do does did")
"""Words that come and go with a negation: "did not go", "went"."""

NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")

PRONOUNS = {
    "i": "1sg subject",
    "me": "1sg object",
    "my": "1sg possessive",
    "mine": "1sg possessive",
    "myself": "1sg reflexive",
    "you": "2",
    "your": "2 possessive",
    "yours": "2 possessive",
    "yourself": "2sg reflexive",
    "yourselves": "2pl reflexive",
    "he": "3sg masculine subject",
    "him": "3sg masculine object",
    "his": "3sg masculine possessive",
    "himself": "3sg masculine reflexive",
    "she": "3sg feminine subject",
    "her": "3sg feminine object or possessive",
    "hers": "3sg feminine possessive",
    "herself": "3sg feminine reflexive",
    "we": "1pl subject",
    "us": "1pl object",
    "our": "1pl possessive",
    "ours": "1pl possessive",
    "ourselves": "1pl reflexive",
    "they": "3pl subject",
    "them": "3pl object",
    "their": "3pl possessive",
    "theirs": "3pl possessive",
    "themselves": "3pl reflexive",
}
"""Person, number and case; "it" is left out, being a dummy subject too often."""

MODALS = _listed(
    "may might must can could should would ought shall perhaps maybe probably possibly allegedly "
    "reportedly apparently supposedly presumably purportedly ostensibly seemingly evidently "
    "certainly definitely surely undoubtedly likely unlikely alleged rumoured rumored"
)
HEDGES = {
    "opinion": re.compile(
        r"\b(?:i|we) (?:think|believe|suppose|guess|assume|thought|believed|supposed|assumed|"
        r"doubt|suspect|suspected)\b|\bin (?:my|our) (?:opinion|view)\b|\bit seems\b|\bi am sure\b"
    ),
    "as far as": re.compile(
        r"\b(?:as far as (?:i|we) (?:know|knew|can tell|could tell|remember|understand|recall|"
        r"understood)|to (?:the best of )?my (?:knowledge|recollection)|if i remember|"
        r"if i am not mistaken|from what i (?:know|heard))\b"
    ),
    "appearance": re.compile(r"\b(?:seem|seems|seemed|appear|appears|appeared) to\b"),
    "hearsay": re.compile(
        r"\b(?:i (?:hear|heard|was told)|it is said|(?:is|are|was|were) said to|according to|"
        r"they say|people say)\b"
    ),
    "duty": re.compile(r"\b(?:have|has|had|having) to\b|\bneed(?:s|ed)? to\b|\bobliged to\b"),
}
"""Phrases, in text of ``_tokens`` joined by spaces."""

BOUNDS = {
    "more": re.compile(r"\b(?:over|more than|at least|above|upwards of|no (?:less|fewer) than)\b"),
    "less": re.compile(r"\b(?:under|less than|fewer than|at most|up to|below|no more than)\b"),
}

COMMON_BEGINNINGS = _listed(
    "a about above according across actually after afterwards again against ago all almost "
    "along already also although always am amid among an and another any anybody anyone "
    "anything are around as aside at away back be because been before behind being below "
    "beside besides between beyond both but by can certainly children clearly come could dear "
    "despite did do does dont down dozens due during each earlier early eight eighteen eighth "
    "eighty either eleven else enough even eventually ever every everybody everyone "
    "everything everywhere evidently except family father few fifteen fifth fifty finally "
    "first five following for forty four fourteen fourth from further get give go good had "
    "half has have he hello help hence her here hers his how however human hundred hundreds i "
    "if in indeed inside instead into is it its just keep last late later least less let like "
    "little long look lots man many mass maybe me meanwhile men might million millions mine "
    "more moreover most mother much must my near nearly neither never nevertheless new next "
    "night nine nineteen ninety ninth no nobody none nor not nothing now nowhere of off often "
    "oh old on once one only onto or other others otherwise our out outside over own people "
    "perhaps please police possibly prices probably protests quite rather recently second "
    "seven seventeen seventh seventy several shall she should since six sixteen sixth sixty "
    "so some somebody someone something sometimes somewhere soon still stop such suddenly "
    "surely take tell ten tenth than thank that the their them then there therefore these "
    "they thing things third thirteen thirty this those though thousand thousands three "
    "through throughout thus till to today together tomorrow tonight too toward towards "
    "twelve twenty twice two under unfortunately unless unlike until up upon us very was "
    "water we well were what whatever when whenever where whereas wherever whether which "
    "whichever while who whoever whole whom whose why will with within without women work "
    "workers would yes yesterday yet you young your yours"
)
"""Words that begin sentences and are no names."""

MONTHS = _listed(
    "january february march april may june july august september october november december"
)

COMMON_ENDINGS = (
    "ing",
    "ly",
    "ed",
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ities",
    "ers",
    "ors",
    "ous",
    "ful",
    "less",
    "ence",
    "ences",
    "ance",
)
