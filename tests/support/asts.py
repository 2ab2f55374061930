"""Generated documents: pandoc's AST as readers could make it, and Markdown as people write it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Node = dict[str, Any]

ATTRIBUTES = ["", [], []]
API = [1, 23, 1, 1]

WORDS = st.sampled_from(
    [
        "She",
        "left.",
        "“No!”",
        "Mr.",
        "5",
        "a.m.",
        "<1>",
        "</2>",
        "<\\3/>",
        "—",
        "иә.",
        "\u00a0",
        "?",
    ]
) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=" "), min_size=1, max_size=6
)


def node(kind: str, *content: Any) -> Node:
    """Return a node; one part of content is the content itself, several are a list."""
    if not content:
        return {"t": kind}
    return {"t": kind, "c": content[0] if len(content) == 1 else list(content)}


def string(word: str) -> Node:
    """Return a Str."""
    return node("Str", word)


_LEAVES = (
    WORDS.map(string)
    | WORDS.map(string)
    | st.sampled_from([node("Space"), node("Space"), node("SoftBreak"), node("LineBreak")])
    | WORDS.map(lambda word: node("Code", ATTRIBUTES, word))
    | WORDS.map(lambda word: node("Math", node("InlineMath"), word))
    | st.sampled_from(["<b>", "</b>", "<br />", "<unclear>"]).map(
        lambda raw: node("RawInline", "html", raw)
    )
)


def _around(inlines: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    plain = ["Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"]
    attributes = st.sampled_from([ATTRIBUTES, ["x", ["c"], [["k", "v"]]]])
    target = st.just(["https://example.org", ""])
    return st.one_of(
        st.builds(node, st.sampled_from(plain), inlines),
        st.builds(node, st.just("Quoted"), st.just(node("DoubleQuote")), inlines),
        st.builds(node, st.just("Span"), attributes, inlines),
        st.builds(node, st.just("Link"), attributes, inlines, target),
        st.builds(node, st.just("Image"), attributes, inlines, target),
        inlines.map(lambda text: node("Note", [node("Para", text)])),
        inlines.map(lambda text: node("Note", [node("BlockQuote", [node("Plain", text)])])),
    )


INLINES = st.lists(
    st.recursive(_LEAVES, lambda inner: _around(st.lists(inner, max_size=4)), max_leaves=8),
    max_size=8,
)

_TEXT_BLOCKS = (
    st.builds(node, st.sampled_from(["Para", "Plain"]), INLINES)
    | INLINES.map(lambda text: node("Header", 2, ATTRIBUTES, text))
    | st.lists(INLINES, min_size=1, max_size=3).map(lambda lines: node("LineBlock", lines))
    | st.sampled_from(
        [
            node("CodeBlock", ATTRIBUTES, "x = 1"),
            node("RawBlock", "html", "<hr>"),
            node("HorizontalRule"),
        ]
    )
)


def _table(caption: list[Node], cells: list[list[Node]]) -> Node:
    def row(cell: list[Node]) -> list[Any]:
        return [ATTRIBUTES, [[ATTRIBUTES, node("AlignDefault"), 1, 1, cell]]]

    rows = [row(cell) for cell in cells]
    columns = [[node("AlignDefault"), node("ColWidthDefault")]]
    body = [ATTRIBUTES, 0, rows[:1], rows[1:]]
    head, foot = [ATTRIBUTES, rows[:1]], [ATTRIBUTES, rows[1:]]
    return node("Table", ATTRIBUTES, [None, caption], columns, head, [body], foot)


def _nest(blocks: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    parts = st.lists(blocks, min_size=1, max_size=2)
    numbers = [3, node("Decimal"), node("Period")]
    return st.one_of(
        blocks.map(lambda inner: node("BlockQuote", inner)),
        blocks.map(lambda inner: node("Div", ["", ["aside"], []], inner)),
        parts.map(lambda entries: node("BulletList", entries)),
        parts.map(lambda entries: node("OrderedList", numbers, entries)),
        st.builds(lambda term, part: node("DefinitionList", [[term, part]]), INLINES, parts),
        st.builds(_table, blocks, parts),
        st.builds(
            lambda short, caption, inner: node("Figure", ATTRIBUTES, [short, caption], inner),
            st.none() | INLINES,
            blocks,
            blocks,
        ),
    )


BLOCKS = st.lists(
    st.recursive(_TEXT_BLOCKS, lambda inner: _nest(st.lists(inner, max_size=3)), max_leaves=6),
    max_size=4,
)


def ast_of(blocks: list[Node]) -> dict[str, Any]:
    """Return an AST with some of the metadata that readers find in files."""
    author = node("MetaInlines", [string("Somebody")])
    return {"pandoc-api-version": API, "meta": {"author": author}, "blocks": blocks}


_MARKED = WORDS | st.sampled_from(
    [
        "*She left.*",
        "**She left. He stayed.**",
        "[a link](https://example.org)",
        "`code`",
        "![a picture](a.png)",
        "word^[A note. With *two* sentences.]",
        "~~no~~",
        "2^nd^ H~2~O",
        "[words]{.name}",
        "<b>raw</b>",
        "<unclear>",
        "a line\\\nand another",
        "$20 and $30",
        "@name",
        "[Witness]: I saw it.",
    ]
)
_LINES = st.lists(_MARKED, min_size=1, max_size=8).map(" ".join)


def _prefixed(first: str, rest: str) -> st.SearchStrategy[str]:
    return _LINES.map(lambda text: first + text.replace("\n", "\n" + rest))


MARKDOWN = st.lists(
    st.one_of(
        _LINES,
        _prefixed("# ", " "),
        _prefixed("> ", "> "),
        _prefixed("> > ", "> > "),
        _prefixed("- ", "  "),
        _prefixed("1. ", "   "),
        _prefixed("| ", "  "),
        st.builds("{}\n:   {}".format, WORDS, _LINES.map(lambda text: text.replace("\n", " "))),
        st.builds("| {} | b |\n|---|---|\n| c | {} |\n".format, WORDS, WORDS),
        st.sampled_from(["***", "```\nx = 1\n```", "![Alone.](a.png)", "<div>\nraw\n</div>"]),
    ),
    min_size=1,
    max_size=8,
).map("\n\n".join)
