"""The titles, meanings and colours of every code that a report shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from reporter.model.answers import ReasonCode
from reporter.model.encoding import from_json
from reporter.model.text import first_of
from reporter.model.verdicts import Severity, Status
from reporter.report.model import NO_RESULT, NOT_AUTOMATED, Fold, Seen, WaiverState
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
    Status.FAIL: Word("Fail", "The requirement was evaluated and is not met.", "fail"),
    Status.NOT_ASSESSED: Word(
        "Not assessed", "It could not be evaluated; the reason says why. Never counted as a pass.", "unseen"
    ),
    Status.MANUAL: Word("Manual", "A person must decide; the reason gives the evidence.", "person"),
    Status.WAIVED: Word("Waived", "It fails, and a valid waiver covers it.", "waived"),
    Status.PASS: Word("Pass", "The requirement was evaluated and is met.", "pass"),
    Status.NOT_APPLICABLE: Word(
        "Not applicable", "It was evaluated: there is no resource to check, or it is exempt.", "quiet"
    ),
}
RESULTS: Mapping[str, Word] = {
    **STATUSES,
    NOT_AUTOMATED: Word("Not automated", "No check covers this requirement; a person must assess it.", "quiet"),
}
SEVERITIES: Mapping[str, Word] = {
    Severity.CRITICAL: Word("Critical", "The account or its data could be taken over or lost; act today.", "critical"),
    Severity.HIGH: Word("High", "A likely way in, or a leak; act this week.", "high"),
    Severity.MEDIUM: Word("Medium", "Weakens a safeguard; plan the fix.", "medium"),
    Severity.LOW: Word("Low", "Good housekeeping.", "low"),
    Severity.INFO: Word("Info", "Worth knowing.", "info"),
}
REASONS: Mapping[str, Word] = {
    ReasonCode.DENIED_BY_IAM: Word("Denied by IAM", "The audit role lacks a permission: see the missing action."),
    ReasonCode.DENIED_BY_SCP: Word("Denied by SCP", "A policy of the organisation forbids the call, even to auditors."),
    ReasonCode.DENIED_BY_RESOURCE_POLICY: Word(
        "Denied by resource policy", "A policy on the resource itself, or on the way to it, keeps the audit role out."
    ),
    ReasonCode.REGION_DISABLED: Word("Region disabled", "The region is in scope but is not enabled in the account."),
    ReasonCode.NOT_OFFERED: Word("Not offered", "AWS does not offer the service in this region."),
    ReasonCode.THROTTLED: Word("Throttled", "AWS limited the number of requests, even after retries."),
    ReasonCode.CREDENTIALS_EXPIRED: Word("Credentials expired", "The session ended before the call."),
    ReasonCode.ROLE_NOT_ASSUMABLE: Word(
        "Role not assumable", "The audit role is missing or does not trust the auditing account."
    ),
    ReasonCode.TIMEOUT: Word("No answer", "AWS could not be reached, or gave no answer in time."),
    ReasonCode.UNSUPPORTED: Word(
        "Unsupported", "AWS does not offer the operation there, or no request was made there."
    ),
    ReasonCode.AWS_ERROR: Word("AWS error", "AWS returned another error."),
    ReasonCode.MALFORMED_ANSWER: Word(
        "Unusable answer",
        "The answer lacked what AWS documents, had another form, or did not come from AWS: the detail says which.",
    ),
    ReasonCode.CHECK_CRASHED: Word("Check crashed", "A defect of the check; please report it."),
    ReasonCode.INTERRUPTED: Word("Interrupted", "The run was stopped before it reached the account; resume it."),
    ReasonCode.OWNER_NOT_SCANNED: Word(
        "Owner not scanned", "The resource belongs to another account of the organisation that is not in scope."
    ),
    NO_RESULT: Word("No result", "The run holds no finding of this check in this account."),
}
SEEN: Mapping[str, Word] = {
    Seen.UNREACHABLE: Word(
        "Unreachable", "The role could not be assumed; nothing in the account was evaluated.", "unseen"
    ),
    Seen.NOT_SCANNED: Word("Not scanned", "The run was interrupted before the account was scanned.", "unseen"),
    Seen.NOT_ASSESSED: Word("Not assessed", "Nothing of this service could be evaluated there.", "unseen"),
    Seen.PARTLY: Word("Partly assessed", "Some of it could not be evaluated.", "partly"),
    Seen.ASSESSED: Word("Assessed", "All of it was evaluated.", "pass"),
    Seen.NOTHING_THERE: Word("Nothing there", "There are no resources to evaluate.", "quiet"),
    Seen.DELETED: Word("Deleted meanwhile", "It was listed, and deleted before it could be read.", "quiet"),
    Seen.LEFT_OUT: Word("Left out", "Out of scope: by configuration, or because the account is closed.", "quiet"),
}
STATES: Mapping[str, Word] = {
    "scanned": Word("Scanned", "The account was scanned; its coverage says how much could be evaluated.", "pass"),
    "unreachable": SEEN[Seen.UNREACHABLE],
    "not-scanned": SEEN[Seen.NOT_SCANNED],
    "left-out": SEEN[Seen.LEFT_OUT],
}

CHANGES: Mapping[str, Word] = {
    Change.NEW: Word("New", "It fails, and no earlier run found it open.", "fail"),
    Change.REOPENED: Word("Reopened", "It fails again after it had been fixed, or its resource was gone.", "fail"),
    Change.STILL_OPEN: Word("Still open", "It fails, as it did when it was last seen.", "fail"),
    Change.WAIVER_ENDED: Word("Waiver ended", "It was waived, and fails again without having been fixed.", "fail"),
    Change.FIXED: Word("Fixed", "It was open; it was re-checked and no longer fails.", "pass"),
    Change.WAIVED: Word("Waived", "It failed before, and a waiver covers it now.", "waived"),
    Change.NO_LONGER_ASSESSED: Word(
        "No longer assessed",
        "It was open when last seen and could not be re-checked, so it counts as still open.",
        "unseen",
    ),
    Change.RESOURCE_GONE: Word("Resource gone", "It was re-checked, and the resource no longer exists.", "quiet"),
    Change.NO_LONGER_ASKED: Word("Out of scope", "It was open; its check or region is no longer in scope.", "quiet"),
    Change.ACCOUNT_LEFT: Word("Account left", "It was open; its account is no longer in scope.", "quiet"),
}
WAIVERS: Mapping[str, Word] = {
    WaiverState.EXPIRED: Word(
        "Expired", "Its last day has passed: what it covered fails again. Renew the waiver or fix the failures.", "fail"
    ),
    WaiverState.EXPIRES_SOON: Word("Expires soon", "It expires within 30 days.", "medium"),
    WaiverState.COVERS_NOTHING: Word(
        "Covers nothing", "Everything it may cover was evaluated and nothing fails: remove it.", "medium"
    ),
    WaiverState.NOT_SEEN: Word(
        "Not evaluated", "It covers no failure so far, but not everything it may cover could be evaluated.", "unseen"
    ),
    WaiverState.NOT_YET: Word(
        "Not yet in force", "Its first day is in the future: what it will cover still fails.", "quiet"
    ),
    WaiverState.IN_FORCE: Word("In force", "It covers failures and is valid for more than 30 days.", "waived"),
}
RISKS: Mapping[str, Word] = {
    "High": Word("High", "Failures of severity critical or high.", "high"),
    "Moderate": Word("Moderate", "Failures of severity medium.", "medium"),
    "Low": Word("Low", "Failures of severity low or info.", "low"),
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


def titled(text: str) -> str:
    """The text with a capital letter at its start, as in a cell."""
    return text[:1].upper() + text[1:]


def folds_in_words(folds: Iterable[Fold]) -> str:
    """The failures that are shown together: `37 failures in 16 unused default VPCs`; empty if there are none."""
    return " and ".join(f"{counted(one.failing, 'failure')} in {counted(one.places, one.group)}" for one in folds)


def deleted_in_words(account: AccountRecord) -> str:
    """The resources of an account that were deleted during the scan, with the first names."""
    text = f"{counted(account.gone, 'resource')} deleted during the scan"
    names = account.gone_names
    return f"{text}: {first_of(names, SHOWN, total=account.gone)}" if names else text


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
