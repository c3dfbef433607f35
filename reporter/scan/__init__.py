"""Accounts in parallel, each read, judged and written; a failed account is a result, not an absence."""

from reporter.scan.outcome import Outcome, Tally
from reporter.scan.run import Scan, Watcher, resume_command, utc_now

__all__ = ["Outcome", "Scan", "Tally", "Watcher", "resume_command", "utc_now"]
