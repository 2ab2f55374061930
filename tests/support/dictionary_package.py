"""Build a small but real Argos package that translates word by word.

The package holds a CTranslate2 Transformer of one encoder and one decoder layer whose weights
are written, not trained. It runs through every part that a large model runs through
(tokenizer, embeddings, attention, beam search, replaced unknowns) in milliseconds.

How it works. Every target token has a code of ±1, its number in binary and the complement of
that; every position has one too. A source word is embedded as the code of *its translation*,
beside the code of its position. Because codes and complements cancel out, the mean of such a
vector is 0 and its length constant: a layer normalisation only scales it. The encoder passes
it on. The decoder at step t knows nothing but its position; its cross-attention compares that
with the positions of the source, finds the t-th word, takes the code that stands there, and the
output layer names the token with that code. The end of the source is embedded as the end of
the target. With a target prefix, the positions of the decoder are moved by one.
"""

from __future__ import annotations

import json
import math
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import transformer_spec
from numpy.typing import NDArray

from .word_pieces import CLOSING, END, OPENING, START, UNKNOWN, write_word_model

Matrix = NDArray[np.float32]

POSITIONS = 256
SHARPNESS = 10.0
"""Softmax then gives all but e⁻⁴⁰ to the right position and token."""

_MARK = "▁"
_NAMES = {"en": "English", "kk": "Kazakh", "ru": "Russian"}


def build_dictionary_package(
    path: Path,
    pairs: Mapping[str, str],
    *,
    source: str = "en",
    target: str = "kk",
    version: str = "1.0",
    target_prefix: str = "",
    positions: int = POSITIONS,
    endless: bool = False,
) -> Path:
    """Write an ``.argosmodel`` that translates by a dictionary, and return its path.

    ``pairs`` maps single words (or punctuation marks: ``{"“": "«"}``) to what they become, one
    or more words. A capitalised word becomes its translation capitalised. Punctuation is kept,
    in tokens of its own at the end of a word. Words that are not in the dictionary are
    copied: the model answers ``<unk>`` and the engine puts the source token there, which the
    attention points to. ``endless`` makes a model that never ends a sentence, ``positions``
    sets how many tokens it takes. Equal input gives equal bytes.
    """
    table = _translation_table(pairs)
    targets = [UNKNOWN, START, END, *([target_prefix] if target_prefix else [])]
    targets += dict.fromkeys(table.values())
    numbers = {token: number for number, token in enumerate(targets)}
    sources = {UNKNOWN: UNKNOWN, START: START, END: targets[-1] if endless else END} | table
    spec = _transformer(
        [numbers[translation] for translation in sources.values()],
        len(targets),
        positions,
        1 if target_prefix else 0,
    )
    spec.register_source_vocabulary(list(sources))
    spec.register_target_vocabulary(targets)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = START
    spec.validate()
    name = f"translate-{source}_{target}-{version.replace('.', '_')}"
    with tempfile.TemporaryDirectory() as folder:
        spec.save(folder)
        parts = {f"model/{file.name}": file.read_bytes() for file in Path(folder).iterdir()}
    parts["sentencepiece.model"] = write_word_model([*table, *table.values()], prefix=target_prefix)
    parts["metadata.json"] = json.dumps(
        {
            "package_version": version,
            "argos_version": "1.9",
            "from_code": source,
            "from_name": _NAMES.get(source, source),
            "to_code": target,
            "to_name": _NAMES.get(target, target),
            "type": "translate",
            "target_prefix": target_prefix,
            "links": [],
        },
        indent=1,
    ).encode()
    parts["README.md"] = b"# A dictionary\n\nTranslates word by word; made for tests.\n"
    write_archive(path, {f"{name}/{part}": content for part, content in parts.items()})
    return path


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip archive whose bytes depend on its files alone."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def _translation_table(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return source token → target token, with capitalised words and punctuation."""
    words = {key: text for key, text in pairs.items() if key not in {*CLOSING, *OPENING}}
    for key, text in list(words.items()):
        if not key or any(character.isspace() for character in key):
            raise ValueError(f"not a single word: {key!r}")
        words.setdefault(key[0].upper() + key[1:], text[:1].upper() + text[1:])
    table = {_MARK + mark: pairs.get(mark, mark) for mark in CLOSING}
    for opening in ("", *OPENING):
        start = pairs.get(opening, opening)
        for key, text in words.items():
            table[_MARK + opening + key] = _MARK + start + text.replace(" ", _MARK)
    return table


def _transformer(
    translations: list[int], target_count: int, positions: int, prefix_length: int
) -> transformer_spec.TransformerSpec:
    """Return a Transformer that answers source token ``n`` with token ``translations[n]``."""
    tokens = _codes(target_count)
    places = _codes(positions)
    size, split = tokens.shape[1] + places.shape[1], tokens.shape[1]
    token_part = np.diag(np.arange(size) < split).astype(np.float32)
    place_part = np.diag(np.arange(size) >= split).astype(np.float32)

    spec = transformer_spec.TransformerSpec.from_config(num_layers=1, num_heads=1)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.scale_embeddings = decoder.scale_embeddings = False
    encoder.embeddings[0].weight = _beside(tokens[translations], 0, size)
    encoder.position_encodings.encodings = _beside(places, split, size)
    decoder.embeddings.weight = np.zeros((target_count, size), np.float32)
    shifted = np.maximum(np.arange(positions) - prefix_length, 0)
    decoder.position_encodings.encodings = _beside(places[shifted], split, size)
    for part in (encoder, decoder):
        _pass_through(part.layer[0].self_attention, part.layer[0].ffn, size)
        _set_norm(part.layer_norm, size)

    attention = decoder.layer[0].attention
    _set_norm(attention.layer_norm, size)
    sharpness = SHARPNESS * math.sqrt(places.shape[1])
    attention.linear[0].weight = sharpness * place_part
    attention.linear[1].weight = np.concatenate([place_part, token_part])
    attention.linear[2].weight = token_part
    decoder.projection.weight = SHARPNESS * _beside(tokens, 0, size)
    return spec


def _codes(count: int) -> Matrix:
    """Return a row of ±1 for each number below ``count``: its bits, then their complement."""
    bits = max(1, (count - 1).bit_length())
    digits = (np.arange(count)[:, None] >> np.arange(bits)) & 1
    signs = (2 * digits - 1).astype(np.float32)
    return np.concatenate([signs, -signs], axis=1)


def _beside(codes: Matrix, start: int, size: int) -> Matrix:
    """Return codes in wider rows, from a column on; zeros elsewhere."""
    wide = np.zeros((len(codes), size), np.float32)
    wide[:, start : start + codes.shape[1]] = codes
    return wide


def _pass_through(attention: Any, ffn: Any, size: int) -> None:
    """Let a self-attention and a feed-forward part add nothing."""
    for block in (attention, ffn):
        _set_norm(block.layer_norm, size)
    attention.linear[0].weight = np.zeros((3 * size, size), np.float32)
    attention.linear[1].weight = np.zeros((size, size), np.float32)
    ffn.linear_0.weight = np.zeros((1, size), np.float32)
    ffn.linear_0.bias = np.zeros(1, np.float32)
    ffn.linear_1.weight = np.zeros((size, 1), np.float32)
    ffn.linear_1.bias = np.zeros(size, np.float32)


def _set_norm(norm: Any, size: int) -> None:
    norm.gamma = np.ones(size, np.float32)
    norm.beta = np.zeros(size, np.float32)
