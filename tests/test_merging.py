"""Merging: nothing written is dropped, nothing reused that would mean something else."""

from __future__ import annotations

import time
import tracemalloc
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.formats.gettext import catalog_parse, catalog_serialize
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
unrepeated = st.lists(sentences, max_size=10, unique=True)


def _template(sources: list[str]) -> list[TemplateEntry]:
    pairs = zip(sources, number_repeats(sources), strict=True)
    return [TemplateEntry(source, number, "source/a.md") for source, number in pairs]


def _catalog(sources: list[str]) -> list[CatalogEntry]:
    pairs = zip(sources, number_repeats(sources), strict=True)
    return [CatalogEntry(s, n, target=f"T{n}: {s}", reference="source/a.md") for s, n in pairs]


def _living(entries: list[CatalogEntry]) -> list[CatalogEntry]:
    return [entry for entry in entries if not entry.obsolete]


def _targets(entries: list[CatalogEntry]) -> set[str]:
    return {entry.target for entry in entries} - {""}


@given(documents, documents)
def test_every_target_is_still_there(old: list[str], new: list[str]) -> None:
    catalog = _catalog(old)
    merged, report = merge(_template(new), catalog)
    living = _living(merged)
    assert [(e.source, e.occurrence) for e in living] == [
        (t.source, t.occurrence) for t in _template(new)
    ]
    assert _targets(catalog) <= _targets(merged)
    assert len({entry.key for entry in merged}) == len(merged)
    counted = report.kept + report.moved + report.new + report.changed + report.joined
    assert counted + report.revived == len(living)
    for entry in living:
        if entry.target and not entry.fuzzy:
            assert entry.target == f"T{entry.occurrence}: {entry.source}"
        if entry.fuzzy:
            assert entry.previous_source != entry.source
            assert bool(entry.previous_source) is not entry.target.endswith(entry.source)


def test_nothing_is_lost_and_nothing_moves_silently_however_often_a_document_changes() -> None:
    @given(st.lists(documents, min_size=2, max_size=5))
    def check(versions: list[list[str]]) -> None:
        catalog = _catalog(versions[0])
        written = _targets(catalog)
        for version in versions[1:]:
            catalog, _ = merge(_template(version), catalog)
            assert written <= _targets(catalog)
            for entry in catalog:
                if entry.target and not entry.fuzzy:
                    assert entry.target == f"T{entry.occurrence}: {entry.source}"

    check()


@given(st.lists(documents, min_size=2, max_size=4))
def test_merging_again_changes_nothing_not_even_through_a_file(versions: list[list[str]]) -> None:
    catalog = _catalog(versions[0])
    for version in versions[1:]:
        catalog, _ = merge(_template(version), catalog)
        assert merge(_template(version), catalog)[0] == catalog
        written = catalog_serialize("a", "kk", catalog)
        again, _ = merge(_template(version), catalog_parse(written))
        assert catalog_serialize("a", "kk", again) == written


@given(unrepeated, unrepeated)
def test_going_back_restores(old: list[str], new: list[str]) -> None:
    merged, _ = merge(_template(new), _catalog(old))
    assert _living(merge(_template(old), merged)[0]) == _catalog(old)


@given(documents, documents)
def test_a_target_starts_at_most_one_changed_sentence(old: list[str], new: list[str]) -> None:
    merged, _ = merge(_template(new), _catalog(old))
    starts = Counter(entry.target for entry in merged if entry.fuzzy and not entry.obsolete)
    assert all(count == 1 for count in starts.values())


def _merged(old: str, new: str) -> list[CatalogEntry]:
    """Merge documents given as lists of words that stand for sentences."""
    return merge(_template(new.split()), _catalog(old.split()))[0]


def _shown(entries: list[CatalogEntry], source: str = "X") -> list[tuple[str, bool]]:
    return [
        (entry.target.partition(":")[0], entry.fuzzy) for entry in entries if entry.source == source
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # The first of two goes: the second one's translation moves up, to be looked at.
        ("A X B C X D", "A B C X D", [("T2", True), ("T1", True)]),
        ("A X B C X D", "A X B C D", [("T1", False), ("T2", False)]),
        # A new one comes before the others, between them, behind them.
        ("A X B C X D", "N X M A X B C X D", [("", False), ("T1", True), ("T2", True)]),
        ("A X B C X D", "A X B N X M C X D", [("T1", False), ("", False), ("T2", True)]),
        ("A X B C X D", "A X B C X D X", [("T1", False), ("T2", False), ("", False)]),
        ("A X B C D", "C X D A X B", [("", False), ("T1", True)]),
        ("A X B C D", "A X B C X D", [("T1", False), ("", False)]),
        ("A X B C D", "A X B A X B", [("T1", True), ("", False)]),
        # The paragraphs change places.
        ("A X B C X D", "C X D A X B", [("T2", True), ("T1", True)]),
        # One neighbour is enough; with none, and as many as before, they stay in order.
        ("A X B C X D", "A B C X E", [("T2", True), ("T1", True)]),
        ("A X B C X D", "E X F G X H", [("T1", False), ("T2", False)]),
        # Nobody can tell which one it is.
        ("A X B C X D", "E X F", [("T1", True), ("T2", False)]),
        ("A X B A X B A X B", "A X B A X B", [("T1", True), ("T2", True), ("T3", False)]),
        ("X X X", "X X", [("T1", True), ("T2", True), ("T3", False)]),
    ],
)
def test_translations_of_repeats_follow_their_neighbours(
    old: str, new: str, expected: list[tuple[str, bool]]
) -> None:
    assert _shown(_merged(old, new)) == expected


def test_equal_translations_of_repeats_need_no_second_look() -> None:
    old = [replace(entry, target="T") for entry in _catalog(["A", "X", "B", "X"])]
    merged, report = merge(_template(["A", "B", "X"]), old)
    assert (report.kept, report.moved) == (3, 0)
    assert not any(entry.fuzzy for entry in merged)


def test_a_repeat_that_comes_back_with_the_translation_of_all_needs_no_second_look() -> None:
    old = [replace(entry, target="T") for entry in _catalog(["A", "X", "B", "X", "C"])]
    merged, _ = merge(_template(["A", "B", "X", "C"]), old)
    assert _living(merge(_template(["A", "X", "B", "X", "C"]), merged)[0]) == old


def test_a_repeat_without_translation_starts_from_one_that_has_gone() -> None:
    old = _catalog(["A", "X", "B", "X", "C"])
    old[3] = replace(old[3], target="", remark="how?")
    merged, _ = merge(_template(["A", "B", "X", "C"]), old)
    assert _shown(merged) == [("T1", True)]
    assert merged[2].remark == "how?"


def test_a_moved_draft_is_made_again() -> None:
    merged, _ = merge(
        _template(["A", "B", "X", "C"]),
        _catalog(["A", "X", "B", "X", "C"]),
        carry=lambda entry: not entry.target.startswith("T2"),
    )
    assert _shown(merged) == [("T1", True)]


@given(documents)
def test_a_catalog_sorted_by_another_program_is_not_taken_for_another_order(old: list[str]) -> None:
    template, catalog = _template(old), _catalog(old)
    resorted = sorted(catalog, key=lambda entry: entry.source)
    assert merge(template, resorted, previous=template)[0] == catalog


def test_many_repeats_take_linear_time() -> None:
    old = [CatalogEntry("No.", n, target=f"T{n}") for n in range(1, 20_001)]
    start = time.process_time()
    merged, _ = merge([TemplateEntry("No.", n) for n in range(1, 10_001)], old)
    assert time.process_time() - start < 5
    assert len(_targets(merged)) == 20_000


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


def test_drafts_complete_what_a_person_wrote_of_a_joined_sentence() -> None:
    old = _catalog(["Dr.", "Ahmetov came.", "He left."])
    for human, expected in [("Ahmetov", "T1: Dr. T1: Ahmetov came."), ("nobody", "")]:
        merged, _ = merge(
            _template(["Dr. Ahmetov came.", "He left."]),
            old,
            carry=lambda entry, human=human: human in entry.target,  # type: ignore[misc]
        )
        assert merged[0].target == expected


def test_a_run_is_joined_once_and_where_it_was() -> None:
    old = ["One.", "Dr.", "Ahmetov came.", "Two.", "Dr.", "Ahmetov came.", "Three."]
    both = ["One.", "Dr. Ahmetov came.", "Two.", "Dr. Ahmetov came.", "Three."]
    merged, report = merge(_template(both), _catalog(old))
    assert [entry.target for entry in _living(merged) if "Dr." in entry.source] == [
        "T1: Dr. T1: Ahmetov came.",
        "T2: Dr. T2: Ahmetov came.",
    ]
    assert report.joined == 2
    second = [*old[:4], "Dr. Ahmetov came.", "Three."]
    merged, report = merge(_template(second), _catalog(old))
    assert merged[4].target == "T2: Dr. T2: Ahmetov came."
    assert [entry.target for entry in merged[1:3]] == ["T1: Dr.", "T1: Ahmetov came."]
    assert not any(entry.fuzzy for entry in merged[1:3])


def test_a_join_taken_back_gives_each_place_its_translations_again() -> None:
    old = ["They came.", "They left.", "It was night.", "They came.", "They left.", "We hid."]
    merged, _ = merge(_template(["They came. They left.", *old[2:]]), _catalog(old))
    back, report = merge(_template(old), merged)
    assert [entry.target for entry in _living(back)] == [entry.target for entry in _catalog(old)]
    assert report.new == 0


def test_nothing_is_joined_of_sentences_that_are_still_there() -> None:
    old = ["Dr.", "Ahmetov came."]
    merged, report = merge(_template([*old, "Dr. Ahmetov came."]), _catalog(old))
    assert (merged[2].target, report.new) == ("", 1)


def test_repeats_that_changed_alike_all_start() -> None:
    was, becomes = (
        "We waited at the gate for a long while.",
        "We waited by the gate for a long while.",
    )
    merged, report = merge(_template([becomes] * 50), _catalog([was] * 50))
    assert report.changed == 50
    assert [entry.target for entry in _living(merged)] == [f"T{n}: {was}" for n in range(1, 51)]


def test_many_similar_sentences_find_what_they_were_in_little_memory() -> None:
    def sentence(number: int, who: str) -> str:
        return f"On day {number} the {who} came to the house and took cell {number + 3} away."

    old = _catalog([sentence(n, "soldiers") for n in range(600)])
    template = _template([sentence(n, "troops") for n in range(600)])
    tracemalloc.start()
    merged, report = merge(template, old)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.changed == 600
    for number, entry in enumerate(_living(merged)):
        assert entry.previous_source == sentence(number, "soldiers")
    assert peak < 30_000_000


def test_openings_of_long_and_of_equal_sentences_are_found_at_once() -> None:
    start = time.process_time()
    long = "and then they came " * 20_000
    merge([TemplateEntry(long + str(n)) for n in range(20)], _catalog(["No."] * 2))
    old = [CatalogEntry("No.", n, target="T") for n in range(1, 3001)]
    merge([TemplateEntry(f"No. Never {n}, nowhere in this world.") for n in range(3000)], old)
    merge([TemplateEntry(f"No. No. Never {n}, nowhere.") for n in range(3000)], old)
    assert time.process_time() - start < 5


def test_remarks_and_notes() -> None:
    old = [CatalogEntry("Yes.", target="Иә.", remark="sure?", notes=("stale",))]
    new = [TemplateEntry("Yes.", 1, "source/b.md", ("fresh",))]
    entry = merge(new, old)[0][0]
    assert (entry.remark, entry.notes, entry.reference) == ("sure?", ("fresh",), "source/b.md")
