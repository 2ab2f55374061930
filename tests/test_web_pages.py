"""The review page as it is rendered: whole, escaped, in words that can be translated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from kuager.checks import CHECKS, DOCUMENT_CHECKS
from kuager.index.searching import Hit, Marked
from kuager.model import Severity, State
from kuager.reports.wording import STATE_WORDS
from kuager.review import Action
from kuager.web import keys, pages, views
from kuager.web.wording import STEP_WORDS
from tests.support import screens
from tests.support.screens import FRAME, SIDES

HOSTILE = "<script>alert(1)</script>\"'>&</textarea></script><!--\u202e\x00\ufeff"
VOID = {"meta", "link", "input"}
ROWS = [screens.row(number) for number in range(1, 13)]
WEB = Path(pages.__file__).parent


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.faults == []
    assert reader.open == []
    return reader


def written_in(html: str) -> str:
    """What the editor holds, as a browser would read it."""
    held = re.search(r"<textarea id=\"editor\"[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert held
    return Markup(held[1]).unescape()


def hostile_screen() -> views.Screen:
    row = replace(screens.row(3), source=HOSTILE, target=HOSTILE)
    panel = replace(
        screens.panel(row),
        notes=(HOSTILE,),
        previous_source=HOSTILE,
        notices=(
            views.Notice("numbers", HOSTILE, Severity.ERROR, HOSTILE, (0, 3), repaired=HOSTILE),
        ),
        terms=(views.Term(HOSTILE, (HOSTILE,), (HOSTILE,), HOSTILE, False, True),),
        said=(views.Said("t-1", Action.COMMENT, HOSTILE, "", HOSTILE),),
        versions=(views.Version(HOSTILE, ()),),
        earlier=(HOSTILE,),
        tags=(HOSTILE,),
    )
    return replace(screens.screen([row], opened=panel, title=HOSTILE), document=HOSTILE)


def hostile_listing() -> views.Listing:
    hostile = Marked(HOSTILE, ((0, 8), (9, 14)))
    passage = views.Passage(HOSTILE, Hit(HOSTILE, "kk", 3, 1, State.DRAFT, hostile, hostile))
    links = [
        views.SheetLink(f"a-{n}", HOSTILE, locale, screens.progress(ROWS), 0, HOSTILE * (n % 2))
        for n in range(9)
        for locale in ("kk", "ru")
    ]
    wanted = views.Wanted(HOSTILE, "kk", State.DRAFT, asked=True, page=5)
    found = replace(screens.listing(links, wanted), passages=(passage,), more=True)
    return replace(found, first=201, count=1_000, page=5, pages=20, total=2_000, trouble=HOSTILE)


WHOLE: dict[str, Callable[[views.Frame], str]] = {
    "text": lambda frame: pages.screen_page(screens.screen(ROWS), frame),
    "open": lambda frame: pages.screen_page(
        screens.screen(ROWS, opened=screens.panel(ROWS[5])), frame
    ),
    "empty": lambda frame: pages.screen_page(screens.screen([]), frame),
    "hostile": lambda frame: pages.screen_page(hostile_screen(), frame),
    "index": lambda frame: pages.index_page(
        screens.listing([views.SheetLink("a", HOSTILE, "kk", screens.progress(ROWS), 1)]), frame
    ),
    "nothing": lambda frame: pages.index_page(screens.listing([]), frame),
    "found": lambda frame: pages.index_page(hostile_listing(), frame),
    "guide": lambda frame: pages.guide_page(Markup("<h1>Guide</h1>"), frame),
    "check": lambda frame: pages.check_page(CHECKS[0], frame),
    "document check": lambda frame: pages.check_page(DOCUMENT_CHECKS[0], frame),
    "refusal": lambda frame: pages.refusal_page(HOSTILE, HOSTILE, frame.language),
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_pages_are_whole_and_hold_nothing_that_the_policy_forbids(name: str, language: str) -> None:
    html = WHOLE[name](screens.in_language(language))
    page = read(html)
    assert page.all("html")[0]["lang"] == language
    assert page.all("html")[0]["translate"] == "no"
    assert page.all("style") == []
    for tag, attributes in page.elements:
        assert not [a for a in attributes if a == "style" or a.startswith("on")], tag
        for name_ in ("href", "src", "action"):
            address = attributes.get(name_) or ""
            assert not re.match(r"(?i)\s*(?:javascript|data|https?|//)", address), address
    scripts = page.all("script")
    assert all(
        (s.get("src") or "").startswith("/static/") for s in scripts if s.get("type") == "module"
    )
    assert {s.get("type") for s in scripts} <= {"module", "application/json"}
    identifiers = [a["id"] or "" for _, a in page.elements if "id" in a]
    assert len(identifiers) == len(set(identifiers)), sorted(
        i for i in identifiers if identifiers.count(i) > 1
    )
    assert "\x00" not in html
    # Only in the editor, which is a block of its own, is a text as it is.
    shown = re.sub(r'(?s)<div class="mirror".*?</textarea>', "", html)
    assert "\u202e" not in "".join(read(shown).text)


@pytest.mark.parametrize("name", ["text", "open", "empty", "hostile"])
def test_what_labels_and_buttons_speak_of_is_there(name: str) -> None:
    page = read(WHOLE[name](FRAME))
    known = {a.get("id") for _, a in page.elements}
    for _, attributes in page.elements:
        for reference in ("for", "aria-labelledby", "aria-controls", "list"):
            for target in (attributes.get(reference) or "").split():
                assert target in known, target
        use = attributes.get("href") or ""
        assert not use.startswith("#state-") or use[1:] in known
    assert all(
        a.get("type") == "button" or a.get("value") == "yes" or a.get("type") == "reset"
        for a in page.all("button")
    )


def test_hostile_texts_stay_texts() -> None:
    html = pages.screen_page(hostile_screen(), FRAME)
    assert "<script>alert" not in html
    assert "U+202E" in html
    assert written_in(html) == HOSTILE.replace("\x00", "\ufffd")
    json.loads(re.search(r'id="words">\n(.*?)\n</script>', html, re.DOTALL)[1])  # type: ignore[index]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0")))
def test_the_editor_holds_a_text_to_the_letter(text: str) -> None:
    panel = replace(screens.panel(ROWS[1]), text=text)
    html = pages.unit(panel, FRAME)
    read(html)
    assert written_in(html) == text


def test_half_a_character_does_not_keep_a_unit_from_being_opened() -> None:
    html = pages.unit(replace(screens.panel(ROWS[1]), text="a\ud800b"), FRAME)
    assert written_in(html.encode().decode()) == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("state", State)
def test_every_state_is_told_by_shape_and_word(state: State) -> None:
    line = screens.row(2, state, "" if state is State.UNTRANSLATED else None)
    page = read(pages.row(line, SIDES, FRAME))
    assert {"href": f"#state-{state.value}"} in page.all("use")
    assert STATE_WORDS[state] in "".join(page.text)
    assert page.all("li")[0]["data-state"] == state.value
    assert f'id="state-{state.value}"' in pages.screen_page(screens.screen(ROWS), FRAME)


def test_rows_say_what_is_in_which_language() -> None:
    page = read(pages.rows(ROWS, SIDES, FRAME))
    languages = {a["lang"] for _, a in page.elements if "lang" in a}
    assert languages == {"en", "kk"}
    assert len(page.all("li")) == len(ROWS)


def test_who_translated_a_unit_is_not_asked_to_approve_it() -> None:
    panel = screens.panel(screens.row(3, State.TRANSLATED))
    offered = {a.get("data-does") for a in read(pages.unit(panel, FRAME)).all("button")}
    assert {"review", "approve"} <= offered
    own = replace(FRAME, actor="translator-2")
    offered = {a.get("data-does") for a in read(pages.unit(panel, own)).all("button")}
    assert not {"review", "approve"} & offered
    alone = replace(own, four_eyes=False)
    offered = {a.get("data-does") for a in read(pages.unit(panel, alone)).all("button")}
    assert {"review", "approve"} <= offered


def test_findings_come_worst_first_and_dismissed_ones_last() -> None:
    page = read(pages.notices(tuple(reversed(screens.NOTICES)), FRAME))
    assert [a["data-severity"] for a in page.all("li")] == ["error", "warning", "info"]
    assert [a.get("data-start") for a in page.all("li")] == [None, "0", None]


def test_browsers_are_told_to_send_nothing_that_is_typed_elsewhere() -> None:
    field = read(pages.unit(screens.panel(ROWS[3]), FRAME)).all("textarea")[0]
    assert field["spellcheck"] == "false"
    assert field["autocomplete"] == "off"
    asked = replace(FRAME, spelling=True)
    assert (
        read(pages.unit(screens.panel(ROWS[3]), asked)).all("textarea")[0]["spellcheck"] == "true"
    )


def test_the_title_of_a_page_does_not_tell_the_title_of_the_testimony() -> None:
    html = pages.screen_page(screens.screen(ROWS, title="My brother Aidos"), FRAME)
    title = re.search("<title>(.*?)</title>", html)
    assert title
    assert title[1] == "night-visit · kk"


def test_every_action_has_a_word() -> None:
    assert {action.value for action in Action} - {"engine"} <= set(STEP_WORDS)


# Words --------------------------------------------------------------------------------------

_SPOKEN = re.compile(r"[A-Za-z]{2,}")
_FREE = {"Kuager", "Kuager · ", "Alt+", "Ctrl", "Esc", "F1", "OK", "nbsp"}


def _words_outside_of_gettext(template: str) -> list[str]:
    """Words of a template that no call of ``_`` or ``ngettext`` holds."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    texts = [
        *re.findall(r">([^<]*)<", bare),
        *re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', bare),
    ]
    return [text.strip() for text in texts if _SPOKEN.search(text) and text.strip() not in _FREE]


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.j2")), ids=lambda p: p.name)
def test_all_words_can_be_translated(path: Path) -> None:
    template = path.read_text("utf-8")
    assert [
        w for w in _words_outside_of_gettext(template) if not w.startswith(("Alt+", "Kuager"))
    ] == []


def test_the_script_has_all_the_words_it_uses_and_no_others() -> None:
    html = pages.screen_page(screens.screen(ROWS), FRAME)
    given_ = json.loads(re.search(r'id="words">\n(.*?)\n</script>', html, re.DOTALL)[1])  # type: ignore[index]
    scripts = "".join(p.read_text("utf-8") for p in (WEB / "static").glob("*.js"))
    assert set(re.findall(r"\bwords\.(\w+)", scripts)) == set(given_)
    assert not re.search(r"tell\(\s*[\"'`][A-Za-z]", scripts)


# Keys ---------------------------------------------------------------------------------------


def test_no_two_deeds_share_a_key() -> None:
    pressed = [(b["keys"], b["outside"]) for b in keys.bindings()]
    assert len(pressed) == len(set(pressed))


def test_every_key_leads_to_a_deed_and_letters_alone_only_outside_of_fields() -> None:
    script = (WEB / "static" / "main.js").read_text("utf-8")
    for binding in keys.bindings():
        does = str(binding["does"])
        kind = re.sub(r"-\d$", "", does)
        assert re.search(rf'["`\s]{re.escape(kind)}["`:,\-]', script), does
        code = str(binding["keys"])
        if "+" not in code and code not in {"Escape", "F1"}:
            assert binding["outside"], code
        assert not re.fullmatch(r"Ctrl\+(?:Shift\+)?(?:Key|Digit)\w", code), "the browser's own"


def test_buttons_name_their_keys() -> None:
    done = next(
        a
        for a in read(pages.unit(screens.panel(ROWS[3]), FRAME)).all("button")
        if a.get("data-does") == "done"
    )
    assert done["aria-keyshortcuts"] == "Control+Enter"
    assert keys.announced("next") == "Control+ArrowDown Alt+ArrowDown"


# Files --------------------------------------------------------------------------------------


def test_static_files_are_a_fixed_list_and_load_nothing_from_elsewhere() -> None:
    assert set(pages.STATIC_FILES) == {p.name for p in (WEB / "static").iterdir()}
    for name in pages.STATIC_FILES:
        content = (pages.static_file(name) or b"").decode()
        assert content.strip(), name
        assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", content), name
        assert len(content.splitlines()) <= 400
        assert not re.search(
            r"\b(?:localStorage|sessionStorage|indexedDB|eval|outerHTML)\b", content
        )
    assert pages.static_file("../pages.py") is None


def test_the_server_alone_writes_html_into_the_page() -> None:
    places = [p.name for p in (WEB / "static").glob("*.js") if "innerHTML" in p.read_text("utf-8")]
    assert places == ["page.js"]
