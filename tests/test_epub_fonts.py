"""E-books bring fonts that can show every letter of Kazakh and Russian."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from kuager.exporters.epub import FONTS
from tests.support.editions import document, edition, export

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The 42 letters of the Kazakh Cyrillic alphabet, which has all Russian ones."""

SIGNS = "«»„“”‘’—–…№₸€ "


def drawn(font: bytes) -> Iterator[tuple[int, int]]:
    """Yield the ranges of characters of a font (OpenType 1.9, "cmap", format 4)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    names = {font[12 + 16 * n : 16 + 16 * n]: 12 + 16 * n for n in range(tables)}
    (start,) = struct.unpack_from(">I", font, names[b"cmap"] + 8)
    (count,) = struct.unpack_from(">H", font, start + 2)
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * n)
        if (platform, encoding) == (3, 1):
            form, _, _, doubled = struct.unpack_from(">4H", font, start + offset)
            assert form == 4
            ends = struct.unpack_from(f">{doubled // 2}H", font, start + offset + 14)
            begins = struct.unpack_from(f">{doubled // 2}H", font, start + offset + 16 + doubled)
            yield from zip(begins, ends, strict=True)


@pytest.fixture(scope="module")
def book() -> dict[str, bytes]:
    made = edition(document("One. Two."))
    with zipfile.ZipFile(BytesIO(export("epub", made))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", [path.name for path in FONTS])
def test_a_face_has_every_letter(book: dict[str, bytes], name: str) -> None:
    ranges = list(drawn(book[f"EPUB/fonts/{name}"]))
    needed = KAZAKH + KAZAKH.upper() + SIGNS
    assert not [c for c in needed if not any(a <= ord(c) <= z for a, z in ranges)]


def test_styles_and_manifest_name_what_is_there(book: dict[str, bytes]) -> None:
    fonts = {name.removeprefix("EPUB/") for name in book if "/fonts/" in name}
    assert len(fonts) == len(FONTS) + 1
    manifest = re.findall(r'href="(fonts/[^"]*)"', book["EPUB/content.opf"].decode())
    assert set(manifest) == fonts
    style = book["EPUB/styles/stylesheet1.css"].decode()
    assert set(re.findall(r'url\("\.\./([^"]*)"\)', style)) == fonts - {"fonts/OFL.txt"}
    assert b"SIL OPEN FONT LICENSE Version 1.1" in book["EPUB/fonts/OFL.txt"]
