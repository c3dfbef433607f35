"""What a person attested, where no API can tell: it turns a MANUAL verdict into a result."""

from __future__ import annotations

from collections.abc import Sequence

from reporter.model.given import Attestation, ScanTime
from reporter.model.verdicts import Verdict, failed, manual, passed


def decided(evidence: str, attestations: Sequence[Attestation], account_id: str, now: ScanTime, days: int) -> Verdict:
    """The verdict of the latest attestation that holds for the account, or else MANUAL with the evidence.

    An attestation holds for `days`, and not longer than it says itself.
    """
    holding = [one for one in attestations if one.holds_for(account_id, now, days)]
    if not holding:
        return manual(evidence)
    latest = max(holding, key=lambda one: one.on)
    until = f" until {latest.until}" if latest.until else ""
    said = f"attested by {latest.by} on {latest.on}{until}"
    return passed(said) if latest.met else failed(f"not met: {said}")
