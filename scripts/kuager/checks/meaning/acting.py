"""Who acts and who is acted upon: English passives and what answers to them.

English passives after Quirk et al. (1985), 3.63–3.78; Russian short participles and -ся after
Русская грамматика (1980), §§ 1456–1463; the Kazakh passive (ырықсыз етіс) -ыл/-іл/-ын/-ін/-л/-н
and cases of the personal pronouns after Қазақ грамматикасы (2002). No native reader has gone
over the lists.
"""

from __future__ import annotations

import re

from kuager.checks.meaning.keyed import KeyedPattern, compiled

_BE = r"(?:was|were|am|are|been|being|be|got|get)"
_ADVERB = r"(?: (?:not|never|also|all|both|then|later|first|only|even|just|still|\w+ly))*"
_PARTICIPLE = (
    r"(?:\w+ed|beaten|taken|given|shown|told|held|kept|shot|hit|brought|thrown|sent|caught|led|"
    r"driven|left|put|made|asked|seen|found|bitten|struck|torn|bound|stripped|sentenced|born|set)"
)
# Participles that are adjectives or whose subject does not suffer anything.
STATIVE = re.compile(
    r"\b(?:was|were|am|are|been|be|being|got|get)(?: \w+ly| not| never| so| too| very| also|"
    r" still)* "
    r"(?:born|married|divorced|tired|ashamed|scared|frightened|used|supposed|interested|surprised|"
    r"convinced|worried|engaged|pleased|relieved|prepared|determined|related|lost|raised|named|"
    r"based|employed|retired|dressed|reminded|exhausted|disappointed|needed|registered|seated|left|"
    r"proud|baptised|baptized|widowed|orphaned|infected|wounded|injured|allowed|gone|done|"
    r"finished|tried|stopped|called|decided|mistaken|able)\b"
)
PASSIVE = {
    person: KeyedPattern(
        rf"\b(?:why|when|where|how|what) (?:was|were|am|are) {word}{_ADVERB} (?!supposed\b)"
        rf"{_PARTICIPLE}\b|"
        rf"\b{word} (?:had |have |has |would |could |should |might |will |must )?{_BE}{_ADVERB} "
        rf"{_PARTICIPLE}\b",
        word,
    )
    for person, word in (("1s", "i"), ("1p", "we"), ("3m", "he"), ("3f", "she"), ("3p", "they"))
}
# What shows in Russian that something is done to the subject, as words of one clause with it.
RUSSIAN_PASSIVE = re.compile(
    r"\b\w{2,}(?:ован|ёван|ржан|иран|бран|зван|ждён|жден|шён|ешен|влен|щён|щен|нен|нён|рён|рен|"
    r"лен|лён|сен|сён|жен|чен|чён|бит|брит|шит|вит|взят|нят|крыт|мыт|пит|ранен|дан|гнан|слан|"
    r"хвачен|"
    r"пущен)(?:а|ы|о|ный|ная|ные|ным|ной)?\b|\b(?:я|мы|он|она|они) (?:\w+ )?\w+(?:лся|лась|лись)\b|"
    r"\b(?:попал|получ|прош[её]?л|лишил|потеря|просид|перен[её]с|отсид|отбы|"
    r"пережи|под \w+(?:ом|ей|ой)\b|стал[аи]? |оказ|очути|отделал|побыв|подверг|погиб|"
    r"умер|был[аи]? )\w*"
)
REPORTED = re.compile(r"\bде(?:п|ді|ген|ймін|й)")
KAZAKH_SUFFERS = re.compile(
    r"\w\w\w?(?:[ыі]л|[ыі]н|[ае]л|[ае]н)(?:м[ае])?(?:[дт][ыі]м|ғанмын|генмін)$|"
    r"^(?:же|көр|түс|ұшыра|тарт|айырыл|қал|шық|бол|жат|отыр)(?:м[ае]|п[ае]|б[ае])?(?:[дт][ыі]м|"
    r"[ғқ]анмын|[гк]енмін)$"
)
THEM = re.compile(r"\b(?:оны|оған|оларды|оларға)\b")
THIRD = re.compile(
    r"\b(?:him|her|it|them|this|that|his|its|their|which|one|those|these|she|they)\b"
)
KAZAKH_FIRST_VERB = KeyedPattern(
    r"\b\w+(?:[дт][ыі]м|ғанмын|генмін|қанмын|кенмін)\b"
    r"(?=\W*$|\W*[,.;:!?»”]| (?:деп|дед|дей|дег|да|де|та|те|ғой|және|бірақ|ал|екен)\w*)",
    "*дым *дім *тым *тім *мын *мін",
)
BY_ME = re.compile(
    r"\b(?:me|us) (?:to|not|\w+ing)\b|\b(?:let|make|made|for|than|as|like|of|with|to|by|seems?|"
    r"seemed|cost|took|"
    r"takes|take|inform|give|gave|threw|taught) (?:me|us)\b"
)

OBJECT_ALONE = re.compile(
    r"(?<!\bу )(?<!\bот )(?<!\bдля )(?<!\bбез )(?<!\bиз )(?<!\bдо )(?<!\bна )(?<!\bза )(?<!\bпро )"
    r"(?<!\bв )(?<!\bчерез )(?<!\bмимо )(?<!\bпосле )(?<!\bоколо )(?<!\bвокруг )(?<!\bпротив )"
    r"(?<!\bкроме )(?<!\bради )(?<!\bвозле )(?<!\bс )(?<!\bсо )\b(?:меня|нас)\b"
)
"""The Russian first person as the direct object."""
FEELS = re.compile(
    r"зовут|звали|удив|пораз|интерес|пуга|тошн|тряс|трясл|знобил|беспоко|радова|волнова|раздраж|"
    r"смущ|мучи|хват|\bнет\b|\bбыло\b|\bстало\b|вырвал|потряс|шокир|растро|жд[аеё]|каса|разбуди|"
    r"спас|научи|учи[лт]|назыв|заставл|привел|привод|больше|старше|млад|выше|лучше|родил|вырастил|"
    r"успок|утеш|устра|не осталось|рвало|рвёт|осени|осенил|охвати|хвали|дом|выда|ранил|рани"
)
"""Russian verbs whose object is the subject in English: «меня зовут», «меня удивило»."""
_POST = (
    r"(?:мен|үшін|туралы|сияқты|емес|жөнінде|қанша|секілді|арқылы|жайлы|жайында|болмаса|"
    r"болмағанда)\b"
)
KAZAKH_I_ACT = KeyedPattern(
    rf"(?:^\W*|[.!?;:,«»—–] ?)мен (?!мен\b)(?!«)(?!{_POST})|"
    r"(?<=\w )мен (?=(?:оны|оған|оларды|оларға|олардан)\b)",
    "мен",
)
KAZAKH_NOMINATIVE = {
    "1s": KeyedPattern(rf"(?:^\W*|[.!?;:,«»—–] ?)мен (?!{_POST})", "мен"),
    "1p": KeyedPattern(rf"\bбіз\b(?! {_POST})", "біз"),
    "3p": KeyedPattern(rf"\bолар\b(?! {_POST})", "олар"),
}
KAZAKH_OBLIQUE = {
    "1s": compiled("мені маған менен менде менің менімен мендегі"),
    "1p": compiled("бізді бізге бізден бізде біздің бізбен"),
    "3p": compiled("оларды оларға олардан оларда олардың олармен"),
}
KAZAKH_DIRECT = {
    "1s": compiled("мені маған"),
    "1p": compiled("бізді бізге"),
    "3p": compiled("оларды оларға"),
}
KAZAKH_VERB = {
    "1s": re.compile(
        r"\w(?:[дт][ыі]м|[аей]м[ыі]н|[нқс]п[ыі]н|м[ыі]н|сам|сем|айын|ейін|йін|йын|"
        r"[ғқгк][ыі]м кел(?:ді|еді|ген еді)(?=\W*$|[,.;!?]))\b"
    ),
    "1p": re.compile(r"\w(?:[дт][ыі][қк]|[мбп][ыі]з|са[қк]|се[қк]|й[ыі][қк])\b"),
    "3p": re.compile(r"(?!)"),
}
KAZAKH_SELF = KeyedPattern(
    r"\b(?:мені|маған) \w+(?:[дт][ыі]м|[аей]м[ыі]н)(?=\W*$|[,.;!?])|"
    r"\b(?:бізді|бізге) \w+(?:[дт][ыі][қк]|[аей]м[ыі]з)(?=\W*$|[,.;!?])",
    "мені маған бізді бізге",
)
"""An object and a verb of the same person side by side, as a careless swap leaves them."""
KAZAKH_OBJECT_OF_PASSIVE = KeyedPattern(
    r"\b(?:оны|мені|бізді|оларды|сені|сізді)(?: (?!\w+(?:[ғқгк][ае]н|у))\w+)? "
    r"\w{2,}[ыі]л(?:[дт][ыі]|ған|ген)(?=\W*$|[,.;])",
    "оны мені бізді оларды сені сізді",
)
KAZAKH_NOUN_BEFORE_PASSIVE = KeyedPattern(
    r"\b(?!(?:күні|түні|таңы|сосын)\b)\w{2,}(?<![ғгқк])(?<!ты)(?<!ті)(?<!еке)(?<!ға)(?<!ге)(?<!қа)(?<!ке)"
    r"(?:ны|ні|сын|сін|[ыі]мд[ыі]|[ыі]мызды|[ыі]мізді) \w{2,}[ыі]л(?:ды|ді|ған|ген)(?=\W*$|[,.;])",
    "*ылды *ылді *ілды *ілді *ылған *ылген *ілған *ілген",
)
KAZAKH_HALF_PASSIVE = KeyedPattern(
    r"\b\w{2,}(?:[ыі]л|[ыі]н)[ыі]п (?:таста|жібер|қой)(?:д[ыі]|ған|ген)(?=\W*$|[,.;])",
    "таста* жібер* қой*",
)
ENGLISH_PASSIVE = re.compile(
    r"\b(?:is|was|are|were|be|been|being|got)(?: \w+ly| not| never)* "
    r"(?:\w+(?:ed|en|wn)|kept|let|held|sent|led|told|shot|put|brought|caught|taught|made|seen|"
    r"called)\b"
)
_HARMED = """
    beaten arrested detained taken shot tortured released sentenced interrogated questioned summoned
    searched kidnapped deported exiled dismissed fired accused charged convicted threatened insulted
    humiliated stripped tied blindfolded buried executed transferred brought sent thrown expelled
    locked punished raped robbed stopped freed called found opened closed signed burned burnt
    destroyed confiscated seized cut banned
    """
HARMED = KeyedPattern(
    rf"\b(?:was|were|been|being){_ADVERB} (?:{'|'.join(_HARMED.split())})\b", _HARMED
)
"""What Kazakh can only say with a passive or with an object."""
KAZAKH_PASSIVE_OR_OBJECT = re.compile(
    r"\w{2,}(?:[ыі]л|[ыі]н|[аеәоөұү]л|[аеәоөұү]н)(?:м[ае])?(?:[дт][ыі]|ған|ген|[ыі]п|а[дт]|е[дт]|"
    r"у|с[ае]|"
    r"м[ае]|б[ае]|ар|ер|атын|етін)\w*|\b\w{2,}(?:ны|ні|ды|ді|ты|ті|[ыі]н|сын|сін)\b(?=[ ,])|"
    r"\b(?:мені|оны|бізді|оларды|сені|маған|оған|бізге|оларға)\b|"
    r"қаза|өлі|өлген|таяқ|соққы|түс|отыр|бол[ды]|жазасы|тартыл|шық|жат|тұр|кет|қал|тап|бар\b|"
    r"емес|жоқ|ті[йг]|"
    r"кел|айыр|көр|жауап|ешкім|қира|қысқар|толды|\bоқ\b"
)
KAZAKH_THIRD_END = KeyedPattern(
    r"\b\w{2,}(?:[дт][ыі]|[ае]ды|еді|йды|йді)(?=\W*$)", "*ды$ *ді$ *ты$ *ті$"
)
