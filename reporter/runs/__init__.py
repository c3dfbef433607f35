"""The run folder: one scan of many accounts, from which every report is made; immutable once it is finished."""

from reporter.runs.beginning import begun, remove, remove_rest, rests_in
from reporter.runs.files import RunUnwritable, digest
from reporter.runs.folder import RunFolder, finding_lines
from reporter.runs.follow_up import NO_CARE, Care, Conflict, FollowUp, Reading, Said
from reporter.runs.lock import RunInUse, is_locked, locked
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
from reporter.runs.run_files import FINDINGS, MANIFEST, REPORTS, SIGNATURE, RunBroken, is_evidence

__all__ = [
    "FINDINGS",
    "MANIFEST",
    "NO_CARE",
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
    "begun",
    "digest",
    "finding_lines",
    "is_evidence",
    "is_locked",
    "locked",
    "remove",
    "remove_rest",
    "rests_in",
]
