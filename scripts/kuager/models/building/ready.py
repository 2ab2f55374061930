"""Take a model that is in CTranslate2's format already."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from kuager.errors import PackageError, UsageError
from kuager.models.building.binaries import quantize, read_listing
from kuager.models.building.checkpoint import (
    INCOMPLETE,
    TEXT_LIMIT,
    VOCABULARY_LIMIT,
    Checkpoint,
    Kind,
    Stated,
    converting,
    read_json,
    read_object,
)
from kuager.models.building.pieces import find_tokenizers
from kuager.models.building.statements import find_licence, read_readme
from kuager.storage import read_regular

MODEL, CONFIGURATION = "model.bin", "config.json"


def is_ready(folder: Path) -> bool:
    """Say whether a folder looks like a CTranslate2 model."""
    return (folder / MODEL).is_file()


def read_ready(folder: Path) -> Checkpoint:
    """Return the model in a folder. Raises PackageError, StorageError, OSError."""
    listing = read_listing(folder / MODEL)
    if listing.name != "TransformerSpec":
        raise PackageError(
            "The CTranslate2 model is no Transformer that translates.",
            "Use a model with an encoder and a decoder.",
        )
    settings = _settings(folder)
    source, target = _vocabularies(folder)

    def convert(output: Path, quantization: str) -> None:
        if quantization not in {"int8", "float32"}:
            raise UsageError(
                "A ready CTranslate2 model is packed as int8 or, as it is, as float32.",
                "Give --quantization int8, or convert the checkpoint it was made of.",
            )
        output.mkdir()
        with converting(MODEL):
            if quantization == "int8" and not listing.quantized:
                quantize(folder / MODEL, listing, output / MODEL)
            else:
                shutil.copyfile(folder / MODEL, output / MODEL)
        written = json.dumps(settings, indent=2, sort_keys=True) + "\n"
        (output / CONFIGURATION).write_text(written, "utf-8")
        for path in sorted(folder.glob("*_vocabulary.*")):
            if path.suffix in {".json", ".txt"}:
                shutil.copyfile(path, output / path.name)

    readme = read_readme(folder)
    licence, file = find_licence(folder, readme)
    return Checkpoint(
        kind=Kind.CTRANSLATE2,
        architecture="Transformer",
        weights=(folder / MODEL,),
        source_vocabulary=source,
        target_vocabulary=target,
        tokenizers=find_tokenizers(folder),
        stated=Stated(licence=licence, licence_file=file),
        convert=convert,
    )


def _settings(folder: Path) -> dict[str, Any]:
    """Return the model's settings, made to end a source where its makers left that to callers.

    Transformers' tokenizers put the end of sentence themselves, so that models converted from
    there do not ask for it; Argos and we leave it to the model. They are known by a decoder that
    starts from the end token. Models of OpenNMT, which really take none, start from ``<s>``.
    """
    settings = read_object(folder / CONFIGURATION)
    start = settings.get("decoder_start_token", "<s>")
    if start == settings.get("eos_token", "</s>"):
        settings["add_source_eos"] = True
    return settings


def _vocabularies(folder: Path) -> tuple[list[str], list[str]]:
    shared = _tokens(folder, "shared_vocabulary")
    source = shared or _tokens(folder, "source_vocabulary")
    target = shared or _tokens(folder, "target_vocabulary")
    if not source or not target:
        raise PackageError("The CTranslate2 model has no vocabulary.", INCOMPLETE)
    return source, target


def _tokens(folder: Path, name: str) -> list[str]:
    tokens = read_json(folder / f"{name}.json")
    if tokens is None:
        text = read_regular(folder / f"{name}.txt", f"{name}.txt", limit=TEXT_LIMIT) or b""
        tokens = text.decode(errors="replace").rstrip("\n").split("\n") if text else []
    if (
        not isinstance(tokens, list)
        or len(tokens) > VOCABULARY_LIMIT
        or not all(isinstance(token, str) for token in tokens)
    ):
        raise PackageError(f"{name}.json is not a list of tokens.", INCOMPLETE)
    return tokens
