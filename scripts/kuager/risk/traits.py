"""Origin, faith, health, looks, languages and what happened to few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.risk.base import Hit, Level, Passage, Rule

_PEOPLES = (
    r"(?:Kazakhs?|Russians?|Uzbeks?|Uyghurs?|Uighurs?|Ukrainians?|Germans?|Tatars?|Koreans?"
    r"|Dungans?|Turks?|"
    r"Meskhetian Turks?|Azerbaijanis?|Poles?|Chechens?|Ingush|Kurds?|Belarusians?|Tajiks?|Kyrgyz"
    r"|Greeks?|"
    r"Jews?|Roma|Karakalpaks?|Turkmens?|Bashkirs?|Armenians?|Georgians?|Thais?|Chinese|Mongols?"
    r"|Hui|"
    r"Afghans?|Hazaras?)"
)
_FAITHS = (
    r"(?:Muslims?|Christians?|Baptists?|Jehovah['’]s Witness(?:es)?|Adventists?|Catholics?"
    r"|Orthodox|"
    r"Buddhists?|Hare Krishnas?|Ahmadis?|Sufis?|Salafis?|Tablighi|Pentecostals?|Protestants?"
    r"|Baha['’]i)"
)
_ORIGIN = (
    re.compile(
        rf"\b(?:an?|an? (?:old|young|silent|quiet|elderly|fellow)|two|three|four|five|six|seven"
        rf"|eight|"
        rf"nine|ten|[0-9]+|fellow|other|ethnic|we|are|am|is|was|were) (?P<it>{_PEOPLES})\b"
        r"(?! (?:language|government|border|side|soil|flag|passport|text|winter|society|word))"
    ),
    re.compile(
        r"(?<!\bthe )\b(?P<it>(?:Kazakhs|Russians|Uzbeks|Uyghurs|Uighurs|Ukrainians|Germans|Tatars"
        r"|Koreans|"
        r"Dungans|Poles|Chechens|Kurds|Jews|Greeks|Armenians|Tajiks|Turks|Azerbaijanis"
        r"|Meskhetians))\b"
    ),
    re.compile(
        r"\b(?:old|young|elderly) (?P<it>[A-Z][a-z]+(?:an|ian|ish|ese|ch)|Kazakh|Uzbek|Uyghur"
        r"|Kyrgyz) "
        r"(?=woman|man|lady|boy|girl|couple|doctor|teacher|neighbour)"
    ),
    re.compile(rf"\b(?:an? )?(?:old|young|elderly) (?P<it>{_PEOPLES})\b"),
    re.compile(
        rf"\b(?:an?|an? (?:[a-z]+ )?|two|three|the) (?P<it>{_PEOPLES}) (?:woman|man|lady|boy|girl"
        rf"|family|"
        r"couple|pastor|doctor|teacher|neighbour|friend|driver)"
    ),
    re.compile(
        rf"\b(?:an?|two|three|[0-9]+|am|is|was|are|were|we|fellow|devout|practi[sc]ing|become"
        rf"|became) "
        rf"(?P<it>(?:an? )?{_FAITHS})\b"
    ),
    re.compile(r"\b(?P<it>(?:converted to|baptised|baptized) \w+)"),
)


class Origins(Rule):
    """Ethnicity and faith."""

    id = "origin"
    name = "Origin or faith"
    description = "Where a people or a faith has few members, to name it points to them."
    advice = "Leave it out where the account can do without it."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield peoples and faiths that somebody is said to belong to."""
        for pattern in _ORIGIN:
            yield from self.hits(pattern, passage.text)


_HEALTH = re.compile(
    r"\b(?P<it>weak heart|heart (?:attack|disease|condition|trouble)|HIV(?:-positive)?|AIDS"
    r"|tuberculosis|"
    r"TB|diabet(?:es|ic)|cancer|leuk(?:a)?emia|epilep(?:sy|tic)|asthma(?:tic)?|hepatitis|stroke|"
    r"schizophreni[ac]|depression|suicide|PTSD|disab(?:led|ility)|wheelchair|invalid|deaf|blind"
    r"|lame|"
    r"paraly[sz]ed|prosthe(?:sis|tic)|amputat\w+|pregnan(?:t|cy)|miscarri(?:age|ed)|abortion"
    r"|sterili[sz]\w+|"
    r"(?:no longer|stopped|lost) (?:had |having )?(?:our|my|her) periods?|kidneys?|dialysis"
    r"|insulin|"
    r"psychiatric|mental hospital|concussion|chronic|broken spleen|"
    r"(?:lost|cut|broke|crushed|cut off) (?:my |his |her |an? |two |three |both )+(?:fingers?"
    r"|legs?|arms?|hands?|"
    r"eyes?|foot|feet|toes?|ear|teeth|tooth)|fingers? do not bend)\b",
    re.IGNORECASE,
)


class Health(Rule):
    """Illness, disability, pregnancy."""

    id = "health"
    name = "Health"
    description = "An illness, injury or disability that lasts is known to neighbours and on file."
    advice = "Say that somebody was ill or hurt, unless it is what the account is about."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield illnesses, disabilities, lasting injuries, pregnancies."""
        yield from self.hits(_HEALTH, passage.text)


_LOOKS = re.compile(
    r"\b(?P<it>(?:a |the |his |her |my )?(?:scar|tattoo|birthmark|gold (?:tooth|teeth)|limp"
    r"|stammer|stutter|"
    r"lisp|glass eye|squint)(?: (?:on|across|over|above) (?:his|her|my|the) \w+(?: \w+)?)?"
    r"|(?:one|red|blond|grey|white|long|fair|curly|bald|bow|one)-?(?:eyed|armed|legged|haired"
    r"|headed|bearded)"
    r"|(?:very |unusually )(?:tall|short|fat|thin)|(?:red|blond|fair|curly) hair"
    r"|limped|stammered|stuttered|squinted|(?:one metre|1[.,])\s?[0-9]{2}(?: m)? tall"
    r"|pockmarked)\b",
    re.IGNORECASE,
)


class Appearance(Rule):
    """Looks and manners."""

    id = "appearance"
    name = "Appearance"
    description = "A scar, a tattoo, a limp or the colour of hair lets somebody be recognised."
    advice = "Leave it out, or name a feature that many have."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield features by which somebody can be told from others."""
        yield from self.hits(_LOOKS, passage.text)


_TONGUES = (
    r"(?:Kazakh|Russian|Uyghur|Uighur|Uzbek|Ukrainian|German|Tatar|Korean|Dungan|Turkish|Chechen"
    r"|Kurdish|"
    r"Chinese|Mandarin|Kyrgyz|Tajik|Armenian|Azerbaijani|English|Arabic|Polish|Spanish|French"
    r"|Persian|Hebrew)"
)
_LANGUAGE = re.compile(
    rf"\b(?:speak(?:s|ing)?|spoke|spoken|learn(?:ed|t|ing)?|fluent in|translat\w+ (?:from|into)"
    rf"|mother tongue (?:is|was)|native|"
    rf"(?:talk|sang|sing|shout|whisper|pray|wrote|answer)\w* (?:\w+ )?in|accent (?:of|from))\s+"
    rf"(?:only |no |good |some |to \w+ )?(?P<it>{_TONGUES})\b"
    r"|\b(?P<accent>with an? (?:\w+ )?accent)\b"
)


class Languages(Rule):
    """Languages that somebody speaks."""

    id = "language"
    name = "Language"
    description = "A language or an accent tells where somebody comes from."
    advice = "Leave it out where nothing depends on it."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield languages that are said to be spoken or learned, and accents."""
        for match in _LANGUAGE.finditer(passage.text):
            yield Hit(*match.span("it" if match["it"] else "accent"), self.level)


_EVENTS = (
    re.compile(
        r"\b(?P<it>(?:the )?(?:only|first|youngest|oldest|last) (?:one|woman|man|person|girl|boy"
        r"|witness|"
        r"survivor|victim|lawyer|doctor|teacher|journalist|family|student)(?= (?:to|who|in|on|from"
        r"|at|of|"
        r"that|left|alive)\b))"
    ),
    re.compile(
        r"\b(?P<it>(?:my|his|her|the|our) first (?:rally|protest|march|strike|demonstration|picket|"
        r"trial|arrest)|first rally)\b"
    ),
    re.compile(
        r"\b(?P<it>explo(?:ded|sion)|derail\w+|plane crash|crashed|collapsed|earthquake|flooded|"
        r"hunger strike|self-immolation|set (?:him|her|my)self on fire|mass grave|sewed (?:his|her"
        r"|my|our) "
        r"(?:lips|mouths?))\b"
    ),
    re.compile(
        r"\b(?:I|we) (?P<it>(?:founded|organi[sz]ed|won|was awarded|were awarded|was elected"
        r"|received "
        r"(?:a|an|the) (?:award|prize|medal|order))(?: [\w-]+){1,4})"
    ),
)


class Events(Rule):
    """What happened to few, or once."""

    id = "event"
    name = "Rare event"
    description = (
        "What happened once or to one person alone can be looked up, and the person with it."
    )
    advice = "Tell it more widely: one of the first, an accident at a plant."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield accidents, distinctions, and who is said to be the first or only one."""
        for pattern in _EVENTS:
            yield from self.hits(pattern, passage.text)
