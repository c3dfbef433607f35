"""Detectors, as GuardDuty lists and describes them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from reporter.aws.guardduty.detectors import Detector
from reporter.demo.state import Refusal
from reporter.model.answers import ReasonCode
from tests.world import ACCOUNT_ID, World, cut_pages, deny


def create(world: World, region: str = "eu-west-1", **more: Any) -> str:
    world.state().regions = ("eu-west-1", "us-east-1")
    made: dict[str, str] = world.client("guardduty", region).create_detector(Enable=True, **more)
    return made["DetectorId"]


def test_a_detector_is_read_with_its_plans_and_an_empty_region_takes_one_request(world: World) -> None:
    agents = [{"Name": "EC2_AGENT_MANAGEMENT", "Status": "ENABLED"}]
    plans = [{"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": agents}]
    id_ = create(world, Features=plans)
    [found] = world.read(Detector, prepare=cut_pages(1)).subjects(Detector)
    assert (found.region, found.name, found.enabled) == ("eu-west-1", id_, True)
    assert found.arn == f"arn:aws:guardduty:eu-west-1:{ACCOUNT_ID}:detector/{id_}"
    assert found.features["RUNTIME_MONITORING"] == "ENABLED"
    assert found.features["S3_DATA_EVENTS"] == "DISABLED"
    assert found.agents == {"EC2_AGENT_MANAGEMENT": "ENABLED"}
    asked = Counter(call for call in world.calls if call.startswith("guardduty:"))
    assert asked == {"guardduty:ListDetectors": 2, "guardduty:GetDetector": 1}


def test_a_detector_without_a_list_of_plans_says_so(world: World) -> None:
    found = Detector(account_id=ACCOUNT_ID, region="eu-west-1", arn="arn", status="DISABLED", features={})
    assert (found.enabled, found.unsaid.reason) == (False, ReasonCode.MALFORMED_ANSWER)


def test_a_detector_that_cannot_be_read_is_a_gap(world: World) -> None:
    create(world)
    [(place, why)] = world.read(Detector, prepare=deny("guardduty:GetDetector")).gaps(Detector)
    assert (place.region, why.reason, why.action) == (
        "eu-west-1", ReasonCode.DENIED_BY_IAM, "guardduty:ListDetectors, guardduty:GetDetector",
    )  # fmt: skip


def test_a_refused_list_is_a_gap(world: World) -> None:
    create(world)
    world.state().refusals["guardduty:ListDetectors"] = Refusal("AccessDeniedException", "no", 403)
    assert {why.reason for _, why in world.read(Detector).gaps(Detector)} == {ReasonCode.DENIED_BY_IAM}
