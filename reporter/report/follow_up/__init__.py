"""What people typed into earlier workbooks, read back by finding id and carried over into the next run."""

from reporter.report.follow_up.gather import gather
from reporter.report.follow_up.places import ENDINGS, Fetch

__all__ = ["ENDINGS", "Fetch", "gather"]
