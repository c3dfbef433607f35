"""Hubs, as Security Hub CSPM describes them in each region."""

from __future__ import annotations

import pytest

from reporter.aws.securityhub.hubs import EnabledIntegrations, EnabledStandards, Hub, HubV2, Standard
from reporter.demo.services.securityhub import FOUNDATIONAL, HubState
from reporter.demo.state import Refusal
from tests.world import ACCOUNT_ID, World, cut_pages

ARN = f"arn:aws:securityhub:eu-west-1:{ACCOUNT_ID}:hub/default"


@pytest.fixture
def subscribed(world: World) -> World:
    world.state().regions = ("eu-west-1", "us-east-1")
    world.client("securityhub", "eu-west-1").enable_security_hub()
    state = world.state().of(HubState)
    state.standards["eu-west-1"] = {FOUNDATIONAL: "READY", "pci-dss/v/4.0.1": "INCOMPLETE"}
    state.integrations["eu-west-1"] = ["arn:1", "arn:2"]
    state.newer.add("us-east-1")
    return world


def test_a_hub_is_read_and_a_region_without_one_takes_one_request(subscribed: World) -> None:
    found = subscribed.read(Hub, EnabledStandards, EnabledIntegrations, prepare=cut_pages(1)).answers
    assert found[Hub] == {"eu-west-1": Hub(ARN), "us-east-1": Hub("")}
    standards = found[EnabledStandards]["eu-west-1"]
    assert isinstance(standards, EnabledStandards)
    ready, incomplete = standards.standards
    assert (ready.name, ready.status, ready.provider, ready.works) == (
        "aws-foundational-security-best-practices 1.0.0", "READY", "AWS", True,
    )  # fmt: skip
    assert (incomplete.status, incomplete.why) == ("INCOMPLETE", "NO_AVAILABLE_CONFIGURATION_RECORDER")
    assert found[EnabledIntegrations]["eu-west-1"] == EnabledIntegrations(("arn:1", "arn:2"))
    assert found[EnabledStandards]["us-east-1"] == EnabledStandards(subscribed=False)
    assert found[EnabledIntegrations]["us-east-1"] == EnabledIntegrations(())
    asked = [call for call in subscribed.calls if call.startswith("securityhub:")]
    assert asked.count("securityhub:DescribeHub") == 2
    assert len(asked) == 2 + 2 + 2


def test_a_hub_that_does_not_exist_is_none(world: World) -> None:
    world.state().refusals["securityhub:DescribeHub"] = Refusal("ResourceNotFoundException", "no hub", 404)
    assert set(world.read(Hub).answers[Hub].values()) == {Hub("")}


def test_the_newer_hub_is_on_or_off(subscribed: World) -> None:
    assert subscribed.read(HubV2).answers[HubV2] == {
        "eu-west-1": HubV2(enabled=False), "us-east-1": HubV2(enabled=True),
    }  # fmt: skip


def test_the_name_of_an_old_standard() -> None:
    old = Standard("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0", "READY", "AWS")
    assert old.name == "cis-aws-foundations-benchmark 1.2.0"
