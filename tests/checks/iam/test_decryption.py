"""Policies that allow decryption with every key of a region."""

from __future__ import annotations

from typing import Any

import pytest

from checks.iam.decryption import inline_policy_decrypts_with_named_keys, policy_decrypts_with_named_keys
from reporter.api import Verdict, failed, not_applicable, passed
from reporter.aws.iam.documents import InlinePolicyDocument, ManagedPolicyDocument
from reporter.aws.policy import parse_policy
from tests.checks.iam.builders import inline_policy, managed_policy

OURS = "111122223333"
DECRYPTS = failed("with all keys: statement 1 allows kms:Decrypt")
BOTH = failed("with all keys: statement 1 allows kms:Decrypt, statement 1 allows kms:ReEncryptFrom")
ONE_KEY = f"arn:aws:kms:eu-west-1:{OURS}:key/1"
DENY = {"Effect": "Deny", "Action": "kms:*"}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def allow(action: Any = "kms:Decrypt", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def judged(*statements: dict[str, Any], **settings: Any) -> Verdict:
    document = parse_policy({"Version": "2012-10-17", "Statement": list(statements)})
    managed = policy_decrypts_with_named_keys(managed_policy(), ManagedPolicyDocument(document), **settings)
    inline = inline_policy_decrypts_with_named_keys(inline_policy(), InlinePolicyDocument(document), **settings)
    assert managed == inline
    return managed


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:kms",
        "arn:aws:kms:*",
        "arn:aws:kms:eu-west-1",
        "arn:aws:kms:eu-west-1:*",
        f"arn:aws:kms:eu-west-1:{OURS}",
        f"arn:aws:kms:eu-*:{OURS}",
        "arn:*:kms:*:*:*",
        f"arn:aws:kms:*:{OURS}:key/*",
        f"arn:aws:kms:eu-west-1:{OURS}:key/*",
        f"arn:aws:kms:eu-*:{OURS}:*",
        "arn:aws:kms:eu-west-1:*:key/*",
        "arn:aws:kms:*:1111*:key/*",
        "arn:aws:kms:*::key/*",
        "arn:aws:*:*:*:key/*",
        [ONE_KEY, "*"],
    ],
)
def test_a_resource_that_covers_every_key_of_a_region_fails(resource: Any) -> None:
    assert judged(allow(resource=resource)) == DECRYPTS


@pytest.mark.parametrize(
    "resource",
    [
        ONE_KEY,
        f"arn:aws:kms:*:{OURS}:key/1234*",
        f"arn:aws:kms:*:{OURS}:alias/*",
        "arn:aws:kms:*:999988887777:key/*",
        "arn:aws-cn:kms:*:*:key/*",
        "arn:aws:s3:::*",
        "arn:aws:s3:*",
        "arn:aws:s3",
        "arn:aws:kms:eu-west-1:999988887777",
    ],
)
def test_named_keys_and_other_resources_pass(resource: str) -> None:
    assert judged(allow(resource=resource)) == passed()


@pytest.mark.parametrize("action", ["*", "kms:*", "KMS:*crypt*", ["kms:Decrypt", "kms:ReEncrypt*"]])
def test_wildcards_allow_what_they_cover(action: Any) -> None:
    assert judged(allow(action)) == BOTH


@pytest.mark.parametrize("action", ["kms:Encrypt", "kms:Describe*", "s3:*"])
def test_other_actions_pass(action: str) -> None:
    assert judged(allow(action)) == passed()


def test_all_but_some_actions_or_resources_may_be_all_keys() -> None:
    assert judged({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}) == BOTH
    assert judged({"Effect": "Allow", "NotAction": "kms:*", "Resource": "*"}) == passed()
    spared: dict[str, Any] = {"Effect": "Allow", "Action": "kms:Decrypt"}
    assert judged(spared | {"NotResource": ONE_KEY}) == DECRYPTS
    assert judged(spared | {"NotResource": "arn:aws:kms:*:*:key/*"}) == passed()
    assert judged(spared | {"NotResource": "arn:aws:kms"}) == passed()


def test_a_deny_without_conditions_counts() -> None:
    assert judged(allow(), {**DENY, "Resource": "*"}) == passed()
    assert judged(allow("kms:*"), {"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}) == failed(
        "with all keys: statement 1 allows kms:ReEncryptFrom"
    )
    assert judged(allow(), {**DENY, "Resource": ONE_KEY}) == DECRYPTS
    assert judged(allow(), {**DENY, "Resource": "*", "Condition": MFA}) == DECRYPTS
    assert judged(allow(), {**DENY, "NotResource": ONE_KEY}) == passed()
    assert judged(allow(), {**DENY, "Resource": "arn:aws:kms:*:*:key/*"}) == passed()
    assert judged(allow(), {**DENY, "Resource": "arn:aws:kms:eu-*:*:key/*"}) == DECRYPTS
    assert judged(allow(resource="arn:aws:kms:eu-*:*:*"), {**DENY, "Resource": "arn:aws:kms:eu-*:*:*"}) == passed()


def test_conditions_count_where_configured() -> None:
    conditional = allow(Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})
    assert judged(conditional) == DECRYPTS
    assert judged(conditional, ignore_conditions=False) == passed()
    assert judged(allow(), ignore_conditions=False) == DECRYPTS


def test_the_actions_are_a_setting() -> None:
    encrypts = frozenset({"kms:Encrypt"})
    assert judged(allow("kms:Encrypt"), blocked_actions=encrypts) == failed(
        "with all keys: statement 1 allows kms:Encrypt"
    )
    assert judged(allow(), blocked_actions=encrypts) == passed()


def test_a_policy_that_is_only_a_boundary_allows_nothing() -> None:
    document = ManagedPolicyDocument(parse_policy({"Statement": [allow()]}))
    boundary = managed_policy(0, is_boundary=True)
    assert policy_decrypts_with_named_keys(boundary, document) == not_applicable("only a permissions boundary")
    assert policy_decrypts_with_named_keys(managed_policy(1, is_boundary=True), document) == DECRYPTS
    assert policy_decrypts_with_named_keys(managed_policy(0), document) == DECRYPTS


def test_a_long_policy_gives_a_short_reason() -> None:
    assert judged(*[allow()] * 25).reason.endswith(" and 5 more")
