"""Read checkpoints of Marian, M2M-100 and NLLB as Hugging Face's Transformers writes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kuager.errors import PackageError
from kuager.models.building.checkpoint import (
    INCOMPLETE,
    Checkpoint,
    Kind,
    Stated,
    converting,
    read_object,
)
from kuager.models.building.languages import names_languages
from kuager.models.building.network import Network, write_network
from kuager.models.building.pieces import find_tokenizers
from kuager.models.building.statements import find_licence, read_readme
from kuager.models.building.vocabularies import read_multilingual_vocabulary, read_vocabularies
from kuager.models.building.weights import read_tensors, weight_files

CONFIGURATION = "config.json"
ARCHITECTURES = {"marian": "Marian", "m2m_100": "M2M-100"}
"""``model_type`` → name; NLLB's dense models are of type ``m2m_100``."""


def is_hugging_face(folder: Path) -> bool:
    """Say whether a folder looks like one of Transformers'."""
    return (folder / CONFIGURATION).is_file() and not (folder / "model.bin").is_file()


def read_hugging_face(folder: Path) -> Checkpoint:
    """Return the checkpoint in a folder. Raises PackageError, StorageError."""
    settings = read_object(folder / CONFIGURATION)
    kind = settings.get("model_type")
    if kind not in ARCHITECTURES:
        named = f"“{kind}”" if isinstance(kind, str) and kind.isprintable() else "no"
        raise PackageError(
            f"The model is of {named} architecture, which is not supported.",
            "Supported are Marian, M2M-100 and NLLB (dense), and ready CTranslate2 models.",
        )
    paths = weight_files(folder)
    if not paths:
        raise PackageError(
            "The checkpoint has no weights (model.safetensors or pytorch_model.bin).", INCOMPLETE
        )
    tokenizers = find_tokenizers(folder)
    network = _network(settings, marian=kind == "marian")
    if network.marian:
        source, target = read_vocabularies(
            folder,
            (network.source_size, network.target_size),
            separate=settings.get("share_encoder_decoder_embeddings") is False,
        )
    else:
        source = target = read_multilingual_vocabulary(folder, network.source_size, tokenizers)
        if not names_languages(source):
            raise PackageError(
                "The checkpoint names no language tokens.",
                "They stand in special_tokens_map.json or tokenizer.json; get the whole folder.",
            )
    label = paths[0].name

    def convert(output: Path, quantization: str) -> None:
        tensors = read_tensors(paths)
        with converting(label):
            write_network(tensors, network, (source, target), output, quantization)

    return Checkpoint(
        kind=Kind.HUGGING_FACE,
        architecture=ARCHITECTURES[kind],
        weights=paths,
        source_vocabulary=source,
        target_vocabulary=target,
        tokenizers=tokenizers,
        stated=_stated(folder, marian=network.marian),
        convert=convert,
    )


def _network(settings: Mapping[str, Any], *, marian: bool) -> Network:
    """Return the shape that ``config.json`` describes."""

    def number(key: str, otherwise: int | None = None) -> int:
        value = settings.get(key, otherwise)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise PackageError(f"{CONFIGURATION} does not give {key} as a number.", INCOMPLETE)
        return value

    heads = number("encoder_attention_heads")
    if heads != number("decoder_attention_heads") or not heads:
        raise PackageError(
            "Encoder and decoder have different numbers of attention heads.",
            "CTranslate2 cannot run such a model.",
        )
    size = number("vocab_size")
    separate = settings.get("share_encoder_decoder_embeddings") is False
    return Network(
        marian=marian,
        encoder_layers=number("encoder_layers"),
        decoder_layers=number("decoder_layers"),
        heads=heads,
        width=number("d_model"),
        positions=number("max_position_embeddings"),
        activation=str(settings.get("activation_function", "relu")),
        scaled=settings.get("scale_embedding") is True,
        source_size=size,
        target_size=number("decoder_vocab_size", size) if separate else size,
        start=number("decoder_start_token_id"),
    )


def _stated(folder: Path, *, marian: bool) -> Stated:
    """Return what a checkpoint says; only Marian's tokenizers are for certain languages."""
    readme = read_readme(folder)
    licence, file = find_licence(folder, readme)
    settings = read_object(folder / "tokenizer_config.json") if marian else {}
    sources, targets = (
        (value,) if isinstance(value, str) and value else ()
        for value in (settings.get("source_lang"), settings.get("target_lang"))
    )
    return Stated(sources, targets, licence, file)
