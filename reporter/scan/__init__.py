"""Accounts in parallel, each read, judged and written; a failed account is a result, not an absence."""

from reporter.scan.account import AccountScan, Result
from reporter.scan.outcome import Outcome, Tally
from reporter.scan.run import Hands, Scan, Watcher, resume_command, utc_now

__all__ = [
    "AccountScan",
    "Hands",
    "Outcome",
    "Result",
    "Scan",
    "Tally",
    "Watcher",
    "resume_command",
    "utc_now",
]
