"""Model packages: found, verified, unpacked; every fault of a foreign file in one clear line."""

from __future__ import annotations

import json
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import kuager.models.packages
from kuager.errors import PackageError, StorageError
from kuager.models import find_package, open_package

from .support.dictionary_package import build_dictionary_package, write_archive

PAIRS = {"I": "мен", "know": "білемін"}
TOP = "translate-en_kk-1_0/"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_dictionary_package(tmp_path_factory.mktemp("sound") / "sound.argosmodel", PAIRS)


@pytest.fixture(scope="module")
def parts(sound: Path) -> dict[str, bytes]:
    """Return the files of the sound package by name."""
    with zipfile.ZipFile(sound) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(path: Path, cache: Path) -> str:
    """Open a package that must be refused; return why, after looking that nothing is left."""
    with pytest.raises(PackageError) as caught:
        open_package(path, cache)
    assert "\n" not in str(caught.value)
    assert caught.value.mend
    assert not [entry for entry in cache.glob("*") if entry.suffix != ".lock"]
    return caught.value.problem


def test_a_sound_package_is_unpacked_and_described(sound: Path, tmp_path: Path) -> None:
    package = open_package(sound, tmp_path)
    assert (package.name, package.version) == ("translate-en_kk", "1.0")
    assert (package.source_locale, package.target_locale) == ("en", "kk")
    assert package.folder == tmp_path / package.sha256
    assert package.tokenizer_path == package.folder / "sentencepiece.model"
    assert (package.folder / "model" / "model.bin").is_file()
    assert package.target_prefix == ""
    assert package.readme.startswith("# A dictionary")


def test_a_second_opening_uses_what_is_unpacked(sound: Path, tmp_path: Path) -> None:
    first = open_package(sound, tmp_path)
    before = (first.folder / "model" / "model.bin").stat()
    assert open_package(sound, tmp_path) == first
    assert (first.folder / "model" / "model.bin").stat() == before


@pytest.mark.parametrize("name", ["translate-en_kk", "translate-en_ru"])
def test_embedded_packages_are_found_and_sound(name: str, tmp_path: Path) -> None:
    package = open_package(find_package(name), tmp_path)
    assert package.name == name
    assert package.target_prefix == f"<2{package.target_locale}>"
    assert "Licence" in package.readme


def test_the_newest_version_in_a_packs_own_folder_goes_first(tmp_path: Path) -> None:
    for version in ("0_1", "0_9", "0_10"):
        (tmp_path / f"translate-en_kk-{version}.argosmodel").touch()
    (tmp_path / "translate-en_kk_extra-9_9.argosmodel").touch()
    (tmp_path / "translate-en_kk-0_11.argosmodel.part").touch()
    assert find_package("translate-en_kk", tmp_path).name == "translate-en_kk-0_10.argosmodel"


def test_embedded_packages_stand_behind_a_packs_own_folder(tmp_path: Path) -> None:
    expected = find_package("translate-en_ru")
    assert find_package("translate-en_ru", tmp_path) == expected
    assert find_package("translate-en_ru", tmp_path / "missing") == expected


@pytest.mark.parametrize("name", ["translate-en_tlh", "", "../translate-en_kk", "translate-en_k"])
def test_an_unknown_name_is_answered_with_those_that_exist(name: str, tmp_path: Path) -> None:
    (tmp_path / "translate-en_uk-1_0.argosmodel").touch()
    with pytest.raises(PackageError, match="translate-en_kk, translate-en_ru, translate-en_uk"):
        find_package(name, tmp_path)


def test_what_is_not_there_or_not_a_zip_is_refused(sound: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert "cannot be read" in refused(tmp_path / "missing.argosmodel", cache)
    assert "not a regular file" in refused(tmp_path, cache)
    path = tmp_path / "text.argosmodel"
    path.write_text("not a zip archive")
    assert "not a whole zip" in refused(path, cache)
    path.write_bytes(b"")
    assert "not a whole zip" in refused(path, cache)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(share: float, sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.argosmodel"
    content = sound.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "not a whole zip" in refused(path, tmp_path / "cache")


def test_a_flipped_byte_anywhere_is_refused_or_harmless(sound: Path, tmp_path: Path) -> None:
    content = sound.read_bytes()
    path = tmp_path / "flipped.argosmodel"
    outcomes = set()
    for position in range(7, len(content), len(content) // 40):
        path.write_bytes(
            content[:position] + bytes([content[position] ^ 0x55]) + content[position + 1 :]
        )
        try:
            open_package(path, tmp_path / "cache")
            outcomes.add("opened")
        except PackageError:
            outcomes.add("refused")
    assert "refused" in outcomes
    assert not list((tmp_path / "cache").glob("*.part"))


def entry(name: str, mode: int = 0, content: bytes = b"x") -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    info.external_attr = mode << 16
    return info, content


@pytest.mark.parametrize(
    ("addition", "reason"),
    [
        (entry(f"{TOP}../../evil"), "leads out"),
        (entry("../evil"), "leads out"),
        (entry("/etc/evil"), "leads out"),
        (entry(f"{TOP}/evil"), "leads out"),
        (entry(f"{TOP}./evil"), "leads out"),
        (entry(f"{TOP}..\\evil"), "leads out"),
        (entry("C:/evil"), "leads out"),
        (entry(f"{TOP}ev\x07il"), "leads out"),
        (entry(f"{TOP}link", stat.S_IFLNK | 0o777, b"/etc/passwd"), "link"),
        (entry(f"{TOP}pipe", stat.S_IFIFO), "link or a special file"),
        (entry(f"{TOP}README.MD"), "twice"),
        (entry(f"{TOP}README.md/more"), "as a file and as a folder"),
        (entry("second/README.md"), "one folder"),
        (entry("README.md"), "one folder"),
    ],
    ids=lambda value: value[0].filename if isinstance(value, tuple) else "",
)
def test_dangerous_entries_are_refused(
    addition: tuple[zipfile.ZipInfo, bytes], reason: str, sound: Path, tmp_path: Path
) -> None:
    path = tmp_path / "inner" / "evil.argosmodel"
    path.parent.mkdir()
    path.write_bytes(sound.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(*addition)
    assert reason in refused(path, tmp_path / "inner" / "cache")
    assert not list(tmp_path.rglob("evil"))


def test_a_bomb_is_refused_before_it_is_unpacked(parts: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "bomb.argosmodel"
    write_archive(path, parts | {f"{TOP}zeros": bytes(20 * 1024**2)})
    assert "would unpack to 2" in refused(path, tmp_path / "cache")


def test_more_files_than_any_package_has_are_refused(
    parts: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "many.argosmodel"
    write_archive(path, parts | {f"{TOP}{number}": b"" for number in range(1001)})
    assert "more than 1000 files" in refused(path, tmp_path / "cache")


def test_encrypted_files_are_refused(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.argosmodel"
    content = bytearray(sound.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert "encrypted" in refused(path, tmp_path / "cache")


def test_rare_compression_is_refused(parts: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "rare.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "deflate" in refused(path, tmp_path / "cache")


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("metadata.json", "no metadata.json"),
        ("model/model.bin", "no model/model.bin"),
        ("sentencepiece.model", "no tokenizer"),
        ("model/source_vocabulary.json", "no vocabulary"),
        ("model/target_vocabulary.json", "no vocabulary"),
    ],
)
def test_a_missing_part_is_named(
    missing: str, reason: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "lacking.argosmodel"
    assert TOP + missing in parts
    write_archive(path, {name: parts[name] for name in parts if name != TOP + missing})
    assert reason in refused(path, tmp_path / "cache")


@pytest.mark.parametrize("missing", ["README.md", "model/config.json"])
def test_parts_that_older_packages_lack_are_not_needed(
    missing: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "older.argosmodel"
    assert TOP + missing in parts
    write_archive(path, {name: parts[name] for name in parts if name != TOP + missing})
    package = open_package(path, tmp_path / "cache")
    assert (package.readme == "") == (missing == "README.md")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda old: b"{", "not JSON"),
        (lambda old: b"\xff\xfe", "not JSON"),
        (lambda old: b"[" * 50_000, "not JSON"),
        (lambda old: b"[]", "not a JSON object"),
        (lambda old: b" " * 70_000 + old, "larger"),
        (lambda old: changed(old, from_code=None), "from_code"),
        (lambda old: changed(old, to_code=7), "to_code"),
        (lambda old: changed(old, to_code="../kk"), "to_code"),
        (lambda old: changed(old, package_version=0.1), "package_version"),
        (lambda old: changed(old, package_version=" "), "package_version"),
        (lambda old: changed(old, target_prefix=["<2kk>"]), "target_prefix"),
        (lambda old: changed(old, type="sbd"), "another type"),
    ],
)
def test_wrong_metadata_is_refused(
    change: Callable[[bytes], bytes], reason: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "odd.argosmodel"
    name = f"{TOP}metadata.json"
    write_archive(path, parts | {name: change(parts[name])})
    assert reason in refused(path, tmp_path / "cache")


def changed(metadata: bytes, **fields: object) -> bytes:
    return json.dumps(json.loads(metadata) | fields).encode()


def test_a_newer_model_format_is_refused(parts: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "newer.argosmodel"
    name = f"{TOP}model/model.bin"
    (current,) = struct.unpack("<I", parts[name][:4])
    write_archive(path, parts | {name: struct.pack("<I", current + 1) + parts[name][4:]})
    problem = refused(path, tmp_path / "cache")
    assert f"binary version {current + 1}" in problem
    assert f"up to {current}" in problem


def test_an_empty_model_is_refused(parts: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "hollow.argosmodel"
    write_archive(path, parts | {f"{TOP}model/model.bin": b""})
    assert "no CTranslate2 model" in refused(path, tmp_path / "cache")


def test_an_interrupted_unpacking_leaves_nothing_and_can_be_repeated(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object) -> None:
        (tmp_path / f"{digest}.part").mkdir()
        raise KeyboardInterrupt

    digest = open_package(sound, tmp_path / "elsewhere").sha256
    with monkeypatch.context() as patch:
        patch.setattr(kuager.models.packages, "unpack_entries", interrupted)
        with pytest.raises(KeyboardInterrupt):
            open_package(sound, tmp_path)
    assert not (tmp_path / digest).exists()
    assert not (tmp_path / f"{digest}.part").exists()
    assert open_package(sound, tmp_path).folder.is_dir()


def test_what_a_killed_process_or_a_power_cut_left_is_replaced(sound: Path, tmp_path: Path) -> None:
    package = open_package(sound, tmp_path)
    model = package.folder / "model" / "model.bin"
    content = model.read_bytes()
    model.write_bytes(b"")
    left = tmp_path / f"{package.sha256}.part"
    left.mkdir()
    (left / "metadata.json").touch()
    assert open_package(sound, tmp_path) == package
    assert model.read_bytes() == content
    assert not left.exists()


def test_two_processes_at_once_do_no_harm(sound: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kuager.models import open_package;"
        "print(open_package(Path(sys.argv[1]), Path(sys.argv[2])).folder)"
    )
    command = [sys.executable, "-c", program, str(sound), str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {process.communicate(timeout=60)[0] for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert answers == {f"{open_package(sound, tmp_path).folder}\n"}


def test_a_cache_in_the_way_is_a_fault_of_the_disk_not_of_the_package(
    sound: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "cache"
    blocked.touch()
    with pytest.raises(StorageError, match="a file stands where a folder should"):
        open_package(sound, blocked)


def test_equal_dictionaries_give_equal_small_packages(tmp_path: Path) -> None:
    first, second = (
        build_dictionary_package(tmp_path / f"{name}.argosmodel", PAIRS, target_prefix="<2kk>")
        for name in ("first", "second")
    )
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size < 20_000
