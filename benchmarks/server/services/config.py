"""What AWS Config answers: a recorder of everything in each region."""

from __future__ import annotations

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always

SIZES: dict[str, int] = {}
GROUP = {"allSupported": True, "includeGlobalResourceTypes": True, "resourceTypes": []}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
RECORDER = {
    "arn": f"arn:aws:config:{REGION}:{ACCOUNT}:configuration-recorder/default/1",
    "name": "default",
    "roleARN": ROLE,
    "recordingGroup": GROUP,
}
STATUS = {"name": "default", "recording": True, "lastStatus": "SUCCESS"}

ANSWERS: dict[str, Fixed | Listing] = {
    "config:DescribeConfigurationRecorderStatus": always({"ConfigurationRecordersStatus": [STATUS]}),
    "config:DescribeConfigurationRecorders": always({"ConfigurationRecorders": [RECORDER]}),
    "config:DescribeDeliveryChannels": always({"DeliveryChannels": [{"name": "default", "s3BucketName": "logs"}]}),
}
