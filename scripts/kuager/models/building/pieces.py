"""SentencePiece models: find them, prove them, see whether one reads what another writes.

Argos reads one model a package: it cuts the source with it and joins the target with it. Marian
has two. Joining looks up no vocabulary: a piece that the model does not know stays as it is,
and Argos makes a space of its mark. So targets mostly come out right through the source's model;
those of a model with byte pieces do not, nor pieces that the source's model takes for controls.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kuager.errors import InputError, PackageError
from kuager.models.building.checkpoint import INCOMPLETE, TEXT_LIMIT, Tokenizers
from kuager.models.training.tokenizer import forget_paths
from kuager.storage import read_regular

SOURCES = (
    "source.spm",
    "sentencepiece.bpe.model",
    "sentencepiece.model",
    "spm.model",
    "spiece.model",
)
TARGETS = ("target.spm", "target.sentencepiece.model")
BPE = ("source.bpe", "target.bpe")
"""Merges of subword-nmt, in the oldest releases of OPUS-MT."""

SHARE = 0.5
"""Of a model's pieces in the vocabulary, at least: of one that belongs to it, nearly all are."""

_MARK = "▁"


def find_tokenizers(folder: Path) -> Tokenizers | None:
    """Return the SentencePiece models in a folder, None where there is none.

    Raises PackageError where it was made with merges of subword-nmt instead.
    """
    source = next((folder / name for name in SOURCES if (folder / name).is_file()), None)
    target = next((folder / name for name in TARGETS if (folder / name).is_file()), None)
    if source is not None:
        return Tokenizers(source, target)
    if any((folder / name).is_file() for name in BPE):
        raise PackageError(
            "The checkpoint was trained on BPE merges (source.bpe), not SentencePiece.",
            "Use a release of the pair whose README says “SentencePiece”.",
        )
    return None


def load_pieces(path: Path) -> tuple[Any, bytes]:
    """Return a SentencePiece processor and its model without the paths it was trained with.

    Raises InputError where there is no file, PackageError for what is no model.
    """
    import sentencepiece  # noqa: PLC0415 (heavy)

    content = read_regular(path, path.name, limit=TEXT_LIMIT)
    if content is None:
        raise InputError(f"There is no file {path.name}.", "Check the path.")
    try:
        model = forget_paths(content)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    except (RuntimeError, IndexError, ValueError) as error:
        raise PackageError(f"{path.name} is no SentencePiece model.", INCOMPLETE) from error
    if processor.get_piece_size() < 1:
        raise PackageError(f"{path.name} holds no pieces.", INCOMPLETE)
    return processor, model


def all_pieces(processor: Any) -> list[str]:
    """Return the pieces of a model in the order of their numbers."""
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def check_fit(processor: Any, vocabulary: Sequence[str], label: str) -> None:
    """Refuse a SentencePiece model that a vocabulary was not made with. Raises PackageError."""
    pieces = {
        piece
        for number, piece in enumerate(all_pieces(processor))
        if not (processor.is_control(number) or processor.is_unknown(number))
    }
    known = pieces.intersection(vocabulary)
    if len(known) < SHARE * len(pieces):
        raise PackageError(
            f"{label} does not belong to this model: of its {len(pieces):,} pieces "
            f"{len(known):,} are in the vocabulary.",
            "Use the SentencePiece model that it was trained with.",
        )


def reads_alike(source: Any, target: Any, vocabulary: Sequence[str]) -> bool:
    """Say whether the source's model joins every target piece as the target's model does."""
    first = next((token for token in vocabulary if token.startswith(_MARK)), _MARK)
    return all(_joined(source, [first, t]) == _joined(target, [first, t]) for t in vocabulary)


def _joined(processor: Any, pieces: list[str]) -> str:
    text: str = processor.decode_pieces(pieces)
    return text.replace(_MARK, " ").strip()
