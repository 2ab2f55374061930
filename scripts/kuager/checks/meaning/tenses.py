"""What can be told of tense: past and future in English, Russian and Kazakh sentences.

English after Quirk et al. (1985), 4.2–4.48; the Russian compound future after Русская грамматика
(1980), § 1493; Kazakh definite past (жедел өткен шақ) and transitional tense (ауыспалы шақ) after
Қазақ грамматикасы (2002). «Қарады» is past and «барады» is not, so that only endings of known
kinds of stems are judged. No native reader has gone over the rules.
"""

from __future__ import annotations

import re

from kuager.checks.meaning.keyed import KeyedPattern, words

FUTURE = KeyedPattern(
    r"\b(?:will|shall|won't)\b|'ll\b|\b(?:am|is|are|'m|'s|'re) going to (?!the\b|a\b|my\b|his\b|"
    r"her\b|"
    r"our\b|their\b|school\b|work\b|war\b|prison\b|bed\b)[a-z]+\b",
    "will shall won ll going",
)
_FINITE = words(
    """
    was were had did came went took gave said told saw knew got sent wrote began broke chose drew
    drove fell felt forgot rose shook spoke stood stole swore threw woke wore died lived
    """
)
_NO_PAST = (
    "need|seed|indeed|hundred|bed|red|speed|feed|shed|sacred|naked|wicked|armed|unarmed|united|"
    "tired|retired|supposed|disabled|educated|experienced|married|related|limited|crowded|breed|"
    "deed|weed|greed|exceed|proceed|succeed"
)
_WITH_OBJECT = (
    "the|an?|my|our|his|her|their|its|me|us|him|them|it|that|this|about|into|through|up|down|off|"
    "away|over|until|behind|after|before|because|again|together|yesterday|all|every|no|one|two|"
    "three|around|himself|herself|themselves"
)
"""What follows a past seldom follows a participle: "promised the", but "those fined by"."""
PAST = re.compile(
    rf"\b(?!(?:{_NO_PAST})\b)[a-z]{{3,}}ed (?:{_WITH_OBJECT})\b|"
    rf"\b(?!(?:{_NO_PAST})\b)[a-z]{{3,}}ed(?=[.!]?\W*$)|"
    rf"\b(?:the|my|our|his|her|their|an?) [a-z]+ (?!(?:{_NO_PAST})\b)[a-z]{{3,}}ed\b(?! by)|"
    r"\b(?:made|held|lost|sold|found|left|built|caught|heard|kept|met|paid|brought|bought|led|sat|"
    rf"slept|taught|thought|understood|won) (?:{_WITH_OBJECT})\b|"
    rf"{_FINITE}|\b(?:i|we|he|she|they|it|who) (?:[a-z]+ly |also |never )?"
    r"(?:[a-z]{2,}ed|made|held|lost|sold|found|left|built|caught|heard|kept|met|paid|brought|"
    r"bought|put|led|ran|read|sat|slept|taught|thought|understood|won)\b|n't have\b|"
    r"\b(?:didn't|wasn't|weren't)\b"
)
OTHER = re.compile(
    r"\b(?:is|are|am|has|have|do|does|can|cannot|may|must|would|could|should|might|if|let|used|"
    r"ought|"
    r"today|now|still|every|always|until|that|which|who|where|what|whatever|whoever|how|why|whose|"
    r"says|knows|means|ever|never|remains|remember|think|believe|know|see|though|although|wants?|"
    r"lies?|depends?|takes?|makes?|lives?|works?|gets?|goes|comes?|gives?|asks?|needs?|keeps?|"
    r"calls?|"
    r"feels?|hears?|like|likes|hope|hopes)\b|'(?:re|m|ve|d)\b|n't\b|[\"“”:;?]|"
    r"\b(?:i|we|you|they) (?:[a-z]+ly |also |all |both )?(?!was\b|were\b|had\b|did\b|[a-z]+ed\b|"
    rf"{_FINITE})(?:carry|consider|live|call|work|find|hold|stand|speak|wear|dream|miss|fear|wake|"
    r"read|walk|sleep|visit|look|tell|write|bring|sit|try|wait|stay|put|run|play|use|want|sell|buy|"
    r"pay|eat|drink|cook|learn|teach|help|thank|apologi[sz]e|agree|demand|request|submit|regret|suppose|feed)\b"
)
"""Present, modal and subordinate: what leaves the tense of the other language open."""
ANYWAY = {
    "ru": re.compile(
        r"\b(?:who|which|where|whose|though|although|never|ever|like|until|remember|know|see|"
        r"lived?)\b|[;:]"
    ),
    "kk": re.compile(r"\b(?:until|where|lived?)\b"),
}
"""Words of ``OTHER`` with which the forms judged here do not stand for a past all the same.

The Russian future with «буду» is only future; the Kazakh form for it is present as well.
"""

RUSSIAN_FUTURE = KeyedPattern(
    r"\b(?:не )?(?:буду|будем|будет|будут) (?:\w+ )?\w{2,}(?:ть|ться|ти|чь)\b",
    "буду будем будет будут",
)
RUSSIAN_PAST = re.compile(
    r"\b\w{2,}(?<!ес)(?<!и)(?:[аеёиыяуо]л|[аеёиыяуо]л[аои]|шл[аои])(?:с[ья])?\b"
)
RUSSIAN_NOT_PAST = re.compile(
    r"\bбуд|\b\w{3,}(?:[аеюуя]ю|жу|шу|чу|лю|ешь|ишь|ёшь|ет|ёт|ит|ют|ут|ят|ат|ется|ются|ится|ятся|"
    r"ем|ём|емся|имся|йте|ите)\b|\b(?:бы|если|чтобы|когда|есть|нет)\b"
)
_SUBJECT = r"(?:м[ыі]н|м[ыі]з|с[ыі]ң|с[ыі]з)"
KAZAKH_FUTURE = KeyedPattern(
    rf"\b(?!дей|емей|көбей|азай|кеңей|ұлғай|молай|күшей|қартай|мұңай|тынышай|жайды)\w+[аеә]й"
    rf"(?:д[ыі]|{_SUBJECT})(?=\W*$)|"
    rf"\b\w{{2,}}(?<!са)[ае]{_SUBJECT}(?=\W*$)|"
    r"\b(?!белгіл|биле|жыла|ыдыра|талқыла|атқыла|өтед|бұйыр|тәркіл|тіледі|бақыл|құлдыр)"
    r"(?:\w+(?:[ыі]л|[ыі]н|[ыі]с|лан|лен|дан|ден|тан|тен|[дт]ыр|[дт]ір|[ғқ]ыз|[гк]із|ғат)|кел|кет|ал|"
    r"тарт|бас|қос|қайт|доғар|күзет|көрсет|жаб|аш|сат|қо|соғ|жығ|құлат|қуан|ұмыт|"
    r"бер|бар|қал|жат|отыр|тұр|жүр|шығ|түс|көр|біл|айт|жет|өт|сал|жібер|әкел|апар|жаз|тап|таб|ұр|"
    r"өл|ет|кір|үлгер|сүй|тарат|өс|қайтар|шығар|көтер|құтқар|басқар|аудар)"
    r"[аея]д[ыі](?=\W*$)",
    "*йды$ *йді$ *ады$ *аді$ *еды$ *еді$ *яды$ *яді$ *мын$ *мін$ *мыз$ *міз$ *сың$ *сің$ *сыз$ "
    "*сіз$",
)
KAZAKH_PAST = re.compile(
    r"\b\w+[^аеәыіоөұүуюияйё\W][дт][ыі](?:м|ң|қ|к)?(?=\W*$)|\b\w+ғанм[ыі]н(?=\W*$)"
)
KAZAKH_NO_VERB = re.compile(
    r"(?:маңызды|қауіпті|күшті|қатты|тиісті|керекті|міндетті|белгілі|сенімді|қажетті|ұзақты|байланысты|"
    r"сияқты|тәрізді|жоғарылады|визасыз|"
    r"\w+лықты|"
    r"\w+ліекті|\w*(?:ст|рт)і|болады)$"
)
KAZAKH_OPEN = re.compile(
    r"\b(?:бол(?:са|ар|уы)\w*|еді|шығар|мүмкін|керек|деп|\w+с[ае]\w{0,3}|екен)\b"
)
