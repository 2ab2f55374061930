"""Terms and their forms; the table that holds them; what is refused, and in which row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.formats.termbase import LONGEST_CELL, termbase_parse, termbase_serialize
from kuager.termbase import (
    PartOfSpeech,
    Rendering,
    Termbase,
    TermbaseError,
    TermEntry,
    TermStatus,
    find_faults,
    find_form,
    refuse_faults,
)

SHIPPED = Path(__file__).parents[1] / "source" / "termbase.csv"


def found(term: str, text: str, locale: str) -> list[str]:
    return [text[start:end] for start, end in find_form(text, term, locale)]


def parse(text: str | bytes) -> list[TermEntry]:
    content = text.encode() if isinstance(text, str) else text
    return [here.entry for here in termbase_parse(content, "termbase.csv", "en")]


def terms_in(text: str, *entries: TermEntry) -> list[tuple[str, str]]:
    matches = Termbase(entries).find(text)
    return [(text[m.start : m.end], m.entries[0].term) for m in matches]


# Forms --------------------------------------------------------------------------------------

KAZAKH = """\
сот: сотқа соттың сотты сотта соттан сотпен соттар соттарының сотымыз соттағы сотсыз соттікі
құқық: құқығы құқықтары құқықтарының құқығын құқыққа құқығымыздан
халық: халқы халқының халқымызға халықтың
мектеп: мектебі мектебімнен мектепке
митинг: митингі митингіге митингілер митингінің
журналист: журналисі журналистер
полиция: полициясы полицияға полициялармен
көрші: көршімізге көршілеріңізден көршінің
куә: куәлар куәлер куәға
ұстау: ұсталды ұсталғандардың ұстамады ұстайды ұстауға ұстап ұсталмаған
оқу: оқыды оқып
жабу: жапты жабылған
қою: қойды қойылып
ату: атпаңдар атты
беру: бергіңіз берілді
мойындау: мойындадыңыз мойындамағаныма"""
NOT_KAZAKH = "сот: соттас соттады | ата: аташы | түрме: түрмелес | адам: адамзат | сот: соте | "
RUSSIAN = """\
суд: суда суду судом суде судов судами
пытка: пыток пытками
деревня: деревень деревни
отец: отца отцом
владелец: владельца
свидетель: свидетеля свидетелей
задержанный: задержанного задержанные задержан
задержать: задержали задержаны задержит задержу задержав задержанный
осудить: осудили осуждён осужденных осужу осудят
арестовать: арестуют арестован арестованные
снять: снят сняли
освободить: освобождены освобожу
обыскать: обыщут обысканы
бояться: боюсь боялась
ребёнок: детей ребенка
заявление: заявлений заявлению
семей: Семее Семея"""
NOT_RUSSIAN = "суд: судья судьба судно | пленный: плен | пытать: пытка | тётя: тётка | срок: сорок"


@pytest.mark.parametrize(
    ("locale", "term", "form"),
    [
        (locale, term, form)
        for locale, table in (("kk", KAZAKH), ("ru", RUSSIAN))
        for line in table.splitlines()
        for term, _, forms in [line.partition(": ")]
        for form in (term, *forms.split())
    ],
)
def test_inflected_words_are_forms_of_their_term(locale: str, term: str, form: str) -> None:
    assert found(term, f"— {form.upper()}, {form}!", locale) == [form.upper(), form]


@pytest.mark.parametrize(
    ("locale", "term", "other"),
    [
        (locale, term, other)
        for locale, table in (("kk", NOT_KAZAKH), ("ru", NOT_RUSSIAN))
        for line in table.split(" | ")
        for term, _, others in [line.partition(": ")]
        for other in others.split()
    ],
)
def test_other_words_that_begin_alike_are_none(locale: str, term: str, other: str) -> None:
    assert found(term, other, locale) == []


@pytest.mark.parametrize(
    ("term", "locale", "text", "forms"),
    [
        ("тергеу изоляторы", "kk", "Тергеу изоляторында, тергеу изоляторлары; изолятор.", 2),
        ("балалар үйі", "kk", "Оны балалар үйіне берді.", 1),
        ("кінә мойындау", "kk", "Кінәңізді мойындадыңыз ба?", 1),
        ("Бас Ассамблея", "kk", "БҰҰ Бас Ассамблеясының қарары", 1),
        ("следственный изолятор", "ru", "из следственного изолятора в следственный  изолятор", 2),
        ("права человека", "ru", "Комитет по правам человека", 1),
        ("права человека", "ru", "права, человека", 0),
        ("Нур-Султан", "ru", "в Нур-Султане, в Нур‑Султан", 2),
        ("сұлтан", "kk", "Нұр-Сұлтанда", 0),
        ("нұр", "kk", "Нұр-Сұлтанда", 0),
        ("БҰҰ", "kk", "БҰҰ-ның, БҰҰ-дағылар, БҰҰ-сыз", 3),
        ("қадір", "kk", "қадір-қасиет", 0),
        ("бап", "kk", "17-бапта, 3-баптың", 2),
        ("Human Rights Watch", "ru", "доклад Human Rights Watch.", 1),
        ("ордер", "ru", "бордера ордерный", 0),
        ("изолятор", "ru", "изоля́тор", 0),
    ],
)
def test_terms_of_several_words(term: str, locale: str, text: str, forms: int) -> None:
    assert len(found(term, text, locale)) == forms


NOUN, VERB = PartOfSpeech.NOUN, PartOfSpeech.VERB


@pytest.mark.parametrize(
    ("term", "kind", "text", "forms"),
    [
        ("prison", NOUN, "Prisons, prison's, the prisons' walls; imprison, prisoner", 3),
        ("wife", NOUN, "wives", 1),
        ("beat", VERB, "beats beaten beating beat", 4),
        ("beat", NOUN, "beaten beating", 0),
        ("rob", VERB, "robbed robbing robs robe", 3),
        ("seize", VERB, "seized seizing seise", 3),
        ("deny", VERB, "denied denies denying den", 3),
        ("prisoner of conscience", NOUN, "Prisoners of conscience; prisoner of  conscience", 2),
        ("ill-treatment", NOUN, "ill treatment, ill-treatment; treatment", 2),
        ("mother", NOUN, "mother-in-law, mothers-in-law, step-mother", 0),
        ("cruel, inhuman or degrading", NOUN, "cruel, inhuman or degrading; cruel; inhuman", 1),
        ("mother-in-law", NOUN, "my mother-in-law's house", 1),
        ("organisation", NOUN, "an organization", 1),
        ("plain", PartOfSpeech.ADJECTIVE, "plains plained", 0),
        ("in plain clothes", PartOfSpeech.ADVERB, "men <in> plain\ufffc clothes", 0),
    ],
)
def test_english_terms_by_their_part_of_speech(
    term: str, kind: PartOfSpeech, text: str, forms: int
) -> None:
    assert len(terms_in(text, TermEntry(term, part_of_speech=kind))) == forms


def test_the_longest_term_is_taken_and_homographs_come_together() -> None:
    known = [
        TermEntry("detention", part_of_speech=NOUN),
        TermEntry("detention centre", part_of_speech=NOUN),
        TermEntry("charge", part_of_speech=NOUN),
        TermEntry("charge", part_of_speech=VERB),
        TermEntry("UN", case_sensitive=True),
    ]
    text = "Charges: detention centres, detention; charged by the UN, un-."
    assert terms_in(text, *known) == [
        ("Charges", "charge"), ("detention centres", "detention centre"),
        ("detention", "detention"), ("charged", "charge"), ("UN", "UN"),
    ]  # fmt: skip
    (charges, *_) = Termbase(known).find(text)
    assert len(charges.entries) == 2


def test_terms_are_found_from_their_renderings_too() -> None:
    known = [
        TermEntry("centre", (Rendering("kk", ("изолятор",)),)),
        TermEntry("detention centre", (Rendering("kk", ("тергеу изоляторы",)),)),
        TermEntry("Telegram", do_not_translate=True),
    ]
    text = "Тергеу изоляторында Telegram-нан оқыды; изоляторда."
    matches = Termbase(known).find_rendered(text, "kk-KZ")
    assert [(text[m.start : m.end], m.entries[0].term) for m in matches] == [
        ("Тергеу изоляторында", "detention centre"),
        ("Telegram-нан", "Telegram"),
        ("изоляторда", "centre"),
    ]


LETTERS = st.text(alphabet="абдеиіклмнңорстуүқғыьяё-'İßẞ", min_size=1, max_size=12)


@given(LETTERS, st.sampled_from(["kk", "ru", "en", "xx"]))
def test_every_term_is_a_form_of_itself_and_spans_fit(term: str, locale: str) -> None:
    text = f"({term.upper()}) {term}."
    for start, end in find_form(text, term, locale):
        assert 0 <= start < end <= len(text)
    if any(sign.isalnum() for sign in term) and not {"İ", "ß", "ẞ"} & set(term):
        assert find_form(text, term.strip("-'"), locale)


# The table ----------------------------------------------------------------------------------

HEAD = "en,kk,ru,note,forbidden ru,part of speech,case-sensitive,do-not-translate,source,status\n"


def test_a_row_is_read_with_all_it_says() -> None:
    (entry,) = parse(HEAD + '  to  arrest ,ұстау; қамау ;,арест,"a, b",казнь,Verb,YES,no,Law,\n')
    assert entry == TermEntry(
        "to arrest",
        (Rendering("kk", ("ұстау", "қамау")), Rendering("ru", ("арест",), ("казнь",))),
        "a, b", VERB, True, False, "Law", TermStatus.UNREVIEWED,
    )  # fmt: skip
    assert entry.terms_in("ru_RU") == ("арест",)
    assert entry.forbidden_in("kk") == entry.terms_in("de") == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(delimiter: str, end: str) -> None:
    rows = [["en", "kk", "ru"], ["court", "сот", '"суд; двор"'], ["", "", ""], ["law", "заң", ""]]
    text = "\ufeff" + end.join(delimiter.join(row) for row in rows) + end + delimiter * 2 + end
    assert [(e.term, e.terms_in("ru")) for e in parse(text)] == [
        ("court", ("суд", "двор")), ("law", ()),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"en,kk\n"])
def test_an_empty_table_has_no_terms(content: bytes) -> None:
    assert parse(content) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("en,kk,colour of hair\na,b,c\n", "row 1: the column “colour of hair” is not known"),
        ("en,kk,kk\na,b,c\n", "row 1: a column stands there twice"),
        ("kk,ru\na,b\n", "row 1: there is no column for the terms in en"),
        ("en,kk,forbidden\na,b,c\n", "row 1: the column “forbidden” is not known"),
        ("en,kk\n\na,b\nc,d,e\n", "row 4: it has 3 cells, the head 2"),
        ("en,kk,status\na,b,\nc,d,perfect\n", "row 3: “status” is none of the words known"),
        ("en,kk,part of speech\na,b,gerund\n", "row 2: “part of speech” is none"),
        ("en,kk,case-sensitive\na,b,maybe\n", "row 2: “case-sensitive” is none"),
        ('en,kk\na,"b\nc,d\n', "row 2: it is no CSV"),
        ('en,kk\na,"b"x\n', "row 2: it is no CSV"),
        (f"en,kk\na,{'б' * (LONGEST_CELL + 1)}\n", "row 2: it holds a cell that never ends"),
        (f"en,kk\na,{'б' * 200_000}\n", "row 2: it is no CSV"),
        ("en,kk\na,б\n".encode("utf-16"), "it is not UTF-8"),
        ("en,kk\na,б\n".encode("utf-16-le"), "is it UTF-16?"),
        (b"en,kk\na,\xe1\n", "line 2: it is not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_line(
    content: str | bytes, problem: str
) -> None:
    with pytest.raises(TermbaseError) as refused:
        parse(content)
    assert problem in refused.value.problem
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",сот,суд,,,,,,,", "has no English term"),
        ("court,,,,,,,,,", "has no translation"),
        ("court,сот,,,,,,,,\nCourt,сот,,,,,,,,", "repeats row 2"),
        ("court,сот,,,,,,,,\ncourt,аула,,,,,,,,", "contradicts row 2"),
        ("court,,суд,,Суд,,,,,", "both wants and forbids a form in ru"),
        ("court,,суд; Суд,,,,,,,", "names a form in ru twice"),
        ("court,,суд,,,noun,,,,\ncourt,,,,суд,verb,,,,", "contradicts row 2 on a form in ru"),
        ("HRW,,ХРВ,,,,,yes,,", "is not to be translated, yet has a translation"),
        ("court,со\u200bт,,,,,,,,", "holds the control character U+200B"),
        ("co\x07urt,сот,,,,,,,,", "holds the control character U+0007"),
        ("court,сот,,\u202ex,,,,,,", "holds the control character U+202E"),
        ("court,=1+1,,,,,,,,", "begins with =, which spreadsheets compute"),
        ("court,сот,,@SUM(A1),,,,,,", "begins with @, which spreadsheets compute"),
        ("court,—,,,,,,,,", "holds a text without letters"),
        (f"court,{'с' * 201},,,,,,,,", "holds a text of more than 200 characters"),
        (f"court,{';'.join(map(str, range(31)))},,,,,,,,", "has more than 30 forms in kk"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_number(row: str, problem: str) -> None:
    placed = termbase_parse((HEAD + row + "\n").encode(), "termbase.csv", "en")
    faults = find_faults(placed)
    assert (faults[-1].place, faults[-1].problem) == (placed[-1].place, faults[-1].problem)
    assert problem in faults[-1].problem
    with pytest.raises(InputError, match=f"termbase.csv, {placed[-1].place}: it "):
        refuse_faults(placed, "termbase.csv")


def test_homographs_and_other_parts_of_speech_are_no_fault() -> None:
    text = HEAD + "fine,айыппұл,штраф,,,noun,,,,\nfine,жақсы,хороший,,,adjective,,,,\n"
    text += "March,наурыз,март,,,noun,yes,,,\nmarch,шеру,марш,,,noun,yes,,,\n"
    assert find_faults(termbase_parse(text.encode(), "t", "en")) == []


FORMS = st.text(alphabet="abсұқёé '\"-,\n", min_size=1, max_size=8).filter(
    lambda text: any(sign.isalnum() for sign in text)
)
RENDERINGS = st.builds(
    Rendering,
    st.sampled_from(["kk", "ru", "de-at"]),
    st.lists(FORMS, max_size=3).map(tuple),
    st.lists(FORMS, max_size=2).map(tuple),
)
ENTRIES = st.lists(
    st.builds(
        TermEntry,
        FORMS,
        st.lists(RENDERINGS, max_size=3, unique_by=lambda r: r.locale).map(tuple),
        st.one_of(st.just(""), FORMS),
        st.sampled_from([None, *PartOfSpeech]),
        st.booleans(),
        st.booleans(),
        st.one_of(st.just(""), FORMS),
        st.sampled_from(TermStatus),
    ),
    max_size=6,
)


@given(ENTRIES)
def test_what_is_written_is_read_again_and_written_the_same(entries: list[TermEntry]) -> None:
    once = parse(termbase_serialize(entries, "en"))
    assert [e.part_of_speech for e in once] == [e.part_of_speech for e in entries]
    written = termbase_serialize(once, "en")
    assert parse(written) == once
    assert termbase_serialize(parse(written), "en") == written


@given(st.binary(max_size=200))
def test_no_bytes_bring_it_down(content: bytes) -> None:
    for text in (content, HEAD.encode() + content):
        try:
            placed = termbase_parse(text, "termbase.csv", "en")
        except TermbaseError:
            continue
        find_faults(placed)


def test_the_termbase_of_the_pack_is_sound_and_claims_no_review() -> None:
    placed = termbase_parse(SHIPPED.read_bytes(), SHIPPED.name, "en")
    assert find_faults(placed) == []
    entries = [here.entry for here in placed]
    assert termbase_serialize(entries, "en") == SHIPPED.read_bytes()
    assert len(entries) >= 300
    assert {entry.status for entry in entries} == {TermStatus.UNREVIEWED}
    (capital,) = [entry for entry in entries if entry.term == "Nur-Sultan"]
    assert capital.forbidden_in("kk") == capital.forbidden_in("ru") == ("Астана",)
    termbase = Termbase(entries)
    for entry in entries:
        (match,) = termbase.find(entry.term)
        assert entry in match.entries
