"""Measures the cost to judge policies: many ordinary ones, and a few that were written to be hard."""

from __future__ import annotations

import argparse
import json
import random
import string
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.measure import Figure, print_table
from checks.iam.policies import attached_policy_makes_no_administrators
from checks.iam.roles import role_cannot_be_assumed_by_everyone, role_trusts_known_accounts
from checks.s3.policy import policy_lets_in_known_accounts
from reporter.aws.iam.documents import ManagedPolicyDocument, TrustPolicy, UniqueIds
from reporter.aws.iam.principals import ManagedPolicy, Role
from reporter.aws.policy import parse_policy
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.settings import BucketPolicy
from reporter.model.given import Organization
from reporter.model.subjects import GLOBAL

ACCOUNT = "111122223333"
OWN: dict[str, Any] = {"account_id": ACCOUNT, "region": GLOBAL, "arn": "arn:aws:iam::111122223333:policy/mine"}
POLICY = ManagedPolicy(**OWN, text="{}", attachments=1, is_boundary=False)
ROLE = Role(**OWN, path="/", attached=(), inline=(), trust="{}")
BUCKET = Bucket(account_id=ACCOUNT, region="eu-west-1", arn="arn:aws:s3:::acme", name="acme")
SERVICES = ("s3", "ec2", "iam", "kms", "dynamodb", "lambda", "sqs", "sns", "logs", "rds")
ORGANIZATION = Organization(frozenset({ACCOUNT}), "o-abcdefghij")
HOSTILE = {"15,000 stars": "*" * 15_000, "7,500 stars with a letter each": "*a" * 7_500}


def seconds(work: Callable[[], object]) -> float:
    """Seconds of CPU for one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def managed_policy(dice: random.Random) -> str:
    """A policy of four statements with twelve actions each; the actions of all policies differ."""
    actions = [
        f"{dice.choice(SERVICES)}:{dice.choice(('Get', 'List', 'Put'))}"
        f"{''.join(dice.choices(string.ascii_letters, k=6))}{dice.choice(('', '*'))}"
        for _ in range(48)
    ]
    statements = [{"Effect": "Allow", "Action": actions[at : at + 12], "Resource": "*"} for at in range(0, 48, 12)]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def trust(number: int) -> TrustPolicy:
    """A trust policy for a service, and for a role of another account."""
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    other = {"AWS": f"arn:aws:iam::{number + 200_000_000_000}:role/deploy"}
    both = [{**allow, "Principal": other}, {**allow, "Principal": {"Service": "ec2.amazonaws.com"}}]
    return TrustPolicy(parse_policy({"Statement": both}))


def hostile(pattern: str) -> BucketPolicy:
    """A bucket policy of the greatest length that S3 accepts, almost all of it one pattern."""
    either = {"Principal": "*", "Action": "s3:*"}
    allow, deny = (
        {"Effect": "Allow", **either, "Resource": pattern},
        {"Effect": "Deny", **either, "Resource": f"{pattern}b"},
    )
    return BucketPolicy(parse_policy({"Statement": [allow, deny]}))


def figures(policies: int, roles: int) -> Iterator[Figure]:
    """Milliseconds of CPU."""
    dice = random.Random(1)  # noqa: S311 - not for secrets
    texts = [managed_policy(dice) for _ in range(policies)]
    documents = [ManagedPolicyDocument(parse_policy(text)) for text in texts]
    trusts = [trust(number) for number in range(roles)]
    ids = UniqueIds({})
    yield Figure(f"{policies:,} managed policies parsed", 1e3 * seconds(lambda: [*map(parse_policy, texts)]), "ms")
    admins = seconds(lambda: [attached_policy_makes_no_administrators(POLICY, one) for one in documents])
    yield Figure(f"{policies:,} managed policies judged", 1e3 * admins, "ms", 1_000)
    wide = seconds(lambda: [role_cannot_be_assumed_by_everyone(ROLE, one) for one in trusts])
    yield Figure("is a role open to everyone", 1e6 * wide / roles, "us")
    known = seconds(lambda: [role_trusts_known_accounts(ROLE, one, ids, ORGANIZATION) for one in trusts])
    yield Figure("which accounts does a role trust", 1e6 * known / roles, "us")
    for name, pattern in HOSTILE.items():
        policy = hostile(pattern)
        took = seconds(lambda: policy_lets_in_known_accounts(BUCKET, policy, ORGANIZATION))  # noqa: B023 - at once
        yield Figure(f"a bucket policy of {name}", 1e3 * took, "ms", 200)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=int, default=1_500)
    parser.add_argument("--roles", type=int, default=5_000)
    asked = parser.parse_args()
    print_table("Judging policies", figures(asked.policies, asked.roles))
