"""What somebody does and whose relative somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.risk.base import NUMBER, ORDINAL, RELATION, Hit, Level, Passage, Rule

_JOBS = (
    r"(?:accountant|actor|actress|advocate|agronomist|akim|architect|artist|baker|barber|beekeeper|"
    r"blogger|border guard|boss|brigadier|bricklayer|builder|bus driver|businessman|businesswoman"
    r"|butcher|"
    r"captain|carpenter|cashier|chef|choirmaster|cleaner|coach|colonel|commander|construction "
    r"worker|cook|"
    r"councillor|dean|dentist|dental technician|deputy|director|dispatcher|doctor|driver|economist|"
    r"editor|electrician|engineer|entrepreneur|farmer|farm worker|firefighter|fireman|fisherman"
    r"|foreman|"
    r"geologist|guard|hairdresser|head doctor|headmaster|headmistress|herdsman|historian|imam|"
    r"interpreter|janitor|jeweller|journalist|judge|laboratory assistant|lawyer|lecturer|librarian|"
    r"lieutenant|locksmith|machinist|major|manager|mayor|mechanic|metalworker|midwife|miner"
    r"|minister|"
    r"mullah|musician|nurse|observer|officer|official|paramedic|pastor|pensioner|pharmacist"
    r"|photographer|"
    r"pilot|plumber|poet|policeman|policewoman|postman|postwoman|priest|principal|producer"
    r"|professor|"
    r"programmer|prosecutor|psychologist|rector|reporter|researcher|saleswoman|salesman|scientist|"
    r"seamstress|secretary|security guard|sergeant|shepherd|shop assistant|shopkeeper|singer"
    r"|sociologist|"
    r"soldier|student|surgeon|surveyor|tailor|taxi driver|teacher|teaching assistant|technician"
    r"|timberman|"
    r"tractor driver|trader|train driver|translator|truck driver|tutor|vet|waiter|waitress|warder|"
    r"weaver|welder|writer|zootechnician)"
)
_SOLE = (
    r"(?:head doctor|chief (?:doctor|engineer|editor|accountant)|headmaster|headmistress|rector|"
    r"(?:deputy )?(?:akim|mayor)|imam|pastor|mullah|village (?:doctor|teacher|nurse)|school "
    r"principal)"
)
_ADJECTIVES = r"(?:(?!as\b)[a-z-]+ ){0,2}"
_SELF = r"\b(?:I|[Ww]e)(?: (?:am|was|were|have been|had been|used to be)|['’](?:m|ve been))"
_WORKS = (
    re.compile(rf"{_SELF} (?P<it>an? {_ADJECTIVES}{_JOBS})\b"),
    re.compile(
        rf"\b(?:my|[Mm]y|our|whose) {_ADJECTIVES}{RELATION}(?: \w+)?,? (?:is|was|,|who (?:is|was)"
        rf"|works as|"
        rf"worked as) (?P<it>an? {_ADJECTIVES}{_JOBS})\b"
    ),
    re.compile(
        rf"\b(?:as|became|become|being|married|husband is|wife is|son is|daughter is|father was"
        rf"|mother was)"
        rf" (?P<it>an? {_ADJECTIVES}{_JOBS})\b"
    ),
    re.compile(r"\b(?P<it>as an? (?:[a-z-]+ )?[a-z]+(?:man|woman|ist|ian|eer|smith|wright))\b"),
    re.compile(
        r"\bI(?:['’]ve| have)?(?: been| had been| was| am| also| still| used to)?(?: then)? "
        r"(?P<it>(?:teach|"
        r"taught|teaching|driv(?:e|ing)|drove|treat(?:ed|ing)?|edit(?:ed|ing)?|manag(?:e|ed|ing)|"
        r"writ(?:e|ing) (?:about|for)|run|ran|running|kept|keep|keeping|own(?:ed)?|practi[sc](?:e"
        r"|ed|ing)|"
        r"studied|study|studying)\s+(?!with\b|up\b|out\b|home\b|back\b|it\b|to\b|him\b|her\b"
        r"|them\b|at\b|"
        r"away\b|after\b|from\b|down\b|a photo|on\b|my\b|in the dark|asking|silen)(?:[\w'’-]+[ "
        r"]?){1,9})"
    ),
    re.compile(
        r"\b(?P<it>(?:work(?:s|ed|ing)?|employed|serv(?:ed|es|ing)|job|position|practice"
        r"|trained)\s+"
        r"(?:as (?:an? |the )?|in (?:an? |the )|at (?:an? |the )|for (?:an? |the )|underground)"
        r"(?:(?!and\b|but\b|when\b|which\b)[\w'’-]+ ?){0,5})"
    ),
    re.compile(
        rf"\b(?P<it>{ORDINAL}[- ]year (?:student|of|at)(?: [a-z]+){{1,3}})"
        rf"|\b(?:my|his|her) (?P<year>{ORDINAL} year (?:of|at) [a-z]+(?: [a-z]+)?)\b"
    ),
    re.compile(rf"\b(?:[Oo]ur|[Mm]y [a-z]+,(?: an?)?) (?P<it>{_JOBS}),"),
    re.compile(rf"\b(?:[Tt]he|[Aa]n?|[Oo]ur|[Mm]y) (?P<it>(?:[A-Z][a-z]+ )?{_SOLE})\b"),
    re.compile(
        r"\b(?P<it>(?:dean|director|chair(?:man|woman)|head|commander|deputy head|leader|founder"
        r"|owner) of "
        r"(?:the|our|my|an?) (?:[\w-]+ ?){1,3})"
    ),
    re.compile(
        r"\b(?P<it>(?:[a-z]+ (?=works|boiler))(?:boiler house|works)|school boiler house|(?:at|to"
        r"|in) "
        r"(?:the|a) (?:[a-z]+ )?(?:library|works|plant|factory|boiler house|sawmill|shipyard"
        r"|refinery|"
        r"depot|foundry|dairy|smelter|combine))\b"
    ),
    re.compile(r"\bin (?P<it>the kitchen of an? [a-z]+ [a-z]+)\b"),
    re.compile(
        r"\b(?P<it>(?:joined|member of|belonged to|membership) (?:the |an? )?(?:[\w-]+ )?party)\b"
    ),
    re.compile(
        rf"\b(?:client|patient|witness|lodger|landlord) (?:then )?(?:is|was) (?P<it>an? {_JOBS})\b"
    ),
)
_RANKED = re.compile(
    r"\b(?:Captain|Major|Colonel|Lieutenant|Sergeant|General|Private|Judge|Prosecutor|Investigator|"
    r"Professor|Imam|Akim|капитан\w*|майор\w*|полковник\w*|лейтенант\w*|сержант\w*) "
    r"[A-ZА-ЯӘҒҚҢӨҰҮҺІ][\w-]+"
)
_MILITARY = re.compile(
    rf"\b(?P<it>(?:{ORDINAL}|[0-9]{{1,5}}) (?:[a-z]+ )?(?:regiment|battalion|brigade|division"
    rf"|company|platoon))\b"
)


class Work(Rule):
    """Jobs, ranks, studies, employers."""

    id = "work"
    name = "Work or study"
    description = (
        "A job, rank, course or employer narrows a town down to a few people, a single post to one."
    )
    advice = "Say it more widely: a worker, a teacher, a student; leave years and places out."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield what the narrator or somebody close does, single posts, ranks with names."""
        text = passage.text
        for pattern in _WORKS:
            for match in pattern.finditer(text):
                group = next(name for name in pattern.groupindex if match[name])
                start, end = match.span(group)
                yield Hit(start, start + len(text[start:end].rstrip()), self.level)
        yield from self.hits(_RANKED, text, Level.HIGH)
        yield from self.hits(_MILITARY, text, Level.MEDIUM)


_ORDER = (
    r"(?:elder|eldest|older|oldest|younger|youngest|middle|only|little|big|twin|late|first|second)"
)
_FAMILY = (
    re.compile(rf"\b(?P<it>[Mm]y (?:own )?{_ORDER} {RELATION})\b"),
    re.compile(rf"\b(?P<it>[Mm]y {RELATION}),? (?:at the age of|aged) {NUMBER}\b"),
    re.compile(rf"\b(?P<it>(?:all )?{NUMBER} of us (?:children|in the family|brothers|sisters))\b"),
    re.compile(rf"\bmy (?P<it>{NUMBER} (?:sons|daughters|sisters|brothers|children|boys|girls))\b"),
    re.compile(rf"\b(?P<it>[Mm]y {RELATION})(?= [A-Z][a-z]+\b| is [0-9]|, (?:who|an?|the|aged)\b)"),
    re.compile(
        rf"\b(?P<it>[Mm]y {RELATION})\b(?= (?:works|worked|is an?|was an?|serves|served|teaches|"
        r"writes from|studies|lives in|lived in|was born|is in (?:his|her))\b)"
    ),
    re.compile(rf"\b(?P<it>[Mm]y {RELATION})(?= is (?:already|now|also|still) (?:in|at|an?)\b)"),
    re.compile(
        rf"\b(?P<it>(?:{NUMBER}|several|only) (?:small |young |little |grown-up |school-age "
        rf")?(?:children|"
        r"sons?|daughters?|brothers|sisters|grandchildren|kids|wives))\b(?! (?:were|was|died"
        r"|among))"
    ),
    re.compile(
        r"\b(?P<it>(?:an? )?(?:single mother|mother of \w+|father of \w+|widow|widower|orphan"
        r"|twin))\b"
        r"(?=[ ,.](?:with|of|since|and|who|,|I)|\.)"
    ),
    re.compile(
        r"\b(?P<it>(?:married|divorced|widowed)(?: an?| my| to| in| for) [\w-]+(?: [\w-]+)?)"
    ),
)
_GENERIC = re.compile(r"\b(?:six women and|women and|men and|and)\s+$")


class Family(Rule):
    """Relatives with a detail that tells them from others."""

    id = "family"
    name = "Family"
    description = (
        "How many children somebody has, and a relative with an age, a name or a job, tell one "
        "family "
        "from others."
    )
    advice = "Say a relative, a child, children; leave out numbers and order of birth."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield relatives with a detail, and numbers of children; a bare "my wife" is none."""
        for pattern in _FAMILY:
            for hit in self.hits(pattern, passage.text):
                if not _GENERIC.search(passage.text[max(0, hit.start - 40) : hit.start]):
                    yield hit
