"""Documents: taken apart and put together without loss, whatever translators do in between."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kuager.documents import Document, parse_document, rebuild, shown_text, text_of, title_of
from kuager.documents.markdown import DIALECT
from kuager.documents.pandoc import read_ast, write_ast
from kuager.documents.skeleton import document_of, normalise
from kuager.errors import DocumentError
from kuager.model import Metadata, Rendition, Role, Segment
from kuager.placeables import Literal, tokenise
from tests.support.asts import BLOCKS, MARKDOWN, Node, ast_of, node, string

METADATA = Metadata(id="sample", title="A title of its own", language="en")
FRONT = "---\nid: sample\ntitle: A title of its own\nlanguage: en\n---\n\n"


def sentences(text: str) -> list[str]:
    """Cut after each end mark and white space: crude, lossless and quick."""
    return re.findall(r"(?s).+?[.!?]\s+|.+", text)


def document(blocks: list[Node], metadata: Metadata = METADATA) -> Document:
    return document_of(ast_of(blocks), metadata, "source/sample.md", splitter=sentences)


def markdown(text: str) -> Document:
    return parse_document((FRONT + text).encode(), "source/sample.md", splitter=sentences)


def body(read: Document) -> list[tuple[Role, list[str]]]:
    """Return role and sources of the blocks that are part of the text."""
    blocks = read.blocks[1:] if read.has_own_title else read.blocks
    return [(block.role, [segment.source for segment in block.segments]) for block in blocks]


def sources(read: Document) -> list[str]:
    return [segment.source for segment in read.segments]


def rebuilt(read: Document, *texts: str) -> list[Node]:
    """Return the blocks with texts for the segments of the body."""
    title = [Rendition("Title")] if read.has_own_title else []
    blocks: list[Node] = rebuild(read, [*title, *map(Rendition, texts)])["blocks"]
    return blocks


def nodes(value: Any) -> Iterator[Node]:
    """Yield every node of an AST."""
    if isinstance(value, dict):
        if "t" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from nodes(part)


def letters(value: Any) -> Counter[str]:
    """Count the characters of all text that an AST shows, white space aside."""
    shown = (each["c"] for each in nodes(value) if each["t"] == "Str")
    return Counter(character for text in shown for character in text if not character.isspace())


def html(ast: dict[str, Any]) -> bytes:
    return write_ast(ast, "html", "--wrap=none")


# The proof ---------------------------------------------------------------------------------------


@given(BLOCKS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_generated_document_translated_into_itself_is_itself(blocks: list[Node]) -> None:
    ast = ast_of([*blocks, node("Para", [string("Words.")])])
    before = copy.deepcopy(ast)
    read = document_of(ast, METADATA, "source/sample.md", splitter=sentences)
    again = rebuild(read, [Rendition(source) for source in sources(read)])
    assert again == read.ast
    assert again == normalise(before, "sample")
    assert normalise(again, "sample") == again
    assert ast == before, "what came in is left as it was"
    assert "Somebody" not in repr(again)


@given(BLOCKS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_blocks_hold_all_text_of_the_skeleton(blocks: list[Node]) -> None:
    read = document([*blocks, node("Para", [string("Words.")])])
    texts = [text for _, segments in body(read) for text in segments]
    held = "".join(t.text for text in texts for t in tokenise(text) if isinstance(t, Literal))
    missing = letters(read.ast) - Counter(held)
    assert not any(character.isalnum() for character in missing)


@given(MARKDOWN)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example("[Witness]: I was there.\n\n[Witness]:\nI saw it.")
def test_generated_markdown_translated_into_itself_is_itself(text: str) -> None:
    read = markdown(f"{text}\n\nWords.")
    assert rebuild(read, [Rendition(source) for source in sources(read)]) == read.ast


@pytest.mark.parametrize(
    "text",
    [
        'Wrapped\nlines and *more\nof* it. "Quotes" -- and ... dots.',
        "- a\n- b\n\n    c\n\n1. d\n\n> e\n> > f\n\nTerm\n:   What it is.\n\n| One\n|   Two\n",
        "| a | b |\n|---|--:|\n| *c* | d^[Note.] |\n\n: Caption.\n\n![Alone.](a.png)\n\n***\n",
        '[x](https://example.org "t") `c` H~2~O 2^nd^ ~~no~~ [s]{.k lang=ru} a\\\nb <b>r</b>',
        "A reference[^1] and [a link][there].\n\n[^1]: One.\n\n    Two.\n\n[there]: a.html\n",
    ],
)
def test_normal_form_looks_the_same_to_a_reader(text: str) -> None:
    read = markdown(text)
    assert html(read.ast) == html({**read_ast(text.encode(), DIALECT), "meta": {}})


def test_an_unfaithful_splitter_is_refused() -> None:
    with pytest.raises(DocumentError, match="would change its text"):
        document_of(
            ast_of([node("Para", [string("Words.")])]),
            METADATA,
            "source/sample.md",
            splitter=lambda text: [text.upper()],
        )


# Segments ----------------------------------------------------------------------------------------


def test_every_kind_of_text_is_a_block_with_its_role() -> None:
    read = markdown(
        "# Heading\n\nParagraph.^[Note.\n] ![Picture](p.png)\n\n- Entry\n\n> Quote\n\n"
        "Term\n:   Meaning\n\n| Cell |\n|---|\n| 1 |\n\n: Caption\n\n| Line\n| Second\n\n"
        "```\ncode\n```\n\n***\n\n—\n"
    )
    assert body(read) == [
        (Role.HEADING, ["Heading"]),
        (Role.PARAGRAPH, ["Paragraph.<1/> <2/>"]),
        (Role.NOTE, ["Note."]),
        (Role.ALTERNATIVE, ["Picture"]),
        (Role.ENTRY, ["Entry"]),
        (Role.QUOTE, ["Quote"]),
        (Role.ENTRY, ["Term"]),
        (Role.ENTRY, ["Meaning"]),
        (Role.CAPTION, ["Caption"]),
        (Role.CELL, ["Cell"]),
        (Role.CELL, ["1"]),
        (Role.PARAGRAPH, ["Line"]),
        (Role.PARAGRAPH, ["Second"]),
    ]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        # Ends of pairs and notes go left, beginnings right; white space stays between.
        ("*One.* *Two.*", [("<1>One.</1>", " "), ("<1>Two.</1>", "")]),
        ("*One. Two.*", [("<1>One.", " "), ("Two.</1>", "")]),
        ("One *two. **Three** four.* Five.", [
            ("One <1>two.", " "), ("<1>Three</1> four.</2>", " "), ("Five.", "")]),
        ("One.^[Note.] Two.", [("One.<1/>", " "), ("Two.", "")]),
        ("One. ![P](p.png) two.", [("One.", " "), ("<1/> two.", "")]),
        ("One.\\\nTwo.", [("One.", "\n"), ("Two.", "")]),
        ("One\\\ntwo.", [("One<1/>two.", "")]),
        ("One <b>two.</b> <i>Three.</i>", [("One <1/>two.<2/>", " "), ("<1/>Three.<2/>", "")]),
        ("One.\u00a0", [("One.", "\u00a0")]),
        ("[]{#here} One.", [("One.", "")]),
        ("Type <1> or \\</2\\>.", [("Type <\\1> or <\\/2>.", "")]),
        ("A <name of it> and <br> `<1/>`.", [("A <name of it> and <1/> <2/>.", "")]),
        ("$20 and $30 for @name \\alpha", [("$20 and $30 for @name \\alpha", "")]),
        ("[Witness]: I was there.", [("[Witness]: I was there.", "")]),
        ("words <!-- an aside --> go on", [("words go on", "")]),
    ],
)  # fmt: skip
def test_markup_is_cut_where_sentences_end(text: str, segments: list[tuple[str, str]]) -> None:
    block = markdown(text).blocks[1]
    assert [(segment.source, segment.separator) for segment in block.segments] == segments


def test_placeables_are_numbered_and_named_in_each_segment() -> None:
    read = markdown("*One* `two`. [Three](a) **four**\\\n~~five~~^[Note.] []{#here}.")
    assert [segment.placeables for segment in read.blocks[1].segments] == [
        ("emphasis", "code"),
        ("link", "strong emphasis", "line break", "struck out", "note", "anchor"),
    ]


def test_adjust_sees_plain_text_and_decides() -> None:
    seen: list[list[str]] = []

    def join(pieces: list[str]) -> Sequence[str]:
        seen.append(pieces)
        return ["".join(pieces)]

    text = FRONT + "*One.* Two `x`\\\nthree.\n\nFour."
    read = parse_document(text.encode(), "a.md", splitter=sentences, adjust=join)
    assert seen[0] == ["One. ", "Two \ufffc\nthree."]
    assert body(read)[0][1] == ["<1>One.</1> Two <2/><3/>three."]
    assert shown_text(read.blocks[1].segments[0]) == "One. Two \ufffc\nthree."


def test_a_paragraph_that_is_the_title_is_the_title_block() -> None:
    metadata = Metadata(id="sample", title="The night", language="en")
    read = document(
        [
            node("Para", [string("Date")]),
            node("Para", [string("The"), node("Space"), string("night")]),
        ],
        metadata,
    )
    assert not read.has_own_title
    assert [block.role for block in read.blocks] == [Role.PARAGRAPH, Role.TITLE]
    assert title_of(read, [Rendition("Күні"), Rendition("<1>Түн</1>")]) == "Түн"


def test_any_other_title_is_a_block_before_the_text() -> None:
    metadata = Metadata(id="sample", title="Who? I <1>", language="en")
    read = document([node("Para", [string("Words.")])], metadata)
    assert [block.role for block in read.blocks] == [Role.TITLE, Role.PARAGRAPH]
    assert read.blocks[0].segments == (Segment("Who?", " "), Segment("I <\\1>", ""))
    assert text_of(read.blocks[0].segments) == "Who? I <1>"
    renditions = [Rendition("Кім?"), Rendition("Мен <\\1>"), Rendition("Сөз.")]
    assert title_of(read, renditions) == "Кім? Мен <1>"
    assert rebuild(read, renditions)["blocks"] == [node("Para", [string("Сөз.")])]


# Renditions --------------------------------------------------------------------------------------

EMPHASISED = [node("Emph", [string("сөз")])]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("*word*", "<1>сөз</1>", EMPHASISED),
        ("*word*", "<1>сөз", EMPHASISED),
        ("*word*", "<1>сөз</1></1>", EMPHASISED),
        ("*word*", "<7/><1>сөз</1></9>", EMPHASISED),
        ("*word*", "сөз</1>", [string("сөз")]),
        ("*word*", "сөз<1></1>", [string("сөз")]),
        ("*word*", "<\\1>сөз", [string("<1>сөз")]),
        ("word `x`", "сөз", [string("сөз"), node("Space"), node("Code", ["", [], []], "x")]),
        ("`x` word", "<1/>сөз<1/>", [node("Code", ["", [], []], "x"), string("сөз")]),
        ("a\\\nb", "сөз", [string("сөз")]),
        ("a b", "бір\nекі\tүш", [
            string("бір"), node("Space"), string("екі"), node("Space"), string("үш")]),
        ("*a* **b**", "<1>бір<2>екі</1>үш</2>", [
            node("Emph", [string("бір"), node("Strong", [string("екі")])]),
            node("Strong", [string("үш")])]),
    ],
)  # fmt: skip
def test_wrong_tags_are_put_right(source: str, text: str, expected: list[Node]) -> None:
    assert rebuilt(markdown(source), text) == [node("Para", expected)]


def test_a_pair_over_two_sentences_outlives_a_forgotten_tag() -> None:
    read = markdown("a *b. C d.* E")
    assert sources(read)[1:] == ["a <1>b.", "C d.</1>", "E"]
    [block] = rebuilt(read, "бір", "екі</1>", "үш")
    assert block["c"] == [
        string("бір"),
        node("Emph", [node("Space"), string("екі")]),
        node("Space"),
        string("үш"),
    ]
    [block] = rebuilt(read, "<1>бір", "екі", "үш")
    assert {"t": "Str", "c": "үш"} in block["c"], "the emphasis has ended before the last sentence"


def test_marks_languages_and_names_become_spans() -> None:
    read = markdown("*One. Two.* Three.")
    renditions = [
        Rendition("Title"),
        Rendition("<1>Бір.", mark="[машина аудармасы]", classes=("draft",), identifier="s1"),
        Rendition("Two.</1>", locale="en"),
        Rendition("Үш."),
    ]
    mark = node("Span", ["", ["mark"], []], [
        string("[машина"), node("Space"), string("аудармасы]")])  # fmt: skip
    assert rebuild(read, renditions)["blocks"] == [
        node("Para", [
            node("Span", ["s1", ["draft"], []], [
                mark, node("Space"), node("Emph", [string("Бір.")])]),
            node("Space"),
            node("Span", ["", [], [["lang", "en"]]], [node("Emph", [string("Two.")])]),
            node("Space"),
            string("Үш."),
        ])
    ]  # fmt: skip


def test_a_link_that_is_closed_and_opened_again_keeps_its_identifier_once() -> None:
    read = markdown("[One. Two.](a.html){#here}")
    texts = sources(read)
    marked = [Rendition(text, classes=("c",)) for text in texts]
    links = [each for each in nodes(rebuild(read, marked)) if each["t"] == "Link"]
    assert [link["c"][0][0] for link in links] == ["here", ""]


TAGS = st.sampled_from(["<1>", "</1>", "<2>", "</2>", "<1/>", "<2/>", "<3/>", "</3>", "<\\1>"])


@given(BLOCKS, st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_rendition_breaks_or_loses_anything(blocks: list[Node], data: st.DataObject) -> None:
    read = document([*blocks, node("Para", [string("Words.")])])
    texts = st.lists(TAGS | st.sampled_from(["сөз", " ", "\n"]), max_size=6).map("".join)
    spans = data.draw(st.booleans())
    renditions = [
        Rendition(data.draw(texts), classes=("own",) if spans else ()) for _ in read.segments
    ]
    again = rebuild(read, renditions)

    def kept(ast: Any) -> Counter[str]:
        kinds = ("Note", "Image", "Code", "Math", "RawInline", "CodeBlock", "Table")
        return Counter(each["t"] for each in nodes(ast) if each["t"] in kinds)

    assert kept(again) == kept(read.ast)
    used = renditions[len(read.blocks[0].segments) if read.has_own_title else 0 :]
    assert letters(again)["ө"] >= sum(rendition.text.count("ө") for rendition in used)
    if spans:
        own = [each for each in nodes(again) if each["t"] == "Span" and each["c"][0][1] == ["own"]]
        assert len(own) == len(used)


def test_the_number_of_renditions_must_be_right() -> None:
    with pytest.raises(ValueError, match="1 renditions for 2 segments"):
        rebuild(markdown("Words."), [Rendition("Сөз.")])
