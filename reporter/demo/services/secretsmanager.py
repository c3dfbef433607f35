"""The demo's secrets."""

from __future__ import annotations

import json

from reporter.demo.place import Place

SECRETS = {"shop-prod": {"shop/database": False, "shop/partner-api": True}}
"""By account: for each secret, whether everyone may read it."""


def seed(place: Place, account: str) -> None:
    """Create the secrets of the account of this name."""
    client = place.client("secretsmanager")
    for name, is_public in SECRETS.get(account, {}).items():
        arn = client.create_secret(Name=name, SecretString="made-up")["ARN"]
        if is_public:
            allow = {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
            policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
            client.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
