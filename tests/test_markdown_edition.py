"""The Markdown edition: whoever reads it as Markdown reads the words that were approved."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kuager.documents import Document, parse_document, rebuild
from kuager.exporters.nodes import Node, plain_text, transform
from kuager.model import Rendition, State
from kuager.placeables import escape
from tests.support.editions import document, edition, export, web_document

FRONT = b"---\nid: again\ntitle: Again\nlanguage: en\n---\n\n"
BODY = """\
One.

> Two.

- Three.

## Four.

It was *Five.*

| Head | Other |
|------|-------|
| Six. | Seven. |

Eight.\\
Nine.[^1]

[^1]: Ten.

The end.
"""
MARKUP = r"""
&amp; &#65; --- === *** \* \ \\ ::: ~~~ ``` ` * _ __ ** ^ ~ ~~ ! ![ ![x](y) [x] [x](y) [x]: [^1] ^[
[ ] ( ) {.a} { } # ## + - > < <b> <!-- --> <x <https://x.org> https://x.org/a_b a@b.c @x $x$
\begin{x} \newcommand \( \[ \& %x : = | |x +--+ 1. 1) (1) a. A. i. #. (@) Table: -- ... ' " word x_y
x*y AT&T C:\x \\server 10.5 №5 «қ» — “q”
""".split()  # noqa: SIM905 (eighty quoted words read worse)

PIECES = st.sampled_from(MARKUP) | st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\ufffc"),
    min_size=1,
    max_size=4,
)
TEXTS = st.tuples(st.sampled_from(["", " "]), st.lists(PIECES, min_size=1, max_size=4)).map(
    lambda drawn: " ".join(drawn[0].join(drawn[1]).split())
)


SHAPES = (*["{}"] * 5, "{} <1>{}</1> {}", *["{}"] * 5, "{}<1/>", "{}", "{}")
"""Where words go in each segment of the body, the title first."""


@pytest.fixture(scope="module")
def source() -> Document:
    made = document(BODY, title="Zero.")
    assert len(made.segments) == len(SHAPES)
    return made


def texts(blocks: object) -> list[str]:
    """Return the words of each paragraph, heading and cell of an AST."""
    found = []

    def look(node: Node) -> list[Node]:
        if node["t"] in {"Para", "Plain", "Header"}:
            found.append(plain_text(node))
        return [node]

    transform(blocks, look)
    return found


@given(st.lists(TEXTS, min_size=len(SHAPES), max_size=len(SHAPES)))
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@example([MARKUP[place] for place in range(len(SHAPES))])
@example([MARKUP[place + len(SHAPES)] for place in range(len(SHAPES))])
@example([MARKUP[-place - 1] for place in range(len(SHAPES))])
def test_words_read_again_are_the_words_of_the_edition(source: Document, said: list[str]) -> None:
    targets = [shape.replace("{}", escape(text)) for shape, text in zip(SHAPES, said, strict=True)]
    content = export("markdown", edition(source, [State.APPROVED], targets=targets))
    again = parse_document(FRONT + content, "source/again.md", splitter=lambda text: [text])
    expected = texts(rebuild(source, list(map(Rendition, targets)))["blocks"])
    read = texts(again.ast["blocks"])
    assert read[: len(expected) + 1] == [said[0], *expected]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"a\*b", r"a\\\*b"),
        (r"\#", r"\\\#"),
        (r'C:\"x"', r'C:\\"x"'),
        (r"\\server", r"\\\\server"),
        ("AT&amp;T", r"AT\&amp;T"),
        ("AT&T & Co; $5, x_y", r"AT&T & Co; $5, x_y"),
        ("---", r"\---"),
        ("[x] Done.", r"\[x\] Done."),
        ('"Who?" - he said -- (it\'s I)!', '"Who?" - he said -- (it\'s I)!'),
    ],
)
def test_how_words_are_written(text: str, written: str) -> None:
    made = edition(document("One.\n", title="Zero."), [State.APPROVED], targets=["Zero.", text])
    assert export("markdown", made).decode().split("\n\n")[1] == written


def test_brackets_at_the_head_of_an_entry_are_no_box() -> None:
    read = document("- [x] came back\n- [ ] did not\n")
    assert [s.source for s in read.segments[1:]] == ["[x] came back", "[ ] did not"]


def test_a_table_keeps_what_it_holds_as_lines_or_as_paragraphs() -> None:
    lines = (
        "<table><tr><th>A</th><th>B</th></tr><tr><td>one<br>two</td><td><p>x|y</p><p>z</p>"
        "</td></tr></table>"
    )
    lists = "<table><caption>Why</caption><tr><td><ul><li>q<li>r</ul></td><td>s</td></tr></table>"
    doc = web_document(lines + lists)
    own = [segment.source for segment in doc.segments]
    content = export("markdown", edition(doc, [State.APPROVED], targets=own)).decode()
    assert "| one two | x\\|y z |" in content
    assert "Why\n\n- q\n- r\n\ns\n" in content
    assert "TABLE" not in content
