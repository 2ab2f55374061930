"""Train the SentencePiece model that all languages of a package share."""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kuager.errors import InputError

START, END, UNKNOWN, PADDING = "<s>", "</s>", "<unk>", "<pad>"
"""Tokens 2, 3, 1 and 0 of every vocabulary."""

PADDING_ID, UNKNOWN_ID, START_ID, END_ID = range(4)

_EVENED = {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " "}
"""Typographic variants that say the same. Unicode's NFKC, the usual rule, would also make
``No`` of ``№`` and three full stops of an ellipsis."""


def language_token(locale: str) -> str:
    """Return the token that a target of a locale begins with: ``<2kk>``."""
    return f"<2{locale}>"


def tag_token(tag: str) -> str:
    """Return the token that sources of a tagged corpus begin with: ``<bible>``."""
    return f"<{tag}>"


def train_tokenizer(
    sentences: Iterable[str],
    locales: Sequence[str],
    size: int,
    path: Path,
    seed: int,
    tags: Sequence[str] = (),
) -> None:
    """Write a unigram SentencePiece model with at most ``size`` tokens (Kudo 2018).

    Digits are tokens of their own, so that numbers can be copied digit by digit. Equal input
    and seed give an equal model. Raises InputError when the size is too small for the letters.
    """
    import sentencepiece  # noqa: PLC0415 (heavy)

    texts = sorted(set(sentences))
    random.Random(seed).shuffle(texts)  # noqa: S311 (no secret)
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.tsv"
        rules.write_text(
            "".join(f"{ord(old):X}\t{ord(new):X}\n" for old, new in _EVENED.items()), "utf-8"
        )
        model = io.BytesIO()
        try:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(texts),
                model_writer=model,
                model_type="unigram",
                vocab_size=size,
                character_coverage=1.0,
                split_digits=True,
                hard_vocab_limit=False,
                normalization_rule_tsv=str(rules),
                pad_id=PADDING_ID,
                unk_id=UNKNOWN_ID,
                bos_id=START_ID,
                eos_id=END_ID,
                pad_piece=PADDING,
                unk_piece=UNKNOWN,
                bos_piece=START,
                eos_piece=END,
                user_defined_symbols=[
                    *(language_token(locale) for locale in locales),
                    *(tag_token(tag) for tag in tags),
                ],
                num_threads=1,
                minloglevel=2,
            )
        except RuntimeError as error:
            raise InputError(
                f"These sentences do not make a vocabulary of {size:,} tokens.",
                "Choose another size: it must hold every letter once.",
            ) from error
    path.write_bytes(forget_paths(model.getvalue()))


_PATHS = {2: frozenset({1, 2}), 3: frozenset({6})}
"""Fields with paths by ``sentencepiece_model.proto``: of the trainer (2) its input and the prefix
of its output, of the normalizer (3) the file of its rules."""


def forget_paths(model: bytes) -> bytes:
    """Return a SentencePiece model without the paths of the files it was trained with.

    They would tell where somebody works. Raises IndexError where the bytes are no message.
    """
    kept = []
    for number, field, content in _fields(model):
        if number not in _PATHS:
            kept.append(field)
            continue
        parts = [part for inside, part, _ in _fields(content) if inside not in _PATHS[number]]
        inner = b"".join(parts)
        kept.append(bytes([number << 3 | 2]) + _varint(len(inner)) + inner)
    return b"".join(kept)


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield number, bytes and content of each field of a protobuf message."""
    start = 0
    while start < len(message):
        tag, place = _read_varint(message, start)
        content = b""
        if tag & 7 == 2:
            length, place = _read_varint(message, place)
            content = message[place : place + length]
            place += length
        elif tag & 7 == 0:
            _, place = _read_varint(message, place)
        else:
            place += 4 if tag & 7 == 5 else 8
        yield tag >> 3, message[start:place], content
        start = place


def _read_varint(message: bytes, place: int) -> tuple[int, int]:
    """Return a number and the place behind it."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def _varint(value: int) -> bytes:
    written = b""
    while value >= 0x80:
        written += bytes([value & 0x7F | 0x80])
        value >>= 7
    return written + bytes([value])


def load_tokenizer(path: Path) -> Any:
    """Return the SentencePiece processor of a model file."""
    import sentencepiece  # noqa: PLC0415 (heavy)

    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def vocabulary(tokenizer: Any) -> list[str]:
    """Return all tokens in the order of their numbers."""
    return [tokenizer.id_to_piece(number) for number in range(tokenizer.get_piece_size())]
