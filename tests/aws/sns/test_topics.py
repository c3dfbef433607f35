"""Topics, as SNS lists and describes them."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.policy import EVERYONE
from reporter.aws.sns.topics import Topic, TopicAttributes, TopicKeyManager
from tests.world import Prepare, World, deny

ALERTS = "arn:aws:sns:eu-west-1:111122223333:alerts"


def create(world: World, name: str = "alerts", **attributes: str) -> None:
    world.client("sns", "eu-west-1").create_topic(Name=name, Attributes=attributes)


def test_topics_are_listed_in_every_region(world: World) -> None:
    create(world)
    create(world, "bills")
    world.client("sns", "us-east-1").create_topic(Name="news")
    found = world.read(Topic).subjects(Topic)
    assert {(one.name, one.region) for one in found} == {
        ("alerts", "eu-west-1"), ("bills", "eu-west-1"), ("news", "us-east-1"),
    }  # fmt: skip
    assert ALERTS in {one.arn for one in found}


def described(world: World, kind: type, prepare: Prepare | None = None) -> Any:
    return world.read(kind, prepare=prepare).answers[kind][ALERTS]


def test_a_topic_without_a_key_has_the_policy_that_sns_gives_it(world: World) -> None:
    create(world)
    found = described(world, TopicAttributes)
    [statement] = found.policy.statements
    assert (found.key, statement.principals) == ("", (EVERYONE,))
    assert [condition.key for condition in statement.conditions] == ["aws:sourceowner"]


@pytest.mark.parametrize(
    ("key", "by"),
    [
        ("", ""),
        ("alias/aws/sns", "AWS"),
        ("arn:aws:kms:eu-west-1:111122223333:alias/aws/sns", "AWS"),
        ("arn:aws:kms:eu-west-1:444455556666:key/shared", "CUSTOMER"),
    ],
)
def test_the_name_of_a_key_may_tell_who_manages_it(world: World, key: str, by: str) -> None:
    create(world, **({"KmsMasterKeyId": key} if key else {}))
    assert described(world, TopicKeyManager, prepare=deny("kms:DescribeKey")).by == by
    assert "kms:DescribeKey" not in world.calls


def test_any_other_key_is_asked_about(world: World) -> None:
    key = world.client("kms", "eu-west-1").create_key()["KeyMetadata"]["KeyId"]
    create(world, KmsMasterKeyId=key)
    assert described(world, TopicKeyManager).by == "CUSTOMER"
