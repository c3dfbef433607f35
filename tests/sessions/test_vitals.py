import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from reporter.config.settings import Settings
from reporter.sessions import CredentialsMissing, Prepare, Sessions
from reporter.sessions.vitals import ClockWatch, Lifetime, lifetime
from tests.sessions.wire import SECRET, TOKEN
from tests.world import World, together

SOON = datetime(2099, 1, 1, tzinfo=UTC)


def dated(date: str, status: int = 200) -> Prepare:
    """STS answers with this date, or refuses with it."""

    def answer(**_: Any) -> Any:
        headers = HTTPHeaders()
        headers["Date"] = date
        shown = {"Arn": "arn:aws:iam::111122223333:user/auditor", "Account": "111122223333"}
        refused = {"Error": {"Code": "SignatureDoesNotMatch", "Message": "Signature expired"}}
        return AWSResponse("https://sts", status, headers, None), shown if status == 200 else refused

    def prepare(session: botocore.session.Session) -> None:
        session.register("before-call.sts", answer)

    return prepare


def off_by(clock: ClockWatch) -> float:
    assert clock.ahead is not None
    return clock.ahead.total_seconds()


def test_the_clocks_are_compared_when_sts_answers(world: World) -> None:
    clock = ClockWatch()
    Sessions(Settings(), prepare=together(world.emulator.prepare, clock.prepare)).caller()
    assert abs(off_by(clock)) < 30


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("minutes", [-20, 20])
def test_the_difference_of_the_clocks_is_known(minutes: int) -> None:
    clock = ClockWatch()
    date = format_datetime(datetime.now(UTC) - timedelta(minutes=minutes), usegmt=True)
    Sessions(Settings(), prepare=together(dated(date), clock.prepare)).caller()
    assert abs(off_by(clock) - minutes * 60) < 30


@pytest.mark.usefixtures("world")
def test_a_refusal_tells_the_time_too() -> None:
    clock = ClockWatch()
    sessions = Sessions(Settings(), prepare=together(dated("Mon, 01 Jan 2024 00:00:00 GMT", 403), clock.prepare))
    with pytest.raises(CredentialsMissing, match="Signature expired"):
        sessions.caller()
    assert off_by(clock) > 0


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("date", ["", "tomorrow"])
def test_a_date_that_is_none_tells_nothing(date: str) -> None:
    clock = ClockWatch()
    Sessions(Settings(), prepare=together(dated(date), clock.prepare)).caller()
    assert clock.ahead is None


@pytest.mark.usefixtures("world")
def test_keys_of_a_user_live_for_ever() -> None:
    assert lifetime("") == Lifetime(temporary=False)


@pytest.mark.usefixtures("world")
def test_the_end_of_a_session_in_the_environment_may_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    assert lifetime("") == Lifetime(temporary=True)


@pytest.mark.usefixtures("world")
def test_the_end_of_a_session_in_the_environment_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", SOON.isoformat())
    assert lifetime("") == Lifetime(temporary=True, until=SOON)


@pytest.mark.usefixtures("world")
def test_the_session_of_a_program_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {"AccessKeyId": "ASIA", "SecretAccessKey": SECRET, "SessionToken": TOKEN, "Expiration": SOON.isoformat()}
    (tmp_path / "shown").write_text(json.dumps({"Version": 1, **shown}))
    (tmp_path / "config").write_text(f"[profile audit]\ncredential_process = cat {tmp_path / 'shown'}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    assert lifetime("audit") == Lifetime(temporary=True, until=SOON, renewed=True)


@pytest.mark.usefixtures("world")
def test_nothing_is_known_of_credentials_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert lifetime("") == Lifetime(temporary=False)
    assert lifetime("missing") == Lifetime(temporary=True)
