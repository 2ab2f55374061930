"""Merging: what a catalog becomes when its template has changed."""

from kuager.merging.catalogs import MergeReport, merge
from kuager.merging.changed import MATCH_AT_LEAST

__all__ = ["MATCH_AT_LEAST", "MergeReport", "merge"]
