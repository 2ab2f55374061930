"""``kuager models install``: what comes in, from where, and what is refused."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kuager.models.index import PINNED
from kuager.models.installed import pack_folder

from .support.dictionary_package import build_dictionary_package
from .support.packages import (
    NAME,
    build_licensed_package,
    digest,
    entry,
    installed,
    rows,
    write_index,
)
from .support.packs import KAZAKH, RUSSIAN, PackFolder
from .support.server import FileServer, Page, serving
from .test_offline import PROGRAM


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Kazakh package with a licence in its README."""
    return build_licensed_package(tmp_path_factory.mktemp("made"))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def files(made: Path) -> Iterator[FileServer]:
    with serving() as server:
        server.pages[f"/{NAME}"] = Page(made.read_bytes())
        yield server


def everything(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


# Install ------------------------------------------------------------------------------------


def test_an_unknown_file_needs_its_hash_confirmed(
    pack: PackFolder, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", str(made)) == 1
    told = capsys.readouterr().err
    assert digest(made) in told
    assert "CC0 1.0." in told
    assert installed(pack) == []
    assert not list((pack.root / ".kuager").rglob("*.argosmodel"))
    assert pack.run("models", "install", str(made), "--sha256", digest(made).upper()) == 0
    assert installed(pack) == [NAME, "translate-en_kk-2_0.json"]


def test_whoever_sits_at_the_terminal_is_asked(
    pack: PackFolder, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert pack.run("models", "install", str(made)) == 1
    assert installed(pack) == []
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert pack.run("models", "install", str(made)) == 0
    assert NAME in installed(pack)


def test_another_file_than_the_hash_says_is_refused(
    pack: PackFolder, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", str(made), "--sha256", "0" * 64, "--yes") == 3
    assert "not the one expected" in capsys.readouterr().err
    assert pack.run("models", "install", str(made), "--sha256", "abc") == 2
    assert installed(pack) == []


def test_a_record_is_kept_without_a_path(pack: PackFolder, made: Path) -> None:
    assert pack.run("models", "install", str(made), "--yes") == 0
    record = pack.root / ".kuager" / "packages" / "translate-en_kk-2_0.json"
    assert json.loads(record.read_text("utf-8")) == {
        "name": "translate-en_kk",
        "version": "2.0",
        "sha256": digest(made),
        "size": made.stat().st_size,
        "origin": "file",
        "licence": "CC0 1.0.",
    }


def test_installing_the_same_again_changes_nothing(
    pack: PackFolder, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", str(made), "--yes") == 0
    before = {
        path: path.stat().st_mtime_ns for path in (pack.root / ".kuager" / "packages").iterdir()
    }
    assert pack.run("models", "install", str(made)) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not (pack.root / ".kuager" / "incoming").exists()


def test_another_file_of_the_same_version_does_not_replace_it(
    pack: PackFolder, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", str(made), "--yes") == 0
    other = build_dictionary_package(tmp_path / NAME, KAZAKH | {"x": "х"}, version="2.0")
    assert pack.run("models", "install", str(other), "--yes") == 3
    assert "kuager models remove translate-en_kk==2.0" in capsys.readouterr().err
    assert digest(pack.root / ".kuager" / "packages" / NAME) == digest(made)


def test_a_dry_run_looks_and_writes_nothing(
    pack: PackFolder, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(pack.root)
    assert pack.run("models", "install", str(made), "--dry-run") == 0
    assert "would be installed" in capsys.readouterr().out
    assert everything(pack.root) == before


def test_a_folder_becomes_the_same_file_each_time(
    pack: PackFolder, made: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "translate-en_kk-2_0"
    assert pack.run("models", "install", str(folder), "--yes") == 0
    assert pack.run("models", "install", str(folder)) == 0  # known by its hash now
    row = rows(pack)["translate-en_kk==2.0 installed"]
    assert row["licence"] == "CC0 1.0."
    assert pack.run("models", "verify") == 0


@pytest.mark.parametrize(
    ("metadata", "top"),
    [
        (
            b'{"from_code": "en", "to_code": "kk", "package_version": "2.0"}',
            "translate-en_kk-2_0",
        ),
        (b'{"from_code": "../en", "to_code": "kk", "package_version": "2.0"}', "package"),
        (b'{"from_code": "en", "to_code": "kk", "package_version": 2}', "package"),
        (b"[" * 20_000, "package"),
        (b"\xff", "package"),
        (
            b'{"from_code": "en", "to_code": "kk", "package_version": "2.0"}' + b" " * 70_000,
            "package",
        ),
        (None, "package"),
    ],
)
def test_a_folders_own_name_does_not_stand_in_the_package(
    tmp_path: Path, metadata: bytes | None, top: str
) -> None:
    packed = []
    for name in ("ivan.petrov", "translate-en_ru-9_9"):
        folder = tmp_path / name
        (folder / "model").mkdir(parents=True)
        (folder / "model" / "model.bin").write_bytes(b"weights")
        (folder / "README.md").write_bytes(b"# A dictionary")
        if metadata is not None:
            (folder / "metadata.json").write_bytes(metadata)
        pack_folder(folder, tmp_path / "staged")
        packed.append((tmp_path / "staged").read_bytes())
    assert packed[0] == packed[1]
    with zipfile.ZipFile(tmp_path / "staged") as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {top}


def test_a_folder_with_a_link_is_refused(
    pack: PackFolder, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "translate-en_kk-2_0"
    (folder / "notes").symlink_to(tmp_path / "elsewhere")
    assert pack.run("models", "install", str(folder), "--yes") == 3
    assert "a link or a special file" in capsys.readouterr().err
    assert installed(pack) == []


@pytest.mark.parametrize(
    ("pairs", "target", "reason"),
    [
        ({"x": "x"}, "kk", "gives back what it is given"),
        (
            dict.fromkeys(("they", "came", "night", "we", "home", "brother", "he"), "abc"),
            "ru",
            "script of “ru”",
        ),
    ],
)
def test_a_model_that_cannot_be_a_translator_is_refused_and_leaves_nothing(
    pairs: dict[str, str],
    target: str,
    reason: str,
    pack: PackFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = build_dictionary_package(tmp_path / "odd.argosmodel", pairs, target=target)
    assert pack.run("models", "install", str(path), "--yes") == 3
    assert reason in capsys.readouterr().err
    assert installed(pack) == []
    left = [p for p in (pack.root / ".kuager").rglob("*") if p.is_file()]
    left = [p for p in left if p.suffix != ".lock" and p.name != ".gitignore"]
    assert left == []


@pytest.mark.parametrize("source", ["missing.argosmodel", "folder/missing", "not a name", "kk"])
def test_a_source_that_is_nothing_is_refused(
    source: str, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", source) in {2, 3}
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_under_a_pinned_name_must_be_the_pinned_one(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = build_dictionary_package(tmp_path / "x.argosmodel", RUSSIAN, target="ru", version="1.9")
    assert pack.run("models", "install", str(path), "--yes") == 3
    assert PINNED["translate-en_ru", "1.9"] in capsys.readouterr().err


# Use ----------------------------------------------------------------------------------------


def test_use_names_the_engine_and_keeps_every_comment(pack: PackFolder, made: Path) -> None:
    path = pack.root / "pyproject.toml"
    text = path.read_text("utf-8").replace(
        'kk = "kk.argosmodel"', 'kk = "kk.argosmodel"   # the old one'
    )
    path.write_text(text, "utf-8")
    assert pack.run("models", "install", str(made), "--yes", "--use") == 0
    assert path.read_text("utf-8") == text.replace('"kk.argosmodel"', '"translate-en_kk"')
    row = rows(pack)["translate-en_kk==2.0 installed"]
    assert row["engines"] == ["kk"]
    assert pack.run("segment") == 0
    assert pack.run("draft", "--locale", "kk") == 0
    assert pack.read("status", "status", "-l", "kk")["rows"][0]["engines"] == [
        "translate-en_kk 2.0"
    ]


def test_without_use_it_is_said_what_to_write(
    pack: PackFolder, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (pack.root / "pyproject.toml").read_bytes()
    assert pack.run("models", "install", str(made), "--yes") == 0
    assert '  kk = "translate-en_kk"' in capsys.readouterr().out
    assert (pack.root / "pyproject.toml").read_bytes() == before


def test_use_of_a_package_for_another_pair_is_refused(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = build_dictionary_package(tmp_path / "uk.argosmodel", RUSSIAN, target="uk")
    assert pack.run("models", "install", str(path), "--yes", "--use") == 2
    assert "which this pack does not" in capsys.readouterr().err
    assert installed(pack) == []


# From the network ---------------------------------------------------------------------------


def test_http_is_taken_only_with_a_hash(
    pack: PackFolder, made: Path, files: FileServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", files.url(f"/{NAME}"), "--yes") == 2
    assert files.requests == []
    assert pack.run("models", "install", files.url(f"/{NAME}"), "--sha256", digest(made)) == 0
    assert f"Fetching {files.url(f'/{NAME}')}" in capsys.readouterr().err
    record = json.loads(
        (pack.root / ".kuager" / "packages" / "translate-en_kk-2_0.json").read_text("utf-8")
    )
    assert record["origin"] == files.url(f"/{NAME}")


def test_the_program_itself_reaches_this_one_server_although_it_forbids_the_network(
    pack: PackFolder, made: Path, files: FileServer
) -> None:
    command = [PROGRAM, "--pack", str(pack.root), "models", "install"]
    done = subprocess.run(
        [*command, files.url(f"/{NAME}"), "--sha256", digest(made)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"no_proxy": "*"},
    )
    assert done.returncode == 0, done.stderr
    assert len(files.requests) == 1
    assert NAME in installed(pack)


def test_a_dry_run_of_an_address_fetches_nothing(
    pack: PackFolder, files: FileServer, capsys: pytest.CaptureFixture[str]
) -> None:
    url = files.url(f"/{NAME}")
    assert pack.run("models", "install", url, "--sha256", "0" * 64, "--dry-run") == 0
    assert f"Would fetch {url}" in capsys.readouterr().err
    assert files.requests == []


def test_a_broken_off_download_goes_on_and_a_wrong_one_is_thrown_away(
    pack: PackFolder, made: Path, files: FileServer
) -> None:
    url, page = files.url(f"/{NAME}"), files.pages[f"/{NAME}"]
    page.cut = 5_000
    assert pack.run("models", "install", url, "--sha256", digest(made)) == 3
    page.cut = -1
    assert pack.run("models", "install", url, "--sha256", "0" * 64) == 3
    assert files.requests[-1][2]["Range"] == "bytes=5000-"
    assert not list((pack.root / ".kuager" / "incoming").iterdir())
    assert pack.run("models", "install", url, "--sha256", digest(made)) == 0
    assert "Range" not in files.requests[-1][2]


def test_a_name_is_looked_up_in_the_index(
    pack: PackFolder, made: Path, files: FileServer, tmp_path: Path
) -> None:
    index = write_index(
        tmp_path / "index.json",
        entry(files.url("/old"), package_version="1.9"),
        entry(files.url(f"/{NAME}")),
    )
    options = ("--index", str(index), "--sha256", digest(made))
    assert pack.run("models", "install", "translate-en_kk", *options) == 0
    assert [path for _, path, _ in files.requests] == [f"/{NAME}"]
    assert NAME in installed(pack)


def test_a_file_that_is_not_what_the_index_says_is_refused(
    pack: PackFolder,
    made: Path,
    files: FileServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    index = write_index(
        tmp_path / "index.json", entry(files.url(f"/{NAME}"), package_version="3.0")
    )
    options = ("--index", str(index), "--sha256", digest(made))
    assert pack.run("models", "install", "translate-en_kk==3.0", *options) == 3
    assert "not translate-en_kk 3.0 as the index says" in capsys.readouterr().err
    assert installed(pack) == []


def test_an_index_over_http_is_refused(pack: PackFolder, files: FileServer) -> None:
    index = ("--index", files.url("/index.json"))
    assert pack.run("models", "install", "translate-en_kk", *index) == 2
    assert pack.run("models", "list", "--available", "--yes", *index) == 2
    assert files.requests == []
