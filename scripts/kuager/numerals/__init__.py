"""Numbers in running text, read by value; for guards and checks alike."""

from kuager.numerals.apart import numbers_apart
from kuager.numerals.hinting import read_hints
from kuager.numerals.mention import Certainty, Mention, has_figures, spoken_words
from kuager.numerals.reading import may_call_for_number, read_numbers, reads_words

__all__ = [
    "Certainty",
    "Mention",
    "has_figures",
    "may_call_for_number",
    "numbers_apart",
    "read_hints",
    "read_numbers",
    "reads_words",
    "spoken_words",
]
