"""The index beside a pack's files: made from them, never the truth, safe to delete."""

from kuager.index.damage import DAMAGE, DamagedIndexError
from kuager.index.stamps import Stamp, digest_of, stamp_of
from kuager.index.store import Index, Source, Summary, discard, open_index
from kuager.index.surveys import Counts, Found, Survey, SurveyedUnit

__all__ = [
    "DAMAGE",
    "Counts",
    "DamagedIndexError",
    "Found",
    "Index",
    "Source",
    "Stamp",
    "Summary",
    "Survey",
    "SurveyedUnit",
    "digest_of",
    "discard",
    "open_index",
    "stamp_of",
]
