"""The list of documents of a large pack: the same as of a small one, without opening any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kuager.errors import StorageError
from kuager.pack import Pack, open_pack
from kuager.web import archive as archive_module
from kuager.web import desks as desks_module
from kuager.web import listing
from kuager.web.desks import Desks
from kuager.web.views import Wanted
from tests.support.packs import DOCUMENT, PackFolder


@pytest.fixture
def desks(pack: PackFolder) -> Iterator[Desks]:
    """The review page's desks on a translated pack."""
    pack.translate()
    question = ("review", "question", DOCUMENT, "kk", "3", "--as", "t-1", "--note", "Why?")
    assert pack.run(*question) == 0
    opened = Desks(open_pack(pack.root))
    yield opened
    assert not opened.close()


def test_unopened_documents_are_told_of_from_the_index(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (desks_module, listing):
        monkeypatch.setattr(module, "FEW", 1)
    desks.warm().join(30)
    assert not desks.at_hand([(DOCUMENT, "kk")])
    listed = listing.links_of(desks)
    assert not desks.at_hand([(DOCUMENT, "kk")]), "the list opens none"
    desks.open(DOCUMENT, "kk")
    assert desks.at_hand([(DOCUMENT, "kk")])
    assert listing.links_of(desks) == listed
    for module in (desks_module, listing):
        monkeypatch.setattr(module, "FEW", 60)
    assert listing.links_of(desks) == listed
    assert [link.progress.questions for link in listed] == [1, 0]


def test_what_a_killed_program_left_is_at_hand_whatever_lies_beside_it(
    desks: Desks, pack: PackFolder
) -> None:
    journals = pack.root / ".kuager" / "desk"
    journals.mkdir(parents=True, exist_ok=True)
    (journals / f"kk.{DOCUMENT}.jsonl").write_text("{}\n")
    (journals / f"ru.{DOCUMENT}.jsonl").touch()
    (journals / "gone").symlink_to("nowhere")
    assert desks.at_hand(desks.names()) == [(DOCUMENT, "kk")]


def test_where_the_index_is_held_by_others_nothing_is_counted_and_it_is_said(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(pack: Pack) -> Iterator[None]:
        raise StorageError("Another kuager is reading.", "Wait.")

    monkeypatch.setattr(listing, "FEW", 1)
    with monkeypatch.context() as others:
        others.setattr(archive_module, "pack_index", held)
        shown = listing.listing_of(desks, Wanted())
        assert shown.trouble == "Another kuager is reading. Wait."
        assert all(link.is_unread for link in shown.links)
    monkeypatch.setattr(archive_module, "_FRESH", 0.0)
    shown = listing.listing_of(desks, Wanted())
    assert (shown.trouble, shown.unread) == ("", False)
    assert all(link.progress.units for link in shown.links)


def test_a_document_that_cannot_be_read_is_listed_with_the_reason(
    desks: Desks, pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", 1)
    pack.catalog("ru").write_bytes(b"cut")
    kazakh, russian = listing.links_of(desks)
    assert not kazakh.trouble
    assert "ru" in russian.trouble
    assert russian.progress.units == 0
