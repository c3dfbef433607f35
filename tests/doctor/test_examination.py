"""The doctor as a whole, against accounts in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import botocore.session
import pytest

import reporter.api  # noqa: F401 - regions can be listed wherever checks are written
from reporter.accounts import AccountsUnknown, Target
from reporter.aws.ec2.security_groups import ListedRules, PrefixList
from reporter.aws.ec2.vpc import Vpc
from reporter.aws.iam.principals import Role as IamRole
from reporter.aws.iam.principals import User
from reporter.aws.s3.access import BucketPolicyStatus
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.settings import BucketPolicy, BucketVersioning
from reporter.config.settings import AccountSources, ListedAccount, OrganizationSource, RegionChoice, Settings
from reporter.demo.emulator import operation_name, refuse
from reporter.demo.state import Refusal
from reporter.doctor import ClockWatch, Diagnosis, DiagnosisState, Doctor
from reporter.engine.loader import load_checks
from reporter.engine.plan import plan
from reporter.sessions import Sessions
from tests.world import ACCOUNT_ID, Prepare, World, deny, together

AMPLE = 10_000_000_000
LISTED = AccountSources(listed=(ListedAccount(id=ACCOUNT_ID), ListedAccount(id="444455556666")))
ENTERED, READ, REGIONS = "role can be assumed", "reads are allowed", "regions are enabled"
REFUSED = Refusal("AccessDenied", "not authorized", 403)


def doctor(settings: Settings, kinds: Sequence[type], *prepare: Prepare) -> Doctor:
    clock = ClockWatch()
    sessions = Sessions(settings, prepare=together(*prepare, clock.prepare), sleep=lambda _: None)
    return Doctor(settings, plan(kinds), sessions, clock, datetime.now(UTC), lambda _: AMPLE)


def examine(world: World, *kinds: type, prepare: Prepare = lambda _: None, **settings: Any) -> list[Diagnosis]:
    """What is found about one account."""
    shown = Settings(**{"accounts": LISTED, **settings})
    only = [ACCOUNT_ID] if shown.accounts == LISTED else []
    return doctor(shown, kinds, prepare, world.emulator.prepare).examine(only)


def answers(found: list[Diagnosis], question: str) -> list[tuple[DiagnosisState, str]]:
    return [(one.state, one.answer) for one in found if one.question == question]


def test_an_account_that_can_be_read_is_fine(world: World) -> None:
    world.client("s3").create_bucket(Bucket="one")
    found = examine(world, BucketPolicy, Vpc)
    assert all(one.state is DiagnosisState.OK and not one.remedy for one in found)
    assert answers(found, READ) == [(DiagnosisState.OK, "5 of 5 actions tried")]
    assert answers(found, REGIONS) == [(DiagnosisState.OK, "eu-central-1, eu-west-1, us-east-1")]


def test_an_account_without_the_role_cannot_be_entered(world: World) -> None:
    world.state().refusals["sts:AssumeRole"] = REFUSED
    found = examine(world, Bucket)
    assert answers(found, ENTERED) == [(DiagnosisState.BROKEN, "role-not-assumable: not authorized")]
    assert answers(found, READ) == []


def test_an_account_is_read_in_several_sessions_and_one_that_is_refused_is_reported(world: World) -> None:
    def refuse_another(session: botocore.session.Session) -> None:
        session.register("before-call.sts.AssumeRole", refuse_it)

    def refuse_it(**event: Any) -> Any:
        return refuse(REFUSED) if "sso:ListInstances" in event["params"]["body"]["Policy"] else None

    kinds = [kind for check in load_checks() for kind in check.signature.kinds]
    found = examine(world, *kinds, prepare=refuse_another)
    assert [state for state, _ in answers(found, ENTERED)] == [DiagnosisState.OK]
    [session] = [one for one in found if one.question == "all sessions can be opened"]
    assert (session.state, session.answer) == (DiagnosisState.INCOMPLETE, "role-not-assumable: not authorized")
    assert "its trust policy names" in session.remedy
    [(state, shown)] = answers(found, READ)
    assert (state, "actions tried" in shown) == (DiagnosisState.OK, True), "what the other session may do"


def test_a_read_about_a_single_resource_is_tried_as_well(world: World) -> None:
    world.client("s3").create_bucket(Bucket="one")
    found = examine(world, BucketPolicy, prepare=deny("s3:GetBucketPolicy"))
    assert answers(found, READ) == [(DiagnosisState.INCOMPLETE, "denied-by-iam: s3:GetBucketPolicy in us-east-1")]


def test_one_resource_of_a_kind_is_enough(world: World) -> None:
    asked: list[str] = []

    def record(session: botocore.session.Session) -> None:
        session.register("before-call", lambda **event: asked.append(operation_name(event["model"])))

    for name in ("one", "two", "three"):
        world.client("s3").create_bucket(Bucket=name)
    examine(world, BucketPolicy, Vpc, prepare=record)
    assert asked.count("s3:GetBucketPolicy") == asked.count("ec2:DescribeVpcs") == 1


def test_a_denial_is_reported_once_however_many_answers_it_spoils(world: World) -> None:
    found = examine(world, User, IamRole, prepare=deny("iam:GetAccountAuthorizationDetails"))
    assert answers(found, READ) == [(DiagnosisState.INCOMPLETE, "denied-by-iam: iam:GetAccountAuthorizationDetails")]


def test_a_denial_is_reported_once_though_other_reads_wait_for_what_was_denied(world: World) -> None:
    found = examine(world, PrefixList, ListedRules, prepare=deny("ec2:DescribeSecurityGroups"))
    assert answers(found, READ) == [
        (DiagnosisState.INCOMPLETE, "denied-by-iam: ec2:DescribeSecurityGroups in eu-central-1")
    ]


def test_a_denial_is_reported_once_though_a_read_that_was_not_made_passes_it_on(world: World) -> None:
    world.client("s3").create_bucket(Bucket="acme-photos")
    found = examine(world, BucketPolicy, BucketPolicyStatus, prepare=deny("s3:GetBucketPolicy"))
    assert answers(found, READ) == [(DiagnosisState.INCOMPLETE, "denied-by-iam: s3:GetBucketPolicy in us-east-1")]


def test_who_denies_decides_who_can_correct_it(world: World) -> None:
    scp = deny("ec2:DescribeVpcs", message="with an explicit deny in a service control policy")
    found = examine(world, Bucket, Vpc, prepare=together(scp, deny("s3:ListBuckets")))
    shown = {one.answer: one.remedy for one in found if one.question == READ}
    assert "`reporter policy`" in shown["denied-by-iam: s3:ListAllMyBuckets, s3:GetBucketLocation in us-east-1"]
    assert "organisation" in shown["denied-by-scp: ec2:DescribeVpcs in eu-central-1"]


def test_what_cannot_be_tried_is_simulated(world: World) -> None:
    found = examine(world, BucketPolicy, BucketVersioning)
    assert answers(found, READ) == [(DiagnosisState.OK, "2 of 4 actions tried, the others simulated")]


def test_a_simulated_denial_counts(world: World) -> None:
    world.state().refusals["s3:GetBucketPolicy"] = REFUSED
    found = examine(world, BucketPolicy)
    assert answers(found, READ) == [(DiagnosisState.INCOMPLETE, "denied in simulation: s3:GetBucketPolicy")]


def test_who_may_not_simulate_hears_what_was_not_tried(world: World) -> None:
    world.state().refusals["iam:SimulatePrincipalPolicy"] = REFUSED
    found = examine(world, BucketPolicy)
    assert answers(found, READ) == [
        (DiagnosisState.OK, "2 of 3 actions tried; the others found nothing to be tried on")
    ]


def test_without_a_role_nothing_is_simulated(world: World) -> None:
    found = examine(world, BucketPolicy, accounts=AccountSources(current=True))
    assert answers(found, READ) == [
        (DiagnosisState.OK, "2 of 3 actions tried; the others found nothing to be tried on")
    ]


@pytest.mark.parametrize(
    ("code", "shown", "remedy"),
    [
        ("Throttling", "throttled: s3:ListBuckets: not authorized", "try again later"),
        (
            "Strange",
            "aws-error: s3:ListBuckets: not authorized",
            "run it again later with --log-level debug, which prints",
        ),
    ],
)
def test_what_is_neither_an_answer_nor_a_denial_leaves_the_scan_incomplete(
    world: World, code: str, shown: str, remedy: str
) -> None:
    found = examine(world, Bucket, prepare=deny("s3:ListBuckets", code, status=400))
    [one] = [one for one in found if one.question == READ]
    assert (one.state, one.answer[: len(shown)], one.remedy[: len(remedy)]) == (
        DiagnosisState.INCOMPLETE,
        shown,
        remedy,
    )


def test_a_region_that_was_asked_for_must_be_enabled(world: World) -> None:
    asked = RegionChoice(include=("af-south-1", "eu-west-1"))
    found = examine(world, Vpc, prepare=deny("ec2:DescribeVpcs"), regions=asked)
    assert answers(found, REGIONS) == [(DiagnosisState.INCOMPLETE, "not enabled: af-south-1")]
    assert answers(found, READ) == [(DiagnosisState.INCOMPLETE, "denied-by-iam: ec2:DescribeVpcs in eu-west-1")]


def test_an_examination_that_breaks_off_takes_no_other_with_it(world: World) -> None:
    def break_down(session: botocore.session.Session) -> None:
        def stumble(**_: Any) -> None:
            raise RuntimeError("out of order")

        session.register("before-call.iam.SimulatePrincipalPolicy", stumble)

    found = doctor(Settings(accounts=LISTED), [BucketPolicy], break_down, world.emulator.prepare).examine()
    shown = (DiagnosisState.UNKNOWN, "the examination failed: RuntimeError: out of order")
    assert answers(found, "examination completes") == [shown, shown]


def test_who_watches_sees_each_account_begin_and_end(world: World) -> None:
    seen: list[tuple[str, object]] = []

    class Watcher:
        def started(self, accounts: int, calls: Callable[[], int]) -> None:
            seen.append(("started", (accounts, calls() > 0)))

        def entered(self, target: Target) -> None:
            seen.append(("entered", target.account.account_id))

        def examined(self, target: Target) -> None:
            seen.append(("examined", target.account.account_id))

    asked = replace(doctor(Settings(accounts=LISTED), [Vpc], world.emulator.prepare), watcher=Watcher())
    asked.examine([ACCOUNT_ID])
    assert seen == [("started", (1, True)), ("entered", ACCOUNT_ID), ("examined", ACCOUNT_ID)]


def test_without_credentials_there_is_no_more_to_examine(world: World) -> None:
    found = examine(world, Bucket, prepare=deny("sts:GetCallerIdentity"))
    assert [one.question for one in found if not one.harmless] == ["clock is in sync", "credentials are valid"]
    assert answers(found, READ) == []


def test_a_clock_that_goes_wrong_is_reported(world: World) -> None:
    def turn_back(session: botocore.session.Session) -> None:
        def redate(**event: Any) -> None:
            earlier = datetime.now(UTC) - timedelta(minutes=7)
            del event["http_response"].headers["date"]
            event["http_response"].headers["date"] = format_datetime(earlier, usegmt=True)

        session.register("after-call.sts.GetCallerIdentity", redate)

    [(state, shown)] = answers(examine(world, Bucket, prepare=turn_back), "clock is in sync")
    assert state is DiagnosisState.BROKEN
    assert shown.endswith("s ahead of the clock of AWS")


def test_accounts_that_cannot_be_found_end_the_examination(world: World) -> None:
    sources = AccountSources(organization=OrganizationSource())
    found = examine(world, Bucket, accounts=sources, prepare=deny("organizations:ListRoots"))
    assert [(one.subject, one.state) for one in found if not one.harmless] == [("organisation", DiagnosisState.BROKEN)]


def test_an_account_that_no_source_names_is_a_mistake(world: World) -> None:
    with pytest.raises(AccountsUnknown, match="not among the accounts to scan: 999999999999"):
        doctor(Settings(accounts=LISTED), [Bucket], world.emulator.prepare).examine(["999999999999"])
