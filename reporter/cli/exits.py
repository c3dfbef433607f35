"""The exit codes, which are an interface: schedulers and pipelines act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporter.model import Severity
    from reporter.scan import Outcome

COMPLETE = 0
FINDINGS = 1
USAGE = 2
INCOMPLETE = 3


def exit_code(outcome: Outcome, fail_on: Severity | None) -> int:
    """1 for a failure at or above `fail_on`, which stands whatever else is unknown; else 3 if anything is unknown."""
    if fail_on and any(count and severity.at_least(fail_on) for severity, count in outcome.tally.failures.items()):
        return FINDINGS
    return COMPLETE if outcome.complete else INCOMPLETE
