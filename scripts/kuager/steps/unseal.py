"""Unseal: open a sealed file, prove what is in it, and put it where it belongs.

Nothing is written before all of it was proven. Work goes into the pack as git would merge it,
anything else into a folder of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kuager.configuration import check_locale
from kuager.documents import SUFFIXES
from kuager.errors import ConfigurationError, DocumentError, InputError
from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    template_parse,
    template_serialize,
)
from kuager.formats.ledger import (
    MACHINE,
    actor_of,
    ledger_parse,
    ledger_serialize,
    seal_parse,
    seal_serialize,
)
from kuager.ledgers import Ledger
from kuager.model import TemplateEntry
from kuager.pack import Pack
from kuager.placing import Placement, place_all, place_folder
from kuager.sealing import SealError
from kuager.sealing.age import (
    SEALED_LIMIT,
    Identity,
    needs_passphrase,
    unseal,
    unseal_with_passphrase,
)
from kuager.sealing.bundle import Bundle, bundle_parse
from kuager.steps.seal import FOLDER, SUFFIX
from kuager.steps.unseal_merge import LocaleReport, Merged, Side, merge_side
from kuager.storage import make_private, read_regular

_DOCUMENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_STRANGE = "Nothing was taken. To look at it: --folder"


@dataclass(slots=True)
class UnsealReport:
    """What was in a sealed file, and what became of it."""

    kind: str
    document: str
    files: int
    folder: str = ""
    """Where the files are now; empty for work that went into the pack."""
    written: list[str] = field(default_factory=list)
    """Files of the pack, or of the folder, that are new or changed."""
    locales: list[LocaleReport] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing is left for people to look at."""
        return not self.notices and not any(row.disputed or row.gone for row in self.locales)


def open_sealed(
    path: Path, keys: Callable[[], Sequence[Identity]], passphrase: Callable[[], str]
) -> Bundle:
    """Read, decrypt and prove a sealed file; one of the two is asked for what opens it.

    Raises InputError, SealError, StorageError.
    """
    content = read_regular(path, path.name, limit=SEALED_LIMIT) if not path.is_dir() else None
    if content is None:
        raise InputError(
            f"There is no file {path.name or path}.", "Give the path of a sealed file."
        )
    if needs_passphrase(content, path.name):
        opened = unseal_with_passphrase(content, passphrase(), path.name)
    else:
        opened = unseal(content, keys(), path.name)
    return bundle_parse(opened, path.name)


def default_folder(pack: Pack | None, path: Path) -> Path:
    """Return where files go that nobody named a folder for: named after the sealed file.

    Raises StorageError where that leads out of the pack.
    """
    name = path.name.removesuffix(".age").removesuffix(SUFFIX.removesuffix(".age"))
    if name == path.name or not name:
        name = f"{path.stem}.unsealed"
    return pack.inside(pack.root / FOLDER / name) if pack else Path.cwd() / name


def unpack(bundle: Bundle, folder: Path, *, dry_run: bool = False) -> UnsealReport:
    """Put the files of a bundle into a new folder that only its owner can look into.

    Raises StorageError where one is there that holds anything else.
    """
    report = UnsealReport(bundle.kind.value, bundle.document, len(bundle.files), str(folder))
    if place_folder(folder, bundle.files, folder.name, dry_run=dry_run):
        report.written = sorted(bundle.files)
    return report


def merge_work(pack: Pack, bundle: Bundle) -> UnsealReport:
    """Merge the work in a bundle into the pack, all or nothing; the same again changes nothing.

    Raises SealError for what is no work on a document, DocumentError where this pack does not
    have the document, UsageError for a locale that it does not have, CatalogError, LedgerError,
    StorageError. Nothing is changed then.
    """
    parts = _sorted_parts(bundle)
    pack.locales(bundle.locales)
    report = UnsealReport(bundle.kind.value, bundle.document, len(bundle.files))
    new = _Placing(pack)
    template = _template(new, bundle, parts, report)
    merged = {locale: _locale(new, bundle, locale, parts, template) for locale in bundle.locales}
    for locale, one in merged.items():
        _place_chains(new, bundle.document, locale, one, machines=True)
    for locale, one in merged.items():
        content = catalog_serialize(bundle.document, locale, one.entries)
        new.add(pack.catalog_path(locale, bundle.document), content)
        report.locales.append(one.report)
    for locale, one in merged.items():
        _place_chains(new, bundle.document, locale, one, machines=False)
    report.written = new.place()
    return report


class _Placing:
    """Gathers what is to be written, in order.

    Drafts go on record before the texts are there, what people did after it: so a machine's
    words never pass for somebody's should the power go, and repeating it mends the rest.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._placements: list[Placement] = []

    def add(self, path: Path, content: bytes) -> None:
        """Have a file of the pack written unless it holds that already."""
        before = self.pack.content(path)
        if before != content:
            real = self.pack.inside(path)
            self._placements.append(Placement(real, self.pack.name(path), before, content))

    def place(self) -> list[str]:
        """Write all of it or nothing; return the names of the files."""
        if self._placements and not self.pack.dry_run:
            workshop = self.pack.private_file("tmp")
            make_private(workshop, ".kuager/tmp")
            place_all(self._placements, workshop)
        return [placement.name for placement in self._placements]


def _sorted_parts(bundle: Bundle) -> Mapping[str, bytes]:
    """Return the files of work, after a look at their places. Raises SealError."""
    document = bundle.document
    for locale in bundle.locales:
        try:
            check_locale(locale, "The sealed file")
        except ConfigurationError as error:
            raise SealError(error.problem, _STRANGE) from error
    if not _DOCUMENT.fullmatch(document) or not bundle.locales:
        raise SealError("The sealed work does not say which document it is of.", _STRANGE)
    name = re.escape(document)
    tag = "|".join(map(re.escape, bundle.locales))
    places = re.compile(
        rf"locales/{name}\.pot|locales/(?:{tag})/LC_MESSAGES/{name}\.po"
        rf"|locales/(?:{tag})/ledger/{name}/[a-z0-9.-]+\.(?:jsonl|seal)|source/.+"
    )
    wanted = {f"locales/{document}.pot"}
    wanted |= {f"locales/{locale}/LC_MESSAGES/{document}.po" for locale in bundle.locales}
    suffixes = (*SUFFIXES, ".breaks.yaml")
    for path in bundle.files:
        known = places.fullmatch(path) is not None
        if not known or (path.startswith("source/") and not path.lower().endswith(suffixes)):
            raise SealError("The sealed work holds a file that is no part of it.", _STRANGE)
    if not wanted <= bundle.files.keys():
        raise SealError("The sealed work lacks its template or a catalog.", _STRANGE)
    return bundle.files


def _template(
    new: _Placing, bundle: Bundle, parts: Mapping[str, bytes], report: UnsealReport
) -> list[TemplateEntry]:
    """Return the template that this pack goes by. Raises DocumentError where it has none."""
    pack, document = new.pack, bundle.document
    name = pack.name(pack.template_path(document))
    sent = template_parse(parts[name], f"{name} in the sealed file")
    sources = {path: content for path, content in parts.items() if path.startswith("source/")}
    present = pack.template(document)
    if not present:
        if not sources:
            raise DocumentError(
                f"This pack has no segmented document {document}.",
                "Ask for it (kuager seal --with-source), or put it into source/ and run: "
                "kuager segment",
            )
        new.add(pack.template_path(document), template_serialize(document, sent))
        present = sent
    missing = not _has_source(pack, document)
    for path, content in sources.items():
        before = pack.content(pack.root / path)
        if before is None and missing:
            new.add(pack.root / path, content)
        elif before != content:
            report.notices.append(f"{path} is another one there; what you have stays as it is.")
    keys = {(entry.source, entry.occurrence) for entry in present}
    if extra := sum((entry.source, entry.occurrence) not in keys for entry in sent):
        report.notices.append(
            f"The other copy is of another version of the source: {extra} of its sentences are "
            "not in yours."
        )
    return present


def _has_source(pack: Pack, document: str) -> bool:
    try:
        return bool(pack.documents([document]))
    except DocumentError:
        return False


def _locale(
    new: _Placing,
    bundle: Bundle,
    locale: str,
    parts: Mapping[str, bytes],
    template: Sequence[TemplateEntry],
) -> Merged:
    pack, document = new.pack, bundle.document
    name = pack.name(pack.catalog_path(locale, document))
    ledger = Ledger(pack, locale, document)
    ours = Side(pack.catalog(locale, document).entries, ledger.chains(), ledger.seals())
    chains, seals = {}, {}
    folder = pack.name(ledger.folder)
    for path, content in parts.items():
        if not path.startswith(f"{folder}/"):
            continue
        chain, _, suffix = path.removeprefix(f"{folder}/").rpartition(".")
        place = {"document": document, "locale": locale, "name": chain}
        label = f"{path} in the sealed file"
        if suffix == "jsonl":
            chains[chain] = ledger_parse(content, path=label, **place)
        else:
            seals[chain] = seal_parse(content, path=label, **place)
    entries = catalog_parse(parts[name], f"{name} in the sealed file")
    return merge_side(
        document,
        locale,
        ours,
        Side(entries, chains, seals),
        template,
        four_eyes=pack.configuration.policies.four_eyes,
    )


def _place_chains(
    new: _Placing, document: str, locale: str, merged: Merged, *, machines: bool
) -> None:
    folder = new.pack.ledger_folder(locale, document)
    for name, chain in merged.chains.items():
        if (actor_of(name) == MACHINE) is not machines:
            continue
        new.add(folder / f"{name}.jsonl", ledger_serialize(chain))
        if not machines:
            place = {"document": document, "locale": locale, "name": name}
            new.add(folder / f"{name}.seal", seal_serialize(chain, **place))
