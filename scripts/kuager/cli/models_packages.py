"""``kuager models list | verify | remove | signature``: the packages that are there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from kuager.cli.console import (
    counted,
    note,
    print_json,
    progress_bar,
    result,
    wait_notice,
)
from kuager.cli.models_install import MEGABYTE, asks, index_option, yes_option
from kuager.cli.options import dry_run_option, format_option, locale_option, pack_of
from kuager.errors import GateError, UsageError
from kuager.formats.ledger import engine_digest
from kuager.model import language_of
from kuager.models.index import IndexEntry, Request, parse_request
from kuager.pack import Pack
from kuager.steps.install import is_address, read_index
from kuager.steps.models import (
    KnownPackage,
    engine_signatures,
    list_packages,
    remove_package,
    verify_packages,
)


class _Request(click.ParamType[Request]):
    """A package by name, perhaps with its version."""

    name = "package"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Request:
        """Return the request that a word of the command line stands for."""
        try:
            return value if isinstance(value, Request) else parse_request(str(value))
        except UsageError as error:
            self.fail(f"{error.problem} {error.mend}", param, ctx)


@click.command(
    "list",
    epilog="\b\nExamples:\n  kuager models list\n  kuager models list --format json\n"
    "  kuager models list --available --index index.json",
)
@click.option("--available", is_flag=True, help="What the index offers, not what is here.")
@index_option
@yes_option
@format_option
@click.pass_context
def list_command(
    context: click.Context, available: bool, index: str, yes: bool, output: str
) -> None:
    """List the packages: pair, size, licence, hash, and what the pack drafts with.

    With --available the packages of an index instead. An index that is not a file is fetched
    from the network, after you confirm it.
    """
    pack = pack_of(context)
    if available:
        _list_available(pack, index, yes, output)
        return
    packages = list_packages(pack)
    if output == "json":
        print_json("packages", {"packages": [_package_fields(p) for p in packages]})
        return
    for package in packages:
        for line in _package_lines(package):
            result(line)
    drafted = {locale for package in packages for locale in package.engines}
    for locale, spec in pack.configuration.engines.items():
        if locale not in drafted:
            result(f"{locale}: its engine {spec} is missing")


def _package_lines(package: KnownPackage) -> list[str]:
    overview = package.overview
    used = f", engine for {', '.join(package.engines)}" if package.engines else ""
    if overview is None:
        return [
            f"{package.path.name} ({package.place.value}{used})",
            f"  unusable: {package.fault}",
        ]
    pair = f"{overview.source_locale} → {overview.target_locale}"
    size = f"{overview.size / MEGABYTE:.1f} MB"
    return [
        f"{overview.name} {overview.version} ({package.place.value}{used})",
        f"  {pair}, {size}, sha256 {overview.sha256[:12]}…",
        f"  licence: {package.licence or 'its README states none'}",
    ]


def _package_fields(package: KnownPackage) -> dict[str, Any]:
    overview = package.overview
    described: dict[str, Any] = {"fault": package.fault}
    if overview:
        described = {
            "name": overview.name,
            "package_version": overview.version,
            "source_locale": overview.source_locale,
            "target_locale": overview.target_locale,
            "bytes": overview.size,
            "sha256": overview.sha256,
            "licence": package.licence,
        }
    return {
        "file": package.path.name,
        "place": package.place.value,
        "engines": list(package.engines),
        **described,
    }


def _list_available(pack: Pack, index: str, yes: bool, output: str) -> None:
    if is_address(index) and not yes:
        note(f"The index lies in the network: {index}")
        if not asks() or not click.confirm("Fetch it?", err=True):
            raise GateError(
                "The index was not fetched.", "Confirm with --yes, or give a file with --index."
            )
    entries = read_index(index, note)
    if output == "json":
        print_json("index", {"packages": [_entry_fields(entry) for entry in entries]})
        return
    for entry in entries:
        pinned = "  hash known" if entry.sha256 else ""
        result(f"{entry.name}=={entry.version}{pinned}")
    source = language_of(pack.configuration.source_locale)
    for locale in pack.configuration.target_locales:
        if not any(
            (language_of(e.source_locale), language_of(e.target_locale))
            == (source, language_of(locale))
            for e in entries
        ):
            note(f"The index has no package from {source} to {locale}.")


def _entry_fields(entry: IndexEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "package_version": entry.version,
        "source_locale": entry.source_locale,
        "target_locale": entry.target_locale,
        "links": list(entry.links),
        "sha256": entry.sha256,
    }


@click.command(
    epilog="\b\nExamples:\n  kuager models verify\n  kuager models verify translate-en_ru==1.9"
)
@click.argument("packages", nargs=-1, type=_Request(), metavar="[NAME[==VERSION]]...")
@format_option
@click.pass_context
def verify(context: click.Context, packages: tuple[Request, ...], output: str) -> int:
    """Prove that packages are what was installed, whole, and can translate; else exit with 1."""
    with progress_bar("packages") as update:
        verified = verify_packages(pack_of(context), packages, update)
    faulty = any(package.faults for package in verified)
    if output == "json":
        fields = [{**asdict(package), "place": package.place.value} for package in verified]
        print_json("verification", {"packages": fields})
        return GateError.exit_code if faulty else 0
    for package in verified:
        hashed = "as it was installed, " if package.recorded else ""
        result(
            f"{package.label} ({package.place.value}): "
            + ("faulty" if package.faults else f"{hashed}whole, translates")
        )
        for fault in package.faults:
            result(f"  {fault}")
    return GateError.exit_code if faulty else 0


@click.command(
    epilog="\b\nExamples:\n  kuager models remove translate-en_ru==1.9\n"
    "  kuager models remove translate-en_uk --dry-run"
)
@click.argument("package", type=_Request(), metavar="NAME[==VERSION]")
@click.option("--force", is_flag=True, help="Also if the pack drafts with it.")
@dry_run_option
@click.pass_context
def remove(context: click.Context, package: Request, force: bool, dry_run: bool) -> None:
    """Delete an installed package. One that the pack drafts with stays, unless forced."""
    pack = pack_of(context, dry_run=dry_run)
    removed = remove_package(pack, package, force=force, on_wait=wait_notice)
    overview = removed.overview
    if overview:
        done = "would be removed" if dry_run else "removed"
        result(f"{overview.name} {overview.version}: {done} ({overview.size / MEGABYTE:.1f} MB)")


@click.command(
    epilog="\b\nExamples:\n  kuager models signature\n  kuager models signature -l kk --format json"
)
@locale_option
@format_option
@click.pass_context
def signature(context: click.Context, locales: tuple[str, ...], output: str) -> None:
    """Show the signature of each engine: all that decides what it makes of a text.

    Equal signatures, equal drafts. The ledger names an engine by the short form of it.
    """
    signatures = engine_signatures(pack_of(context), locales)
    if output == "json":
        fields = [
            {
                "locale": locale,
                "digest": engine_digest(own),
                **asdict(own),
                "libraries": dict(own.libraries),
            }
            for locale, own in signatures
        ]
        print_json("signatures", {"engines": fields})
        return
    for locale, own in signatures:
        libraries = ", ".join(f"{name} {version}" for name, version in own.libraries)
        result(f"{locale}: {own.label}, in the ledger {engine_digest(own)}")
        result(f"  engine   {own.engine}, beam {own.beam}, {own.compute_type}")
        result(f"  sha256   {own.sha256}")
        result(f"  with     {libraries}")
    if not signatures:
        result(f"{counted(0, 'engine')}: no locale has one.")
