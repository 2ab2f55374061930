"""Our own words, in the language of those who read an export or use the program."""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from kuager.errors import CatalogError

DOMAIN = "kuager"
"""Name of the catalogs that hold our own words; no document may bear it."""


@lru_cache(maxsize=32)
def translations(locale: str) -> NullTranslations:
    """Return what translates our own words into a language.

    ``locale`` is a BCP 47 tag, or a locale as CLDR writes it; one with a region falls back to
    its language. Where there is no catalog, the words stay English. The catalogs are read from
    the checkout's ``locales/``, or from this package where it is installed without one.

    Raises CatalogError when a catalog cannot be read.
    """
    try:
        language = Locale.parse(locale.replace("_", "-"), sep="-").language
    except (UnknownLocaleError, ValueError):
        return NullTranslations()
    path = _catalog(language)
    return _read(path, language) if path.is_file() else NullTranslations()


def _catalog(language: str) -> Path:
    """Return where a language's catalog is to be found: in the checkout, or beside this file."""
    here = Path(__file__).resolve().parent
    scripts = here.parent.parent
    checkout = scripts.parent / "locales"
    if scripts.name == "scripts" and checkout.is_dir():
        return checkout / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    return here / f"{language}.po"


def _read(path: Path, language: str) -> GNUTranslations:
    """Read a PO file into memory; fuzzy entries are left out, as gettext does."""
    compiled = BytesIO()
    try:
        with path.open("rb") as content:
            write_mo(compiled, read_po(content, locale=language, abort_invalid=True))
    except (OSError, PoFileError, UnicodeDecodeError, ValueError) as error:
        raise CatalogError(
            f"The catalog of our own words for {language}, {path.name}, cannot be read.",
            "Restore it from the repository, or mend it with a PO editor.",
        ) from error
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext_noop(word: str) -> str:
    """Return a word as it is; the name lets it be found for translation elsewhere."""
    return word
