"""Working on a unit of the review page in a real browser: nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kuager.model import State, text_hash
from tests.support import screens
from tests.support.chromium import Window, chromium, window
from tests.support.screen_server import RefusedError, ScreenServer, showing, wait_for
from tests.test_browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

MINE = "Олар төртеу еді."
THEIRS = "Олар бесеу еді, бір ит болды."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[ScreenServer]:
    with showing() as running:
        yield running


@pytest.fixture
def draft(browser: Browser, server: ScreenServer) -> Iterator[Window]:
    """A window in which the draft of unit 4 is open."""
    with window(browser, server, "?unit=4") as shown:
        shown.wait_open(4)
        yield shown


def _type(shown: Window, text: str = MINE) -> None:
    """Type a text, and wait until the server has it."""
    shown.page.fill("#editor", text)
    wait_for(lambda: shown.server.typed.get(4) == text)


def _wait_saved(shown: Window, kind: str = "all") -> None:
    shown.wait(f"document.getElementById('saved').className === 'saved {kind}'")


# Steps --------------------------------------------------------------------------------------


def test_done_saves_the_text_and_goes_on(draft: Window) -> None:
    _type(draft)
    draft.press("Control+Enter")
    draft.wait_open(5)
    (step,) = draft.server.posts("step")
    assert step["action"] == "translate"
    assert step["text"] == MINE
    assert step["actor"] == "translator-1"
    assert step["shown"] == text_hash(screens.row(4).target)
    assert draft.page.get_attribute("#u4", "data-state") == "translated"
    assert MINE in draft.page.inner_text("#u4 .target")
    assert "Saved as translated" in draft.page.inner_text("#told")


def test_done_is_quicker_than_the_pause_and_loses_nothing(draft: Window) -> None:
    draft.page.fill("#editor", MINE)
    draft.press("Control+Enter")
    draft.wait_open(5)
    assert draft.server.posts("step")[0]["text"] == MINE


def test_an_unchanged_draft_is_taken_over_only_when_asked(draft: Window) -> None:
    draft.press("Control+Enter")
    draft.page.wait_for_selector("#ask[open]")
    draft.press("Escape")
    draft.wait("document.activeElement.id === 'editor'")
    assert draft.server.posts("step") == []
    draft.press("Control+Enter")
    draft.press("Enter")
    draft.wait_open(5)
    assert [step["action"] for step in draft.server.posts("step")] == ["confirm"]


def test_a_machines_words_are_approved_only_expressly(
    browser: Browser, server: ScreenServer
) -> None:
    asked = {"problem": "3: is a draft.", "mend": "Compare.", "needs_unedited": True}
    server.refuse.append(("step", RefusedError(422, asked)))
    with window(browser, server, "?unit=3") as shown:
        shown.wait_open(3)
        shown.press("Control+Shift+Enter")
        shown.page.wait_for_selector("#ask[open]")
        shown.press("Enter")
        wait_for(lambda: len(server.posts("step")) == 2)
        assert [step.get("unedited") for step in server.posts("step")] == [None, True]


def test_a_changed_text_is_not_approved(browser: Browser, server: ScreenServer) -> None:
    with window(browser, server, "?unit=3") as shown:
        shown.wait_open(3)
        shown.page.fill("#editor", MINE)
        shown.press("Control+Shift+Enter")
        assert "finish it first" in shown.page.inner_text(".refusal")
        assert server.posts("step") == []


def test_a_refusal_is_shown_and_the_text_stays(draft: Window) -> None:
    refusal = {"problem": "4: has errors.", "mend": "Mend them.", "needs_unedited": False}
    draft.server.refuse.append(("step", RefusedError(422, refusal)))
    _type(draft)
    draft.press("Control+Enter")
    draft.page.wait_for_selector(".refusal")
    assert draft.page.inner_text(".refusal") == "4: has errors. Mend them."
    assert draft.editor == MINE
    assert draft.opened == 4


def test_remarks_are_said_in_a_dialog_and_focus_comes_back(draft: Window) -> None:
    draft.press("Alt+q")
    draft.page.keyboard.type("Who were they?")
    draft.press("Control+Enter")
    wait_for(lambda: draft.server.posts("step"))
    draft.wait("document.activeElement.id === 'editor'")
    assert draft.server.posts("step")[0]["note"] == "Who were they?"
    draft.page.click('.panel [data-does="ignore"]')
    draft.page.keyboard.type("It is right")
    draft.press("Control+Enter")
    wait_for(lambda: len(draft.server.posts("step")) == 2)
    assert draft.server.posts("step")[1]["check"] == "numbers"
    draft.wait("document.activeElement.closest('#work') !== null")


def test_a_pseudonym_is_asked_for_once_and_only_for_steps(
    browser: Browser, server: ScreenServer
) -> None:
    server.frame = screens.in_language("en", actor="")
    with window(browser, server, "?unit=4") as shown:
        shown.wait_open(4)
        _type(shown)
        shown.press("Control+Enter")
        shown.page.wait_for_selector("#who[open]")
        shown.page.fill("#who-actor", "Жанар")
        shown.press("Enter")
        assert shown.page.locator("#who[open]").count() == 1
        shown.page.fill("#who-actor", "t-7")
        shown.press("Enter")
        shown.wait_open(5)
        assert server.posts("step")[0]["actor"] == "t-7"
        assert "kuager-actor=t-7" in shown.page.evaluate("document.cookie")
        assert "t-7" in shown.page.inner_text("#me")


def test_a_unit_is_split_after_the_word_that_is_chosen(draft: Window) -> None:
    draft.press("Alt+k")
    draft.page.get_by_role("button", name="them,").click()
    wait_for(lambda: draft.server.posts("segments"))
    assert draft.server.posts("segments")[0]["after"] == "There were three of them,"


# Typing -------------------------------------------------------------------------------------


def test_every_pause_is_saved_and_findings_follow(draft: Window) -> None:
    _type(draft)
    _wait_saved(draft, "kept")
    assert draft.page.locator("#notices .notice").count() == 2
    assert draft.server.posts("typing")[-1]["shown"] == text_hash(screens.row(4).target)
    _type(draft, MINE + " Иә.")
    assert draft.server.posts("typing")[-1]["seen"] == text_hash(MINE)
    assert draft.page.locator(".mirror u.warning").inner_text() == "Олар"


def test_what_is_typed_is_sent_when_the_page_goes_away(draft: Window) -> None:
    draft.page.fill("#editor", MINE)
    draft.page.goto(f"http://127.0.0.1:{draft.server.port}/")
    wait_for(lambda: draft.server.typed.get(4) == MINE)


def test_what_was_begun_is_there_again(draft: Window) -> None:
    _type(draft)
    draft.press("Control+ArrowDown")
    draft.wait_open(5)
    draft.press("Control+ArrowUp")
    draft.wait_open(4)
    assert draft.editor == MINE
    draft.page.click('[data-does="untype"]')
    assert draft.editor == screens.row(4).target


def test_without_an_answer_the_text_stays_and_is_sent_later(draft: Window) -> None:
    draft.server.silent = True
    draft.page.fill("#editor", MINE)
    draft.page.wait_for_selector("#banner:not([hidden])")
    assert "NOT saved" in draft.page.inner_text("#saved")
    draft.press("Control+ArrowDown")
    draft.page.wait_for_timeout(300)
    assert (draft.opened, draft.editor) == (4, MINE)
    draft.server.silent = False
    wait_for(lambda: draft.server.typed.get(4) == MINE)
    _wait_saved(draft, "kept")
    assert draft.page.locator("#banner").is_hidden()


def test_a_full_disk_is_told_loudly(draft: Window) -> None:
    full = {"problem": "The disk is full.", "mend": "Make room."}
    draft.server.refuse.append(("typing", RefusedError(507, full)))
    draft.page.fill("#editor", MINE)
    draft.page.wait_for_selector("#banner:not([hidden])")
    assert "The disk refuses" in draft.page.inner_text("#banner")
    wait_for(lambda: draft.server.typed.get(4) == MINE)
    _wait_saved(draft, "kept")


def test_a_catalog_that_cannot_be_written_is_told_loudly(draft: Window) -> None:
    draft.server.trouble = "The catalog is locked."
    draft.look()
    draft.page.wait_for_selector("#banner:not([hidden])")
    assert "The catalog is locked. Make room." in draft.page.inner_text("#banner")
    draft.server.trouble = ""
    draft.look()
    draft.page.wait_for_selector("#banner", state="hidden")
    _wait_saved(draft)


# Two people ---------------------------------------------------------------------------------


def test_what_others_wrote_is_taken_in_where_nothing_was_typed(draft: Window) -> None:
    draft.server.change(4, target=THEIRS, state=State.TRANSLATED)
    draft.look()
    draft.wait(f"document.getElementById('editor').value === '{THEIRS}'")
    assert draft.page.locator(".conflict").count() == 0


def test_a_text_that_is_typed_is_never_replaced_by_anothers(draft: Window) -> None:
    _type(draft)
    draft.server.change(4, target=THEIRS)
    draft.look()
    draft.page.wait_for_selector(".conflict")
    assert draft.editor == MINE
    assert draft.page.locator(".conflict ins").first.inner_text() == "төртеу"
    draft.press("Control+Enter")
    assert draft.server.posts("step") == []
    draft.page.click('[data-does="keep-mine"]')
    draft.press("Control+Enter")
    draft.wait_open(5)
    assert draft.server.posts("step")[0]["shown"] == text_hash(THEIRS)
    assert draft.server.posts("step")[0]["text"] == MINE


def test_theirs_can_be_taken_and_undone(draft: Window) -> None:
    draft.page.fill("#editor", MINE)
    draft.server.rows[3] = screens.row(4, target=THEIRS)
    draft.page.wait_for_selector(".conflict")
    draft.page.click('[data-does="take-theirs"]')
    assert draft.editor == THEIRS
    draft.press("Control+z")
    assert draft.editor == MINE


def test_two_windows_do_not_overwrite_each_other(browser: Browser, server: ScreenServer) -> None:
    with (
        window(browser, server, "?unit=4") as one,
        window(browser, server, "?unit=4") as other,
    ):
        _type(one)
        other.page.fill("#editor", THEIRS)
        other.page.wait_for_selector(".conflict")
        assert other.editor == THEIRS
        assert server.typed[4] == MINE
        other.page.click('[data-does="keep-mine"]')
        other.page.keyboard.type("!")
        wait_for(lambda: server.typed[4] != MINE)


def test_a_text_begun_on_an_earlier_translation_is_compared_first(
    browser: Browser, server: ScreenServer
) -> None:
    server.rows[3] = screens.row(4, target=THEIRS)
    server.stale[4] = (MINE, text_hash("Олар"))
    with window(browser, server, "?unit=4") as shown:
        shown.page.wait_for_selector(".conflict")
        assert shown.editor == MINE
        shown.page.click('[data-does="keep-mine"]')
        shown.press("Control+Enter")
        shown.wait_open(5)
        assert server.posts("step")[0]["shown"] == text_hash(THEIRS)


def test_a_page_that_is_out_of_date_waits_for_whoever_writes(draft: Window) -> None:
    _type(draft)
    draft.server.recut = True
    draft.look()
    draft.page.wait_for_selector("#banner button")
    assert draft.editor == MINE
    draft.server.recut = False
    draft.page.click("#banner button")
    draft.page.wait_for_selector("html.live")
    assert draft.server.typed[4] == MINE


# Inserting ----------------------------------------------------------------------------------


def test_matches_terms_and_tags_go_in_by_keys_and_undo_knows_them(
    browser: Browser, server: ScreenServer
) -> None:
    with window(browser, server, "?unit=3") as shown:
        shown.wait_open(3)
        shown.page.wait_for_selector("#matches .match")
        before = shown.editor
        shown.press("Alt+1")
        assert shown.editor == screens.MATCHES[0].target
        shown.press("Alt+4")
        assert shown.editor.endswith("көрші")
        shown.press("Alt+g")
        assert shown.editor.endswith("<1>")
        shown.press("Alt+g")
        assert shown.editor.endswith("<1></1>")
        for _ in range(4):
            shown.press("Control+z")
        assert shown.editor == before
        shown.press("Alt+c")
        assert shown.editor == screens.row(3).source
        shown.press("Alt+z")
        assert shown.editor == "Ертерек мәтін."


def test_a_text_is_one_line_however_it_comes(draft: Window) -> None:
    draft.page.fill("#editor", "")
    draft.page.keyboard.type("Олар")
    draft.press("Enter")
    draft.page.evaluate(
        """() => { const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', ' келді\\r\\n\\tүшеу\\n');
          document.getElementById('editor').dispatchEvent(new ClipboardEvent('paste',
            {clipboardData, bubbles: true, cancelable: true})); }"""
    )
    assert draft.editor == "Оларкелді үшеу"


def test_places_are_counted_in_characters(draft: Window) -> None:
    _type(draft, "😀😀😀😀 төртеу")
    draft.page.wait_for_selector(".mirror u.warning")
    assert draft.page.locator(".mirror u.warning").inner_text() == "😀😀😀😀"
    draft.page.click('.panel [data-does="show-place"]')
    chosen = "(e => e.value.slice(e.selectionStart, e.selectionEnd))(document.activeElement)"
    assert draft.page.evaluate(chosen) == "😀😀😀😀"
    draft.page.click('.panel [data-does="repair"]')
    assert draft.editor == screens.NOTICES[1].repaired
