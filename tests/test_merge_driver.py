"""Two translators, two clones, one git: every merge is one of translations, not of lines."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.merging.versions import other_versions
from kuager.model import CatalogEntry
from tests.support.clones import Clone, start_repository, use_nobodys_git
from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

MARKS = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})", re.MULTILINE)
CATALOG = f"locales/kk/LC_MESSAGES/{DOCUMENT}.po"


@pytest.fixture(autouse=True)
def _nobodys_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_nobodys_git(tmp_path, monkeypatch)


def _versions(entry: CatalogEntry) -> set[str]:
    return {entry.target, *other_versions(entry.remark)[0]}


@pytest.fixture(scope="module")
def origin(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The repository that clones are made of. Do not touch it."""
    root = tmp_path_factory.mktemp("origin") / "pack"
    shutil.copytree(pack_template, root)
    with pytest.MonkeyPatch.context() as patch:
        use_nobodys_git(root.parent, patch)
        return start_repository(root, root)


@pytest.fixture
def clones(origin: Clone, tmp_path: Path) -> tuple[Clone, Clone]:
    """Two working copies of one pack, one of them in a folder with an awkward name."""
    one, two = (origin.clone(tmp_path / name) for name in ("a 'clone' of 100%d", "b"))
    return one, two


def _whole(*packs: Clone) -> None:
    """Look at what must hold after every merge."""
    for pack in packs:
        assert pack.git("status", "--porcelain") == ""
        assert pack.run("ledger", "verify") == 0
        assert sum(pack.states().values()) == sum(not entry.obsolete for entry in pack.entries())
        for path in (pack.root / "locales").rglob("*"):
            assert not path.is_file() or not MARKS.search(path.read_bytes()), path
        content = pack.catalog("kk").read_bytes()
        assert content == catalog_serialize(DOCUMENT, "kk", pack.entries())


def test_different_and_neighbouring_units(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    a.edit(4, "Олар алтыда келді.", "t-1")
    a.edit(8, "Ол бұл туралы айтпайды.", "t-1")
    b.edit(5, "Біз ұйықтап жатқан жоқпыз.", "t-2")
    b.edit(1, "Түнгі келу", "t-2")
    assert "translated differently" not in a.pull(b)
    b.pull(a)
    _whole(a, b)
    assert a.catalog("kk").read_bytes() == b.catalog("kk").read_bytes()
    assert [unit["state"] for unit in a.units()].count("translated") == 4
    texts = {entry.target for entry in a.entries() if not entry.fuzzy}
    assert texts == {
        "Олар алтыда келді.", "Ол бұл туралы айтпайды.", "Біз ұйықтап жатқан жоқпыз.", "Түнгі келу"
    }  # fmt: skip


def test_the_same_unit(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    b.edit(5, "Біз ұйықтап жатқан жоқпыз.", "t-2")
    a.fetch(b)
    b.fetch(a)
    told = a.merge()
    assert "1 unit translated differently" in told
    assert "ұйық" not in told
    b.merge()
    for pack in clones:
        _whole(pack)
        assert _versions(pack.entry(5)) == {"Біз ұйықтаған жоқпыз.", "Біз ұйықтап жатқан жоқпыз."}
        assert pack.entry(5).fuzzy
        assert pack.units()[4]["state"] == "needs-work"
    assert a.entry(5).target == "Біз ұйықтаған жоқпыз."
    assert b.entry(5).target == "Біз ұйықтап жатқан жоқпыз."

    # Each has merged the other by now: there are two versions that both come from.
    a.pull(b)
    _whole(a)
    assert _versions(a.entry(5)) == {"Біз ұйықтаған жоқпыз.", "Біз ұйықтап жатқан жоқпыз."}


def test_one_approves_what_the_other_edits(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    b.pull(a)
    a.work(("review", "approve", DOCUMENT, "kk", "5", "--as", "r-1"))
    b.edit(5, "Біз ұйықтап жатқан жоқпыз.", "t-2")
    a.pull(b)
    b.pull(a)
    _whole(a, b)
    for pack in clones:
        assert pack.entry(5).target == "Біз ұйықтап жатқан жоқпыз."
        assert pack.units()[4]["state"] == "translated"


def test_one_asks_for_changes_where_the_other_approves(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    b.pull(a)
    a.work(("review", "approve", DOCUMENT, "kk", "5", "--as", "r-1"))
    b.work(("review", "request-changes", DOCUMENT, "kk", "5", "--as", "r-2", "--note", "Who was?"))
    a.pull(b)
    b.pull(a)
    _whole(a, b)
    assert a.units()[4]["state"] == b.units()[4]["state"] == "needs-work"


def test_one_takes_over_drafts_that_both_made(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    for clone in clones:
        clone.work(("draft", "--locale", "ru"))
    a.work(("review", "confirm", DOCUMENT, "ru", "5", "--as", "t-1"))
    b.work(("review", "edit", DOCUMENT, "ru", "4", "--as", "t-1", "--text", "Они пришли в шесть."))
    assert "differently" not in b.pull(a)
    _whole(a, b)
    states = [unit["state"] for unit in b.units("ru")]
    assert states[3:5] == ["translated", "translated"]
    assert states.count("draft") == len(states) - 2
    assert b.catalog("ru").read_text("utf-8").count("other version") == 0


def test_one_segments_a_changed_source_while_the_other_translates(
    clones: tuple[Clone, Clone],
) -> None:
    a, b = clones
    changed = TESTIMONY.replace("We were not asleep. ", "").replace(
        "He said", "It was dark. He said"
    )
    b.source.write_text(changed, "utf-8")
    b.work(("segment",))
    a.edit(5, "Біз ұйықтап жатқан жоқпыз.", "t-1")
    a.edit(8, "Ол бұл туралы айтпайды.", "t-1")
    a.pull(b)
    b.pull(a)
    _whole(a, b)
    for pack in clones:
        entries = {entry.source: entry for entry in pack.entries()}
        assert entries["We were not asleep."].obsolete
        assert entries["We were not asleep."].target == "Біз ұйықтап жатқан жоқпыз."
        assert entries["He does not speak about it."].target == "Ол бұл туралы айтпайды."
        assert not entries["It was dark."].obsolete
        living = [entry.source for entry in pack.entries() if not entry.obsolete]
        assert living[living.index("It was dark.") + 1].startswith("He said")
    before = a.snapshot()
    assert a.run("segment") == 0
    assert {k: v[0] for k, v in a.snapshot().items()} == {k: v[0] for k, v in before.items()}


def _rebase(ours: Clone, theirs: Clone) -> str:
    ours.fetch(theirs)
    return ours.git("rebase", "FETCH_HEAD")


def _cherry_pick(ours: Clone, theirs: Clone) -> str:
    ours.fetch(theirs)
    return ours.git("cherry-pick", "HEAD..FETCH_HEAD")


@pytest.mark.parametrize("bring", [_rebase, _cherry_pick])
def test_rebase_and_cherry_pick(
    clones: tuple[Clone, Clone], bring: Callable[[Clone, Clone], str]
) -> None:
    a, b = clones
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    a.edit(4, "Олар алтыда келді.", "t-1")
    b.edit(5, "Біз ұйықтап жатқан жоқпыз.", "t-2")
    b.edit(6, "Олар <1>ағамды</1> әкетті, қайда екенін ешкім айтпады.", "t-2")
    bring(a, b)
    _whole(a)
    assert _versions(a.entry(5)) == {"Біз ұйықтаған жоқпыз.", "Біз ұйықтап жатқан жоқпыз."}
    assert a.entry(4).target == "Олар алтыда келді."
    assert a.entry(6).target.startswith("Олар <1>ағамды</1>")
    assert a.states() == {"draft": 7, "needs-work": 1, "translated": 2}


def test_a_pack_in_a_folder_of_the_repository(pack: PackFolder, tmp_path: Path) -> None:
    top = tmp_path / "many packs"
    root = top / "first pack"
    top.mkdir()
    pack.root.rename(root)
    a = start_repository(root, top)
    assert (root / ".gitattributes").is_file()
    assert not (top / ".gitattributes").exists()
    a.git("clone", "-q", str(top), str(tmp_path / "b"))
    b = Clone(tmp_path / "b" / "first pack")
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    b.edit(5, "Біз ұйықтап жатқан жоқпыз.", "t-2")
    b.edit(4, "Олар алтыда келді.", "t-2")
    a.git("fetch", "-q", str(top.parent / "b"), "main")
    a.git("merge", "-q", "--no-edit", "FETCH_HEAD")
    _whole(a)
    assert len(_versions(a.entry(5))) == 2
    assert a.entry(4).target == "Олар алтыда келді."


def test_two_documents_and_locales_added_under_one_name(clones: tuple[Clone, Clone]) -> None:
    """Both sides add the file: there is no version that both come from."""
    for clone, text in zip(clones, ("Одна.", "Две."), strict=True):
        source = "---\nid: second\ntitle: Second\nlanguage: en\n---\nOne.\n"
        (clone.root / "source" / "second.md").write_text(source, "utf-8")
        clone.work(
            ("segment",),
            ("review", "edit", "second", "ru", "2", "--as", "t-1", "--text", text),
        )
    a, b = clones
    a.pull(b)
    entries = catalog_parse((a.root / "locales/ru/LC_MESSAGES/second.po").read_bytes())
    assert [(entry.source, _versions(entry)) for entry in entries] == [
        ("Second", {""}), ("One.", {"Одна.", "Две."}),
    ]  # fmt: skip
    assert a.run("ledger", "verify") == 0


def test_a_broken_side_is_left_to_people(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    content = a.catalog("kk").read_bytes()
    b.catalog("kk").write_bytes(b.catalog("kk").read_bytes().replace(b'msgid "We', b"<<<<<<< x"))
    b.commit()
    a.fetch(b)
    told = a.merge(ok=False)
    assert "(their side), line" in told
    assert "unresolved git merge" in told
    assert "Traceback" not in told
    assert f"UU {CATALOG}" in a.git("status", "--porcelain")
    assert a.catalog("kk").read_bytes() == content


def test_catalogs_of_programs_are_gits(clones: tuple[Clone, Clone]) -> None:
    a, b = clones
    name = "locales/kk/LC_MESSAGES/kuager.po"
    text = 'msgid "one"\nmsgid_plural "%d"\nmsgstr[0] "бір"\nmsgstr[1] "көп"\n'
    far = "".join(f'\nmsgid "word {n}"\nmsgstr ""\n' for n in range(9))
    (a.root / name).write_text(text + far, "utf-8")
    a.commit()
    b.pull(a)
    (a.root / name).write_text((text + far).replace("бір", "бір дана"), "utf-8")
    a.commit()
    (b.root / name).write_text(text + far + "\n# end\n", "utf-8")
    b.commit()
    a.pull(b)
    merged = (a.root / name).read_text("utf-8")
    assert "бір дана" in merged
    assert merged.endswith("# end\n")
    (b.root / name).write_text((text + far).replace("бір", "біреу"), "utf-8")
    b.commit()
    a.fetch(b)
    a.merge(ok=False)
    assert "UU " in a.git("status", "--porcelain")
    assert MARKS.search((a.root / name).read_bytes())
