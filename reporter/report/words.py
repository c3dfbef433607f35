"""The titles, meanings and colours of every code that a report shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from reporter.model.answers import ReasonCode
from reporter.model.encoding import from_json
from reporter.model.verdicts import Severity, Status
from reporter.report.model import NO_RESULT, NOT_AUTOMATED, Seen, WaiverState
from reporter.runs import AccountRecord
from reporter.runs.history import Change

SHOWN = 20
"""The maximum number of names listed."""


@dataclass(frozen=True, slots=True)
class Word:
    """The title, meaning and colour of a code."""

    title: str
    meaning: str
    tone: str = "plain"
    """The name of the colour; the title is always shown with it."""


STATUSES: Mapping[str, Word] = {
    Status.FAIL: Word("Fail", "We looked, and what must hold does not hold.", "fail"),
    Status.NOT_ASSESSED: Word("Not assessed", "We could not look; the reason says why. Never a pass.", "unseen"),
    Status.MANUAL: Word("Manual", "A person must decide; the reason holds the evidence.", "person"),
    Status.WAIVED: Word("Waived", "It fails, and a valid waiver covers it.", "waived"),
    Status.PASS: Word("Pass", "We looked, and what must hold holds.", "pass"),
    Status.NOT_APPLICABLE: Word("Not applicable", "We looked; there is nothing to judge, or it is exempt.", "quiet"),
}
RESULTS: Mapping[str, Word] = {
    **STATUSES,
    NOT_AUTOMATED: Word("Not automated", "No check answers this requirement; a person has to.", "quiet"),
}
SEVERITIES: Mapping[str, Word] = {
    Severity.CRITICAL: Word("Critical", "The account or its data can be lost at once; act today.", "critical"),
    Severity.HIGH: Word("High", "A likely way in, or a leak; act this week.", "high"),
    Severity.MEDIUM: Word("Medium", "Weakens a defence; plan it.", "medium"),
    Severity.LOW: Word("Low", "Good housekeeping.", "low"),
    Severity.INFO: Word("Info", "Worth knowing.", "info"),
}
REASONS: Mapping[str, Word] = {
    ReasonCode.DENIED_BY_IAM: Word("Denied by IAM", "The audit role lacks a permission: see the missing action."),
    ReasonCode.DENIED_BY_SCP: Word("Denied by SCP", "A policy of the organisation forbids the call, even to auditors."),
    ReasonCode.DENIED_BY_RESOURCE_POLICY: Word(
        "Denied by resource policy", "A policy on the resource itself, or on the way to it, keeps the audit role out."
    ),
    ReasonCode.REGION_DISABLED: Word("Region disabled", "The region was asked for but is not enabled in the account."),
    ReasonCode.THROTTLED: Word("Throttled", "AWS refused for the number of requests, after retries too."),
    ReasonCode.CREDENTIALS_EXPIRED: Word("Credentials expired", "The session ended before the call."),
    ReasonCode.ROLE_NOT_ASSUMABLE: Word("Role not assumable", "The audit role is missing or does not trust us."),
    ReasonCode.TIMEOUT: Word("Timed out", "AWS gave no answer in time."),
    ReasonCode.UNSUPPORTED: Word("Unsupported", "AWS does not offer the operation there, or nothing was asked there."),
    ReasonCode.AWS_ERROR: Word("AWS error", "AWS answered with an error that has no better name."),
    ReasonCode.MALFORMED_ANSWER: Word("Malformed answer", "The answer lacked what AWS documents."),
    ReasonCode.CHECK_CRASHED: Word("Check crashed", "A defect of the check; please report it."),
    ReasonCode.INTERRUPTED: Word("Interrupted", "The run was text to stop before it came to the account; resume it."),
    ReasonCode.OWNER_NOT_SCANNED: Word(
        "Owner not scanned", "Another account owns it for the organisation, and is not part of the scan."
    ),
    NO_RESULT: Word("No result", "The run holds no finding of this check in this account."),
}
SEEN: Mapping[str, Word] = {
    Seen.UNREACHABLE: Word("Unreachable", "The account could not be entered; nothing in it was seen.", "unseen"),
    Seen.NOT_SCANNED: Word("Not scanned", "The run was interrupted before the account was scanned.", "unseen"),
    Seen.NOT_ASSESSED: Word("Not assessed", "Nothing of this service could be seen there.", "unseen"),
    Seen.PARTLY: Word("Partly assessed", "Some of it could not be seen.", "partly"),
    Seen.ASSESSED: Word("Assessed", "All of it was seen.", "pass"),
    Seen.NOTHING_THERE: Word("Nothing there", "We looked, and there was nothing to judge.", "quiet"),
    Seen.DELETED: Word("Deleted meanwhile", "It was listed, and deleted before it could be read.", "quiet"),
    Seen.LEFT_OUT: Word("Left out", "Not to be scanned, by configuration or because AWS closed it.", "quiet"),
}
STATES: Mapping[str, Word] = {
    "scanned": Word("Scanned", "We entered the account; its coverage says how much was seen.", "pass"),
    "unreachable": SEEN[Seen.UNREACHABLE],
    "not-scanned": SEEN[Seen.NOT_SCANNED],
    "left-out": SEEN[Seen.LEFT_OUT],
}

CHANGES: Mapping[str, Word] = {
    Change.NEW: Word("New", "It fails, and no run before this one found it open.", "fail"),
    Change.REOPENED: Word("Reopened", "It fails again after it had been fixed, or its resource was gone.", "fail"),
    Change.STILL_OPEN: Word("Still open", "It fails, as it did when it was last seen.", "fail"),
    Change.WAIVER_ENDED: Word("Waiver ended", "It was waived, and fails again without having been fixed.", "fail"),
    Change.FIXED: Word("Fixed", "It was open; we looked, and it does not fail any more.", "pass"),
    Change.WAIVED: Word("Waived", "It failed, and now a waiver covers it.", "waived"),
    Change.NO_LONGER_ASSESSED: Word(
        "No longer assessed", "It was open when it was last seen, and we could not look again. Never fixed.", "unseen"
    ),
    Change.RESOURCE_GONE: Word("Resource gone", "We looked, and what failed is not there any more.", "quiet"),
    Change.NO_LONGER_ASKED: Word("No longer asked", "It was open; its check or region was not asked again.", "quiet"),
    Change.ACCOUNT_LEFT: Word("Account left", "It was open; its account is not to be scanned any more.", "quiet"),
}
WAIVERS: Mapping[str, Word] = {
    WaiverState.EXPIRED: Word(
        "Expired", "Its last day is over: what it covered fails again. Renew it or mend it.", "fail"
    ),
    WaiverState.EXPIRES_SOON: Word("Expires soon", "It holds for 30 days at most.", "medium"),
    WaiverState.COVERS_NOTHING: Word(
        "Covers nothing", "All that it may cover was looked at, and nothing of it fails: take it out.", "medium"
    ),
    WaiverState.NOT_SEEN: Word(
        "Nothing seen", "It covers nothing that was seen, but not all that it may cover was looked at.", "unseen"
    ),
    WaiverState.NOT_YET: Word("Not yet in force", "Its first day has not come: what it is to cover fails.", "quiet"),
    WaiverState.IN_FORCE: Word("In force", "It covers failures, and does so for more than 30 days.", "waived"),
}
RISKS: Mapping[str, Word] = {
    "High": Word("High", "Of failures of severity critical or high.", "high"),
    "Moderate": Word("Moderate", "Of failures of severity medium.", "medium"),
    "Low": Word("Low", "Of failures of severity low or info.", "low"),
}

RATING_OF: Mapping[Severity, str] = {
    Severity.CRITICAL: "High",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Moderate",
    Severity.LOW: "Low",
    Severity.INFO: "Low",
}
"""Severities on the scale of FedRAMP and NIST SP 800-30."""


GOOD, FAIR = 90, 70
"""The score in percent from which it has the colour of a pass, and from which it has that of a warning."""


def tone_of_score(score: float | None) -> str:
    """The colour of a score; empty without one."""
    if score is None:
        return ""
    return "pass" if score >= GOOD else "medium" if score >= FAIR else "fail"


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: `1 account`, `2 accounts`, `1,200 accounts`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def deleted_in_words(account: AccountRecord) -> str:
    """The resources of an account that were deleted during the scan, with the first names."""
    names = list(account.gone_names[:SHOWN])
    more = [f"and {account.gone - len(names):,} more"] if names and account.gone > len(names) else []
    text = f"{counted(account.gone, 'resource')} deleted during the scan"
    return f"{text}: {', '.join([*names, *more])}" if names else text


def settings_in_words(canonical: str) -> str:
    """Settings from canonical JSON as text: `max_age_days = 90, ports = 22 3389`; invalid JSON stays as it is."""
    try:
        settings = from_json(canonical or "{}", dict[str, Any])
    except msgspec.DecodeError:
        return canonical
    return ", ".join(f"{name} = {_setting(value)}" for name, value in settings.items())


def _setting(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)
