"""The demo's AWS Config recorders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reporter.demo.place import Place

SERVICE_LINKED = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """A recorder of everything, with what its owners changed."""

    role: str = SERVICE_LINKED
    with_iam: bool = False
    started: bool = True
    without: tuple[str, ...] = ()
    """Resource types that it leaves out."""


LANDING_ZONE = {"eu-central-1": Recorder(), "eu-west-1": Recorder(), "us-east-1": Recorder(with_iam=True)}
"""The recorders, by region, that the platform team gives to new accounts."""
RECORDERS = {
    "shop-prod": {
        "eu-central-1": Recorder(with_iam=True),
        "eu-west-1": Recorder(role="role/config-recorder", without=("AWS::EC2::Volume",)),
    },
    "brightwater-management": LANDING_ZONE,
    "security-tooling": LANDING_ZONE,
    "log-archive": LANDING_ZONE,
    "payments-prod": {**LANDING_ZONE, "eu-west-1": Recorder(started=False)},
    "data-platform-prod": LANDING_ZONE,
}


def seed(place: Place, account: str) -> None:
    """Create the recorders of the account of this name, with their delivery channels."""
    for region, recorder in RECORDERS.get(account, {}).items():
        config = place.client("config", region)
        role = f"arn:aws:iam::{place.account_id}:{recorder.role}"
        made = {"name": "default", "roleARN": role, "recordingGroup": _group(recorder)}
        config.put_configuration_recorder(ConfigurationRecorder=made)
        config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": f"brightwater-config-{region}"})
        if recorder.started:
            config.start_configuration_recorder(ConfigurationRecorderName="default")


def _group(recorder: Recorder) -> dict[str, Any]:
    if not recorder.without:
        return {"allSupported": True, "includeGlobalResourceTypes": recorder.with_iam}
    return {
        "allSupported": False,
        "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
        "exclusionByResourceTypes": {"resourceTypes": list(recorder.without)},
    }
