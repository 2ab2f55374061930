"""``kuager unseal``: open what somebody sealed, and take it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from kuager.cli.console import counted, note, print_json, result, wait_notice
from kuager.cli.options import dry_run_option, format_option
from kuager.cli.seal_options import (
    asked_passphrase,
    pack_or_none,
    passphrase_file_option,
    remembered,
    warn_exposed,
)
from kuager.errors import GateError
from kuager.pack import Pack
from kuager.sealing.age import Identity
from kuager.sealing.bundle import Bundle, Kind
from kuager.steps.seal_keys import exposed, key_files, read_keys
from kuager.steps.unseal import UnsealReport, default_folder, merge_work, open_sealed, unpack
from kuager.steps.unseal_merge import LocaleReport

_LISTED = 20
"""Units of a kind that are told one by one."""


@click.command(
    epilog="\b\nExit codes: 0 all of it is in its place; 1 something is left to be looked at: "
    "texts that differ, sentences that are gone; 3 the file cannot be used."
    "\n\n\b\nExamples:\n"
    "  kuager unseal exchange/2022-03-04-kazakhstan.sealed.age --dry-run\n"
    "  kuager unseal exchange/2022-03-04-kazakhstan.sealed.age\n"
    "  kuager unseal parcel.age --key stick/key.age --folder parcel",
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "key_paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File of your secret key (repeatable).  [default: those of the pack]",
)
@passphrase_file_option
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Only unpack it there, into a new folder; the pack is not touched.",
)
@dry_run_option
@format_option
@click.pass_context
def unseal(
    context: click.Context,
    path: Path,
    key_paths: tuple[Path, ...],
    passphrase_file: Path | None,
    folder: Path | None,
    dry_run: bool,
    output: str,
) -> int:
    """Open a sealed file and take in what is in it; nothing is written unless all of it is sound.

    Work on a document goes into the pack as git would merge it: newer texts are taken, newer
    ones of yours stay, and where both sides went on, both texts are kept, one of them as another
    version. Ledgers only ever grow. Editions and other files go into a folder of their own,
    exchange/NAME in the pack. The file is proven to be as it was sealed, not who sealed it:
    anybody who has your public key can.
    """
    pack = pack_or_none(context, dry_run=dry_run)
    secret = remembered(lambda: asked_passphrase(passphrase_file))

    def keys() -> list[Identity]:
        paths = key_files(pack, key_paths)
        warn_exposed(exposed(paths))
        return read_keys(paths, secret)

    bundle = open_sealed(path, keys, secret)
    if pack is not None and folder is None and bundle.kind is Kind.WORK:
        with pack.lock(wait_notice):
            report = merge_work(pack, bundle)
    else:
        report = _unpacked(pack, bundle, path, folder, dry_run=dry_run)
    if output == "json":
        print_json("unseal", {**asdict(report), "clean": report.clean, "dry_run": dry_run})
    else:
        _tell(report)
        if dry_run:
            note("Nothing was written (--dry-run).")
    return 0 if report.clean else GateError.exit_code


def _unpacked(
    pack: Pack | None, bundle: Bundle, path: Path, folder: Path | None, *, dry_run: bool
) -> UnsealReport:
    target = folder.absolute() if folder else default_folder(pack, path)
    report = unpack(bundle, target, dry_run=dry_run)
    report.folder = str(folder) if folder else pack.name(target) if pack else target.name
    return report


def _tell(report: UnsealReport) -> None:
    if report.folder:
        unchanged = "" if report.written else "  (unchanged)"
        result(f"{report.folder}: {counted(report.files, 'file')}{unchanged}")
        for name in report.written[:_LISTED]:
            result(f"  {name}")
        if len(report.written) > _LISTED:
            result(f"  … and {len(report.written) - _LISTED} more")
        return
    for row in report.locales:
        _tell_locale(report.document, row)
    for line in report.notices:
        note(line)


def _tell_locale(document: str, row: LocaleReport) -> None:
    counts = (
        (len(row.taken), "text taken", "texts taken"),
        (len(row.disputed), "translated differently", "translated differently"),
        (len(row.stayed), "newer here", "newer here"),
        (row.gone, "of sentences that are not here", "of sentences that are not here"),
    )
    told = " · ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)
    where = f"{document} {row.locale}"
    result(f"{where}: {told or 'no new text'}")
    if row.actors:
        actors = ", ".join(f"{name} ({count})" for name, count in sorted(row.actors.items()))
        note(f"New on record, under the pseudonyms that the other copy gives: {actors}.")
    _units(row.taken, "taken from the other copy.")
    _units(
        row.disputed,
        "translated differently in both copies; one text stays, marked as needing work, the other "
        f"is another version of it. See: kuager review list {where} --versions",
    )
    if row.gone:
        note("Translations of sentences that are not in the document here are kept as obsolete.")


def _units(numbers: Sequence[int], what: str) -> None:
    if numbers:
        shown = ", ".join(map(str, numbers[:_LISTED]))
        more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
        note(f"unit{'s' if len(numbers) > 1 else ''} {shown}{more}: {what}")
