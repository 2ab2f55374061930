"""Building packages in tests: what is built, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from ctranslate2.converters.opus_mt import OpusMTConverter

from kuager.cli import run

from .checkpoints import marian_original, multilingual_original, write_hugging_face, write_release

NLLB = ("eng_Latn", "kaz_Cyrl", "rus_Cyrl")
LICENCE = ("--licence", "CC BY 4.0")
NAME = "translate-en_kk-1_0.argosmodel"
PAIR = ("--from", "en", "--to", "kk", *LICENCE)


def build(checkpoint: Path, *options: str) -> Path:
    """Build a package beside a checkpoint; return its path."""
    output = checkpoint.parent / "packages"
    assert run(["models", "build", str(checkpoint), *PAIR, "--output", str(output), *options]) == 0
    return output / NAME


def refused(
    capsys: pytest.CaptureFixture[str], checkpoint: Path, *options: str, code: int = 3
) -> str:
    """Build in vain; return the complaint. Nothing of it may be left."""
    output = checkpoint.parent / "packages"
    given = [] if "--from" in options else ["--from", "en"]
    given += [] if "--to" in options else ["--to", "kk"]
    given += [] if "--licence" in options else LICENCE
    before = everything(checkpoint.parent)
    command = ["models", "build", str(checkpoint), *given, "--output", str(output)]
    assert run([*command, *options]) == code
    assert everything(checkpoint.parent) == before
    told = capsys.readouterr().err
    lines = [line for line in told.splitlines() if not line.endswith("…")]
    assert lines[0].startswith("kuager: ")
    assert "Traceback" not in told
    assert str(checkpoint.parent) not in told
    return " ".join(line.removeprefix("kuager:").strip() for line in lines)


def everything(folder: Path) -> dict[str, int]:
    """Return every file and folder below a folder, with its size."""
    return {p.relative_to(folder).as_posix(): p.lstat().st_size for p in folder.rglob("*")}


def release(folder: Path) -> Path:
    """Write a release of OPUS-MT."""
    return write_release(folder, marian_original())


def marian(folder: Path) -> Path:
    """Write a Marian folder of Transformers."""
    return write_hugging_face(folder, marian_original())


def nllb(folder: Path) -> Path:
    """Write an NLLB folder of Transformers."""
    return write_hugging_face(folder, multilingual_original(NLLB))


def ready(folder: Path) -> Path:
    """Write a CTranslate2 model with its tokenizers."""
    made = release(folder.with_name("made"))
    OpusMTConverter(str(made)).convert(str(folder))
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((made / name).read_bytes())
    return folder
