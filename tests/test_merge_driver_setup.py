"""The merge driver in a clone: told of, taken back, and called by hand or by a bare git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.merging.versions import other_versions
from kuager.model import CatalogEntry
from tests.support.clones import Clone, use_nobodys_git
from tests.support.packs import PackFolder

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

LINES = "locales/**/*.po merge=kuager\nlocales/*.pot merge=kuager\n"
PLACE = "locales/kk/LC_MESSAGES/a.po"


@pytest.fixture(autouse=True)
def _nobodys_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_nobodys_git(tmp_path, monkeypatch)


@pytest.fixture
def clone(pack: PackFolder) -> Clone:
    subprocess.run(["git", "init", "-q", "-b", "main", str(pack.root)], check=True)
    return Clone(pack.root)


def _driver(clone: Clone) -> str:
    return clone.git("config", "--local", "--get", "merge.kuager.driver", ok=False).strip()


def test_a_second_run_changes_nothing(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    assert clone.run("merge-driver", "--install", "--dry-run") == 0
    assert "would be added to .gitattributes: locales/*.pot merge=kuager" in capsys.readouterr().out
    assert not (clone.root / ".gitattributes").exists()
    assert _driver(clone) == ""
    assert clone.run("merge-driver", "--install") == 0
    assert (clone.root / ".gitattributes").read_text("utf-8") == LINES
    driver = _driver(clone)
    assert sys.executable.replace("%", "%%") in driver
    before = clone.snapshot()
    capsys.readouterr()
    assert clone.run("merge-driver", "--install") == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Nothing to do: it is so already.\n")
    assert clone.snapshot() == before


def test_an_older_setting_is_renewed(clone: Clone) -> None:
    clone.git("config", "--local", "--add", "merge.kuager.driver", "/elsewhere/python %A")
    clone.git("config", "--local", "--add", "merge.kuager.driver", "/elsewhere/python %B")
    assert clone.run("merge-driver", "--install") == 0
    told = clone.git("config", "--local", "--get-all", "merge.kuager.driver")
    assert told.count("\n") == 1
    assert "elsewhere" not in told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"*.md text", b"*.md text\n" + LINES.encode()),
        (b"*.md text\r\n", b"*.md text\r\n" + LINES.replace("\n", "\r\n").encode()),
        (b"\xff\xfe odd\n", b"\xff\xfe odd\n" + LINES.encode()),
        (b"locales/*.pot  merge=kuager\n", b"locales/*.pot  merge=kuager\n" + LINES[:29].encode()),
    ],
)  # fmt: skip
def test_other_lines_stay(clone: Clone, before: bytes, after: bytes) -> None:
    path = clone.root / ".gitattributes"
    path.write_bytes(before)
    assert clone.run("merge-driver", "--install") == 0
    assert path.read_bytes() == after
    assert clone.run("merge-driver", "--uninstall") == 0
    left = before if b"pot" not in before else b""
    assert (path.read_bytes().rstrip() if path.exists() else b"") == left.rstrip()


def test_taken_back(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    clone.git("config", "--local", "merge.other.driver", "true")
    before = clone.snapshot()
    assert clone.run("merge-driver", "--install") == 0
    assert clone.run("merge-driver", "--uninstall", "--dry-run") == 0
    assert _driver(clone)
    assert clone.run("merge-driver", "--uninstall") == 0
    assert {k: v[0] for k, v in clone.snapshot().items()} == {k: v[0] for k, v in before.items()}
    capsys.readouterr()
    assert clone.run("merge-driver", "--uninstall") == 0
    assert "so already" in capsys.readouterr().err
    assert clone.git("config", "--get", "merge.other.driver") == "true\n"


def test_lines_elsewhere_that_overrule_are_told_of(
    clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone.root / "locales").mkdir(exist_ok=True)
    (clone.root / "locales" / ".gitattributes").write_text("*.po -merge\n", "utf-8")
    assert clone.run("merge-driver", "--install") == 0
    assert "in another way" in capsys.readouterr().err


@pytest.mark.parametrize("wish", ["--install", "--uninstall"])
def test_where_there_is_no_clone_or_no_git(
    pack: PackFolder,
    wish: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert pack.run("merge-driver", wish) == 3
    assert "not under version control" in capsys.readouterr().err
    assert not (pack.root / ".gitattributes").exists()
    assert PackFolder(tmp_path).run("merge-driver", wish) == 3
    assert "no pack" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pack.run("merge-driver", wish) == 3
    assert "git was not found" in capsys.readouterr().err


def test_a_folder_in_the_way(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    (clone.root / ".gitattributes").mkdir()
    assert clone.run("merge-driver", "--install") == 3
    assert ".gitattributes is not a regular file" in capsys.readouterr().err
    assert _driver(clone) == ""


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("a",), ("a", "b"), ("a", "b", "c"), ("a", "b", "c", "d", "e"),
        ("--install", "a", "b", "c"), ("a", "b", "c", PLACE, "--dry-run"),
        ("--marker-size", "0", "a", "b", "c", PLACE),
    ],
)  # fmt: skip
def test_misuse(pack: PackFolder, arguments: tuple[str, ...]) -> None:
    assert pack.run("merge-driver", *arguments) == 2


def _file(folder: Path, name: str, *targets: str) -> Path:
    entries = [CatalogEntry(f"Source {n}.", target=text) for n, text in enumerate(targets)]
    path = folder / name
    path.write_bytes(catalog_serialize("a", "kk", entries))
    return path


@pytest.mark.parametrize("base", ["file", "empty", "missing", "broken", os.devnull])
def test_by_hand(base: str, tmp_path: Path) -> None:
    """Outside of packs and repositories, whatever became of the version both come from."""
    folder = tmp_path / "-with spaces"
    folder.mkdir()
    ours, theirs = _file(folder, "o", "x", ""), _file(folder, "t", "", "y")
    path = folder / base
    if base == "file":
        _file(folder, base, "", "")
    elif base in {"empty", "broken"}:
        path.write_bytes(b"" if base == "empty" else b"\xff<<<<<<<")
    files = [str(path), str(ours), str(theirs), PLACE]
    assert PackFolder(tmp_path).run("merge-driver", *files) == 0
    assert [entry.target for entry in catalog_parse(ours.read_bytes())] == ["x", "y"]
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize("side", ["o", "t"])
@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\xff", b"no catalog", b'msgid "x"\nmsgstr "<<"\n' * 2, None]
)
def test_a_side_that_cannot_be_read_leaves_ours(
    tmp_path: Path, side: str, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = _file(tmp_path, "o", "сыр"), _file(tmp_path, "t", "сөз")
    faulty = tmp_path / side
    faulty.unlink()
    if content is not None:
        faulty.write_bytes(content)
    before = ours.read_bytes() if ours.exists() else None
    files = [str(tmp_path / "b"), str(ours), str(theirs), PLACE]
    assert PackFolder(tmp_path).run("merge-driver", *files) == 1
    told = capsys.readouterr().err
    assert f"{PLACE}" in told
    assert ("our side" if side == "o" else "their side") in told
    assert str(tmp_path) not in told
    assert (ours.read_bytes() if ours.exists() else None) == before


@pytest.mark.parametrize(
    "place", ["a.po", "locales/a.po", "po/kk/LC_MESSAGES/a.po", "locales/xx-/LC_MESSAGES/a.po",
              "locales/kk/LC_MESSAGES/a.mo", "locales/kuager.pot", "locales/a/b.pot"],
)  # fmt: skip
def test_what_is_not_ours_is_merged_line_by_line(place: str, tmp_path: Path) -> None:
    text = "".join(f"{n}\n" for n in range(9))
    files = []
    for name, old, new in (("b", "", ""), ("o", "1\n", "one\n"), ("t", "7\n", "seven\n")):
        files.append(tmp_path / name)
        files[-1].write_text(text.replace(old, new) if old else text, "utf-8")
    command = ["merge-driver", *map(str, files), place]
    assert PackFolder(tmp_path).run(*command) == 0
    merged = text.replace("1", "one").replace("7", "seven")
    assert files[1].read_text("utf-8") == merged
    files[2].write_text(text.replace("1", "uno"), "utf-8")
    assert PackFolder(tmp_path).run("merge-driver", "--marker-size", "9", *command[1:]) == 1
    assert files[1].read_text("utf-8").count("<<<<<<<<< ours\none\n") == 1
    assert files[1].read_text("utf-8").count("uno\n>>>>>>>>> theirs\n") == 1
    binary = b"\0\1"
    files[1].write_bytes(binary)
    assert PackFolder(tmp_path).run(*command) == 1
    assert files[1].read_bytes() == binary


def test_what_git_runs_needs_next_to_nothing(clone: Clone, tmp_path: Path) -> None:
    """No settings, no search path but git's, and a testimony's folder that holds a trap."""
    assert clone.run("segment") == 0
    assert clone.run("merge-driver", "--install") == 0
    (clone.root / ".gitignore").write_text(".kuager/\n", "utf-8")
    for name in ("kuager.py", "click.py", "polib.py"):
        (clone.root / name).write_text("raise SystemExit(0)\n", "utf-8")
    clone.commit()
    for actor, text in (("t-1", "Түнгі келу"), ("t-2", "Түнгі келім")):
        clone.git("checkout", "-q", "-b", f"of-{actor}", "main")
        clone.edit(1, text, actor)
    identity = {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
    bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **identity}
    done = subprocess.run(
        ["git", "merge", "-q", "--no-edit", "of-t-1"],
        cwd=clone.root / "source", env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    entry = clone.entry(1)
    assert (entry.target, other_versions(entry.remark)[0]) == ("Түнгі келім", ("Түнгі келу",))
