"""The changes that a finding can have from one run to another."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """The change of a finding since the previous run, in the order of the report; open means FAIL or WAIVED."""

    NEW = "new"
    """It fails and was never open before."""
    REOPENED = "reopened"
    """It fails, was open before, and was seen not open in between."""
    STILL_OPEN = "still-open"
    """It fails and was open: counted, but not listed among the changes."""
    WAIVER_ENDED = "waiver-ended"
    """It fails and was waived: counted as still open, and listed."""
    FIXED = "fixed"
    """It was open, was assessed again, and is no longer open."""
    WAIVED = "waived"
    NO_LONGER_ASSESSED = "no-longer-assessed"
    """It was open and could not be assessed in this run."""
    RESOURCE_GONE = "resource-gone"
    """It was open, and the resource no longer exists."""
    NO_LONGER_ASKED = "no-longer-asked"
    """It was open; its check or its region is no longer part of the scan."""
    ACCOUNT_LEFT = "account-left"
    """It was open; its account is no longer part of the scan."""
