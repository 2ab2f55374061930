"""Spelling: what a dictionary, a language's ways and word lists know, and what counts as a slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks import CheckContext, run_checks
from kuager.checks.spelling import Spelling
from kuager.model import State, Unit
from kuager.spelling.dictionaries import (
    DictionaryError,
    DictionaryFiles,
    installed_dictionary,
    open_dictionary,
)
from kuager.spelling.known import KnownWords
from kuager.spelling.listed import ListedWords
from kuager.spelling.lists import WordListError, words_parse
from kuager.spelling.speller import Speller
from kuager.termbase.kazakh import KazakhForms, dictionary_forms
from tests.support.spelling import RUSSIAN_AFFIXES, write_dictionary, write_kazakh, write_russian

LETTERS = "аәбвгғдежзийкқлмнңоөпрстуұүфхшыі"


def known(locale: str, stem: Path) -> KnownWords:
    return KnownWords(locale, open_dictionary(DictionaryFiles(stem, stem.name)))


@pytest.fixture(scope="module")
def spellers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Speller]:
    folder = tmp_path_factory.mktemp("dictionaries")
    russian = known("ru", write_russian(folder / "ru_RU"))
    kazakh = known("kk", write_kazakh(folder / "kk_KZ"))
    return {
        "ru": Speller(russian, ListedWords("ru", ["Темирлан", "автозак"])),
        "kk": Speller(kazakh, ListedWords("kk", ["шатыр"])),
    }


def slips(
    spellers: dict[str, Speller], target: str, locale: str = "ru", source: str = "Words."
) -> list[str]:
    unit = Unit("testimony", locale, source, target=target, state=State.TRANSLATED)
    findings = run_checks(unit, [Spelling()], CheckContext(spellers=spellers))
    for finding in findings:
        assert finding.span
        assert dict(finding.parts)["word"] in target.lower()[slice(*finding.span)]
    return [dict(finding.parts)["word"] for finding in findings]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Они сказал маме.", []),
        ("Они скзаал нет.", ["скзаал"]),
        ("Они сказзал нет.", ["сказзал"]),
        ("Они скaзал нет.", []),  # a Latin letter: another check's
        ("Они прешли в шесть.", ["прешли"]),
        ("Они пришл в шесть.", ["пришл"]),
        ("Прешли они.", ["прешли"]),
        ("Нет. Прешли они.", ["прешли"]),
        ("Они Прешли нет.", []),  # a name inside a sentence
        ("Они ПРЕШЛИ нет.", []),
        ("Они прешли2 нет.", []),
        ("Они на прешли.kz и a/прешли и @прешли.", []),
        ("Они мама-прешли нет.", ["прешли"]),
        ("Они мамы-мамы в зеленый.", []),
        ("Они несусветица.", []),  # unknown, and like nothing that is known
        ("Они <1>сказаал</1> нет.", ["сказаал"]),
        ("Они ска<1>заал</1>.", []),
        ("Они ше\u00adсть сказа\u0306л.", []),
        ("Автозаков нет, автозаку нет, Темирлану нет.", []),
        ("Они автозка.", ["автозка"]),
    ],
)
def test_a_slip_is_an_unknown_word_beside_a_known_one(
    spellers: dict[str, Speller], target: str, expected: list[str]
) -> None:
    assert slips(spellers, target) == expected


def test_what_the_source_says_too_or_may_name_is_no_slip(spellers: dict[str, Speller]) -> None:
    assert slips(spellers, "Они прешли.", source="They wrote прешли.") == []
    assert slips(spellers, "Прешли они.", source="Preshli came.") == []
    assert slips(spellers, "Прешли они.", source="There was Anna.") == []
    assert slips(spellers, "Прешли они.", source="They came.") == ["прешли"]


def test_the_finding_names_the_word_and_what_was_meant(spellers: dict[str, Speller]) -> None:
    unit = Unit("t", "ru", "They came.", target="Они прешли.", state=State.TRANSLATED)
    (finding,) = run_checks(unit, [Spelling()], CheckContext(spellers=spellers))
    assert finding.message == ("“прешли” is in no dictionary or word list; was “пришли” meant?")


@pytest.mark.parametrize(
    "word",
    ["мектептерімізде", "қамауға", "қамады", "үкімі", "халқымыз", "кітабының", "мектепші"],
)
def test_kazakh_words_are_known_by_what_their_suffixes_are_put_to(
    spellers: dict[str, Speller], word: str
) -> None:
    assert spellers["kk"].knows(word)
    assert not spellers["kk"].knows(word + "ғ")


def test_kazakh_words_of_another_dictionary_of_the_pack_are_no_slips(
    spellers: dict[str, Speller],
) -> None:
    alone = {"kk": spellers["kk"].with_words(ListedWords("kk", ["зеленый"]))}
    assert slips(alone, "Олар зелёный зелёныйлар.", "kk") == ["зелёный", "зелёныйлар"]
    assert slips({**spellers, **alone}, "Олар зелёный зелёныйлар.", "kk") == []
    assert slips({**spellers, **alone}, "Олар мектепп.", "kk") == ["мектепп"]


def test_without_a_dictionary_nothing_is_said() -> None:
    unit = Unit("t", "ru", "They came.", target="Они прешли.", state=State.TRANSLATED)
    assert run_checks(unit, [Spelling()]) == []


# What always holds --------------------------------------------------------------------------


@given(st.text(max_size=60), st.sampled_from(["kk", "ru", "de"]))
def test_any_text_can_be_looked_at(spellers: dict[str, Speller], text: str, locale: str) -> None:
    found = slips({**spellers, "de": spellers["ru"]}, text, locale)
    assert all(len(word) >= 4 for word in found)


@pytest.mark.parametrize("part", ["а", "…", "а-", "Мама. ", "Мама мама. — «"])
def test_a_text_without_end_costs_little(spellers: dict[str, Speller], part: str) -> None:
    assert slips(spellers, part * 100_000 + " прешли") == ["прешли"]


@given(st.text(alphabet=LETTERS, min_size=1, max_size=14))
def test_what_is_known_is_no_slip_and_proposals_are_known(
    spellers: dict[str, Speller], word: str
) -> None:
    for speller in spellers.values():
        assert all(speller.knows(other) and other != word for other in speller.proposals(word))
        if speller.knows(word):
            assert not list(speller.unknown(word))


_ENDINGS = ["лар", "лер", "ның", "нің", "да", "де", "ы", "і", "ды", "ған", "ген", "ып", "іп", "ты"]


@given(
    st.sampled_from(["мектеп", "қамау", "халық", "кітап", "жабу", "оқу", "тұтқын", "қала", "келу"]),
    st.lists(st.sampled_from(_ENDINGS), min_size=1, max_size=3),
    st.integers(0, 2),
)
def test_whatever_is_a_form_of_a_word_may_come_from_it(
    word: str, endings: list[str], cut: int
) -> None:
    form = word[: len(word) - cut] + "".join(endings)
    if form != word and KazakhForms(word).matches(form):
        assert word in dictionary_forms(form)


# Word lists ---------------------------------------------------------------------------------


def test_a_word_list_is_words_lines_and_comments() -> None:
    text = "\ufeffТемирлан  # a name\n\n# all a comment\r\nавтозак рация\n"
    assert words_parse(text.encode(), "words.txt") == ("Темирлан", "автозак", "рация")
    with pytest.raises(WordListError, match=r"words\.txt is not UTF-8"):
        words_parse("Темирлан".encode("cp1251"), "words.txt")


def test_listed_words_are_known_in_all_forms_that_the_language_gives_them() -> None:
    listed = ListedWords("kk", ["автозак", "бас прокурор"])
    assert all(word in listed for word in ("автозак", "автозактарда", "прокурордың"))
    assert "автобус" not in listed
    assert "автозака" in ListedWords("ru", ["автозак"])
    assert "überall" in ListedWords("de", ["Überall"])
    assert "автозак" not in ListedWords("ru", [])


# Dictionaries -------------------------------------------------------------------------------


def test_a_dictionary_of_the_system_is_found_by_locale_then_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICPATH", str(tmp_path))
    write_russian(tmp_path / "xx_AA")
    write_russian(tmp_path / "xx_BB")
    assert installed_dictionary("xx_BB").stem == tmp_path / "xx_BB"
    assert installed_dictionary("xx").stem == tmp_path / "xx_AA"
    (tmp_path / "xx_AA.dic").unlink()
    assert installed_dictionary("xx").stem == tmp_path / "xx_BB"
    with pytest.raises(DictionaryError, match="no dictionary of hunspell for yy") as raised:
        installed_dictionary("yy")
    assert "hunspell-yy" in raised.value.mend


@pytest.mark.parametrize(
    ("affixes", "words", "problem"),
    [
        (b"SET UTF-8\n\xff\xfe", b"1\nx\n", "not in the encoding"),
        (b"SET KOI8-Z\n", b"1\nx\n", "encoding that is not known"),
        (b"SET rot13\n", b"1\nx\n", "encoding"),
        (b"SET UTF-8\n", b"1\n\xd0\n", "not in the encoding"),
        (b"\x7fELF\0\0", b"1\nx\n", "no text"),
        (b"SET UTF-8\n", b"", "number of its words"),
        (b"SET UTF-8\n", b"mama\n", "number of its words"),
        (b"SET UTF-8\n", b"99999999999\nx\n", "more words than it has"),
        (b"SET UTF-8\nSFX A Y 900000000\n", b"1\nx\n", "more lines than it has"),
        (b"SET UTF-8\nREP 900000000\n", b"1\nx\n", "more lines than it has"),
        (b"SET UTF-8\nTRY " + b"a" * 70_000, b"1\nx\n", "line that no dictionary has"),
    ],
)
def test_a_broken_dictionary_is_told_in_one_line(
    tmp_path: Path, affixes: bytes, words: bytes, problem: str
) -> None:
    (tmp_path / "d.aff").write_bytes(affixes)
    (tmp_path / "d.dic").write_bytes(words)
    with pytest.raises(DictionaryError, match=problem) as raised:
        open_dictionary(DictionaryFiles(tmp_path / "d", "dictionaries/d"))
    assert "\n" not in raised.value.problem
    assert raised.value.mend


def test_a_missing_half_or_no_regular_file_is_told(tmp_path: Path) -> None:
    files = DictionaryFiles(write_russian(tmp_path / "d"), "d")
    files.dic.unlink()
    with pytest.raises(DictionaryError, match=r"There is no d\.dic"):
        open_dictionary(files)
    files.dic.mkdir()
    with pytest.raises(DictionaryError, match=r"d\.dic is not a regular file"):
        open_dictionary(files)


def test_an_old_encoding_is_read_and_words_it_cannot_hold_are_not_judged(tmp_path: Path) -> None:
    stem = tmp_path / "old"
    affixes = RUSSIAN_AFFIXES.replace("UTF-8", "KOI8-R")
    stem.with_name("old.aff").write_bytes(affixes.encode("koi8-r"))
    stem.with_name("old.dic").write_bytes("1\nмама/A\n".encode("koi8-r"))
    words = known("ru", stem)
    assert words.knows("маме")
    assert not words.knows("мамой")
    assert words.knows("қамау")


def test_words_longer_than_any_are_passed_over(tmp_path: Path) -> None:
    stem = write_dictionary(tmp_path / "c", "SET UTF-8\nCOMPOUNDFLAG A\nCOMPOUNDMIN 1\n", ("а/A",))
    speller = Speller(known("ru", stem))
    assert slips({"ru": speller}, "б" * 5_000) == []
