"""Which checks are asked, with which settings and severities."""

import json
from dataclasses import replace
from pathlib import Path
from runpy import run_path
from typing import Any

import msgspec
import pytest

from reporter.api import Account, Region, Severity, Verdict, check, failed, passed
from reporter.config.settings import CheckChoice
from reporter.engine.check import AnyCheck
from reporter.engine.judge import judge
from reporter.model.verdicts import Status
from reporter.rules.frameworks import Answer, Framework, Requirement
from reporter.rules.records import code_version, framework_record, rule_record
from reporter.rules.selection import convert_settings, make_rules, select_checks, settings_in_force
from reporter.runs import AnswerRecord
from tests.doors import Alarm, Door, DoorCount, Town, door_is_locked


@check("house-region-few-doors", title="Regions have few doors", severity=Severity.LOW, remediation="Wall some up.")
def region_has_few_doors(region: Region, count: DoorCount, *, limit: int = 5, ports: frozenset[int] = frozenset({22})) -> Verdict:  # fmt: skip  # noqa: E501
    """Every door
    is a risk."""
    return failed("too many") if count.doors > limit else passed()


@check("house-account-alarm-on", title="The alarm is on", severity=Severity.HIGH, remediation="x", cli="alarm on")
def alarm_is_on(account: Account, alarm: Alarm) -> Verdict:
    return passed() if alarm.on else failed("off")


@check("house-door-xrayed", title="No door hides", severity=Severity.LOW, remediation="x", costly=True)
def door_is_xrayed(account: Account) -> Verdict:
    return passed()


CHECKS: tuple[AnyCheck, ...] = (door_is_locked, region_has_few_doors, alarm_is_on)
FEW = region_has_few_doors.id


def framework(*answers: Answer, id_: str = "mine") -> Framework:
    requirement = Requirement(id="1", title="One", level="L1", assessment="automated", checks=answers, remaining="more")
    return Framework(id=id_, title="Mine", version="1", requirements=(requirement,))


def asking(**values: object) -> Answer:
    return Answer(FEW, json.dumps(values, sort_keys=True))


@pytest.mark.parametrize(
    ("choice", "selected"),
    [
        (CheckChoice(), CHECKS),
        (CheckChoice(include=("house-region-*", "house-account-alarm-on")), CHECKS[1:]),
        (CheckChoice(exclude=("*-door-*", "*-alarm-*")), (region_has_few_doors,)),
        (CheckChoice(include=("*-door*",), exclude=("*-region-*",)), (door_is_locked,)),
        (CheckChoice(include=("house-DOOR-*",)), ()),
    ],
)
def test_checks_are_those_that_are_included_and_not_excluded(
    choice: CheckChoice, selected: tuple[AnyCheck, ...]
) -> None:
    assert select_checks(CHECKS, choice) == selected


@pytest.mark.parametrize(
    ("choice", "selected"),
    [
        (CheckChoice(), ()),
        (CheckChoice(include=("house-door-*",)), ()),
        (CheckChoice(include=("*", "house-door-xrayed")), (door_is_xrayed,)),
        (CheckChoice(include=("house-door-xrayed",), exclude=("*-xrayed",)), ()),
    ],
)
def test_a_costly_check_is_only_asked_where_its_full_id_is_included(
    choice: CheckChoice, selected: tuple[AnyCheck, ...]
) -> None:
    assert select_checks([door_is_xrayed], choice) == selected


def test_without_any_wishes_every_check_is_asked_once_as_its_author_meant_it() -> None:
    rules = make_rules(CHECKS, CheckChoice())
    assert [(rule.check, rule.severity, dict(rule.settings), rule.parameters) for rule in rules] == [
        (each, each.severity, {}, "") for each in CHECKS
    ]


def test_the_configuration_overrides_settings_and_severities() -> None:
    choice = CheckChoice(settings={FEW: {"ports": [80, 443]}}, severities={FEW: Severity.CRITICAL})
    rule = make_rules([region_has_few_doors], choice)[0]
    assert (rule.severity, settings_in_force(rule)) == (Severity.CRITICAL, {"limit": 5, "ports": frozenset({80, 443})})


def test_values_of_yaml_become_those_of_the_signature() -> None:
    assert convert_settings(region_has_few_doors, {"ports": [22, 22]}) == {"ports": frozenset({22})}
    with pytest.raises(msgspec.ValidationError):
        convert_settings(region_has_few_doors, {"limit": "five"})
    with pytest.raises(KeyError):
        convert_settings(region_has_few_doors, {"limits": 5})


def test_a_framework_that_asks_for_other_values_has_the_check_asked_again() -> None:
    choice = CheckChoice(settings={FEW: {"ports": [80]}}, severities={FEW: Severity.INFO})
    main, extra = make_rules([region_has_few_doors], choice, [framework(asking(limit=1))])
    assert (main.parameters, extra.parameters) == ("", '{"limit": 1}')
    assert settings_in_force(extra) == {"limit": 1, "ports": frozenset({80})}
    assert extra.severity is Severity.INFO


@pytest.mark.parametrize("answer", [Answer(FEW), asking(limit=5), asking(ports=[22, 22]), asking(limit=5, ports=[22])])
def test_values_that_are_in_force_anyway_give_no_further_rule(answer: Answer) -> None:
    assert len(make_rules([region_has_few_doors], CheckChoice(), [framework(answer)])) == 1


def test_what_is_in_force_is_what_the_configuration_says() -> None:
    choice = CheckChoice(settings={FEW: {"limit": 1}})
    assert len(make_rules([region_has_few_doors], choice, [framework(asking(limit=1))])) == 1
    assert len(make_rules([region_has_few_doors], choice, [framework(asking(limit=5))])) == 2


def test_two_frameworks_that_ask_for_the_same_share_a_rule() -> None:
    frameworks = [framework(asking(limit=1), asking(limit=2)), framework(asking(limit=1), id_="other")]
    rules = make_rules(CHECKS, CheckChoice(), frameworks)
    assert [rule.parameters for rule in rules] == ["", "", "", '{"limit": 1}', '{"limit": 2}']


def test_a_framework_adds_no_check_that_is_not_selected() -> None:
    assert [rule.check for rule in make_rules([door_is_locked], CheckChoice(), [framework(asking(limit=1))])] == [
        door_is_locked
    ]


def test_all_rules_are_judged_over_the_same_inventory_and_their_findings_do_not_collide() -> None:
    rules = make_rules([region_has_few_doors], CheckChoice(), [framework(asking(limit=1))])
    findings = judge(Town().read(DoorCount), rules)
    shown = {(each.region, each.parameters): each.status for each in findings}
    assert shown == {
        ("north", ""): Status.PASS,
        ("north", '{"limit": 1}'): Status.FAIL,
        ("south", ""): Status.PASS,
        ("south", '{"limit": 1}'): Status.PASS,
    }
    assert len({each.id for each in findings}) == 4


def test_a_record_explains_a_rule_without_its_code() -> None:
    rule = make_rules([region_has_few_doors], CheckChoice(settings={FEW: {"limit": 2}}))[0]
    record = rule_record(replace(rule, parameters="{}"))
    assert (record.check_id, record.service, record.severity, record.parameters) == (FEW, "house", "low", "{}")
    assert record.rationale == "Every door is a risk."
    assert record.settings == '{"limit":2,"ports":[22]}'


PLAIN = "def judge(value: int) -> bool:\n    return value > 1\n"


def version_of(folder: Path, source: str) -> str:
    """The version of a function that stands in a file of its own."""
    file = folder / f"{len(list(folder.iterdir()))}.py"
    file.write_text(source, encoding="utf-8")
    return code_version(run_path(str(file))["judge"])


@pytest.mark.parametrize(
    "same",
    [
        "def judge(value: int) -> bool:\n    # Why not.\n    return (\n        value\n        > 1\n    )\n",
        'def judge(value: int) -> bool:\n    """Why."""\n    return value > 1\n',
        PLAIN.replace("judge", "other") + "judge = other\n",
    ],
)
def test_texts_and_form_of_a_check_do_not_change_its_version(tmp_path: Path, same: str) -> None:
    assert version_of(tmp_path, same) == version_of(tmp_path, PLAIN) != ""


def test_another_code_of_a_check_is_another_version(tmp_path: Path) -> None:
    assert version_of(tmp_path, PLAIN.replace("> 1", "> 2")) != version_of(tmp_path, PLAIN)


def test_a_check_whose_source_is_not_at_hand_has_no_version(tmp_path: Path) -> None:
    made: dict[str, Any] = {}
    exec(PLAIN, made)  # noqa: S102 - a function without a file
    assert code_version(made["judge"]) == ""
    assert version_of(tmp_path, "judge = (\n    lambda value: value > 1)\n") == ""


def test_a_check_that_is_no_plain_function_has_the_version_of_its_line(tmp_path: Path) -> None:
    assert version_of(tmp_path, "judge = lambda value: value > 1\n") != ""


@pytest.mark.parametrize(
    ("asked", "scope", "kind"),
    [
        (alarm_is_on, "account", "AWS::::Account"),
        (region_has_few_doors, "region", "AWS::::Region"),
        (door_is_locked, "resource", Door.kind),
    ],
)
def test_a_record_says_what_a_check_is_asked_of(asked: AnyCheck, scope: str, kind: str) -> None:
    record = rule_record(make_rules([asked], CheckChoice())[0])
    assert (record.scope, record.resource_type) == (scope, kind)


def test_the_answers_of_a_framework_point_at_rules_of_the_run() -> None:
    wanted = framework(asking(limit=5), asking(limit=1), Answer(door_is_locked.id))
    record = framework_record(wanted, make_rules(CHECKS, CheckChoice(), [wanted]))
    assert record.requirements[0].answers == (
        AnswerRecord(check_id=FEW),
        AnswerRecord(check_id=FEW, parameters='{"limit": 1}'),
        AnswerRecord(check_id=door_is_locked.id),
    )


def test_a_record_keeps_what_a_framework_says_of_itself() -> None:
    record = framework_record(framework(), ())
    requirement = record.requirements[0]
    assert (record.id, record.title, record.version) == ("mine", "Mine", "1")
    assert (requirement.id, requirement.title, requirement.level) == ("1", "One", "L1")
    assert (requirement.assessment, requirement.remaining, requirement.answers) == ("automated", "more", ())
