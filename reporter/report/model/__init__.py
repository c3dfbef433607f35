"""The Report of a run: everything that any format shows, computed once."""

from reporter.report.model.counts import ASKED, NO_RESULT, NOT_AUTOMATED, NOT_ENTERED, Cell, Seen, Tally
from reporter.report.model.report import Report
from reporter.report.model.rows import (
    AccountRow,
    ChangeRow,
    ControlRow,
    CoverageRow,
    DictionaryRow,
    FindingRow,
    WaiverRow,
    WaiverState,
)
from reporter.report.model.summary import Fold, FoldRow, FrameworkRow, GapRow, OwnerRow, Summary, TrendPoint, WorstRow

__all__ = [
    "ASKED",
    "NOT_AUTOMATED",
    "NOT_ENTERED",
    "NO_RESULT",
    "AccountRow",
    "Cell",
    "ChangeRow",
    "ControlRow",
    "CoverageRow",
    "DictionaryRow",
    "FindingRow",
    "Fold",
    "FoldRow",
    "FrameworkRow",
    "GapRow",
    "OwnerRow",
    "Report",
    "Seen",
    "Summary",
    "Tally",
    "TrendPoint",
    "WaiverRow",
    "WaiverState",
    "WorstRow",
]
