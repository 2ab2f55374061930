"""Our own words: complete, right in their plurals, and without a trace in their headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from kuager.errors import CatalogError
from kuager.exporters.marks import MARKS
from kuager.interface import __file__ as interface_file
from kuager.interface import gettext_noop, translations
from kuager.interface.upkeep import extract_words, read_catalog, serialize, update_catalogs

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ("kk", "ru")
CATALOGS = [ROOT / "locales" / locale / "LC_MESSAGES" / "kuager.po" for locale in LOCALES]
TEMPLATE = ROOT / "locales" / "kuager.pot"


def forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """A message's words as one tuple, plural or not."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def catalog(path: Path) -> Catalog:
    return read_catalog(path.read_bytes(), path.parent.parent.name)


def test_the_template_is_what_the_sources_hold_now() -> None:
    renewed = serialize(extract_words(ROOT / "scripts" / "kuager"))
    assert TEMPLATE.read_bytes() == renewed, "run: python -m kuager.interface.upkeep"


@pytest.mark.parametrize("path", CATALOGS, ids=LOCALES)
def test_catalogs_hold_every_word_of_the_template(path: Path) -> None:
    words = {message.id for message in read_catalog(TEMPLATE.read_bytes(), "en")}
    target = catalog(path)
    assert {message.id for message in target} == words
    assert not target.obsolete
    for message in target:
        assert all(form.strip() for form in forms(message.string)) or not message.id, message.id
        assert not message.fuzzy or not message.id, message.id


@pytest.mark.parametrize("path", CATALOGS, ids=LOCALES)
def test_placeholders_agree(path: Path) -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for message in catalog(path):
        wanted = {tuple(sorted(placeholder.findall(source))) for source in forms(message.id)}
        for target in forms(message.string):
            assert tuple(sorted(placeholder.findall(target))) in wanted


@pytest.mark.parametrize("path", [*CATALOGS, TEMPLATE], ids=[*LOCALES, "template"])
def test_headers_name_nobody_and_no_time(path: Path) -> None:
    header = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    fields = re.findall(r'^"([^:"]+):', header, re.MULTILINE)
    assert set(fields) <= {
        "Language",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Plural-Forms",
    }
    assert "@" not in header
    assert not re.search(r"\b(19|20)\d\d\b", header)


@pytest.mark.parametrize("path", CATALOGS, ids=LOCALES)
def test_catalogs_say_that_nobody_reviewed_them(path: Path) -> None:
    assert "no speaker of the language has reviewed them" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*CATALOGS, TEMPLATE], ids=[*LOCALES, "template"])
def test_references_bear_no_line_numbers(path: Path) -> None:
    references = re.findall(r"^#: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert references
    for reference in " ".join(references).split():
        assert re.fullmatch(r"scripts/kuager/[\w/]+\.(py|html\.j2)", reference)


def test_updating_changes_nothing_when_no_word_has_changed(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "kuager").symlink_to(ROOT / "scripts" / "kuager")
    for path in [*CATALOGS, TEMPLATE]:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    assert update_catalogs(tmp_path) == []


def test_a_new_word_comes_in_untranslated_and_a_gone_one_is_kept(tmp_path: Path) -> None:
    package = tmp_path / "scripts" / "kuager"
    package.mkdir(parents=True)
    module = package / "words.py"
    po = tmp_path / "locales" / "ru" / "LC_MESSAGES" / "kuager.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n')
    module.write_text('gettext("well")\n')
    assert update_catalogs(tmp_path) == [tmp_path / "locales" / "kuager.pot", po]
    translated = read_catalog(po.read_bytes(), "ru")
    translated["well"].string = "колодец"
    po.write_bytes(serialize(translated))
    module.write_text('gettext("wells")\n')
    update_catalogs(tmp_path)
    updated = read_catalog(po.read_bytes(), "ru")
    assert updated["wells"].string == ""
    assert updated.obsolete["well"].string == "колодец"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Не утверждён 1 фрагмент из 37."),
        (2, "Не утверждены 2 фрагмента из 37."),
        (5, "Не утверждено 5 фрагментов из 37."),
        (11, "Не утверждено 11 фрагментов из 37."),
        (21, "Не утверждён 21 фрагмент из 37."),
    ],
)
def test_russian_plurals(count: int, words: str) -> None:
    form = translations("ru").ngettext(
        "%(count)d of %(total)d passages is not approved.",
        "%(count)d of %(total)d passages are not approved.",
        count,
    )
    assert form % {"count": count, "total": 37} == words


def test_a_region_falls_back_to_its_language() -> None:
    assert translations("kk-KZ").gettext("Translation") == "Аударма"


@pytest.mark.parametrize("locale", ["en", "de", "xx-unknown", "", "../../source", "kk/../ru"])
def test_without_a_catalog_words_stay_english(locale: str) -> None:
    assert translations(locale).gettext("machine draft") == "machine draft"


@pytest.mark.parametrize("locale", LOCALES)
def test_marks_are_plain_words(locale: str) -> None:
    words = [translations(locale).gettext(mark.words) for mark in MARKS.values()]
    assert len(set(words)) == len(words)
    for word in words:
        assert re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)*", word)


def test_noop_returns_its_word() -> None:
    assert gettext_noop("draft") == "draft"


@pytest.mark.parametrize(
    "content",
    [
        b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a\n',
        b"\xff\xfe\x00",
    ],
)
def test_a_broken_catalog_is_one_clear_line(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "installed" / "kuager" / "interface"
    package.mkdir(parents=True)
    (package / "ru.po").write_bytes(content)
    monkeypatch.setattr("kuager.interface.__file__", str(package / "__init__.py"))
    translations.cache_clear()
    with pytest.raises(CatalogError, match="ru"):
        translations("ru")
    translations.cache_clear()


def test_an_installed_package_reads_the_catalogs_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "kuager" / "interface"
    package.mkdir(parents=True)
    (package / "ru.po").write_bytes(CATALOGS[1].read_bytes())
    assert Path(interface_file).name == "__init__.py"
    monkeypatch.setattr("kuager.interface.__file__", str(package / "__init__.py"))
    translations.cache_clear()
    assert translations("ru").gettext("Translation") == "Перевод"
    translations.cache_clear()
