"""What in a text could identify somebody, and the map by which it is replaced."""

from kuager.risk.base import RANK, Hit, Level, Passage, Risk, Rule
from kuager.risk.findings import RULES, find_risks

__all__ = ["RANK", "RULES", "Hit", "Level", "Passage", "Risk", "Rule", "find_risks"]
