"""The age of access keys: by the day they were made, which the report does not have of a key that was ever changed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.models import iam_backends

from checks.iam.credentials import access_key_is_rotated
from reporter.aws.iam.access_keys import ListedKey, UserKeys, matches
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite, rewrite_last
from tests.checks.iam.credential_builders import ago, record
from tests.world import ACCOUNT_ID, NOW, Prepare, World, cut_pages, deny

USER = f"arn:aws:iam::{ACCOUNT_ID}:user/anna"


def seed_keys(world: World, *ages: int) -> list[Any]:
    """Moto's keys of anna, so many days old."""
    world.client("iam").create_user(UserName="anna")
    for _ in ages:
        world.client("iam").create_access_key(UserName="anna")
    keys: list[Any] = iam_backends[ACCOUNT_ID]["aws"].users["anna"].access_keys
    for key, age in zip(keys, ages, strict=True):
        key.create_date = (NOW.at - timedelta(days=age)).replace(tzinfo=None)
    return keys


def say_changed(slot: int, days_ago: int) -> Prepare:
    """A report by which the key in a slot was switched off and on again."""

    def edit(answer: dict[str, Any]) -> None:
        header, *lines = answer["Content"].decode().splitlines()
        column = header.split(",").index(f"access_key_{slot}_last_rotated")
        cells = [line.split(",") for line in lines]
        for line in cells:
            if line[0] == "anna":
                line[column] = f"{NOW.at - timedelta(days=days_ago):%Y-%m-%dT%H:%M:%S+00:00}"
        answer["Content"] = "\n".join([header, *(",".join(line) for line in cells)]).encode()

    return rewrite_last("iam:GetCredentialReport", edit)


def by_part(findings: list[Finding]) -> dict[str, tuple[Status, str]]:
    return {one.part: (one.status, one.reason) for one in findings}


def test_a_key_that_was_switched_off_and_on_is_as_old_as_it_was(world: World) -> None:
    seed_keys(world, 200)
    findings = world.judge(access_key_is_rotated, prepare=say_changed(1, 3))
    assert by_part(findings) == {"access key 1": (Status.FAIL, "200 days old")}


def test_each_of_two_keys_has_an_age_of_its_own(world: World) -> None:
    seed_keys(world, 200, 10)
    expected = {"access key 1": (Status.FAIL, "200 days old"), "access key 2": (Status.PASS, "10 days old")}
    assert by_part(world.judge(access_key_is_rotated)) == expected
    assert by_part(world.judge(access_key_is_rotated, prepare=say_changed(1, 3))) == expected
    assert world.calls.count("iam:ListAccessKeys") == 1


def test_every_page_of_keys_is_read(world: World) -> None:
    seed_keys(world, 200, 10)
    [keys] = world.read(UserKeys, prepare=cut_pages(1)).subjects(UserKeys)
    assert len(keys.keys) == 2


def test_users_without_an_active_key_are_not_asked_about(world: World) -> None:
    [key] = seed_keys(world, 200)
    key.status = "Inactive"
    assert by_part(world.judge(access_key_is_rotated)) == {
        "access key 1": (Status.NOT_APPLICABLE, "the key is inactive")
    }
    assert "iam:ListAccessKeys" not in world.calls


@pytest.mark.parametrize(
    ("age", "expected"), [(200, (Status.FAIL, "at least 200 days old")), (10, (Status.NOT_ASSESSED, ""))]
)
def test_without_the_list_only_a_key_that_is_too_old_by_the_report_is_judged(
    world: World, age: int, expected: tuple[Status, str]
) -> None:
    seed_keys(world, age)
    [finding] = world.judge(access_key_is_rotated, prepare=deny("iam:ListAccessKeys"))
    assert finding.status is expected[0]
    assert expected[1] in finding.reason
    if finding.status is Status.NOT_ASSESSED:
        assert (finding.operation, finding.action) == ("iam:ListAccessKeys", "iam:ListAccessKeys")


@pytest.mark.parametrize("member", ["CreateDate", "Status"])
def test_what_is_missing_of_one_key_is_no_matter_of_the_other(world: World, member: str) -> None:
    seed_keys(world, 200, 10)

    def forget(answer: dict[str, Any]) -> None:
        del answer["AccessKeyMetadata"][1][member]

    findings = world.judge(access_key_is_rotated, prepare=rewrite("iam:ListAccessKeys", forget))

    statuses = {one.part: (one.status, one.reason_code, one.operation) for one in findings}
    assert statuses == {
        "access key 1": (Status.FAIL, "", ""),
        "access key 2": (Status.NOT_ASSESSED, "malformed-answer", "iam:ListAccessKeys"),
    }


def test_a_key_that_is_gone_or_off_by_now_need_not_be_rotated(world: World) -> None:
    seed_keys(world, 200, 100)

    def change(answer: dict[str, Any]) -> None:
        answer["AccessKeyMetadata"][1]["Status"] = "Inactive"
        del answer["AccessKeyMetadata"][0]

    assert by_part(world.judge(access_key_is_rotated, prepare=rewrite("iam:ListAccessKeys", change))) == {
        "access key 1": (Status.NOT_APPLICABLE, "the key was deleted after AWS wrote its report"),
        "access key 2": (Status.NOT_APPLICABLE, "the key is inactive"),
    }


def test_the_report_decides_where_aws_does_not_find_a_user_whose_keys_it_lists(world: World) -> None:
    seed_keys(world, 200)
    gone = deny("iam:ListAccessKeys", "NoSuchEntity", "The user with name anna cannot be found.", 404)
    assert by_part(world.judge(access_key_is_rotated, prepare=gone)) == {
        "access key 1": (Status.FAIL, "at least 200 days old")
    }


def test_other_refusals_are_not_taken_for_an_empty_list(world: World) -> None:
    seed_keys(world, 10)
    [finding] = world.judge(access_key_is_rotated, prepare=deny("iam:ListAccessKeys", "ServiceFailure", "no", 500))
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, "aws-error")


def key(age: int, *, active: bool | None = True) -> ListedKey:
    return ListedKey(ago(age), active)


def test_the_same_moment_decides_before_anything_else() -> None:
    assert matches([record(1, age=10), record(2, age=50)], [key(10), key(90)]) == {1: key(10), 2: key(90)}


def test_of_two_keys_that_were_changed_the_state_decides() -> None:
    found = matches([record(1, age=5), record(2, age=4, active=False)], [key(90, active=False), key(80, active=True)])
    assert found == {1: key(80), 2: key(90, active=False)}


def test_a_key_that_is_younger_than_the_slot_says_is_another() -> None:
    assert matches([record(1, age=50)], [key(2)]) == {}


def test_a_key_without_a_date_is_what_no_other_can_be() -> None:
    dateless = ListedKey(None, active=True)
    assert matches([record(1, age=50), record(2, age=10)], [dateless, key(10)]) == {1: dateless, 2: key(10)}


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 900), st.booleans()), max_size=2),
)
def test_every_key_that_exists_has_its_slot(made: list[tuple[int, int, bool]]) -> None:
    listed = [key(age + more, active=active) for age, more, active in made]
    records = [record(slot, age=age, active=active) for slot, (age, _, active) in enumerate(made, 1)]
    found = matches(records, listed)
    assert sorted(found.values(), key=repr) == sorted(listed, key=repr)
