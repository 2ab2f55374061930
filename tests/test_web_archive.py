"""The list of documents of a large pack: the same as of a small one, without opening any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kuager.pack import open_pack
from kuager.web import desks as desks_module
from kuager.web import listing
from kuager.web.desks import Desks
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


def test_a_document_that_cannot_be_read_is_listed_with_the_reason(
    desks: Desks, pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", 1)
    pack.catalog("ru").write_bytes(b"cut")
    kazakh, russian = listing.links_of(desks)
    assert not kazakh.trouble
    assert "ru" in russian.trouble
    assert russian.progress.units == 0
