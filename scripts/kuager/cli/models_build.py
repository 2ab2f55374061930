"""``kuager models build``: packages of checkpoints that others trained."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kuager.cli.console import note, print_json, result
from kuager.cli.models_install import MEGABYTE, asks
from kuager.cli.options import dry_run_option, format_option
from kuager.errors import UsageError
from kuager.steps.build import QUANTIZATIONS, BuildReport, Order, Outcome
from kuager.steps.build import build as build_step

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog="\b\nExamples:\n"
    '  kuager models build opus-2020-01-08.zip --from en --to ru --licence "CC BY 4.0"\n'
    "  kuager models build nllb-200-distilled-600M --from en --to kk \\\n"
    '      --licence "CC BY-NC 4.0" --output packages\n'
    "  kuager models build converted --from en --to kk --tokenizer source.spm \\\n"
    "      --target-tokenizer target.spm --source-prefix '>>kaz_Cyrl<<' --dry-run\n"
    "  kuager models install packages/translate-en_kk-1_0.argosmodel --use"
)
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option("--from", "source_locale", required=True, metavar="CODE", help="Source language.")
@click.option("--to", "target_locale", required=True, metavar="CODE", help="Target language.")
@click.option(
    "--licence",
    default="",
    metavar="TEXT",
    help="Of the checkpoint; you are asked if it is not given.",
)
@click.option("--package-version", default="1.0", show_default=True, help="Of the package.")
@click.option(
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for the package; by default the current one.",
)
@click.option(
    "--quantization",
    type=click.Choice(QUANTIZATIONS),
    default=QUANTIZATIONS[0],
    show_default=True,
    help="How weights are stored.",
)
@click.option("--tokenizer", type=_file, help="SentencePiece model, if the checkpoint lacks it.")
@click.option("--target-tokenizer", type=_file, help="Of the targets, if it is another one.")
@click.option(
    "--source-prefix",
    metavar="TOKEN",
    help="Token before every source; by default found in the vocabulary, '' for none.",
)
@click.option("--target-prefix", metavar="TOKEN", help="Token before every target, likewise.")
@click.option("--note", "notes", multiple=True, help="A line for the README, such as credits.")
@dry_run_option
@format_option
def build(
    checkpoint: Path,
    source_locale: str,
    target_locale: str,
    licence: str,
    package_version: str,
    folder: Path,
    quantization: str,
    tokenizer: Path | None,
    target_tokenizer: Path | None,
    source_prefix: str | None,
    target_prefix: str | None,
    notes: tuple[str, ...],
    dry_run: bool,
    output: str,
) -> None:
    """Build a package from a trained model: OPUS-MT or Marian, Hugging Face, CTranslate2.

    CHECKPOINT is a folder or a zip archive: a release with decoder.yml, .npz and SentencePiece
    models; a Hugging Face folder of Marian, M2M-100 or NLLB; or a CTranslate2 model. Tokens that
    tell a multilingual model its languages are found in its vocabulary. Nothing is fetched, no
    code of the checkpoint is run, and torch is not needed. The package is tried before it
    appears.
    """
    report = build_step(
        checkpoint,
        Order(
            source_locale=source_locale,
            target_locale=target_locale,
            licence=licence,
            version=package_version,
            quantization=quantization,
            source_prefix=source_prefix,
            target_prefix=target_prefix,
            tokenizer=tokenizer,
            target_tokenizer=target_tokenizer,
            notes=notes,
        ),
        folder,
        ask_licence=_ask_licence,
        dry_run=dry_run,
        report=note,
    )
    if output == "json":
        print_json("build", _fields(report))
        return
    for line in _lines(report):
        result(line)


def _ask_licence(stated: str) -> str:
    if asks():
        answer: str = click.prompt("Licence of the checkpoint", default=stated or None, err=True)
        return answer
    raise UsageError(
        "The licence of the checkpoint must be given; "
        + (f"it states: {stated}" if stated else "it states none."),
        f'For example: --licence "{stated or "CC BY 4.0"}"',
    )


def _lines(report: BuildReport) -> list[str]:
    lines = [
        {
            Outcome.BUILT: f"{report.path.name}: built, {report.size / MEGABYTE:.1f} MB; its trial "
            "sentences came back in the right script.",
            Outcome.UNCHANGED: f"{report.path.name}: was built before; nothing changed.",
            Outcome.FORESEEN: f"{report.path.name}: would be built (dry run); nothing was tried.",
        }[report.outcome],
        f"  from     {report.form}, {report.architecture}",
        f"  licence  {report.licence or 'must be given'}",
    ]
    lines += [
        f"  {name:8} {token} before every {side}"
        for name, token, side in (
            ("source", report.source_prefix, "source"),
            ("target", report.target_prefix, "target"),
        )
        if token
    ]
    if report.sha256:
        lines.append(f"  sha256   {report.sha256}")
    if report.hindrances:
        lines.append("Plain argos-translate cannot use it as it should:")
        lines += [f"  {hindrance}" for hindrance in report.hindrances]
    if report.outcome is not Outcome.FORESEEN:
        lines.append(f"Install it: kuager models install {report.path.name} --use")
    return lines


def _fields(report: BuildReport) -> dict[str, Any]:
    fields = asdict(report)
    del fields["path"]
    return {"package": report.path.name, **fields, "outcome": report.outcome.value}
