"""Seal: chosen work, editions or files of anybody's, encrypted for people whose keys are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.documents import identity_traces
from kuager.errors import GateError, InputError, StorageError
from kuager.formats.gettext import catalog_serialize, template_serialize
from kuager.formats.ledger import MACHINE, actor_of, ledger_serialize, seal_serialize
from kuager.ledgers import Ledger
from kuager.pack import Pack
from kuager.sealing.age import (
    Recipient,
    is_sealed,
    recipient_parse,
    seal,
    seal_with_passphrase,
)
from kuager.sealing.bundle import Bundle, Kind, bundle_parse, bundle_serialize
from kuager.storage import read_regular, write_atomically

FOLDER = "exchange"
"""Where sealed files go in a pack unless the user names another place, beside the files of
``kuager exchange``: it is not committed."""
SUFFIX = ".sealed.age"


@dataclass(frozen=True, slots=True)
class SealReport:
    """A sealed file."""

    path: Path
    kind: str
    document: str
    locales: tuple[str, ...]
    files: tuple[str, ...]
    """Names of what is in it."""
    size: int
    """Bytes of the sealed file."""
    recipients: int
    """Keys that open it; 0 where a passphrase does."""
    notices: tuple[str, ...] = ()


def gather_work(
    pack: Pack, document: str, locales: Sequence[str] = (), *, with_source: bool = False
) -> Bundle:
    """Return all work on a document: its template, its catalogs and their whole ledgers.

    Catalogs go without what other programs wrote into their headers. ``locales``: all that have
    a catalog, or those wanted. ``with_source`` adds the source file with its joins and splits,
    as it is. Raises UsageError, DocumentError, InputError where there is no catalog,
    CatalogError, LedgerError, StorageError.
    """
    pack.document_ids([document])
    chosen = pack.locales(locales)
    if not locales:
        chosen = [one for one in chosen if pack.content(pack.catalog_path(one, document))]
    files = {
        pack.name(pack.template_path(document)): template_serialize(
            document, pack.template(document)
        )
    }
    for locale in chosen:
        catalog = pack.catalog(locale, document)
        if catalog.content is None:
            raise InputError(f"{document} has no {locale} catalog.", "Run: kuager segment")
        name = pack.name(pack.catalog_path(locale, document))
        files[name] = catalog_serialize(document, locale, catalog.entries)
        files |= _ledger(Ledger(pack, locale, document))
    if not chosen:
        raise InputError(f"{document} has no catalog.", "Run: kuager segment")
    if with_source:
        files |= _source(pack, document)
    return Bundle(Kind.WORK, files, document, tuple(chosen))


def _ledger(ledger: Ledger) -> dict[str, bytes]:
    files = {}
    for name, chain in ledger.proven_chains().items():
        place = ledger.pack.name(ledger.folder)
        files[f"{place}/{name}.jsonl"] = ledger_serialize(chain)
        if actor_of(name) != MACHINE:
            files[f"{place}/{name}.seal"] = seal_serialize(
                chain, document=ledger.document, locale=ledger.locale, name=name
            )
    return files


def _source(pack: Pack, document: str) -> dict[str, bytes]:
    (found,) = pack.documents([document])
    path = pack.root / found.path
    beside = path.with_name(f"{path.stem}.breaks.yaml")
    contents = {pack.name(one): pack.content(one) for one in (path, beside)}
    return {name: content for name, content in contents.items() if content is not None}


def gather_exports(
    pack: Pack, document: str, locales: Sequence[str] = (), *, allow_drafts: bool = False
) -> tuple[Bundle, int]:
    """Return the editions of a document that lie in ``exports/``, of all locales or some.

    Editions that are not approved throughout, as their names say, are left out unless asked for;
    returned too is how many. Raises UsageError, DocumentError, InputError where there is none,
    GateError where there are only such, StorageError.
    """
    known = pack.document_ids([document]) and pack.template_names()
    chosen = pack.locales(locales)
    others = [name for name in known if name.startswith(f"{document}.")]
    files = {}
    left_out = 0
    for path in sorted(pack.exports_folder.rglob("*")):
        name = path.relative_to(pack.exports_folder).as_posix()
        parts = name.split("/", maxsplit=1)[0].removeprefix(f"{document}.").split(".")
        mine = name.startswith(f"{document}.") and not any(
            name.startswith(f"{other}.") for other in others
        )
        wanted = not locales or any(locale in parts for locale in chosen)
        if not (mine and wanted and path.is_file() and not path.name.startswith(".")):
            continue
        if "draft" in parts and not allow_drafts:
            left_out += 1
        else:
            files[name] = pack.content(path) or b""
    if not files and left_out:
        raise GateError(
            f"No edition of {document} in exports/ is approved throughout.",
            "Have it approved and export it again, or seal drafts too: --allow-drafts",
        )
    if not files:
        raise InputError(
            f"exports/ holds no edition of {document}.", f"Make one: kuager export {document}"
        )
    return Bundle(Kind.EXPORTS, files, document, tuple(locales)), left_out


def gather_files(paths: Sequence[Path]) -> Bundle:
    """Return files of anybody's choice, by their names without the folders they lie in.

    Raises InputError for one that is not there or two of one name, StorageError.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        content = read_regular(path, path.name) if not path.is_dir() else None
        if content is None:
            raise InputError(
                f"There is no file {path.name or path}.",
                "Give work, exports or the path of a file.",
            )
        if path.name in files:
            raise InputError(f"Two files are called {path.name}.", "Rename one of them.")
        files[path.name] = content
    return Bundle(Kind.FILES, files)


def recipients_of(keys: Sequence[str]) -> list[Recipient]:
    """Return the people whose public keys these are, each once. Raises SealError."""
    found = [recipient_parse(key, number) for number, key in enumerate(keys, 1)]
    return list({recipient.public: recipient for recipient in found}.values())


def seal_bundle(
    bundle: Bundle,
    recipients: Sequence[Recipient],
    target: Path,
    *,
    passphrase: str = "",
    dry_run: bool = False,
    write: Callable[[Path, bytes], object] | None = None,
) -> SealReport:
    """Encrypt a bundle for people or, without any, with a passphrase; write it to ``target``.

    ``write`` puts a file into a pack. Raises SealError, StorageError; nothing is written then.
    """
    _refuse_to_lose(target)
    content = bundle_serialize(bundle)
    if bundle_parse(content, target.name) != bundle:
        raise StorageError(f"{target.name} would not open again.", "Please report it.")
    sealed = seal_with_passphrase(content, passphrase) if passphrase else seal(content, recipients)
    if not dry_run and write is not None:
        write(target, sealed)
    elif not dry_run:
        write_atomically(target, sealed, target.name)
    return SealReport(
        target,
        bundle.kind.value,
        bundle.document,
        bundle.locales,
        tuple(sorted(bundle.files)),
        len(sealed),
        0 if passphrase else len(recipients),
        _traces(bundle),
    )


def default_target(folder: Path, bundle: Bundle, locales: Sequence[str] = ()) -> Path:
    """Return where a sealed file goes that nobody named.

    Its name tells the document, the ``locales`` that were asked for, and whether these are
    editions. Raises InputError where several files give no name.
    """
    if bundle.kind is not Kind.FILES:
        kind = ["exports"] if bundle.kind is Kind.EXPORTS else []
        return folder / (".".join([bundle.document, *dict.fromkeys(locales), *kind]) + SUFFIX)
    if len(bundle.files) == 1:
        return folder / (next(iter(bundle.files)) + SUFFIX)
    raise InputError("The sealed file has no name.", "Give it one: --out FILE")


def _refuse_to_lose(target: Path) -> None:
    if target.is_dir():
        raise StorageError(f"{target.name} is a folder.", "Name a file: --out FILE")
    if target.exists() and not is_sealed(read_regular(target, target.name) or b""):
        raise StorageError(
            f"{target.name} is there already, and no sealed file.",
            "It is left as it is; name another: --out FILE",
        )


def _traces(bundle: Bundle) -> tuple[str, ...]:
    """Return what in documents could tell who made them: it travels with them."""
    found = {name: identity_traces(file, Path(name).suffix) for name, file in bundle.files.items()}
    return tuple(
        f"{name} may tell who made it: {', '.join(traces)}."
        for name, traces in found.items()
        if traces
    )
