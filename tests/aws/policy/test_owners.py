"""Whose the holders of a grant are."""

from typing import Any

import pytest

from reporter.aws.policy import grants, parse_policy
from reporter.aws.policy.owners import OWN_ACCOUNT, OWN_ORGANIZATION, foreign_owners

OURS, THEIRS, PARTNER, ORGANIZATION = "111122223333", "999988887777", "444455556666", "o-abcdefghij"


def owners(*trusted: str, action: str = "*", **elements: Any) -> tuple[str, ...]:
    allow = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", **elements}
    [grant] = grants(parse_policy({"Statement": [allow]}))
    return foreign_owners(grant, {OURS, *trusted}, action=action)


def limited(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {"Principal": "*", "Condition": {operator: {key: list(values)}}}


@pytest.mark.parametrize(
    ("principal", "found"),
    [
        ("*", ("everyone",)),
        ({"AWS": [THEIRS, f"arn:aws:iam::{OURS}:role/a", f"arn:aws:iam::{PARTNER}:root"]}, (PARTNER, THEIRS)),
        ({"AWS": f"arn:aws:sts::{THEIRS}:assumed-role/a/b"}, (THEIRS,)),
        ({"AWS": "arn:aws:iam::*:role/a"}, ("everyone",)),
        ({"AWS": "AROAEXAMPLE"}, ()),
        ({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}, ()),
        ({"Service": "logging.s3.amazonaws.com"}, ()),
        ({"Federated": f"arn:aws:iam::{THEIRS}:saml-provider/idp"}, (THEIRS,)),
        ({"Federated": "accounts.google.com"}, ("accounts.google.com",)),
        ({"CanonicalUser": "79a5"}, ("79a5",)),
    ],
)
def test_principals_tell_their_owners(principal: Any, found: tuple[str, ...]) -> None:
    assert owners(Principal=principal) == found


def test_all_but_some_belong_to_everyone() -> None:
    assert owners(NotPrincipal={"AWS": OURS}) == ("everyone",)


@pytest.mark.parametrize(
    ("operator", "key", "values", "found"),
    [
        ("StringEquals", "aws:PrincipalOrgID", [ORGANIZATION], (ORGANIZATION,)),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", [f"{ORGANIZATION}/r-1/*"], (ORGANIZATION,)),
        ("StringEquals", "aws:PrincipalAccount", [OURS, THEIRS], (THEIRS,)),
        ("StringEquals", "aws:PrincipalAccount", [OURS], ()),
        ("ArnLike", "aws:PrincipalArn", [f"arn:aws:iam::{THEIRS}:role/job-{OURS}"], (THEIRS,)),
        ("StringEquals", "aws:PrincipalAccount", ["${aws:ResourceAccount}"], (OWN_ACCOUNT,)),
        ("StringEquals", "aws:PrincipalOrgID", ["${aws:ResourceOrgID}"], (OWN_ORGANIZATION,)),
        ("StringEquals", "aws:PrincipalAccount", ["${aws:PrincipalAccount}"], ("everyone",)),
        ("ArnEquals", "aws:SourceArn", [f"arn:aws:s3:::backups-{OURS}"], ("everyone",)),
        ("StringEquals", "aws:userid", ["AROAEXAMPLE:reporter"], ("everyone",)),
        ("StringEquals", "aws:SourceVpce", ["vpce-1"], ("everyone",)),
        ("IpAddress", "aws:SourceIp", ["192.0.2.0/24"], ("everyone",)),
        ("StringEqualsIfExists", "aws:PrincipalOrgID", [ORGANIZATION], ("everyone",)),
        ("StringEquals", "s3:DataAccessPointAccount", [OURS], ()),
    ],
)
def test_conditions_tell_the_owners_of_everyone(
    operator: str, key: str, values: list[str], found: tuple[str, ...]
) -> None:
    assert owners(**limited(operator, key, *values)) == found


def test_one_limit_to_those_trusted_is_enough() -> None:
    both = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION, "aws:PrincipalAccount": [THEIRS, PARTNER]}}

    assert owners(Principal="*", Condition=both) == (ORGANIZATION,)
    assert owners(ORGANIZATION, Principal="*", Condition=both) == ()
    assert owners(ORGANIZATION, Principal={"AWS": THEIRS}, Condition=both) == ()


def test_named_accounts_stay_foreign_under_a_limit_that_names_others() -> None:
    elsewhere = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}

    assert owners(Principal={"AWS": THEIRS}, Condition=elsewhere) == (THEIRS,)


def test_only_the_owners_of_the_action_asked_for_are_told() -> None:
    assert owners(Principal={"AWS": THEIRS}, Action="s3:Get*", action="s3:PutBucketPolicy") == ()
