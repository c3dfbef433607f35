"""Base credentials that cannot be used: one sentence with what helps, whatever botocore's providers raise."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import (
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    LoginRefreshRequired,
    MissingDependencyException,
    ProxyConnectionError,
    RefreshWithMFAUnsupportedError,
    SSLError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from reporter.config.settings import AssumedRole, BaseCredentials, Settings
from reporter.demo.state import Refusal
from reporter.engine.operations import Asker
from reporter.model.answers import ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.sessions import CredentialsMissing, KmsKey, OwnAccount, RequestFailed, Sessions
from reporter.sessions.kms import KeyUnusable
from reporter.sessions.unusable import (
    AGAIN,
    BUSY,
    CERTIFICATE,
    CLOCK,
    CODE,
    FILE,
    LOG_IN,
    NETWORK,
    REFUSED_KEYS,
    remedy_for,
)
from reporter.sessions.vitals import lifetime
from tests.sessions.wire import ACCOUNT, READS, SECRET, TOKEN, Reply, Wire, assumed, identity, wire

pytestmark = pytest.mark.usefixtures("world")

TOPIC = "arn:aws:sns:eu-central-1:111122223333:reports"
OWN = Account.of("999900009999")
SOME = {"AccessKeyId": "ASIA", "SecretAccessKey": SECRET, "SessionToken": TOKEN}
RUN = "run the credential_process of profile 'broken' by hand"


@pytest.fixture
def config(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes the configuration of AWS; there is nothing in the environment."""
    file = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)

    def write(profile: str) -> Path:
        file.write_text(f"[profile broken]\nregion = eu-central-1\n{profile}\n[profile other]\n")
        return file

    return write


def printing(tmp_path: Path, content: str) -> str:
    (tmp_path / "shown").write_text(content)
    return f"credential_process = cat {tmp_path / 'shown'}"


def keys(**more: Any) -> str:
    return json.dumps({"Version": 1, **SOME, **more})


PROGRAMS = {
    "expired": keys(Expiration="2020-01-01T00:00:00Z"),
    "an end that is no time": keys(Expiration="tomorrow"),
    "an end beyond all time": keys(Expiration="99999-01-01T00:00:00Z"),
    "an end that is a number": keys(Expiration=7),
    "no JSON": "Enter your password: ",
    "a list": "[1]",
    "a number": "7",
    "no key": json.dumps({"Version": 1}),
    "a future version": keys(Version=2),
    "a key that is a number": json.dumps({"Version": 1, "AccessKeyId": 5, "SecretAccessKey": None, "Expiration": None}),
    "a token of two lines": keys(SessionToken="one\ntwo"),
    "a key with an umlaut": keys(AccessKeyId="Schlüssel"),
    "nothing": "",
}


@pytest.mark.parametrize("printed", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_that_gives_no_keys_is_reported_in_a_sentence(
    config: Callable[[str], Path], tmp_path: Path, printed: str
) -> None:
    config(printing(tmp_path, printed))
    assert RUN in cannot_be_used()


@pytest.mark.parametrize(
    "command", ["/nowhere/to/be/found", "false", "'unclosed", "/etc/hostname", "printf '\\xff\\xfe'", ""]
)
def test_a_program_that_does_not_run_is_reported_in_a_sentence(config: Callable[[str], Path], command: str) -> None:
    config(f"credential_process = {command}")
    cannot_be_used()


def cannot_be_used(profile: str = "broken") -> str:
    """What is said of it, wherever base credentials are used; nothing else is raised."""
    settings = Settings(credentials=BaseCredentials(profile=profile))
    line = Wire({})  # what it answers is never signed
    with pytest.raises(CredentialsMissing) as missing:
        line.sessions(settings).caller()
    with pytest.raises(Refused) as refused:
        line.sessions(settings).enter(ACCOUNT, AssumedRole())
    with pytest.raises(RequestFailed):
        OwnAccount(settings, line.prepare).call("a topic", "sns", "get_topic_attributes", TopicArn="arn")
    with pytest.raises(KeyUnusable):
        KmsKey.open(settings, "arn:aws:kms:eu-central-1:111122223333:key/1", line.prepare)
    assert lifetime(profile).until is None or lifetime(profile).temporary
    assert refused.value.unavailable.reason in (ReasonCode.CREDENTIALS_EXPIRED, ReasonCode.ROLE_NOT_ASSUMABLE)
    shown = str(missing.value)
    assert shown.startswith(f"profile '{profile}' cannot be used: ")
    assert shown.endswith(missing.value.remedy)
    assert len(shown.splitlines()) == 1
    assert SECRET not in shown
    assert TOKEN not in shown
    return shown


@pytest.mark.parametrize(
    ("profile", "remedy"),
    [
        ("sso_session = work\nsso_account_id = 1\nsso_role_name = Audit", ""),
        ("role_arn = arn:aws:iam::111122223333:role/A\nsource_profile = missing", FILE),
        ("role_arn = arn:aws:iam::111122223333:role/A\nsource_profile = broken", ""),
        ("role_arn = arn:aws:iam::111122223333:role/A\ncredential_source = Moon", FILE),
        ("role_arn = arn:aws:iam::111122223333:role/A\nweb_identity_token_file = /nowhere/token", ""),
        ("role_arn = arn:aws:iam::111122223333:role/A", FILE),
        ("aws_access_key_id = AKIA", FILE),
    ],
)
def test_a_profile_that_cannot_be_meant_is_reported(config: Callable[[str], Path], profile: str, remedy: str) -> None:
    config(profile)
    assert remedy in cannot_be_used()


def test_an_unknown_profile_is_reported_with_the_nearest_one(config: Callable[[str], Path]) -> None:
    config("")
    assert cannot_be_used("brokken").endswith("(brokken) could not be found; did you mean 'broken'?")


def test_a_configuration_that_cannot_be_read_is_reported(config: Callable[[str], Path]) -> None:
    config("").write_text("this is no [configuration")
    assert cannot_be_used().endswith(FILE)


def test_a_configuration_that_may_not_be_read_is_reported(
    config: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/proc/self/mem")  # every reader is refused, root too
    assert cannot_be_used().endswith(FILE)


def test_without_any_profile_the_files_are_to_be_corrected(
    config: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nowhere"))
    assert cannot_be_used().endswith(FILE)


def test_a_region_that_does_not_exist_is_no_fault_of_the_network() -> None:
    reply = raising(EndpointConnectionError(endpoint_url="https://sts.eu-centrl-1.amazonaws.com"))
    settings = Settings(credentials=BaseCredentials(region="eu-centrl-1"))
    with pytest.raises(CredentialsMissing) as missing:
        wire(sts__GetCallerIdentity=reply).sessions(settings).caller()
    assert "there is no region 'eu-centrl-1', as credentials.region or the profile has it" in missing.value.remedy
    assert "did you mean 'eu-central-1'?" in missing.value.remedy


def test_a_code_that_no_one_can_type_is_reported(config: Callable[[str], Path]) -> None:
    config("role_arn = arn:aws:iam::1:role/A\nsource_profile = other\nmfa_serial = arn:aws:iam::1:mfa/d")
    error = CredentialRetrievalError(provider="assume-role", error_msg="EOFError")
    assert remedy_for(error, botocore.session.Session(profile="broken"), "broken", "") == CODE


def raising(error: Exception) -> Reply:
    def reply(_: dict[str, Any]) -> dict[str, Any]:
        raise error

    return reply


def refusing(code: str, status: int = 403) -> Reply:
    return lambda _: Refusal(code, "no", status)


REPLIES: dict[str, tuple[Reply, str]] = {
    "no way": (raising(EndpointConnectionError(endpoint_url="https://sts")), NETWORK),
    "no answer": (raising(ConnectTimeoutError(endpoint_url="https://sts")), NETWORK),
    "no proxy": (raising(ProxyConnectionError(proxy_url="http://proxy")), NETWORK),
    "no trust": (raising(SSLError(endpoint_url="https://sts", error=ValueError("self-signed"))), CERTIFICATE),
    "no SSO": (raising(SSOTokenLoadError(error_msg="none")), "log in: aws sso login"),
    "SSO is over": (raising(UnauthorizedSSOTokenError()), "log in: aws sso login"),
    "SSO expired": (raising(TokenRetrievalError(provider="sso", error_msg="expired")), "log in: aws sso login"),
    "login is over": (raising(LoginRefreshRequired()), "log in: aws login"),
    "a code again": (raising(RefreshWithMFAUnsupportedError()), CODE),
    "a part is missing": (raising(MissingDependencyException(msg="awscrt")), FILE),
    "expired": (refusing("ExpiredToken"), AGAIN),
    "unknown keys": (refusing("InvalidClientTokenId"), REFUSED_KEYS),
    "wrong clock": (refusing("SignatureDoesNotMatch"), CLOCK),
    "throttled": (refusing("Throttling", 400), BUSY),
    "broken": (refusing("InternalFailure", 500), BUSY),
    "denied": (refusing("AccessDenied"), LOG_IN),
}


@pytest.mark.parametrize(("reply", "remedy"), REPLIES.values(), ids=REPLIES)
def test_the_remedy_follows_the_cause(reply: Reply, remedy: str) -> None:
    with pytest.raises(CredentialsMissing) as missing:
        wire(sts__GetCallerIdentity=reply).sessions().caller()
    assert missing.value.remedy == remedy


@pytest.mark.parametrize("remedy", [NETWORK, CERTIFICATE, BUSY, CLOCK, FILE])
def test_a_login_is_not_advised_where_it_would_not_help(remedy: str) -> None:
    assert "log in" not in remedy


def test_a_login_is_named_with_its_profile(config: Callable[[str], Path]) -> None:
    config("sso_start_url = https://x\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = Audit")
    assert cannot_be_used().endswith("log in: aws sso login --profile broken")


def test_credentials_that_end_in_mid_scan_are_reported_as_such(config: Callable[[str], Path], tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    config(printing(tmp_path, keys(Expiration=soon)))
    line = wire(sts__GetCallerIdentity=lambda _: identity(OWN.account_id))
    settings = Settings(credentials=BaseCredentials(profile="broken"))
    reader = line.sessions(settings).enter(OWN, None, askers=[READS])
    reader.call("iam", "get_account_summary")
    (tmp_path / "shown").write_text(keys(Expiration="2020-01-01T00:00:00Z"))
    credentials: Any = reader.credentials
    credentials._credentials._expiry_time = datetime.now(UTC) + timedelta(seconds=1)  # noqa: SLF001 - time flies
    with pytest.raises(Refused) as refused:
        reader.for_question(Asker("a test", (), READS.operations)).call("iam", "get_account_summary")
    assert refused.value.unavailable.reason is ReasonCode.CREDENTIALS_EXPIRED


def test_credentials_that_have_ended_before_an_account_is_entered_are_a_reason(
    config: Callable[[str], Path], tmp_path: Path
) -> None:
    config(printing(tmp_path, PROGRAMS["expired"]))
    with pytest.raises(Refused) as refused:
        Wire({}).sessions().enter(OWN, None, "broken", [READS])
    why = refused.value.unavailable
    assert (why.reason, why.operation) == (ReasonCode.CREDENTIALS_EXPIRED, "sts:GetCallerIdentity")
    assert RUN in why.detail


def test_credentials_of_an_untested_partition_are_a_reason_too() -> None:
    line = wire(sts__GetCallerIdentity=lambda _: identity("999900009999", "aws-iso"))
    with pytest.raises(Refused, match="are of the partition 'aws-iso', which is not supported"):
        line.sessions().enter(OWN, None, "", [READS])


@pytest.mark.parametrize("answer", [{}, {"Arn": "missing", "Account": "1"}, {"Arn": "arn:aws:iam::1:user/a"}])
def test_an_answer_without_a_name_is_reported(answer: dict[str, Any]) -> None:
    with pytest.raises(CredentialsMissing, match="cannot be used"):
        wire(sts__GetCallerIdentity=lambda _: answer).sessions().caller()


def test_what_botocore_says_itself_is_left_to_those_who_want_every_detail(
    config: Callable[[str], Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config(printing(tmp_path, PROGRAMS["expired"]))
    with caplog.at_level(logging.DEBUG, "reporter"):
        cannot_be_used()
    assert not [record for record in caplog.records if record.name.startswith("reporter") and record.exc_info]


def test_a_session_of_the_web_is_a_way_in(config: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a token")
    config(f"role_arn = arn:aws:iam::111122223333:role/A\nweb_identity_token_file = {tmp_path / 'token'}")
    line = Wire({"sts:AssumeRoleWithWebIdentity": assumed})
    settings = Settings(credentials=BaseCredentials(profile="broken"))
    assert line.sessions(settings).caller().arn
    with pytest.raises(RequestFailed, match="Topic does not exist"):
        OwnAccount(settings, line.prepare).call("a topic", "sns", "get_topic_attributes", TopicArn=TOPIC)
    assert line.keys == ["ASIA111122223333"] * 2


def test_a_role_of_a_profile_is_a_way_in_for_deliveries_too(config: Callable[[str], Path]) -> None:
    keys_of_user = f"[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = {SECRET}"
    config(f"role_arn = arn:aws:iam::111122223333:role/A\nsource_profile = keys\n\n{keys_of_user}")
    line = Wire({"sts:AssumeRole": assumed})
    settings = Settings(credentials=BaseCredentials(profile="broken"))
    with pytest.raises(RequestFailed, match="Topic does not exist"):
        OwnAccount(settings, line.prepare).call("a topic", "sns", "get_topic_attributes", TopicArn=TOPIC)
    assert [name for name, _ in line.asked] == ["sns:GetTopicAttributes", "sts:AssumeRole"]
    assert line.keys == ["ASIA111122223333"]


def test_sessions_are_made_even_where_there_is_no_such_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "missing")
    with pytest.raises(CredentialsMissing, match=r"\(missing\) could not be found"):
        Sessions(Settings()).caller()
