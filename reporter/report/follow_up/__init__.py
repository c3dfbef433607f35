"""Reads what people typed into earlier workbooks, by finding id, and carries it over into the next run."""

from reporter.report.follow_up.gather import gather
from reporter.report.follow_up.places import ENDINGS, Fetch

__all__ = ["ENDINGS", "Fetch", "gather"]
