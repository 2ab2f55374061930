"""Put a name into files, each time where a careless program would leave it: hard to see."""

from __future__ import annotations

import base64
import gzip
import io
import quopri
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pikepdf

from tests.support.word import unzipped, zipped

Leak = Callable[[bytes, str], bytes]
"""Takes a file and a name, returns the file with the name in it."""


def _behind(content: bytes, mark: bytes, added: str) -> bytes:
    """Put something behind the first place where a mark stands."""
    assert mark in content, mark
    return content.replace(mark, mark + added.encode(), 1)


def _references(name: str) -> str:
    return "".join(f"&#x{ord(letter):x};" for letter in name)


def _html(content: bytes, name: str) -> bytes:
    return _behind(
        content, b"<head>", f'<link rel="me" href="https://x.example/?u={quoted(name)}">'
    )


def quoted(name: str) -> str:
    """Return a name with every letter percent-coded."""
    return "".join(f"%{byte:02x}" for byte in quote(name).encode())


def _markdown(content: bytes, name: str) -> bytes:
    return content + b"\n<!-- " + base64.b64encode(b"by " + name.encode()) + b" -->\n"


def _docx(content: bytes, name: str) -> bytes:
    parts = unzipped(content)
    author = f' w:rsidRPr="00AB" w15:author="{_references(name)}"'
    parts["word/document.xml"] = _behind(parts["word/document.xml"], b"<w:document", author)
    return zipped(dict(parts))


def _odt(content: bytes, name: str) -> bytes:
    made = f"<meta:initial-creator>{name}</meta:initial-creator>"
    return zipped({**unzipped(content), "Thumbnails/x.xml": made.encode("utf-16")})


def _epub(content: bytes, name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, part in unzipped(content).items():
            made = zipfile.ZipInfo(entry)
            made.comment = name.encode("utf-16-be")
            archive.writestr(made, part)
    return written.getvalue()


def _pdf(content: bytes, name: str) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Author"] = pikepdf.String(f"{name} Ә")
        written = io.BytesIO()
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert name.encode() not in written.getvalue()
    return written.getvalue()


def _text(content: bytes, name: str) -> bytes:
    return content + "\r\n".join(f"C:\\Users\\{name}\\x.txt".upper().split("Ж")).encode()


def _tsv(content: bytes, name: str) -> bytes:
    hidden = "".join(f"={byte:02X}" for byte in name.encode())
    assert quopri.decodestring(hidden.encode()) == name.encode()
    return content + f"{hidden[:12]}=\n{hidden[12:]}\n".encode()


def _csv(content: bytes, name: str) -> bytes:
    return content + f"x,{name.encode().hex(' ')}\r\n".encode()


def _json(content: bytes, name: str) -> bytes:
    hidden = "".join(f"\\u{ord(letter):04x}" for letter in name)
    return _behind(content, b"{", f'"x": "{hidden}",')


def _tmx(content: bytes, name: str) -> bytes:
    return _behind(content, b"<header", f' creationid="{_references(name)}"')


def _xliff(content: bytes, name: str) -> bytes:
    folded = f"<note>{name[:5]}<x/>{name[5:]}</note>"
    return _behind(content, b"<file", f' original="x">{folded}<x y="')


def _mo(content: bytes, name: str) -> bytes:
    return content + f"Last-Translator: {name} <x@example.org>\0".encode()


def _css(content: bytes, name: str) -> bytes:
    return content + f"/* {name.swapcase()} */".encode()


def _po(content: bytes, name: str) -> bytes:
    return content + f'#~ msgid "x"\n#~ msgstr ""\n"{name[:6]}"\n"{name[6:]}"\n'.encode()


LEAKS: dict[str, Leak] = {
    ".html": _html, ".md": _markdown, ".docx": _docx, ".odt": _odt, ".epub": _epub, ".pdf": _pdf,
    ".txt": _text, ".tsv": _tsv, ".csv": _csv, ".json": _json, ".tmx": _tmx, ".xlf": _xliff,
    ".mo": _mo, ".css": _css, ".po": _po, ".pot": _po, ".jsonl": _json, ".seal": _json,
}  # fmt: skip
"""By the end of a file's name."""


# Files that are nothing but a leak -------------------------------------------------------------


def packed(name: str) -> bytes:
    """Return a packed file that was called something else once."""
    written = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=written, mtime=0) as stream:
        stream.write(b"nothing")
    return written.getvalue()


def packed_then(content: bytes, moment: int) -> bytes:
    """Return a packed file that tells when it was."""
    return gzip.compress(content, mtime=moment)


def database(name: str) -> bytes:
    """Return a database with the name in the middle of a text longer than a page."""
    with sqlite3.connect(":memory:") as made:
        made.execute("CREATE TABLE texts (text)")
        made.execute("INSERT INTO texts VALUES (?)", (f"{'x' * 5000}{name}{'y' * 5000}",))
        content = made.serialize()
    made.close()
    return content


def archive_of(name: str) -> bytes:
    """Return a tar archive of a file that belonged to somebody."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("x")
        entry.uname = name
        archive.addfile(entry)
    return written.getvalue()


def picture(name: str) -> bytes:
    """Return what a picture says of its author, packed as PNG has it."""
    told = b"Author\0\0" + zlib.compress(name.encode())
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(told)) + b"zTXt" + told + b"\0" * 4


def in_one_another(name: str) -> bytes:
    """Return a database in an archive in a letter in another archive."""
    letter = base64.encodebytes(zipped({"deep.sqlite": database(name)}))
    return zipped({"letter.eml": b"Content-Transfer-Encoding: base64\n\n" + letter})
