"""``kuager seal`` and ``kuager unseal``: hand work over through a channel that nobody trusts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kuager.cli.console import counted, note, print_json, result, wait_notice
from kuager.cli.options import dry_run_option, format_option, pack_of
from kuager.cli.seal_options import asked_passphrase, pack_or_none, passphrase_file_option
from kuager.errors import UsageError
from kuager.pack import Pack
from kuager.sealing import SealError
from kuager.sealing.bundle import Bundle
from kuager.steps.seal import (
    FOLDER,
    SealReport,
    default_target,
    gather_exports,
    gather_files,
    gather_work,
    recipients_of,
    seal_bundle,
)
from kuager.steps.seal_keys import DEFAULT, list_keys, new_key

_DEFAULT_STEP = "pack"


class _SealGroup(click.Group):
    """A group whose step ``pack`` need not be named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the step in front of anything that is none."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [_DEFAULT_STEP, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_SealGroup,
    epilog="“pack” may be left out.\n\n\b\nExamples:\n"
    "  kuager seal keys new\n"
    "  kuager seal 2022-03-04-kazakhstan --to age1…\n"
    "  kuager unseal exchange/2022-03-04-kazakhstan.sealed.age",
)
def seal() -> None:
    """Encrypt work for named people, so that it can travel over any channel.

    Each of them makes a key once (kuager seal keys new) and hands over its public half, age1….
    The format is age's (age-encryption.org): where kuager is missing, age opens it too.
    """


@seal.command(
    _DEFAULT_STEP,
    epilog="\b\nExamples:\n"
    "  kuager seal 2022-03-04-kazakhstan --locale kk --to age1… --to age1…\n"
    "  kuager seal 2022-03-04-kazakhstan --what exports --to age1… --out parcel.age\n"
    "  kuager seal --what returned.docx --to age1…\n"
    "  kuager seal 2022-03-04-kazakhstan --with-source --passphrase",
)
@click.argument("document", default="")
@click.option("--locale", "-l", "locales", multiple=True, help="Only this locale (repeatable).")
@click.option(
    "--to", "keys", multiple=True, metavar="age1…", help="Who can open it: a key (repeatable)."
)
@click.option(
    "--passphrase", "typed", is_flag=True, help="Seal with a passphrase that both sides know."
)
@passphrase_file_option
@click.option(
    "--what",
    multiple=True,
    metavar="work|exports|FILE",
    help="Catalogs and ledgers, the editions in exports/, or a file (repeatable).  [default: work]",
)
@click.option(
    "--allow-drafts",
    is_flag=True,
    help="With exports, also the editions that are not approved throughout.",
)
@click.option("--with-source", is_flag=True, help="With the work, the source file as it is.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Name of the sealed file.  [default: exchange/DOCUMENT.sealed.age in the pack, for "
    "editions exchange/DOCUMENT.exports.sealed.age]",
)
@dry_run_option
@format_option
@click.pass_context
def seal_pack(
    context: click.Context,
    document: str,
    locales: tuple[str, ...],
    keys: tuple[str, ...],
    typed: bool,
    passphrase_file: Path | None,
    what: tuple[str, ...],
    allow_drafts: bool,
    with_source: bool,
    out: Path | None,
    dry_run: bool,
    output: str,
) -> None:
    """Seal work on a document, its editions, or any files.

    Nothing in the sealed file names a sender, a machine or a time, but its size and the number
    of keys can be seen. Only those keys open it, not your own unless you add it. Sealing twice
    gives two different files.
    """
    by_passphrase = typed or passphrase_file is not None
    if by_passphrase == bool(keys):
        raise UsageError(
            "Say who can open it: either keys, or a passphrase.", "Use --to age1…, or --passphrase"
        )
    recipients = recipients_of(keys)
    passphrase = asked_passphrase(passphrase_file, new=True) if by_passphrase else ""
    pack = (
        pack_or_none(context, dry_run=dry_run)
        if _chosen(what)
        else pack_of(context, dry_run=dry_run)
    )
    bundle = _gather(
        pack, document, locales, what, with_source=with_source, allow_drafts=allow_drafts
    )
    folder = pack.root / FOLDER if pack else Path()
    target = out.absolute() if out else default_target(folder, bundle, locales)
    report = seal_bundle(
        bundle,
        recipients,
        target,
        passphrase=passphrase,
        dry_run=dry_run,
        write=pack.write if pack and not out else None,
    )
    shown = str(out) if out else pack.name(target) if pack else target.name
    _tell(report, shown, output, dry_run=dry_run)


def _chosen(what: tuple[str, ...]) -> bool:
    """Tell whether files of anybody's are meant, which need no pack."""
    return bool(what) and not {"work", "exports"} & set(what)


def _gather(
    pack: Pack | None,
    document: str,
    locales: tuple[str, ...],
    what: tuple[str, ...],
    *,
    with_source: bool,
    allow_drafts: bool,
) -> Bundle:
    wanted = set(what) or {"work"}
    if allow_drafts and wanted != {"exports"}:
        raise UsageError("--allow-drafts goes with --what exports.", "See: kuager seal pack --help")
    if with_source and wanted != {"work"}:
        raise UsageError("--with-source goes with the work.", "See: kuager seal pack --help")
    if _chosen(what):
        if document or locales:
            raise UsageError(
                "Files are sealed as they are; a document or locale chooses none of them.",
                "Leave it out, or choose --what work or --what exports.",
            )
        return gather_files([Path(path) for path in what])
    if len(wanted) > 1:
        raise UsageError("Seal work, exports and files apart.", "Run it once for each.")
    if pack is None or not document:
        raise UsageError("Which document is to be sealed?", "Give its id; see: kuager status")
    with pack.lock(wait_notice):
        if wanted == {"exports"}:
            bundle, left_out = gather_exports(pack, document, locales, allow_drafts=allow_drafts)
            if left_out:
                note(f"{counted(left_out, 'edition')} not approved throughout left out; "
                     "with --allow-drafts they go too.")  # fmt: skip
            return bundle
        return gather_work(pack, document, locales, with_source=with_source)


def _tell(report: SealReport, shown: str, output: str, *, dry_run: bool) -> None:
    if output == "json":
        print_json("seal", {**asdict(report), "path": shown, "dry_run": dry_run})
        return
    opened = f"{counted(report.recipients, 'key')}" if report.recipients else "the passphrase"
    files = counted(len(report.files), "file")
    result(f"{shown}: {files} · {report.size:,} bytes · opened by {opened}")
    for line in report.notices:
        note(line)
    if dry_run:
        note("Nothing was written (--dry-run).")


@seal.group(
    epilog="\b\nExamples:\n  kuager seal keys new\n  kuager seal keys list",
)
def keys() -> None:
    """Make the key that others seal for, and see its public half.

    Keys lie in .kuager/keys/, readable for you alone. Keep a copy in a safe place: what was
    sealed for a key that is lost cannot be opened by anybody.
    """


@keys.command(
    "new",
    epilog="\b\nExamples:\n  kuager seal keys new\n  kuager seal keys new --passphrase"
    "\n  kuager seal keys new --name second",
)
@click.option("--name", default=DEFAULT, show_default=True, help="What it is called here.")
@click.option(
    "--passphrase", "typed", is_flag=True, help="Protect it with a passphrase, asked for unseen."
)
@passphrase_file_option
@dry_run_option
@format_option
@click.pass_context
def keys_new(
    context: click.Context,
    name: str,
    typed: bool,
    passphrase_file: Path | None,
    dry_run: bool,
    output: str,
) -> None:
    """Make a key and print its public half, the one to hand over: age1….

    The secret half is never printed. It names nobody and no time. Without a passphrase, whoever
    gets hold of this machine's disk can use it.
    """
    by_passphrase = typed or passphrase_file is not None
    passphrase = asked_passphrase(passphrase_file, new=True) if by_passphrase else ""
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        report = new_key(pack, name, passphrase)
    if output == "json":
        print_json("key", {**asdict(report), "dry_run": dry_run})
        return
    if dry_run:
        note("Nothing was written (--dry-run).")
        return
    result(report.public)
    note("This is the public key; hand it over. Let the other side read it back to you on another")
    note("channel, so that nobody can put a key of their own in its place.")


@keys.command("list", epilog="\b\nExample:\n  kuager seal keys list")
@format_option
@click.pass_context
def keys_list(context: click.Context, output: str) -> None:
    """Print the public half of every key of this pack."""
    reports = list_keys(pack_of(context, dry_run=True))
    if output == "json":
        print_json("keys", {"keys": [asdict(report) for report in reports]})
        return
    if not reports:
        raise SealError("There is no key yet.", "Make one: kuager seal keys new")
    for report in reports:
        protected = "  (passphrase)" if report.protected else ""
        result(f"{report.name}  {report.public}{protected}")
