"""Documents and editions for tests of the exporters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import cycle

from kuager.documents import Document, parse_document
from kuager.exporters import EXPORTERS, Edition, Exporter, Scope, build_edition
from kuager.model import Origin, State, Unit, number_repeats
from tests.support.reading import Page, archive_text, pdf_text

FRONT = "---\nid: {id}\ntitle: {title}\nlanguage: en\n{more}---\n\n"

KAZAKH = "Әкеңіз ғой, қоңыр өзен, ұзын жүріс, һәм ірі"
"""A target with all nine letters that Kazakh has and Russian has not."""


FORMATS = {exporter.id: exporter for exporter in EXPORTERS}

UNIT_WISE = {"segments", "json", "csv", "tmx", "xliff", "xliff2", "mo"}
"""Formats for programs and archives: units one by one, without the document around them."""

READABLE = {
    name: exporter
    for name, exporter in FORMATS.items()
    if exporter.scope is Scope.EDITION and name not in UNIT_WISE
}
"""Formats of one edition that people read from head to imprint."""

STATES = (
    State.DRAFT,
    State.TRANSLATED,
    State.REVIEWED,
    State.APPROVED,
    State.NEEDS_WORK,
    State.UNTRANSLATED,
)

SMALL = """\
June 12, 2021 - 7:30pm

The well

We had one well. Nobody came.

> She waited.

1. Bread
2. Water
"""

RICH = """\
June 12, 2021 - 7:30pm

## The well

Some *stressed* and **strong**, ~~struck~~, H~2~O and x^2^, [small]{.smallcaps}, `code`, a
[link](https://example.org/page "title"), a note[^1] and another.[^2] A line\\
broken. Price: $20 and $30, mail to @somebody, #tag, 100 % & <unclear> words; it's "quoted".

# Before

* one

  still one
* two *more*

4. four
5. five

> Quoted once.
>
> > Quoted twice.

| Left | Right |
|:-----|------:|
| a    | 1,000 |

Term

:   Meaning of it.

| Verse one
|   verse two

----

```
not text
```

![A broken fence](fence.jpg)

See [above](#before) and ![map of it](https://tracker.example/map.png) too.

[^1]: The note.

    Its second paragraph.

[^2]: The other one.
"""

HOSTILE = """\
The <script>alert(1)</script> well<b onclick="x()">.</b> <!-- Aigul told me --> Stay.

<iframe src="https://tracker.example/"></iframe>

[Fake]{.mark} [styled]{style="background:url(https://tracker.example/a)" onclick="steal()"} words.

Click [here](javascript:steal) or [file](file:///home/quokka/notes.md) or
[near](../../home/quokka/x.md) or [there](https://example.org/).

![Our house](https://tracker.example/house.png){onerror=steal} and ![](/home/quokka/a.png)

\\#import "@preview/tablex:0.0.8" \\#read("/etc/passwd") `#eval("1")` and {{ 7 * 7 }} {% raw %}

`#panic()`{=typst} `<script>x</script>`{=html}

::: {.notice #kk-1 data-secret=quokka}
Boxed [again]{#kk-2 .segment .approved}.
:::

[kk]{lang="kk\\"></span><script>"} end.
"""


HOSTILE_TABLE = """\
<p>Stay.</p>
<table id="kk-2" class="mark" style="background:url(https://tracker.example/t)" onclick="steal()">
<caption class="mark" style="display:none" data-q="quokka">Boxed</caption>
<colgroup style="width:1px" class="quokka"><col style="width:0%"><col style="width:100%"></colgroup>
<thead id="kk-3" class="quokka" onclick="steal()">
<tr style="display:none" class="segment approved" id="kk-4" data-q="quokka">
<th id="quokka" align="right" colspan="2" onclick="steal()">7 * 7</th></tr></thead>
<tbody typst:fill="red" data-q="quokka" class="quokka" style="display:none">
<tr typst:x="quokka"><td rowspan="2" lang="ru" class="segment approved" onclick="steal()"
typst:fill='red)[#read("private.txt")], table.cell(fill: red'
style="background:url(https://tracker.example/c)">Click here</td><td>Our house</td></tr>
<tr><td typst:fill='red)[#import "@preview/tablex:0.0.8": *], table.cell(fill: red'
lang="english" id="kk-5">etc/passwd</td></tr></tbody>
<tfoot id="kk-6" data-q="quokka"><tr><td style="color:red">end.</td><td>
<a href="https://quokka:secret@example.org/a?b=c#d">kept</a>
<a href="mailto:quokka@example.org?bcc=steal">hidden</a>
<a href="mailto:me@example.org?bcc=steal">me@example.org</a></td></tr></tfoot>
</table>
"""
"""Everything that HTML lets a table's parts wear."""


def web_document(body: str) -> Document:
    """Return a testimony in HTML as a document."""
    return parse_document(
        body.encode(), "source/the-well.html", sidecar="id: the-well\ntitle: T\nlanguage: en\n"
    )


def document(
    body: str, *, title: str = "The well", name: str = "the-well", more: str = ""
) -> Document:
    """Return a Markdown testimony as a document."""
    text = FRONT.format(id=name, title=title, more=more) + body
    return parse_document(text.encode(), f"source/{name}.md")


def units(
    doc: Document,
    states: Sequence[State],
    *,
    locale: str = "kk",
    targets: Sequence[str] = (),
    origin: Origin = Origin.MACHINE,
) -> list[Unit]:
    """Return the units of a document with states (and targets) taken in turn.

    Without ``targets`` a unit's target is its source with the locale in front, so that
    placeables stay and every passage can be found again.
    """
    sources = [segment.source for segment in doc.segments]
    given = targets or [f"{locale.upper()} {source}" for source in sources]
    return [
        Unit(
            document=doc.metadata.id,
            locale=locale,
            source=source,
            occurrence=occurrence,
            target="" if state is State.UNTRANSLATED else target,
            state=state,
            origin=None if state is State.UNTRANSLATED else origin,
            engine=f"translate-en_{locale} 0.1" if origin is Origin.MACHINE else "",
        )
        for source, occurrence, target, state in zip(
            sources, number_repeats(sources), given, cycle(states), strict=False
        )
    ]


def edition(
    doc: Document,
    states: Sequence[State] = (State.DRAFT,),
    *,
    locale: str = "kk",
    targets: Sequence[str] = (),
    four_eyes: bool = True,
) -> Edition:
    """Return an edition with drafts allowed."""
    chosen = units(doc, states, locale=locale, targets=targets)
    return build_edition(doc, chosen, locale, allow_drafts=True, four_eyes=four_eyes)


def export(name: str, of: Edition) -> bytes:
    """Return an edition in a format, by the format's id; several files as one text."""
    return b"\n".join(FORMATS[name].export([of]).values())


def words(exporter: Exporter, content: bytes) -> str:
    """All words of an export, with single spaces."""
    match exporter.id:
        case "html" | "bilingual":
            return Page(content).text
        case "docx":
            return archive_text(content, "document.xml", "footnotes.xml")
        case "odt":
            return archive_text(content, "content.xml")
        case "epub":
            return archive_text(content, "ch001.xhtml", "ch002.xhtml", "ch003.xhtml")
        case "pdf":
            return pdf_text(content)
        case _:
            return " ".join(content.decode().split())


def letters(text: str) -> str:
    """Letters and digits alone: lines, hyphens and ligatures differ from format to format."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))
