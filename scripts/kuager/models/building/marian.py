"""Read releases of OPUS-MT and other models that Marian trained.

A release holds ``decoder.yml`` (which names the model and its vocabularies), the weights as
``.npz``, vocabularies as ``.yml`` (or SentencePiece models that are the vocabularies),
``source.spm`` and ``target.spm``, and a README with "source language(s)", "target language(s)"
(https://github.com/Helsinki-NLP/OPUS-MT-train, https://github.com/Helsinki-NLP/Tatoeba-Challenge).
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from kuager.errors import PackageError
from kuager.models.archive import check_files
from kuager.models.building.checkpoint import (
    INCOMPLETE,
    TEXT_LIMIT,
    VOCABULARY_LIMIT,
    Checkpoint,
    Kind,
    Stated,
    Tokenizers,
    converting,
)
from kuager.models.building.pieces import all_pieces, find_tokenizers, load_pieces
from kuager.models.building.statements import find_licence, read_readme
from kuager.storage import read_regular

DECODER = "decoder.yml"

_LANGUAGES = r"^[*\s]*{side} languages?(?:\(s\))?:[ \t]*(?P<codes>[^\n]+)$"


def is_marian(folder: Path) -> bool:
    """Say whether a folder looks like what Marian trained."""
    return _decoder(folder) is not None or any(folder.glob("*.npz"))


def read_marian(folder: Path) -> Checkpoint:
    """Return the checkpoint in a folder. Raises PackageError, StorageError."""
    decoder = _decoder(folder)
    if decoder is None:
        raise PackageError(
            f"The model has no {DECODER}.", "It says which vocabularies belong to the weights."
        )
    settings = _read_settings(decoder)
    weights = _named(folder, decoder, settings, "models")[0]
    _check_weights(weights)
    vocabularies = _named(folder, decoder, settings, "vocabs")
    source, target = (_read_vocabulary(path) for path in (vocabularies[0], vocabularies[-1]))
    tokenizers = find_tokenizers(folder)
    if tokenizers is None and all(path.suffix == ".spm" for path in vocabularies):
        same = vocabularies[0] == vocabularies[-1]
        tokenizers = Tokenizers(vocabularies[0], None if same else vocabularies[-1])

    def convert(output: Path, quantization: str) -> None:
        from ctranslate2.converters.marian import MarianConverter  # noqa: PLC0415 (heavy)

        with tempfile.TemporaryDirectory(dir=output.parent) as name, converting(weights.name):
            places = [
                str(_as_yaml(path, tokens, Path(name) / f"{number}.yml"))
                for number, (path, tokens) in enumerate(
                    ((vocabularies[0], source), (vocabularies[-1], target))
                )
            ]
            MarianConverter(str(weights), places).convert(str(output), quantization=quantization)

    return Checkpoint(
        kind=Kind.MARIAN,
        architecture="Marian",
        weights=(weights,),
        source_vocabulary=source,
        target_vocabulary=target,
        tokenizers=tokenizers,
        stated=_stated(folder),
        convert=convert,
    )


def _decoder(folder: Path) -> Path | None:
    """Return the one file of decoder settings; Marian itself writes ``model.npz.decoder.yml``."""
    if (folder / DECODER).is_file():
        return folder / DECODER
    others = sorted(folder.glob(f"*.{DECODER}"))
    return others[0] if len(others) == 1 else None


def _read_settings(path: Path) -> dict[str, Any]:
    content = read_regular(path, path.name, limit=2**20) or b""
    try:
        settings = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PackageError(f"{path.name} is not YAML.", INCOMPLETE) from error
    if not isinstance(settings, dict):
        raise PackageError(f"{path.name} holds no settings.", INCOMPLETE)
    return settings


def _named(folder: Path, decoder: Path, settings: dict[str, Any], key: str) -> list[Path]:
    """Return the files that a setting lists: by their last names, and only in this folder."""
    names = settings.get(key)
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise PackageError(f"{decoder.name} names no {key}.", INCOMPLETE)
    paths = [folder / PurePosixPath(name).name for name in names]
    for path in paths:
        if path.name in {"", "..", "."} or not path.is_file():
            raise PackageError(
                f"The file {path.name!r}, which {decoder.name} names, is missing.", INCOMPLETE
            )
    return paths


def _check_weights(path: Path) -> None:
    """Refuse weights that are no ``.npz``, or one that would unpack without end."""
    if path.suffix != ".npz":
        raise PackageError(
            f"{path.name} is not in NumPy's format (.npz).",
            "Models packed for Bergamot (.bin, intgemm) cannot be converted; get the original.",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy") for name in check_files(archive, path.name)}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise PackageError(f"{path.name} is damaged or not whole.", INCOMPLETE) from error
    if "special:model.yml" not in names:
        raise PackageError(
            f"{path.name} was not written by Marian.", "Weights say what they are weights of."
        )


def _read_vocabulary(path: Path) -> list[str]:
    from ctranslate2.converters.marian import load_vocab  # noqa: PLC0415 (heavy)

    if path.suffix == ".spm":
        return all_pieces(load_pieces(path)[0])
    if path.stat().st_size > TEXT_LIMIT:
        raise PackageError(f"{path.name} is larger than a vocabulary.", INCOMPLETE)
    with converting(path.name):
        tokens: list[str] = load_vocab(str(path))
        if not 0 < len(tokens) <= VOCABULARY_LIMIT:
            raise ValueError(f"it lists {len(tokens)} tokens")
    return tokens


def _as_yaml(path: Path, tokens: list[str], place: Path) -> Path:
    """Return a vocabulary as the YAML file that the converter reads."""
    if path.suffix != ".spm":
        return path
    lines = ("'{}': {}\n".format(t.replace("'", "''"), n) for n, t in enumerate(tokens))
    place.write_text("".join(lines), "utf-8")
    return place


def _stated(folder: Path) -> Stated:
    readme = read_readme(folder)

    def codes(side: str) -> tuple[str, ...]:
        found = re.search(_LANGUAGES.format(side=side), readme, re.IGNORECASE | re.MULTILINE)
        return tuple(re.findall(r"[A-Za-z]{2,3}(?:_[A-Za-z]+)?", found["codes"])) if found else ()

    licence, file = find_licence(folder, readme)
    return Stated(codes("source"), codes("target"), licence, file)
