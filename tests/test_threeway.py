"""Merging three catalogs: each unit by itself, nothing lost, whichever side is called ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.merging.threeway import merge_catalogs, merge_templates
from kuager.merging.versions import (
    OTHER_VERSION,
    one_line,
    other_versions,
    with_version,
    without_version,
)
from kuager.model import CatalogEntry, TemplateEntry


def _entry(source: str = "No.", target: str = "", **fields: object) -> CatalogEntry:
    return replace(CatalogEntry(source, target=target), **fields)  # type: ignore[arg-type]


DRAFT = _entry(target="жоқ", fuzzy=True)
DONE = _entry(target="Жоқ.")
OTHER = _entry(target="Жоқ!")


def _both(a: str) -> str:
    return OTHER_VERSION + a


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged", "disputed"),
    [
        pytest.param(DRAFT, DONE, DRAFT, DONE, False, id="we translated"),
        pytest.param(DRAFT, DRAFT, DONE, DONE, False, id="they translated"),
        pytest.param(DRAFT, DONE, DONE, DONE, False, id="both the same"),
        pytest.param(
            DRAFT, DONE, OTHER, replace(DONE, fuzzy=True, remark=_both("Жоқ!")), True,
            id="both, in other words",
        ),
        pytest.param(
            DRAFT, replace(DRAFT, target="жо"), DONE,
            replace(DONE, fuzzy=True, remark=_both("жо")), True,
            id="theirs is finished, ours is not",
        ),
        pytest.param(
            DONE, _entry(), OTHER, replace(OTHER, fuzzy=True), True, id="we took back, they edited"
        ),
        pytest.param(DONE, _entry(), DONE, _entry(), False, id="we took back"),
        pytest.param(
            DONE, replace(OTHER, fuzzy=True), _entry(), replace(OTHER, fuzzy=True), True,
            id="they took back, we had not finished",
        ),
        pytest.param(
            DRAFT, replace(DRAFT, fuzzy=False), replace(DRAFT, target="жж"),
            replace(DRAFT, remark=_both("жж")), True,
            id="we stood by the draft that they replaced by another",
        ),
        pytest.param(
            DONE, replace(DONE, fuzzy=True), OTHER, OTHER, False, id="doubts about an older text"
        ),
        pytest.param(
            DONE, replace(DONE, fuzzy=True), DONE, replace(DONE, fuzzy=True), False,
            id="we asked for changes",
        ),
        pytest.param(
            _entry(), DRAFT, replace(DRAFT, fuzzy=False), replace(DRAFT, fuzzy=False), False,
            id="the same draft in both copies, taken over in one",
        ),
        pytest.param(
            replace(DRAFT, previous_source="No!"), DRAFT, replace(DRAFT, previous_source="No!"),
            DRAFT, False, id="previous source looked at",
        ),
        pytest.param(
            DONE, replace(DONE, remark="Ask.\nMine."), replace(DONE, remark="Ask.\nYours."),
            replace(DONE, remark="Ask.\nMine.\nYours."), False, id="both remarked",
        ),
        pytest.param(
            replace(DONE, remark="Ask.\nOld."), replace(DONE, remark="Ask."),
            replace(DONE, remark="Ask.\nOld.\nNew."), replace(DONE, remark="Ask.\nNew."), False,
            id="one took a remark out, the other put one in",
        ),
        pytest.param(
            DONE, replace(DONE, flags=("a", "b")), replace(DONE, flags=("c",)),
            replace(DONE, flags=("a", "b", "c")), False, id="flags",
        ),
        pytest.param(
            replace(DONE, fuzzy=True, remark=_both("Жоқ!")), OTHER,
            replace(DONE, fuzzy=True, remark=f"{_both('Жоқ!')}\nAsk."),
            replace(OTHER, remark="Ask."), False, id="the other version was chosen",
        ),
        pytest.param(
            replace(DONE, fuzzy=True, remark=_both("Жоқ!")), replace(OTHER, remark=_both("Жоқ!")),
            replace(DONE, fuzzy=True, remark=f"{_both('Жоқ!')}\nAsk."),
            replace(OTHER, remark="Ask."), False, id="chosen without taking out its line",
        ),
        pytest.param(
            DONE, replace(DONE, remark=_both("a")), replace(DONE, remark="OTHER VERSION: b"),
            replace(DONE, remark=f"{_both('a')}\n{_both('b')}"), False, id="versions of both",
        ),
        pytest.param(
            replace(DRAFT, previous_source="No!"),
            _entry(target="жоқ", previous_source="No!", flags=("x",)),
            replace(DRAFT, previous_source="No!", flags=("y",)),
            _entry(target="жоқ", flags=("x", "y")), False, id="only the mark was taken away",
        ),
        pytest.param(
            DONE, replace(DONE, obsolete=True), OTHER, replace(OTHER, obsolete=True), False,
            id="our source lost the sentence that they edited",
        ),
        pytest.param(
            replace(DONE, obsolete=True), replace(DONE, obsolete=True, remark="Ask."), DONE,
            replace(DONE, remark="Ask."), False, id="their source has the sentence again",
        ),
    ],
)  # fmt: skip
def test_a_unit(
    base: CatalogEntry,
    ours: CatalogEntry,
    theirs: CatalogEntry,
    merged: CatalogEntry,
    disputed: bool,
) -> None:
    outcome = merge_catalogs([base], [ours], [theirs])
    assert outcome.entries == (merged,)
    assert outcome.disputed == ((base.key,) if disputed else ())


@pytest.mark.parametrize(
    ("base", "present", "kept"),
    [
        pytest.param(DONE, DONE, None, id="not touched"),
        pytest.param(DRAFT, DONE, replace(DONE, obsolete=True), id="translated"),
        pytest.param(DRAFT, replace(DRAFT, fuzzy=False), replace(DRAFT, fuzzy=False, obsolete=True),
                     id="taken over"),
        pytest.param(_entry(), _entry(remark="Ask."), _entry(remark="Ask.", obsolete=True),
                     id="remarked on"),
        pytest.param(DONE, _entry(), None, id="emptied"),
        pytest.param(DONE, replace(DONE, notes=("before: x",)), None, id="only moved"),
        pytest.param(replace(DONE, obsolete=True), DONE, DONE, id="revived"),
        pytest.param(None, DONE, DONE, id="new"),
    ],
)  # fmt: skip
def test_an_entry_that_the_other_side_deleted(
    base: CatalogEntry | None, present: CatalogEntry, kept: CatalogEntry | None
) -> None:
    before = [base] if base else []
    expected = (kept,) if kept else ()
    assert merge_catalogs(before, [present], []).entries == expected
    assert merge_catalogs(before, [], [present]).entries == expected


def _with_known_draft(
    base: CatalogEntry, ours: CatalogEntry, theirs: CatalogEntry
) -> tuple[CatalogEntry, bool]:
    outcome = merge_catalogs(
        [base], [ours], [theirs], untouched=lambda entry: entry.target == DRAFT.target
    )
    return outcome.entries[0], bool(outcome.disputed)


def test_a_draft_that_nobody_touched_gives_way() -> None:
    empty, second = _entry(), replace(DRAFT, target="жж")
    for one in (DONE, second):
        assert _with_known_draft(empty, one, DRAFT) == (one, False)
        assert _with_known_draft(empty, DRAFT, one) == (one, False)


def test_what_is_no_draft_or_no_text_does_not() -> None:
    finished = replace(DRAFT, fuzzy=False)
    for sides in ((finished, DONE), (DONE, finished)):
        merged, disputed = _with_known_draft(_entry(), *sides)
        assert disputed
        assert _texts(merged) == {"жоқ", "Жоқ."}
    taken_back = _entry()
    assert _with_known_draft(DONE, taken_back, DRAFT) == (DRAFT, True)
    assert _with_known_draft(DONE, DRAFT, taken_back) == (DRAFT, True)


def _sources(entries: Sequence[CatalogEntry] | Sequence[TemplateEntry]) -> str:
    return "".join(entry.source for entry in entries)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("abc", "abc", "axbc", "axbc"),
        ("abc", "axbc", "aybc", "axybc"),
        ("abc", "xabc", "yabc", "xyabc"),
        ("abc", "abcx", "abcyz", "abcxyz"),
        ("abc", "cba", "axbc", "cbax"),
        ("abc", "ac", "axbyc", "axyc"),
        ("abc", "", "abcd", "d"),
        ("", "ab", "cb", "acb"),
        ("abcd", "ab", "cd", ""),
    ],
)
def test_the_order_of_the_document(base: str, ours: str, theirs: str, merged: str) -> None:
    sides = [[TemplateEntry(c) for c in side] for side in (base, ours, theirs)]
    assert _sources(merge_templates(*sides)) == merged
    catalogs = [[CatalogEntry(c) for c in side] for side in (base, ours, theirs)]
    assert _sources(merge_catalogs(*catalogs).entries) == merged


def test_template_notes_follow_whoever_renewed_them() -> None:
    old, new = TemplateEntry("a", notes=("1 of 1",)), TemplateEntry("a", notes=("1 of 2",))
    assert merge_templates([old], [new], [old]) == [new] == merge_templates([old], [old], [new])


TEXTS = st.sampled_from(["", "бір", "екі", "үш", "a\nb", " ", "other version: x", "end\\"])
ENTRIES = st.builds(
    CatalogEntry,
    source=st.sampled_from("abcdef"),
    occurrence=st.integers(1, 2),
    target=TEXTS,
    fuzzy=st.booleans(),
    previous_source=st.sampled_from(["", "old"]),
    obsolete=st.booleans(),
    reference=st.sampled_from(["source/a.md"]),
    notes=st.sampled_from([(), ("paragraph 1",), ("paragraph 2",)]),
    remark=st.sampled_from(["", "Ask.", "Ask.\nTwice.", "Other Version:  екі", "other version:"]),
    flags=st.sampled_from([(), ("no-wrap",), ("x", "no-wrap")]),
)
CATALOGS = st.lists(ENTRIES, max_size=10, unique_by=lambda entry: entry.key)


Sides = tuple[list[CatalogEntry], list[CatalogEntry], list[CatalogEntry]]


@st.composite
def three_catalogs(
    draw: st.DrawFn,
) -> Sides:
    """Three unlike catalogs, or two sides that each changed some of the base."""
    base = draw(CATALOGS)
    if draw(st.booleans()):
        return base, draw(CATALOGS), draw(CATALOGS)
    sides = []
    for _ in range(2):
        own = {entry.key: entry for entry in draw(CATALOGS)}
        kept = [own.pop(entry.key, entry) for entry in base if draw(st.integers(0, 9))]
        sides.append([*kept, *own.values()])
    return base, sides[0], sides[1]


def _texts(entry: CatalogEntry) -> set[str]:
    return {one_line(entry.target), *other_versions(entry.remark)[0]} - {""}


@given(three_catalogs())
def test_nothing_that_a_side_wrote_is_lost(
    sides: Sides,
) -> None:
    base = {entry.key: entry for entry in sides[0]}
    merged = {entry.key: entry for entry in merge_catalogs(*sides).entries}
    for side in sides[1:]:
        for entry in side:
            before = _texts(base[entry.key]) if entry.key in base else set()
            for text in _texts(entry) - before:
                assert text in _texts(merged[entry.key])
            lines = base[entry.key].remark.split("\n") if entry.key in base else []
            for line in other_versions(entry.remark)[1].split("\n"):
                if line and line not in lines and entry.key in merged:
                    assert line in merged[entry.key].remark.split("\n")


@given(three_catalogs())
def test_both_sides_come_to_the_same_but_for_which_text_is_kept(
    sides: Sides,
) -> None:
    base, ours, theirs = sides
    one, other = merge_catalogs(base, ours, theirs), merge_catalogs(base, theirs, ours)
    assert sorted(one.disputed) == sorted(other.disputed)

    def told(entries: Sequence[CatalogEntry]) -> dict[tuple[str, int], object]:
        return {
            entry.key: (
                _texts(entry),
                entry.fuzzy,
                entry.obsolete,
                set(filter(None, other_versions(entry.remark)[1].split("\n"))),
                set(entry.flags),
            )
            for entry in entries
        }

    assert told(one.entries) == told(other.entries)


@given(three_catalogs())
def test_what_leaves_is_a_catalog(
    sides: Sides,
) -> None:
    base, ours, theirs = sides
    merged = merge_catalogs(base, ours, theirs)
    entries = merged.entries
    assert len({entry.key for entry in entries}) == len(entries)
    flags = [entry.obsolete for entry in entries]
    assert flags == sorted(flags)
    read = catalog_parse(catalog_serialize("a", "kk", entries))
    assert [_texts(entry) for entry in read] == [_texts(entry) for entry in entries]
    living = [entry.key for entry in ours if not entry.obsolete]
    places = [living.index(e.key) for e in entries if not e.obsolete and e.key in living]
    assert places == sorted(places)
    assert all(entry.fuzzy for entry in entries if entry.key in merged.disputed)


@given(three_catalogs())
def test_a_side_that_did_nothing_changes_nothing(
    sides: Sides,
) -> None:
    base, ours, _ = sides
    kept = {
        e.key: (e.target, e.fuzzy, e.obsolete) for e in merge_catalogs(base, ours, base).entries
    }
    assert kept == {e.key: (e.target, e.fuzzy, e.obsolete) for e in ours}
    assert merge_catalogs(base, base, ours).disputed == ()


@given(three_catalogs())
def test_templates_list_what_the_catalogs_have_alive(
    sides: Sides,
) -> None:
    templates = [
        [TemplateEntry(*entry.key) for entry in side if not entry.obsolete] for side in sides
    ]
    living = [entry.key for entry in merge_catalogs(*sides).entries if not entry.obsolete]
    merged = [(entry.source, entry.occurrence) for entry in merge_templates(*templates)]
    assert merged == living


def test_versions_of_a_remark() -> None:
    remark = with_version(with_version("Ask the editor.", "Жоқ!"), "  Ештеңе\r\nжоқ. ")
    assert remark == "Ask the editor.\nother version: Жоқ!\nother version: Ештеңе жоқ."
    assert with_version(remark, "Жоқ!") == remark == with_version(remark, " \n")
    assert other_versions(remark) == (("Жоқ!", "Ештеңе жоқ."), "Ask the editor.")
    assert without_version(remark, "Жоқ!").split("\n") == [
        "Ask the editor.", "other version: Ештеңе жоқ.",
    ]  # fmt: skip
    assert without_version("other version: ", "") == "other version: "


def test_versions_that_somebody_edited() -> None:
    edited = "  OTHER version : Жоқ!\nother version:\nother versions: many\nOther version:Жоқ!"
    assert other_versions(edited) == (("Жоқ!",), "other versions: many")
    assert without_version(edited, "Жоқ!") == "other version:\nother versions: many"
    nested = with_version("", "other version: x")
    assert other_versions(nested) == (("other version: x",), "")


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_a_version_comes_back_from_a_file_and_goes_without_a_trace(remark: str, text: str) -> None:
    noted = with_version(remark, text)
    (read,) = catalog_parse(catalog_serialize("a", "kk", [_entry(remark=noted)]))
    if one_line(text):
        assert one_line(text) in other_versions(noted)[0]
        assert one_line(text) in other_versions(read.remark)[0]
    assert one_line(text) not in other_versions(without_version(noted, text))[0]
    assert with_version(noted, text) == noted
