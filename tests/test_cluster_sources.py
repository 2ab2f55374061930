"""Wherever a pack keeps its sources: a cluster makes of them what one machine makes of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import pytest

from kuager.executors import Task
from kuager.executors.cluster.parcels import HEAVY, Packer
from kuager.pack import open_pack

from .support import cluster_tasks as tasks
from .support.cluster import LocalCluster, local_cluster
from .support.packs import PackFolder
from .test_cluster_draft import written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")

TEXT = "They came at six. We were not asleep. He said no. He came back after two days.\n"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and a machine with one process."""
    with local_cluster(tmp_path_factory.mktemp("cluster"), machines=1, insecure=True) as running:
        yield running


def copied(pack: PackFolder, name: str) -> PackFolder:
    """Return a copy of the pack, links and all."""
    root = pack.root.with_name(name)
    shutil.copytree(pack.root, root, symlinks=True)
    return PackFolder(root)


def head(name: str) -> str:
    return f"id: {name}\ntitle: The night {name}\nlanguage: en\n"


@pytest.fixture
def scattered(pack: PackFolder) -> PackFolder:
    """A pack with sources in a folder, beside a sidecar, behind a link, and in a linked folder."""
    source, kept = pack.root / "source", pack.root / "kept"
    (source / "north" / "old").mkdir(parents=True)
    kept.mkdir()
    (source / "north" / "old" / "inner.md").write_text(f"---\n{head('inner')}---\n{TEXT}")
    (source / "north" / "plain.txt").write_text(TEXT)
    (source / "north" / "plain.meta.yaml").write_text(head("plain"))
    (kept / "real.md").write_text(f"---\n{head('linked')}---\n{TEXT}")
    (source / "linked.md").symlink_to("../kept/real.md")
    (kept / "beside.txt").write_text(TEXT)
    (kept / "beside.meta.yaml").write_text(head("beside"))
    (source / "beside.txt").symlink_to("../kept/beside.txt")
    (source / "beside.meta.yaml").symlink_to("../kept/beside.meta.yaml")
    (pack.root / "terms.csv").write_text("en,kk,ru\nnight,кеш,вечер\n", "utf-8")
    (source / "termbase.csv").symlink_to("../terms.csv")
    assert pack.run("segment") == 0
    for name in ("inner", "plain", "linked", "beside"):
        assert pack.run("segments", "join", name, "2") == 0
    assert pack.run("segment") == 0
    return pack


def test_a_cluster_drafts_checks_and_exports_them_alike(
    cluster: LocalCluster, scattered: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    alone, shared = copied(scattered, "alone"), copied(scattered, "shared")
    export = ("export", "--allow-drafts", "-l", "kk", "--to", "text", "--to", "docx")
    for command in (("draft", "-l", "kk"), ("check", "-l", "kk", "--format", "json"), export):
        capsys.readouterr()
        code = alone.run(*command)
        here = capsys.readouterr().out
        assert shared.run(*command, *cluster.options) == code, capsys.readouterr().err
        assert capsys.readouterr().out == here
        assert code == 0 or command[0] == "check"
    assert written(shared) == written(alone)
    made = {path.name for path in (shared.root / "exports").rglob("*.txt")}
    assert len(made) == 5


def test_whole_folders_may_be_links(cluster: LocalCluster, scattered: PackFolder) -> None:
    for name in ("locales", "source"):
        (scattered.root / name).rename(scattered.root / f"moved-{name}")
        (scattered.root / name).symlink_to(f"moved-{name}")
    alone, shared = copied(scattered, "alone"), copied(scattered, "shared")
    for pack, options in ((alone, ()), (shared, cluster.options)):
        assert pack.run("draft", "-l", "kk", *options) == 0
        assert pack.run("export", "--allow-drafts", "-l", "kk", "--to", "text", *options) == 0
    assert written(shared) == written(alone)


def test_a_parcel_holds_files_where_the_pack_names_them(pack: PackFolder) -> None:
    (pack.root / "kept").mkdir()
    (pack.root / "kept" / "large.bin").write_bytes(bytes(HEAVY))
    (pack.root / "kept" / "small.txt").write_bytes(b"small")
    (pack.root / "near").symlink_to("kept")
    opened = open_pack(pack.root)
    files = (opened.root / "near", opened.root / "near" / "nothing.txt")
    parcel = Packer(opened).parcel(Task("d", tasks.tell_files, (), files))
    assert parcel.contents == {"near/small.txt": b"small"}
    assert list(parcel.heavy) == ["near/large.bin"]
