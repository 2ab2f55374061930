"""``kuager models list | verify | remove | signature``, the index and stated licences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kuager.engines.trial import try_package
from kuager.errors import InputError, PackageError, UsageError
from kuager.models import open_package
from kuager.models.index import Request, find_entry, index_parse, parse_request
from kuager.models.licences import stated_licence

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
from .support.packs import KAZAKH, PackFolder

GERMAN = ("freitag", "märz", "sonntag", "juni", "donnerstag", "dezember")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Kazakh package with a licence in its README."""
    return build_licensed_package(tmp_path_factory.mktemp("made"))


def test_the_list_tells_what_is_used(pack: PackFolder, made: Path) -> None:
    assert pack.run("models", "install", str(made), "--yes") == 0
    listed = rows(pack)
    assert listed["translate-en_kk==1.0 in the pack"]["engines"] == ["kk"]
    assert listed["translate-en_kk==2.0 installed"]["engines"] == []
    own = listed["translate-en_kk==2.0 installed"]
    assert (own["bytes"], own["sha256"]) == (made.stat().st_size, digest(made))
    embedded = [row for row in listed.values() if row["place"] == "embedded"]
    assert {row["target_locale"] for row in embedded} == {"kk", "ru"}
    assert all(row["licence"] for row in embedded)


def test_the_list_needs_no_unpacking_and_names_what_is_damaged(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = pack.root / ".kuager" / "packages"
    folder.mkdir(parents=True)
    (folder / "translate-en_kk-9_9.argosmodel").write_bytes(b"no archive")
    assert pack.run("models", "list") == 0
    printed = capsys.readouterr().out
    assert "unusable: translate-en_kk-9_9.argosmodel is not a whole zip archive." in printed
    assert not (pack.root / ".kuager" / "unpacked").exists()
    assert pack.run("models", "verify") == 1


def test_the_index_is_listed_from_a_file_and_from_the_network_only_when_confirmed(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = write_index(
        tmp_path / "index.json",
        entry("https://example.org/x", to_code="ru", package_version="1.9"),
    )
    assert pack.run("models", "list", "--available", "--index", str(index)) == 0
    printed = capsys.readouterr()
    assert printed.out == "translate-en_ru==1.9  hash known\n"
    assert "no package from en to kk" in printed.err
    assert pack.run("models", "list", "--available") == 1
    assert "raw.githubusercontent.com" in capsys.readouterr().err


def test_verification_finds_what_changed_since(
    pack: PackFolder, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", str(made), "--yes") == 0
    assert pack.run("models", "verify", "translate-en_kk==2.0") == 0
    unpacked = pack.root / ".kuager" / "unpacked" / digest(made) / "sentencepiece.model"
    content = bytearray(unpacked.read_bytes())
    content[-1] ^= 1
    unpacked.write_bytes(content)
    capsys.readouterr()
    assert pack.run("models", "verify", "translate-en_kk==2.0") == 1
    assert "unpacked copy was altered (sentencepiece.model)" in capsys.readouterr().out
    other = build_dictionary_package(tmp_path / NAME, KAZAKH | {"x": "х"}, version="2.0")
    (pack.root / ".kuager" / "packages" / NAME).write_bytes(other.read_bytes())
    assert pack.run("models", "verify", "translate-en_kk==2.0") == 1
    assert "not the one that was installed" in capsys.readouterr().out
    assert pack.run("models", "verify", "translate-en_kk==9") == 3


def test_an_engine_is_removed_only_by_force(
    pack: PackFolder, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "install", str(made), "--yes", "--use") == 0
    assert pack.run("models", "remove", "translate-en_kk==2.0") == 1
    assert "engine for kk" in capsys.readouterr().err
    assert pack.run("models", "remove", "translate-en_kk==2.0", "--force", "--dry-run") == 0
    assert NAME in installed(pack)
    assert pack.run("models", "remove", "translate-en_kk==2.0", "--force") == 0
    assert installed(pack) == []
    assert list((pack.root / ".kuager" / "unpacked").iterdir()) == [
        path for path in (pack.root / ".kuager" / "unpacked").iterdir() if path.suffix == ".lock"
    ]


def test_half_of_a_pivot_engine_is_in_use_too(pack: PackFolder, made: Path) -> None:
    assert pack.run("models", "install", str(made), "--yes") == 0
    configuration = pack.root / "pyproject.toml"
    text = configuration.read_text("utf-8")
    configuration.write_text(
        text.replace('kk = "kk.argosmodel"', 'kk = "ru.argosmodel + translate-en_kk"'), "utf-8"
    )
    assert rows(pack)["translate-en_kk==2.0 installed"]["engines"] == ["kk"]
    assert pack.run("models", "remove", "translate-en_kk==2.0") == 1


def test_what_is_not_installed_is_not_removed(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("models", "remove", "translate-en_ru") == 3
    assert "only installed packages are removed" in capsys.readouterr().err
    assert pack.run("models", "remove", "translate-en_uk") == 3
    assert pack.run("models", "remove", "../x") == 2
    assert (pack.root / "ru.argosmodel").exists()


def test_two_versions_are_told_apart(pack: PackFolder, made: Path, tmp_path: Path) -> None:
    newer = build_dictionary_package(tmp_path / "n.argosmodel", KAZAKH, version="10.0")
    for path in (made, newer):
        assert pack.run("models", "install", str(path), "--yes") == 0
    assert pack.run("models", "remove", "translate-en_kk") == 3
    assert pack.run("models", "remove", "translate-en_kk==10.0") == 0
    assert NAME in installed(pack)


def test_the_signature_is_the_one_in_the_ledger(pack: PackFolder) -> None:
    assert pack.run("segment") == 0
    assert pack.run("draft", "-l", "kk") == 0
    (own,) = pack.read("signatures", "models", "signature", "-l", "kk")["engines"]
    assert (own["package"], own["version"], own["beam"]) == ("translate-en_kk", "1.0", 4)
    assert own["sha256"] == digest(pack.root / "kk.argosmodel")
    assert set(own["libraries"]) >= {"ctranslate2", "sentencepiece"}
    chains = b"".join(
        path.read_bytes() for path in (pack.root / "locales" / "kk" / "ledger").rglob("*.jsonl")
    )
    assert own["digest"].encode() in chains


# Pure parts ---------------------------------------------------------------------------------


def test_the_newest_version_counts_by_number() -> None:
    entries = index_parse(
        json.dumps(
            [entry("https://a.example/x", package_version=v) for v in ("1.9", "1.10")]
        ).encode()
    )
    assert find_entry(entries, Request("translate-en_kk")).version == "1.10"
    assert find_entry(entries, Request("translate-en_kk", "1.9")).version == "1.9"
    with pytest.raises(PackageError, match="has no translate-en_kk==2"):
        find_entry(entries, Request("translate-en_kk", "2"))


def test_entries_of_no_use_are_passed_over_and_https_comes_first() -> None:
    listed = [
        entry("https://a.example/x", type="sbd"),
        entry("ipfs://Qm"),
        entry("https://a.example/x y"),
        entry("https://a.example/x", to_code="../kk"),
        entry("https://a.example/x", package_version="../1"),
        entry("https://a.example/x", links="https://a.example/x"),
        {"from_code": "en"},
        "text",
        entry("", links=["http://a.example/x", "https://b.example/x"]),
    ]
    (only,) = index_parse(json.dumps(listed).encode())
    assert only.links == ("https://b.example/x", "http://a.example/x")


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 50_000])
def test_what_is_no_index_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        index_parse(content)


@pytest.mark.parametrize("text", ["", "translate-en_ru==", "translate-en", "en_ru", "a/b", "x==1"])
def test_what_names_no_package_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_request(text)


@pytest.mark.parametrize(
    ("readme", "licence"),
    [
        ("# X\n\n## Licence\n\nCC BY 4.0. Credits:\nmany.\n\nMore.\n", "CC BY 4.0. Credits: many."),
        ("# X\n## License\nMIT\n## Next\n", "MIT"),
        ("# X\n\nLicense: CC0 1.0\nMore", "CC0 1.0"),
        ("# X\n\n**License:** CC0\n", "CC0"),
        ("The weights are licensed under CC BY-NC 4.0.", "CC BY-NC 4.0."),
        ("# X\n\nTranslates word by word.\n", ""),
        ("", ""),
    ],
)
def test_the_licence_is_what_the_readme_says(readme: str, licence: str) -> None:
    assert stated_licence(readme) == licence


@pytest.mark.parametrize(
    ("source", "target", "pairs", "passes"),
    [
        ("en", "kk", KAZAKH, True),
        ("en", "kk", {"they": "olar", "came": "keldi", "night": "tün", "we": "biz"}, False),
        ("en", "kk-Latn", {"they": "olar", "came": "keldi", "night": "tün"}, True),
        ("ru", "kk", {"они": "олар", "пришли": "келді", "мы": "біз"}, True),
        ("de", "ru", dict.fromkeys(GERMAN, "слово"), True),
        ("de", "ru", dict.fromkeys(GERMAN, "word"), False),
        ("en", "zt", {"they": "他們", "came": "來", "night": "夜"}, True),
        ("xx", "ru", {"x": "ы"}, False),
    ],
)
def test_the_trial_tells_a_translation_from_what_is_none(
    source: str, target: str, pairs: dict[str, str], passes: bool, tmp_path: Path
) -> None:
    path = build_dictionary_package(tmp_path / "x.argosmodel", pairs, source=source, target=target)
    package = open_package(path, tmp_path / "unpacked")
    if passes:
        try_package(package)
    else:
        with pytest.raises(PackageError, match=f"translate-{source}_{target} 1.0"):
            try_package(package)
