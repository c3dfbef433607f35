"""The file of the credential report: waited for, and read to the letter."""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.iam.report_file import (
    ATTEMPTS,
    CredentialRow,
    KeyRecord,
    obtain_report,
    read_lines,
    read_row,
    whose,
)
from reporter.demo.services.iam.credential_report import COLUMNS
from reporter.engine.collector import Aws
from reporter.engine.operations import Asker
from reporter.model.answers import Call, ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Account

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


def rows(content: bytes) -> list[CredentialRow]:
    return [read_row(whose(ACCOUNT, line), line) for line in read_lines(content)]


def row(line: dict[str, str]) -> CredentialRow:
    [found] = rows(report(line))
    return found


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
    anna = row({
        "password_enabled": "true",
        "password_last_used": "2026-01-02T12:00:00+00:00",
        "password_last_changed": "2026-01-01T12:00:00Z",
        "mfa_active": "true",
        "access_key_1_active": "true",
        "access_key_1_last_rotated": "2026-01-03T12:00:00+00:00",
        "access_key_1_last_used_date": "2026-01-04T12:00:00+00:00",
    })  # fmt: skip
    assert (anna.user, anna.arn, anna.created) == (
        "anna",
        f"{ARN}:user/anna",
        datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    )
    assert (anna.password_enabled, anna.mfa_active) == (True, True)
    assert (anna.password_last_used, anna.password_last_changed) == (moment(2), moment(1))
    assert anna.keys == (KeyRecord(slot=1, active=True, created=moment(3), last_used=moment(4)),)


@pytest.mark.parametrize("word", ["N/A", "no_information", "not_supported"])
def test_the_reports_words_for_nothing_are_no_dates(word: str) -> None:
    anna = row({"password_last_used": word, "password_last_changed": word})
    assert (anna.password_last_used, anna.password_last_changed, anna.keys) == (None, None, ())


def test_an_inactive_key_is_listed_as_long_as_it_exists() -> None:
    anna = row({"access_key_2_last_rotated": "2026-01-03T12:00:00+00:00"})
    assert anna.keys == (KeyRecord(slot=2, active=False, created=moment(3), last_used=None),)


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
        row(oddity)


HTML = b"<html><head><title>Sign in</title></head>\n<body>Sign in, please.</body></html>"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "lacks the columns user, arn"),
        (HTML, "lacks the columns user, arn"),
        (b"\x00\x01\x02", "lacks the columns"),
        (report({}).replace(b"user,arn", b"name,arn"), "lacks the columns user"),
        (report({}).replace(b"mfa_active", b"mfa"), "lacks the columns mfa_active"),
        (b'user,"arn\n' + b"x" * 200_000, "no credential report"),
    ],
)
def test_what_is_no_credential_report_is_not_an_account_without_users(content: bytes, what: str) -> None:
    with pytest.raises((LookupError, ValueError), match=what):
        list(read_lines(content))


def test_bytes_that_are_no_text_are_no_credential_report() -> None:
    with pytest.raises(ValueError, match="decode"):
        list(read_lines(report({}) + b"\xff"))


@pytest.mark.parametrize("kept", ["", "anna", "anna,", "anna,arn:aws:iam::111122223333:user/anna,2024-05-06T07"])
def test_a_line_that_is_broken_off_cannot_be_read(kept: str) -> None:
    header = report().decode()
    with pytest.raises((LookupError, ValueError, TypeError)):
        rows(f"{header}{kept}\r\n".encode() if kept else f"{header},\r\n".encode())


def test_columns_that_aws_adds_later_do_no_harm() -> None:
    text = report({}).decode().splitlines()
    wider = "\r\n".join(f"{line},more" for line in text)
    assert [anna.user for anna in rows(wider.encode())] == ["anna"]


@settings(deadline=None)  # a busy machine is no defect
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)))
def test_no_user_name_can_break_the_report(names: list[str]) -> None:
    read = rows(report(*({"user": name, "arn": f"{ARN}:user/{name}"} for name in names)))
    assert [(one.user, one.arn) for one in read] == [(name, f"{ARN}:user/{name}") for name in names]
