"""How often an English sentence denies, at least and at most.

Negators and their scope after Quirk et al., A Comprehensive Grammar of the English Language
(1985), 10.54–10.70. Which other words Kazakh and Russian translate by a negation was gathered
from pairs of testimony sentences.
"""

from __future__ import annotations

import re

from kuager.checks.meaning.keyed import KeyedPattern, compiled

_NEGATOR = KeyedPattern(
    r"\b(?:not|never|nobody|no one|no-one|none|nothing|nowhere|cannot|neither|without|"
    r"no(?!\.? ?\d))\b|n't\b",
    "not never nobody no none nothing nowhere cannot neither without t",
)

# Denied in English, mostly said otherwise in the others: each takes one negation off the lower
# bound. «или нет» and «не правда ли» deny, but the others often leave them out.
_SPARE = re.compile(
    r"\bnot until\b|\bnothing but\b|\bno (?:matter|doubt|wonder|man's)\b|\bnever mind\b|"
    r"\bnever (?:ceas|fail|stop)\w*|\bwithout (?:delay|a word|ceasing|heating|pay|a fee|stopping|"
    r"hesit\w+|lights|headlights|(?:my|his|her|our|their) (?:shoes|coat|lights|glasses|clothes)|"
    r"food|exception|doubt|fail)\b|"
    r"n't (?:i|we|you|he|she|it|they|there)\b|\b(?:cannot|can't|couldn't|could not) (?:but|help)\b|"
    r"\bsaid no\b|\bnot once but\b|\bnot (?:many|much)\b|"
    r"\bnothing (?:more|else)\b|\bno (?:more than|less|fewer|later|earlier|bigger)\b|"
    r"\bnot more than\b|"
    r"\bneedn't\b|\bnot (?:wait|let go|hard|guilty|survive)\b|"
    r"[,;:—] (?:not|and not|at least not) even\b|\bat least not\b|\bthan never\b|\bin vain\b|"
    r"\b(?:no|without)\b\W*$|\bfrom nowhere\b|\bnot far\b|"
    r"\bthose without\b|\bnot at all\b|\bno difference\b|\b(?:can't|cannot) be serious\b|"
    r"\bgoes without saying\b|\bnot (?:surprising\w*|least)\b|"
    r"\b(?:almost|nearly) nothing\b|\bno sooner\b|\bwithout its lights\b|\bor not\b|"
    r"\bnot (?:un(?:common|known|usual|like|likely|familiar|reasonable|happy|aware|expected)|"
    r"im(?:possible|probable)|in(?:frequent|significant|different))\b"
)
_LISTED = re.compile(r"\bno (?:[\w'-]+ ){0,4}[\w'-]+,? (?:and |or |but )?(?=no\b(?! one|\.? ?\d))")
"""One "no" of a list of them: "no contract, no insurance and no name"."""
_REPEATED = re.compile(
    r"(?:\b(?:not|never|nobody|no one|none|nothing|nowhere|cannot|without|no)\b|n't\b)"
    r"[^.;:]*[,—–-] (?:(?:and |perhaps |or |but )*not even\b|neither\b[^.]*\bnor\b|nothing\W*$)|"
    r"\b(?:cannot|can't|could not|couldn't) be \w+,? (?:and |or |but )?(?:\w+ )?"
    r"(?:cannot|can't|could not|couldn't) be\b|"
    r"\b(?P<verb>has|have|had|was|were|is|are) no\b[^.;]*\b(?P=verb) no\b|"
    r"\bwithout (?:[\w'-]+ ){0,3}[\w'-]+,? (?:and|or) without\b"
)
"""A negation said twice in English, once in the others: "nobody, not even his brother"."""
_OF_VERBS = re.compile(
    r"\b(?:do|does|did|could|can|would|will|should|must|may|might|had|has|have)"
    r"(?: [a-z]+ly| still| also| even)? not\b|n't\b|\b(?:cannot|never|nobody|no one)\b"
)
_LIMIT = re.compile(
    r"(?:\b(?:not|no|never|cannot|neither)\b|n't\b)[^,.;:]{0,40}?\b(?:(?:more|less|fewer|later|"
    r"earlier) than|"
    r"(?:over|above|under|below) (?:\d|an?\b|the\b|half\b|one\b|two\b|three\b|five\b|six\b|ten\b|"
    r"[a-z]+(?:ty|teen)\b))|"
    r"\b(?:not|no) (?:more|less|fewer|later|earlier)\b(?! than\b)"
)
_NOR = compiled("nor")

_SOFT = compiled(
    """
    unless miss missed missing lack* absen* forb* prohibit* hardly barely scarcely rarely seldom
    rather_than other_than apart_from otherwise unlike anonym* nearly lest minor minors
    disagree* dislike* disobey* distrust* disbel* disregard* illeg* illit* invalid* incomplet*
    incorrect* innocen* independ* invisib* inhuman* insecur* inabil* incapab* insuffici* inadmiss*
    inaccess* inaccur* inadequ* indefin* indiff* ineff* inevit* insignif* insepar* intoler*
    insomn* inapprop* inconsist* injust* inaud* imposs* imperf* impati* immob* immort* impun*
    improper* irrele* irregular* irrespons* irrev* deaf excluded let_alone far_from
    """
)
"""Words that may stand against a negation of the target without one of their own."""

_UN = KeyedPattern(
    r"\bun(?!der|til|ion|it\b|its\b|ite|iver|ique|iform|cle|anim|less|ified|ify|ity|fortun|load|"
    r"like|dress|cover|pack|tie|tying|roll|veil|esco|hcr|rest\b|lock|fasten|usual)\w{3,}|"
    r"\b(?!nevertheless|nonetheless|regardless|careless|needless|doubtless|"
    r"unless)\w{3,}less(?:ly|ness)?\b|\bnon-\w+",
    "un* *less *lessly *lessness non",
)


_PUT_OTHERWISE = re.compile(
    r"\b(?:unable|unsafe|untouched|uncommon|untrue|uninterrupted|unaided|unbroken|uneasy|unwell|"
    r"indiff\w*|dislike\w*|disregard\w*|distrust\w*|non-pecuniary)\b"
)
"""Words with an affix for which the others mostly have a word without one."""

_PREFIX = re.compile(r"\b(?!independ|invalids|irreg)(?:in|im|il|ir|dis)(?:[a-z]+)")


def bounds(text: str) -> tuple[int, int, int, int]:
    """Return how often lowered English text denies at least, and firmly; its soft words.

    The lower bound leaves out what the other languages often say otherwise; soft words are
    such as "refuse", "until" and "unknown", which they often translate by a negation,
    the last number those of them that are denied by an affix.
    """
    soft_words = [match.group() for match in _SOFT.finditer(text)]
    denied = _UN.count(text)
    affixed = denied + sum(1 for word in soft_words if _PREFIX.match(word))
    if affixed:
        affixed = max(0, affixed - len(_PUT_OTHERWISE.findall(text)))
    soft = len(soft_words) + denied + _NOR.count(text)
    firm = _NEGATOR.count(text)
    if not firm:
        return 0, 0, soft, affixed
    low = firm - len(_SPARE.findall(text))
    low = min(low, firm - len(_LISTED.findall(text)))
    if firm > 1 and _REPEATED.search(text):
        low = min(low, firm - 1)
    return max(low, 0), firm, soft, affixed


def of_verbs(text: str) -> int:
    """Return how many negators of lowered English text deny a verb, as "did not" does."""
    return len(_OF_VERBS.findall(text))


def limits(text: str) -> int:
    """Return how often lowered English text denies a comparison: "must not be more than"."""
    return len(_LIMIT.findall(text))
