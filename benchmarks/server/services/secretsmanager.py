"""The answers of Secrets Manager."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional, tags

SIZES = {"secrets": 10}


def secret(number: str) -> dict[str, Any]:
    """A secret as it is listed."""
    name = f"secret-{number}"
    return {"ARN": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-AbCdEf", "Name": name, "Tags": tags()}


ANSWERS: dict[str, Fixed | Listing] = {
    "secretsmanager:GetResourcePolicy": always({"Name": "secret"}),
    "secretsmanager:ListSecrets": regional("secrets", "SecretList", secret, most=100),
}
