"""What lies in the folder of the exports from before; nothing of it is ever deleted."""

from __future__ import annotations

import contextlib
from pathlib import Path

from kuager.exporters.stale import SITES, stale
from kuager.pack import Pack
from kuager.steps.export import ExportOutcome


def remains(
    pack: Pack, folder: Path | None, outcome: ExportOutcome, *, whole: bool = True
) -> list[str]:
    """Return the names of files that look like editions and that nothing would write any more.

    ``folder``: where ``outcome`` was exported to; None for the pack's own folder. The names are
    relative to it, with slashes. ``whole``: all documents and locales were to be exported.
    """
    place = folder or pack.exports_folder
    names: list[str] = []
    for each in (place, *(place / site for site in SITES)):
        with contextlib.suppress(OSError):
            names += [
                path.relative_to(place).as_posix() for path in each.iterdir() if path.is_file()
            ]
    sources = pack.sources()
    documents = [source.document for source in sources]
    if not all(source.has_id for source in sources):
        # A source whose head is broken may be any of the documents that were segmented.
        documents += pack.template_names()
    return stale(
        sorted(names),
        documents,
        pack.configuration.target_locales,
        [report.name for report in outcome.files],
        whole=whole,
    )
