"""Web pages: well formed, self-contained, each word in its language, sentence by sentence."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from kuager.documents import Document
from kuager.model import State
from tests.support.editions import (
    HOSTILE,
    RICH,
    SMALL,
    STATES,
    document,
    edition,
    export,
    units,
)
from tests.support.reading import Page

ROOT = Path(__file__).resolve().parents[1]
both_pages = pytest.mark.parametrize("name", ["html", "bilingual"])


@pytest.fixture(scope="module")
def small() -> Document:
    return document(SMALL, more="recorded: 2021-06-12T19:30\ncountry: KZ\n")


class TestPages:
    @both_pages
    @pytest.mark.parametrize("body", [SMALL, RICH], ids=["small", "rich"])
    def test_well_formed_and_self_contained(self, name: str, body: str) -> None:
        content = export(name, edition(document(body), STATES))
        page = Page(content)
        assert content.startswith(b"<!DOCTYPE html>\n")
        tags = [tag for tag, _ in page.elements]
        assert tags.count("h1") == tags.count("main") == tags.count("header") == 1
        assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags)
        metas = {
            attributes.get("name", attributes.get("http-equiv")): attributes.get("content", "")
            for tag, attributes in page.elements
            if tag == "meta"
        }
        assert metas["robots"] == "noindex"
        assert metas["referrer"] == "no-referrer"
        assert metas["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert "url(" not in content.decode()
        assert "@import" not in content.decode()

    @both_pages
    def test_identifiers_are_unique_and_links_lead_somewhere(self, name: str) -> None:
        page = Page(export(name, edition(document(RICH), STATES)))
        identifiers = page.values("id")
        assert len(identifiers) == len(set(identifiers))
        inner = [link[1:] for link in page.values("href") if link.startswith("#")]
        assert inner
        assert set(inner) <= set(identifiers)

    @both_pages
    def test_headings_come_in_order_below_the_title(self, name: str) -> None:
        page = Page(export(name, edition(document(RICH, title="The well"))))
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1
        assert min(levels[1:]) == 2
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_languages_of_one_page(self, small: Document) -> None:
        page = Page(export("html", edition(small, [State.DRAFT, State.UNTRANSLATED])))
        assert page.elements[0] == ("html", {"lang": "kk"})
        english = page.text_in("en")
        for unit in units(small, [State.DRAFT, State.UNTRANSLATED]):
            assert (unit.source in english) is not bool(unit.target)
        assert "[аударылмаған]" in page.text_in("kk")
        assert "[" not in english

    def test_languages_of_two_columns(self, small: Document) -> None:
        page = Page(export("bilingual", edition(small, [State.APPROVED])))
        assert page.elements[0] == ("html", {"lang": "kk"})
        for unit in units(small, [State.APPROVED]):
            assert unit.source in page.text_in("en")
            assert unit.target in page.text_in("kk")
            assert unit.target not in page.text_in("en")

    @pytest.mark.parametrize("body", [SMALL, RICH, HOSTILE], ids=["small", "rich", "hostile"])
    def test_every_sentence_stands_beside_its_counterpart(self, body: str) -> None:
        doc = document(body)
        page = Page(export("bilingual", edition(doc, [State.DRAFT])))
        names = page.values("id")
        prefix = "kk--" if "#kk-1" in body else "kk-"
        originals = [name[3:] for name in names if re.fullmatch(r"en-\d+", name)]
        translated = [name for name in names if re.fullmatch(rf"{prefix}\d+", name)]
        assert translated == [f"{prefix}{number}" for number in originals]
        # A caption that is the description of its picture stands once for both.
        assert len(doc.segments) - len(originals) == body.count("![A broken fence]")
        numbered = {
            attributes["id"]: attributes["class"].split()[-1]
            for tag, attributes in page.elements
            if tag == "span" and "segment" in attributes.get("class", "").split()
        }
        for number in originals:
            assert numbered[f"en-{number}"] == numbered[f"{prefix}{number}"]

    def test_columns_are_cut_at_paragraphs_entries_and_quotes(self) -> None:
        page = Page(export("bilingual", edition(document(SMALL, title="Elsewhere"))))
        pairs = [a for tag, a in page.elements if tag == "div" and a.get("class") == "pair"]
        # Title, date, heading, paragraph, quote, two entries.
        assert len(pairs) == 7

    @both_pages
    def test_tables_scroll_so_that_the_page_need_not(self, name: str) -> None:
        content = export(name, edition(document(RICH))).decode()
        tables = content.count("<table")
        assert tables
        assert len(re.findall(r'<div class="table">\s*<table', content)) == tables
        assert re.search(r"\.table \{[^}]*overflow-x: auto;", content)

    def test_a_large_table_is_written_in_time_and_size(self) -> None:
        rows = "".join(f"| row {number} | x |\n" for number in range(500))
        doc = document("| Head | Other |\n|------|-------|\n" + rows)
        content = export("bilingual", edition(doc)).decode()
        assert content.count(":hover") <= 2 * 200
        assert 'class="segment machine-draft s1002"' in content

    def test_lists_go_on_counting(self) -> None:
        page = Page(export("bilingual", edition(document("4. four\n5. five\n"))))
        starts = [a["start"] for tag, a in page.elements if tag == "ol"]
        assert starts == ["4", "4", "5", "5"]

    def test_a_date_line_and_its_title_stand_apart(self, small: Document) -> None:
        content = export("html", edition(small)).decode()
        head, body = content.split("<main", 1)
        assert '<div class="dateline">' in head
        assert "KK June 12, 2021 - 7:30pm" in head
        assert re.search(r"<h1>.*KK The well", head)
        assert "KK We had one well." in body

    @pytest.mark.parametrize(
        ("body", "title", "head"),
        [
            ("The well\n\nJune 12, 2021\n\nWe.", "The well", ["The well", "June 12, 2021"]),
            ("June 12, 2021\n\nWe.", "The well", ["The well", "June 12, 2021"]),
            ("We came on June 12, 2021, " + "late " * 20 + ".\n\nWe.", "The well", ["The well"]),
            ("# The well\n\nWe.", "The well", ["The well"]),
            ("We.\n\nOthers.\n\nThe well\n\nThey.", "The well", []),
            ("We.\n\nThe well\n\nThey.", "The well", []),
            ("> The rest.\n\nWe.", "The well", ["The well"]),
        ],
    )
    def test_what_counts_as_the_head(self, body: str, title: str, head: list[str]) -> None:
        doc = document(body, title=title, more="recorded: 2021-06-12T19:30\n")
        made = edition(doc, [State.APPROVED], targets=[s.source for s in doc.segments])
        content = export("html", made).decode()
        top, rest = content.split("<main", 1)
        found = re.findall(r'<span id="kk-\d+"[^>]*>([^<]*)</span>', top)
        assert found == head
        assert (top if head else rest).count("<h1") == 1

    def test_right_to_left(self, small: Document) -> None:
        page = Page(export("bilingual", edition(small, locale="ar")))
        assert page.elements[0] == ("html", {"lang": "ar", "dir": "rtl"})
        columns = [
            a for _, a in page.elements if a.get("class") in {"source", "target"} and "lang" in a
        ]
        assert {(a["lang"], a.get("dir", "")) for a in columns} == {("en", ""), ("ar", "rtl")}

    def test_contrast(self) -> None:
        style = (ROOT / "scripts/kuager/exporters/templates/page.css").read_text(encoding="utf-8")
        schemes = [
            dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block))
            for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
        ]
        assert len(schemes) == 3
        for scheme in schemes:
            for ink, paper, least in (
                ("ink", "paper", 7),
                ("ink", "mark-paper", 7),
                ("quiet", "paper", 7),
                ("mark-ink", "mark-paper", 7),
                ("mark-ink", "paper", 7),
                ("link", "paper", 4.5),
            ):
                assert contrast(scheme[ink], scheme[paper]) >= least, (ink, paper)
            if "glow" in scheme:
                assert contrast(scheme["quiet"], scheme["glow"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
