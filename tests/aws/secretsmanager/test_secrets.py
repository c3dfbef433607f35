"""Secrets, as Secrets Manager lists them, and their policies."""

from __future__ import annotations

import json

from reporter.aws.secretsmanager.secrets import Secret, SecretPolicy
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret"
LIST, GET = f"secretsmanager:list_secrets/{REGION}", f"secretsmanager:get_resource_policy/{REGION}"
SECRETS = [
    {"ARN": f"{ARN}:a-1", "Name": "a", "Tags": [{"Key": "owner", "Value": "shop"}]},
    {"ARN": f"{ARN}:b-2", "Name": "b"},
]


def test_secrets_are_listed_with_their_policy_or_without_one() -> None:
    answers = {
        LIST: {"SecretList": SECRETS},
        f"{GET}/{ARN}:a-1": {"Name": "a", "ResourcePolicy": POLICY},
        f"{GET}/{ARN}:b-2": {"Name": "b"},
    }
    heard = read_recorded(answers, SecretPolicy)
    assert [(one.name, one.arn, one.tags) for one in heard.of(Secret)] == [
        ("a", f"{ARN}:a-1", {"owner": "shop"}), ("b", f"{ARN}:b-2", {}),
    ]  # fmt: skip
    assert len(heard.about(SecretPolicy, f"{ARN}:a-1").document.statements) == 1
    assert heard.about(SecretPolicy, f"{ARN}:b-2") == SecretPolicy(None)
