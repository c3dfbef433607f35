import logging
from pathlib import Path

import pytest

from reporter.config.settings import AssumedRole, BaseCredentials, Settings
from reporter.model.answers import ReasonCode
from reporter.model.refusals import Refused
from reporter.sessions import CredentialsMissing, Sessions
from reporter.sessions.core import service_models
from tests.sessions.wire import ACCOUNT, READS, SECRET, TOKEN, Wire, denied, expired, identity, nothing, wire
from tests.world import World

pytestmark = pytest.mark.usefixtures("world")

PROFILES = f"""
[profile audit]
region = eu-central-1
aws_access_key_id = AKIAAUDITAUDITAUDIT1
aws_secret_access_key = {SECRET}

[profile empty]
"""


@pytest.fixture
def profiles(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration of AWS with the profiles `audit` and `empty`, and nothing in the environment."""
    (tmp_path / "config").write_text(PROFILES)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)


def test_the_credentials_of_the_environment_are_used() -> None:
    line = Wire({})
    line.sessions().caller()
    assert line.keys == ["AKIAIOSFODNN7EXAMPLE"]


@pytest.mark.usefixtures("profiles")
def test_the_configured_profile_is_used_with_its_region() -> None:
    line = Wire({})
    line.sessions(Settings(credentials=BaseCredentials(profile="audit"))).enter(ACCOUNT, AssumedRole())
    assert line.keys[0] == "AKIAAUDITAUDITAUDIT1"
    assert set(line.urls) == {"https://sts.eu-central-1.amazonaws.com/"}


@pytest.mark.usefixtures("profiles")
def test_a_profile_of_its_own_goes_before_the_configured_one() -> None:
    line = Wire({})
    line.sessions(Settings(credentials=BaseCredentials(profile="empty"))).caller("audit")
    assert line.keys == ["AKIAAUDITAUDITAUDIT1"]


def test_the_caller_is_not_asked_for_twice() -> None:
    line = wire()
    sessions = line.sessions()
    assert sessions.caller() is sessions.caller()
    assert sessions.calls_made == 1


def test_a_caller_knows_account_and_partition() -> None:
    caller = wire(sts__GetCallerIdentity=lambda _: identity("111122223333", "aws-cn")).sessions().caller()
    assert (caller.account_id, caller.partition) == ("111122223333", "aws-cn")


@pytest.mark.usefixtures("profiles")
@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ("", "the default credentials cannot be used: Unable to locate credentials; log in, set AWS_PROFILE"),
        ("empty", "profile 'empty' cannot be used: Unable to locate credentials; log in"),
        ("missing", r"profile 'missing' cannot be used: The config profile \(missing\) could not be found"),
    ],
)
def test_missing_credentials_are_reported(profile: str, sentence: str) -> None:
    with pytest.raises(CredentialsMissing, match=sentence):
        Wire({}).sessions(Settings(credentials=BaseCredentials(profile=profile))).caller()


@pytest.mark.usefixtures("profiles")
def test_credentials_that_take_a_code_are_known_without_asking_for_it(tmp_path: Path) -> None:
    with (tmp_path / "config").open("a") as file:
        file.write("[profile typist]\nmfa_serial = arn:aws:iam::999900009999:mfa/dana\n")
    sessions = Wire({}).sessions()
    assert [sessions.asks_people(profile) for profile in ("typist", "audit")] == [True, False]


def test_expired_credentials_are_reported() -> None:
    with pytest.raises(CredentialsMissing, match="is expired; log in"):
        wire(sts__GetCallerIdentity=expired).sessions().caller()


def test_an_untested_partition_is_refused() -> None:
    with pytest.raises(CredentialsMissing, match="of the partition 'aws-iso', which is not supported"):
        wire(sts__GetCallerIdentity=lambda _: identity("111122223333", "aws-iso")).sessions().caller()


@pytest.mark.usefixtures("profiles")
def test_a_role_cannot_be_assumed_without_base_credentials() -> None:
    with pytest.raises(Refused) as refused:
        Wire({}).sessions().enter(ACCOUNT, AssumedRole())
    assert refused.value.unavailable.reason is ReasonCode.CREDENTIALS_EXPIRED


@pytest.mark.usefixtures("profiles")
def test_a_role_cannot_be_assumed_from_an_unknown_profile() -> None:
    with pytest.raises(Refused, match="missing") as refused:
        Wire({}).sessions().enter(ACCOUNT, AssumedRole(), "missing")
    assert refused.value.unavailable.reason is ReasonCode.ROLE_NOT_ASSUMABLE


def test_the_organisation_is_read_with_the_base_credentials() -> None:
    line = wire(organizations__ListRoots=nothing)
    sessions = line.sessions()
    reader = sessions.base_reader(sessions.caller(), READS)
    assert (reader.account.account_id, reader.caller_arn) == ("999900009999", "arn:aws:iam::999900009999:user/auditor")


def test_all_requests_are_counted_whichever_account_they_went_to() -> None:
    line = wire(iam__GetAccountSummary=nothing)
    sessions = line.sessions()
    for _ in range(2):
        sessions.enter(ACCOUNT, AssumedRole(), askers=[READS]).call("iam", "get_account_summary")
    assert sessions.calls_made == len(line.asked) == 6


def test_sessions_need_no_preparation() -> None:
    assert Sessions(Settings()).caller().account_id == "123456789012"


def test_aws_sees_who_reads() -> None:
    reader = wire().enter()
    assert "aws-compliance-reporter/" in reader.clients.session.user_agent()


def test_secrets_are_nowhere_to_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "reporter")
    line = wire(iam__GetAccountSummary=nothing, s3__GetBucketPolicy=denied)
    sessions = line.sessions()
    reader = sessions.enter(ACCOUNT, AssumedRole(external_id="our-number"), askers=[READS])
    reader.call("iam", "get_account_summary")
    with pytest.raises(Refused) as refused:
        reader.call("s3", "get_bucket_policy", Bucket="acme")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("reporter")]
    kept = [sessions, reader, reader.clients, reader.credentials, reader.calls]
    shown = repr([*kept, refused.value, refused.value.__cause__, ours])
    assert not any(secret in shown for secret in (SECRET, TOKEN, "ASIA111122223333", "our-number"))


def test_services_are_known_even_where_the_environment_names_a_profile_that_does_not_exist(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "missing")
    assert service_models.__wrapped__().load_service_model("sts", "service-2")["operations"]
