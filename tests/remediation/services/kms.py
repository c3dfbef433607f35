"""The commands for kms: which are run against moto, and why not the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.remediation.shared import BUCKETS, Scenario, Seed, case, without_statement
from tests.world import World


def keys(prepare: Callable[[Any, str], object]) -> Seed:
    """Two keys, each prepared the same."""

    def seed(world: World) -> Mapping[str, str]:
        client = world.client("kms")
        made = [client.create_key()["KeyMetadata"]["KeyId"] for _ in BUCKETS]
        for id_ in made:
            prepare(client, id_)
        return {"ABOUT": made[0]}

    return seed


def unrotated(client: Any, key: str) -> object:
    return client.disable_key_rotation(KeyId=key)


def doomed(client: Any, key: str) -> object:
    return client.schedule_key_deletion(KeyId=key, PendingWindowInDays=30)


def open_key(client: Any, key: str) -> object:
    """A policy that has a statement for everyone beside that for the account."""
    policy = json.loads(client.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"})
    return client.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))


SCENARIOS: tuple[Scenario, ...] = (
    case("kms-key-rotation-enabled", keys(unrotated), "KeyRotation"),
    case("kms-key-not-pending-deletion", keys(doomed), "Key", "KeyDetails"),
    case("kms-key-not-public", keys(open_key), "KeyPolicy", edits={"policy.json": without_statement}),
)
