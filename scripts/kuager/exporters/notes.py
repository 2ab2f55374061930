"""Turn notes into numbered endnotes of our own, for pages where a writer's would not do."""

from __future__ import annotations

from dataclasses import dataclass, field

from kuager.exporters.nodes import Node, attributes, div, header, inlines, para, transform


@dataclass(slots=True)
class Notes:
    """Takes the notes out of a text and puts numbers in their places."""

    locale: str
    """Goes into the identifiers: a page may hold the notes of two languages."""
    taken: list[list[Node]] = field(default_factory=list)
    """Blocks of each note taken out, in order."""

    def take(self, blocks: list[Node]) -> list[Node]:
        """Return blocks with each note replaced by a number that links to it."""

        def change(node: Node) -> list[Node]:
            if node["t"] != "Note":
                return [node]
            self.taken.append(node["c"])
            number = len(self.taken)
            name = f"{self.locale}-noteref-{number}"
            return [self._number(number, f"{self.locale}-note-{number}", name, "doc-noteref")]

        changed: list[Node] = transform(blocks, change)
        return changed

    def note(self, number: int) -> list[Node]:
        """Return a note, numbered from 1, as a Div of class "note" with its number in front."""
        back = self._number(number, f"{self.locale}-noteref-{number}", "", "doc-backlink")
        first, *rest = self.taken[number - 1] or [para([])]
        if first["t"] in {"Para", "Plain"}:
            blocks = [para([back, {"t": "Space"}, *first["c"]]), *rest]
        else:
            blocks = [para([back]), first, *rest]
        name = f"{self.locale}-note-{number}"
        return [{"t": "Div", "c": [attributes(name, ["note"]), blocks]}]

    @staticmethod
    def _number(number: int, target: str, name: str, role: str) -> Node:
        link = [attributes(name, role=role), inlines(str(number)), [f"#{target}", ""]]
        return {"t": "Superscript", "c": [{"t": "Link", "c": link}]}


def endnotes(blocks: list[Node], locale: str, heading: str) -> list[Node]:
    """Return blocks with their notes at the end, under a heading, where there are any."""
    notes = Notes(locale)
    text = notes.take(blocks)
    if not notes.taken:
        return text
    numbers = range(1, len(notes.taken) + 1)
    return [*text, notes_heading(heading), *(block for n in numbers for block in notes.note(n))]


def notes_heading(heading: str) -> Node:
    """Return the heading above the notes."""
    return div([header(2, inlines(heading))], "notes")
