"""What the front matter of every source file says of its narrator, without reading all of them."""

from __future__ import annotations

import os

from kuager.documents import read_front_matter
from kuager.documents.reading import sidecar_of
from kuager.errors import DocumentError
from kuager.index import DAMAGE, Index, Source, stamp_of
from kuager.model import NarratorGender
from kuager.pack import Pack

_WITHIN = {".md", ".markdown"}
"""Endings of files that hold their front matter themselves."""


def policies(pack: Pack, index: Index) -> dict[str, NarratorGender]:
    """Return the narrator's gender as each document's policy has it, by the document's id.

    Documents that are not there, or cannot be read, are not in it. Only files that changed since
    the index looked at them are read.
    """
    known = index.sources()
    sources: dict[str, Source] = {}
    changed: dict[str, Source] = {}
    for path in pack.source_paths():
        name = pack.name(path)
        files = (path, sidecar_of(path)) if path.suffix not in _WITHIN else (path,)
        stamp = stamp_of(os.fspath(file) for file in files)
        before = known.get(name)
        if before and before.stamp.settled and before.stamp.stamp == stamp.stamp:
            sources[name] = before
            continue
        try:
            metadata = read_front_matter(path, pack.root)
        except DocumentError:
            sources[name] = changed[name] = Source(stamp, "", "")
        else:
            sources[name] = Source(stamp, metadata.id, metadata.narrator_gender.value)
            changed[name] = sources[name]
    gone = sorted(known.keys() - sources.keys())
    if changed or gone:
        with index.writing():
            index.note_sources(changed, gone)
    with DAMAGE.evaluated():
        read = [source for source in sources.values() if source.document]
        return {source.document: NarratorGender(source.gender) for source in read}
