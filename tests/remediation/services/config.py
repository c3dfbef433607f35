"""The commands for config: which are run against moto, and why not the others."""

from __future__ import annotations

from typing import Any

from tests.remediation.shared import Scenario, case
from tests.world import ACCOUNT_ID, World

RECORDER = "arn:aws:config:us-east-1:111122223333:configuration-recorder/"


def a_recorder(world: World) -> None:
    """A recorder of its own role that is stopped and leaves out IAM."""
    config = world.client("config")
    group = {"allSupported": True, "includeGlobalResourceTypes": False}
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/config"
    made = {"name": "default", "roleARN": role, "recordingGroup": group}
    config.put_configuration_recorder(ConfigurationRecorder=made)
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "records"})


def with_global_types(document: dict[str, Any]) -> dict[str, Any]:
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    return {"ConfigurationRecorder": {**document["ConfigurationRecorder"], "recordingGroup": group}}


def with_service_linked_role(document: dict[str, Any]) -> dict[str, Any]:
    role = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    changed = {**document["ConfigurationRecorder"], "roleARN": f"arn:aws:iam::{ACCOUNT_ID}:{role}"}
    return {"ConfigurationRecorder": changed}


SCENARIOS: tuple[Scenario, ...] = (
    case(
        "config-recorder-enabled",
        a_recorder,
        "Recorder",
        "RecorderState",
        "RecorderStatus",
        "AllRecorders",
        words={"NAME": "default"},
        edits={"recorder.json": with_global_types},
        beside=RECORDER,
    ),
    case(
        "config-recorder-service-linked-role",
        a_recorder,
        "Recorder",
        "RecorderState",
        "AllRecorders",
        edits={"recorder.json": with_service_linked_role},
        beside=RECORDER,
    ),
)
TO_FILL_IN = frozenset({"BUCKET", "NAME"})
