"""Scans accounts in parallel: each is read, judged and written; a failed account is a result as well."""

from reporter.scan.account import AccountScan, Kept, Visit, account_scan
from reporter.scan.outcome import Outcome, ScanTally, outcome_of
from reporter.scan.run import Hands, Scan, Watcher, Work, resume_command, utc_now

__all__ = [
    "AccountScan",
    "Hands",
    "Kept",
    "Outcome",
    "Scan",
    "ScanTally",
    "Visit",
    "Watcher",
    "Work",
    "account_scan",
    "outcome_of",
    "resume_command",
    "utc_now",
]
