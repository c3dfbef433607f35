"""GuardDuty: the detector of each region, and the protection plans that it has on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.identity import partition_of
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import Region, Resource

ENABLED = "ENABLED"
STATUSES = (ENABLED, "DISABLED")
RUNTIME = "RUNTIME_MONITORING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector(Resource):
    """The detector of a region."""

    kind: ClassVar[str] = "AWS::GuardDuty::Detector"

    status: str
    features: Mapping[str, str]
    """The status of each protection plan that the region offers; empty where AWS did not list them."""
    agents: Mapping[str, str] = field(default_factory=dict)
    """The status of each kind of agents that Runtime Monitoring installs."""

    @property
    def enabled(self) -> bool:
        """Whether it is on; a detector that is not is suspended."""
        return self.status == ENABLED

    @property
    def unsaid(self) -> Unavailable:
        """The reason where AWS did not list the protection plans."""
        detail = "the answer lists no protection plans"
        return Unavailable(ReasonCode.MALFORMED_ANSWER, detail, "guardduty:GetDetector", region=self.region)


@collects("guardduty:ListDetectors", "guardduty:GetDetector")
def detectors(aws: Aws, region: Region) -> Listing[Detector]:
    """The detector of a region; AWS allows one."""
    pages = aws.pages("guardduty", "list_detectors", page_size=50, region=region.region)
    listed = ({"DetectorId": id_} for page in pages for id_ in page["DetectorIds"])
    return each(region, listed, partial(_who, region), partial(_detector, aws))


def _who(region: Region, item: Mapping[str, str]) -> Identity:
    id_ = item["DetectorId"]
    arn = f"arn:{partition_of(region)}:guardduty:{region.region}:{region.account_id}:detector/{id_}"
    return Identity(account_id=region.account_id, region=region.region, arn=arn, name=id_, tags={})


def _detector(aws: Aws, who: Identity, item: Mapping[str, str]) -> Detector:
    found = aws.call("guardduty", "get_detector", region=who["region"], DetectorId=item["DetectorId"])
    features = found.get("Features", [])
    runtime = [one for one in features if one["Name"] == RUNTIME]
    agents = _statuses([agent for one in runtime for agent in one.get("AdditionalConfiguration", [])])
    return Detector(**who, status=known(found["Status"], STATUSES), features=_statuses(features), agents=agents)


def _statuses(listed: list[dict[str, Any]]) -> dict[str, str]:
    return {one["Name"]: known(one["Status"], STATUSES) for one in listed}
