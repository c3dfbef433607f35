"""The data of a mail about a run or an owner's part: plain values with safe text, for the templates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its title."""

    title: str
    """For example `Critical` or `Fixed`."""
    tone: str
    """The name of the colour; the title is always shown with it."""
    count: int
    new: int | None = None
    """How many are new; None without an earlier run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A check that has failures."""

    severity: str
    tone: str
    title: str
    finding: str
    """What is wrong if it fails."""
    failing: int
    folded: str
    """The failures among them that are shown together; empty if there are none."""
    accounts: int
    remediation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkLine:
    """The results of a framework."""

    title: str
    failing: int
    """Requirements that fail."""
    requirements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """An account that could not be read."""

    account: str
    """Name and id."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLine:
    """A cause for which checks could not be assessed."""

    title: str
    """For example `Denied by IAM`."""
    accounts: str
    """For example `2 accounts: shop, lab`."""
    detail: str
    """The permissions or operations refused; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLine:
    """The failures of an owner."""

    owner: str
    accounts: int
    unreached: int
    """The number of their accounts that could not be read."""
    critical: int
    high: int
    failing: int
    """All failures, of every severity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver that needs action."""

    id: str
    state: str
    """For example `Expired` or `Expires soon`."""
    tone: str
    expires: str
    """For example `2026-11-30`."""
    scope: str
    owner: str
    failing_again: int
    """Failures that it no longer covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookPlace:
    """Where the workbook is."""

    attached: str = ""
    """The name of the attachment; empty if the mail was too large with it."""
    megabytes: str = ""
    """The size of the mail with its attachment, if that was too large."""
    link: str = ""
    """The link to the reports in S3; empty if there is none."""
    folder: str = ""
    """The run folder on the sender's machine or in S3; empty if the reader does not need it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All values that a template may use."""

    subject: str
    verdict: str
    """For example `3 new critical, 97.2 % of checks assessed`."""
    title: str
    """The title of the report; an owner's report names the owner."""
    owner: str
    """The owner of the part; empty for the whole."""
    started: str
    """The start of the run, UTC."""
    run_id: str
    classification: str
    headline: str
    """One sentence that says whether everything was assessed."""
    complete: bool
    compared: bool
    """Whether there is an earlier run; without one, no finding is called new."""
    score: str
    coverage: str
    scanned: int
    accounts: int
    """The number of accounts to be scanned."""
    failing: int
    folded: str
    """The failures among them that are shown together: `37 failures in 16 unused default VPCs`; may be empty."""
    not_assessed: int
    severities: tuple[Figure, ...]
    changes: tuple[Figure, ...]
    """Changes since the previous run; empty for the first run."""
    because_of_rules: int
    """Changes caused by rules, not by the accounts."""
    newly_scanned: tuple[str, ...]
    """Accounts that this run scanned and the previous run did not: they joined, or could not be reached."""
    new_there: int
    """The number of new failures in these accounts; `severities` and `changes` include them."""
    joined: tuple[str, ...]
    """Accounts that the previous run did not include."""
    left: tuple[str, ...]
    """Accounts that only the previous run included."""
    overdue: int
    """Failures whose due date is past."""
    due_soon: int
    """Failures that are due within a week."""
    controls: tuple[Control, ...]
    """The checks with failures, the most severe first."""
    frameworks: tuple[FrameworkLine, ...]
    unreached: tuple[Unreached, ...]
    """The accounts that could not be read, one by one."""
    unreached_causes: tuple[CauseLine, ...]
    """The same accounts by cause."""
    partly: int
    """The number of other accounts in which something could not be assessed."""
    causes: tuple[CauseLine, ...]
    """Why it could not be assessed in these other accounts."""
    owners: tuple[OwnerLine, ...]
    """The owners, those with the most severe failures first; only in mails about the whole."""
    waivers: tuple[Waiver, ...]
    """Waivers that have expired or will expire soon."""
    unaddressed: tuple[str, ...]
    """Owners who get no mail because they have no address; only in mails about the whole."""
    place: WorkbookPlace
