"""Words with which a speaker takes back some of the certainty of what is said.

English after Quirk et al. (1985), 8.127–8.133 (disjuncts) and Hyland, Hedging in Scientific
Research Articles (1998); Russian вводные слова after Розенталь, § 98; Kazakh қыстырма сөздер and
модаль сөздер after Қазақ грамматикасы (2002). No native reader has gone over the lists.
"""

from __future__ import annotations

import re

from kuager.checks.meaning.keyed import KeyedPattern, compiled, keys_of, words

_SURE = """
    we_think i_suppose i_guess i_assume as_far_as_i as_far_as_we as_far_as_anyone
    so_far_as_i to_the_best_of_my
    if_i_remember if_i_am_not_mistaken allegedly perhaps probably possibly maybe presumably
    supposedly apparently reportedly seemingly it_seems it_seemed it_appears purportedly
    in_my_opinion in_my_view in_our_opinion in_our_view most_likely rumour_has_it
    """
SURE = KeyedPattern(
    rf"\bi think\b(?! (?:of|about)\b)|\bi believe\b(?! in\b)|{words(_SURE)}",
    ["think", "believe", *keys_of(_SURE)],
)
"""Hedges that a translation keeps."""

MODAL = compiled(
    """
    might may_have could_have_been is_likely are_likely was_likely appears_to appear_to
    appeared_to seems_to seemed_to quite_possible to_my_mind i_feel i_doubt i_suspect
    """
)
"""Hedges that a translation keeps, if only as a modal verb or a form of the verb."""

ENGLISH = compiled(
    """
    think* thought believ* suppos* guess* assum* far_as best_of remember* mistaken
    alleg* perhaps
    probabl* possib* maybe presum* apparent* reported* reportedly seem* appear*
    purport* opinion*
    view* likely unlikely rumour* rumor* may might can_be could_be claim* estimat* suspect*
    doubt* wonder* look* feel* felt sound* as_if as_though according evident* obvious* surely
    certain* must almost nearly imagine* expect* strike* struck whether uncertain
    unclear suggest*
    indicate* impression credib* so-called pretend* consider* conclu* turned_out turns_out sense
    chance* risk* danger* potential* accus* imput* reckon* ostensibl* perceiv* conceiv* mind
    should_be should_have not_sure testimon* finds find_it found_it say_that i_know we_know
    would_have could_have
    """
)
"""Anything that may stand for a hedge of the target."""

ANY = {
    "ru": compiled(
        """
        кажется казалось думаю думал* думаем считаю считал* считаем полагаю полагал* полагаем
        насколько может, может_и а_может наверное наверно наверняка видимо видно
        вероятн* возможно пожалуй якобы
        по-моему по-видимому предположительн* предполага* похоже очевидно должно_быть может_быть
        мнению вряд едва будто как_будто словно вроде
        слух* говорят сообщ* данным утвержд* обвин* подозр* по_всей скорее быть_может кто_знает
        по-моему по_слухам мне_известно нам_известно не_ошибаюсь не_изменяет
        помнится выглядит могл* мог судя ощущ* впечатл* думать-то авось небось чуть_ли глядишь
        взгляд мог_бы понима* догадыва* представл* показал*ось показалось
        сдаётся определённо считается как_я
        """
    ),
    "kk": compiled(
        """
        меніңше менің_ойымша ойымша ойымызша біздіңше білуімше білуімізше білетінім* мүмкін
        бәлкім шамасы шамамда сияқты секілді тәрізді ықтимал ықтималдығы көрін*
        болар болуы шығар
        шығармыз ойлаймын ойлаймыз ойлап ойладым ойлады* деп_ойла* деймін санаймын санаймыз
        сенемін сенеміз жаңылыспасам жаңылмасам қателеспесем мыс-мыс көрінеді
        болса_керек керек айтуынша мәліметінше хабарланғандай делінген делінеді сыңайлы ма_екен
        тегі зайыры әйтеуір түрі кім_білсін дерлік деседі десті екі*талай күмән* бір_жағынан
        байқауымша түсінуімше пікірімше пікірімізше ықтималдықпен ұқсайды болжам*
        болжан* жорамал* үшін_бе
        айыптал* айып* көзқарас* сезіл* ма_әлде ме_әлде ма,_әлде білгенше
        білгенімше біздің_ойымызша сірә қауесет* шақты шығарсы* әлде есімде сыбыс
        """
    ),
}
"""Anything that may stand for a hedge of the source. Kazakh -мыс and -ыпты are looked for too."""

POSSIBLE = {
    "ru": re.compile(r"\b(?:мог|мож|бы\b|вер|дума|чувств|ощу|скор|след|долж|сомнева|подозр)\w*"),
    "kk": re.compile(
        r"\b(?:ала|алу|болжа|сезі|күмән|ойла|көр|болып|болса)\w*|\w+(?:ар|ер|ыпты|іпті|қан|ған|"
        r"ген|кен) ?(?:еді|ма|ме|сияқты|тәрізді|шығар)?\b"
    ),
}
"""What may stand for a modal hedge besides the words of ANY."""

_KAZAKH_PLAIN = """
    меніңше менің_ойымша ойымша біздіңше білуімше білуімізше бәлкім ықтимал
    мыс-мыс болса_керек сірә жаңылыспасам қателеспесем
    """
PLAIN = {
    "ru": compiled(
        """
        кажется наверное наверно вероятно возможно якобы по-моему по-видимому предположительно
        насколько_мне_известно насколько_я_знаю насколько_я_помню если_не_ошибаюсь должно_быть
        быть_может пожалуй видимо
        """
    ),
    "kk": KeyedPattern(
        rf"\bмүмкін\b(?! емес)|{words(_KAZAKH_PLAIN)}", ["мүмкін", *keys_of(_KAZAKH_PLAIN)]
    ),
}
"""Hedges that do not stand in a translation for nothing."""
