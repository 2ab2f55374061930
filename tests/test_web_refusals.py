"""What the page says when a unit cannot take a step: its own words, in its own language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kuager
from kuager.errors import InputError, TransitionError
from kuager.interface import translations
from kuager.web.refusals import REFUSALS, told
from kuager.web.views import LANGUAGE_COOKIE
from tests.support.review_page import ReviewPage, page, translated, translated_template

__all__ = ["page", "translated", "translated_template"]

SOURCES = sorted(Path(kuager.__file__).parent.rglob("*.py"))


def reasons() -> set[str]:
    """Every reason that is given anywhere in the code."""
    return {
        str(ast.literal_eval(keyword.value))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "reason" and isinstance(node.func, ast.Name)
        if node.func.id.endswith("Error") and isinstance(keyword.value, ast.Constant)
    }


def test_the_page_has_words_for_every_reason_and_for_no_other() -> None:
    assert reasons() == set(REFUSALS)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_states_and_checks_are_named_in_the_language_of_the_page(language: str) -> None:
    gettext = translations(language).gettext
    stuck = TransitionError("…", reason="not-from-here", state="needs-work")
    assert gettext("needs work") in told(stuck, gettext)[0]
    faulty = TransitionError("…", "kuager review ignore", reason="faults", checks="names numbers")
    problem, mend = told(faulty, gettext)
    assert f"{gettext('Names')}, {gettext('Numbers')}" in problem
    assert mend == ""


def test_other_errors_are_told_as_they_are() -> None:
    assert told(InputError("a", "b"), str) == ("a", "b")


def test_a_refusal_reaches_the_tab_in_its_language(page: ReviewPage) -> None:
    page.step(4, "translate", text="Олар сағат алтыда келді.")
    page.client.cookie += f"; {LANGUAGE_COOKIE}=ru"
    answer = page.step(4, "approve", "t-2")
    assert answer.status == 422
    assert answer.json()["problem"] == "4: Это перевёл(а) t-2; утвердить должен второй человек."
