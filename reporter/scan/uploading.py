"""Uploads each account to S3 when it is written, so that another machine can resume a killed run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reporter.accounts import Target
from reporter.runs import AccountRecord
from reporter.runs.s3.working_copy import WorkingCopy
from reporter.scan import Watcher


@dataclass(frozen=True, slots=True)
class UploadingWatcher:
    """A watcher that uploads, and passes each call on to another watcher."""

    watcher: Watcher
    copy: WorkingCopy

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """Upload the request; raises `Unfinished` before AWS is asked."""
        self.copy.put_back()
        self.watcher.started(accounts, calls)

    def entered(self, target: Target) -> None:
        """Nothing is uploaded yet."""
        self.watcher.entered(target)

    def finished(self, record: AccountRecord) -> None:
        """Upload the account."""
        self.copy.put_account(record)
        self.watcher.finished(record)
