"""``kuager models build`` and what it refuses: in one clear line, leaving nothing behind."""

from __future__ import annotations

import json
import os
import pickle
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import KuagerError
from kuager.models.building.opening import opened

from .support.building import marian, nllb, ready, refused, release
from .support.checkpoint_files import safetensors, write_marian, write_torch_early, write_torch_zip
from .support.checkpoints import (
    ENGLISH,
    KAZAKH,
    marian_original,
    spm,
    write_json,
)
from .support.dictionary_package import build_dictionary_package
from .support.packs import KAZAKH as DICTIONARY


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def holding(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: _write(folder / name, content)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def cut_short(name: str) -> Callable[[Path], None]:
    return lambda folder: _write(folder / name, (folder / name).read_bytes()[:-99])


def setting(**fields: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        write_json(path, json.loads(path.read_text()) | fields)

    return change


def trained_with(**options: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        original = marian_original()
        arrays = dict(original.model.arrays)
        write_marian(folder / "opus.model1.npz", arrays, original.model.shape.heads, **options)

    return change


def not_numbers(folder: Path) -> None:
    arrays = {name: array.copy() for name, array in marian_original().model.arrays.items()}
    arrays["model.encoder.layers.0.fc1.weight"][0, 0] = np.nan
    if (folder / "opus.model1.npz").exists():
        write_marian(folder / "opus.model1.npz", arrays, 4)
    else:
        (folder / "model.safetensors").write_bytes(safetensors(arrays))


def smaller_vocabulary(folder: Path) -> None:
    path = folder / "opus.vocab.yml"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-5]), "utf-8")


def another_tokenizer(folder: Path) -> None:
    (folder / "source.spm").write_bytes(spm(("ისინი ღამით მოვიდნენ", "ჩვენ სახლში ვიყავით"), 60))


def lacking(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        arrays = dict(marian_original().model.arrays)
        del arrays[name]
        (folder / "model.safetensors").write_bytes(safetensors(arrays))

    return change


BPE = "model.decoder.layers.1.fc2.bias"
FAULTS: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Any], str]] = {
    "no decoder": (release, without("decoder.yml"), "has no decoder.yml"),
    "no weights": (release, without("opus.model1.npz"), "'opus.model1.npz', which decoder.yml"),
    "no vocabulary": (release, without("opus.vocab.yml"), "'opus.vocab.yml', which decoder.yml"),
    "no tokenizer": (release, without("source.spm"), "has no SentencePiece model"),
    "merges": (
        release,
        lambda f: (f / "source.spm").rename(f / "source.bpe"),
        "trained on BPE merges",
    ),
    "no YAML": (release, holding("decoder.yml", b"models: [\0"), "decoder.yml is not YAML"),
    "no list": (release, holding("decoder.yml", b"models: 5"), "names no models"),
    "a way out": (
        release,
        holding("decoder.yml", b"models: [../../etc/passwd]\nvocabs: [a.yml]"),
        "'passwd', which decoder.yml names, is missing",
    ),
    "cut weights": (release, cut_short("opus.model1.npz"), "opus.model1.npz is damaged"),
    "other weights": (
        release,
        lambda f: np.savez(f / "opus.model1.npz", a=np.zeros(3)),
        "was not written by Marian",
    ),
    "a recurrent network": (release, trained_with(type="s2s"), "--type must be 'transformer'"),
    "an odd vocabulary": (release, holding("opus.vocab.yml", b"a: b"), "cannot be converted"),
    "a small vocabulary": (release, smaller_vocabulary, "cannot be converted"),
    "no numbers": (release, not_numbers, "cannot be converted"),
    "a broken tokenizer": (release, holding("source.spm", b"\xffabc"), "is no SentencePiece"),
    "an empty tokenizer": (release, holding("source.spm", b""), "source.spm"),
    "another tokenizer": (release, another_tokenizer, "does not belong to this model"),
    "HF: no weights": (marian, without("model.safetensors"), "has no weights"),
    "HF: no vocabulary": (marian, without("vocab.json"), "has no vocab.json"),
    "HF: another kind": (marian, setting(model_type="t5"), "“t5” architecture"),
    "HF: no kind": (marian, setting(model_type=None), "no architecture"),
    "HF: a size as text": (marian, setting(d_model="32"), "does not give d_model"),
    "HF: another size": (marian, setting(d_model=64), "cannot be converted"),
    "HF: another activation": (
        marian,
        setting(activation_function="mish"),
        "activation mish is not supported",
    ),
    "HF: more layers": (marian, setting(encoder_layers=3), "lacks the weights"),
    "HF: endless layers": (marian, setting(encoder_layers=2**31), "encoder_layers"),
    "HF: no JSON": (marian, holding("config.json", b"{"), "config.json is not JSON"),
    "HF: deep JSON": (marian, holding("vocab.json", b"[" * 100_000), "vocab.json is not JSON"),
    "HF: numbers twice": (marian, holding("vocab.json", b'{"a": 0, "b": 0}'), "does not number"),
    "HF: cut weights": (marian, cut_short("model.safetensors"), "model.safetensors is damaged"),
    "HF: no header": (
        marian,
        holding("model.safetensors", struct.pack("<Q", 2**60)),
        "model.safetensors is damaged",
    ),
    "HF: no numbers": (marian, not_numbers, "not all numbers"),
    "HF: a weight lacks": (marian, lacking(BPE), f"lacks the weights {BPE}"),
    "NLLB: no languages": (
        nllb,
        without("special_tokens_map.json"),
        "names no language tokens",
    ),
    "CT2: no vocabulary": (ready, without("shared_vocabulary.json"), "has no vocabulary"),
    "CT2: cut": (ready, cut_short("model.bin"), "no whole CTranslate2 model"),
    "CT2: another": (ready, holding("model.bin", struct.pack("<I", 99)), "binary version 99"),
    "CT2: odd vocabulary": (
        ready,
        holding("shared_vocabulary.json", b"[1, 2]"),
        "not a list of tokens",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_checkpoint_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write, spoil, complaint = FAULTS[name]
    checkpoint = write(tmp_path / "checkpoint")
    spoil(checkpoint)
    assert complaint in refused(capsys, checkpoint)


def test_what_is_no_checkpoint_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "There is no checkpoint" in refused(capsys, tmp_path / "nowhere")
    (tmp_path / "text.zip").write_text("A text.")
    assert "not a whole zip archive" in refused(capsys, tmp_path / "text.zip")
    (tmp_path / "empty").mkdir()
    assert "no checkpoint that can be converted" in refused(capsys, tmp_path / "empty")
    package = build_dictionary_package(tmp_path / "a.argosmodel", DICTIONARY)
    assert "is a package already" in refused(capsys, package)
    os.mkfifo(tmp_path / "pipe")
    assert "neither a file nor a folder" in refused(capsys, tmp_path / "pipe")


def test_archives_that_lead_out_or_swell_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, name in enumerate(("../decoder.yml", "/tmp/decoder.yml", "a\\b", "C:x")):
        path = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "models: []")
        assert "leads out of its folder" in refused(capsys, path)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.npz", bytes(40_000_000))
    assert "would unpack to 40,000,000 bytes" in refused(capsys, tmp_path / "bomb.zip")
    folder = release(tmp_path / "release")
    with zipfile.ZipFile(folder / "opus.model1.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("special:model.yml.npy", bytes(40_000_000))
    assert "would unpack to 40,000,000 bytes" in refused(capsys, folder)


class Attack:
    """What a pickle runs when it is read without care."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.system, (f"touch {self.path}",))


@pytest.mark.parametrize("early", [True, False])
def test_nothing_that_a_pickle_asks_for_is_run(
    early: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = marian(tmp_path / "checkpoint")
    (checkpoint / "model.safetensors").unlink()
    content = pickle.dumps({"model.shared.weight": Attack(tmp_path / "harmed")}, 2)
    path = checkpoint / "pytorch_model.bin"
    if early:
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive/data.pkl", content)
    assert "holds more than weights" in refused(capsys, checkpoint)
    assert not (tmp_path / "harmed").exists()


@pytest.mark.parametrize("write", [write_torch_zip, write_torch_early])
def test_torn_files_of_torch_are_refused(
    write: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = marian(tmp_path / "checkpoint")
    (checkpoint / "model.safetensors").unlink()
    write(checkpoint / "pytorch_model.bin", marian_original().model.arrays)
    cut_short("pytorch_model.bin")(checkpoint)
    assert "pytorch_model.bin" in refused(capsys, checkpoint)


def test_parts_that_an_index_names_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = marian(tmp_path / "checkpoint")
    (checkpoint / "model.safetensors").unlink()
    index = checkpoint / "model.safetensors.index.json"
    write_json(index, {"weight_map": {"a": "part-1.safetensors"}})
    assert "lacks its part part-1.safetensors" in refused(capsys, checkpoint)
    write_json(index, {"weight_map": {"a": "../part.safetensors"}})
    assert "names no files" in refused(capsys, checkpoint)


# Whatever stands in a file -------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Checkpoints by kind, as file name → content."""
    root = tmp_path_factory.mktemp("sound")
    folders = {"release": release, "marian": marian, "nllb": nllb, "ready": ready}
    content = {
        kind: {path.name: path.read_bytes() for path in write(root / kind).iterdir()}
        for kind, write in folders.items()
    }
    torch = root / "torch.bin"
    for kind, write_torch in (("zip", write_torch_zip), ("early", write_torch_early)):
        write_torch(torch, marian_original().model.arrays)
        files = dict(content["marian"])
        del files["model.safetensors"]
        content[kind] = files | {"pytorch_model.bin": torch.read_bytes()}
    return content


@settings(max_examples=60)
@given(st.data())
def test_damage_anywhere_is_refused_or_does_no_harm(
    sound: dict[str, dict[str, bytes]], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(sorted(sound)), "kind")
    name = data.draw(st.sampled_from(sorted(sound[kind])), "file")
    content = bytearray(sound[kind][name])
    # Heads say what the rest means: damage there does more.
    last = max(0, data.draw(st.sampled_from([64, 1_000, len(content)]), "last") - 1)
    start = data.draw(st.integers(0, min(last, len(content))), "start")
    length = data.draw(st.integers(0, 40), "length")
    content[start : start + length] = data.draw(st.binary(max_size=40), "bytes")
    with tempfile.TemporaryDirectory() as workshop:
        folder = Path(workshop) / "checkpoint"
        folder.mkdir()
        for own, sound_content in sound[kind].items():
            (folder / own).write_bytes(bytes(content) if own == name else sound_content)
        try:
            with opened(folder, Path(workshop)) as checkpoint:
                checkpoint.convert(Path(workshop) / "model", "int8")
        except KuagerError as error:
            told = str(error)
        else:
            told = ""
    assert not any(sentence in told for sentence in (*ENGLISH, *KAZAKH))
