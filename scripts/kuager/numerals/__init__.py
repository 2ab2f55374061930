"""Numbers in running text, read by value; for guards and checks alike."""

from kuager.numerals.hinting import read_hints
from kuager.numerals.mention import Certainty, Mention, spoken_words
from kuager.numerals.reading import has_figures, lone_number, may_call_for_number, read_numbers

__all__ = [
    "Certainty",
    "Mention",
    "has_figures",
    "lone_number",
    "may_call_for_number",
    "read_hints",
    "read_numbers",
    "spoken_words",
]
