"""What a redaction replaced, kept at the end of its map: the way back, and the way on.

The record holds every file as it was and as it was to become. So a redaction that was cut off in
the middle is finished by running it again, and one that was done is taken back byte for byte. It
holds all that was to be hidden: map and record are one file, which never leaves its owner.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kuager.errors import InputError, StorageError, UsageError
from kuager.pack import Pack
from kuager.storage import explain, make_private, read_regular, write_atomically

FOLDER = "redactions"
"""In ``.kuager/``: where maps lie unless they are kept outside of the pack."""
_MARK = "\n# Below: what kuager redact needs for --undo. Not to be edited.\nrecord: "
_LIMIT = 256 * 2**20


class ChangedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of the pack, before and after; without content, it is none."""

    path: str
    """Relative to the pack, with slashes."""
    before: bytes
    after: bytes
    locale: str = ""
    """Of a catalog; empty for other files."""


class Step(msgspec.Struct, frozen=True):
    """One redaction of one document."""

    document: str
    files: tuple[ChangedFile, ...]
    units: tuple[tuple[str, int, str, int], ...]
    """Source and occurrence of each unit before and after."""
    chains: tuple[tuple[str, str, str], ...] = ()
    """Locale, and the name of each machine's chain before and after, where it changed."""
    pairs: tuple[tuple[str, str, str, str], ...] = ()
    """Import, source, target and locale of what the memory forgot."""


class OpenedMap:
    """A map's file: the words by hand, and the record behind them."""

    def __init__(self, pack: Pack, path: Path) -> None:
        """Read it. Raises UsageError, InputError, StorageError."""
        self._pack = pack
        self.path = _located(pack, path)
        content = read_regular(self.path, self.path.name, limit=_LIMIT)
        if content is None:
            raise InputError(
                f"There is no redaction map {path.name}.",
                f"Write one, in .kuager/{FOLDER}/ or outside of the pack; see docs/RISK.md.",
            )
        try:
            # An editor may have changed the line ends.
            text = content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise InputError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from None
        self.words, _, record = text.partition(_MARK)
        self.steps: tuple[Step, ...] = _unpacked(record, path.name) if record else ()

    def save(self, steps: Sequence[Step]) -> None:
        """Write the record anew, the map for its owner only. Raises StorageError."""
        self.steps = tuple(steps)
        if self._pack.dry_run:
            return
        text = self.words + (_MARK + _packed(steps) + "\n" if steps else "")
        try:
            self.path.chmod(0o600)
        except OSError as error:
            raise explain(error, self.path.name) from error
        write_atomically(self.path, text.encode(), self.path.name)


def _located(pack: Pack, path: Path) -> Path:
    """Return where a map lies. Raises UsageError for a place in the pack that others may get."""
    private = pack.private_folder / FOLDER
    if path.parent == Path() and not path.exists() and (private / path.name).is_file():
        return pack.inside(private / path.name)
    real = path.resolve()
    if not real.exists():
        return real
    if real.is_relative_to(pack.root) and not real.is_relative_to(pack.private_folder):
        raise UsageError(
            "A redaction map does not belong among the files of the pack.",
            f"Move it to .kuager/{FOLDER}/, which is never committed, or out of the pack.",
        )
    return real


def make_folder(pack: Pack) -> None:
    """Make the folder for maps, for its owner only. Raises StorageError."""
    if not pack.dry_run:
        make_private(pack.private_file(FOLDER), f".kuager/{FOLDER}")


def _packed(steps: Sequence[Step]) -> str:
    return base64.b64encode(zlib.compress(msgspec.msgpack.encode(tuple(steps)), 9)).decode()


def _unpacked(record: str, name: str) -> tuple[Step, ...]:
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(record.strip(), validate=True), _LIMIT)
        # Of a record that is cut off, nothing is left to decode.
        content = content if opened.eof else b""
        return msgspec.msgpack.decode(content, type=tuple[Step, ...])
    except (binascii.Error, zlib.error, msgspec.MsgspecError, ValueError):
        raise InputError(
            f"{name}: its record is damaged.",
            "Take it from a backup, or delete all from the line that announces it: then nothing "
            "can be undone.",
        ) from None


def apply_step(pack: Pack, step: Step) -> int:
    """Write what a step left unwritten; return how many files that changed. Raises StorageError.

    A file that is neither as it was nor as it was to become is left alone: somebody works on it.
    """
    written = 0
    for file in step.files:
        path = pack.root / file.path
        if (pack.content(path) or b"") == file.before:
            written += put(pack, path, file.after)
    return written


def put(pack: Pack, path: Path, content: bytes) -> bool:
    """Give a file of a record a content, none being no file; tell whether that changed it."""
    if content:
        return pack.write(path, content)
    path = pack.inside(path)
    found = path.exists()
    if found and not pack.dry_run:
        try:
            path.unlink()
        except OSError as error:
            raise explain(error, pack.name(path)) from error
    return found


def is_unfinished(pack: Pack, step: Step) -> bool:
    """Tell whether a step was cut off: one file as it was, another as it was to become."""
    contents = [(pack.content(pack.root / file.path) or b"", file) for file in step.files]
    return any(now == file.before for now, file in contents) and any(
        now == file.after for now, file in contents
    )


def refuse_foreign(pack: Pack, step: Step) -> None:
    """Raise StorageError for a record that would write outside of where documents lie."""
    for file in step.files:
        path = pack.inside(pack.root / file.path)
        if not any(path.is_relative_to(pack.root / part) for part in ("source", "locales")):
            raise StorageError("The map's record names a file that is none of a document's.")
