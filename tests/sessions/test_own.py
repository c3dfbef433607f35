"""What may be changed in our own account, and what is said when AWS does not do it."""

from __future__ import annotations

import os
from typing import Any

import botocore.session
import pytest

from reporter.config.settings import BaseCredentials, Settings
from reporter.demo.emulator import operation_name
from reporter.sessions import OwnAccount, Reader, RequestFailed, WriteRefusedError
from reporter.sessions.own import ALLOWED
from reporter.sessions.readonly import OBTAINING
from tests.sessions.wire import wire
from tests.world import World, deny

CURRENT = "123456789012"
"""The account of the emulator's base credentials."""


def topic(world: World, region: str = "us-east-1") -> str:
    arn: str = world.client("sns", region, CURRENT).create_topic(Name="compliance")["TopicArn"]
    return arn


def publish(own: OwnAccount, arn: str) -> dict[str, Any]:
    return own.call(arn, "sns", "publish", region=arn.split(":")[3], TopicArn=arn, Message="all is well")


def test_what_is_allowed_is_done_with_the_base_credentials(world: World) -> None:
    assert publish(OwnAccount(Settings(), world.emulator.prepare), topic(world))["MessageId"]


def test_every_operation_that_is_allowed_exists() -> None:
    session = botocore.session.Session()
    for service, name in (operation.split(":") for operation in ALLOWED | OBTAINING):
        assert name in session.get_service_model(service).operation_names


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("s3", "delete_bucket", {"Bucket": "acme"}),
        ("s3", "put_bucket_policy", {"Bucket": "acme", "Policy": "{}"}),
        ("sns", "delete_topic", {"TopicArn": "arn"}),
        ("iam", "list_users", {}),
    ],
)
def test_nothing_else_leaves_the_program(
    world: World, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    asked: list[str] = []

    def listen(session: botocore.session.Session) -> None:
        session.register("before-call", lambda **event: asked.append(operation_name(event["model"])))

    with pytest.raises(WriteRefusedError, match="is nothing that the product does in its own account"):
        OwnAccount(Settings(), listen).call("acme", service, operation, **parameters)
    assert asked == []


def test_audited_accounts_stay_closed_to_what_is_allowed_here(world: World) -> None:
    reader: Reader = wire().enter()
    with pytest.raises(WriteRefusedError, match="audited accounts are never changed"):
        reader.call("s3", "put_object", Bucket="acme", Key="x")


def test_a_refusal_names_what_it_is_about_and_is_no_reason_to_try_again(world: World) -> None:
    arn = topic(world)
    with pytest.raises(RequestFailed) as refused:
        publish(OwnAccount(Settings(), deny("sns:Publish", message="no")), arn)
    assert str(refused.value) == f"{arn}: Publish was refused: AccessDenied: no"
    assert (refused.value.code, refused.value.passing) == ("AccessDenied", False)


def test_a_message_is_sent_once_and_trouble_that_passes_is_reported_as_such(world: World) -> None:
    times: list[str] = []

    def fail(session: botocore.session.Session) -> None:
        session.register("request-created", lambda **event: times.append(event["operation_name"]))
        deny("sns:Publish", "InternalFailure", "broken", 500)(session)

    with pytest.raises(RequestFailed) as failed:
        publish(OwnAccount(Settings(), fail), topic(world))
    assert failed.value.passing
    assert len(times) <= 1


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("settings", "variable", "region"),
    [
        (Settings(credentials=BaseCredentials(region="eu-west-1")), "eu-west-2", "eu-west-1"),
        (Settings(), "eu-west-2", "eu-west-2"),
        (Settings(), "", "us-east-1"),
        (Settings(partition="aws-cn"), "", "cn-north-1"),
    ],
)
def test_a_client_asks_at_its_configured_address(settings: Settings, variable: str, region: str) -> None:
    os.environ["AWS_DEFAULT_REGION"] = variable  # the emulator puts the environment back
    own = OwnAccount(settings)
    assert own.client("sns").meta.region_name == region
    assert own.client("sns") is own.client("sns", region)


@pytest.mark.usefixtures("world")
def test_a_profile_that_is_not_there_is_reported() -> None:
    own = OwnAccount(Settings(credentials=BaseCredentials(profile="missing")))
    with pytest.raises(RequestFailed, match=r"the base credentials: The config profile \(missing\) could not be found"):
        own.client("s3")
