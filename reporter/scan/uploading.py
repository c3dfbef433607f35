"""Puts each account into S3 as soon as it is done, so that another machine can go on with a run that was killed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reporter.accounts import Target
from reporter.runs import AccountRecord
from reporter.runs.s3.working_copy import WorkingCopy
from reporter.scan import Watcher


@dataclass(frozen=True, slots=True)
class UploadingWatcher:
    """Tells another watcher what it hears."""

    watcher: Watcher
    copy: WorkingCopy

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """The run is on: put what it was asked; raises `Unfinished`, before AWS is asked in vain."""
        self.copy.put_back()
        self.watcher.started(accounts, calls)

    def entered(self, target: Target) -> None:
        """Nothing is to be put yet."""
        self.watcher.entered(target)

    def finished(self, record: AccountRecord) -> None:
        """Put the account."""
        self.copy.put_account(record)
        self.watcher.finished(record)
