"""The rules of the house: floors, sizes, names, who may touch files and who may print."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "scripts" / "kuager"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 400
BANNED = re.compile(r"(?:^|_)(?:strings?|items?|data|helpers?|managers?|utils?)(?:_|$)")
ALLOWED = {"locale_data"}
"""CLDR is called locale data everywhere."""


def test_a_module_imports_only_from_the_floors_below() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def _names(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_names_say_what_things_are(path: Path) -> None:
    names = {
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", n).lower()
        for n in _names(ast.parse(path.read_text("utf-8")))
    }
    assert not {n for n in names - ALLOWED if BANNED.search(n)}
    assert not BANNED.search(path.stem)


def test_gettexts_own_words_stay_in_its_module() -> None:
    word = re.compile(r"\bmsg(?:id|str|ctxt)\b")
    allowed = {"gettext.py", "gettext_reader.py", "upkeep.py"}
    assert not [
        p.name for p in MODULES if p.name not in allowed and word.search(p.read_text("utf-8"))
    ]


def test_only_the_command_line_prints() -> None:
    for path in MODULES:
        if "cli" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
        assert not [f for f in calls if isinstance(f, ast.Name) and f.id == "print"], path


def test_the_program_starts_without_loading_an_engine() -> None:
    """``kuager status`` on an old laptop must not wait for libraries it does not use."""
    code = (
        "import sys; from kuager.cli import run; run(['--version']);"
        "print([m for m in ('ctranslate2', 'sentencepiece', 'typst', 'argostranslate')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    place = re.compile(rb"/(?:home|Users|root)/[a-z]\w+/")
    told = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix != ".argosmodel" and "tests" not in path.parts:
            told += [name] if place.search(path.read_bytes()) else []
    assert told == []
