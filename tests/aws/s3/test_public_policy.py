"""Which bucket policies are public as Amazon S3 means it, and by which of its documented rules."""

from typing import Any

import pytest

from reporter.aws.policy import parse_policy
from reporter.aws.s3.public_policy import public_grants

OURS, PARTNER = "111122223333", "999988887777"
BUCKET, OBJECTS = "arn:aws:s3:::acme", "arn:aws:s3:::acme/*"
ROLE = f"arn:aws:iam::{OURS}:role/Reader"
ORGANIZATION = "o-abcdefghij"

Json = dict[str, Any]


def allow(principal: Any = "*", action: Any = "s3:GetObject", resource: Any = OBJECTS, **elements: Any) -> Json:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **elements}


def deny(principal: Any = "*", action: Any = "s3:*", resource: Any = "*", **elements: Any) -> Json:
    return allow(principal, action, resource, **elements) | {"Effect": "Deny"}


def when(operator: str, key: str, *values: Any) -> Json:
    """Everyone may read, on one condition."""
    return allow(Condition={operator: {key: list(values)}})


def without(element: str, statement: Json, **instead: Any) -> Json:
    return {name: value for name, value in statement.items() if name != element} | instead


TLS_ONLY = deny(Condition={"Bool": {"aws:SecureTransport": "false"}})
PRINCIPALS = "an Allow for principals without wildcards is for fixed identities"
EVERYBODY = "a lone star as principal is anybody, with an account or without"
NO_ONE = "what allows nothing is not public"
FIXED = "a fixed value of a listed key is enough"
WILD = "a value with a wildcard is not fixed"
VARIABLE = "a value with a policy variable is not fixed"
UNLISTED = "a key that is not listed says nothing about who calls"
ABSENT = "a test that holds without its key lets those in who do not bring it"
NEGATED = "a negated test lets in everybody else"
NARROW = "a range of addresses is fixed up to /8, and /32 for IPv6"
BROAD = "a broader range of addresses is the public"
ACCOUNT_FIXED = "behind a fixed account a wildcard may stand for the name"
ONE_IS_ENOUGH = "one public Allow makes the whole policy public"
DENIED = "what a Deny without conditions takes from everybody is granted to no one"
NOT_DENIED = "a Deny that covers less, or has a condition, makes nothing safe"

NOT_PUBLIC: list[tuple[str, list[Json]]] = [
    (NO_ONE, []),
    (NO_ONE, [TLS_ONLY]),
    (NO_ONE, [deny({"AWS": PARTNER})]),
    (PRINCIPALS, [allow({"AWS": OURS})]),
    (PRINCIPALS, [allow({"AWS": f"arn:aws:iam::{PARTNER}:root"})]),
    (PRINCIPALS, [allow({"AWS": [ROLE, f"arn:aws:iam::{PARTNER}:user/ann"]}, "s3:*", "*")]),
    (PRINCIPALS, [allow({"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject")]),
    (PRINCIPALS, [allow({"Federated": f"arn:aws:iam::{OURS}:saml-provider/idp"})]),
    (PRINCIPALS, [allow({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})]),
    (PRINCIPALS, [allow({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})]),
    (PRINCIPALS, [without("Action", allow({"AWS": OURS}), NotAction="s3:Delete*")]),
    (PRINCIPALS, [allow({"AWS": OURS}), TLS_ONLY]),
    (FIXED, [when("StringEquals", "aws:PrincipalOrgID", ORGANIZATION)]),
    (FIXED, [when("StringLike", "AWS:principalorgid", ORGANIZATION)]),
    (FIXED, [when("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", f"{ORGANIZATION}/r-1/ou-1/")]),
    (FIXED, [when("StringEquals", "aws:PrincipalAccount", OURS, PARTNER)]),
    (FIXED, [when("ArnEquals", "aws:PrincipalArn", ROLE)]),
    (FIXED, [when("StringEquals", "aws:SourceAccount", OURS)]),
    (FIXED, [when("StringEquals", "aws:SourceAccount", 444455556666)]),
    (FIXED, [when("StringEquals", "aws:SourceOwner", OURS)]),
    (FIXED, [when("ArnEquals", "aws:SourceArn", "arn:aws:s3:::acme-inventory")]),
    (FIXED, [when("StringEquals", "aws:SourceVpc", "vpc-91237329")]),
    (FIXED, [when("StringEquals", "aws:SourceVpce", "vpce-1a2b3c4d")]),
    (FIXED, [when("StringEquals", "aws:userid", "AROAEXAMPLE:reporter")]),
    (FIXED, [when("StringEquals", "s3:DataAccessPointAccount", OURS)]),
    (FIXED, [when("StringEquals", "s3:DataAccessPointArn", f"arn:aws:s3:us-west-2:{OURS}:accesspoint/a")]),
    (FIXED, [without("Principal", when("StringEquals", "aws:SourceVpc", "vpc-1"), NotPrincipal={"AWS": PARTNER})]),
    (FIXED, [allow(Condition={"StringEquals": {"aws:SourceVpc": "vpc-1", "aws:Referer": "*"}})]),
    (FIXED, [allow(Condition={"StringLike": {"aws:SourceVpc": "*"}, "IpAddress": {"aws:SourceIp": "192.0.2.7"}})]),
    (FIXED, [allow(Condition={"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}, "Null": {"aws:SourceVpc": False}})]),
    (ACCOUNT_FIXED, [when("ArnLike", "s3:DataAccessPointArn", f"arn:aws:s3:us-west-2:{OURS}:accesspoint/*")]),
    (ACCOUNT_FIXED, [when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{OURS}:role/*")]),
    (ACCOUNT_FIXED, [when("ArnLike", "aws:SourceArn", f"arn:aws:cloudtrail:*:{OURS}:trail/*")]),
    (NARROW, [when("IpAddress", "aws:SourceIp", "192.0.2.0/24")]),
    (NARROW, [when("IpAddress", "aws:SourceIp", "54.0.0.0/8", "10.0.0.0/8")]),
    (NARROW, [when("IpAddress", "aws:SourceIp", "2001:db8::/32")]),
    (DENIED, [allow(), deny()]),
    (DENIED, [allow(), deny(action="s3:Get*", resource=OBJECTS)]),
    (DENIED, [allow(), without("Principal", deny(), NotPrincipal={"AWS": [OURS, ROLE]})]),
    (DENIED, [allow(), without("Action", deny(), NotAction="s3:List*")]),
    (DENIED, [allow({"AWS": ["*", PARTNER]}), without("Principal", deny(), NotPrincipal={"AWS": PARTNER})]),
]
PUBLIC: list[tuple[str, list[Json]]] = [
    (EVERYBODY, [allow()]),
    (EVERYBODY, [allow({"AWS": "*"})]),
    (EVERYBODY, [allow({"AWS": ["*"]}, "s3:*", [BUCKET, OBJECTS])]),
    (EVERYBODY, [allow({"AWS": [OURS, "*"]})]),
    (EVERYBODY, [allow(action="s3:ListBucket", resource=BUCKET)]),
    (EVERYBODY, [allow(action="s3:PutObject", resource="*")]),
    (EVERYBODY, [allow(action="s3:NotASupportedAction")]),
    (EVERYBODY, [without("Action", allow(), NotAction="s3:Delete*")]),
    (EVERYBODY, [without("Resource", allow(), NotResource=f"{BUCKET}/secret/*")]),
    (EVERYBODY, [without("Principal", allow(), NotPrincipal={"AWS": PARTNER})]),
    (WILD, [allow({"AWS": f"arn:aws:iam::{OURS}:user/*"})]),
    (WILD, [when("StringLike", "aws:SourceVpc", "vpc-*")]),
    (WILD, [when("StringLike", "aws:SourceVpce", "vpce-1", "*")]),
    (WILD, [when("StringLike", "aws:PrincipalOrgID", "o-*")]),
    (WILD, [when("StringLike", "aws:userid", "AROAEXAMPLE:*")]),
    (WILD, [when("StringLike", "aws:SourceAccount", "1111????3333")]),
    (WILD, [when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Reader")]),
    (WILD, [when("ArnLike", "aws:SourceArn", "arn:aws:s3:::acme-*")]),
    (WILD, [when("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:us-west-2:*:accesspoint/a")]),
    (WILD, [when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "*/r-1/*")]),
    (VARIABLE, [when("StringEquals", "aws:PrincipalAccount", "${aws:ResourceAccount}")]),
    (VARIABLE, [when("StringEquals", "aws:SourceAccount", "${aws:PrincipalAccount}")]),
    (UNLISTED, [when("StringEquals", "aws:Referer", "https://acme.example/")]),
    (UNLISTED, [when("StringEquals", "aws:UserAgent", "acme/1.0")]),
    (UNLISTED, [when("Bool", "aws:SecureTransport", "true")]),
    (UNLISTED, [when("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z")]),
    (UNLISTED, [when("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control")]),
    (UNLISTED, [when("StringEquals", "s3:x-amz-server-side-encryption-aws-kms-key-id", f"arn:aws:kms:::{OURS}")]),
    (UNLISTED, [when("StringEquals", "s3:ExistingObjectTag/public", "yes")]),
    (UNLISTED, [when("StringEquals", "aws:RequestedRegion", "eu-central-1")]),
    (ABSENT, [when("StringEqualsIfExists", "aws:PrincipalOrgID", ORGANIZATION)]),
    (ABSENT, [when("ForAllValues:StringEquals", "aws:PrincipalOrgPaths", f"{ORGANIZATION}/r-1/")]),
    (ABSENT, [when("Null", "aws:PrincipalOrgID", "true")]),
    (NEGATED, [when("StringNotEquals", "aws:PrincipalOrgID", ORGANIZATION)]),
    (NEGATED, [when("NotIpAddress", "aws:SourceIp", "192.0.2.0/24")]),
    (NEGATED, [when("ArnNotLike", "aws:PrincipalArn", ROLE)]),
    (BROAD, [when("IpAddress", "aws:SourceIp", "0.0.0.0/0")]),
    (BROAD, [when("IpAddress", "aws:SourceIp", "0.0.0.0/1", "128.0.0.0/1")]),
    (BROAD, [when("IpAddress", "aws:SourceIp", "192.0.2.0/24", "54.0.0.0/7")]),
    (BROAD, [when("IpAddress", "aws:SourceIp", "2001::/16")]),
    (ONE_IS_ENOUGH, [allow({"Service": "cloudtrail.amazonaws.com"}), allow({"AWS": PARTNER}), allow()]),
    (NOT_DENIED, [allow(), TLS_ONLY]),
    (NOT_DENIED, [allow(), deny({"AWS": PARTNER})]),
    (NOT_DENIED, [allow(), deny(action="s3:Put*")]),
    (NOT_DENIED, [allow(), deny(resource=f"{BUCKET}/secret/*")]),
    (NOT_DENIED, [allow(), deny(Condition={"StringNotEquals": {"aws:PrincipalOrgID": ORGANIZATION}})]),
    (NOT_DENIED, [allow(action="s3:*"), deny(action="s3:Get*"), deny(action="s3:Put*")]),
]


def is_public(statements: list[Json]) -> bool:
    return bool(public_grants(parse_policy({"Version": "2012-10-17", "Statement": statements})))


@pytest.mark.parametrize(("rule", "statements"), NOT_PUBLIC)
def test_a_policy_for_fixed_principals_is_not_public(rule: str, statements: list[Json]) -> None:
    assert not is_public(statements), rule


@pytest.mark.parametrize(("rule", "statements"), PUBLIC)
def test_a_policy_for_anyone_is_public(rule: str, statements: list[Json]) -> None:
    assert is_public(statements), rule


def test_only_the_grants_that_make_it_public_are_reported() -> None:
    policy = {"Statement": [allow({"AWS": PARTNER}, "s3:PutObject"), allow(Sid="Open")]}

    assert [grant.statement.sid for grant in public_grants(parse_policy(policy))] == ["Open"]
