"""The run folder: one scan of many accounts, from which every report is made; immutable once it is finished."""

from reporter.runs.care import NOBODY, Care, Conflict, FollowUp, Reading, Said
from reporter.runs.files import RunUnwritable, digest
from reporter.runs.folder import COLUMNS, FINDINGS, MANIFEST, REPORTS, SIGNATURE, RunBroken, RunFolder, finding_lines
from reporter.runs.lock import RunInUse, locked
from reporter.runs.records import (
    SCHEMA,
    AccountRecord,
    AnswerRecord,
    Deviation,
    FrameworkRecord,
    Manifest,
    RequirementRecord,
    RuleRecord,
    State,
    WaiverRecord,
)

__all__ = [
    "COLUMNS",
    "FINDINGS",
    "MANIFEST",
    "NOBODY",
    "REPORTS",
    "SCHEMA",
    "SIGNATURE",
    "AccountRecord",
    "AnswerRecord",
    "Care",
    "Conflict",
    "Deviation",
    "FollowUp",
    "FrameworkRecord",
    "Manifest",
    "Reading",
    "RequirementRecord",
    "RuleRecord",
    "RunBroken",
    "RunFolder",
    "RunInUse",
    "RunUnwritable",
    "Said",
    "State",
    "WaiverRecord",
    "digest",
    "finding_lines",
    "locked",
]
