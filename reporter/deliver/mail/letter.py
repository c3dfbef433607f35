"""What a mail tells of a run or of an owner's part of it: plain values, all text harmless, for the templates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and what it counts."""

    title: str
    """`Critical`, `Fixed`."""
    tone: str
    """Names the colour; the word is always beside it."""
    count: int
    new: int | None = None
    """How many of them are new; None where there is nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A check that fails somewhere."""

    severity: str
    tone: str
    title: str
    failing: int
    accounts: int
    remediation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkLine:
    """How much of a framework holds."""

    title: str
    failing: int
    """Requirements that fail."""
    requirements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """An account in which nothing was seen."""

    account: str
    """Name and id."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver that somebody has to act on."""

    id: str
    state: str
    """`Expired`, `Expires soon`."""
    tone: str
    expires: str
    """`2026-11-30`."""
    scope: str
    owner: str
    failing_again: int
    """Failures that it does not cover any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookPlace:
    """Where the workbook is."""

    attached: str = ""
    """The name of the attachment; empty where it was too large."""
    megabytes: str = ""
    """How large the mail would have been, if that was too large."""
    link: str = ""
    """The reports in S3; empty if they are not there."""
    folder: str = ""
    """The run folder, on the machine of the sender or in S3; empty where it does not concern the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything the templates may use."""

    subject: str
    verdict: str
    """`3 new critical, 97 % assessed`."""
    title: str
    """Of the report; an owner's names the owner."""
    owner: str
    """Whose part it is; empty for the whole."""
    started: str
    """When the run began, UTC."""
    run_id: str
    classification: str
    headline: str
    """One sentence: whether everything was seen."""
    complete: bool
    compared: bool
    """Whether there is an earlier run; without one, nothing is called new."""
    score: str
    coverage: str
    scanned: int
    accounts: int
    """How many were to be scanned."""
    failing: int
    not_assessed: int
    severities: tuple[Figure, ...]
    changes: tuple[Figure, ...]
    """What became of findings since the run before; empty for the first run."""
    because_of_rules: int
    """Changes that the rules made, and nobody in the accounts."""
    joined: tuple[str, ...]
    """Accounts that the run before was not about."""
    left: tuple[str, ...]
    """Accounts that only the run before was about."""
    overdue: int
    """Failures whose due date is past."""
    due_soon: int
    """Those that are due within a week."""
    controls: tuple[Control, ...]
    """Those that fail, gravest first."""
    frameworks: tuple[FrameworkLine, ...]
    unreached: tuple[Unreached, ...]
    partly: int
    """In how many other accounts something could not be assessed."""
    waivers: tuple[Waiver, ...]
    """Those that expired or soon will."""
    unaddressed: tuple[str, ...]
    """Owners who get no mail, for want of an address; told in the mails about the whole only."""
    place: WorkbookPlace
