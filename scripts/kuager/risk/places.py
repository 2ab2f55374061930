"""Places, addresses, institutions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.risk.base import ORDINAL, Hit, Level, Passage, Rule
from kuager.risk.gazetteer import known_places, place_pattern
from kuager.risk.names import is_place, names_of

_LANDSCAPE = re.compile(
    r"\b(?P<it>(?:[A-Z][\w'-]+ ){1,5}(?:River|Valley|valley|region|Region|district|District|border"
    r"|village|"
    r"Mountains|Lake|steppe|crossing|[Ss]treet|[Aa]venue|prefecture|county|microdistrict)"
    r"|(?:Lake|Mount) [A-Z][\w'-]+"
    r"|(?:Chinese|Russian|Kazakh|Uzbek|Kyrgyz|Ukrainian|Moldovan|Polish|Belarusian|Turkmen"
    r"|Mongolian|"
    r"Afghan) (?:side of the )?border)\b"
)
_ADDRESS = re.compile(
    r"\b(?:(?P<it>[0-9]{1,4}[A-Za-z]?,? (?:[A-Z][\w'-]+ ){1,3}(?:[Ss]treet|[Aa]venue|[Rr]oad"
    r"|[Ll]ane|[Ss]quare))"
    r"|(?:ul\.|ulitsa|prospekt|pr\.|street|Street|avenue|Avenue|улиц[аыеу]|ул\.|көшесі\w*"
    r"|проспект\w*)"
    r"\s+[A-ZА-ЯӘҒҚҢӨҰҮҺІ][\w'-]+(?:,?\s+(?:№\s?)?[0-9]{1,4}[A-Za-zА-Яа-я]?)?"
    r"|(?:house|apartment|flat|building|block|room|cell|дом|д\.|кв\.|квартир[аеуы]|үй|пәтер)\s+"
    r"(?:number |No\.\s?|№\s?)?[0-9]{1,4}[A-Za-zА-Яа-я]?)\b"
)
_MICRODISTRICT = re.compile(
    r"\b(?:the )?[0-9]{1,2}(?:st|nd|rd|th)? (?:microdistrict|micro-district)\b"
)
_COORDINATES = re.compile(
    r"(?<![\d.])-?[0-9]{1,2}[.,][0-9]{3,8}°?\s?[NS]?[,;]?\s+-?[0-9]{1,3}[.,][0-9]{3,8}°?\s?[EW]?(?![\d])"
    r"|[0-9]{1,2}°\s?[0-9]{1,2}['′][^.;]{0,8}[NS][,; ]+[0-9]{1,3}°\s?[0-9]{1,2}['′][^.;]{0,8}[EW]"
)


class Places(Rule):
    """Places."""

    id = "place"
    name = "Place"
    description = (
        "A place says where somebody lives or was; the fewer people live there, the more it says."
    )
    advice = "Give the part of the country: a village in the south-east."
    level = Level.HIGH
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield places; those of the gazetteer by their size, unknown ones as small."""
        text = passage.text
        for match in place_pattern().finditer(text):
            name = re.sub(r"\s+", " ", match.group().lower())
            level = known_places().get(name) or known_places().get(name.replace(" ", "-"))
            yield Hit(*match.span(), level or Level.LOW)
        yield from self.hits(_LANDSCAPE, text, Level.MEDIUM)
        for named in names_of(text):
            if is_place(text, named):
                level = known_places().get(named.text.lower(), self.level)
                yield Hit(named.start, named.end, level)


class Addresses(Rule):
    """Addresses."""

    id = "address"
    name = "Address or position"
    description = "A street, a house, a flat, a cell or coordinates lead to a door."
    advice = "Take it out; say in a flat, in a street near the centre."
    level = Level.CRITICAL
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield streets with or without numbers, numbered houses and rooms, coordinates."""
        for pattern in (_ADDRESS, _COORDINATES, _MICRODISTRICT):
            yield from self.hits(pattern, passage.text)


_KIND = (
    r"(?:police (?:station|department)|polling station|detention cent(?:re|er)|remand prison"
    r"|prison|colony|"
    r"penal colony|school|kindergarten|lyc[eé]e|gymnasium|college|university|institute|academy"
    r"|faculty|"
    r"hospital|clinic|polyclinic|maternity ward|sanatorium|orphanage|mosque|church|cathedral|court|"
    r"military unit|garrison|barracks|regiment|battalion|brigade|camp|plant|factory|works|mine"
    r"|shaft|"
    r"bank|hotel|station|theatre|museum|library|newspaper|company|foundation|society|party"
    r"|department)"
)
_INSTITUTIONS = (
    re.compile(
        rf"\b(?P<it>(?:[A-Z][\w'’-]+ ){{1,5}}(?:(?:district|regional|city|central|state|national"
        rf"|secondary|"
        rf"children['’]s|military|criminal|technical) )*{_KIND})(?:s)?\b"
    ),
    re.compile(
        rf"\b(?P<it>{_KIND},? (?:number |[Nn]o\.? ?|№ ?|#)[0-9A-Z][0-9A-Z/-]{{0,12}})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<it>(?:the )?{ORDINAL} (?:city |municipal )?(?:school|hospital|polyclinic"
        rf"|lyceum))\b"
    ),
    re.compile(r"\b(?P<it>[A-Z]{2,3}[- ]?[0-9]{1,3}/[0-9]{1,3})\b"),
    re.compile(
        r"\b(?P<it>(?:University|Institute|Academy|School|Hospital|Ministry|Department) of(?: "
        r"[A-Z][\w-]+| and)+)"
    ),
    re.compile(
        r"\b(?P<it>(?:[A-Z][\w-]+ ){0,5}[A-Z][\w-]+ (?:University|Institute|Academy|Hospital"
        r"|College|"
        r"Committee|Prison|Court|Company|Bank|Mosque|Church))\b"
    ),
)
_COMMON = re.compile(
    r"^(?:The|A|An|My|Our|In|At|On|From|This|That|Every|No|One|His|Her|Their|Later|Then|When"
    r"|After) "
    r"(?:\w+ )?\w+$|^(?:Kazakh|Kazakhstani|Russian|Soviet|Ukrainian|Chinese|European|American) "
    r"[a-z]+$"
)


class Institutions(Rule):
    """Schools, hospitals, police stations, prisons, courts, plants with name or number."""

    id = "institution"
    name = "Institution"
    description = "An institution with its name or number has lists of those who were there."
    advice = "Say what kind it is: a school, a police station, a prison."
    level = Level.HIGH
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield institutions that a name or number tells from others of the kind."""
        for pattern in _INSTITUTIONS:
            for hit in self.hits(pattern, passage.text):
                if not _COMMON.match(passage.text[hit.start : hit.end]):
                    yield hit
