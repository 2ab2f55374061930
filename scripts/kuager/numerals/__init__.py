"""Numbers in running text, read by value; for guards and checks alike."""

from kuager.numerals.hinting import read_hints
from kuager.numerals.mention import Certainty, Mention, language_of
from kuager.numerals.reading import read_numbers

__all__ = ["Certainty", "Mention", "language_of", "read_hints", "read_numbers"]
