"""Where Kazakh and Russian deny and English does not, and the other way round.

«пока он не пришёл» is "until he came", «қарамастан» is "despite". Gathered from pairs of
testimony sentences and held against Розенталь, Справочник по правописанию и стилистике
(§§ 65–66), and Қазақ грамматикасы (2002), the chapter on the negative verb. No native reader
has gone over the lists.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kuager.checks.meaning.texts import words


class Correspondence(NamedTuple):
    """An English wording, and what the targets' negation for it looks like."""

    english: re.Pattern[str]
    targets: dict[str, re.Pattern[str]]
    """Pattern by language."""


def _table(*rows: tuple[str, str, str]) -> tuple[Correspondence, ...]:
    return tuple(
        Correspondence(
            re.compile(words(english)),
            {
                language: re.compile(pattern)
                for language, pattern in (("ru", russian), ("kk", kazakh))
                if pattern
            },
        )
        for english, russian, kazakh in rows
    )


_NO = r"[мбп][ае]"
_KK = rf"\w+{_NO}"  # a verb with the negative suffix

SEPARATE = _table(
    (
        "until till before by_the_time",
        r"\bпока\b[^.;!?]{0,70}?\bне\b",
        rf"\b{_KK}(?:йынша|йінше|й тұрып|с бұрын|й жатып)|\b(?:күн шықпай|таң атпай|түспей)\b",
    ),
    ("at_least no_less no_fewer minimum up_to", r"\bне (?:менее|меньше)\b", r"\b(?:кем|аз) емес\b"),
    (
        "more less fewer later earlier up_to within only at_most over",
        r"\bне (?:более|больше|менее|меньше|поз\w+|ран\w+)\b",
        rf"\b(?:көп|кем|аз|кеш) емес\b|\b(?:ас|жет|кешік){_NO}\w*",
    ),
    (
        "nevertheless nonetheless still yet however anyway but",
        r"\bтем не менее\b",
        r"\bқарамастан\b",
    ),
    ("despite although though regardless spite even whatever ignor* against", "", r"\bқарама(?:стан|й)\b"),
    ("soon shortly long later", "", r"\bұзамай\b"),
    ("almost nearly", r"\b(?:чуть|едва)(?: было)? не\b", ""),
    ("missing disappear* vanish* unaccounted mia", r"\bбез вести\b", ""),
    (
        "at to minutes quarter",
        r"\bбез (?:четверти|пяти|десяти|двадцати|трёх|семи|двух|восьми|минут\w*)\b",
        "",
    ),
    ("once repeated* often several many again time times", r"\bне раз\b", r"\bбір емес\b"),
    ("less", r"\bне столько\b", ""),
    ("constant* continu* keep kept unceasing* without_stopping", r"\bне (?:перестав|прекращ|умолк)\w+",
     r"\b(?:тынбай|үзбей|тоқтамай|тынбастан)\b"),
    ("silen* quiet* tongue speak spoke", r"\bне проронил\w*", r"\bүнде[мб]е\w*"),
)  # fmt: skip
"""Stand beside other negations: they are taken out before the rest is counted."""

POSSIBLE = _table(
    (
        "before already yet until",
        r"\bне (?:успе|дожи|дожд|прош|дошл|дош[её]л|добр)\w*|\bещ[её] не\b|\bдо сих пор не\b",
        rf"\bүлгерме\w*|\bәлі\b.*{_KK}|\b{_KK}(?:й|с)\b",
    ),
    (
        "mind would_you could_you can_you may_i please happen possible why stay",
        r"\bне (?:могли|мог|могла|могу|хотите|хочешь|знаете|знаешь|подскаж\w+|найд[её]тся)\b|"
        r"\bнельзя ли\b|\bпочему бы\b|\bне (?:вешайте|кладите|забудьте|волнуйтесь)\b",
        rf"\b{_KK}(?:йсыз|йсіз|йсың|йсің) б[ае]|\bқоймай\b|\b{_KK}й м[ае]\b",
    ),
    (
        "unless otherwise should_you should_she should_he had_it as_well",
        r"\bесли\b.*\bне\b|\bиначе\b.*\bне\b|\bне только\b",
        rf"\b\w+{_NO}с[ае]\w*|\bғана емес\b",
    ),
    (
        "rather_than instead_of rather than unlike instead as_if",
        r"\bа не\b|\bне\b.*\bа\b|\bчтобы не\b|\bне то\b",
        r"\bемес\b",
    ),
    (
        "year day days week hour hours month within dozen half years time",
        r"\bне (?:прош|составл|набр|наступ|минул)\w*",
        rf"\b(?:өт|тол|жет){_NO}\w*|\bжеткен жоқ\b",
    ),
    (
        "under minor minors younger aged underage juvenile* youngest",
        r"\bнет\b|\bне (?:исполн|было|достиг)\w*",
        r"\bтолма\w*",
    ),
    (
        "lack* want short miss missed missing enough scarce shortage idle",
        r"\bне (?:хват|достава|достал|было)\w*|\bнет\b|\bбез\b",
        r"\bжетпе\w*|\bжетіспе\w*|\bболма\w*|\bжоқ\w*|\bжоғ\w*",
    ),
    (
        "missing gone absent absence ceased former lost vanished out_of abolish* "
        "disappear* nameless landless landlocked childless orphan* invalid* gone",
        r"\bнет\b|\bне (?:было|стало|оказ|име|существ)\w*|\bбез\b|\bнекому\b",
        r"\bжоқ\w*|\bболма\w*|\bжоғ\w*|\bқалма\w*|\bшыға алма\w*|\bтаппа\w*|\bтабылма\w*",
    ),
    ("silen* quiet*", r"\bне (?:говор|сказ|отвеч|ответ|молч)\w*", r"\bүнде[мб]е\w*|\bжақ ашпа\w*|\bүн"),
    (
        "disagree* refus* reject* declin* den* dismiss* object* unwilling reluct* withh* depriv* deprived "
        "barred banned exclu* turned_down stood_by stand_by",
        r"\bне (?:соглас|прин|да|призна|пус|хот|жела|пожел|впус|стал|допус|выда|возраж|отказ)\w*",
        rf"\b{_KK}\w*|\b\w+(?:гісі|ғысы|кісі|қысы) кел{_NO}\w*|\bжоқ\b",
    ),
    (
        "busy occupied engaged taken",
        r"\bнекогда\b|\bне (?:свобод|до)\w*",
        r"\bбос емес\b|\bтими?мей\w*|\bтиме\w*",
    ),
    ("slow* calm* patien* steadily", r"\bне (?:тороп|спеш)\w*", r"\bасық\w*|\bасықпа\w*"),
    ("blind deaf hearing lost loses losing voice", r"\bне (?:вид|слыш)\w*", r"\b(?:көр|есті|шық)[мп][ае]\w*"),
    (
        "keep_* kept_* stop stopped prevent* sav* avoid* lest so_that so protect* refrain* warn* advised let_the "
        "afraid fear* forbid* forbad* ban made_sure make_sure spare* help see_that "
        "see_to beware",
        r"\b(?:чтобы|лишь бы|как бы|дабы)\b.*\bне\b|\bне (?:дать|дал|да[её]т|превра|тро|смотр|встреч|"
        r"могу|мог|отмор|пода|говор|чувств|ходи)\w*|\bнельзя\b",
        rf"\b{_KK}(?:с үшін|сын|сін|у\w*|й|с|ңдар|ңдер)\b|\b{_KK}(?:йтын|йтін)\w*",
    ),
    (
        "stop* ceas* no_more quit gave_up give_up",
        r"\b(?:больше|уже)\b.*\bне\b|\bне\b.*\bбольше\b",
        rf"\b{_KK}(?:йтын|йтін) бол|\b{_KK}й қ\w+|\bқойма\w*",
    ),
    (
        "except other_than apart empty nothing_but all_that",
        r"\b(?:ничего|никого|никаких|никто|ничто|не)\b.*\bкроме\b|\bне считать\b|\bне осталось\b",
        rf"\b(?:басқа|өзге)\b.*(?:{_KK}|жоқ)|\bқалма\w*|\b(?:есепте|айт|қос|сана){_NO}ғанда\b|\bештеңе\b|\bешкім\b",
    ),
    (
        "whether if wonder* check",
        r"\bне\b[^.;]*\bли\b|\bнет ли\b|\bли\b[^.;]*\bне\b|\bне\w* ли\b|\bили нет\b",
        rf"-{_KK}|\bм[ае] әлде\b|\bжоқ па\b|\bжоғын\b",
    ),
    (
        "pending waiting yet_to undecided unresolved wet",
        r"\b(?:ещ[её]|до сих пор|пока)\b.*\bне\b",
        rf"\bәлі\b.*(?:{_KK}|жоқ|емес)|\bшешілме\w*",
    ),
    ("closed holiday shut idle off broken out_of", r"\bне (?:работ|снима|снял)\w*|\bбез\b", r"\bістеме\w*|\bболмай\b|\bшешпе\w*"),
    (
        "remember* memory unforget* remind",
        r"\bне (?:забы|забуд|выход|ид[её]т)\w*",
        r"\bұмыт(?:па|ылма)\w*|\bесі\w* кетпе\w*",
    ),
    (
        "fail* collapsed lost avoid* unable",
        r"\bне (?:смог|суме|удал|усто|выдерж|справ|получ|сда|добр|доб|выполн|срабо|заме)\w*",
        rf"\b(?:ал|өт|шық|жет|іске ас|орында|тап|шыда|істе|көр){_NO}\w*",
    ),
    (
        "surviv* died dead perish* late",
        r"\bне (?:дожи|стало|выж|верн|уцел)\w*|\bнет в живых\b|\bне было в живых\b",
        rf"\b(?:өл|қал|орал){_NO}\w*",
    ),
    (
        "secret* unnotic* quiet* slip* stealth* gently",
        r"\bнезаметн\w*",
        r"\b(?:байқат|білдір|байқа|сездір)[мп]\w*",
    ),
    (
        "dislike* hate* distrust* disbel* doubt* suspicious sceptic* wary mistrust* despise* against",
        r"\bне (?:люб|вер|довер|нрав|по)\w*",
        rf"\b(?:ұнат|сен|жақтыр|ұна|қала){_NO}\w*",
    ),
    (
        "ignor* overlook* neglect* disregard* miss missed obliv*",
        r"\bне (?:обращ|обрат|замет|замеч|увид|уч[её]т|учл|слуш|реаг|считать)\w*",
        rf"\b(?:еле|байқа|ескер|көңіл \w+|тыңда|көр){_NO}\w*",
    ),
    (
        "wrong against amiss off mistaken own out_of",
        r"\bне (?:\w{1,2} )?(?:то|так|те|туда|тот|та|том|тем|той|к|по|в|для|вашего|твоего|моего)\b",
        r"\b(?:дұрыс|жақсы|өз\w*) емес\b|\bмаңызды емес\b|\bкелме\w*",
    ),
    ("break broke bear bore", r"\bне (?:выдерж|вынес|стерп)\w*", r"\bшыдама\w*|\bтөзбе\w*"),
    ("cancel* called_off put_off postpone* fell_through", r"\bне состоя\w*", r"\bболма\w*|\bөтпе\w*"),
    ("course sure surely certainly doubtless unfailing*", r"\bнет сомн\w*|\bнепременно\b", r"\b(?:сөз|дау|күмән) жоқ\b"),
    ("stay* remain* kept stand stuck held", r"\bне (?:уходи|ушл|уш[её]л|снима|отход|меня|сход)\w*",
     rf"\b(?:кет|шық|тарқа|өзгер|түс){_NO}\w*"),
    ("or nor", r"\bне\b[^.;]*\b(?:и|или) не\b", rf"{_KK}\w*,.*{_KK}"),
    ("memory mistaken", r"\bне (?:измен|ошиб)\w*", r"\bжаңылма\w*|\bқателесп\w*"),
    ("granted convinced sure certain", r"\bсомн\w*", r"\bкүмән\w*"),
    ("fine tolerable decent good all_right okay poor bad", r"\bне (?:очень|так)\b", r"\b(?:жаман|жақсы) емес\b|\bжақсы\b"),
    ("stayed_up stay_up awake sat_up", r"\bне (?:лож|сп|усн)\w*", r"\bұйықтама\w*"),
    ("down off blunt", r"\bне (?:было|работ)\w*|\bнет\b", r"\bжоқ\b|\bөтпе\w*|\bістеме\w*"),
    ("last another those_were", r"\bбольше\b|\bне будет\b|\bдруг\w+\b", ""),
    ("on running alive same", r"\bне (?:снима|меня|дав)\w*", rf"\b(?:шеш|өшір|өш|ауыстыр)[мп]\w*"),
    ("omit withheld outside beyond confidential", r"\bне (?:указ|относ|наз)\w*", r"\b(?:ата|көрсет|жат|жет)[мп][ае]\w*"),
    ("hate* shame ashamed", r"\bне (?:стыд|могу)\w*|\bтерпеть не\b", r"\bұял\w*|\bжек\b"),
    ("wish", r"\bне\b", rf"\b{_KK}\w*"),
    ("left_out kept_out keep_out keep_it_out kept_it_out full crowded small narrow", r"\bне\b", rf"\b{_KK}\w*|\bжоқ"),
    ("dead silent cut", r"\bне было\b", r"\bболма\w*|\bжоқ"),
    ("away", r"\bне было\b", r"\bжоқ\w*"),
    ("consistent", r"\bне против\w*", r"\bкелген жоқ\b"),
    ("faster than", r"\bне (?:успева|поспева)\w*", r"\bүлгерме\w*"),
    ("agree* condition give_up", r"", rf"\b{_KK}у\w*"),
)  # fmt: skip
"""May stand for an English wording; each takes at most one negation off the lower bound."""

EXPECTED = _table(
    (
        "missing",
        r"пропа|отсутств|недоста|исчез|пропу|затер|потер|\bразыск",
        r"жоғал|хабар|кем\b|түс|сыз|сіз|қал|кет",
    ),
    ("impossible unable", r"затруд|бессил|неспособ|трудн|сложн", r"қиын|сыз|сіз|мүмкіндіг"),
    ("unless", r"если|кроме|разве|прежде|пока|без", r"болса|дейін|әдетте|ғана|егер|сыз|сіз"),
    ("disagree*", r"спор|возра|разош|разн|расход|против|ссор", r"қарсы|дауласт|тараз|әртүрлі"),
    ("rejected denied", r"отк[ла]|отверг|отриц|отказ|опровер|закрыт|лиш|провал|отброс",
     r"бас тарт|қайтар|жоққа|айыр|теріс|сыз|сіз|тыйым|қақ"),
    ("despite", r"несмотря|вопреки|хотя|при|всё|наперекор", r"қарамастан|қарамай|да\b|де\b|қарсы"),
)
"""English words for which a target without any denial must have one of these."""


BROKEN = _table(
    (
        "until",
        r"\bпока\b(?! ещ[её]| что\b)(?![^.;!?]*\b(?:не|нет|ни)\b)",
        "",
    ),
    ("nevertheless nonetheless still yet however", r"\bтем менее\b", ""),
    ("at_least no_fewer no_less", r"(?<!не )\b(?:менее|меньше)\b", ""),
    ("almost nearly", r"\b(?:чуть|едва)(?: было)? (?!не\b|ли\b)\w+(?:л|ла|ли|ло|лся|лась|лись)\b", ""),
    ("soon long later", "", r"\bкөп ұзай\b"),
    ("otherwise unless or else", "", r"\bәйтсе\b"),
    ("despite although though even_though nevertheless", "", r"\bқарастан\b"),
)
"""Set phrases of SEPARATE that have lost their negation."""


def separate(source: str, target: str, language: str) -> int:
    """Return how many set phrases of the target deny where its source, lowered, does not."""
    return _agreeing(SEPARATE, source, target, language)


def possible(source: str, target: str, language: str) -> int:
    """Return how many negations of the target its source, lowered, may have put otherwise."""
    return _agreeing(POSSIBLE, source, target, language)


def _agreeing(
    table: tuple[Correspondence, ...], source: str, target: str, language: str
) -> int:
    return sum(
        1
        for english, targets in table
        if language in targets and targets[language].search(target) and english.search(source)
    )


def unanswered(source: str, target: str, language: str) -> bool:
    """Say whether the source has a word like "missing" that nothing in the target answers to."""
    return any(
        english.search(source) and not targets[language].search(target)
        for english, targets in EXPECTED
    )


def broken_phrase(source: str, target: str, language: str) -> bool:
    """Say whether a set phrase has lost its negation: «тем менее», «пока он пришёл»."""
    return _agreeing(BROKEN, source, target, language) > 0
