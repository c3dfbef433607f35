"""What the users of now can sign in with: one who is not in the report is unknown, and one who is gone is left out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checks.iam.credentials import access_key_is_in_use, console_password_is_in_use, console_user_has_mfa
from reporter.aws.iam.credentials import (
    AccessKey,
    CredentialReport,
    RootCredentials,
    UserCredentials,
    root_credentials,
    user_credentials,
)
from reporter.demo.services.iam.state import IamState, RootUser
from reporter.engine.collect import derive
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.finding import Finding
from reporter.model.gaps import Unread
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from tests.aws.iam.test_report_file import ARN, LINE, report
from tests.aws.rewriting import rewrite, rewrite_last
from tests.world import ACCOUNT_ID, NOW, Prepare, World, deny, together

ACCOUNT = Account.of(ACCOUNT_ID)
HEADER = report()
ROOT_LINE = {**LINE, "user": "<root_account>", "arn": f"{ARN}:root", "password_enabled": "true"}
OLD = "2024-05-06T07:08:09+00:00"


def moment(day: int) -> datetime:
    return datetime(2026, 1, day, 12, 0, tzinfo=UTC)


def seed_users(world: World, *names: str) -> None:
    """Users with a console password, who were made when the lines of these tests say so."""
    for name in names:
        world.client("iam").create_user(UserName=name)
        world.client("iam").create_login_profile(UserName=name, Password="Correct-Horse-9")


def line_of(name: str, **cells: str) -> dict[str, str]:
    return {**LINE, "user": name, "arn": f"{ARN}:user/{name}", "password_enabled": "true", **cells}


def hand_out(content: bytes, generated: datetime | None = None) -> Prepare:
    """This report, of users who were all made on the day of `LINE`."""

    def write(answer: dict[str, Any]) -> None:
        answer["Content"] = content
        if generated:
            answer["GeneratedTime"] = generated

    def date(answer: dict[str, Any]) -> None:
        for user in answer["UserDetailList"]:
            user["CreateDate"] = datetime.fromisoformat(OLD)

    return together(rewrite_last("iam:GetCredentialReport", write), rewrite("iam:GetAccountAuthorizationDetails", date))


def mfa_of(world: World, prepare: Prepare | None = None) -> dict[str, tuple[Status, str]]:
    """By name: what the check of MFA says, and its reason."""
    return by_name(world.judge(console_user_has_mfa, prepare=prepare))


def by_name(findings: Iterable[Finding]) -> dict[str, tuple[Status, str]]:
    return {one.resource_name: (one.status, str(one.reason_code)) for one in findings}


FAILED = (Status.FAIL, "")
MALFORMED = (Status.NOT_ASSESSED, "malformed-answer")


def test_users_and_keys_come_from_the_report_and_the_details(world: World) -> None:
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
    assert set(world.calls) == {
        "iam:GenerateCredentialReport",
        "iam:GetCredentialReport",
        "iam:GetAccountAuthorizationDetails",
    }


def test_both_keys_of_a_user_are_subjects_of_their_own(world: World) -> None:
    iam = world.client("iam")
    iam.create_user(UserName="anna")
    first, _ = (iam.create_access_key(UserName="anna")["AccessKey"] for _ in range(2))
    iam.update_access_key(UserName="anna", AccessKeyId=first["AccessKeyId"], Status="Inactive")

    keys = world.read(AccessKey).subjects(AccessKey)

    assert [(key.part, key.active) for key in keys] == [("access key 1", False), ("access key 2", True)]
    assert len({key.key for key in keys}) == 2


def test_the_root_user_has_keys_but_is_no_iam_user(world: World) -> None:
    world.state().of(IamState).root = RootUser(access_keys=1, last_used=moment(9))

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


def test_a_user_younger_than_the_report_has_a_row_that_says_so(world: World) -> None:
    seed_users(world, "anna", "bert")
    world.state().of(IamState).unreported.add("bert")
    world.state().of(IamState).reported = NOW.at - timedelta(hours=3)

    findings = world.judge(console_user_has_mfa)

    assert by_name(findings) == {"anna": FAILED, "bert": (Status.NOT_ASSESSED, "timeout")}
    [bert] = [one for one in findings if one.resource_name == "bert"]
    assert (bert.arn, bert.resource_type, bert.operation) == (
        f"{ARN}:user/bert",
        "AWS::IAM::User",
        "iam:GetCredentialReport",
    )
    assert bert.reason.endswith("UTC does not have this user yet")


def test_so_do_the_keys_of_such_a_user(world: World) -> None:
    seed_users(world, "bert")
    world.client("iam").create_access_key(UserName="bert")
    world.state().of(IamState).unreported.add("bert")

    [key] = world.judge(access_key_is_in_use)

    assert (key.status, key.resource_type, key.arn) == (
        Status.NOT_ASSESSED,
        "AWS::IAM::AccessKey",
        f"{ARN}:user/bert",
    )


def test_a_user_of_the_report_who_is_gone_has_no_row(world: World) -> None:
    seed_users(world, "anna")
    assert mfa_of(world, hand_out(report(ROOT_LINE, line_of("anna"), line_of("gone")))) == {"anna": FAILED}


def test_a_user_made_anew_under_an_old_name_is_not_taken_for_the_old_one(world: World) -> None:
    seed_users(world, "anna")
    other = line_of("anna", user_creation_time="2019-01-01T00:00:00+00:00", mfa_active="true")
    generated = datetime.fromisoformat(OLD) - timedelta(hours=1)
    assert mfa_of(world, hand_out(report(ROOT_LINE, other), generated)) == {"anna": (Status.NOT_ASSESSED, "timeout")}


@pytest.mark.parametrize(
    "content",
    [
        HEADER,
        report(ROOT_LINE),
        report(ROOT_LINE, line_of("anna"))[:-60],
        report(ROOT_LINE, line_of("anna", mfa_active="perhaps")),
        report(ROOT_LINE, line_of("anna", mfa_active="true"), line_of("anna")),
        report(ROOT_LINE, line_of("anna", password_enabled="not_supported")),
    ],
    ids=["header", "lost", "broken off", "odd word", "two lines", "no password"],
)
def test_a_user_without_a_line_of_her_own_is_not_assessed(world: World, content: bytes) -> None:
    seed_users(world, "anna")
    assert mfa_of(world, hand_out(content)) == {"anna": MALFORMED}


FOREIGN = report(ROOT_LINE, line_of("anna", arn="arn:aws:iam::999999999999:user/anna"))


@pytest.mark.parametrize(
    "content", [FOREIGN, b"", b"<html>Sign in</html>", HEADER.replace(b"arn,", b"urn,", 1), b"\xff\xfe"]
)
def test_what_is_no_report_leaves_no_user_assessed(world: World, content: bytes) -> None:
    seed_users(world, "anna", "bert")
    assert mfa_of(world, hand_out(content)) == {ACCOUNT_ID: MALFORMED}


def test_one_odd_line_is_the_matter_of_one_user(world: World) -> None:
    seed_users(world, "anna", "bert", "carl")
    content = report(ROOT_LINE, line_of("anna"), line_of("bert", user_creation_time="yesterday"), line_of("carl"))
    assert mfa_of(world, hand_out(content)) == {"anna": FAILED, "bert": MALFORMED, "carl": FAILED}


def test_a_line_that_is_there_twice_is_one(world: World) -> None:
    seed_users(world, "anna")
    assert mfa_of(world, hand_out(report(ROOT_LINE, line_of("anna"), line_of("anna")))) == {"anna": FAILED}


def test_where_the_users_cannot_be_read_those_of_the_report_are_judged_and_more_are_not_ruled_out(world: World) -> None:
    seed_users(world, "anna")
    findings = by_name(world.judge(console_user_has_mfa, prepare=deny("iam:GetAccountAuthorizationDetails")))
    assert findings == {"anna": FAILED, ACCOUNT_ID: (Status.NOT_ASSESSED, "denied-by-iam")}


def test_an_odd_user_of_the_details_is_still_one_of_the_report(world: World) -> None:
    seed_users(world, "anna", "bert")

    def spoil(answer: dict[str, Any]) -> None:
        del answer["UserDetailList"][0]["Path"]

    assert mfa_of(world, rewrite("iam:GetAccountAuthorizationDetails", spoil)) == {"anna": FAILED, "bert": FAILED}


def test_a_user_without_details_has_a_row_by_its_position(world: World) -> None:
    seed_users(world, "anna", "bert")

    def spoil(answer: dict[str, Any]) -> None:
        del answer["UserDetailList"][0]["Arn"]

    assert mfa_of(world, rewrite("iam:GetAccountAuthorizationDetails", spoil)) == {"item 1": MALFORMED, "bert": FAILED}


def test_a_report_without_the_root_user_is_no_news_of_it(world: World) -> None:
    seed_users(world, "anna")
    inventory = world.read(RootCredentials, AccessKey, prepare=hand_out(report(line_of("anna"))))

    root = inventory.answers[RootCredentials][ACCOUNT_ID]
    assert isinstance(root, Unavailable)
    assert (root.reason, root.operation) == (ReasonCode.MALFORMED_ANSWER, "iam:GetCredentialReport")
    assert [(place.arn, why) for place, why in inventory.gaps(AccessKey)] == [(ACCOUNT.arn, root)]


def test_the_reason_says_since_when_a_report_of_long_ago_holds(world: World) -> None:
    seed_users(world, "anna")
    world.state().of(IamState).reported = NOW.at - timedelta(hours=3, minutes=30)
    [finding] = world.judge(console_password_is_in_use)
    assert finding.reason == f"never used in 0 days; as of {world.state().of(IamState).reported:%Y-%m-%d %H:%M} UTC"
    world.state().of(IamState).reported = NOW.at - timedelta(minutes=59)
    [finding] = world.judge(console_password_is_in_use)
    assert finding.reason == "never used in 0 days"


def test_a_reason_of_nothing_but_the_moment_is_one_too(world: World) -> None:
    seed_users(world, "anna")
    iam = world.client("iam")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="anna", SerialNumber=serial, AuthenticationCode1="111111", AuthenticationCode2="222222"
    )
    world.state().of(IamState).reported = NOW.at - timedelta(hours=2)
    [finding] = world.judge(console_user_has_mfa)
    assert (finding.status, finding.reason[:6]) == (Status.PASS, "as of ")


def test_all_of_it_is_kept_as_evidence(world: World) -> None:
    seed_users(world, "anna", "bert", "carl")
    content = report(ROOT_LINE, line_of("anna"), line_of("bert", mfa_active="perhaps"), line_of("gone"))
    inventory = world.read(UserCredentials, prepare=hand_out(content))

    loaded = load_inventory(save_inventory(inventory))
    derive(plan([UserCredentials]), loaded)

    rules = [rule(console_user_has_mfa)]
    assert judge(loaded, rules) == judge(inventory, rules)
    assert by_name(judge(loaded, rules)) == {"anna": FAILED, "bert": MALFORMED, "carl": MALFORMED}


def test_root_credentials_are_those_of_the_accounts_own_root() -> None:
    other = Unread(
        account_id=ACCOUNT_ID, region="global", arn=ACCOUNT.arn, name="-", why=Unavailable(ReasonCode.MALFORMED_ANSWER)
    )
    with pytest.raises(Refused, match="malformed-answer"):
        root_credentials(ACCOUNT, CredentialReport(moment(1), (), (other,)))


def test_users_without_details_are_reported_by_the_report_alone() -> None:
    [there_may_be_more] = user_credentials(
        ACCOUNT, CredentialReport(moment(1), ()), Unavailable(ReasonCode.UNSUPPORTED, "never asked")
    )
    assert isinstance(there_may_be_more, Unread)
    assert there_may_be_more.why.detail == "never asked"
