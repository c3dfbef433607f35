"""The page of checks is generated from the checks themselves."""

import json
from dataclasses import replace
from typing import Annotated

import pytest

from reporter.api import Account, OnlyIf, Region, Severity, Verdict, check, failed, passed
from reporter.catalogue.checks_page import (
    actions_of,
    as_json,
    check_section,
    checks_pages,
    iam_policy,
    requirements_of,
    scope_of,
    setting_defaults,
)
from reporter.engine.check import AnyCheck
from reporter.rules.frameworks import Answer, Framework, Requirement
from tests.doors import Alarm, DoorCount, door_is_locked


@check("house-region-few-doors", title="Regions have few doors", severity=Severity.LOW, remediation="Wall some up.")
def few_doors(region: Region, count: DoorCount, *, limit: int = 5, ports: frozenset[int] = frozenset({9, 80})) -> Verdict:  # fmt: skip  # noqa: E501
    """Every door is a risk."""
    return failed("too many") if count.doors > limit else passed()


@check("house-account-alarm-on", title="The alarm is on", severity=Severity.HIGH, remediation="x", cli="alarm on")
def alarm_is_on(account: Account, alarm: Alarm) -> Verdict:
    """Thieves fear noise."""
    return passed() if alarm.on else failed("off")


@check("house-region-doors-alarmed", title="Doors are alarmed", severity=Severity.LOW, remediation="x")
def doors_are_alarmed(
    region: Region, alarm: Annotated[Alarm | None, OnlyIf("strict")], *, strict: bool = False
) -> Verdict:
    """Read only if the setting is on."""
    return passed()


@check("house-account-exists", title="It exists", severity=Severity.INFO, remediation="Open one.")
def account_exists(account: Account) -> Verdict:
    """Nothing is asked."""
    return passed()


def requirement(id_: str, *checks: AnyCheck) -> Requirement:
    answers = tuple(Answer(each.id) for each in checks)
    return Requirement(id=id_, title=id_, level="", assessment="", checks=answers, remaining="")


FRAMEWORK = Framework(
    id="mine", title="Mine", version="1", requirements=(requirement("1", few_doors), requirement("2", few_doors))
)


def test_the_actions_are_those_of_everything_that_has_to_be_asked() -> None:
    assert actions_of([door_is_locked]) == ("door:GetLock", "door:List", "ec2:DescribeRegions")
    assert actions_of([account_exists]) == ()


def test_the_extra_actions_of_a_setting_are_shown_with_it() -> None:
    assert "- Permissions: `ec2:DescribeRegions`" in check_section(doors_are_alarmed, [])
    assert "- Setting `strict`: default `false`; also needs `house:GetAlarm`" in check_section(doors_are_alarmed, [])


def test_the_policy_allows_each_action_once_and_nothing_else() -> None:
    policy = iam_policy([door_is_locked, few_doors, alarm_is_on])
    [statement] = policy["Statement"]
    assert policy["Version"] == "2012-10-17"
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == ["door:GetLock", "door:List", "ec2:DescribeRegions", "house:GetAlarm"]


@pytest.mark.parametrize(
    ("asked", "scope"), [(alarm_is_on, "account"), (few_doors, "region"), (door_is_locked, "Test::Door")]
)
def test_a_check_is_asked_of(asked: AnyCheck, scope: str) -> None:
    assert scope_of(asked) == scope


def test_a_check_answers_requirements() -> None:
    assert requirements_of(few_doors, [FRAMEWORK]) == ["mine 1, 2"]
    assert requirements_of(alarm_is_on, [FRAMEWORK]) == []


def test_the_defaults_of_settings_are_json_that_is_the_same_each_time() -> None:
    assert setting_defaults(few_doors) == {"limit": "5", "ports": "[9,80]"}


def test_a_section_tells_everything_about_a_check() -> None:
    assert check_section(few_doors, [FRAMEWORK]) == [
        "## house-region-few-doors",
        "",
        "**Regions have few doors.** Every door is a risk.",
        "",
        "- Applies to: region; severity: low",
        "- Permissions: `door:List`, `ec2:DescribeRegions`",
        "- Requirements: mine 1, 2",
        "- Setting `limit`: default `5`",
        "- Setting `ports`: default `[9,80]`",
        "- How to fix: Wall some up.",
        "",
    ]


def test_a_section_shows_the_command_that_corrects() -> None:
    section = "\n".join(check_section(alarm_is_on, []))
    assert "```sh\nalarm on\n```" in section
    assert "- Requirements: none of the built-in ones" in section
    assert "- Permissions: none" in "\n".join(check_section(account_exists, []))


def test_a_costly_check_says_how_it_is_chosen() -> None:
    section = "\n".join(check_section(replace(account_exists, costly=True), []))
    assert "severity: info; costly, so only where `checks.include` has its full id" in section


def test_the_index_lists_the_checks_and_the_page_of_each_service_explains_them() -> None:
    door_open = replace(few_doors, id="street-door-open")
    pages = checks_pages([alarm_is_on, few_doors, door_open], [FRAMEWORK])
    assert set(pages) == {"checks.md", "checks/house.md", "checks/street.md"}
    assert "3 checks of 2 services are built in." in pages["checks.md"]
    assert "| [house-account-alarm-on](checks/house.md#house-account-alarm-on) | account | high |" in pages["checks.md"]
    assert pages["checks/house.md"].count("\n## ") == 2
    assert "## street-door-open\n" in pages["checks/street.md"]


def test_json_is_made_for_readers() -> None:
    text = as_json({"name": "Zürich"})
    assert text == '{\n  "name": "Zürich"\n}\n'
    assert json.loads(text) == {"name": "Zürich"}
