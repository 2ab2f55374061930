"""Read the vocabulary of a Hugging Face checkpoint, as Transformers' tokenizers put it together.

Marian (``tokenization_marian.py``): ``vocab.json``, and ``target_vocab.json`` where the sides
differ. M2M-100 (``tokenization_m2m_100.py``): ``vocab.json``, then the language tokens. NLLB
(``tokenization_nllb.py``): ``tokenizer.json``, or the SentencePiece model moved by one, then the
language tokens and ``<mask>``. What the weights have beyond that is filled up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kuager.errors import PackageError
from kuager.models.building.checkpoint import (
    END,
    INCOMPLETE,
    PADDING,
    START,
    UNKNOWN,
    VOCABULARY_LIMIT,
    Tokenizers,
    read_object,
)
from kuager.models.building.pieces import all_pieces, load_pieces

_CONFIGURATIONS = ("tokenizer_config.json", "special_tokens_map.json")
_LISTS = ("additional_special_tokens", "extra_special_tokens")
_LAYOUT = (START, PADDING, END, UNKNOWN)
"""Of fairseq, before the pieces; SentencePiece's own first three are left out."""


def read_vocabularies(
    folder: Path, sizes: tuple[int, int], *, separate: bool
) -> tuple[list[str], list[str]]:
    """Return the tokens of a Marian checkpoint for sources and for targets. Raises PackageError."""
    source = _listed(_numbers(folder / "vocab.json"), sizes[0])
    if not separate:
        return source, source
    return source, _listed(_numbers(folder / "target_vocab.json"), sizes[1])


def read_multilingual_vocabulary(
    folder: Path, size: int, tokenizers: Tokenizers | None
) -> list[str]:
    """Return the tokens of an M2M-100 or NLLB checkpoint. Raises PackageError."""
    if (folder / "vocab.json").is_file():
        tokens = _numbers(folder / "vocab.json")
        appended = _special_tokens(folder)
    elif (folder / "tokenizer.json").is_file():
        tokens = _fast_tokens(folder / "tokenizer.json")
        appended = []
    elif tokenizers is not None:
        pieces = all_pieces(load_pieces(tokenizers.source)[0])
        tokens = dict(enumerate((*_LAYOUT, *pieces[3:])))
        appended = [*_special_tokens(folder), "<mask>"]
    else:
        raise PackageError("The checkpoint has no vocabulary.", INCOMPLETE)
    for number, token in _added(folder).items():
        tokens.setdefault(number, token)
    known = set(tokens.values())
    for token in appended:
        if token not in known:
            tokens[max(tokens, default=-1) + 1] = token
    return _listed(tokens, size)


def _numbers(path: Path) -> dict[int, str]:
    """Return number → token of a JSON object token → number."""
    if not path.is_file():
        raise PackageError(f"The checkpoint has no {path.name}.", INCOMPLETE)
    return _by_number(read_object(path), path)


def _by_number(numbers: Mapping[str, Any], path: Path) -> dict[int, str]:
    tokens = {number: token for token, number in numbers.items() if isinstance(number, int)}
    if len(tokens) < len(numbers) or not tokens or min(tokens) < 0:
        raise PackageError(f"{path.name} does not number its tokens.", INCOMPLETE)
    return tokens


def _fast_tokens(path: Path) -> dict[int, str]:
    """Return the tokens of a ``tokenizer.json``: its model's, then the added ones."""
    content = read_object(path)
    model = content.get("model")
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    try:
        if isinstance(vocabulary, dict):
            tokens = _by_number(vocabulary, path)
        else:  # a list of pieces with their scores
            tokens = {number: str(piece[0]) for number, piece in enumerate(vocabulary or [])}
        for added in content.get("added_tokens", []):
            tokens.setdefault(int(added["id"]), str(added["content"]))
    except (TypeError, LookupError, ValueError) as error:
        raise PackageError(f"{path.name} holds no vocabulary.", INCOMPLETE) from error
    return tokens


def _added(folder: Path) -> dict[int, str]:
    """Return the tokens that the settings number themselves."""
    found: dict[int, str] = {}
    decoder = read_object(folder / "tokenizer_config.json").get("added_tokens_decoder")
    for number, fields in decoder.items() if isinstance(decoder, dict) else ():
        if number.isdecimal() and isinstance(fields, dict):
            found[int(number)] = str(fields.get("content", ""))
    for token, place in read_object(folder / "added_tokens.json").items():
        if isinstance(place, int):
            found.setdefault(place, token)
    return {number: token for number, token in found.items() if token}


def _special_tokens(folder: Path) -> list[str]:
    """Return the special tokens that the settings list, in order."""
    for name in _CONFIGURATIONS:
        content = read_object(folder / name)
        for key in _LISTS:
            if isinstance(content.get(key), list) and content[key]:
                return [
                    str(token.get("content", "")) if isinstance(token, dict) else str(token)
                    for token in content[key]
                ]
    return []


def _listed(tokens: Mapping[int, str], size: int) -> list[str]:
    """Return ``size`` tokens in order; numbers without one get a name that no text has."""
    if not 0 < size <= VOCABULARY_LIMIT:
        raise PackageError(f"A vocabulary of {size:,} tokens is none.", INCOMPLETE)
    listed = [tokens.get(number, f"madeupword{number}") for number in range(size)]
    if twice := _twice(listed):
        raise PackageError(f"The vocabulary holds {twice!r} twice.", INCOMPLETE)
    return listed


def _twice(tokens: Iterable[str]) -> str:
    seen: set[str] = set()
    for token in tokens:
        if token in seen:
            return token
        seen.add(token)
    return ""
