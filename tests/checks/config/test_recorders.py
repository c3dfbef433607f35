"""What AWS Config must record in each region, and IAM in one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.config.recorders import everything_is_recorded, recorder_uses_the_service_linked_role
from reporter.api import Known, Region, Unavailable, Verdict, failed, not_applicable, not_assessed, passed
from reporter.aws.config.recorders import (
    EVERYTHING,
    EXCLUSION,
    SELECTION,
    AllRecorders,
    DeliveryChannels,
    Recorder,
    RecorderState,
    RecorderStatus,
)
from reporter.model.answers import ReasonCode
from tests.checks.iam.credential_builders import ACCOUNT

IRELAND, VIRGINIA, ZURICH = (Region.of(ACCOUNT, name) for name in ("eu-west-1", "us-east-1", "eu-central-2"))
ROLE = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
WORKS = RecorderStatus(recording=True, last_status="success")
CHANNEL = DeliveryChannels(("default",))
NOT_IAM = "no region that can records the resource types of IAM"
STATUS = {"eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required", "eu-central-2": "opted-in"}


def recorder(region: Region = IRELAND, **more: Any) -> Recorder:
    found = {"role_arn": ROLE, "strategy": EVERYTHING, "with_global_types": True, **more}
    arn = f"arn:aws:config:{region.region}:111122223333:configuration-recorder/default"
    return Recorder(account_id="111122223333", region=region.region, arn=arn, name="default", **found)


def state(one: Recorder | None = None, status: Any = WORKS, channels: Any = CHANNEL) -> RecorderState:
    one = one or recorder()
    return RecorderState(
        account_id=one.account_id, region=one.region, arn=one.arn, name=one.name,
        recorder=one, status=status, channels=channels,
    )  # fmt: skip


def everywhere(*states: RecorderState, **more: Any) -> AllRecorders:
    return AllRecorders("us-east-1", states, **{"opt_in_status": STATUS, **more})


def judged(one: RecorderState, **settings: Any) -> Verdict:
    """The verdict about Ireland, which says nothing of IAM."""
    return everything_is_recorded(IRELAND, Known((one,)), everywhere(), **settings)


@pytest.mark.parametrize("last", ["success", "pending"])
def test_a_recorder_of_everything_passes(last: str) -> None:
    assert judged(state(status=RecorderStatus(recording=True, last_status=last))) == passed("default")
    assert judged(state(recorder(with_global_types=False))) == passed("default")


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        (state(recorder(strategy=SELECTION)), "records only selected resource types"),
        (state(recorder(strategy=EXCLUSION, excluded=frozenset({"B", "A"}))), "does not record A, B"),
        (state(recorder(strategy=EXCLUSION, excluded=frozenset("ABCDEF"))), "does not record A, B, C, D, E and others"),
        (state(status=RecorderStatus(recording=False, last_status="")), "is stopped"),
        (state(status=RecorderStatus(recording=True, last_status="failure")), "has the last status failure"),
        (state(channels=DeliveryChannels(())), "has no delivery channel"),
    ],
)
def test_anything_less_fails(one: RecorderState, problem: str) -> None:
    assert judged(one) == failed(f"default: {problem}")


def test_exclusions_that_are_allowed_or_of_iam_pass() -> None:
    one = state(recorder(strategy=EXCLUSION, excluded=frozenset({"AWS::IAM::User", "AWS::EC2::Volume"})))
    reason = "default, allowed by configuration: no AWS::EC2::Volume"
    assert judged(one, allowed_exclusions=frozenset({"AWS::EC2::Volume", "AWS::EC2::VPC"})) == passed(reason)
    assert judged(one) == failed("default: does not record AWS::EC2::Volume")


def test_the_role_counts_only_where_configured() -> None:
    own = state(recorder(role_arn="arn:aws:iam::111122223333:role/config"))
    assert judged(own) == passed("default")
    assert judged(own, require_service_linked_role=True) == failed("default: does not use the service-linked role")
    assert judged(state(), require_service_linked_role=True) == passed("default")


def test_a_region_without_a_recorder_fails() -> None:
    assert everything_is_recorded(IRELAND, Known(), everywhere()) == failed("no customer managed recorder")


def test_what_could_not_be_read_of_a_recorder_leaves_a_proven_failure() -> None:
    assert judged(state(status=WHY)) == not_assessed(WHY)
    assert judged(state(channels=WHY)) == not_assessed(WHY)
    assert (
        judged(state(recorder(strategy=SELECTION), WHY, WHY)).reason == "default: records only selected resource types"
    )


def test_one_recorder_that_works_is_enough_whatever_others_do() -> None:
    gap = {"odd": WHY}
    assert everything_is_recorded(IRELAND, Known((state(),), gap), everywhere()) == passed("default")
    idle = state(channels=DeliveryChannels(()))
    assert everything_is_recorded(IRELAND, Known((idle,), gap), everywhere()) == failed(
        "default: has no delivery channel"
    )
    assert everything_is_recorded(IRELAND, Known((), gap), everywhere()) == not_assessed(WHY)


HERE = state(recorder(VIRGINIA, with_global_types=False))


def at_home(*others: RecorderState, own: RecorderState = HERE, **more: Any) -> Verdict:
    """The verdict about the region of IAM."""
    return everything_is_recorded(VIRGINIA, Known((own,)), everywhere(own, *others, **more))


def test_the_region_of_iam_passes_where_some_old_region_records_iam() -> None:
    assert at_home(own=state(recorder(VIRGINIA))) == passed("default")
    assert at_home(state(recorder(IRELAND))) == passed("default")
    without = recorder(IRELAND, strategy=EXCLUSION, excluded=frozenset({"AWS::IAM::User"}))
    assert at_home(state(without)) == failed(NOT_IAM)
    assert at_home(state(replace(without, excluded=frozenset()))) == passed("default")


def test_it_fails_where_iam_is_recorded_nowhere_or_by_a_recorder_that_does_not_pass() -> None:
    assert at_home() == failed(NOT_IAM)
    assert at_home(state(recorder(ZURICH))) == failed(NOT_IAM)
    assert at_home(state(recorder(IRELAND), channels=DeliveryChannels(()))) == failed(NOT_IAM)
    idle = state(HERE.recorder, channels=DeliveryChannels(()))
    assert at_home(own=idle) == failed(f"default: has no delivery channel; {NOT_IAM}")


def test_it_is_left_open_where_iam_may_be_recorded() -> None:
    assert at_home(state(recorder(IRELAND), WHY)) == not_assessed(WHY)
    assert at_home(unread=WHY) == not_assessed(WHY)
    assert at_home(elsewhere=("eu-north-1",)) == not_assessed("not known: whether IAM is recorded in eu-north-1")
    unsaid = at_home(state(recorder(IRELAND)), opt_in_status={**STATUS, "eu-west-1": ""})
    assert unsaid.why == Unavailable(
        ReasonCode.MALFORMED_ANSWER,
        "the answer has no OptInStatus of eu-west-1",
        "ec2:DescribeRegions",
        region="eu-west-1",
    )
    unread = state(recorder(VIRGINIA), WHY)
    assert at_home(own=unread) == not_assessed(WHY)
    assert at_home(state(recorder(IRELAND)), own=unread) == not_assessed(WHY)


def test_another_region_may_be_the_one_that_answers_for_iam() -> None:
    found = everything_is_recorded(IRELAND, Known((state(),)), everywhere(), home_region="eu-west-1")
    assert found == failed(NOT_IAM)
    here = everything_is_recorded(VIRGINIA, Known((HERE,)), everywhere(), home_region="eu-west-1")
    assert here == passed("default")


def test_the_role_of_a_recorder() -> None:
    own = recorder(role_arn="arn:aws:iam::111122223333:role/config")
    judge = recorder_uses_the_service_linked_role
    assert judge(IRELAND, Known((recorder(),))) == passed()
    assert judge(IRELAND, Known((own,), {"odd": WHY})) == failed(f"default uses {own.role_arn}")
    assert judge(IRELAND, Known()) == not_applicable("no recorder in the region")
    assert judge(IRELAND, Known((recorder(),), {"odd": WHY})) == not_assessed(WHY)
