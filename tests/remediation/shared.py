"""What the cases of several services share: the shape of one, and what fails in moto's AWS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.world import ACCOUNT_ID, World

Edit = Callable[[Any], Any]
"""What a person makes of the JSON in a file."""
Seed = Callable[[World], Mapping[str, str] | None]
"""Makes what fails, and gives what a person fills in for words in capitals."""
NEIGHBOUR = "neighbour"
"""Another resource that fails the same way, and stays as it is."""
BUCKETS = ("reports", NEIGHBOUR)
REPORTS = {"about": ":::reports"}
BLOCKED = ("PublicAccessBlock", "PublicAcl", "UnrestrictedBucket")
NAMES = ("orders", NEIGHBOUR)
EMULATED = "the demo's own answers stand for this API, and they cannot be changed by a request"
ROOT_ONLY = "only the root user, or a person in the console, can do this"
REPLACED = "what fails never changes: another one takes its place"
CHOICE = "what is written depends on a person: a trail, a second bucket, a new access point, the networks in use"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One failure, and what its command may change."""

    check: str
    seed: Seed
    changes: frozenset[str]
    """The facts that are not what they were, by their class."""
    beside: str = ""
    """How the ARNs begin of other resources that the command is to change or to make, with spaces between them."""
    about: str = ""
    """A part of the ARN of what is fixed; empty: there is one failure."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    """What a person writes."""
    edits: Mapping[str, Edit] = field(default_factory=dict)


def case(check: str, seed: Seed, *changes: str, **more: Any) -> Scenario:
    return Scenario(check=check, seed=seed, changes=frozenset(changes), **more)


def nothing(world: World) -> None:
    """An empty account fails."""
    world.client("iam").create_user(UserName="anna")


def buckets(*prepare: Callable[[Any, str], object]) -> Seed:
    """Two buckets without a block of public access, each prepared the same."""

    def seed(world: World) -> None:
        client = world.client("s3")
        for name in BUCKETS:
            client.create_bucket(Bucket=name, ObjectOwnership="ObjectWriter")
            client.delete_public_access_block(Bucket=name)
            for one in prepare:
                one(client, name)

    return seed


def open_acl(client: Any, name: str) -> object:
    """A public ACL, in a bucket where one setting of the block is on already."""
    everyone = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
    client.put_bucket_acl(Bucket=name, GrantRead=everyone, GrantWrite=everyone)
    return client.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": False}
        | {"BlockPublicPolicy": False, "RestrictPublicBuckets": False},
    )


def takes_logs(client: Any, name: str) -> object:
    return client.put_bucket_acl(Bucket=name, ACL="log-delivery-write")


def vpc_of(world: World) -> str:
    return str(world.client("ec2").create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"])


def open_policy(action: str, arn: str) -> str:
    """A policy with a statement for the account itself, and one for everyone."""
    statements = [
        {"Sid": f"s{number}", "Effect": "Allow", "Principal": principal, "Action": action, "Resource": arn}
        for number, principal in enumerate(({"AWS": ACCOUNT_ID}, "*"))
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def without_statement(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its last statement."""
    return {**document, "Statement": document["Statement"][:-1]}
