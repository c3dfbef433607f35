"""What can have become of a finding from one run to another."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What became of a finding since the run before, in the order a reader wants them; open is FAIL or WAIVED."""

    NEW = "new"
    """It fails, and was never open."""
    REOPENED = "reopened"
    """It fails, and since it was open it was seen not open."""
    STILL_OPEN = "still-open"
    """It fails, and was open: counted, but no row of the changes."""
    WAIVER_ENDED = "waiver-ended"
    """It fails and was waived: one of those that are still open, and a row."""
    FIXED = "fixed"
    """It was open; we looked, and it is not."""
    WAIVED = "waived"
    NO_LONGER_ASSESSED = "no-longer-assessed"
    """It was open, and we could not look."""
    RESOURCE_GONE = "resource-gone"
    """It was open; we looked, and there is no such resource."""
    NO_LONGER_ASKED = "no-longer-asked"
    """It was open; its check or its region is not asked any more."""
    ACCOUNT_LEFT = "account-left"
    """It was open; its account is not to be scanned any more."""
