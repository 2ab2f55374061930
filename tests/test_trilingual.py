"""The page of all languages: every sentence beside its counterparts, each in its language."""

from __future__ import annotations

import itertools
import re

import pytest

from kuager.exporters import Edition, build_edition
from kuager.exporters.nodes import Node, div, para
from kuager.exporters.pairs import pair_up
from kuager.interface import translations
from kuager.model import State
from tests.support.editions import (
    FORMATS,
    HOSTILE,
    HOSTILE_TABLE,
    RICH,
    SMALL,
    STATES,
    document,
    edition,
    units,
    web_document,
)
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.reading import Page

BODIES = {"small": SMALL, "rich": RICH, "hostile": HOSTILE}
every_body = pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))


def made(editions: list[Edition]) -> bytes:
    """Return the page of editions."""
    (content,) = FORMATS["trilingual"].export(editions).values()
    return content


def three(body: str, *states: State, more: str = "") -> list[Edition]:
    """Return a document's editions in Kazakh and Russian."""
    doc = document(body, more=more)
    return [edition(doc, states or STATES, locale=locale) for locale in ("kk", "ru")]


def classes(attributes: dict[str, str]) -> list[str]:
    return attributes.get("class", "").split()


class TestColumns:
    @every_body
    def test_every_sentence_stands_beside_its_counterparts(self, body: str) -> None:
        page = Page(made(three(body, State.DRAFT)))
        places: dict[str, dict[str, str]] = {}
        for tag, attributes in page.elements:
            if tag == "span" and "segment" in classes(attributes):
                language, number = re.split("-+", attributes["id"])
                places.setdefault(language, {})[number] = classes(attributes)[-1]
        assert set(places) == {"en", "kk", "ru"}
        assert places["en"] == places["kk"] == places["ru"]

    @every_body
    def test_well_formed_with_one_outline_and_links_that_lead_somewhere(self, body: str) -> None:
        content = made(three(body))
        page = Page(content)
        tags = [tag for tag, _ in page.elements]
        assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags)
        assert [tags.count(tag) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
        levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        identifiers = page.values("id")
        assert len(identifiers) == len(set(identifiers))
        links = [link for link in page.values("href") if link.startswith("#")]
        assert {link[1:] for link in links} <= set(identifiers)
        assert len(links) == 1 + 3 * 5 * (body == RICH)

    def test_a_hostile_table_leaves_nothing_behind(self) -> None:
        doc = web_document(HOSTILE_TABLE)
        content = made([edition(doc, [State.DRAFT], locale=locale) for locale in ("kk", "ru")])
        for trace in (b"tracker.example", b"quokka", b"steal", b"display:none"):
            assert trace not in content

    def test_each_column_is_in_its_language_and_so_are_its_words(self) -> None:
        editions = three(SMALL, State.APPROVED)
        page = Page(made(editions))
        assert page.elements[0] == ("html", {"lang": "en"})
        for one in editions:
            for unit in units(one.document, [State.APPROVED], locale=one.locale):
                assert unit.target in page.text_in(one.locale)
                assert unit.source in page.text_in("en")
            words = translations(one.locale)
            told = page.text_in(one.locale)
            assert words.gettext("Translation") in told
            assert words.gettext("About this translation") in told
            assert all(sentence in told for sentence in one.imprint)
        assert "Original English" in page.text_in("en")

    def test_notes_stand_in_rows_under_a_heading_in_each_language(self) -> None:
        content = made(three(RICH, State.APPROVED))
        page = Page(content)
        for language in ("en", "kk", "ru"):
            assert translations(language).gettext("Notes") in page.text_in(language)
            assert {f"{language}-note-1", f"{language}-note-2"} <= set(page.values("id"))
        assert content.decode().count("The other one.") == 3

    def test_the_rights_are_told_once(self) -> None:
        content = made(three(SMALL, more="licence: Rights stay with the author.\n")).decode()
        assert content.count("Rights stay with the author.") == 1

    def test_right_to_left(self) -> None:
        doc = document(SMALL)
        page = Page(made([edition(doc, locale="ar"), edition(doc, locale="kk")]))
        columns = {
            (a["lang"], a.get("dir", ""))
            for _, a in page.elements
            if "lang" in a and {"source", "target"} & set(classes(a))
        }
        assert columns == {("en", ""), ("ar", "rtl"), ("kk", "")}

    def test_more_languages_than_three_and_one_alone(self) -> None:
        doc = document(SMALL)
        many = [edition(doc, locale=locale) for locale in ("kk", "ru", "uk", "ky", "uz")]
        for editions in (many, many[:1]):
            page = Page(made(editions))
            for one in editions:
                assert f"{one.locale.upper()} We had one well." in page.text_in(one.locale)

    def test_what_has_no_text_stands_once_and_parted_structures_stay_whole(self) -> None:
        rule: Node = {"t": "HorizontalRule"}
        words = [para([{"t": "Str", "c": word}]) for word in "abcd"]
        sides = [{"lang": language, "dir": ""} for language in ("en", "kk", "ru")]
        rows = pair_up([[rule, words[0]], [rule, words[1]], [rule, words[2]]], sides, [])
        assert rows[0] == div([rule], "both")
        assert [column["c"][1] for column in rows[1]["c"][1]] == [[word] for word in words[:3]]
        (row,) = pair_up([[words[0]], [words[1]], words[2:]], sides, [])
        assert [column["c"][1] for column in row["c"][1]] == [[words[0]], [words[1]], words[2:]]


class TestMarks:
    def test_each_language_warns_for_itself(self) -> None:
        doc = document(SMALL)
        draft, approved = edition(doc), edition(doc, [State.APPROVED], locale="ru")
        content = made([draft, approved])
        page = Page(content)
        assert page.text_in("kk").count("[машиналық нобай]") == 1 + len(doc.segments)
        assert draft.notice.heading in page.text_in("kk")
        assert "[" not in page.text_in("ru")
        assert content.decode().count('class="notice"') == 1
        (title,) = re.findall("<title>(.*)</title>", content.decode())
        assert title == f"The well · {draft.title} · {approved.title}"
        assert title.count("[") == 1

    def test_approved_text_bears_none(self) -> None:
        doc = document(SMALL)
        editions = [
            build_edition(
                doc,
                units(doc, [State.APPROVED], locale=locale),
                locale,
                allow_drafts=False,
                four_eyes=True,
            )
            for locale in ("kk", "ru")
        ]
        page = Page(made(editions))
        assert "[" not in page.text
        assert "mark" not in [tag for tag, _ in page.elements]


class TestCommand:
    def test_one_file_for_all_locales(self, pack: PackFolder) -> None:
        pack.translate()
        folder = pack.root / "exports"
        assert pack.run("export", "--to", "trilingual") == 1
        assert not folder.exists()
        assert pack.run("export", "--to", "trilingual", "--allow-drafts") == 0
        (path,) = folder.iterdir()
        assert path.name == f"{DOCUMENT}.kk.ru.draft.trilingual.html"
        assert Page(path.read_bytes()).text_in("en").count("They came at six.") == 2
        assert pack.run("export", "--to", "trilingual", "--locale", "kk", "--allow-drafts") == 2
