"""Reports: a document in one locale as a page for those who work on it."""

from kuager.reports.facts import Effort, PostEditing, Remark, Report, ReportedUnit, effort_of
from kuager.reports.pages import write_report
from kuager.reports.wording import LANGUAGES

__all__ = [
    "LANGUAGES",
    "Effort",
    "PostEditing",
    "Remark",
    "Report",
    "ReportedUnit",
    "effort_of",
    "write_report",
]
