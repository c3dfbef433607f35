"""The answers of KMS."""

from __future__ import annotations

import json

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional

SIZES = {"keys": 2}
ALLOW = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
DETAILS = {
    "AWSAccountId": ACCOUNT, "KeyId": "key", "KeyManager": "CUSTOMER", "KeyState": "Enabled", "MultiRegion": False,
    "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS", "Enabled": True, "KeyUsage": "ENCRYPT_DECRYPT",
}  # fmt: skip


def key(number: str) -> dict[str, str]:
    """A key as it is listed."""
    id_ = f"00000000-0000-0000-0000-00{number}"
    return {"KeyId": id_, "KeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{id_}"}


ANSWERS: dict[str, Fixed | Listing] = {
    "kms:DescribeKey": always({"KeyMetadata": DETAILS}),
    "kms:GetKeyPolicy": always({"Policy": POLICY, "PolicyName": "default"}),
    "kms:GetKeyRotationStatus": always({"KeyRotationEnabled": True, "RotationPeriodInDays": 365}),
    "kms:ListKeys": regional("keys", "Keys", key, next_page="NextMarker"),
}
