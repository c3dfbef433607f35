"""Recorders, as AWS Config lists them in each region."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from reporter.aws.config.recorders import (
    EVERYTHING,
    EXCLUSION,
    IAM_REGIONS,
    SELECTION,
    AllRecorders,
    DeliveryChannels,
    Recorder,
    RecorderState,
    RecorderStatus,
    _recorder,
)
from reporter.engine.listing import Identity
from reporter.model.answers import ReasonCode, Unavailable
from tests.world import ACCOUNT_ID, World, deny

ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/config"
WHO = Identity(account_id=ACCOUNT_ID, region="eu-west-1", arn="arn:aws:config:::recorder", name="default", tags={})


@pytest.fixture
def recording(world: World) -> World:
    world.state().regions = ("eu-west-1", "us-east-1")
    config = world.client("config", "eu-west-1")
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": ROLE, "recordingGroup": group}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "logs", "s3BucketName": "acme-config"})
    return world


def test_a_recorder_is_read_with_its_state_and_an_empty_region_takes_one_request(recording: World) -> None:
    read = recording.read(AllRecorders)
    [state] = read.subjects(RecorderState)
    arn = f"arn:aws:config:eu-west-1:{ACCOUNT_ID}:configuration-recorder/default"
    assert (state.arn, state.recorder.role_arn, state.recorder.records_iam) == (arn, ROLE, True)
    assert (state.status, state.channels) == (
        RecorderStatus(recording=False, last_status=""),
        DeliveryChannels(("logs",)),
    )
    assert sorted(call for call in recording.calls if call.startswith("config:")) == [
        "config:DescribeConfigurationRecorderStatus",
        "config:DescribeConfigurationRecorders",
        "config:DescribeConfigurationRecorders",
        "config:DescribeDeliveryChannels",
    ]
    found = read.answer_of_account(AllRecorders)
    assert isinstance(found, AllRecorders)
    assert (found.iam_region, found.states, found.unread) == ("us-east-1", (state,), None)
    assert found.opt_in_status == {"eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required"}


def test_a_recorder_that_was_started_has_a_last_status(recording: World) -> None:
    recording.client("config", "eu-west-1").start_configuration_recorder(ConfigurationRecorderName="default")
    [state] = recording.read(RecorderState).subjects(RecorderState)
    assert state.status == RecorderStatus(recording=True, last_status="pending")


def test_a_state_that_was_refused_is_kept_as_such(recording: World) -> None:
    refused = deny("config:DescribeConfigurationRecorderStatus")
    [state] = recording.read(RecorderState, prepare=refused).subjects(RecorderState)
    assert isinstance(state.status, Unavailable)
    assert (state.status.reason, state.channels) == (ReasonCode.DENIED_BY_IAM, DeliveryChannels(("logs",)))


def test_each_partition_that_botocore_knows_has_a_region_of_iam() -> None:
    found = botocore.session.get_session()
    partitions = set(found.get_available_partitions())
    assert partitions <= IAM_REGIONS.keys()
    assert {name: found.get_partition_for_region(region) for name, region in IAM_REGIONS.items()} == {
        name: name for name in IAM_REGIONS
    }


def read(**group: Any) -> Recorder | None:
    return _recorder(WHO, {"name": "default", "roleARN": ROLE, "recordingGroup": group})


@pytest.mark.parametrize(
    ("group", "strategy", "iam"),
    [
        ({"allSupported": True, "includeGlobalResourceTypes": False}, EVERYTHING, False),
        ({"recordingStrategy": {"useOnly": EVERYTHING}, "includeGlobalResourceTypes": True}, EVERYTHING, True),
        ({"allSupported": False, "resourceTypes": ["AWS::EC2::Volume"]}, SELECTION, False),
        ({"recordingStrategy": {"useOnly": SELECTION}}, SELECTION, False),
        (
            {"recordingStrategy": {"useOnly": EXCLUSION}, "exclusionByResourceTypes": {"resourceTypes": []}},
            EXCLUSION,
            True,
        ),
        (
            {
                "recordingStrategy": {"useOnly": EXCLUSION},
                "exclusionByResourceTypes": {"resourceTypes": ["AWS::IAM::Role"]},
            },
            EXCLUSION,
            False,
        ),
    ],
)
def test_a_recorder_has_a_strategy_or_the_flag_of_old(group: dict[str, Any], strategy: str, *, iam: bool) -> None:
    found = read(**group)
    assert found is not None
    assert (found.strategy, found.records_iam) == (strategy, iam)


def test_a_recorder_that_an_aws_service_keeps_is_left_out() -> None:
    assert _recorder(WHO, {"name": "AWSConfigurationRecorderForX", "servicePrincipal": "x.amazonaws.com"}) is None


def test_a_region_that_needs_an_opt_in_cannot_record_iam() -> None:
    found = AllRecorders(opt_in_status={"eu-west-1": "opt-in-not-required", "eu-central-2": "opted-in"})
    assert (found.can_record_iam("eu-west-1"), found.can_record_iam("eu-central-2")) == (True, False)
