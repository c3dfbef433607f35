"""The watcher of a scan without a display: a schedule, or a function service."""

from __future__ import annotations

import logging
from collections.abc import Callable

from reporter.accounts import Target
from reporter.runs import AccountRecord

log = logging.getLogger(__name__)


class LoggingWatcher:
    """Writes the progress of a scan to the log."""

    def started(self, accounts: int, calls: Callable[[], int]) -> None:  # noqa: ARG002 - each record has its own calls
        """Log how many accounts there are."""
        log.info("reading %d accounts", accounts)

    def entered(self, target: Target) -> None:
        """Log the account that is read next."""
        log.debug("reading account %s", target.account.account_id)

    def finished(self, record: AccountRecord) -> None:
        """Log the account that is written."""
        log.info("account %s: %s, %d calls", record.id, record.state, record.calls)
