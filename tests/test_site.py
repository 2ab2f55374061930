"""The site: every link leads somewhere, every page speaks its language, nothing loads or runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import pytest

from kuager.exporters import Edition
from kuager.interface import translations
from kuager.model import State
from tests.support.editions import FORMATS, HOSTILE, RICH, SMALL, STATES, document, edition
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.reading import Page

LOCALES = ("kk", "ru")
MORE = "recorded: 2021-06-12T19:30\ncountry: KZ\n"


def site(editions: list[Edition]) -> dict[str, bytes]:
    """Return the files of a site, without the folder in their names."""
    files = FORMATS["site"].export(editions)
    assert len({PurePosixPath(name).parent for name in files}) == 1
    return {PurePosixPath(name).name: content for name, content in files.items()}


def editions_of(
    *states: State, bodies: Mapping[str, str] | None = None, locales: tuple[str, ...] = LOCALES
) -> list[Edition]:
    """Return editions of documents by their names."""
    named = bodies or {"the-well": SMALL, "the-river": RICH}
    return [
        edition(document(body, name=name, more=MORE), states or STATES, locale=locale)
        for name, body in named.items()
        for locale in locales
    ]


def pages(files: Mapping[str, bytes]) -> dict[str, Page]:
    return {name: Page(content) for name, content in files.items() if name.endswith(".html")}


def links(page: Page, **wanted: str) -> list[dict[str, str]]:
    """Return attributes of what refers to another file."""
    return [
        attributes
        for tag, attributes in page.elements
        if tag in {"a", "link"} and wanted.items() <= attributes.items()
    ]


class TestFiles:
    def test_names(self) -> None:
        assert set(site(editions_of())) == {
            *(
                f"{name}.{kind}.html"
                for name in ("the-well", "the-river")
                for kind in ("en", "kk", "ru", "trilingual")
            ),
            "index.html",
            "index.kk.html",
            "index.ru.html",
            "style.css",
            "columns.css",
        }

    def test_what_is_not_approved_has_a_folder_of_its_own(self) -> None:
        approved = FORMATS["site"].export(editions_of(State.APPROVED))
        mixed = FORMATS["site"].export(
            [*editions_of(State.APPROVED)[:3], *editions_of(State.REVIEWED)[3:]]
        )
        assert {name.split("/")[0] for name in approved} == {"site"}
        assert {name.split("/")[0] for name in mixed} == {"site.draft"}

    def test_no_document_takes_the_place_of_an_index(self) -> None:
        named = {"index": SMALL, "index-": SMALL, "index.kk": SMALL, "a": SMALL, "a.kk": SMALL}
        files = site(editions_of(bodies=named))
        assert len(files) == 5 * 4 + 3 + 2
        assert {"index--.kk.html", "index-.kk.html", "index.kk.kk.html"} <= set(files)
        for name in ("index.html", "index.kk.html", "index.ru.html"):
            assert b"<article>" in files[name]

    def test_same_editions_same_bytes(self) -> None:
        assert site(editions_of()) == site(editions_of())


class TestLinks:
    @pytest.mark.parametrize("locales", [("kk",), LOCALES, ("ar", "kk", "ru", "uk")])
    def test_every_link_leads_to_a_page_or_place_of_the_site(
        self, locales: tuple[str, ...]
    ) -> None:
        named = {"well": SMALL, "river": RICH, "fence": HOSTILE, "index": SMALL}
        files = site(editions_of(bodies=named, locales=locales))
        places = {name: set(page.values("id")) for name, page in pages(files).items()}
        seen, waiting = set(), ["index.html"]
        while waiting:
            name = waiting.pop()
            seen.add(name)
            if not name.endswith(".html"):
                continue
            page = Page(files[name])
            assert page.values("src") == []
            for link in page.values("href"):
                target, _, place = link.partition("#")
                if link.startswith("https://example.org"):
                    continue
                assert re.fullmatch(r"[\w.-]*", target), link
                assert (target or name) in files, f"{name}: {link}"
                assert not place or place in places[target or name], f"{name}: {link}"
                if target and target not in seen:
                    waiting.append(target)
        assert seen == set(files)

    def test_from_page_to_page_of_the_same_text(self) -> None:
        all_pages = pages(site(editions_of()))
        for kind in ("en", "kk", "ru", "trilingual"):
            page = all_pages[f"the-well.{kind}.html"]
            switch = {a["href"]: a for a in links(page) if "rel" not in a}
            for language in ("en", "kk", "ru"):
                link = switch[f"the-well.{language}.html"]
                assert link["lang"] == link["hreflang"] == language
            (current,) = links(page, **{"aria-current": "page"})
            assert current["href"] == f"the-well.{kind}.html"
            alternates = {a["hreflang"]: a["href"] for a in links(page, rel="alternate")}
            assert alternates == {each: f"the-well.{each}.html" for each in ("en", "kk", "ru")}
            assert not links(page, rel="canonical")
        homes = [
            f"index{suffix}.html" in all_pages[f"the-well.{kind}.html"].values("href")
            for suffix, kind in (("", "en"), (".kk", "kk"), (".ru", "ru"), ("", "trilingual"))
        ]
        assert all(homes)

    def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(self) -> None:
        files = site(editions_of(bodies={"fence": HOSTILE, "river": RICH}))
        for name, content in files.items():
            text = content.decode()
            assert "url(" not in text
            assert "@import" not in text
            assert "generator" not in text
            if name.endswith(".css"):
                continue
            page = Page(content)
            assert not {"script", "img", "iframe", "form", "base"} & {t for t, _ in page.elements}
            (policy,) = (a["content"] for _, a in page.elements if "http-equiv" in a)
            assert policy.startswith("default-src 'none'; style-src 'self' file: ")
            sheets = [a["href"] for a in links(page, rel="stylesheet")]
            assert sheets == ["style.css", "columns.css"][: 1 + ("trilingual" in name)]


class TestLanguages:
    def test_every_page_is_in_its_language(self) -> None:
        for name, page in pages(site(editions_of())).items():
            kind = name.split(".")[1]
            assert page.elements[0][1]["lang"] == {"html": "en", "trilingual": "en"}.get(kind, kind)
            tags = [tag for tag, _ in page.elements]
            assert [tags.count(tag) for tag in ("h1", "main", "nav")] == [1, 1, 1]

    def test_the_original_bears_no_mark_and_says_what_it_is(self) -> None:
        page = pages(site(editions_of()))["the-well.en.html"]
        assert "We had one well. Nobody came." in page.text
        assert "[" not in page.text
        assert "Checksum of the original text" in page.text

    @pytest.mark.parametrize(
        ("name", "date", "country", "titles"),
        [
            ("index.html", "June 12, 2021", "Kazakhstan", "The well"),
            ("index.kk.html", "2021 жылғы 12 маусым", "Қазақстан", "KK The well"),
            ("index.ru.html", "12 июня 2021 года", "Казахстан", "RU The well"),
        ],
    )
    def test_the_index_tells_title_date_country_and_state(
        self, name: str, date: str, country: str, titles: str
    ) -> None:
        page = pages(site(editions_of(State.APPROVED)))[name]
        language = page.elements[0][1]["lang"]
        assert page.text.count(f"{date} · {country} · ") == 2
        assert page.text.count(titles) == 2 + 4 * (name == "index.html")
        for title in ("The well", "KK The well", "RU The well"):
            assert title in page.text
        approved = translations(language).gettext("approved")
        assert page.text.count(f"· {approved}") == 4
        assert "[" not in page.text
        assert "19:30" not in page.text

    def test_without_date_and_country(self) -> None:
        page = pages(site([edition(document(SMALL))]))["index.html"]
        assert "time" not in [tag for tag, _ in page.elements]

    def test_the_index_marks_what_is_not_approved(self) -> None:
        doc = document(SMALL)
        files = site([edition(doc), edition(doc, [State.APPROVED], locale="ru")])
        for language, name in (("en", "index.html"), ("kk", "index.kk.html")):
            page, words = Page(files[name]), translations(language)
            assert "KK The well [бекітілмеген]" in page.text
            assert page.text.count("[") == 1
            assert f"· {words.gettext('approved')}" in page.text
            count = len(doc.segments)
            counted = words.ngettext(
                "%(count)d of %(total)d passages is not approved.",
                "%(count)d of %(total)d passages are not approved.",
                count,
            )
            assert counted % {"count": count, "total": count} in page.text
            assert 'class="notice" role="note"' in files[name].decode()
            title = re.findall("<title>(.*)</title>", files[name].decode())[0]
            assert title.endswith(f"[{words.gettext('not approved')}]")

    def test_a_document_that_lacks_a_language_is_shown_as_it_is(self) -> None:
        kazakh, russian = document(SMALL, name="a"), document(SMALL, name="b")
        files = site([edition(kazakh), edition(russian, locale="ru")])
        assert "a.ru.html" not in files
        for page in pages(files).values():
            assert {a["href"].partition("#")[0] for a in links(page)} - {""} <= set(files)
        assert "a.en.html" in Page(files["index.ru.html"]).values("href")

    def test_titles_are_text(self) -> None:
        doc = document("We.", title='<b onclick="x()">&amp;</b>')
        content = site([edition(doc)])["index.kk.html"].decode()
        assert "&lt;b onclick" in content
        assert "<b " not in content


class TestCommand:
    def test_a_site_of_the_pack(self, pack: PackFolder) -> None:
        pack.translate()
        assert pack.run("export", "--to", "site") == 1
        assert not (pack.root / "exports").exists()
        assert pack.run("export", "--to", "site", "--allow-drafts") == 0
        folder = pack.root / "exports" / "site.draft"
        assert (folder / f"{DOCUMENT}.ru.html").is_file()
        text = Page((folder / f"{DOCUMENT}.ru.html").read_bytes()).text_in("ru")
        assert text.count("[") >= 10
        pack.approve()
        assert pack.run("export", "--to", "site", "--locale", "kk") == 0
        index = (pack.root / "exports" / "site" / "index.html").read_text("utf-8")
        assert "[" not in Page(index.encode()).text
