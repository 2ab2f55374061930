"""The Markdown that testimonies are written in: pandoc's, minus what words trip over."""

from __future__ import annotations

import re

_OFF = (
    "smart",  # quotes and dashes stay as they were typed
    "yaml_metadata_block",  # the front matter is ours to read; a rule in the text is a rule
    "pandoc_title_block",  # "% of the people …" is no title
    "tex_math_dollars",  # "$20 and $30"
    "raw_tex",  # a backslash is a backslash
    "latex_macros",
    "citations",  # "@name"
    "example_lists",  # "(@)"
    "fancy_lists",  # "A. Someone", "i. e."
    "task_lists",  # "[x]" stays in its brackets at the head of an entry, too
    "implicit_header_references",  # "[Kazakhstan]" stays in its brackets
)
_ON = ("space_in_atx_header",)  # "#hashtag" is no heading

DIALECT = "markdown" + "".join(f"-{name}" for name in _OFF) + "".join(f"+{name}" for name in _ON)
"""Pandoc's name of the dialect. The extensions are described in the chapter on Markdown of
pandoc's manual (https://pandoc.org/MANUAL.html#pandocs-markdown)."""

_LABEL = re.compile(
    r"(?P<lead>[ \t>]*(?:(?:[-*+]|[0-9]+[.)])[ \t]+)*)\[(?!\^)[^\[\]]+\]:(?P<rest>.*)"
)
_TARGET = re.compile(
    r"""\s*(?:<[^<>]*>|\S*[/\#:@]\S*|\S+\.\w{2,})     # an address of any kind
    (?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?            # a title
    (?:\s*\{[^{}]*\})?\s*""",
    re.VERBOSE,
)
_ADDRESS_LIMIT = 2_000
"""Characters; browsers agree on addresses up to about this length."""
_FENCE = re.compile(r"[ \t>]*(```+|~~~+)")


_NESTED = re.compile(r"^[ \t]*(?:>[ \t]*){100}|(?:[\[(^][ \t]*){100}", re.MULTILINE)


def is_nested_deeply(text: str) -> bool:
    """Tell whether quotes or brackets are nested as no prose is.

    Pandoc would spend the whole time limit on them, or all memory: its readers try every
    opening bracket anew, and each level of quotes reads all that is in it once more.
    """
    return _NESTED.search(text) is not None


def keep_speakers(text: str) -> str:
    """Escape "[Witness]: I was there." so that it is read as words.

    Markdown defines a link with such a line and shows nothing of it: in a transcript, all that
    is said in a speaker's first paragraph would be lost without a warning. A line stays a
    definition if an address follows the label; code between fences is left alone.
    """
    if "]:" not in text:
        return text
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
            continue
        label = None if fence else _LABEL.match(line)
        if not label:
            continue
        rest = label["rest"].strip() or "".join(lines[number + 1 : number + 2])
        if len(rest) > _ADDRESS_LIMIT or not _TARGET.fullmatch(rest):
            lead = label["lead"]
            lines[number] = f"{lead}\\{line[len(lead) :]}"
    return "\n".join(lines)
