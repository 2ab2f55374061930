"""``kuager models build``: pairs, licences and places, and what is refused of them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kuager.cli import run

from .support.building import LICENCE, NAME, everything, marian, nllb, refused, release
from .support.checkpoints import marian_original, write_json, write_release

# The pair ------------------------------------------------------------------------------------


def test_a_pair_that_the_checkpoint_is_not_for_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bilingual = release(tmp_path / "release")
    assert "into kaz_Cyrl, kaz_Latn, not into ru" in refused(capsys, bilingual, "--to", "ru")
    assert "from eng, not from de" in refused(capsys, bilingual, "--from", "de")
    folder = marian(tmp_path / "marian")
    assert "into kk, not into ru" in refused(capsys, folder, "--to", "ru")
    many = nllb(tmp_path / "nllb")
    told = refused(capsys, many, "--to", "de")
    assert "does not translate into de; it knows eng_Latn, kaz_Cyrl, rus_Cyrl" in told
    assert "does not translate from fr" in refused(capsys, many, "--from", "fr")
    assert "not in the model's vocabulary" in refused(
        capsys, many, "--target-prefix", "deu_Latn", code=2
    )


def test_several_tokens_for_a_language_are_a_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = marian_original((">>cmn_Hans<<", ">>zho_Hans<<", ">>kaz_Cyrl<<"))
    checkpoint = write_release(tmp_path / "checkpoint", original)
    told = refused(capsys, checkpoint, "--to", "zh")
    assert ">>cmn_Hans<<, >>zho_Hans<<. Choose one with --source-prefix" in told
    options = ["--from", "en", "--to", "zh", "--source-prefix", ">>zho_Hans<<", "--dry-run"]
    assert run(["models", "build", str(checkpoint), *options]) == 0
    assert ">>zho_Hans<< before every source" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--to", "en"), "the same language"),
        (("--to", "Kazakh, please"), "by its code"),
        (("--package-version", "new"), "begins with a digit"),
        (("--licence", "a\nb" * 200), "one line"),
        (("--note", "\x1b[31m"), "one line"),
    ],
)
def test_orders_that_make_no_sense_are_refused(
    options: tuple[str, ...],
    complaint: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert complaint in refused(capsys, marian(tmp_path / "checkpoint"), *options, code=2)


# The licence ---------------------------------------------------------------------------------


def test_the_licence_must_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = marian(tmp_path / "checkpoint")
    told = refused(capsys, checkpoint, "--licence", "", code=2)
    assert "it states: cc-by-4.0" in told

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    options = ["--from", "en", "--to", "kk", "--output", str(tmp_path)]
    assert run(["models", "build", str(checkpoint), *options]) == 0
    with zipfile.ZipFile(tmp_path / NAME) as archive:
        metadata = json.loads(archive.read("translate-en_kk-1_0/metadata.json"))
    assert metadata["licence"] == "cc-by-4.0"


# The place -----------------------------------------------------------------------------------


def test_another_package_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = marian(tmp_path / "checkpoint")
    other = tmp_path / "packages" / NAME
    other.parent.mkdir()
    other.write_bytes(b"mine")
    assert "is there already" in refused(capsys, checkpoint)
    assert other.read_bytes() == b"mine"


def test_a_package_that_fails_its_trial_does_not_appear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = marian(tmp_path / "checkpoint")
    write_json(checkpoint / "tokenizer_config.json", {"source_lang": "en", "target_lang": "ka"})
    assert "does not answer in the script of “ka”" in refused(capsys, checkpoint, "--to", "ka")


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    checkpoint = release(tmp_path / "checkpoint")
    before = everything(tmp_path)
    program = (
        "import resource, sys\n"
        "from kuager.cli import run\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    options = ["--from", "en", "--to", "kk", *LICENCE, "--output", str(tmp_path / "packages")]
    done = subprocess.run(
        [sys.executable, "-c", program, "models", "build", str(checkpoint), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "translate-en_kk-1_0.argosmodel: the disk takes no file of that size." in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(tmp_path) == before
