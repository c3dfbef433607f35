import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from botocore.credentials import ReadOnlyCredentials

from reporter.config.settings import AssumedRole, BaseCredentials, Settings
from reporter.demo.state import Refusal
from reporter.model.answers import ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from tests.sessions.wire import (
    ACCOUNT,
    READS,
    WHO_AM_I,
    Reply,
    Wire,
    assumed,
    denied,
    expired,
    first_then,
    nothing,
    throttled,
    wire,
)
from tests.world import asker

pytestmark = pytest.mark.usefixtures("world")

STRANGERS_KEY = "ASIA222233334444"
HOP = "arn:aws:iam::444455556666:role/AuditHub"
FOR_A_MINUTE: Reply = partial(assumed, minutes=1)


def test_every_configured_field_reaches_sts() -> None:
    role = AssumedRole(
        name="Audit",
        path="/security/",
        external_id="our-number",
        session_name="weekly",
        source_identity="auditor",
        duration_minutes=45,
        tags={"purpose": "compliance"},
    )
    line = wire()
    line.sessions().enter(ACCOUNT, role, askers=[asker("s3:ListAllMyBuckets")])
    [request] = line.requests("sts:AssumeRole")
    assert json.loads(request.pop("Policy"))["Statement"] == [
        {"Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "sts:GetCallerIdentity"], "Resource": "*"}
    ]
    assert request == {
        "RoleArn": "arn:aws:iam::111122223333:role/security/Audit",
        "RoleSessionName": "weekly",
        "DurationSeconds": 2700,
        "ExternalId": "our-number",
        "SourceIdentity": "auditor",
        "Tags": [{"Key": "purpose", "Value": "compliance"}],
    }


def test_what_is_not_configured_is_not_sent() -> None:
    line = wire()
    line.enter()
    [request] = line.requests("sts:AssumeRole")
    assert set(request) == {"RoleArn", "RoleSessionName", "DurationSeconds", "Policy"}


def test_a_session_without_wanted_reads_still_carries_a_policy_that_allows_none() -> None:
    line = wire()
    line.sessions().enter(ACCOUNT, AssumedRole())
    [request] = line.requests("sts:AssumeRole")
    assert json.loads(request["Policy"])["Statement"][0]["Action"] == ["sts:GetCallerIdentity"]


@pytest.mark.parametrize(
    ("partition", "host"), [("aws-cn", "iam.cn-north-1.amazonaws.com.cn"), ("aws-us-gov", "iam.us-gov.amazonaws.com")]
)
def test_other_partitions_have_their_own_arns_and_endpoints(partition: str, host: str) -> None:
    line = wire(iam__GetAccountSummary=nothing)
    reader = line.enter(account=Account.of("111122223333", partition=partition))
    reader.call("iam", "get_account_summary")
    assert line.asked[0][1]["RoleArn"] == f"arn:{partition}:iam::111122223333:role/ComplianceAudit"
    assert line.urls[-1] == f"https://{host}/"


def test_sts_is_asked_at_the_regional_endpoint() -> None:
    line = wire()
    settings = Settings(credentials=BaseCredentials(region="eu-central-1"))
    line.sessions(settings).enter(ACCOUNT, AssumedRole())
    assert set(line.urls) == {"https://sts.eu-central-1.amazonaws.com/"}


def test_without_a_region_sts_is_asked_at_the_home_of_the_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    line = wire()
    line.sessions(Settings(partition="aws-cn")).enter(ACCOUNT, AssumedRole())
    assert set(line.urls) == {"https://sts.cn-north-1.amazonaws.com.cn/"}


def test_a_first_hop_is_taken_once_for_all_accounts() -> None:
    line = wire()
    sessions = line.sessions()
    role = AssumedRole(first_hop=HOP, session_name="weekly", source_identity="auditor", external_id="our-number")
    for account_id in ("111122223333", "222233334444"):
        sessions.enter(Account.of(account_id), role)
    hop, *others = line.requests("sts:AssumeRole")
    assert (hop["RoleArn"], hop["RoleSessionName"], hop["SourceIdentity"]) == (HOP, "weekly", "auditor")
    assert "ExternalId" not in hop
    assert [request["RoleArn"].split(":")[4] for request in others] == ["111122223333", "222233334444"]


def test_the_second_hop_is_signed_with_the_credentials_of_the_first() -> None:
    line = Wire({})
    line.enter(AssumedRole(first_hop=HOP))
    base, asks_who_it_is, hop, _ = line.keys
    assert base == "AKIAIOSFODNN7EXAMPLE"
    assert hop.startswith("ASIA")
    assert hop == asks_who_it_is


def test_a_hop_that_is_denied_is_reported_without_waiting() -> None:
    sleeps: list[float] = []
    line = wire(sts__AssumeRole=denied)
    with pytest.raises(Refused) as refused:
        line.sessions(sleeps=sleeps).enter(ACCOUNT, AssumedRole(first_hop=HOP))
    assert refused.value.unavailable.reason is ReasonCode.ROLE_NOT_ASSUMABLE
    assert (len(line.asked), sleeps) == (1, [])


def test_a_role_that_is_denied_is_tried_three_times() -> None:
    sleeps: list[float] = []
    line = wire(sts__AssumeRole=denied)
    with pytest.raises(Refused) as refused:
        line.sessions(sleeps=sleeps).enter(ACCOUNT, AssumedRole())
    shown = refused.value.unavailable
    assert (shown.reason, shown.operation) == (ReasonCode.ROLE_NOT_ASSUMABLE, "sts:AssumeRole")
    assert (shown.error_code, shown.detail) == ("AccessDenied", "User auditor is not authorized to perform this")
    assert (len(line.asked), len(sleeps)) == (3, 2)
    assert all(0 < pause <= 5 for pause in sleeps)


def test_a_role_that_has_just_been_made_is_waited_for() -> None:
    line = wire(sts__AssumeRole=first_then(denied, assumed))
    assert line.enter().caller_arn == "arn:aws:sts::111122223333:assumed-role/ComplianceAudit/compliance-report"


def test_expired_base_credentials_are_reported_as_such() -> None:
    line = wire(sts__AssumeRole=expired)
    with pytest.raises(Refused) as refused:
        line.enter()
    assert refused.value.unavailable.reason is ReasonCode.CREDENTIALS_EXPIRED
    assert len(line.asked) == 1


def test_credentials_are_renewed_before_they_expire() -> None:
    line = wire(sts__AssumeRole=first_then(FOR_A_MINUTE, assumed))
    reader = line.enter()
    for _ in range(3):
        reader.call("iam", "get_account_summary")
    assert len(line.requests("sts:AssumeRole")) == 2


def test_many_threads_renew_once() -> None:
    line = wire(sts__AssumeRole=first_then(FOR_A_MINUTE, assumed))
    reader = line.enter()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: reader.call("iam", "get_account_summary"), range(64)))
    assert len(line.requests("sts:AssumeRole")) == 2
    assert len(reader.calls) == 64


def test_the_shortest_session_is_not_renewed_with_every_request() -> None:
    line = wire(sts__AssumeRole=partial(assumed, minutes=15))
    reader = line.enter(AssumedRole(duration_minutes=15))
    for _ in range(3):
        reader.call("iam", "get_account_summary")
    assert len(line.requests("sts:AssumeRole")) == 1


@pytest.mark.parametrize(("minutes", "refused"), [(4, 0), (1, 1)])
def test_a_renewal_that_is_denied_is_not_asked_for_with_every_request(minutes: float, refused: int) -> None:
    """Broken on purpose: ask again, although the credentials are valid and the role was refused a moment ago."""
    line = wire(sts__AssumeRole=first_then(partial(assumed, minutes=minutes), denied))
    reader = line.enter()
    for _ in range(refused):
        with pytest.raises(Refused):
            reader.call("iam", "get_account_summary")
    for _ in range(5):
        reader.call("iam", "get_account_summary")
    assert len(line.requests("sts:AssumeRole")) == 2


def test_a_renewal_that_is_denied_is_asked_for_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporter.sessions.assume.REST", 0)
    line = wire(sts__AssumeRole=first_then(partial(assumed, minutes=4), first_then(denied, assumed)))
    reader = line.enter()
    for _ in range(5):
        reader.call("iam", "get_account_summary")
    assert len(line.requests("sts:AssumeRole")) == 3


def test_a_renewal_that_is_denied_is_about_the_role_and_not_about_the_read() -> None:
    line = wire(sts__AssumeRole=first_then(FOR_A_MINUTE, denied))
    reader = line.enter()
    with pytest.raises(Refused) as refused:
        reader.call("iam", "get_account_summary")
    shown = refused.value.unavailable
    assert (shown.reason, shown.operation) == (ReasonCode.ROLE_NOT_ASSUMABLE, "sts:AssumeRole")
    assert len(line.requests("sts:AssumeRole")) == 2


def test_credentials_that_are_born_expired_point_at_the_clock() -> None:
    with pytest.raises(Refused, match="is the clock of this machine right") as refused:
        wire(sts__AssumeRole=partial(assumed, minutes=-1)).enter()
    assert refused.value.unavailable.reason is ReasonCode.CREDENTIALS_EXPIRED


def test_an_answer_without_credentials_is_malformed() -> None:
    with pytest.raises(Refused, match="the answer to AssumeRole lacks 'AssumedRoleUser'") as refused:
        wire(sts__AssumeRole=nothing).enter()
    assert refused.value.unavailable.reason is ReasonCode.MALFORMED_ANSWER


def test_a_session_that_aws_ends_early_is_renewed_and_the_read_repeated() -> None:
    line = wire(iam__GetAccountSummary=first_then(expired, nothing))
    reader = line.enter()
    reader.call("iam", "get_account_summary")
    assert [name for name, _ in line.asked] == [
        "sts:AssumeRole", "sts:GetCallerIdentity", "iam:GetAccountSummary",
        "sts:AssumeRole", "sts:GetCallerIdentity", "iam:GetAccountSummary",
    ]  # fmt: skip
    assert [call.outcome for call in reader.calls] == ["ok"]


def test_a_session_is_renewed_once_and_then_the_refusal_stands() -> None:
    line = wire(iam__GetAccountSummary=expired)
    with pytest.raises(Refused) as refused:
        line.enter().call("iam", "get_account_summary")
    shown = refused.value.unavailable
    assert (shown.reason, shown.operation) == (ReasonCode.CREDENTIALS_EXPIRED, "iam:GetAccountSummary")
    assert len(line.requests("sts:AssumeRole")) == 2


def test_base_credentials_that_died_meanwhile_are_reported_as_such() -> None:
    line = wire(iam__GetAccountSummary=expired, sts__AssumeRole=first_then(assumed, expired))
    with pytest.raises(Refused) as refused:
        line.enter().call("iam", "get_account_summary")
    shown = refused.value.unavailable
    assert (shown.reason, shown.operation) == (ReasonCode.CREDENTIALS_EXPIRED, "sts:AssumeRole")
    assert len(line.requests("sts:AssumeRole")) == 2


def test_credentials_as_they_are_cannot_be_renewed() -> None:
    line = wire(iam__GetAccountSummary=expired)
    reader = line.sessions().enter(Account.of("999900009999"), None, askers=[READS])
    with pytest.raises(Refused) as refused:
        reader.call("iam", "get_account_summary")
    assert refused.value.unavailable.reason is ReasonCode.CREDENTIALS_EXPIRED
    assert not line.requests("sts:AssumeRole")


def test_a_region_that_rejects_the_session_does_not_end_it() -> None:
    line = wire(ec2__DescribeVpcs=lambda _: Refusal("AuthFailure", "not able to validate", 401))
    with pytest.raises(Refused) as refused:
        line.enter().call("ec2", "describe_vpcs", region="ap-east-1")
    assert refused.value.unavailable.reason is ReasonCode.REGION_DISABLED
    assert len(line.requests("sts:AssumeRole")) == 1


def test_credentials_that_were_renewed_meanwhile_are_not_renewed_again() -> None:
    line = wire()
    credentials: Any = line.enter().credentials
    credentials.renew(ReadOnlyCredentials("ASIAOLD", "old", "old"))
    assert len(line.requests("sts:AssumeRole")) == 1


def test_many_threads_whose_session_was_ended_renew_it_once() -> None:
    def until_renewed(request: dict[str, Any]) -> dict[str, Any] | Refusal:
        return expired(request) if len(line.requests("sts:AssumeRole")) == 1 else nothing(request)

    line = wire(iam__GetAccountSummary=until_renewed)
    reader = line.enter()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: reader.call("iam", "get_account_summary"), range(32)))
    assert len(line.requests("sts:AssumeRole")) == 2
    assert [call.outcome for call in reader.calls] == ["ok"] * 32


def test_throttling_of_sts_is_waited_out() -> None:
    sleeps: list[float] = []
    line = wire(sts__AssumeRole=first_then(throttled, first_then(throttled, assumed)))
    line.sessions(sleeps=sleeps).enter(ACCOUNT, AssumedRole())
    assert len(sleeps) == 2


def test_throttling_of_sts_that_does_not_end_is_reported_as_such() -> None:
    with pytest.raises(Refused) as refused:
        wire(sts__AssumeRole=throttled).enter()
    assert refused.value.unavailable.reason is ReasonCode.THROTTLED


def test_credentials_of_another_account_are_refused() -> None:
    with pytest.raises(Refused, match="111122223333 lead into 222233334444") as refused:
        wire().enter(AssumedRole(arn="arn:aws:iam::222233334444:role/Audit"))
    assert refused.value.unavailable.reason is ReasonCode.ROLE_NOT_ASSUMABLE


def test_a_role_whose_keys_are_those_of_another_account_is_not_entered() -> None:
    def mixed_up(request: dict[str, Any]) -> dict[str, Any]:
        others = assumed({**request, "RoleArn": "arn:aws:iam::222233334444:role/Audit"})
        return {**assumed(request), "Credentials": others["Credentials"]}

    with pytest.raises(Refused, match="111122223333 lead into 222233334444") as refused:
        wire(sts__AssumeRole=mixed_up).enter()
    assert refused.value.unavailable.reason is ReasonCode.ROLE_NOT_ASSUMABLE


def test_keys_of_another_account_are_not_taken_in_mid_scan_either() -> None:
    def mixed_up(request: dict[str, Any]) -> dict[str, Any]:
        return {**assumed(request), "Credentials": {**assumed(request)["Credentials"], "AccessKeyId": STRANGERS_KEY}}

    line = wire(sts__AssumeRole=first_then(FOR_A_MINUTE, mixed_up))
    reader = line.enter()
    with pytest.raises(Refused, match="111122223333 lead into 222233334444") as refused:
        reader.call("iam", "get_account_summary")
    assert refused.value.unavailable.reason is ReasonCode.ROLE_NOT_ASSUMABLE
    assert not line.keys, "nothing is signed with them"


def test_each_session_is_asked_once_whose_it_is() -> None:
    line = wire()
    sessions = line.sessions()
    for account_id in ("111122223333", "222233334444"):
        reader = sessions.enter(Account.of(account_id), AssumedRole(), askers=[READS])
        reader.call("iam", "get_account_summary")
    assert [request["key"] for request in line.requests(WHO_AM_I)] == ["ASIA111122223333", "ASIA222233334444"]


@pytest.mark.parametrize(
    ("reply", "reason", "sentence"),
    [
        (denied, ReasonCode.ROLE_NOT_ASSUMABLE, "User auditor is not authorized"),
        (throttled, ReasonCode.THROTTLED, "Rate exceeded"),
        (nothing, ReasonCode.MALFORMED_ANSWER, "the answer lacks 'Account'"),
    ],
)
def test_an_account_is_not_entered_while_the_owner_of_the_keys_is_unknown(
    reply: Reply, reason: ReasonCode, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        wire(sts__GetCallerIdentity=reply).enter()
    shown = refused.value.unavailable
    assert (shown.reason, shown.operation) == (reason, WHO_AM_I)


def test_the_credentials_as_they_are_need_no_role() -> None:
    line = wire()
    reader = line.sessions().enter(Account.of("999900009999"), None, askers=[READS])
    assert reader.caller_arn == "arn:aws:iam::999900009999:user/auditor"
    assert not line.requests("sts:AssumeRole")


def test_the_credentials_as_they_are_open_no_other_account() -> None:
    with pytest.raises(Refused, match="111122223333 lead into 999900009999"):
        wire().sessions().enter(ACCOUNT, None)
