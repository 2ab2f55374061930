"""Taking a redaction back: files as they were, and what was worked on since kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from msgspec import structs

from kuager.errors import InputError
from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.pack import TERMBASE, Pack
from kuager.steps.redaction import RedactionReport, forget_stale
from kuager.steps.redaction_ledgers import restored_ledgers
from kuager.steps.redaction_record import ChangedFile, OpenedMap, Step, put, refuse_foreign
from kuager.steps.redaction_shared import (
    bring_back_imports,
    is_word_list,
    restored_list,
    restored_terms,
)


def undo(pack: Pack, name: str, map_path: Path) -> RedactionReport:
    """Take back all that a map did to one document, the last first.

    A file that nobody changed since comes back byte for byte, and with it, for the ledger knows
    the texts, every approval. In a catalog that was worked on, each unit that was not comes back;
    of the others the source does, and their targets are to be reworked. Raises InputError where
    the map did nothing to the document, or where its source was changed since.
    """
    opened = OpenedMap(pack, map_path)
    if not any(step.document == name for step in opened.steps):
        raise InputError(
            f"This map has no record of a redaction of {name}.",
            "Only the map that a redaction was made with can undo it.",
        )
    written = kept = pairs = 0
    steps = list(opened.steps)
    for step in reversed(opened.steps):
        if step.document != name:
            continue
        refuse_foreign(pack, step)
        records = [file for file in step.files if "/ledger/" in file.path]
        restored = [_restored(pack, step, file) for file in step.files if file not in records]
        kept += sum(changed for _, changed in restored)
        files = [file for file, _ in restored]
        files += restored_ledgers(pack, name, records, step.chains)
        # Should it be cut off, the second run does not work out anew what is half done.
        pinned = structs.replace(step, files=tuple(files))
        opened.save([pinned if one is step else one for one in steps])
        for file in files:
            written += put(pack, pack.root / file.path, file.before)
        bring_back_imports(pack, step.pairs)
        pairs += len(step.pairs)
        steps.remove(step)
        opened.save(steps)
    forget_stale(pack)
    return RedactionReport(document=name, written=written, forgotten=pairs, kept=kept)


def _restored(pack: Pack, step: Step, file: ChangedFile) -> tuple[ChangedFile, int]:
    """Return what a file is to be again and what it is now, and how many targets stay changed."""
    path = pack.root / file.path
    now = pack.content(path) or b""
    if now in (file.after, file.before):
        return file, 0
    pinned = structs.replace(file, after=now)
    if file.path.endswith(".pot"):
        return pinned, 0
    if file.path == TERMBASE:
        return structs.replace(pinned, before=restored_terms(file, now, pack)), 0
    if is_word_list(file.path):
        return structs.replace(pinned, before=restored_list(file, now)), 0
    if not file.locale:
        raise InputError(
            f"{file.path} was changed since the redaction; nothing was taken back.",
            "Take the change back first, or restore the file by hand.",
        )
    was = {entry.key: entry for entry in catalog_parse(file.before, file.path)}
    became = {entry.key: entry for entry in catalog_parse(file.after, file.path)}
    back = {(new, n): (old, o) for old, o, new, n in step.units}
    kept = 0
    entries = []
    for entry in catalog_parse(now, file.path):
        original = was.get(back.get(entry.key, entry.key))
        if original is None or entry.obsolete:
            entries.append(entry)
        elif entry.target == getattr(became.get(entry.key), "target", None):
            entries.append(original)
        else:
            kept += 1
            entries.append(
                replace(
                    entry,
                    source=original.source,
                    occurrence=original.occurrence,
                    notes=original.notes,
                    fuzzy=bool(entry.target),
                )
            )
    content = catalog_serialize(step.document, file.locale, entries)
    return structs.replace(pinned, before=content), kept
