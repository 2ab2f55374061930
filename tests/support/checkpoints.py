"""Small checkpoints in every form that ``kuager models build`` takes: random, with real words."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sentencepiece

from .checkpoint_files import safetensors, write_marian
from .checkpoint_network import Arrays, NumpyModel, Shape, random_arrays

ENGLISH = (
    "They came at night.", "We were at home.", "He took my brother.", "Nobody told us where.",
    "They took him away at six.", "My brother was at work.",
)  # fmt: skip
KAZAKH = (
    "Олар түнде келді.", "Біз үйде едік.", "Ол ағамды алып кетті.", "Ешкім бізге айтпады.",
    "Олар оны алтыда алып кетті.", "Ағам жұмыста еді.",
)  # fmt: skip
END, UNKNOWN, PADDING = "</s>", "<unk>", "<pad>"
EAGERNESS = 1.0
"""Of a Marian model to end a sentence."""
LIMIT = 24
"""Target tokens that are compared."""


@lru_cache
def spm(sentences: tuple[str, ...], size: int = 90, **options: Any) -> bytes:
    """Return a SentencePiece model trained on sentences."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences * 3),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=False,
        minloglevel=2,
        num_threads=1,
        **options,
    )
    return model.getvalue()


def processor(model: bytes) -> Any:
    """Return the processor of a SentencePiece model."""
    return sentencepiece.SentencePieceProcessor(model_proto=model)


def pieces(model: bytes) -> list[str]:
    """Return the pieces of a SentencePiece model, without its first three, which are marks."""
    own = processor(model)
    return [own.id_to_piece(number) for number in range(3, own.get_piece_size())]


@dataclass(frozen=True)
class Original:
    """A checkpoint as its makers would run it."""

    model: NumpyModel
    sources: Sequence[str]
    targets: Sequence[str]
    source_model: bytes
    target_model: bytes
    source_prefix: str = ""
    target_prefix: str = ""

    def pieces_of(self, sentence: str) -> list[str]:
        """Return the source tokens of a sentence, without those that the model adds."""
        tokens: list[str] = processor(self.source_model).encode(sentence, out_type=str)
        return [*([self.source_prefix] if self.source_prefix else []), *tokens]

    def translate(self, sentence: str) -> tuple[list[str], float]:
        """Return the target tokens of a sentence, without the prefix, and their score."""
        numbers = {token: number for number, token in enumerate(self.sources)}
        source = [numbers.get(t, numbers[UNKNOWN]) for t in (*self.pieces_of(sentence), END)]
        end = self.targets.index(END)
        start = self.targets.index(PADDING) if self.model.shape.marian else end
        begin = [start]
        if self.target_prefix:
            begin.append(self.targets.index(self.target_prefix))
        answer, score = self.model.greedy(source, begin, end, start, LIMIT)
        return [self.targets[number] for number in answer], score


def marian_original(
    languages: Sequence[str] = (),
    source_prefix: str = "",
    *,
    shared: bool = True,
    bytewise: bool = False,
    seed: int = 6,
) -> Original:
    """Return a Marian model; ``languages`` are tokens such as ``>>kaz_Cyrl<<``.

    With ``bytewise`` the target's pieces include the 256 bytes.
    """
    source_model = spm(ENGLISH)
    target_model = spm(KAZAKH, 346, byte_fallback=True) if bytewise else spm(KAZAKH)
    both = [pieces(source_model), pieces(target_model)]
    head = [END, UNKNOWN, *languages]
    sources, targets = ([*head, *own, PADDING] for own in both)
    if shared:
        sources = targets = [*dict.fromkeys([*head, *both[0], *both[1]]), PADDING]
    shape = Shape(len(sources), len(targets), shared=shared)
    arrays = random_arrays(shape, seed, _quiet(targets))
    arrays["final_logits_bias"][0, targets.index(END)] = EAGERNESS
    return Original(
        NumpyModel(arrays, shape), sources, targets, source_model, target_model, source_prefix
    )


def multilingual_original(languages: Sequence[str], *, seed: int = 4) -> Original:
    """Return an M2M-100 model; the first two of its language tokens are those of the pair."""
    model = spm((*ENGLISH, *KAZAKH), 150)
    mask = ["<mask>"] if "_" in languages[0].strip("_") else []
    tokens = ["<s>", PADDING, END, UNKNOWN, *pieces(model), *languages, *mask, "madeupword0"]
    shape = Shape(len(tokens), len(tokens), marian=False)
    quiet = [*_quiet(tokens), 0, 1, 2]
    arrays = random_arrays(shape, seed, quiet)
    return Original(
        NumpyModel(arrays, shape), tokens, tokens, model, model, languages[0], languages[1]
    )


def _quiet(tokens: Sequence[str]) -> list[int]:
    """Return the tokens that no trial would take for Kazakh, or for bytes of it (D0 to D3)."""
    return [
        number
        for number, token in enumerate(tokens)
        if not (re.match("<0x(8|9|A|B|D0|D1|D2|D3)", token) or re.search("[Ѐ-ӿ]", token))
    ]


README = """\
# opus-2020-01-08.zip

* source language(s): eng
* target language(s): kaz_Cyrl kaz_Latn
* pre-processing: normalization + SentencePiece (spm32k,spm32k)
"""


def write_release(folder: Path, original: Original, **settings: object) -> Path:
    """Write a release of OPUS-MT into a folder."""
    folder.mkdir(parents=True)
    shape = original.model.shape
    write_marian(folder / "opus.model1.npz", dict(original.model.arrays), shape.heads, **settings)
    names = ["opus.vocab.yml"] * 2 if shape.shared else ["opus.src.vocab.yml", "opus.trg.vocab.yml"]
    for name, tokens in zip(names, (original.sources, original.targets), strict=True):
        write_vocabulary(folder / name, tokens[:-1])
    (folder / "decoder.yml").write_text(
        "relative-paths: true\nmodels:\n  - opus.model1.npz\nvocabs:\n"
        + "".join(f"  - {name}\n" for name in names)
        + "beam-size: 6\nnormalize: 1\n"
    )
    (folder / "source.spm").write_bytes(original.source_model)
    (folder / "target.spm").write_bytes(original.target_model)
    (folder / "README.md").write_text(README)
    (folder / "LICENSE").write_text("Attribution 4.0 International\n")
    (folder / "preprocess.sh").write_text("#!/bin/bash\n")
    return folder


def write_vocabulary(path: Path, tokens: Sequence[str]) -> None:
    """Write a vocabulary as ``marian-vocab`` does."""
    lines = (f"{json.dumps(token, ensure_ascii=False)}: {n}\n" for n, token in enumerate(tokens))
    path.write_text("".join(lines), "utf-8")


def zipped(folder: Path, path: Path, top: str = "") -> Path:
    """Write a folder as a zip archive, its files below ``top``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"{top}{file.relative_to(folder).as_posix()}")
    return path


def write_hugging_face(folder: Path, original: Original, weights: bytes | None = None) -> Path:
    """Write a folder of Transformers; ``weights`` are the content of ``model.safetensors``."""
    folder.mkdir(parents=True)
    shape = original.model.shape
    arrays: Arrays = dict(original.model.arrays)
    (folder / "model.safetensors").write_bytes(weights or safetensors(arrays))
    settings: dict[str, object] = {
        "model_type": "marian" if shape.marian else "m2m_100",
        "vocab_size": shape.sources,
        "d_model": shape.width,
        "encoder_layers": shape.layers,
        "decoder_layers": shape.layers,
        "encoder_attention_heads": shape.heads,
        "decoder_attention_heads": shape.heads,
        "max_position_embeddings": shape.positions,
        "activation_function": "swish" if shape.marian else "relu",
        "scale_embedding": True,
        "decoder_start_token_id": shape.targets - 1 if shape.marian else 2,
    }
    if shape.marian:
        settings |= {
            "decoder_vocab_size": shape.targets,
            "share_encoder_decoder_embeddings": shape.shared,
        }
        (folder / "source.spm").write_bytes(original.source_model)
        (folder / "target.spm").write_bytes(original.target_model)
        _write_numbers(folder / "vocab.json", original.sources)
        if not shape.shared:
            _write_numbers(folder / "target_vocab.json", original.targets)
        pair = {"source_lang": "en", "target_lang": "kk", "separate_vocabs": not shape.shared}
        write_json(folder / "tokenizer_config.json", pair)
    else:
        (folder / "sentencepiece.bpe.model").write_bytes(original.source_model)
        languages = [token for token in original.sources if token.count("_") in {1, 4}]
        languages = [token for token in languages if token.isascii()]
        write_json(folder / "special_tokens_map.json", {"additional_special_tokens": languages})
        if original.source_prefix.startswith("__"):
            first = original.sources.index(languages[0])
            _write_numbers(folder / "vocab.json", original.sources[:first])
    write_json(folder / "config.json", settings)
    readme = "---\nlanguage:\n- en\n- kk\nlicense: cc-by-4.0\n---\n\n# A model\n"
    (folder / "README.md").write_text(readme)
    return folder


def _write_numbers(path: Path, tokens: Sequence[str]) -> None:
    write_json(path, {token: number for number, token in enumerate(tokens)})


def write_json(path: Path, content: object) -> None:
    """Write a JSON file."""
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
