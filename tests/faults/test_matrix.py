"""Whatever goes wrong with an operation: no verdict changes but to NOT_ASSESSED, no row vanishes or is invented."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from reporter.cli.exits import COMPLETE, INCOMPLETE
from reporter.demo.emulator import ENVIRONMENT, Emulator, emulated_aws
from reporter.demo.services.macie import MacieState
from reporter.demo.services.s3.state import S3State
from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks
from reporter.engine.plan import plan
from reporter.model.answers import ReasonCode
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.rules.catalogue import load_catalogue
from tests.busy_account import seed_busy_account
from tests.facts import actions_of_operations, optional_members
from tests.faults.conftest import OPERATIONS
from tests.faults.faults import KINDS, Kind
from tests.faults.members import members_of, tape_without, tape_without_in_one_item
from tests.faults.recording import ENTRY, Player, Scanned, Tape, record
from tests.world import ACCOUNT_ID

CHECKS = tuple(load_checks())
ACTIONS_OF = actions_of_operations()
MAY_BE_MISSING = optional_members()
BY_NAME = {kind.name: kind for kind in KINDS}
EMPTY_IS_AN_ANSWER = {
    "s3:GetBucketVersioning",
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketNotificationConfiguration",
    "s3:GetBucketWebsite",
    "macie2:GetAdministratorAccount",
    "secretsmanager:GetResourcePolicy",
    "sqs:ListQueues",
}
"""AWS answers with nothing where nothing was ever configured or is there, and for its first region; of a website, the
answer itself is the fact."""
ABOUT_ALL: defaultdict[str, set[str]] = defaultdict(
    set,
    {
        # An alarm that could not be read may be a composite one, through which any other acts.
        "cloudwatch:DescribeAlarms": {"cloudwatch-alarm-action-configured"},
        # Who could not be read may hold any policy, and be in any group.
        "iam:GetAccountAuthorizationDetails": {"iam-aws-managed-policy-attached-no-admin", "iam-group-has-members"},
        # A trail of a region whose name is not known may deliver into any bucket.
        "ec2:DescribeRegions": {
            "cloudtrail-log-bucket-access-logging-enabled",
            "cloudtrail-log-bucket-mfa-delete-enabled",
            "cloudtrail-log-bucket-not-public",
        },
        # Where an endpoint is that could not be read, is not known.
        "ec2:DescribeVpcEndpoints": {"vpc-endpoint-s3-gateway-present"},
        # Of a route table that could not be read, it is not known which VPC it belongs to.
        "ec2:DescribeRouteTables": {"vpc-endpoint-dynamodb-gateway-present", "vpc-endpoint-s3-gateway-present"},
        # A bucket whose name is not known may log into any other.
        "s3:ListBuckets": {"s3-bucket-server-access-logging-enabled", "s3-bucket-shadow-resource-owned"},
    },
)
"""By operation: the checks whose verdicts about one item rest on all the others."""
ASKS_NOTHING = "account-security-questions-registered"
"""AWS has withdrawn what it is about."""
NO_BODY = {"s3:HeadBucket"}
"""AWS answers in the headers alone."""
NO_NUMBER = {
    "connection reset", "no answer in time", "broken off", "words unknown", "page of HTML", "page of XML",
    "page of JSON", "page with a 403", "page with a 404", "page with a 502", "no such host", "no endpoint with FIPS",
    "empty list", "the same page for ever", "pages in a circle", "more, and not where",
}  # fmt: skip
"""Faults that leave no request id, or that only show in what the answer lacks."""
ASKED_AGAIN = {
    (operation, "unknown once")
    for operation in (
        "cloudtrail:GetInsightSelectors",
        "iam:ListAccessKeys",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
    )
}
"""What these are about is derived, and in no list: AWS has to say a second time that it does not exist."""


@dataclass(frozen=True)
class Undisturbed:
    """What there is to lose, and how to try."""

    tape: Tape
    player: Player
    findings: dict[str, Finding]

    def of(self, checks: Iterable[AnyCheck]) -> dict[str, Finding]:
        """The findings of these checks."""
        ids = {check.id for check in checks}
        return {id_: finding for id_, finding in self.findings.items() if finding.check_id in ids}


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[Undisturbed]:
    with emulated_aws() as emulator:
        seed_busy_account(emulator)
        tape, findings = record(emulator, CHECKS)
        regionless, _ = record_without_regions(emulator)
        tape = Tape({**regionless.answers, **tape.answers})
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield Undisturbed(tape, Player(tape), {finding.id: finding for finding in findings})


def record_without_regions(emulator: Emulator) -> tuple[Tape, list[Finding]]:
    """What is asked as well where the list of buckets does not say where they are, and Macie names no administrator."""
    emulator.state(ACCOUNT_ID).of(MacieState).administrators.clear()
    buckets = emulator.client("s3", "us-east-1", ACCOUNT_ID).list_buckets()["Buckets"]
    emulator.state(ACCOUNT_ID).of(S3State).regionless |= {bucket["Name"] for bucket in buckets}
    return record(emulator, CHECKS)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Malformed answers leave their traces in the log, by the hundred."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def test_without_a_fault_the_tape_gives_what_aws_gave(undisturbed: Undisturbed) -> None:
    played = undisturbed.player.scan(CHECKS)
    read_as_bytes = undisturbed.player.scan(CHECKS, befalls=undisturbed.tape.operations)
    assert played.findings == read_as_bytes.findings == list(undisturbed.findings.values())
    assert played.exit_code == read_as_bytes.exit_code == COMPLETE


def test_a_framework_alone_asks_less_and_finds_the_same(undisturbed: Undisturbed) -> None:
    """Broken on purpose: let `_regions_with` in `reporter/engine/collect.py` leave out what was listed."""
    catalogue = load_catalogue()
    wanted = {answer.check_id for answer in catalogue.frameworks["cis-7.0"].answers}
    checks = [check for check in CHECKS if check.id in wanted and not check.costly]
    assert undisturbed.player.scan(checks).findings == list(undisturbed.of(checks).values())


def test_no_request_is_missing_from_the_matrix(undisturbed: Undisturbed) -> None:
    assert undisturbed.tape.operations <= set(OPERATIONS)


def test_a_fault(
    undisturbed: Undisturbed, operation: str, kind: str, record_property: Callable[[str, object], None]
) -> None:
    if operation not in undisturbed.tape.operations:
        pytest.skip("no check that is on by default asks for it")
    checks = concerned(operation)
    after = undisturbed.player.scan(checks, BY_NAME[kind].fault, {operation})
    if (kind == "broken off" and operation in NO_BODY) or (
        kind == "fields missing" and not undisturbed.tape.answers_of(operation)
    ):
        outcome = "without anything to miss"
    elif kind == "fields missing" and operation in EMPTY_IS_AN_ANSWER:
        outcome = "with a meaning of its own"
    else:
        outcome = judged(undisturbed.of(checks), after, operation, BY_NAME[kind])
        assert {finding.check_id for finding in after.findings} == {check.id for check in checks}
    record_property("fault", outcome)


def judged(before: dict[str, Finding], scanned: Scanned, operation: str, kind: Kind) -> str:
    """What became of the fault; fails the test for anything but a repair or a confession."""
    after = {finding.id: finding for finding in scanned.findings}
    changed = {id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)}
    reasons = kind.of_the_role if operation in ENTRY else kind.reasons
    assert not changes_of_mind(before, after)
    unseen = [finding for finding in after.values() if finding.status is Status.NOT_ASSESSED]
    for finding in unseen:
        assert finding.operation == operation
        assert finding.reason_code in reasons
        assert finding.request_id or has_no_number(operation, kind)
    assert scanned.exit_code == (INCOMPLETE if unseen else COMPLETE)
    if (operation, kind.name) in ASKED_AGAIN:
        assert not changed
    elif kind.name != "words unknown":
        assert bool(changed) == bool(reasons)
    return "confessed" if changed else "without consequence"


def has_no_number(operation: str, kind: Kind) -> bool:
    """Whether the report has no request id; a missing prefix list is reported by the rule that names it."""
    unseen_list = (operation, kind.name) == ("ec2:GetManagedPrefixListEntries", "unknown once")
    return kind.name in NO_NUMBER or operation in ENTRY or unseen_list


@pytest.mark.parametrize("asked", OPERATIONS)
def test_a_missing_member_is_no_answer(
    undisturbed: Undisturbed, asked: str, record_property: Callable[[str, object], None]
) -> None:
    """Each member of an answer in its turn, with the checks that need the operation."""
    checks = concerned(asked)
    before = undisturbed.of(checks)
    meant = set()
    for member in members_of(undisturbed.tape, asked):
        scanned = undisturbed.player.scan(checks, tape=tape_without(undisturbed.tape, asked, member))
        after = {finding.id: finding for finding in scanned.findings}
        unseen = {finding.operation for finding in after.values() if finding.status is Status.NOT_ASSESSED}
        reasons = {finding.reason_code for finding in after.values() if finding.status is Status.NOT_ASSESSED}
        outcome = "confessed" if unseen else "without consequence"
        if changes_of_mind(before, after):
            outcome = "with a meaning of its own"
            meant.add(member)
        assert unseen <= {asked}, member
        assert reasons <= {ReasonCode.MALFORMED_ANSWER}, member
        assert scanned.exit_code == (INCOMPLETE if unseen else COMPLETE), member
        record_property("missing member", outcome)
    unsaid, unshown = meant - MAY_BE_MISSING[asked], MAY_BE_MISSING[asked] - meant
    row = f"row `optional,{asked} <member>,<what its absence means>` in tests/facts/<service>.csv"
    assert not unsaid, f"their absence tells something: where AWS documents that it may, add a {row}"
    assert not unshown, (
        f"their absence tells nothing: the demo needs a resource that they decide on, or remove the {row}"
    )


@pytest.mark.parametrize("asked", OPERATIONS)
def test_a_member_that_one_item_lacks_is_no_matter_of_the_others(
    undisturbed: Undisturbed, asked: str, record_property: Callable[[str, object], None]
) -> None:
    """Each member of the first of several items in its turn: at most the rows of that item are not what they were."""
    checks = [check for check in CHECKS if asked not in ENTRY and needs(check, asked)]
    before = undisturbed.findings
    for member in members_of(undisturbed.tape, asked):
        tape = tape_without_in_one_item(undisturbed.tape, asked, member)
        if tape is None:
            continue
        after = {finding.id: finding for finding in undisturbed.player.scan(checks, tape=tape).findings}
        ids = {check.id for check in checks}
        lost = [one for id_, one in before.items() if one.check_id in ids and one != after.get(id_)]
        added = [one for id_, one in after.items() if id_ not in before]
        items = {id_: {_item(one, asked) for one in lost if one.check_id == id_} for id_ in ids - ABOUT_ALL[asked]}
        assert {id_: found for id_, found in items.items() if len(found) > 1} == {}, member
        assert {one.status for one in added} <= {Status.NOT_ASSESSED}, member
        rest_on_all = [(before[id_].status, after[id_].status) for id_ in _of_all(lost, asked) if id_ in after]
        assert all(now is Status.NOT_ASSESSED or then is now is Status.FAIL for then, now in rest_on_all), member
        record_property("odd item", "a row of its own" if added or lost else "without consequence")


def _item(finding: Finding, asked: str) -> str:
    """What was listed: a region, or a resource."""
    return finding.region if asked == "ec2:DescribeRegions" else finding.arn


def _of_all(lost: list[Finding], asked: str) -> set[str]:
    return {finding.id for finding in lost if finding.check_id in ABOUT_ALL[asked]}


@cache
def concerned(operation: str) -> tuple[AnyCheck, ...]:
    """The checks that a fault of an operation may reach: the replay of one more check is paid for by its own needs."""
    return tuple(check for check in CHECKS if operation in ENTRY or needs(check, operation))


def needs(check: AnyCheck, operation: str) -> bool:
    """Whether a check may ask it, by the actions that it declares."""
    return bool(ACTIONS_OF[operation] & plan(check.signature.kinds, organization_known=True).actions)


def changes_of_mind(before: dict[str, Finding], after: dict[str, Finding]) -> list[str]:
    """Verdicts that are not what they were without saying NOT_ASSESSED, and rows that came or went without reason."""
    unseen = {finding.check_id for finding in after.values() if finding.status is Status.NOT_ASSESSED}
    lost = [finding for id_, finding in before.items() if id_ not in after and finding.check_id not in unseen]
    other = [
        finding
        for id_, finding in after.items()
        if finding.status is not Status.NOT_ASSESSED and (id_ not in before or before[id_].status is not finding.status)
    ]
    return [f"{finding.check_id} about {finding.arn} {finding.part}: {finding.status}" for finding in (*lost, *other)]


def test_when_everything_is_denied_every_check_says_so(undisturbed: Undisturbed) -> None:
    denied = undisturbed.player.scan(CHECKS, BY_NAME["denied"].fault, undisturbed.tape.operations - set(ENTRY))
    shown = {(finding.status, finding.reason_code) for finding in denied.findings if finding.check_id != ASKS_NOTHING}
    assert shown == {(Status.NOT_ASSESSED, "denied-by-iam")}
    assert {finding.check_id for finding in denied.findings} == {check.id for check in CHECKS}
    assert denied.exit_code == INCOMPLETE
