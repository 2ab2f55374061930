"""Merging: nothing written is dropped, nothing reused that would mean something else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.merging import merge
from kuager.model import CatalogEntry, TemplateEntry, number_repeats

sentences = st.sampled_from(
    [
        "They beat him.", "They beat me.", "I was silent.", "I was not silent.",
        "We waited at the gate until the morning came.",
        "We waited by the gate until the morning came.",
        "We waited at the gates until the morning came at last.",
        "He paid 500 tenge.", "He paid 5,000 tenge.", "Yes.", "No.",
    ]
)  # fmt: skip
documents = st.lists(sentences, max_size=10)


def _template(sources: list[str]) -> list[TemplateEntry]:
    pairs = zip(sources, number_repeats(sources), strict=True)
    return [TemplateEntry(source, number, "source/a.md") for source, number in pairs]


def _catalog(sources: list[str]) -> list[CatalogEntry]:
    pairs = zip(sources, number_repeats(sources), strict=True)
    return [CatalogEntry(s, n, target=f"T{n}: {s}", reference="source/a.md") for s, n in pairs]


@given(documents, documents)
def test_every_target_is_still_there(old: list[str], new: list[str]) -> None:
    catalog = _catalog(old)
    merged, report = merge(_template(new), catalog)
    living = [entry for entry in merged if not entry.obsolete]
    assert [(e.source, e.occurrence) for e in living] == [
        (t.source, t.occurrence) for t in _template(new)
    ]
    assert {entry.target for entry in catalog} <= {entry.target for entry in merged}
    assert len({entry.key for entry in merged if entry.obsolete}) == sum(
        entry.obsolete for entry in merged
    )
    assert report.kept + report.new + report.changed + report.joined + report.revived == len(living)
    for entry in living:
        if entry.target and not entry.fuzzy:
            assert entry.target.endswith(entry.source)
        if entry.fuzzy:
            assert entry.previous_source
            assert entry.previous_source != entry.source


@given(documents, documents)
def test_merging_again_changes_nothing_and_going_back_restores(
    old: list[str], new: list[str]
) -> None:
    merged, _ = merge(_template(new), _catalog(old))
    assert merge(_template(new), merged)[0] == merged
    back, _ = merge(_template(old), merged)
    restored = [entry for entry in back if not entry.obsolete]
    assert restored == _catalog(old)


@given(documents, documents)
def test_a_target_starts_at_most_one_changed_sentence(old: list[str], new: list[str]) -> None:
    merged, _ = merge(_template(new), _catalog(old))
    starts = Counter(entry.target for entry in merged if entry.fuzzy and not entry.obsolete)
    assert all(count == 1 for count in starts.values())


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("I was silent.", "I was not silent."),
        ("They beat me in the yard.", "They beat him in the yard."),
        ("He paid 500 tenge.", "He paid 5,000 tenge."),
        ("Aidar opened the door.", "Marat opened the door."),
        ("She may have seen it.", "She must have seen it."),
    ],
)
def test_a_sentence_of_another_meaning_starts_empty(was: str, becomes: str) -> None:
    merged, report = merge(_template([becomes]), _catalog([was]))
    assert merged[0].target == ""
    assert merged[1].obsolete
    assert (report.new, report.changed, report.removed) == (1, 0, 1)


def test_an_edited_sentence_starts_from_its_old_translation() -> None:
    was = "We waited at the gate until the morning came."
    becomes = "We waited at the gate untill the morning came."
    entry, old = merge(_template([becomes]), _catalog([was]))[0]
    assert (entry.target, entry.fuzzy, entry.previous_source) == (f"T1: {was}", True, was)
    assert old.obsolete


def test_an_untouched_draft_is_not_carried_over() -> None:
    was, becomes = "We waited at the gate.", "We waited at the gates."
    merged, _ = merge(_template([becomes]), _catalog([was]), carry=lambda _: False)
    assert merged[0].target == ""


def test_a_new_paragraph_touches_nothing_else() -> None:
    old = ["One came.", "Two came.", "One came."]
    merged, report = merge(_template(["New beginning here.", *old]), _catalog(old))
    assert merged[1:] == _catalog(old)
    assert (report.kept, report.new) == (3, 1)


def test_joined_sentences_start_from_their_joined_translations() -> None:
    old = ["Dr.", "Ahmetov came.", "He left."]
    merged, report = merge(_template(["Dr. Ahmetov came.", "He left."]), _catalog(old))
    assert merged[0].target == "T1: Dr. T1: Ahmetov came."
    assert merged[0].fuzzy
    assert report.joined == 1


def test_remarks_and_notes() -> None:
    old = [CatalogEntry("Yes.", target="Иә.", remark="sure?", notes=("stale",))]
    new = [TemplateEntry("Yes.", 1, "source/b.md", ("fresh",))]
    entry = merge(new, old)[0][0]
    assert (entry.remark, entry.notes, entry.reference) == ("sure?", ("fresh",), "source/b.md")
