"""What the product promises, held over every registered check; each test says what it was seen to fail at.

The ninth promise is about crashes: `test_crashes.py`.
"""

from __future__ import annotations

import csv
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import duckdb
import msgspec
import pytest
from openpyxl import load_workbook

from reporter.catalogue.checks_page import actions_of
from reporter.config.formats import FORMATS
from reporter.demo import embedded_organization
from reporter.demo.emulator import Emulator, emulated_aws
from reporter.engine.check import AnyCheck
from reporter.engine.collect import derive
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import judge, rule
from reporter.engine.loader import load_checks
from reporter.engine.operations import IDENTITY, is_read
from reporter.engine.plan import plan
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import select_job
from reporter.runs import RunFolder
from reporter.scan.judge_again import Judgement
from reporter.sessions import Sessions, WriteRefusedError
from reporter.sessions.core import service_models
from reporter.workflow.reporting import report_run
from reporter.workflow.scanning import new_scan
from tests.bells import a_bell_is_heard, killed, resumed, towns
from tests.bells import findings as findings_of_towns
from tests.bells import scan as scan_towns
from tests.bells import verdicts as verdicts_of_towns
from tests.busy_account import Requests, judge_account, read_account, seed_busy_account
from tests.facts import actions_of_checks, actions_of_operations
from tests.faults.faults import DENIED
from tests.faults.recording import ENTRY, Player, record
from tests.four_accounts import DENIED as REFUSED
from tests.four_accounts import MANAGEMENT, FourAccounts, sharing_checks, statuses
from tests.four_accounts import findings as findings_in
from tests.report.test_formats import csv_totals, excel_totals, html_totals, json_totals
from tests.sessions.policies import session_policies
from tests.world import Prepare, deny

CHECKS = {check.id: check for check in load_checks()}
POLLED = {"iam:GenerateCredentialReport"}
"""Asked again until the report is there; the answers differ."""


ACTIONS_OF = actions_of_operations()
NEEDED = actions_of_checks()


@pytest.fixture(scope="module")
def busy(demo_run: RunFolder) -> Iterator[Emulator]:  # there is one emulator at a time: the demo goes first
    with emulated_aws() as emulator:
        seed_busy_account(emulator)
        yield emulator


@pytest.fixture(scope="module")
def requests(busy: Emulator) -> Requests:
    heard = Requests()
    judge_account(busy, CHECKS.values(), heard.prepare)
    return heard


@pytest.fixture(scope="module")
def player(busy: Emulator) -> Player:
    tape, _ = record(busy, CHECKS.values())
    return Player(tape)


ROOT_MFA = {"iam-root-hardware-mfa-enabled", "iam-root-mfa-enabled"}
WATCHED = {"cloudwatch-alarm-root-usage", "cloudwatch-alarm-unauthorized-api-calls"}
CAN_DO_WITHOUT = {
    "iam:GenerateCredentialReport": ROOT_MFA,
    "iam:GetCredentialReport": ROOT_MFA,
    "s3:GetBucketLocation": {"s3-access-point-not-public", "s3-bucket-shadow-resource-owned"},
    "sns:GetTopicAttributes": WATCHED,
    "sns:ListTopics": WATCHED,
}
"""By operation: the checks to which the names of the buckets, or what the account summary says, are mostly enough.

What an account knows of its topics is for alarms of other accounts; those of its own ask for each topic.
"""


class Operations:
    """What each check asks when it is selected alone; each scan is made once."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self.of = cache(self._of)

    def _of(self, check_id: str) -> frozenset[str]:
        return self._player.scan([CHECKS[check_id]]).operations

    def need(self, operation: str) -> set[str]:
        """The checks that ask it."""
        return {check_id for check_id in CHECKS if operation in self.of(check_id)}


@pytest.fixture(scope="module")
def operations(player: Player) -> Operations:
    return Operations(player)


class Findings:
    """The findings of all checks, and of those that need an operation when it is denied; each scan is made once.

    One more check costs a scan of what it needs itself: what is denied to others is not replayed for it.
    """

    def __init__(self, player: Player, operations: Operations) -> None:
        self._player = player
        self._operations = operations
        self.undisturbed = player.scan(CHECKS.values()).findings
        self.without = cache(self._without)

    def _without(self, operation: str) -> list[Finding]:
        concerned = [CHECKS[check_id] for check_id in sorted(self._operations.need(operation))]
        return self._player.scan(concerned, DENIED, {operation}).findings

    def of_all_without(self, operation: str) -> list[Finding]:
        """Those of all checks, whether or not they need it."""
        return self._player.scan(CHECKS.values(), DENIED, {operation}).findings


@pytest.fixture(scope="module")
def findings(player: Player, operations: Operations) -> Findings:
    return Findings(player, operations)


# 1


def test_1_nothing_is_asked_twice(requests: Requests) -> None:
    """Broken on purpose: give `public_access_block` a second `aws.find` of the same bucket."""
    again = {request[0] for request, times in Counter(requests.sent).items() if times > 1}
    assert again <= {*POLLED, IDENTITY}
    times = Counter(operation for operation, _ in requests.sent)
    assert times[IDENTITY] == times["sts:AssumeRole"], "each session is asked whose it is, once"
    assert len(requests.sent) > 90


# 2


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_2_nothing_is_asked_in_vain(operations: Operations, check: AnyCheck) -> None:
    """Broken on purpose: add any fact that it does not use to the signature of a check."""
    allowed = NEEDED[check.id] | {"ec2:DescribeRegions"}
    assert all(ACTIONS_OF[operation] & allowed for operation in operations.of(check.id))
    assert set(actions_of([check])) <= allowed


# 3


@pytest.mark.parametrize("operation", ACTIONS_OF)
def test_3_refusal_is_never_a_pass_and_never_an_absence(
    findings: Findings, operations: Operations, operation: str
) -> None:
    """Broken on purpose: let `BucketVersioning` default to `enabled` when it is refused, or return no bucket."""
    concerned = operations.need(operation)
    before = {finding.id: finding for finding in findings.undisturbed if finding.check_id in concerned}
    after = {finding.id: finding for finding in findings.without(operation)}
    unseen = {finding.check_id for finding in after.values() if finding.operation == operation}
    for id_, finding in before.items():
        if id_ in after:
            assert after[id_].status in (finding.status, Status.NOT_ASSESSED)
        else:
            assert finding.check_id in unseen, "a row may only make way for the one that says why it is not there"
    assert all(after[id_].status is Status.NOT_ASSESSED for id_ in after.keys() - before.keys())
    assert concerned
    assert concerned - unseen <= proven_without(findings.without(operation)) | CAN_DO_WITHOUT.get(operation, set())


@pytest.mark.parametrize("operation", random.Random(3).sample(sorted(ACTIONS_OF), 6))  # noqa: S311 - no secret
def test_3_a_refusal_changes_nothing_for_a_check_that_does_not_ask(
    findings: Findings, operations: Operations, operation: str
) -> None:
    """Broken on purpose: file all answers of a collector under the first subject. Whole scans, so a few of them."""
    concerned = operations.need(operation)
    after = findings.of_all_without(operation)
    others = [finding for finding in findings.undisturbed if finding.check_id not in concerned]
    assert [finding for finding in after if finding.check_id not in concerned] == others
    assert [finding for finding in after if finding.check_id in concerned] == findings.without(operation)


def proven_without(findings: list[Finding]) -> set[str]:
    """Checks of which some other fact proves every failure, so that no row says NOT_ASSESSED."""
    by_check: dict[str, set[Status]] = {}
    for finding in findings:
        by_check.setdefault(finding.check_id, set()).add(finding.status)
    return {check for check, statuses in by_check.items() if not statuses & {Status.PASS, Status.NOT_ASSESSED}}


@pytest.mark.parametrize("operation", ACTIONS_OF)
def test_3_the_refusal_is_reported_with_its_reason(findings: Findings, operation: str) -> None:
    """Broken on purpose: drop `action=` in `judge.finding`."""
    shown = [finding for finding in findings.without(operation) if finding.status is Status.NOT_ASSESSED]
    assert shown
    for finding in shown:
        assert finding.operation == operation
        assert finding.reason_code == "denied-by-iam"
        assert ACTIONS_OF[operation] & set(finding.action.split(", "))
        assert finding.error_code == "AccessDenied"


# 4


def enforce(actions: set[str]) -> Prepare:
    """IAM with a policy that allows these actions and nothing else, by AWS's own names of the actions."""

    def prepare(session: botocore.session.Session) -> None:
        for operation, needed in ACTIONS_OF.items():
            if not needed <= actions:
                deny(operation)(session)

    return prepare


def test_4_the_policy_is_enough(busy: Emulator, requests: Requests) -> None:
    """Broken on purpose: take `s3:GetBucketPolicy` out of the decorator of its collector."""
    allowed = set(actions_of(CHECKS.values()))
    statuses = {finding.status for finding in judge_account(busy, CHECKS.values(), enforce(allowed))}
    assert Status.NOT_ASSESSED not in statuses
    assert requests.operations - set(ENTRY) <= ACTIONS_OF.keys(), "an operation the facts do not know"


@pytest.mark.parametrize("action", actions_of(CHECKS.values()))
def test_4_the_policy_is_least(findings: Findings, action: str) -> None:
    """Broken on purpose: add any action, such as `s3:GetObject`, to the decorator of a collector."""
    shown = [
        each for operation, needed in ACTIONS_OF.items() if action in needed for each in findings.without(operation)
    ]
    assert any(each.status is Status.NOT_ASSESSED and action in each.action.split(", ") for each in shown)


# 5


def test_5_only_reads_are_made(requests: Requests) -> None:
    """Broken on purpose: let a collector call `s3.put_bucket_versioning`."""
    assert all(is_read(operation.partition(":")[2]) for operation in requests.operations)


def test_5_nothing_but_a_read_leaves_a_session(busy: Emulator) -> None:
    """Broken on purpose: do not register the guard in `reporter.sessions`."""
    session = service_sessions(busy)
    client: Any = session.create_client("s3", "us-east-1")
    with pytest.raises(WriteRefusedError, match="s3:CreateBucket is not a read"):
        client.create_bucket(Bucket="never")


def service_sessions(emulator: Emulator) -> botocore.session.Session:
    """A session as the product makes it, caught on its way."""
    caught: list[botocore.session.Session] = []
    read_account(emulator, [CHECKS["s3-account-public-access-blocked"]], caught.append)
    return caught[-1]


READ_WORDS = ("Get", "List", "Describe", "Head", "Simulate")
READ_EXCEPTIONS = {
    "AssumeRole", "BatchGetAccountStatus", "GenerateCredentialReport", "GenerateServiceLastAccessedDetails",
}  # fmt: skip


@pytest.mark.parametrize("service", sorted({operation.partition(":")[0] for operation in ACTIONS_OF}))
def test_5_no_other_operation_of_a_service_counts_as_a_read(service: str) -> None:
    """Broken on purpose: add "Put" to `READ_VERBS`."""
    model = service_models().load_service_model(service, "service-2")
    reads = {name for name in model["operations"] if is_read(name)}
    assert reads == {name for name in model["operations"] if name.startswith(READ_WORDS) or name in READ_EXCEPTIONS}


def test_5_the_session_is_held_to_the_actions_of_the_plan() -> None:
    """Broken on purpose: allow `*` in `session_policy`."""
    planned = plan(kind for check in CHECKS.values() for kind in check.signature.kinds)
    policies = [policy for _, policy in session_policies(asker.actions for asker in planned.askers)]
    allowed = {action for policy in policies for action in json.loads(policy)["Statement"][0]["Action"]}
    assert allowed == set(actions_of(CHECKS.values())) | {"sts:GetCallerIdentity"}
    assert all(len(policy) <= 2048 for policy in policies)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_5_a_check_sends_the_operations_that_its_collectors_name(operations: Operations, check: AnyCheck) -> None:
    """Broken on purpose: let the guard pass what is in no plan, and have a collector call `s3.list_buckets` as well."""
    named = plan(kind for kind in check.signature.kinds).askers
    assert operations.of(check.id) <= {operation for asker in named for operation in asker.operations}


# 6


@pytest.fixture(scope="module")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """The embedded organisation, scanned as the demo does it."""
    with embedded_organization(datetime(2026, 11, 21, 7, tzinfo=UTC)) as demo:
        settings = replace(demo.settings, runs=tmp_path_factory.mktemp("runs"))
        job = select_job(settings, load_catalogue())
        sessions = Sessions(settings, prepare=demo.prepare, sleep=lambda _: None)
        return new_scan(job, sessions, Silent()).run().folder


class Silent:
    def started(self, accounts: int, calls: Any) -> None: ...

    def entered(self, target: Any) -> None: ...

    def finished(self, record: Any) -> None: ...


def test_6_every_account_is_in_every_report(demo_run: RunFolder) -> None:
    """Broken on purpose: skip an account in `Scan.run` when `sessions.enter` raises `Refused`."""
    manifest = demo_run.manifest()
    states = {account.id: account.state for account in manifest.accounts}
    assert Counter(states.values()) == {"scanned": 10, "unreachable": 1, "left-out": 1}
    unseen = {account.name for account in manifest.accounts if account.state != "scanned"}
    assert unseen == {"fruitbox-prod", "legacy-erp"}
    files = {file.suffix: file for file in report_run(demo_run, FORMATS)}
    assert {row["account_id"] for row in csv_rows(files[".csv"])} == states.keys() - {"013187050562"}
    assert {row["account_id"] for row in json.loads(files[".json"].read_text())["accounts"]} == states.keys()
    sheet = load_workbook(files[".xlsx"])["Accounts"]
    assert states.keys() <= {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    page = files[".html"].read_text()
    assert all(f">{account_id}<" in page for account_id in states)


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_6_an_account_that_could_not_be_entered_has_a_row_for_every_check(demo_run: RunFolder) -> None:
    """Broken on purpose: return no finding for an unreachable inventory in `judge`."""
    [file] = report_run(demo_run, ["csv"])
    [lost] = [account for account in demo_run.manifest().accounts if account.state == "unreachable"]
    rows = [row for row in csv_rows(file) if row["account_id"] == lost.id]
    assert {row["check_id"] for row in rows} == {check.id for check in CHECKS.values() if not check.costly}
    assert {(row["status"], row["reason_code"]) for row in rows} == {("NOT_ASSESSED", "role-not-assumable")}


# 7


def test_7_all_reports_agree(demo_run: RunFolder) -> None:
    """Broken on purpose: leave out the rows of one status in any of the writers."""
    folder = duckdb.connect().execute(
        "SELECT status, count(*) FROM read_parquet($file) WHERE parameters = '' GROUP BY ALL",
        {"file": str(demo_run.findings)},
    )
    expected = Counter(dict(folder.fetchall()))
    files = {file.suffix: file for file in report_run(demo_run, FORMATS)}
    assert csv_totals(files[".csv"]) == expected
    assert json_totals(files[".json"]) == expected
    assert excel_totals(files[".xlsx"]) == expected
    assert html_totals(files[".html"]) == expected


# 8


def test_8_the_same_inventory_gives_the_same_findings(busy: Emulator) -> None:
    """Broken on purpose: put `datetime.now()` into the reason of any check, or leave out the sorting in `judge`."""
    inventory = read_account(busy, CHECKS.values())
    rules = [rule(check) for check in CHECKS.values()]
    loaded = load_inventory(save_inventory(inventory))
    derive(plan(kind for check in CHECKS.values() for kind in check.signature.kinds), loaded)
    assert msgspec.json.encode(judge(inventory, rules)) == msgspec.json.encode(judge(loaded, rules))


def test_8_the_same_run_gives_the_same_reports(demo_run: RunFolder, tmp_path: Path) -> None:
    """Broken on purpose: leave the time of writing in the workbook's properties."""
    first = report_run(demo_run, FORMATS, tmp_path / "first")
    time.sleep(1.1)  # so that a clock that is shown anywhere has moved on
    second = report_run(demo_run, FORMATS, tmp_path / "second")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


# 11


@pytest.fixture(scope="module")
def four(busy: Emulator) -> FourAccounts:
    return FourAccounts.founded(busy)


EXEMPT = {"cloudwatch-alarm-organizations-changes": Status.NOT_APPLICABLE}
"""Checks of the management account only, and what they say of members."""


def test_11_what_one_account_owns_counts_for_every_member_in_any_order(four: FourAccounts, tmp_path: Path) -> None:
    """Broken on purpose: judge in `AccountScan._assessed` whether or not all shares are there."""
    all_findings = []
    for seed in range(3):
        dice = random.Random(seed)  # noqa: S311 - no secret
        folder = four.scan(tmp_path / f"{seed}", four.accounts(dice=dice), in_flight=1 + seed)
        by_check = findings_in(folder, four.members)
        assert by_check.keys() == {check.id for check in sharing_checks()}
        assert {check: statuses(found) for check, found in by_check.items()} == {
            check: {EXEMPT.get(check, Status.PASS)} for check in by_check
        }
        assert Judgement(folder, tuple(map(rule, sharing_checks()))).compare().changes == []
        all_findings.append({id_: folder.findings_of(id_) for id_ in four.ids})
    assert all_findings[0] == all_findings[1] == all_findings[2]


TRAIL, ALARMS = ("cloudtrail", "cloudwatch-alarm"), ("cloudwatch-alarm",)
ANALYZER, FINDINGS = ("accessanalyzer",), ("accessanalyzer-findings",)


@pytest.mark.parametrize(
    ("owner", "operation", "concerned"),
    [
        ("management", "cloudtrail:DescribeTrails", TRAIL),
        ("management", "cloudtrail:GetEventSelectors", TRAIL),
        ("management", "logs:DescribeMetricFilters", ALARMS),
        ("management", "sns:ListSubscriptionsByTopic", ALARMS),
        ("tooling", "accessanalyzer:ListAnalyzers", ANALYZER),
        ("tooling", "accessanalyzer:ListFindingsV2", FINDINGS),
        ("management", "sts:AssumeRole", (*TRAIL, *FINDINGS)),
        ("tooling", "sts:AssumeRole", ANALYZER),
        ("management", "", TRAIL),
        ("tooling", "", ANALYZER),
    ],
)
def test_11_where_the_owner_was_not_seen_members_are_not_assessed(
    four: FourAccounts, tmp_path: Path, owner: str, operation: str, concerned: tuple[str, ...]
) -> None:
    """Broken on purpose: leave the gaps out of `Inventory.share`. Without an operation, the owner is not scanned."""
    owner_id = MANAGEMENT if owner == "management" else four.tooling
    state = four.emulator.state(owner_id)
    state.refusals = {operation: REFUSED} if operation else {}
    folder = four.scan(tmp_path, four.accounts(left_out=() if operation else (owner_id,)))
    state.refusals = {}
    for check, found in findings_in(folder, four.members).items():
        if check.startswith(concerned) and check not in EXEMPT:
            assert statuses(found) == {Status.NOT_ASSESSED}
            assert all(owner_id in finding.reason for finding in found)
        else:
            assert statuses(found) == {EXEMPT.get(check, Status.PASS)}


@pytest.mark.parametrize("after", [1, 3])
def test_11_it_counts_over_processes_and_after_a_kill(after: int, tmp_path: Path) -> None:
    """Broken on purpose: let `Dealer._pass_on` send nothing. Two processes go on with what a third one has read."""
    accounts = towns("d", "c", "b bells", "a", management="a", administrators=("b bells",))
    undisturbed = scan_towns(tmp_path / "undisturbed", accounts).run().folder
    assert {status for status, *_ in verdicts_of_towns(undisturbed, a_bell_is_heard.id).values()} == {"PASS"}
    folder = resumed(killed(tmp_path / "killed", accounts, after), accounts, processes=2)
    assert findings_of_towns(folder) == findings_of_towns(undisturbed)
