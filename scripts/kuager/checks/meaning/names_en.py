"""Capitalised English words that are translated, not transliterated, and names with other names.

Months, weekdays and nationalities are small words in Kazakh and Russian; words of offices and
institutions have translations. Countries with other names (China, Қытай, Китай) come from CLDR
through Babel; the hand list adds peoples, cities and faiths, after the Большой энциклопедический
словарь for Russian and the names in use on Kazakh official sites. No native reader has gone
over the lists.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from kuager.checks.meaning.keyed import words

NOT_NAMES = frozenset(
    """
    january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays no mr mrs ms dr sir
    lord lady professor prof saint st article articles street avenue square road lane region
    district city town village county province state states union united nations special central
    international criminal orthodox supreme court courts high rights right human working group
    law code hospital universal declaration convention conventions constitution constitutional
    rapporteur rapporteurs security council committee subcommittee commission commissioner
    witness witnesses exhibit appendix annex school university institute academy party parliament
    government ministry minister president prime general secretary secretary-general deputy
    director colonel captain major sergeant lieutenant marshal inspector inspectorate prosecutor
    judge mother father grandfather grandmother grandma grandpa uncle aunt brother sister mama
    papa mum dad god lord east west north south far middle near new old red black white green
    great little big upper lower world war day year eve night christmas easter lent ramadan
    cyrillic latin cross crescent honour honor order medal cup prize star iron olympics olympic
    games office centre center bureau agency department service fund bank house palace church
    mosque cathedral market park island lake river sea ocean gulf gorge mountain mountains mount
    pass bay peninsula desert steppe internal affairs foreign national federal regional local
    review access information monetary economic social cultural culture labour labor justice
    peace truth reconciliation torture detention arbitrary borders covenant protocol treaty
    charter act bill women children men people believers internet teacher doctor the a an and or
    of in on at by for from to with without i i'll i'm i'd i've he she it we you they my your his
    her our their this that these those there here what when where who why how which yes not
    never always first second third two three four five one x-ray dvd pc tv sms sim vpn press
    christian christians muslim muslims buddhist jewish jew jews roma caucasus pioneers pioneer
    republic kingdom empire emirates user path return table dinner were did do was is are has had
    took him them block ward wing hall room station airport stadium theatre theater museum cinema
    hotel corporation company television radio news press times post agency today skills labour
    needle statistics reference regulation regulations administrative procedure family child
    childhood freedom memory victory independence liberty unity day's mayor governor imam mullah
    rabbi bishop father's mother's ombudsman chief chairman academician capital bloody doctors
    reporters sans amnesty watch helsinki memorial prince princess king queen emperor tsar khan
    archangel virgin caesarean cesarean psalms psalm psalter gospel scripture paradise heaven hell
    prayer periodic release arabic-script delivered valley hero life excellency gate exhibition
    writers writer song home street asian african european american northern southern eastern
    western inner outer
    """.split()  # noqa: SIM905 - a list to be read and added to
)
"""In lower case."""

# English word, Russian stems, Kazakh stems; a | between stems.
_OTHER = """
china chinese | кита | қытай
germany german germans | герман нем | герман неміс
georgia georgian georgians | грузи джордж | грузи джордж гүржі
europe european europeans | европ | еуроп
russia russian russians | росси рус | ресей орыс
soviet | совет | совет кеңес
ussr | ссср советск | ксро кеңес
un | оон организаци объединённ объединенн наци | бұұ біріккен ұлттар ұйым
eu | ес евро союз | еуро ео одақ
jehovah | иегов | иегов
hague | гааг | гааг
hungary hungarian hungarians | венг | венг мажар
poland polish poles pole | польш пол поляк | польша поляк поль
greece greek greeks | греци грек гре | греки грек
spain spanish spaniards spaniard | испан | испан
sweden swedish swedes | швед шве | швед шве
korean koreans | коре | корей кәріс
tatar tatars | татар | татар
turkey turkish turks turk | турц тур турок | түрк түрік
uyghur uyghurs uighur | уйгур | ұйғыр
kyrgyz kyrgyzstan kyrgyzstani | киргиз кыргыз | қырғыз
kazakh kazakhs kazakhstan kazakhstani | казах | қазақ
uzbek uzbeks uzbekistan | узбек | өзбек
tajik tajiks tajikistan | таджик | тәжік
turkmen turkmenistan turkmens | туркмен | түрікмен
ukraine ukrainian ukrainians | укра | украин
belarus belarusian belarusians | белорус беларус | беларус
armenia armenian armenians | армян армен | армян армен
azerbaijan azerbaijani azerbaijanis | азербайджан | әзербайжан әзірбайжан
chechnya chechen chechens | чечен чечн | шешен
afghan afghans afghanistan | афган | ауған
arab arabs arabic | араб | араб
egypt egyptian | егип | египет мысыр
israel israeli | израил | израил
iraq iraqi | ирак | ирак
syria syrian syrians | сири | сири
india indian indians | инди | үнді
japan japanese | япон | жапон
france french | франц | франц
italy italian | итал | итал
england english britain british | англи брит великобрит | ағылш англи ұлыбрит брит
america american americans | америк | америк
africa african | афри | афри
asia asian | ази | ази
australia australian | австрал | австрал
moscow | москв москов | мәскеу
petersburg | петербург | петербор петербург
warsaw | варшав | варшав
vienna | вен | вена
geneva | женев | женева
brussels | брюссел | брюссел
strasbourg | страсбург | страсбург
athens | афин | афин афин
rome roman | рим | рим
beijing | пекин | бейжің пекин
seoul | сеул | сеул
xinjiang | синьцзян | шыңжаң
uralsk oral | уральск орал | орал
ural urals | урал | жайық орал
semipalatinsk semey | семипалатин семе | семей
petropavl petropavlovsk | петропавл | петропавл қызылжар
baltic | балти прибалти | балтық
caspian | каспи | каспий
black | чёрн черн | қара
quran koran | коран | құран
bible | библи | библия інжіл киелі
jesus christ | иисус христ | иса
moses | моис | мұса
abraham | авраам ибрагим | ыбырайым ибраһим
allah | аллах | алла
lanka | ланк | ланк
rih | рог | рог риг
nagorno-karabakh karabakh | карабах | қарабақ
hazara hazaras | хазар | хазар
hajj | хадж | қажылық хаж
sufi sufis | суфи | сопы суфи
ahmadi ahmadis | ахмади | ахмади
han | хань | хань
roma | цыган рома ром | сыған рома
welsh wales | валли уэль | уэльс валли
cambodia cambodian | камбодж | камбоджа
ethiopia ethiopian | эфиоп | эфиоп
meskhetian | месхет | ахыска месхет
lithuania lithuanian lithuanians | литв литов | литва
latvia latvian latvians | латв латыш | латвия латыш
switzerland swiss | швейцар | швейцар
netherlands dutch | нидерланд голланд | нидерланд голланд
norway norwegian | норвег норвеж | норвег
denmark danish danes | дани дат | дани дат
croatia croatian | хорват | хорват
jerusalem | иерусалим | иерусалим құддыс
cyprus | кипр | кипр
jordan | иордан | иордан
lebanon lebanese | ливан | ливан
mongolia mongolian mongols | монгол | моңғол
siberia siberian | сибир | сібір
crimea crimean | крым | қырым
dungan dungans | дунган | дүнген дүңген
kurd kurds kurdish | курд | күрд
uzen | узен өзен | өзен
abai abay | абай аба | абай
yezidi yezidis yazidi | езид | езид
ruble rouble | рубл | рубль
zion | сион | сион
bulgaria bulgarian bulgarians | болгар | болгар
eurasian | еврази | еуразия
poles | поля | поляк
kose | косе | көсе
volga | волг волж поволж | еділ волга
czech czechs | чех чеш | чех
darya | дар дарь сырдар амудар | дария сырдария әмудария
thai | таи тай | таи тай
korea | коре южнокоре северокоре | корей кәріс
henan | хэнан | хэнань
gulf | персидск залив | парсы шығанақ
easter | пасх | пасха
princess | принцесс | ханшайым
constitution constitutional | конституц | конституция
convention | конвенц | конвенция
estonia estonian | эстон | эстон
austria austrian austrians | австри | австри аустри
paris parisian | париж | париж
urumqi | урумчи | үрімжі
penh | пномпен | пномпен
irtysh | иртыш | ертіс ыртыш
aral | арал | арал
muhammad mohammed | мухаммед мохаммед мухаммад магомед | мұхаммед мұхаммад
"""


@cache
def countries() -> frozenset[str]:
    """Return the names of countries that are one English word, in lower case (CLDR)."""
    return frozenset(
        name.lower()
        for code, name in Locale.parse("en").territories.items()
        if len(code) == 2 and name.isalpha() and name.lower() not in NOT_NAMES
    )


@cache
def other_names(language: str) -> dict[str, re.Pattern[str]]:
    """Return patterns of the stems that stand for an English name, by name in lower case."""
    column = {"ru": 1, "kk": 2}[language]
    stems: dict[str, set[str]] = {}
    ours, theirs = Locale.parse(language), Locale.parse("en")
    for code, name in theirs.territories.items():
        other = ours.territories.get(code)
        if other and len(code) == 2 and " " not in name and " " not in other:
            stems.setdefault(name.lower(), set()).add(other.lower()[: max(4, len(other) - 2)])
    for line in _OTHER.strip().splitlines():
        parts = [part.split() for part in line.split("|")]
        for name in parts[0]:
            stems.setdefault(name, set()).update(parts[column])
    return {
        name: re.compile(words(" ".join(f"{stem}*" for stem in group)))
        for name, group in stems.items()
    }
