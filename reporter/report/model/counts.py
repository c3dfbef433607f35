"""How findings are counted: cells, of which all totals are sums, and the words of what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reporter.model.verdicts import Severity, Status

NOT_AUTOMATED = "NOT_AUTOMATED"
"""The result of a requirement that no check answers."""
ASKED = ("scanned", "unreachable", "not-scanned")
"""The states of accounts that were to be scanned."""
NOT_ENTERED = ("unreachable", "not-scanned")
"""The states of accounts that were to be scanned and could not be read."""
NO_RESULT = "no-result"
"""The reason code of a rule without a finding in an account that was to be scanned."""


class Seen(StrEnum):
    """How much of a service in a region of an account was assessed, in the order of the report."""

    UNREACHABLE = "unreachable"
    NOT_SCANNED = "not-scanned"
    NOT_ASSESSED = "not-assessed"
    PARTLY = "partly-assessed"
    ASSESSED = "assessed"
    NOTHING_THERE = "nothing-there"
    DELETED = "deleted-meanwhile"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The number of findings with the same values: all totals are sums of cells."""

    check_id: str
    parameters: str
    account_id: str
    region: str
    status: Status
    severity: Severity
    reason_code: str = ""
    operation: str = ""
    action: str = ""
    owner: str = ""
    """The owner responsible for it."""
    error_code: str = ""
    request_id: str = ""
    """The id of one refused request, if AWS gave any."""
    fold: str = ""
    """The group of failures that it belongs to; see `Finding.fold`."""
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of findings by status, and of failures by severity."""

    by_status: Mapping[Status, int]
    failing: Mapping[Severity, int]
