"""Put a converted checkpoint, its tokenizers and its description together as a package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuager.errors import PackageError
from kuager.models.building.card import Provenance, language_name, write_card
from kuager.models.building.checkpoint import Checkpoint, Tokenizers
from kuager.models.building.languages import Prefixes
from kuager.models.building.pieces import check_fit, load_pieces, reads_alike
from kuager.models.installed import pack_folder
from kuager.models.packages import TARGET_TOKENIZER
from kuager.models.training.packaging import Label

SPACE_MARKS = ("_", "▁")
"""Argos' tokenizer makes spaces of both, also in a token it should take off again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a package will be made of."""

    label: Label
    prefixes: Prefixes
    tokenizers: Tokenizers
    licence: str
    quantization: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Tokenizers, proven."""

    source: bytes
    target: bytes | None
    """None where the source's model joins targets just as well."""
    alike: bool
    """The source's model joins every target as the target's does."""


def prove_pieces(checkpoint: Checkpoint, tokenizers: Tokenizers) -> Pieces:
    """Return the SentencePiece models, after looking whether they belong to the vocabularies.

    Raises InputError, PackageError.
    """
    reader, source = load_pieces(tokenizers.source)
    check_fit(reader, checkpoint.source_vocabulary, tokenizers.source.name)
    if tokenizers.target is None:
        return Pieces(source, None, alike=True)
    joiner, target = load_pieces(tokenizers.target)
    check_fit(joiner, checkpoint.target_vocabulary, tokenizers.target.name)
    if source == target:
        return Pieces(source, None, alike=True)
    return Pieces(source, target, reads_alike(reader, joiner, checkpoint.target_vocabulary))


def hindrances(prefixes: Prefixes, *, alike: bool) -> tuple[str, ...]:
    """Return why argos-translate itself cannot use a package as it should; empty if it can."""
    reasons = []
    if prefixes.source:
        reasons.append(f"It does not put `{prefixes.source}` before the source.")
    if any(mark in prefixes.target for mark in SPACE_MARKS):
        reasons.append(f"It leaves `{prefixes.target}`, its `_` as spaces, in the translation.")
    if not alike:
        reasons.append("It joins the target's pieces with the SentencePiece model of the source.")
    return tuple(reasons)


def assemble(checkpoint: Checkpoint, plan: Plan, pieces: Pieces, workshop: Path) -> Path:
    """Write a package into ``workshop`` and return its path; equal parts give equal bytes.

    Raises PackageError where the checkpoint cannot be converted, OSError, StorageError.
    """
    folder = workshop / plan.label.file_name.rpartition(".")[0]
    folder.mkdir()
    checkpoint.convert(folder / "model", plan.quantization)
    (folder / "sentencepiece.model").write_bytes(pieces.source)
    if pieces.target is not None:
        (folder / TARGET_TOKENIZER).write_bytes(pieces.target)
    if checkpoint.stated.licence_file is not None:
        (folder / "LICENSE").write_bytes(checkpoint.stated.licence_file.read_bytes())
    metadata = json.dumps(_metadata(plan), indent=1, ensure_ascii=False)
    (folder / "metadata.json").write_text(metadata, "utf-8")
    (folder / "README.md").write_text(_card(checkpoint, plan, pieces), "utf-8")
    path = workshop / plan.label.file_name
    pack_folder(folder, path)
    return path


def _metadata(plan: Plan) -> dict[str, Any]:
    label = plan.label
    return label.metadata | {
        "from_name": language_name(label.source_locale),
        "to_name": language_name(label.target_locale),
        "source_prefix": plan.prefixes.source,
        "licence": plan.licence,
    }


def _card(checkpoint: Checkpoint, plan: Plan, pieces: Pieces) -> str:
    label = plan.label
    provenance = Provenance(
        kind=checkpoint.kind.value,
        architecture=checkpoint.architecture,
        digests=[(path.name, _digest(path)) for path in checkpoint.weights],
        quantization=plan.quantization,
        licence=plan.licence,
        notes=plan.notes,
    )
    return write_card(
        (label.source_locale, label.target_locale),
        label.version,
        provenance,
        (plan.prefixes.source, plan.prefixes.target),
        hindrances(plan.prefixes, alike=pieces.alike),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def chosen_tokenizers(
    checkpoint: Checkpoint, source: Path | None, target: Path | None
) -> Tokenizers:
    """Return the tokenizers that the caller names, else the checkpoint's. Raises PackageError."""
    own = checkpoint.tokenizers
    if source is not None:
        return Tokenizers(source, target)
    if own is not None:
        return Tokenizers(own.source, target or own.target)
    raise PackageError(
        "The checkpoint has no SentencePiece model (source.spm, sentencepiece.bpe.model).",
        "Without it the model cannot be used; name it with --tokenizer.",
    )
