"""The same work gives the same bytes: for anybody, anywhere, on any day, on any machine.

Everything is made twice, by two people who have nothing in common: user, host, home, depth of
the folder, locale, time zone, day, hash seed, rights of new files, processors, and the order in
which folders list their files.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.telling import differences, elsewhere, files_of, once, telling_pack

MADE = ("exports", "drafts", "exchange", "reports", "memories", "terms.tbx", "built")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return telling_pack(tmp_path_factory)


@pytest.fixture(scope="module")
def there(here: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same made elsewhere: ``beginning`` from the sources on, ``going on`` from the work."""

    def make(folder: Path) -> None:
        others = elsewhere(folder)
        program = "tests.support.everything"
        others.run(program, "fresh", str(others.home / "beginning"))
        root = others.home / "going on"
        root.mkdir()
        for path in here.iterdir():
            if path.name in ("source", "locales"):  # one person hands these to another
                shutil.copytree(path, root / path.name)
            elif path.suffix in (".toml", ".argosmodel"):
                shutil.copy(path, root)
        others.run(program, "output,surroundings", str(root))

    return elsewhere(once(tmp_path_factory, "elsewhere", make)).home


def test_nothing_is_common_to_both(here: Path, there: Path) -> None:
    told = [
        (root / ".kuager" / "surroundings").read_text("utf-8").splitlines()
        for root in (here, there / "going on")
    ]
    assert len(told[0]) == len(told[1]) > 10
    assert [line for line in told[0] if line in told[1]] == []
    assert len((there / "going on").parts) > len(here.parts)


def test_drafting_anew_gives_the_same_catalogs_and_the_same_record(here: Path, there: Path) -> None:
    made = files_of(here, "fresh")
    assert len(made) > 8
    assert differences(made, files_of(there / "beginning", "fresh")) == []


@pytest.mark.parametrize("name", MADE)
def test_all_that_is_written_is_the_same(name: str, here: Path, there: Path) -> None:
    made = {file: part for file, part in files_of(here, name).items() if ".sealed" not in file}
    assert made
    assert differences(made, files_of(there / "going on", name)) == []


def test_all_that_is_said_is_the_same(here: Path, there: Path) -> None:
    said, again = (files_of(root / "told", "output") for root in (here, there / "going on"))
    assert len(said) > 25
    assert differences(said, again) == []


def test_output_changes_nothing_of_the_work(here: Path, there: Path) -> None:
    assert differences(files_of(here, "locales"), files_of(there / "going on", "locales")) == []


def test_what_is_sealed_differs_each_time_and_says_so_where_it_is_offered(here: Path) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from kuager.cli import cli  # noqa: PLC0415

    help_text = " ".join(CliRunner().invoke(cli, ["seal", "pack", "--help"]).output.split())
    assert "Sealing twice gives two different files." in help_text
