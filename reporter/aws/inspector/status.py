"""Amazon Inspector: what it scans in each region of an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.subjects import Region

BATCH = "inspector2:BatchGetAccountStatus"
ENABLED = "ENABLED"
STATUSES = (ENABLED, "ENABLING", "DISABLING", "DISABLED", "SUSPENDING", "SUSPENDED")
EVERYWHERE = ("ec2", "ecr")
"""The types that AWS scans in every region with Inspector."""
SOMEWHERE = ("lambda", "lambdaCode")
"""The types that AWS leaves out of the answer where it does not offer to scan them."""


@dataclass(frozen=True, slots=True)
class InspectorStatus(Fact):
    """What Inspector scans in a region."""

    scans: Mapping[str, str]
    """The status by type, in AWS's spelling: `ec2`, `ecr`, `lambda`, `lambdaCode`; only of types that AWS offers."""


@collects(BATCH)
def inspector_status(aws: Aws, region: Region) -> InspectorStatus:
    """The status for the account itself; AWS can also name it as one that failed."""
    own = region.account_id
    answer = aws.call("inspector2", "batch_get_account_status", region=region.region, accountIds=[own])
    _refuse_failed(region, answer)
    found = [one for one in answer["accounts"] if one["accountId"] == own]
    scans = filled(found, f"the status of account {own}")[0]["resourceState"]
    offered = (*EVERYWHERE, *(kind for kind in SOMEWHERE if kind in scans))
    return InspectorStatus({kind: known(scans[kind]["status"], STATUSES) for kind in offered})


def _refuse_failed(region: Region, answer: Mapping[str, Any]) -> None:
    for one in answer.get("failedAccounts", ()):
        if one["accountId"] == region.account_id:
            detail = f"Inspector does not say what it scans: {one['errorCode']}"
            raise Refused(
                Unavailable(ReasonCode.AWS_ERROR, detail, BATCH, region=region.region, error_code=one["errorCode"])
            )
