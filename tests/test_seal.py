"""Sealed files: what goes in comes out, for those it is meant for, or nothing comes out at all."""

from __future__ import annotations

import base64
import getpass
import shutil
import stat
import subprocess
import sys
import textwrap
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.sealing import SealError
from kuager.sealing import age as age_module
from kuager.sealing.age import (
    Identity,
    new_identity,
    recipient_parse,
    seal,
    seal_with_passphrase,
    unseal,
)
from kuager.sealing.bundle import Bundle, Kind, bundle_parse, bundle_serialize
from kuager.sealing.names import fault_of
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.sealing import PASSPHRASE, files_below, new_key, open_bytes, sealed_bundle

KEY = new_identity()
TO = [recipient_parse(KEY.public, 1)]
SMALL = sealed_bundle(Bundle(Kind.FILES, {"a.txt": b"one", "b/c.txt": b""}), KEY)

PARTS = st.text(st.sampled_from("abcXYZ019-_қы é"), min_size=1, max_size=12).filter(
    lambda part: not fault_of(part)
)
NAMES = st.lists(PARTS, min_size=1, max_size=3).map("/".join)


@settings(max_examples=60)
@given(st.dictionaries(NAMES, st.binary(max_size=2000), min_size=1, max_size=6))
def test_files_come_back_byte_for_byte_or_are_not_sealed(files: dict[str, bytes]) -> None:
    bundle = Bundle(Kind.FILES, files)
    folded = [name.casefold() for name in files]
    below = {str(above) for name in folded for above in PurePosixPath(name).parents}
    if len(set(folded)) < len(folded) or below & set(folded):
        with pytest.raises(SealError, match=r"is there twice|and a folder's"):
            bundle_serialize(bundle)
        return
    tar = bundle_serialize(bundle)
    sealed = seal(tar, TO)
    assert bundle_parse(unseal(sealed, [KEY], "x"), "x") == bundle
    assert all(file not in sealed for file in files.values() if len(file) > 30)


@settings(max_examples=150)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused(place: int, bit: int) -> None:
    altered = bytearray(SMALL)
    altered[place] ^= 1 << bit
    with pytest.raises(SealError):
        open_bytes(bytes(altered), KEY)


LENGTHS = (0, 1, 21, 22, 40, 66, 110, 130, 170, 200, 400, 4096, 65_535, len(SMALL) - 17, -16, -1)


@pytest.mark.parametrize("length", LENGTHS, ids=range(len(LENGTHS)))  # keys differ in each run
def test_a_file_that_was_cut_off_is_refused(
    length: int, pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "k"
    key.write_text(KEY.secret())
    cut = tmp_path / "cut.age"
    cut.write_bytes(SMALL[:length])
    before = files_below(tmp_path)
    assert pack.run("unseal", str(cut), "--key", str(key), "--folder", str(tmp_path / "f")) == 3
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "cut.age" in told
    assert files_below(tmp_path) == before


def test_altered_bytes_write_nothing(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "k"
    key.write_text(KEY.secret())
    for place in (0, 30, 90, 180, 300, len(SMALL) // 2, len(SMALL) - 1):
        altered = bytearray(SMALL)
        altered[place] ^= 1
        (tmp_path / "x.age").write_bytes(altered)
        before = files_below(tmp_path)
        assert pack.run("unseal", str(tmp_path / "x.age"), "--key", str(key)) == 3
        assert files_below(tmp_path) == before
    assert "Traceback" not in capsys.readouterr().err


def test_every_key_opens_it_and_no_other(pack: PackFolder) -> None:
    one, two, other = (new_identity() for _ in range(3))
    recipients = [recipient_parse(identity.public, 1) for identity in (one, two)]
    sealed = seal(bundle_serialize(Bundle(Kind.FILES, {"a": b"x"})), recipients)
    for identity in (one, two):
        assert open_bytes(sealed, identity).files == {"a": b"x"}
    with pytest.raises(SealError, match="none of your keys opens it"):
        open_bytes(sealed, other)
    with pytest.raises(SealError, match="Nobody is named"):
        seal(b"", [])


def test_sealing_twice_differs_outside_and_not_inside(pack: PackFolder, tmp_path: Path) -> None:
    public, key = new_key(pack)
    pack.translate()
    inside = []
    for name in ("one.age", "two.age"):
        assert pack.run("seal", DOCUMENT, "--to", public, "--out", str(tmp_path / name)) == 0
        inside.append(unseal((tmp_path / name).read_bytes(), [key], name))
    assert (tmp_path / "one.age").read_bytes() != (tmp_path / "two.age").read_bytes()
    assert inside[0] == inside[1]
    told = inside[0]
    for trace in (getpass.getuser().encode() + b"\0", str(tmp_path).encode(), b"ustar  "):
        assert trace not in told
    assert len(told) % 65_536 == 0


def test_what_a_catalog_editor_wrote_into_the_header_stays_at_home(
    pack: PackFolder, tmp_path: Path
) -> None:
    public, key = new_key(pack)
    pack.translate()
    catalog = pack.catalog("kk")
    text = catalog.read_text("utf-8").replace(
        '"Language: kk\\n"', '"Language: kk\\n"\n"Last-Translator: Aigerim <a@example.org>\\n"'
    )
    catalog.write_text(text, "utf-8")
    assert pack.run("seal", DOCUMENT, "--to", public, "--out", str(tmp_path / "x")) == 0
    assert b"Aigerim" in catalog.read_bytes()
    assert b"Aigerim" not in unseal((tmp_path / "x").read_bytes(), [key], "x")


# Recipients and keys --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (KEY.public[:-1] + ("q" if KEY.public[-1] != "q" else "p"), "wrong or missing"),
        (KEY.public[:-4], "wrong or missing"),
        ("age1", "wrong or missing"),
        ("ssh-ed25519 AAAA", "does not begin with age1"),
        ("translator-1", "does not begin with age1"),
        (KEY.secret(), "is a secret key"),
    ],
    ids=["mistyped", "cut off", "a beginning", "of ssh", "a pseudonym", "secret"],
)
def test_a_key_that_is_none_is_told_by_its_number(
    typed: str, problem: str, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pack.snapshot()
    assert pack.run("seal", DOCUMENT, "--to", KEY.public, "--to", typed) == 3
    told = capsys.readouterr()
    assert f"Key 2 {'' if 'secret' in problem else 'is no public key'}" in told.err
    assert problem in told.err
    assert typed == "age1" or typed not in told.err + told.out
    assert pack.snapshot() == before


def test_keys_are_for_their_owner_only_and_never_printed(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("seal", "keys", "new") == 0
    told = capsys.readouterr()
    assert told.out.startswith("age1")
    folder = pack.root / ".kuager" / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    secret = folder / "key.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    lines = secret.read_text().splitlines()
    assert lines[0] == f"# public key: {told.out.strip()}"
    assert len(lines) == 2
    assert lines[1] not in told.out + told.err
    before = secret.read_bytes()
    assert pack.run("seal", "keys", "new") == 2
    assert secret.read_bytes() == before
    assert pack.run("seal", "keys", "new", "--name", "Айгерім") == 2
    assert pack.run("seal", "keys", "new", "--name", "second", "--dry-run") == 0
    assert [p.name for p in sorted(folder.iterdir())] == ["key.key", "key.pub"]
    assert told.out.strip() == pack.read("keys", "seal", "keys", "list")["keys"][0]["public"]


def test_a_protected_key(
    pack: PackFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "words"
    file.write_text(f"{PASSPHRASE}\nnot this\n", "utf-8")
    assert pack.run("seal", "keys", "new", "--passphrase-file", str(file)) == 0
    public = capsys.readouterr().out.strip()
    assert b"AGE-SECRET" not in (pack.root / ".kuager/keys/key.key").read_bytes()
    parcel = tmp_path / "parcel.age"
    parcel.write_bytes(
        seal(bundle_serialize(Bundle(Kind.FILES, {"a": b"x"})), [recipient_parse(public, 1)])
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    for typed, code in (("", 3), (PASSPHRASE, 0)):
        monkeypatch.setattr(getpass, "getpass", lambda _prompt, typed=typed: typed)
        assert pack.run("unseal", str(parcel)) == code
        told = capsys.readouterr()
        assert not typed or typed not in told.err + told.out
    assert (pack.root / "exchange" / "parcel" / "a").read_bytes() == b"x"
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert pack.run("unseal", str(parcel)) == 2
    assert "--passphrase-file" in capsys.readouterr().err


def test_a_passphrase_in_place_of_keys(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    words, other, short = (tmp_path / name for name in ("words", "other", "short"))
    words.write_text(PASSPHRASE, "utf-8-sig")
    other.write_text("not the passphrase at all")
    short.write_text("too short")
    out = str(tmp_path / "a.age")
    step = ("seal", "--what", str(tmp_path / "a.txt"), "--out", out, "--passphrase-file")
    assert pack.run(*step, str(short)) == 3
    assert pack.run(*step, str(tmp_path / "none")) == 3
    assert not Path(out).exists()
    assert pack.run(*step, str(words)) == 0
    assert pack.run(*step, str(words), "--to", KEY.public) == 2
    folder = tmp_path / "f"
    open_it = ("unseal", out, "--folder", str(folder), "--passphrase-file")
    assert pack.run(*open_it, str(other)) == 3
    assert "passphrase does not open it" in capsys.readouterr().err
    assert not folder.exists()
    assert pack.run(*open_it, str(words)) == 0
    assert (folder / "a.txt").read_bytes() == b"x"


def test_a_key_others_can_read_is_told(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "k").write_text(KEY.secret())
    (tmp_path / "k").chmod(0o644)
    (tmp_path / "x.age").write_bytes(SMALL)
    assert pack.run("unseal", str(tmp_path / "x.age"), "--key", str(tmp_path / "k")) == 0
    assert "other users of this machine can read k" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"# nothing", b"AGE-SECRET-KEY-1ABC", b"\xff\xfe", SMALL, b"hello"]
)
def test_a_file_of_keys_that_is_none(
    content: bytes, pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "k").write_bytes(content)
    (tmp_path / "x.age").write_bytes(SMALL)
    assert pack.run("unseal", str(tmp_path / "x.age"), "--key", str(tmp_path / "k")) == 3
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "AGE-SECRET-KEY-1ABC" not in told


# Files that are none ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04", "is no sealed file"),
        (b"age-encryption.org/v9\n-> X y\n", "of a newer version of age"),
        (b"age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\nx\n", "more memory"),
        (b"age-encryption.org/v1\n-> scrypt\nx\n", "altered or cut off"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n!!!\n", "altered or cut off"),
        (b"age-encryption.org/", "altered or cut off"),
    ],
)
def test_what_is_no_sealed_file(
    content: bytes,
    problem: str,
    pack: PackFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new_key(pack)
    words = tmp_path / "words"
    words.write_text(PASSPHRASE)
    (tmp_path / "x.age").write_bytes(content)
    before = files_below(pack.root)
    assert pack.run("unseal", str(tmp_path / "x.age"), "--passphrase-file", str(words)) == 3
    assert problem in capsys.readouterr().err
    assert files_below(pack.root) == before


def test_missing_files_folders_and_too_much(
    pack: PackFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new_key(pack)
    assert pack.run("unseal", str(tmp_path / "none.age")) == 3
    assert pack.run("unseal", str(tmp_path)) == 3
    huge = tmp_path / "huge.age"
    with huge.open("wb") as stream:
        stream.truncate(age_module.SEALED_LIMIT + 1)
    assert pack.run("unseal", str(huge)) == 3
    assert pack.run("seal", "--what", str(tmp_path / "none"), "--to", KEY.public) == 3
    assert pack.run("seal", "--what", str(tmp_path), "--to", KEY.public) == 3
    monkeypatch.setattr("kuager.sealing.bundle.TOTAL_LIMIT", 100)
    (tmp_path / "a").write_bytes(b"x")
    step = ("seal", "--what", str(tmp_path / "a"), "--to", KEY.public, "--out", str(tmp_path / "o"))
    assert pack.run(*step) == 3
    assert "Seal it in parts" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("before", ["\ufeff", "\r\n \n", ""])
def test_armoured_files_are_opened_also_after_mail_programs(before: str) -> None:
    lines = textwrap.wrap(base64.b64encode(SMALL).decode(), 64)
    edges = [f"-----{edge} AGE ENCRYPTED FILE-----" for edge in ("BEGIN", "END")]
    text = "\r\n".join([edges[0], *lines, edges[1]])
    assert open_bytes((before + text + "\r\n").encode(), KEY) == open_bytes(SMALL, KEY)


AGE = shutil.which("age")


@pytest.mark.skipif(AGE is None, reason="age is not installed")
def test_age_opens_ours_and_we_open_what_age_sealed(pack: PackFolder, tmp_path: Path) -> None:
    public, _ = new_key(pack)
    pack.translate()
    ours, key = tmp_path / "ours.age", pack.root / ".kuager/keys/key.key"
    assert pack.run("seal", DOCUMENT, "--to", public, "--out", str(ours)) == 0
    tar = subprocess.run(
        [str(AGE), "-d", "-i", str(key), str(ours)], capture_output=True, check=True
    ).stdout
    for armour in ([], ["--armor"]):
        sealed = subprocess.run(
            [str(AGE), *armour, "-r", public], input=tar, capture_output=True, check=True
        ).stdout
        (tmp_path / "theirs.age").write_bytes(sealed)
        folder = tmp_path / f"f{len(armour)}"
        assert pack.run("unseal", str(tmp_path / "theirs.age"), "--folder", str(folder)) == 0
        assert (folder / f"locales/kk/LC_MESSAGES/{DOCUMENT}.po").is_file()
    plain = subprocess.run(
        [str(AGE), "-r", public], input=b"hello", capture_output=True, check=True
    )
    (tmp_path / "plain.age").write_bytes(plain.stdout)
    assert pack.run("unseal", str(tmp_path / "plain.age")) == 3


def test_the_program_itself_seals_and_unseals_without_a_pack(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY.secret())
    (tmp_path / "письмо.txt").write_text("x")
    for arguments in (
        ["seal", "--what", "письмо.txt", "--to", KEY.public],
        ["unseal", "письмо.txt.sealed.age", "--folder", "f", "--key", "key"],
    ):
        program = Path(sys.executable).with_name("kuager")
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "f" / "письмо.txt").read_text() == "x"


def test_a_key_is_not_shown_by_accident() -> None:
    assert KEY.secret() not in repr(KEY) + str(KEY) + f"{[Identity(KEY.key)]}"
    with pytest.raises(SealError, match="fewer than"):
        seal_with_passphrase(b"", "short")
