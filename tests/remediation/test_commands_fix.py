"""The commands that moto can run fix what they are shown for, and change nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from reporter.aws.cloudtrail.trails import TrailStatus
from reporter.engine.inventory import Inventory
from reporter.engine.judge import Rule, judge, rule
from reporter.engine.loader import load_checks
from reporter.model.commands import fitted
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from tests.remediation.cases import NOT_RUN, SCENARIOS, SERVICES
from tests.remediation.requests import Request
from tests.remediation.shared import Scenario
from tests.remediation.shell import Shell, unfilled
from tests.world import ACCOUNT_ID, NOW, World

CHECKS = {check.id: check for check in load_checks()}
REGION = "us-east-1"
NETWORKS = ("ec2", "vpc")
CHANGING = {"CredentialReport"}
"""Facts that differ whenever they are read."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.check)
def test_a_command_fixes_what_it_is_shown_for_and_nothing_else(
    scenario: Scenario, world: World, tmp_path: Path
) -> None:
    words = {**scenario.words, **(scenario.seed(world) or {})}
    about = words.pop("ABOUT", scenario.about)
    wanted = rule(CHECKS[scenario.check], **scenario.settings)
    if " jq " in wanted.check.cli and not which("jq"):
        pytest.skip("this machine has no jq")
    before = read(world, wanted)
    [failure] = failures(before, wanted, about)
    for name, content in scenario.files.items():
        (tmp_path / name).write_text(json.dumps(content))
    Shell(tmp_path, sender(world), words, scenario.edits).run(fitted(wanted.check.cli, failure))
    after = read(world, wanted)
    assert failures(after, wanted, about) == []
    assert {one.status for one in judge(after, [wanted]) if one.id == failure.id} <= {
        Status.PASS,
        Status.NOT_APPLICABLE,
    }
    changed = set(differences(before, after))
    assert sorted({kind for kind, _ in changed}) == sorted(scenario.changes)
    beside = scenario.beside.split() or [failure.arn]
    own = (failure.arn, ACCOUNT_ID, f"arn:aws:iam::{ACCOUNT_ID}:root", REGION, "arn:aws:iam::aws:policy/")
    assert [key for _, key in changed if not key.startswith((*own, *beside))] == []


def read(world: World, wanted: Rule) -> Inventory:
    """All that any check of the service looks at: a command asks no other."""
    service = NETWORKS if wanted.check.service in NETWORKS else (wanted.check.service,)
    others = [rule(check) for check in CHECKS.values() if check.service in service and not check.costly]
    others = [one for one in others if one.check is not wanted.check]
    return world.read(rules=[wanted, *others], regions=(REGION,))


def failures(inventory: Inventory, wanted: Rule, about: str) -> list[Finding]:
    found = judge(inventory, [wanted])
    return [one for one in found if one.status is Status.FAIL and about in one.arn]


def sender(world: World) -> Any:
    """Sends a request as a client of moto's AWS would."""

    def send(request: Request) -> Any:
        client = world.client(request.service, request.options.get("region", REGION))
        return getattr(client, request.operation)(**request.parameters)

    return send


def differences(before: Inventory, after: Inventory) -> Iterator[tuple[str, str]]:
    """The kinds and keys of the facts that are not what they were."""
    old, new = dict(facts_of(before)), dict(facts_of(after))
    for key, kind in {*old, *new}:
        if old.get((key, kind)) != new.get((key, kind)):
            yield kind, key


def facts_of(inventory: Inventory) -> Iterator[tuple[tuple[str, str], Any]]:
    """Each fact and each resource under its key and the name of its class."""
    for kind, answers in inventory.answers.items():
        for key, answer in answers.items() if kind.__name__ not in CHANGING else ():
            if isinstance(answer, tuple):
                yield from (((one.key, kind.__name__), undated(one)) for one in answer)
            else:
                yield (key, kind.__name__), undated(answer)


def undated(answer: Any) -> Any:
    """Without the time of the credential report, and of a trail's last delivery, which moto makes now."""
    if isinstance(answer, TrailStatus) and answer.logs:
        return replace(answer, logs=replace(answer.logs, last=answer.logs.last and NOW.at))
    dated = is_dataclass(answer) and "as_of" in {field.name for field in fields(answer)}
    return replace(answer, as_of=None) if dated else answer


def test_each_command_is_run_or_it_is_said_why_not() -> None:
    run = {scenario.check for scenario in SCENARIOS}
    missing = set(CHECKS) - run - set(NOT_RUN)
    assert not missing, "add a case to SCENARIOS of tests/remediation/services/<service>.py, or say in NOT_RUN why not"
    gone = (run | set(NOT_RUN)) - set(CHECKS)
    assert not gone, "no such check: remove it from SCENARIOS or NOT_RUN"
    assert not run & set(NOT_RUN), "it is run, so remove it from NOT_RUN"


@pytest.mark.parametrize("name", SERVICES)
def test_a_module_has_the_cases_and_words_of_its_service_alone(name: str) -> None:
    own = {id_: check.cli for id_, check in CHECKS.items() if check.service == name.rstrip("_")}
    named = {scenario.check for scenario in getattr(SERVICES[name], "SCENARIOS", ())}
    named |= set(getattr(SERVICES[name], "NOT_RUN", ()))
    assert named <= set(own), "move what is of another service to its module"
    words = set(getattr(SERVICES[name], "TO_FILL_IN", ()))
    assert words <= unfilled("\n".join(own.values())), "remove the words that none of these commands has"
