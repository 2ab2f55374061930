"""Fixtures: a pack to work on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.dictionary_package import build_dictionary_package
from tests.support.packs import CONFIGURATION, KAZAKH, RUSSIAN, TESTIMONY, PackFolder

# On a server the same examples every time: a change is judged by what it changes. At home
# they are drawn anew, and find what nobody thought of. A busy machine is no fault.
settings.register_profile("server", derandomize=True, deadline=None)
settings.register_profile("home", deadline=None)
settings.load_profile("server" if os.environ.get("CI") else "home")


@pytest.fixture(scope="session")
def pack_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with source and engines, nothing segmented yet. Copy it, do not touch it."""
    root = tmp_path_factory.mktemp("pack")
    (root / "source").mkdir()
    (root / "source" / "night-visit.md").write_text(TESTIMONY, "utf-8")
    (root / "pyproject.toml").write_text(CONFIGURATION, "utf-8")
    build_dictionary_package(root / "kk.argosmodel", KAZAKH, target="kk")
    build_dictionary_package(root / "ru.argosmodel", RUSSIAN, target="ru")
    return root


@pytest.fixture
def pack(pack_template: Path, tmp_path: Path) -> PackFolder:
    """A fresh copy of the pack."""
    root = tmp_path / "pack"
    shutil.copytree(pack_template, root)
    return PackFolder(root)
