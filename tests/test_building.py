"""``kuager models build``: what a checkpoint translated, its package translates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
from ctranslate2.converters.opus_mt import OpusMTConverter

from kuager.cli import run
from kuager.engines import ArgosEngine
from kuager.models import ArgosPackage, open_package

from .support import argos_itself
from .support.building import NAME, build
from .support.checkpoint_files import safetensors, write_torch_early, write_torch_zip
from .support.checkpoint_network import NumpyModel
from .support.checkpoints import (
    ENGLISH,
    LIMIT,
    Original,
    marian_original,
    multilingual_original,
    processor,
    write_hugging_face,
    write_json,
    write_release,
    zipped,
)
from .support.packs import parse_json

ARGOS_FOLDERS = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
LANGUAGES = (">>kaz_Cyrl<<", ">>kaz_Latn<<", ">>rus<<")


@dataclass(frozen=True)
class Case:
    """A checkpoint of a certain form."""

    original: Callable[[], Original]
    write: Callable[[Path, Original], Path]


def release(folder: Path, original: Original) -> Path:
    return write_release(folder, original)


def flat_zip(folder: Path, original: Original) -> Path:
    return zipped(write_release(folder, original), folder.with_suffix(".zip"))


def nested_zip(folder: Path, original: Original) -> Path:
    return zipped(write_release(folder, original), folder.with_suffix(".zip"), "opus-2020/")


def sharded(folder: Path, original: Original) -> Path:
    write_hugging_face(folder, original)
    (folder / "model.safetensors").unlink()
    names = list(original.model.arrays)
    parts = {"model-1.safetensors": names[::2], "model-2.safetensors": names[1::2]}
    for part, own in parts.items():
        arrays = {name: original.model.arrays[name] for name in own}
        (folder / part).write_bytes(safetensors(arrays))
    index = {name: part for part, own in parts.items() for name in own}
    write_json(folder / "model.safetensors.index.json", {"weight_map": index})
    return folder


def torch_zip(folder: Path, original: Original) -> Path:
    write_hugging_face(folder, original)
    (folder / "model.safetensors").unlink()
    write_torch_zip(folder / "pytorch_model.bin", original.model.arrays)
    return folder


def torch_early(folder: Path, original: Original) -> Path:
    write_hugging_face(folder, original)
    (folder / "model.safetensors").unlink()
    write_torch_early(folder / "pytorch_model.bin", original.model.arrays)
    return folder


def half(folder: Path, original: Original) -> Path:
    return write_hugging_face(folder, original, safetensors(original.model.arrays, "F16"))


def brain(folder: Path, original: Original) -> Path:
    return write_hugging_face(folder, original, safetensors(original.model.arrays, "BF16"))


def ready(folder: Path, original: Original) -> Path:
    """A CTranslate2 model whose makers leave the end of the source to callers."""
    made = write_release(folder.with_name("made"), original)
    OpusMTConverter(str(made)).convert(str(folder))
    settings = json.loads((folder / "config.json").read_text())
    settings |= {"add_source_eos": False, "decoder_start_token": "</s>"}
    write_json(folder / "config.json", settings)
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((made / name).read_bytes())
    return folder


def fast(folder: Path, original: Original) -> Path:
    """With a ``tokenizer.json``, as the fast tokenizers write it."""
    write_hugging_face(folder, original)
    (folder / "special_tokens_map.json").unlink()
    tokens = original.sources[:-1]
    pieces = [[token, 0.0] for token in tokens[:-4]]
    added = [{"id": n, "content": t} for n, t in enumerate(tokens) if n >= len(pieces)]
    content = {"model": {"type": "Unigram", "vocab": pieces}, "added_tokens": added}
    write_json(folder / "tokenizer.json", content)
    return folder


def rounded(original: Original, cut: Callable[[Any], Any]) -> Original:
    arrays = {name: cut(array) for name, array in original.model.arrays.items()}
    return Original(
        NumpyModel(arrays, original.model.shape),
        original.sources,
        original.targets,
        original.source_model,
        original.target_model,
    )


def to_half(array: Any) -> Any:
    return array.astype(np.float16).astype(np.float32)


def to_brain(array: Any) -> Any:
    return (array.view(np.uint32) & 0xFFFF0000).view(np.float32)


def separate() -> Original:
    return marian_original(shared=False)


def tagged() -> Original:
    return marian_original(LANGUAGES, LANGUAGES[0], seed=11)


def nllb() -> Original:
    return multilingual_original(("eng_Latn", "kaz_Cyrl", "rus_Cyrl"))


def m2m() -> Original:
    return multilingual_original(("__en__", "__kk__", "__ru__"))


CASES = {
    "release": Case(marian_original, release),
    "release, zip": Case(marian_original, flat_zip),
    "release, zip of a folder": Case(marian_original, nested_zip),
    "release, two vocabularies": Case(separate, release),
    "release, multilingual": Case(tagged, release),
    "Marian": Case(marian_original, write_hugging_face),
    "Marian, two vocabularies": Case(separate, write_hugging_face),
    "Marian, multilingual": Case(tagged, write_hugging_face),
    "Marian, in parts": Case(marian_original, sharded),
    "Marian, float16": Case(lambda: rounded(marian_original(), to_half), half),
    "Marian, bfloat16": Case(lambda: rounded(marian_original(), to_brain), brain),
    "Marian, torch": Case(marian_original, torch_zip),
    "Marian, torch before 1.6": Case(marian_original, torch_early),
    "M2M-100": Case(m2m, write_hugging_face),
    "NLLB": Case(nllb, write_hugging_face),
    "NLLB, fast tokenizer": Case(nllb, fast),
    "CTranslate2": Case(marian_original, ready),
    "CTranslate2, multilingual": Case(tagged, ready),
}


def model_of(path: Path) -> dict[str, bytes]:
    """Return the files of a package below its folder."""
    with zipfile.ZipFile(path) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def greedy(package: ArgosPackage, sentences: Sequence[str]) -> list[tuple[list[str], float]]:
    """Translate with a package, by its own files and description; return tokens and score."""
    pieces = processor(package.tokenizer_path.read_bytes())
    sources = [pieces.encode(sentence, out_type=str) for sentence in sentences]
    if package.source_prefix:
        sources = [[package.source_prefix, *tokens] for tokens in sources]
    prefix = [package.target_prefix] if package.target_prefix else []
    translator = ctranslate2.Translator(
        str(package.folder / "model"), compute_type="float32", intra_threads=1
    )
    results = translator.translate_batch(
        sources,
        target_prefix=[prefix] * len(sources) if prefix else None,
        beam_size=1,
        max_decoding_length=LIMIT + len(prefix),
        return_scores=True,
        length_penalty=0,
        min_decoding_length=0,
    )
    return [(result.hypotheses[0][len(prefix) :], result.scores[0]) for result in results]


@pytest.mark.parametrize("name", CASES)
def test_a_package_translates_as_its_checkpoint_did(name: str, tmp_path: Path) -> None:
    original = CASES[name].original()
    checkpoint = CASES[name].write(tmp_path / "checkpoint", original)
    path = build(checkpoint, "--quantization", "float32")
    package = open_package(path, tmp_path / "cache")
    assert package.source_prefix == original.source_prefix
    assert package.target_prefix == original.target_prefix
    answers = set()
    for sentence, (tokens, own) in zip(ENGLISH, greedy(package, ENGLISH), strict=True):
        expected, score = original.translate(sentence)
        assert tokens == expected
        if not original.target_prefix:  # CTranslate2 counts the prefix, too
            assert own == pytest.approx(score, abs=2e-3)
        answers.add(tuple(tokens))
    assert len(answers) > len(ENGLISH) / 2
    if original.model.shape.marian:
        assert any(len(answer) < LIMIT for answer in answers)


@pytest.mark.parametrize("write", [release, ready])
def test_weights_are_rounded_as_ctranslate2_rounds_them(
    write: Callable[[Path, Original], Path], tmp_path: Path
) -> None:
    original = marian_original()
    made = write_release(tmp_path / "reference", original)
    OpusMTConverter(str(made)).convert(str(tmp_path / "model"), quantization="int8")
    path = build(write(tmp_path / "checkpoint", original))
    assert model_of(path)["model/model.bin"] == (tmp_path / "model" / "model.bin").read_bytes()


def test_a_ready_model_that_is_quantized_stays_as_it_is(tmp_path: Path) -> None:
    original = marian_original()
    folder = ready(tmp_path / "checkpoint", original)
    OpusMTConverter(str(tmp_path / "made")).convert(str(tmp_path / "eight"), quantization="int8")
    content = (tmp_path / "eight" / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(content)
    assert model_of(build(folder))["model/model.bin"] == content


def test_a_package_says_what_it_is(tmp_path: Path) -> None:
    checkpoint = write_release(tmp_path / "checkpoint", tagged())
    files = model_of(build(checkpoint, "--note", "Thanks to the OPUS-MT project."))
    metadata = json.loads(files["metadata.json"])
    assert metadata["from_code"], metadata["to_code"] == ("en", "kk")
    assert metadata["to_name"] == "Kazakh"
    assert metadata["source_prefix"] == LANGUAGES[0]
    assert metadata["target_prefix"] == ""
    assert metadata["licence"] == "CC BY 4.0"
    readme = files["README.md"].decode()
    assert "## Licence\n\nCC BY 4.0" in readme
    assert "Thanks to the OPUS-MT project." in readme
    assert f"`{LANGUAGES[0]}`" in readme
    assert "Plain argos-translate cannot use this package" in readme
    assert files["LICENSE"] == b"Attribution 4.0 International\n"
    assert str(tmp_path).encode() not in b"".join(files.values())


def test_paths_of_whoever_trained_the_tokenizer_are_forgotten(tmp_path: Path) -> None:
    import sentencepiece  # noqa: PLC0415

    original = marian_original()
    checkpoint = write_release(tmp_path / "checkpoint", original)
    corpus = tmp_path / "corpus-of-somebody.txt"
    corpus.write_text("\n".join(ENGLISH * 3))
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus), model_prefix=str(tmp_path / "somebody"), vocab_size=90,
        hard_vocab_limit=False, minloglevel=2, num_threads=1,
    )  # fmt: skip
    content = (tmp_path / "somebody.model").read_bytes()
    assert b"somebody" in content
    (checkpoint / "source.spm").write_bytes(content)
    files = model_of(build(checkpoint))
    assert b"somebody" not in b"".join(files.values())
    tokens = processor(files["sentencepiece.model"]).encode(ENGLISH[0], out_type=str)
    assert tokens == processor(original.source_model).encode(ENGLISH[0], out_type=str)


def test_argos_itself_gives_the_same_text_where_the_readme_says_so(tmp_path: Path) -> None:
    path = build(write_release(tmp_path / "checkpoint", separate()), "--quantization", "float32")
    package = open_package(path, tmp_path / "cache")
    assert "plain argos-translate use it alike" in package.readme
    engine = ArgosEngine(package)
    home = {name: str(tmp_path / "home") for name in ARGOS_FOLDERS}
    # So long that both stop at 256 tokens: a model of random weights seldom ends by itself.
    texts = [" ".join(ENGLISH[n:] + ENGLISH[:n]) for n in range(2)]
    assert all(len(window.tokens) > 64 for t in texts for window in engine.windows(t))
    done = subprocess.run(
        [sys.executable, argos_itself.__file__],
        input=json.dumps({str(package.folder): texts}),
        env=os.environ | home | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    (answers,) = json.loads(done.stdout).values()
    assert answers == [draft.text for draft in engine.translate(texts)]
    assert len(set(answers)) == len(texts)


@pytest.mark.parametrize(
    ("make", "write", "hindrance"),
    [
        (tagged, release, "does not put `>>kaz_Cyrl<<` before the source"),
        (nllb, write_hugging_face, "leaves `kaz_Cyrl`"),
        (m2m, write_hugging_face, "leaves `__kk__`"),
    ],
)
def test_the_readme_says_what_argos_itself_cannot_do(
    make: Callable[[], Original],
    write: Callable[[Path, Original], Path],
    hindrance: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = build(write(tmp_path / "checkpoint", make()))
    assert hindrance in model_of(path)["README.md"].decode()
    assert hindrance in capsys.readouterr().out


def test_equal_checkpoints_give_equal_packages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = marian_original()
    first = build(write_release(tmp_path / "one" / "checkpoint", original))
    second = build(flat_zip(tmp_path / "two" / "checkpoint", original))
    assert first.read_bytes() == second.read_bytes()
    stamp = first.stat().st_mtime_ns
    build(tmp_path / "one" / "checkpoint")
    assert "nothing changed" in capsys.readouterr().out
    assert first.stat().st_mtime_ns == stamp


def test_a_built_package_can_be_installed(tmp_path: Path) -> None:
    path = build(write_hugging_face(tmp_path / "checkpoint", nllb()))
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pyproject.toml").write_text('[tool.kuager]\ntarget-locales = ["kk"]\n')
    assert run(["--pack", str(pack), "models", "install", str(path), "--use", "--yes"]) == 0
    assert (pack / ".kuager" / "packages" / NAME).read_bytes() == path.read_bytes()
    assert run(["--pack", str(pack), "models", "verify"]) == 0


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoint = flat_zip(tmp_path / "checkpoint", tagged())
    output = tmp_path / "packages"
    options = ("--from", "en", "--to", "ru", "--output", str(output), "--dry-run")
    assert run(["models", "build", str(checkpoint), *options, "--format", "json"]) == 0
    report = parse_json(capsys.readouterr().out, "build")
    assert report["outcome"] == "foreseen"
    assert report["package"] == "translate-en_ru-1_0.argosmodel"
    assert report["source_prefix"] == ">>rus<<"
    assert report["form"] == "Marian release"
    assert report["hindrances"] == ["It does not put `>>rus<<` before the source."]
    assert not output.exists()
