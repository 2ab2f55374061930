"""Exports for programs are what they claim to be, by schemas and readers that are not ours."""

from __future__ import annotations

import gettext
import io
import json
import shutil
import struct
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from kuager.documents import Document
from kuager.exporters.json_schema import schema
from kuager.formats.gettext import catalog_parse
from kuager.formats.tmx import tmx_parse
from kuager.formats.xliff import xliff_parse
from kuager.model import Origin, Role, State
from tests.support.editions import (
    FORMATS,
    HOSTILE,
    HOSTILE_TABLE,
    RICH,
    SMALL,
    STATES,
    document,
    edition,
    export,
    units,
    web_document,
)
from tests.test_xliff import assert_valid

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "schemas" / "edition-1.json"
DOCUMENTS = {
    "small": document(SMALL),
    "rich": document(RICH),
    "hostile": document(HOSTILE),
    "table": web_document(HOSTILE_TABLE),
}
every_document = pytest.mark.parametrize("doc", DOCUMENTS.values(), ids=list(DOCUMENTS))
every_mixture = pytest.mark.parametrize(
    "states", [[State.APPROVED], STATES, [State.UNTRANSLATED]], ids=["approved", "mixed", "none"]
)

TMX_DTD = """\
<!ELEMENT tmx (header, body)>
<!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note | prop)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block | paragraph | sentence | phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT note (#PCDATA)>
<!ELEMENT prop (#PCDATA)>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note | prop)*, tuv+)>
<!ELEMENT tuv ((note | prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA | bpt | ept | ph | it)*>
<!ELEMENT bpt (#PCDATA)>
<!ATTLIST bpt i CDATA #REQUIRED x CDATA #IMPLIED>
<!ELEMENT ept (#PCDATA)>
<!ATTLIST ept i CDATA #REQUIRED>
<!ELEMENT ph (#PCDATA)>
<!ATTLIST ph x CDATA #IMPLIED>
<!ELEMENT it (#PCDATA)>
<!ATTLIST it pos (begin | end) #REQUIRED x CDATA #IMPLIED>
"""
"""What the specification of TMX 1.4b (LISA OSCAR, 26 April 2005, sections 2 and 3) says of the
elements and attributes that may stand in our files: a part of what it allows, and no more. Its
own DTD comes without a licence to copy it."""


class TestJson:
    def test_the_published_schema_is_that_of_the_code(self) -> None:
        assert SCHEMA.read_bytes() == schema(), "python -m kuager.exporters.json_schema"
        jsonschema.Draft202012Validator.check_schema(json.loads(schema()))

    @every_document
    @every_mixture
    def test_what_is_written_is_valid(self, doc: Document, states: list[State]) -> None:
        validate(json.loads(export("json", edition(doc, states))))

    @pytest.mark.parametrize(
        "change",
        [
            {"version": 2},
            {"author": "x"},
            {"notice": "x"},
            {"blocks": []},
            {"blocks": [{"role": "poem", "segments": [{}]}]},
        ],
    )
    def test_what_is_not_an_edition_is_refused(self, change: dict[str, Any]) -> None:
        content = json.loads(export("json", edition(DOCUMENTS["small"], STATES)))
        with pytest.raises(jsonschema.ValidationError):
            validate({**content, **change})

    def test_nothing_of_the_text_is_lost(self) -> None:
        doc = DOCUMENTS["rich"]
        content = json.loads(export("json", edition(doc, [State.APPROVED])))
        given = [(b.role.value, [s.source for s in b.segments]) for b in doc.blocks]
        read = [
            (b["role"], [s.get("markup", s)["source"] for s in b["segments"]])
            for b in content["blocks"]
        ]
        assert read == given
        joined = "".join(s["source"] + s.get("after", "") for s in content["blocks"][2]["segments"])
        assert "another. A line broken. Price: $20" in joined
        assert content["approved"]
        assert content["notice"] is None

    def test_the_facts_of_the_front_matter_stay_at_home(self) -> None:
        doc = document("One.\n", title="Zero", more="recorded: 2021-06-12T19:30\ncountry: KZ\n")
        text = export("json", edition(doc)).decode()
        assert "2021" not in text
        assert "KZ" not in text


def validate(content: Any) -> None:
    jsonschema.Draft202012Validator(json.loads(schema())).validate(content)


class TestXliff:
    @every_document
    @every_mixture
    @pytest.mark.parametrize(("name", "version"), [("xliff", "1.2"), ("xliff2", "2.1")])
    def test_valid(self, name: str, version: str, doc: Document, states: list[State]) -> None:
        assert_valid(export(name, edition(doc, states)), version)

    @pytest.mark.parametrize("name", ["xliff", "xliff2"])
    def test_a_translators_program_gets_texts_states_and_structure(self, name: str) -> None:
        doc = DOCUMENTS["rich"]
        file = xliff_parse(export(name, edition(doc, STATES, locale="ru")), "x")
        given = units(doc, STATES, locale="ru")
        assert (file.document, file.source_locale, file.locale) == ("the-well", "en", "ru")
        assert [(u.source, u.target, u.unit) for u in file.units] == [
            (u.source, u.target, u.id) for u in given
        ]
        shown = {State.NEEDS_WORK: State.DRAFT}  # a machine's words, whoever looked at them
        assert [u.state for u in file.units] == [shown.get(u.state, u.state) for u in given]
        assert {u.origin for u in file.units} == {None, Origin.MACHINE}
        roles = [block.role for block in doc.blocks for _ in block.segments]
        assert [u.role for u in file.units] == roles
        assert Role.CELL in roles
        assert not any(u.comment for u in file.units)


class TestTmx:
    @every_document
    @every_mixture
    def test_valid(self, doc: Document, states: list[State]) -> None:
        root = etree.fromstring(export("tmx", edition(doc, states)))
        dtd = etree.DTD(io.StringIO(TMX_DTD))
        assert dtd.validate(root), dtd.error_log
        for segment in root.iter("seg"):
            for code in ("bpt", "ept"):
                numbers = [each.get("i") for each in segment.iter(code)]
                assert len(set(numbers)) == len(numbers)
            pairs = [{c.get("i") for c in segment.iter(code)} for code in ("bpt", "ept")]
            assert pairs[0] == pairs[1]

    def test_our_own_reader_gets_the_texts_and_not_the_notes(self) -> None:
        doc = DOCUMENTS["rich"]
        read = tmx_parse(io.BytesIO(export("tmx", edition(doc, [State.APPROVED]))), "x")
        assert [(u.text("en"), u.text("kk")) for u in read] == [
            (u.source, u.target) for u in units(doc, [State.APPROVED])
        ]


class TestMo:
    REPEATED = document("Stay. Nobody came. Stay.\n\nStay. Nobody came.\n", title="Zero")

    @staticmethod
    def read(content: bytes) -> gettext.GNUTranslations:
        return gettext.GNUTranslations(io.BytesIO(content))

    @staticmethod
    def keys(content: bytes) -> list[bytes]:
        magic, _, count, start = struct.unpack_from("<IIII", content)
        assert magic == 0x950412DE
        places = [struct.unpack_from("<II", content, start + 8 * n) for n in range(count)]
        return [content[offset : offset + size] for size, offset in places]

    def test_only_what_is_approved_is_in_it(self) -> None:
        doc = DOCUMENTS["rich"]
        given = units(doc, STATES)
        content = export("mo", edition(doc, STATES))
        read = self.read(content)
        for unit in given:
            approved = unit.state is State.APPROVED
            assert read.gettext(unit.source) == (unit.target if approved else unit.source)
            assert not unit.target or approved or unit.target.encode() not in content
        states = Counter(unit.state for unit in given)
        assert len(self.keys(content)) == 1 + states[State.APPROVED]

    def test_repeats_have_texts_of_their_own(self) -> None:
        targets = ["Ноль", *(f"{n}." for n in "абвгд")]
        content = export("mo", edition(self.REPEATED, [State.APPROVED], targets=targets))
        read = self.read(content)
        assert read.gettext("Stay.") == "а."
        assert [read.pgettext(str(n), "Stay.") for n in (2, 3, 4)] == ["в.", "г.", "Stay."]
        assert read.pgettext("2", "Nobody came.") == "д."
        # gettext looks entries up by halves.
        assert self.keys(content) == sorted(self.keys(content))

    def test_its_header_says_no_more_than_a_reader_needs(self) -> None:
        info = self.read(export("mo", edition(DOCUMENTS["small"], STATES))).info()
        assert set(info) == {
            "language", "mime-version", "content-type", "content-transfer-encoding",
        }  # fmt: skip

    def test_nothing_approved_leaves_nothing(self) -> None:
        content = export("mo", edition(DOCUMENTS["small"], [State.DRAFT]))
        assert self.keys(content) == [b""]

    @pytest.mark.skipif(shutil.which("msgunfmt") is None, reason="there is no GNU gettext here")
    @pytest.mark.parametrize("doc", [*DOCUMENTS.values(), REPEATED])
    def test_gettext_itself_reads_it(self, doc: Document, tmp_path: Path) -> None:
        path = tmp_path / "x.mo"
        path.write_bytes(export("mo", edition(doc, [State.APPROVED])))
        done = subprocess.run(
            ["msgunfmt", "--no-wrap", str(path)], capture_output=True, check=True, timeout=30
        )
        assert done.stderr == b""
        read = {entry.key: entry.target for entry in catalog_parse(done.stdout)}
        assert read == {
            (unit.source, unit.occurrence): unit.target for unit in units(doc, [State.APPROVED])
        }


class TestText:
    def test_one_paragraph_a_line_and_notes_at_the_end(self) -> None:
        made = edition(DOCUMENTS["rich"], [State.APPROVED], locale="ru")
        lines = export("text", made).decode().splitlines()
        assert lines[:4] == ["RU June 12, 2021 - 7:30pm", "", "", "RU The well"]
        paragraph = next(line for line in lines if "stressed" in line)
        assert paragraph.startswith("RU Some stressed and strong, struck,")
        assert "small, code, a link, a note[1] and another.[2] RU A line" in paragraph
        assert "RU Left | RU Right" in lines
        assert "RU a | RU 1,000" in lines
        notes = lines.index("Примечания")
        assert "[1] RU The note." in lines[notes:]
        assert "[2] RU The other one." in lines[notes:]
        assert lines.index("RU Before") < notes < lines.index("Об этом переводе")
        assert not any(mark in "".join(lines) for mark in ("~~", "<span", "\\", "**", "\u00a0 "))

    def test_a_table_that_holds_more_than_lines_is_told_cell_by_cell(self) -> None:
        cell = "<table><tr><td><ul><li>One</li><li>Two</li></ul></td><td>Three</td></tr></table>"
        doc = web_document(f"<p>Zero.</p>{cell}")
        text = export("text", edition(doc, [State.APPROVED])).decode()
        assert "- KK One\n- KK Two\n\nKK Three\n" in text

    def test_every_kind_of_file_ends_with_a_line_end(self) -> None:
        for name in ("text", "segments", "json", "tmx", "xliff", "xliff2", "csv"):
            assert name in FORMATS
            assert export(name, edition(DOCUMENTS["small"])).endswith(b"\n")
