"""Source documents: file ↔ pandoc's AST ↔ metadata, skeleton and segments."""

from kuager.documents.reading import SUFFIXES, parse_document, read_document, read_front_matter
from kuager.documents.segments import shown_text
from kuager.documents.skeleton import Adjust, Document, Splitter, rebuild, text_of, title_of
from kuager.documents.traces import identity_traces

__all__ = [
    "SUFFIXES",
    "Adjust",
    "Document",
    "Splitter",
    "identity_traces",
    "parse_document",
    "read_document",
    "read_front_matter",
    "rebuild",
    "shown_text",
    "text_of",
    "title_of",
]
