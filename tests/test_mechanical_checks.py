"""Repairs are safe and settled; the quick way past the checks misses nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks import CHECKS, fix_target, run_checks
from kuager.checks.base import is_plain, is_plain_source
from kuager.checks.length import count_sentences
from kuager.model import State, Unit

BY_ID = {check.id: check for check in CHECKS}
SOURCE = "They came and left."


def unit(target: str, locale: str = "ru", source: str = SOURCE) -> Unit:
    return Unit("testimony", locale, source, target=target, state=State.TRANSLATED)


@pytest.mark.parametrize(
    ("check", "locale", "target", "expected"),
    [
        ("mixed-script", "ru", "Cвет и Aлматы.", "Свет и Алматы."),
        ("mixed-script", "kk", "Бiр hәм.", "Бір һәм."),
        ("mixed-script", "ru", "Пишите в Tеlegram.", "Пишите в Telegram."),
        ("mixed-script", "ru", "Слово Wсё.", None),
        ("mixed-script", "kk", "Yлы.", None),
        ("mixed-script", "de", "Cвет.", None),
        ("double-space", "ru", "Они  пришли.", "Они пришли."),
        ("double-space", "ru", "Они \u00a0пришли.", "Они\u00a0пришли."),
        ("double-space", "ru", "Они пришли.", None),
        ("spaces", "ru", " Они пришли , и ушли .", "Они пришли, и ушли."),
        ("spaces", "ru", "Пришли,ушли.Потом « нет ».", "Пришли, ушли. Потом «нет»."),
        ("spaces", "kk", "Ол«жоқ» деді.", "Ол «жоқ» деді."),
        ("spaces", "ru", "3,5 и т.д. на example.org/a,b", None),
        ("no-break", "ru", "26 %, № 5, А. Б. Иванов, 10 000", "26␣%, №␣5, А.␣Б.␣Иванов, 10 000"),
        ("no-break", "kk", "26%, № 5 мектеп", "26%, №␣5 мектеп"),
        ("no-break", "en", "No. 5", None),
        ("dashes", "ru", "Он - врач.", "Он — врач."),
        ("dashes", "ru", "- Иди, -- сказал он.", "— Иди, — сказал он."),
        ("dashes", "ru", "В 2016-2019 годах.", "В 2016–2019 годах."),
        ("dashes", "ru", "Он—врач, Алма-Ата, № 3-17.", None),
        ("quotes", "ru", 'Он сказал "нет".', "Он сказал «нет»."),
        ("quotes", "kk", "Ол “жоқ” деді.", "Ол «жоқ» деді."),
        ("quotes", "ru", "«Читал “Абая”», — сказал он.", "«Читал „Абая“», — сказал он."),
        ("quotes", "kk", "«Мен «Абайды» оқыдым», — деді.", "«Мен “Абайды” оқыдым», — деді."),
        ("quotes", "ru", 'Он сказал "нет.', None),
        ("quotes", "ru", 'Экран 5" и "нет".', None),
        ("quotes", "ru", "Он сказал «нет».", None),
        ("invisible", "ru", "Они\u200b при\u00adшли\t.", "Они пришли ."),
        ("invisible", "ru", "Они \ufffdпришли.", None),
        ("invisible", "ru", "Они пришли.", None),
        ("unicode-form", "ru", "Новыи\u0306 дом.", "Новый дом."),
        ("unicode-form", "ru", "За\u0301мок.", None),
        ("numbers", "ru", "Их было 54.", None),
    ],
)
def test_repairs(check: str, locale: str, target: str, expected: str | None) -> None:
    fixed = BY_ID[check].fix(unit(target, locale))
    assert fixed == (expected and expected.replace("␣", "\u00a0"))


def test_all_repairs_together_settle_and_leave_markup_alone() -> None:
    slips = unit(' <1>Они</1>  пришли ,и -- как "сказал"  Aлмас - ушли. ')
    fixed = fix_target(slips)
    assert fixed == "<1>Они</1> пришли, и — как «сказал» Алмас — ушли."
    assert fix_target(replace(slips, target=fixed)) == fixed


def test_repairs_of_dismissed_checks_are_not_made() -> None:
    slips = unit("Они  пришли , и ушли.")
    assert fix_target(replace(slips, ignored=frozenset({"spaces"}))) == "Они пришли , и ушли."
    assert fix_target(slips, [BY_ID["spaces"]]) == "Они  пришли, и ушли."


def test_a_draft_confirmed_unedited_is_shown_once_it_is_settled() -> None:
    settled = replace(unit("Они пришли и ушли."), unedited=True)
    assert [finding.check for finding in run_checks(settled)] == ["unedited"]
    assert run_checks(replace(settled, state=State.DRAFT)) == []
    assert run_checks(replace(settled, unedited=False)) == []


def test_a_text_that_no_second_person_passed_is_pointed_at() -> None:
    own = replace(unit("Они пришли и ушли."), state=State.APPROVED, self_passed=True)
    assert [finding.check for finding in run_checks(own)] == ["own-approval"]
    assert run_checks(replace(own, state=State.NEEDS_WORK)) == []
    assert run_checks(replace(own, self_passed=False)) == []


def test_findings_of_one_kind_are_capped() -> None:
    commas = unit("Раз , два , три , четыре , пять.")
    findings = run_checks(commas, [BY_ID["spaces"]])
    assert len(findings) == 4
    assert "more" in findings[-1].message


SIGNS = st.text(
    st.one_of(
        st.sampled_from('аеорсхіңAeoOcxyK,.;:!?«»“”„"()—–- 0159%№\u00a0\u200b\u00ad\u0306\t<>/1'),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)
LOCALES = st.sampled_from(["kk", "ru", "kk-KZ", "de", "fr"])


@given(SIGNS, LOCALES)
def test_a_repair_is_settled(target: str, locale: str) -> None:
    for check in CHECKS:
        fixed = check.fix(unit(target, locale)) if target else None
        if fixed is not None:
            assert fixed != target
            assert check.fix(unit(fixed, locale)) in (None, fixed)


@given(SIGNS, LOCALES)
def test_repairs_touch_no_letter_but_look_alikes(target: str, locale: str) -> None:
    def letters(text: str) -> int:
        composed = unicodedata.normalize("NFC", text)
        return len(re.sub(r"[\W_]", "", composed))

    for check in CHECKS:
        fixed = check.fix(unit(target, locale)) if target.strip() else None
        if fixed is not None:
            assert letters(fixed) == letters(target)


WORDS = st.lists(
    st.sampled_from(
        [
            "Ол",
            "бала",
            "келді",
            "да",
            "пришёл",
            "дом-музей",
            "ИХ",
            "Абай",
            "елу",
            "15",
            "7-ші",
            "2,3",
            "19:42",
            "4.40",
        ]
    ),
    min_size=1,
    max_size=8,
)
BETWEEN = st.sampled_from(
    [" ", ", ", " — ", " – ", "; ", ": ", " «", "» ", "? ", "?» — ", "!», ", ",", "  ", " - ", ". "]
)


@given(
    WORDS,
    st.lists(BETWEEN, min_size=8, max_size=8),
    st.sampled_from([".", "", "?", "..", "»."]),
    st.text(st.sampled_from("aB1'’,;:- .?!\"(/@<>"), max_size=20),
)
def test_what_is_passed_as_plain_holds_nothing_to_find(
    words: list[str], between: list[str], end: str, source: str
) -> None:
    text = "".join(word + gap for word, gap in zip(words, between, strict=False)).rstrip() + end
    for locale in ("kk", "ru"):
        target = unit(text, locale)
        if is_plain(text, locale):
            assert count_sentences(text) == 1
            for check in CHECKS:
                if check.passes_plain:
                    assert list(check.check(target)) == []
            if "«" not in text and "»" not in text and is_plain_source(source):
                for check in CHECKS:
                    if check.passes_plain_pair:
                        assert list(check.check(replace(target, source=source))) == []


@pytest.mark.parametrize(
    ("text", "locale", "plain"),
    [
        ("Олар келді, ал біз кеттік.", "kk", True),
        ("Олар келді, ал біз кеттік.", "ru", False),
        ("Он — врач из Алма-Аты.", "ru", True),
        ("Он - врач.", "ru", False),
        ("Они пришли..", "ru", False),
        ("Они  пришли.", "ru", False),
        ("Им 15 лет, в 1986-м ей было 7.", "ru", True),
        ("Бағасы 2,3 миллиард, сағат 19:42-де.", "kk", True),
        ("Бағасы 2,3,4 миллиард.", "kk", False),
        ("Ол – дәрігер.", "kk", True),
        ("Он – врач.", "ru", False),
        ("«Он врач?» — спросила она.", "ru", True),
        ("В 1984-1986 годах.", "ru", False),
        ("Ему 15лет.", "ru", False),
        ("They came.", "de", False),
    ],
)
def test_plain_text(text: str, locale: str, plain: bool) -> None:
    assert is_plain(text, locale) is plain


@pytest.mark.parametrize("count", [2_000])
def test_long_targets_take_linear_time(count: int) -> None:
    for piece in ("а ,", "«", "(а", "1-2 ", "аа", "- ", "а.А", "№ 1 ", "ha ", "Ә. ", "да да "):
        run_checks(unit(piece * count), [c for c in CHECKS if c.id in MECHANICAL])


MECHANICAL = {
    "wrong-language", "english-residue", "length", "truncated", "sentences", "urls", "dashes",
    "doubled-mark", "spaces", "no-break", "repeated-ngram", "capitals", "invisible",
    "unicode-form", "mixed-script", "alphabet",
}  # fmt: skip
