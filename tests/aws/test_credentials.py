"""The credential report: waited for, read to the letter, and taken apart without another request."""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.credentials import (
    ATTEMPTS,
    AccessKey,
    CredentialReport,
    KeyRecord,
    RootCredentials,
    UserCredentials,
    obtain_report,
    read_rows,
    root_credentials,
    user_credentials,
)
from reporter.collectors import Aws
from reporter.demo.credential_report import COLUMNS
from reporter.demo.state import RootUser
from reporter.model import Account, Call, ReasonCode, Unavailable
from reporter.operations import Asker
from reporter.refusals import Refused
from tests.world import World, deny

ACCOUNT = Account.of("111122223333")
ARN = "arn:aws:iam::111122223333"
LINE = dict.fromkeys(COLUMNS, "N/A") | {
    "user": "anna",
    "arn": f"{ARN}:user/anna",
    "user_creation_time": "2024-05-06T07:08:09+00:00",
    "password_enabled": "false",
    "mfa_active": "false",
    "access_key_1_active": "false",
    "access_key_2_active": "false",
}


def moment(day: int) -> datetime:
    return datetime(2026, 1, day, 12, 0, tzinfo=UTC)


def report(*lines: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({**LINE, **line} for line in lines)
    return text.getvalue().encode()


def parsed(*lines: dict[str, str]) -> CredentialReport:
    return CredentialReport(moment(1), tuple(read_rows(report(*lines))))


class SlowAws:
    """An AWS that takes its time: it gives these answers, one after the other, then the last one for ever."""

    asked_regions = ()

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.waits: list[float] = []

    def wants(self, region: str) -> bool:
        raise NotImplementedError

    @property
    def last_call(self) -> Call | None:
        raise NotImplementedError

    def for_question(self, asker: Asker) -> Aws:
        raise NotImplementedError

    def sleep(self, seconds: float, /) -> None:
        self.waits.append(seconds)

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        return {"State": self._next(operation)}

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        answer = self._next(operation)
        return None if answer is None else {"Content": answer.encode()}

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        raise NotImplementedError

    def items(
        self, service: str, operation: str, key: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        raise NotImplementedError

    def _next(self, operation: str) -> str | None:
        self.asked.append(operation)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


GENERATE, GET = "generate_credential_report", "get_credential_report"


def test_a_report_is_generated_until_complete_and_then_fetched() -> None:
    aws = SlowAws("STARTED", "INPROGRESS", "COMPLETE", "the report")
    assert obtain_report(aws) == {"Content": b"the report"}
    assert aws.asked == [GENERATE, GENERATE, GENERATE, GET]
    assert aws.waits == [0, 1]


def test_a_complete_report_that_is_not_handed_out_yet_is_not_generated_again() -> None:
    aws = SlowAws("COMPLETE", None, None, "the report")
    obtain_report(aws)
    assert aws.asked == [GENERATE, GET, GET, GET]


def test_waiting_for_the_report_ends_after_a_minute() -> None:
    aws = SlowAws("STARTED", "INPROGRESS")
    with pytest.raises(Refused, match="its state is INPROGRESS") as refused:
        obtain_report(aws)
    assert refused.value.unavailable.reason is ReasonCode.TIMEOUT
    assert (len(aws.waits), sum(aws.waits)) == (ATTEMPTS - 1, 60)


def test_waiting_for_a_report_that_is_never_handed_out_ends_too() -> None:
    aws = SlowAws("COMPLETE", None)
    with pytest.raises(Refused, match="did not hand it out"):
        obtain_report(aws)
    assert aws.asked == [GENERATE, *[GET] * ATTEMPTS]


def test_everything_about_a_user_is_read() -> None:
    (row,) = parsed({
        "password_enabled": "true",
        "password_last_used": "2026-01-02T12:00:00+00:00",
        "password_last_changed": "2026-01-01T12:00:00Z",
        "mfa_active": "true",
        "access_key_1_active": "true",
        "access_key_1_last_rotated": "2026-01-03T12:00:00+00:00",
        "access_key_1_last_used_date": "2026-01-04T12:00:00+00:00",
    }).rows  # fmt: skip
    assert (row.user, row.arn, row.created) == ("anna", f"{ARN}:user/anna", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC))
    assert (row.password_enabled, row.mfa_active) == (True, True)
    assert (row.password_last_used, row.password_last_changed) == (moment(2), moment(1))
    assert row.keys == (KeyRecord(slot=1, active=True, created=moment(3), last_used=moment(4)),)


@pytest.mark.parametrize("word", ["N/A", "no_information", "not_supported"])
def test_the_reports_words_for_nothing_are_no_dates(word: str) -> None:
    (row,) = parsed({"password_last_used": word, "password_last_changed": word}).rows
    assert (row.password_last_used, row.password_last_changed, row.keys) == (None, None, ())


def test_an_inactive_key_is_listed_as_long_as_it_exists() -> None:
    (row,) = parsed({"access_key_2_last_rotated": "2026-01-03T12:00:00+00:00"}).rows
    assert row.keys == (KeyRecord(slot=2, active=False, created=moment(3), last_used=None),)


@pytest.mark.parametrize(
    "oddity",
    [
        {"user_creation_time": "yesterday"},
        {"user_creation_time": "2026-01-03T12:00:00"},
        {"mfa_active": "perhaps"},
        {"password_enabled": ""},
        {"access_key_1_active": "true"},
    ],
)
def test_what_aws_does_not_document_is_not_guessed_at(oddity: dict[str, str]) -> None:
    with pytest.raises((ValueError, LookupError)):
        parsed(oddity)


def test_an_empty_report_is_not_an_account_without_users() -> None:
    with pytest.raises(LookupError, match="empty"):
        list(read_rows(b""))


def test_columns_that_aws_adds_later_do_no_harm() -> None:
    text = report({}).decode().splitlines()
    wider = "\r\n".join(f"{line},more" for line in text)
    assert [row.user for row in read_rows(wider.encode())] == ["anna"]


@settings(deadline=None)  # a busy machine is no defect
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)))
def test_no_user_name_can_break_the_report(names: list[str]) -> None:
    rows = read_rows(report(*({"user": name, "arn": f"{ARN}:user/{name}"} for name in names)))
    assert [(row.user, row.arn) for row in rows] == [(name, f"{ARN}:user/{name}") for name in names]


def test_a_report_without_the_root_user_is_not_one() -> None:
    with pytest.raises(LookupError, match="no line for the root user"):
        root_credentials(ACCOUNT, parsed({}))


def test_a_user_whose_password_is_not_told_of_is_not_taken_for_one_without() -> None:
    with pytest.raises(ValueError, match="whether anna has a password"):
        list(user_credentials(ACCOUNT, parsed({"password_enabled": "not_supported"})))


def test_users_and_keys_come_from_one_report(world: World) -> None:
    iam = world.client("iam")
    iam.create_user(UserName="anna")
    iam.create_access_key(UserName="anna")
    iam.create_user(UserName="bert")
    iam.create_login_profile(UserName="bert", Password="Correct-Horse-9")

    inventory = world.read(UserCredentials, AccessKey)

    anna, bert = inventory.subjects(UserCredentials)
    [key] = inventory.subjects(AccessKey)
    assert (anna.name, anna.arn, anna.password_enabled, len(anna.active_keys)) == ("anna", f"{ARN}:user/anna", False, 1)
    assert (bert.name, bert.password_enabled, bert.mfa_active, bert.keys) == ("bert", True, False, ())
    assert (key.arn, key.part, key.active, key.last_used) == (f"{ARN}:user/anna", "access key 1", True, None)
    assert world.calls == ["iam:GenerateCredentialReport", "iam:GenerateCredentialReport", "iam:GetCredentialReport"]


def test_both_keys_of_a_user_are_subjects_of_their_own(world: World) -> None:
    iam = world.client("iam")
    iam.create_user(UserName="anna")
    first, _ = (iam.create_access_key(UserName="anna")["AccessKey"] for _ in range(2))
    iam.update_access_key(UserName="anna", AccessKeyId=first["AccessKeyId"], Status="Inactive")

    keys = world.read(AccessKey).subjects(AccessKey)

    assert [(key.part, key.active) for key in keys] == [("access key 1", False), ("access key 2", True)]
    assert len({key.key for key in keys}) == 2


def test_the_root_user_has_keys_but_is_no_iam_user(world: World) -> None:
    world.state().root = RootUser(access_keys=1, last_used=moment(9))

    inventory = world.read(RootCredentials, UserCredentials, AccessKey)

    root = inventory.answers[RootCredentials][ACCOUNT.account_id]
    assert isinstance(root, RootCredentials)
    assert (root.last_used, [key.active for key in root.keys]) == (moment(9), [True])
    assert inventory.subjects(UserCredentials) == ()
    assert [key.of_root for key in inventory.subjects(AccessKey)] == [True]


def test_a_denied_report_leaves_the_users_unknown(world: World) -> None:
    [(_, why)] = world.read(UserCredentials, prepare=deny("iam:GetCredentialReport")).gaps(UserCredentials)
    assert isinstance(why, Unavailable)
    assert (why.reason, why.operation) == (ReasonCode.DENIED_BY_IAM, "iam:GetCredentialReport")
