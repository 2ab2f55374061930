"""Hostile and broken insides, sealed properly: refused as a whole, whatever they try."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.sealing import SealError
from kuager.sealing.age import new_identity, recipient_parse, seal
from kuager.sealing.bundle import MANIFEST, Bundle, Kind, bundle_parse, bundle_serialize
from kuager.sealing.names import fault_of
from tests.support.packs import PackFolder
from tests.support.sealing import files_below

KEY = new_identity()
GOOD = Bundle(Kind.FILES, {"a.txt": b"one", "b.txt": b"two" * 300})


def tar_of(
    files: dict[str, bytes],
    *,
    listed: dict[str, bytes] | None = None,
    change: Callable[[tarfile.TarInfo], None] = lambda _: None,
    fields: dict[str, object] | None = None,
    fill: int = 65_536,
) -> bytes:
    """Write a bundle by hand, in the order given; nothing keeps it from being a bad one."""
    manifest = {
        "format": "kuager sealed hand-over",
        "version": 1,
        "kind": "files",
        "document": "",
        "locales": [],
        "files": [
            {"name": name, "size": len(file), "sha256": hashlib.sha256(file).hexdigest()}
            for name, file in (files if listed is None else listed).items()
        ],
    } | (fields or {})
    body = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    written = io.BytesIO()
    for number, (name, file) in enumerate([(MANIFEST, body), *files.items()]):
        header = tarfile.TarInfo(name)
        header.size, header.mode = len(file), 0o600
        if number:
            change(header)
        written.write(header.tobuf(tarfile.USTAR_FORMAT, "utf-8", "surrogateescape"))
        written.write(file + bytes(-len(file) % 512))
    written.write(bytes(1024))
    return written.getvalue() + bytes(-len(written.getvalue()) % fill)


def test_a_bundle_made_by_hand_as_it_should_be_is_read() -> None:
    """Else the tests below would refuse for another reason than they think."""
    files = dict(GOOD.files)
    assert tar_of(files) == bundle_serialize(GOOD)
    assert bundle_parse(tar_of(files), "x") == GOOD
    with tarfile.open(fileobj=io.BytesIO(tar_of(files))) as archive:
        assert archive.getnames() == [MANIFEST, "a.txt", "b.txt"]
        assert {(m.mtime, m.uid, m.uname, m.gname) for m in archive} == {(0, 0, "", "")}


NAMES = [
    "/etc/cron.d/x", "../x", "a/../../x", "a/./x", "a//x", "a/", "", ".", "..", "C:/x", "C:x",
    "a\\b", "..\\x", "x\n", "x\x00y", "x\u202ey", "\udcff", "CON", "nul.txt", "a/com1.po",
    "LPT².x", "aux .txt", "x ", " x", "x.", "a./b", "x:stream", "a*b", 'q"', "e\u0301", ".bashrc",
    "a/.git/hooks", "~/x\x7f", "n" * 101, "/".join(["n" * 90] * 3), MANIFEST, "manifest.JSON",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere(name: str, pack: PackFolder, tmp_path: Path) -> None:
    with pytest.raises(SealError) as refusal:
        bundle_serialize(Bundle(Kind.FILES, {name: b"x"}))
    assert name in {"", ".", ".."} or len(name) < 4 or name not in str(refusal.value)
    try:
        tar = tar_of({name: b"x"})
    except ValueError:
        return  # too long for a tar, or no Unicode
    if "\0" not in name:
        with pytest.raises(SealError, match="the name of file"):
            bundle_parse(tar, "x")
    refused(tar, pack, tmp_path)


def refused(tar: bytes, pack: PackFolder, tmp_path: Path) -> None:
    """Seal it as it is; unsealing must end with 3 and leave everything as it was."""
    (tmp_path / "key").write_text(KEY.secret())
    parcel = tmp_path / "parcel.age"
    parcel.write_bytes(seal(tar, [recipient_parse(KEY.public, 1)]))
    before = files_below(tmp_path)
    for where in ([], ["--folder", str(tmp_path / "new")]):
        assert pack.run("unseal", str(parcel), "--key", str(tmp_path / "key"), *where) == 3
        assert files_below(tmp_path) == before
        assert not (tmp_path / "new").exists()


def _kind(kind: bytes, target: str = "") -> Callable[[tarfile.TarInfo], None]:
    def change(header: tarfile.TarInfo) -> None:
        header.type, header.linkname = kind, target

    return change


def _owner(header: tarfile.TarInfo) -> None:
    header.uname = "somebody"


def _date(header: tarfile.TarInfo) -> None:
    header.mtime = 1_700_000_000


FILES = dict(GOOD.files)
HOSTILE = {
    "a link": tar_of(FILES, change=_kind(tarfile.SYMTYPE, "/etc/passwd")),
    "a hard link": tar_of(FILES, change=_kind(tarfile.LNKTYPE, "a.txt")),
    "a device": tar_of(FILES, change=_kind(tarfile.CHRTYPE)),
    "a pipe": tar_of(FILES, change=_kind(tarfile.FIFOTYPE)),
    "a folder": tar_of(FILES, change=_kind(tarfile.DIRTYPE)),
    "an extended header": tar_of(FILES, change=_kind(tarfile.XHDTYPE)),
    "an owner": tar_of(FILES, change=_owner),
    "a time": tar_of(FILES, change=_date),
    "a file too many": tar_of({**FILES, "c": b"x"}, listed=FILES),
    "a file too few": tar_of({"a.txt": b"one"}, listed=FILES),
    "another content": tar_of({**FILES, "a.txt": b"two"}, listed=FILES),
    "another length": tar_of({**FILES, "a.txt": b"one!"}, listed=FILES),
    "another name": tar_of({"c.txt": b"one", "b.txt": FILES["b.txt"]}, listed=FILES),
    "another order": tar_of(dict(reversed(FILES.items()))),
    "case alone": tar_of({"A.txt": b"x", "a.TXT": b"y"}),
    "unicode alone": tar_of({"ǅ": b"x", "ǆ": b"y"}),
    "a file as a folder": tar_of({"a": b"x", "a/b": b"y"}),
    "nothing": tar_of({}),
    "no manifest": bundle_serialize(GOOD).replace(b"MANIFEST", b"MANIFOLD"),
    "something behind": bundle_serialize(GOOD) + b"x" * 512,
    "more zeros": bundle_serialize(GOOD) + bytes(65_536),
    "fewer zeros": tar_of(FILES, fill=512),
    "a word in the padding": bundle_serialize(GOOD)[:-8] + b"whatever",
    "a newer version": tar_of(FILES, fields={"version": 2}),
    "another format": tar_of(FILES, fields={"format": "x"}),
    "an unknown kind": tar_of(FILES, fields={"kind": "program"}),
    "an unknown field": tar_of(FILES, fields={"sender": "somebody"}),
    "no list": tar_of(FILES, fields={"files": None}),
    "a negative length": tar_of(
        FILES, fields={"files": [{"name": "a", "size": -512, "sha256": "0" * 64}]}
    ),
    "an enormous length": tar_of(
        FILES, fields={"files": [{"name": "a", "size": 2**62, "sha256": "0" * 64}]}
    ),
    "too many files": tar_of(
        FILES,
        fields={"files": [{"name": f"n{n}", "size": 0, "sha256": "0" * 64} for n in range(10_001)]},
    ),
    "deep json": b"MANIFEST.json\0" + bundle_serialize(GOOD)[14:512] + b"[" * 200_000,
    "an empty tar": bytes(10_240),
    "no tar": b"hello",
    "nothing at all": b"",
}


@pytest.mark.parametrize("tar", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_a_bundle_must_not_hold(tar: bytes, pack: PackFolder, tmp_path: Path) -> None:
    assert tar != bundle_serialize(GOOD)
    refused(tar, pack, tmp_path)


@given(st.integers(0, len(bundle_serialize(GOOD)) - 1), st.integers(0, 7))
def test_a_bundle_has_one_form_only(place: int, bit: int) -> None:
    """Also whoever has the key cannot hide a bit in it that a reader passes over."""
    altered = bytearray(bundle_serialize(GOOD))
    altered[place] ^= 1 << bit
    with pytest.raises(SealError):
        bundle_parse(bytes(altered), "x")


@given(st.text(max_size=30))
def test_a_fit_name_stays_in_its_folder_on_every_system(name: str) -> None:
    if not fault_of(name):
        path = Path("/folder", name)
        assert path.parts[:2] == ("/", "folder")
        assert len(path.parts) == 2 + name.count("/") + 1
        assert not set(name) & set('<>:"|?*\\')


def test_too_large_files_are_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kuager.sealing.bundle.SIZE_LIMIT", 2**20)
    with pytest.raises(SealError, match="larger than 1 MB"):
        bundle_serialize(Bundle(Kind.FILES, {"a": bytes(2**20 + 1)}))
    with pytest.raises(SealError, match="0 files"):
        bundle_serialize(Bundle(Kind.FILES, {}))
