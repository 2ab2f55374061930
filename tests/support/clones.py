"""A pack in working copies of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from kuager.formats.gettext import catalog_parse
from kuager.model import CatalogEntry
from tests.support.packs import DOCUMENT, PackFolder


def use_nobodys_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run git without anybody's settings and with an identity that is nobody's."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.org")


@dataclass(frozen=True)
class Clone(PackFolder):
    """A pack in a working copy of git; it may be a folder of the repository."""

    def git(self, *arguments: str, ok: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False
        )
        assert not ok or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def clone(self, root: Path) -> Clone:
        """Return a working copy of this one, its git told of the driver."""
        self.git("clone", "-q", str(self.root), str(root))
        made = Clone(root)
        assert made.run("merge-driver", "--install") == 0
        return made

    def commit(self) -> None:
        self.git("add", "-A", ".")
        self.git("commit", "-q", "-m", "work")

    def work(self, *steps: Sequence[str]) -> None:
        for step in steps:
            assert self.run(*step) == 0
        self.commit()

    def edit(self, number: int, text: str, actor: str) -> None:
        """Translate a unit of the list, from 1, and commit it."""
        self.work(("review", "edit", DOCUMENT, "kk", str(number), "--as", actor, "--text", text))

    def entries(self) -> list[CatalogEntry]:
        return catalog_parse(self.catalog("kk").read_bytes())

    def entry(self, number: int) -> CatalogEntry:
        return self.entries()[number - 1]

    def fetch(self, other: Clone) -> None:
        """Bring another clone's work here without merging it."""
        self.git("fetch", "-q", str(other.root), "main")

    def merge(self, *, ok: bool = True) -> str:
        """Merge what was fetched last."""
        return self.git("merge", "--no-edit", "FETCH_HEAD", ok=ok)

    def pull(self, other: Clone) -> str:
        """Merge another clone's work into this one."""
        self.fetch(other)
        return self.merge()


def start_repository(root: Path, top: Path) -> Clone:
    """Make the repository of a pack in ``root``: drafted, the driver told of."""
    pack = Clone(root)
    subprocess.run(["git", "init", "-q", "-b", "main", str(top)], check=True)
    (root / ".gitignore").write_text(".kuager/\n", "utf-8")
    assert pack.run("segment") == 0
    assert pack.run("draft", "--locale", "kk") == 0
    assert pack.run("merge-driver", "--install") == 0
    pack.commit()
    return pack
