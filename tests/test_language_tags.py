"""Editions in a locale with a region or script carry its tag in the form of BCP 47."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kuager.interface import translations
from tests.support.packs import DOCUMENT, PackFolder

NAMED = re.compile(
    r'\b(?:lang|hreflang|trgLang|target-language|w:val|language)="([^"]*)"'
    r"|<dc:language>([^<]*)<|\[lang=\"([^\"]*)\"\]"
)
"""Where a language is named in HTML, CSS, XLIFF, TMX, Office Open XML and EPUB."""


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of all files and of all parts of archives, by name."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".docx", ".odt", ".epub"}:
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{path.name}/{part}", archive.read(part).decode("utf-8", "replace")
        elif path.is_file() and path.suffix not in {".pdf", ".mo"}:
            yield path.name, path.read_text("utf-8")


@pytest.mark.parametrize(("locale", "tag"), [("pt_BR", "pt-BR"), ("kk_Cyrl_KZ", "kk-Cyrl-KZ")])
def test_every_language_in_an_edition_is_a_valid_tag(
    pack: PackFolder, locale: str, tag: str
) -> None:
    settings = pack.root / "pyproject.toml"
    settings.write_text(f'[tool.kuager]\ntarget-locales = ["{locale}", "de"]\n', "utf-8")
    assert pack.run("segment") == 0
    edit = ("review", "edit", DOCUMENT, locale, "4", "--as", "t-1", "--text", "abc.")
    assert pack.run(*edit) == 0
    assert pack.run("export", "--allow-drafts", "--to", "all") == 0
    named: dict[str, set[str]] = {}
    for name, text in texts(pack.root / "exports"):
        named[name] = {"".join(found) for found in NAMED.findall(text)}
        assert not [each for each in named[name] if locale in each], name
    for suffix in ("html", "bilingual.html", "v2.xlf", "xlf", "docx/docProps/core.xml"):
        assert tag in named[f"{DOCUMENT}.{locale}.draft.{suffix}"]
    assert tag in named[f"{DOCUMENT}.{locale}.draft.epub/EPUB/content.opf"]
    assert tag in named[f"{DOCUMENT}.{locale}.de.draft.trilingual.html"]


def test_our_own_words_are_found_for_a_locale_with_script_and_region() -> None:
    approved = translations("kk").gettext("approved")
    assert approved != "approved"
    assert {translations(name).gettext("approved") for name in ("kk_Cyrl_KZ", "kk-KZ")} == {
        approved
    }
