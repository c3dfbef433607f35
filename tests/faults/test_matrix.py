"""Whatever goes wrong with an operation: no verdict changes but to NOT_ASSESSED, no row vanishes or is invented."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from reporter.demo.emulator import ENVIRONMENT, emulated_aws
from reporter.model import Finding, Status
from reporter.plugins import load_checks
from tests.busy_account import seed_busy_account
from tests.faults.conftest import OPERATIONS
from tests.faults.faults import KINDS, Kind
from tests.faults.recording import ASSUME_ROLE, Player, Tape, record, scan

CHECKS = tuple(load_checks())
BY_NAME = {kind.name: kind for kind in KINDS}
EMPTY_IS_AN_ANSWER = {
    "s3:GetBucketVersioning",
    "s3:GetBucketLogging",
    "s3:GetBucketNotificationConfiguration",
    "s3:GetBucketWebsite",
}
"""AWS answers with nothing where nothing was ever configured; of a website, the answer itself is the fact."""
NO_BODY = {"s3:HeadBucket"}
"""AWS answers in the headers alone."""
NO_NUMBER = {"connection reset", "no answer in time", "broken off", "words unknown"}
"""Faults that leave no request id, or that only show in what the answer lacks."""


@dataclass(frozen=True)
class Undisturbed:
    """What there is to lose."""

    tape: Tape
    findings: dict[str, Finding]


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[Undisturbed]:
    with emulated_aws() as emulator:
        seed_busy_account(emulator)
        tape, findings = record(emulator, CHECKS)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield Undisturbed(tape, {finding.id: finding for finding in findings})


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Malformed answers leave their traces in the log, by the hundred."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def test_without_a_fault_the_tape_gives_what_aws_gave(undisturbed: Undisturbed) -> None:
    assert scan(Player(undisturbed.tape), CHECKS) == list(undisturbed.findings.values())


def test_no_request_is_missing_from_the_matrix(undisturbed: Undisturbed) -> None:
    assert undisturbed.tape.operations <= set(OPERATIONS)


def test_a_fault(
    undisturbed: Undisturbed, operation: str, kind: str, record_property: Callable[[str, object], None]
) -> None:
    if operation not in undisturbed.tape.operations:
        pytest.skip("no check that is on by default asks for it")
    after = scan(Player(undisturbed.tape, operation, BY_NAME[kind].fault), CHECKS)
    if (kind == "broken off" and operation in NO_BODY) or (
        kind == "fields missing" and not undisturbed.tape.has_fields_to_miss(operation)
    ):
        outcome = "without anything to miss"
    elif kind == "fields missing" and operation in EMPTY_IS_AN_ANSWER:
        outcome = "with a meaning of its own"
    else:
        outcome = judged(undisturbed.findings, after, operation, BY_NAME[kind])
    record_property("fault", outcome)


def judged(before: dict[str, Finding], findings: list[Finding], operation: str, kind: Kind) -> str:
    """What became of the fault; fails the test for anything but a repair or a confession."""
    after = {finding.id: finding for finding in findings}
    unseen = [finding for finding in findings if finding.status is Status.NOT_ASSESSED]
    changed = {id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)}
    for id_ in changed & after.keys():
        allowed = {before[id_].status} if id_ in before else set()
        assert after[id_].status in allowed | {Status.NOT_ASSESSED}, "a verdict that another fact proves may stand"
    confessed = {finding.check_id for finding in unseen}
    assert {before[id_].check_id for id_ in before.keys() - after.keys()} <= confessed
    for finding in unseen:
        assert finding.operation == operation
        assert finding.reason_code in (kind.of_the_role if operation == ASSUME_ROLE else kind.reasons)
        assert finding.request_id or kind.name in NO_NUMBER or operation == ASSUME_ROLE
    assert {finding.check_id for finding in findings} == {check.id for check in CHECKS}
    if kind.name != "words unknown":
        assert bool(changed) == bool(kind.of_the_role if operation == ASSUME_ROLE else kind.reasons)
    return "confessed" if changed else "without consequence"


def test_when_everything_is_denied_every_check_says_so(undisturbed: Undisturbed) -> None:
    denied = Player(undisturbed.tape, fault=BY_NAME["denied"].fault, spared=ASSUME_ROLE)
    findings = scan(denied, CHECKS)
    assert {(finding.status, finding.reason_code) for finding in findings} == {("NOT_ASSESSED", "denied-by-iam")}
    assert {finding.check_id for finding in findings} == {check.id for check in CHECKS}
