"""Vaults that strangers may use."""

from __future__ import annotations

from typing import Any

from checks.glacier.vaults import vault_is_not_public
from reporter.api import Status, Verdict, passed
from reporter.aws.glacier.vaults import Vault, VaultPolicy
from reporter.aws.policy import PolicyDocument, parse_policy

ACCOUNT = "111122223333"
PLACE: dict[str, Any] = {"account_id": ACCOUNT, "region": "eu-west-1"}
ARN = f"arn:aws:glacier:eu-west-1:{ACCOUNT}:vaults/archive"
IN_ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}
ON_A_NETWORK = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}


def allowing(principal: Any, condition: Any = None) -> PolicyDocument:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "glacier:InitiateJob", "Resource": ARN}
    limited = statement | ({"Condition": condition} if condition else {})
    return parse_policy({"Version": "2012-10-17", "Statement": [limited]})


def judged(document: PolicyDocument | None) -> Verdict:
    return vault_is_not_public(Vault(**PLACE, arn=ARN, name="archive"), VaultPolicy(document))


def test_a_vault_for_everyone_is_public() -> None:
    found = judged(allowing("*"))
    assert (found.status, found.severity) == (Status.FAIL, None)
    assert found.reason == "statement 1: everyone may glacier:initiatejob"


def test_everyone_within_limits_and_named_accounts_are_not_the_public() -> None:
    assert judged(None) == passed()
    assert judged(allowing("*", IN_ORGANIZATION)) == passed()
    assert judged(allowing("*", ON_A_NETWORK)) == passed()
    assert judged(allowing({"AWS": "444455556666"})) == passed()
