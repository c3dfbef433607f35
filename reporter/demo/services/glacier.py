"""The demo's Glacier vaults; moto has no policies of vaults."""

from __future__ import annotations

import json
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Answers, Question, Refusal

PRIVATE, PUBLIC = "shop-archive-2019", "shop-exchange-2018"
"""The vaults of the shop: one without a policy, and one that everyone may read."""


def seed(place: Place, account: str) -> None:
    """Create the vaults of the account of this name."""
    if account == "shop-prod":
        for name in (PRIVATE, PUBLIC):
            place.client("glacier").create_vault(accountId="-", vaultName=name)


def vault_policy(question: Question) -> dict[str, Any] | Refusal:
    """The access policy of a vault."""
    name = question.parameters["vaultName"]
    if name != PUBLIC:
        return Refusal("ResourceNotFoundException", f"No vault access policy is set for: {name}", 404)
    arn = f"arn:aws:glacier:{question.region}:{question.account_id}:vaults/{name}"
    allow = {"Effect": "Allow", "Principal": "*", "Action": "glacier:InitiateJob", "Resource": arn}
    return {"policy": {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allow]})}}


ANSWERS: Answers = {"glacier:GetVaultAccessPolicy": vault_policy}
