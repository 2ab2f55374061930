"""What the heads of source files say: which documents there are, without reading their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.documents.files import printable
from kuager.documents.reading import SUFFIXES, read_front_matter
from kuager.errors import DocumentError

_SUFFIXES = ", ".join(sorted(SUFFIXES))


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is a document, by its head alone."""

    path: Path
    name: str
    """The file, relative to the pack."""
    document: str
    """Its id; where that cannot be read, the file's name."""
    fault: DocumentError | None = None
    """Why it cannot be used."""

    @property
    def has_id(self) -> bool:
        """Whether its id could be read: ids have no slashes, names of files in the pack do."""
        return "/" not in self.document

    def answers(self, name: str) -> bool:
        """Tell whether somebody who asks for a document of that id may mean this one."""
        return name == self.document or (self.fault is not None and name == self.path.stem)


def read_heads(paths: Iterable[Path], root: Path) -> list[Source]:
    """Read the heads of the documents at these paths, in their order.

    One that cannot be used is among them with the reason; documents of one id all are such.
    """
    found = [_read_head(path, root) for path in paths]
    alike: dict[str, list[int]] = {}
    for number, source in enumerate(found):
        if source.fault is None:
            alike.setdefault(source.document, []).append(number)
    for document, numbers in alike.items():
        if len(numbers) > 1:
            names = " and ".join(printable(found[number].name) for number in numbers)
            fault = DocumentError(
                f"{names} have the same id, {document}.", "Give one of them another id."
            )
            for number in numbers:
                found[number] = replace(found[number], fault=fault)
    return found


def _read_head(path: Path, root: Path) -> Source:
    name = path.relative_to(root).as_posix()
    try:
        return Source(path, name, read_front_matter(path, root).id)
    except DocumentError as error:
        return Source(path, name, printable(name), error)


def choose_sources(sources: Sequence[Source], wanted: Sequence[str] = ()) -> list[Source]:
    """Return all, or those wanted by id; one whose id cannot be read goes by its file's name.

    Raises DocumentError when there are none, and when a wanted one is missing.
    """
    if not sources:
        raise DocumentError("source/ holds no document.", f"Put one there: {_SUFFIXES}.")
    for name in wanted:
        if not any(source.answers(name) for source in sources):
            known = sorted({source.document for source in sources if source.fault is None})
            raise DocumentError(
                f"There is no document {name} in source/.",
                f"There are: {', '.join(known[:10])}.",
            )
    if not wanted:
        return list(sources)
    chosen = [source for name in wanted for source in sources if source.answers(name)]
    return list({source.path: source for source in chosen}.values())


def in_one(errors: Sequence[DocumentError]) -> DocumentError:
    """Return one error for all documents that cannot be used, each reason once."""
    reasons = {error.problem: error for error in errors}
    if len(reasons) == 1:
        return errors[0]
    return DocumentError(f"{len(reasons)} documents cannot be used. {' '.join(reasons)}")
