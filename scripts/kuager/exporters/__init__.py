"""Editions as files: the formats a document can leave in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kuager.exporters import bilingual, docx, epub, html, markdown, pdf
from kuager.exporters.edition import Edition, build_edition

__all__ = ["EXPORTERS", "Edition", "Exporter", "build_edition"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that editions can be written in."""

    id: str
    suffix: str
    """What the file's name ends in, after document, locale and ``.draft``."""
    description: str
    """For people, in English."""
    export: Callable[[Edition], bytes]
    """Makes one file of an edition; the same edition, the same bytes."""

    def file_name(self, edition: Edition) -> str:
        """Return the name of an edition's file in this format; an unapproved one's says so."""
        draft = ".draft" if edition.facts.unapproved else ""
        return f"{edition.document.metadata.id}.{edition.locale}{draft}{self.suffix}"


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("html", ".html", "Web page in one language", html.export),
    Exporter("bilingual", ".bilingual.html", "Web page in two columns", bilingual.export),
    Exporter("markdown", ".md", "Markdown for plain text editors", markdown.export),
    Exporter("docx", ".docx", "Word document", docx.export),
    Exporter("epub", ".epub", "E-book", epub.export),
    Exporter("pdf", ".pdf", "Tagged PDF for print and screen", pdf.export),
)
"""All formats, in the order in which they are offered."""
