"""The list of documents: in pages, narrowed, and searched with every sentence in it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from kuager.model import State
from kuager.web import listing as listing_module
from kuager.web.listing import PASSAGES, listing_of
from kuager.web.pages import _around
from kuager.web.views import Wanted
from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder
from tests.support.review_page import ReviewPage, review_page, translated, translated_template

__all__ = ["translated", "translated_template"]

OTHER = "market-day"


@pytest.fixture
def several(translated: PackFolder) -> PackFolder:
    """A pack of two documents, one of them untranslated."""
    other = TESTIMONY.replace(DOCUMENT, OTHER).replace("The night visit", "Market day")
    (translated.root / "source" / f"{OTHER}.md").write_text(other, "utf-8")
    assert translated.run("segment") == 0
    return translated


def _links(opened: ReviewPage, **query: object) -> list[str]:
    answer = opened.client.get("/list", dict(query))
    assert answer.status == 200, answer.text
    return re.findall(r'<h2><a href="/d/([^"]+)"', answer.text)


def test_documents_come_in_pages(several: PackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "PER_PAGE", 3)
    with review_page(several) as page:
        first, second = _links(page), _links(page, page=2)
        assert first == [f"{OTHER}/kk", f"{OTHER}/ru", f"{DOCUMENT}/kk"]
        assert second == [f"{DOCUMENT}/ru"]
        assert _links(page, page=999_999) == second, "behind the end lies the end"
        shown = page.client.get("/").text
        assert "1–3 of 4" in shown
        assert re.findall('data-page="([0-9]+)"', shown) == ["2"]


def test_documents_are_narrowed_to_what_is_to_do(several: PackFolder) -> None:
    with review_page(several) as page:
        assert _links(page, locale="ru") == [f"{OTHER}/ru", f"{DOCUMENT}/ru"]
        assert _links(page, state="translated") == [f"{DOCUMENT}/kk"]
        assert _links(page, asked=1) == []
        assert page.step(6, "question", note="Who?").status == 200
        assert _links(page, asked=1, locale="kk") == [f"{DOCUMENT}/kk"]
        assert _links(page, q="MARKET", locale="kk") == [f"{OTHER}/kk"]
        assert _links(page, q="night-visit") == [f"{DOCUMENT}/kk", f"{DOCUMENT}/ru"]


def test_sentences_are_found_in_all_documents(several: PackFolder) -> None:
    with review_page(several) as page:
        found = listing_of(page.desks, Wanted("SIX came"))
        places = {(p.hit.document, p.hit.locale, p.hit.number) for p in found.passages}
        assert {document for document, _, _ in places} == {DOCUMENT, OTHER}
        assert len(places) == 8, "twice in each document and locale"
        assert not found.links
        assert not found.more
        kazakh, _ = listing_of(page.desks, Wanted("six", "kk", State.TRANSLATED)).passages
        assert (kazakh.hit.document, kazakh.title) == (DOCUMENT, "The night visit")
        assert [kazakh.hit.source.text[start:end] for start, end in kazakh.hit.source.spans] == [
            "six"
        ]
        shown = page.client.get("/list", {"q": "six"}).text
        assert "<mark>six</mark>" in shown
        link = re.findall(r'<li><a href="(/d/[^"]+)">', shown)[0]
        parts = urlsplit(link)
        opened = page.client.get(parts.path, dict(parse_qsl(parts.query)))
        assert opened.status == 200


def test_more_sentences_than_are_shown_are_told_of(
    several: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_module, "PASSAGES", 1)
    with review_page(several) as page:
        found = listing_of(page.desks, Wanted("six"))
        assert len(found.passages) == 1 < PASSAGES
        assert found.more


def test_what_is_searched_for_never_stands_in_an_address(several: PackFolder) -> None:
    with review_page(several) as page:
        shown = page.client.get("/list", {"q": "morning", "state": "draft"}).text
        assert "morning" not in "".join(re.findall('href="([^"]*)"', shown))
        assert 'name="q"' in (whole := page.client.get("/").text)
        assert re.search(r'<input id="find-q"[^>]* disabled>', whole), "nothing without the script"


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": "1e3"},
        {"page": "99999999"},
        {"state": "gone"},
        {"locale": "../kk"},
        {"q": "a" * 401},
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    several: PackFolder, query: dict[str, str]
) -> None:
    with review_page(several) as page:
        for path in ("/", "/list"):
            answer = page.client.get(path, query)
            assert answer.status == 422
            assert "a" * 100 not in answer.text


def test_quotes_hold_words_together_and_a_star_is_no_letter(several: PackFolder) -> None:
    with review_page(several) as page:
        assert not listing_of(page.desks, Wanted('"six came"')).passages
        assert listing_of(page.desks, Wanted('"came at" six')).passages
        assert _links(page, q="mark*", locale="kk") == [f"{OTHER}/kk"]
        assert _links(page, q="“market day”", locale="kk") == [f"{OTHER}/kk"]
        assert _links(page, q="“visit the”", locale="kk") == []


def test_readers_aloud_are_told_which_words_are_the_testimonys(several: PackFolder) -> None:
    with review_page(several) as page:
        shown = page.client.get("/list", {"q": "six", "locale": "kk"}).text
        assert '<p lang="en" dir="auto">They came' in shown
        assert '<span lang="en">Market day</span>' in shown


@pytest.mark.parametrize("words", ['"', "*", "«»", "NEAR(", "source:six", "six AND", "\u0000", "—"])
def test_no_words_are_a_command(several: PackFolder, words: str) -> None:
    with review_page(several) as page:
        assert page.client.get("/list", {"q": words}).status == 200


def test_first_last_and_neighbours_are_linked() -> None:
    assert _around(1, 1) == [1]
    assert _around(1, 5) == [1, 2, 3, None, 5]
    assert _around(10, 400) == [1, None, 8, 9, 10, 11, 12, None, 400]
    assert _around(399, 400) == [1, None, 397, 398, 399, 400]
