"""Keep the catalogs of our own words up to date: ``python -m kuager.interface.upkeep``.

The work is Babel's (``pybabel extract`` and ``pybabel update``); what is added is that no
file gets a name, a mail address, a time or a line number, so that it changes only when a
word does.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from kuager.interface import DOMAIN

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "gettext_noop": None,
}
"""The calls that hold words; ``gettext_noop`` marks words that are translated elsewhere."""

METHODS = [
    ("checks/**.py", "kuager.interface.registry:extract_checks"),
    ("risk/**.py", "kuager.interface.registry:extract_checks"),
    ("**.py", "python"),
    ("**.html.j2", "jinja2"),
]

TEMPLATE_HEADER = """\
# The project's own words: what exports and the program say in their own voice.
# Renewed with: python -m kuager.interface.upkeep
#"""


def extract_words(package: Path) -> Catalog:
    """Return a template of all words that the modules and page templates of a package hold."""
    template = Catalog(
        project="kuager",
        header_comment=TEMPLATE_HEADER,
        charset="utf-8",
        fuzzy=False,
    )
    # Babel reports nothing but the name of the file here; the order is the files' own.
    for name, _, message, comments, context in extract_from_dir(
        package, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        template.add(
            message,
            None,
            [(f"scripts/{package.name}/{Path(name).as_posix()}", 0)],
            auto_comments=comments,
            context=context,
        )
    return template


def serialize(catalog: Catalog) -> bytes:
    """Return a catalog as PO text with nothing in its header but what gettext needs."""
    written = BytesIO()
    write_po(written, catalog, width=0, sort_by_file=True, include_lineno=False, omit_header=True)
    fields = [
        *([f"Language: {catalog.locale}"] if catalog.locale else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *([f"Plural-Forms: {catalog.plural_forms}"] if catalog.locale else []),
    ]
    header = "\n".join(
        [
            catalog.header_comment,
            'msgid ""',
            'msgstr ""',
            *(f'"{field}\\n"' for field in fields),
            "",
            "",
        ]
    )
    return header.encode() + written.getvalue().rstrip() + b"\n"


def read_catalog(content: bytes, locale: str) -> Catalog:
    """Read a catalog of our own words; a broken one raises Babel's PoFileError."""
    return read_po(BytesIO(content), locale=locale, domain=DOMAIN, abort_invalid=True)


def update_catalogs(root: Path) -> list[Path]:
    """Renew template and catalogs of a checkout; return the files that changed.

    New words come in untranslated, words that are gone are kept as obsolete; nothing is
    ever matched by similarity.
    """
    locales = root / "locales"
    template = extract_words(root / "scripts" / "kuager")
    renewed = {locales / f"{DOMAIN}.pot": serialize(template)}
    for path in sorted(locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        catalog = read_catalog(path.read_bytes(), path.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        renewed[path] = serialize(catalog)
    changed = [p for p, c in renewed.items() if not p.is_file() or p.read_bytes() != c]
    for path in changed:
        path.write_bytes(renewed[path])
    return changed


if __name__ == "__main__":
    update_catalogs(Path(__file__).resolve().parents[3])
