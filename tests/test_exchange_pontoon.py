"""Files that Pontoon's library (moz.l10n) read, changed and wrote again come back whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from moz.l10n.model import Entry, PatternMessage
from moz.l10n.resource import parse_resource, serialize_resource

from tests.support.packs import DOCUMENT, UNITS, PackFolder

OURS = "Біз ұйықтаған жоқпыз."


@pytest.mark.parametrize(("kind", "suffix"), [("po", ".po"), ("xliff", ".xlf")])
def test_a_file_rewritten_by_pontoons_library_comes_back(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], kind: str, suffix: str
) -> None:
    pack.run("segment")
    pack.run("draft")
    before = pack.units()
    assert pack.run("exchange", "out", DOCUMENT, "kk", "--to", kind) == 0
    path = pack.root / "exchange" / f"{DOCUMENT}.kk{suffix}"
    _rewrite(path, before[4]["target"])
    capsys.readouterr()
    assert pack.run("exchange", "in", str(path), "--as", "t-1") in {0, 1}
    assert "1 new text" in capsys.readouterr().out
    after = pack.units()
    assert after[4]["target"] == OURS
    assert after[4]["translators"] == ["t-1"]
    others = [number for number in range(UNITS) if number != 4]
    assert [after[n] for n in others] == [before[n] for n in others]


def _rewrite(path: Path, old: str) -> None:
    """Read a file as Pontoon does, change the unit with a target, and write it."""
    resource = parse_resource(str(path))
    changed = 0
    for section in resource.sections:
        for entry in section.entries:
            if isinstance(entry, Entry) and entry.value == PatternMessage([old]):
                entry.value = PatternMessage([OURS])
                changed += 1
    assert changed == 1
    path.write_text("".join(serialize_resource(resource)), "utf-8")
