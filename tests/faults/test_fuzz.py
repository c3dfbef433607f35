"""Whatever strangers write into names, policies and dates: every subject gets its row, and every file is written."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reporter.aws.iam.credentials import AccessKey, UserCredentials
from reporter.aws.iam.principals import LISTS
from reporter.aws.s3.settings import BucketPolicy
from reporter.config.formats import FORMATS
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import judge, rule
from reporter.engine.loader import load_checks
from reporter.engine.plan import plan
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from tests.aws.iam.test_report_file import LINE, report
from tests.doors import ACCOUNT, NOW, FakeAws, Lock, Town, door_is_locked, named
from tests.inline_pool import InlinePool
from tests.report.runs import account, finding, report_of
from tests.report.runs import rule as report_rule

CHECKS = {check.id: check for check in load_checks()}
ANY_TEXT = st.text(st.characters(categories=None), min_size=1, max_size=40)
"""Every category of Unicode, unassigned and halves of characters included."""
HOSTILE = ["\ud800", "a\x00b", "\u202egnp.exe", "=cmd|' /C calc'!A0", "\x1b[31m"]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SLOW = settings(QUICK, max_examples=8)
ID, CHECK = "012345678901", "s3-bucket-closed"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What cannot be read leaves its trace in the log, for every example."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@QUICK
@given(st.lists(ANY_TEXT, min_size=1, max_size=5, unique=True))
@example(HOSTILE)
def test_every_name_gets_its_row_and_is_kept(names: list[str]) -> None:
    locks = {f"door:get_lock/north/{name}": {"Closed": True} for name in names}
    town = Town({**Town().answers, "door:list/north": {"Doors": named(*names)}, **locks})
    inventory = town.read(Lock)
    findings = judge(inventory, [rule(door_is_locked)])
    assert len({finding.id for finding in findings}) == len(names)
    loaded = load_inventory(save_inventory(inventory))
    assert len(judge(loaded, [rule(door_is_locked)])) == len(names)


@SLOW
@given(names=st.lists(ANY_TEXT, min_size=1, max_size=5, unique=True))
@example(names=HOSTILE)
def test_every_name_survives_run_folder_and_reports(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    findings = [finding(CHECK, ID, Status.FAIL, name, reason=name, part=name) for name in names]
    report = report_of(folder, accounts=[account(ID)], rules=[report_rule(CHECK)], findings=findings)
    assert len(list(report.findings)) == len(names)
    assert all(file.stat().st_size for file in render(report, FORMATS, folder / "reports"))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
STATEMENT = st.fixed_dictionaries(
    {},
    optional={
        "Sid": JSON,
        "Effect": st.sampled_from(["Allow", "Deny"]) | JSON,
        "Action": st.just("s3:*") | JSON,
        "NotAction": JSON,
        "Resource": st.just("*") | JSON,
        "Principal": st.sampled_from(["*", {"AWS": "*"}]) | JSON,
        "NotPrincipal": JSON,
        "Condition": st.just({"StringEquals": {"aws:SourceAccount": "111122223333"}}) | JSON,
        "Surprise": JSON,
    },
)
POLICY = st.fixed_dictionaries({}, optional={"Version": JSON, "Statement": st.lists(STATEMENT) | STATEMENT | JSON})
HUGE = json.dumps(
    {"Statement": [{"Effect": "Allow", "Action": ["s3:Get*"] * 20_000, "Resource": "*", "Principal": "*"}]}
)


class Policies(FakeAws):
    """One bucket with this policy."""

    def __init__(self, policy: str) -> None:
        bucket = {"Name": "acme", "BucketRegion": "eu-west-1", "CreationDate": NOW.at}
        super().__init__(
            {"s3:list_buckets": {"Buckets": [bucket]}, "s3:get_bucket_policy/eu-west-1/acme": {"Policy": policy}}
        )


@QUICK
@given((POLICY | JSON).map(json.dumps))
@example("")
@example("{}")
@example(HUGE)
@example("[" * 100_000)
@example('{"Statement": ' * 5_000 + "{}" + "}" * 5_000)
def test_a_policy_is_read_or_malformed_and_stops_nothing(policy: str) -> None:
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([BucketPolicy]), Policies(policy), inventory, InlinePool())
    [answer] = inventory.answers[BucketPolicy].values()
    if isinstance(answer, Unavailable):
        assert answer.reason is ReasonCode.MALFORMED_ANSWER
    rules = [rule(check) for check in CHECKS.values() if set(check.signature.kinds) <= {BucketPolicy}]
    assert {row.reason_code for row in judge(inventory, rules)} <= {"", "malformed-answer"}
    save_inventory(inventory)


ANNA = {
    "Arn": f"arn:aws:iam::{ACCOUNT.account_id}:user/anna",
    "Path": "/",
    "GroupList": [],
    "AttachedManagedPolicies": [],
}
EDGES = [
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
]
OFFSETS = st.timedeltas(min_value=timedelta(hours=-14), max_value=timedelta(hours=14)).map(timezone)
ANY_MOMENT = st.sampled_from(EDGES) | st.datetimes(timezones=OFFSETS) | st.datetimes()


@QUICK
@given(ANY_MOMENT)
@example(EDGES[2])
@example(EDGES[3])
@example(datetime(2026, 1, 1))  # noqa: DTZ001 - without a time zone on purpose
def test_a_date_is_read_or_malformed_and_stops_nothing(moment: datetime) -> None:
    line = {
        **LINE,
        "arn": str(ANNA["Arn"]),
        "password_enabled": "true",
        "password_last_used": moment.isoformat(),
        "access_key_1_active": "true",
        "access_key_1_last_rotated": moment.isoformat(),
    }
    answers = {
        "iam:generate_credential_report": {"State": "COMPLETE"},
        "iam:get_credential_report": {"GeneratedTime": NOW.at, "Content": report(line)},
        "iam:get_account_authorization_details": {name: [] for name in LISTS} | {"UserDetailList": [ANNA]},
    }
    rules = [rule(check) for check in CHECKS.values() if set(check.signature.kinds) & {UserCredentials, AccessKey}]
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([UserCredentials, AccessKey]), FakeAws(answers), inventory, InlinePool())
    shown = {row.reason_code for row in judge(inventory, rules)}
    assert shown <= {"", "malformed-answer", "unsupported"}
    load_inventory(save_inventory(inventory))
