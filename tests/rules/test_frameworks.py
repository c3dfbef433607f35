"""Frameworks are files; all mistakes in one are reported at once, with their lines."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from reporter.api import Region, Severity, Verdict, check, passed
from reporter.config.file.mistakes import ConfigError
from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks
from reporter.rules.framework_files import framework_names, load_framework, load_frameworks
from reporter.rules.frameworks import Answer, Framework, Requirement
from reporter.system.package_data import resource_folder
from tests.doors import door_is_locked


@check("house-region-few-doors", title="Regions have few doors", severity=Severity.LOW, remediation="Wall some up.")
def region_has_few_doors(region: Region, *, limit: int = 5, ports: frozenset[int] = frozenset({22})) -> Verdict:
    return passed()


CHECKS: dict[str, AnyCheck] = {each.id: each for each in (door_is_locked, region_has_few_doors)}
GOOD = """
id: mine
title: My rules
version: "1.0"
requirements:
  - id: "1.1"
    title: Doors
    level: Basic
    assessment: partial
    checks:
      - house-door-locked
      - house-region-few-doors: {ports: [443, 80], limit: 2}
    remaining: windows
  - {id: "1.2", title: Windows}
"""


def load(folder: Path, text: str) -> Framework:
    file = folder / "framework.yml"
    file.write_text(text)
    return load_framework(file, CHECKS)


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load(folder, text)
    return [line.removeprefix(f"{folder / 'framework.yml'}:") for line in str(refused.value).splitlines()]


def test_a_framework_names_requirements_and_the_checks_that_answer_them(tmp_path: Path) -> None:
    framework = load(tmp_path, GOOD)
    doors, windows = framework.requirements
    assert (framework.id, framework.title, framework.version) == ("mine", "My rules", "1.0")
    assert (doors.id, doors.title, doors.level, doors.assessment) == ("1.1", "Doors", "Basic", "partial")
    assert doors.checks == (
        Answer("house-door-locked"),
        Answer("house-region-few-doors", '{"limit": 2, "ports": [443, 80]}'),
    )
    assert (windows.checks, windows.assessment, windows.remaining) == ((), "automated", "")
    assert list(framework.answers) == list(doors.checks)
    assert (framework.automated, framework.answered, framework.unanswered) == (1, 1, ("1.2",))


def test_answers_are_reported_in_words(tmp_path: Path) -> None:
    doors, windows = load(tmp_path, GOOD).requirements
    few = 'house-region-few-doors {"limit": 2, "ports": [443, 80]}'
    assert doors.answers_in_words == f"answered in part by house-door-locked, {few}; windows"
    assert windows.answers_in_words == "not answered: a person has to assess it"
    unchecked = replace(windows, remaining="no check yet")
    assert unchecked.answers_in_words == "not answered: no check yet; a person has to assess it"
    assert replace(unchecked, note="a person looks").answers_in_words == "not answered: no check yet; a person looks"
    noted = replace(doors, remaining="", note="a person decides")
    assert noted.answers_in_words == f"answered by house-door-locked, {few}; a person decides"


def test_parameters_are_canonical_json_whatever_yaml_made_of_them(tmp_path: Path) -> None:
    answer = load(tmp_path, GOOD).requirements[0].checks[1]
    assert json.dumps(json.loads(answer.parameters), sort_keys=True) == answer.parameters


def test_every_mistake_is_reported_with_its_line(tmp_path: Path) -> None:
    text = """id: mine
titel: My rules
title: My rules
version: 1.0
requirements:
  - id: 2.10
    title: Doors
    checks: [house-door-loked, 7]
  - id: "3"
    title: ""
    assessment: maybe
    checks:
      - house-region-few-doors: {limits: 1}
      - house-region-few-doors: {limit: many}
      - house-door-locked: {limit: 1}
  - id: "3"
    title: Again
  - id: "4"
    checks: house-door-locked
  - windows
"""
    assert mistakes(tmp_path, text) == [
        "2: titel: is unknown; did you mean 'title'?",
        "4: version: YAML reads 1.0 as a number, not as text; put it in quotes: '1.0'",
        "6: requirements[0].id: YAML reads 2.10 as a number, not as text; put it in quotes: '2.10'",
        "8: requirements[0].checks[0]: there is no check 'house-door-loked'; did you mean 'house-door-locked'?",
        "8: requirements[0].checks[1]: there is no check '7'; known are: house-door-locked, house-region-few-doors",
        "10: requirements[1].title: is empty; write a value, or take the line out",
        "11: requirements[1].assessment: is unknown: maybe; write 'automated', 'manual' or 'partial'",
        (
            "13: requirements[1].checks[0].house-region-few-doors.limits: this check has no such parameter; "
            "did you mean 'limit'?"
        ),
        (
            "14: requirements[1].checks[1].house-region-few-doors.limit: "
            "has the wrong type: expected `int`, got `str`; write a whole number"
        ),
        "15: requirements[1].checks[2].house-door-locked.limit: this check has no parameters; take the line out",
        "16: requirements[2].id: '3' stands twice; keep one of them",
        "18: requirements[3].title: is missing; add it",
        (
            "19: requirements[3].checks: must be a list, not house-door-locked; write it in brackets, or in lines that "
            "begin with a dash"
        ),
        "20: requirements[4]: must hold keys of its own, not windows; write them below it, indented",
    ]


def test_a_check_with_something_else_than_settings_is_a_mistake(tmp_path: Path) -> None:
    text = GOOD.replace("{ports: [443, 80], limit: 2}", "80")
    assert mistakes(tmp_path, text) == [
        (
            "12: requirements[0].checks[1].house-region-few-doors: must hold keys of its own, not 80; "
            "write them below it, indented"
        )
    ]


def test_requirements_that_are_no_list_are_a_mistake(tmp_path: Path) -> None:
    text = 'id: mine\ntitle: x\nversion: "1"\nrequirements: none\n'
    assert [line.partition(";")[0] for line in mistakes(tmp_path, text)] == [
        "4: requirements: must be a list, not none"
    ]


def expecting(folder: Path, line: str) -> Requirement:
    text = f'id: mine\ntitle: x\nversion: "1"\nrequirements: [{{id: "1", title: y, {line}}}]'
    [found] = load(folder, text).requirements
    return found


def test_an_expected_check_answers_as_soon_as_it_exists(tmp_path: Path) -> None:
    found = expecting(tmp_path, "expects: [house-door-locked, house-window-shut]")
    assert found.checks == (Answer("house-door-locked"),)
    assert found.remaining == "no check yet for house-window-shut"


def test_expected_checks_that_all_exist_leave_open_what_the_file_says(tmp_path: Path) -> None:
    found = expecting(tmp_path, "checks: [house-door-locked], expects: [house-door-locked], remaining: people")
    assert (found.checks, found.remaining) == ((Answer("house-door-locked"),), "people")


def test_of_many_expected_checks_the_first_are_named(tmp_path: Path) -> None:
    found = expecting(tmp_path, "expects: [a-b, a-c, a-d, a-e, a-f], remaining: people")
    assert (found.checks, found.remaining) == ((), "people; no check yet for a-b, a-c, a-d and 2 more")


def test_folders_add_frameworks_and_a_later_one_replaces_an_earlier_one(tmp_path: Path) -> None:
    for name, title in (("a", "First"), ("b", "Second")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.yml").write_text(GOOD.replace("My rules", title))
    (tmp_path / "b" / "other.yaml").write_text(GOOD.replace("id: mine", "id: other"))
    found = load_frameworks([tmp_path / "a", tmp_path / "b"], CHECKS)
    assert {id_: framework.title for id_, framework in found.items()} == {"mine": "Second", "other": "My rules"}


def test_two_files_of_one_folder_cannot_have_the_same_id(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(ConfigError, match=r"b\.yml: id: another file of the folder has 'mine' too; give one a new id"):
        load_frameworks([tmp_path], CHECKS)


def test_the_names_of_frameworks_are_known_before_they_can_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("id: mine\nrequirements: [{checks: [house-roof-tight]}]\n")
    (tmp_path / "b.yml").write_text("title: nameless\n")
    assert [name.id for name in framework_names([tmp_path])] == ["mine", ""]


@pytest.fixture(scope="module")
def built_in() -> dict[str, Framework]:
    checks = {each.id: each for each in load_checks()}
    return load_frameworks([resource_folder("config") / "frameworks"], checks)


CIS = {f"cis-{version}" for version in ("1.4", "1.5", "2.0", "3.0", "4.0.1", "5.0", "6.0", "7.0")}


def test_the_built_in_frameworks_name_only_checks_that_exist(built_in: dict[str, Framework]) -> None:
    assert CIS | {"aws-fsbp", "nist-800-53-r5"} <= built_in.keys()
    assert all(framework.answered for framework in built_in.values())


def test_a_requirement_meant_to_be_automated_is_answered_or_names_the_checks_that_are_missing(
    built_in: dict[str, Framework],
) -> None:
    for framework in built_in.values():
        for each in framework.requirements:
            assert each.checks or each.remaining or each.assessment == "manual", f"{framework.id} {each.id}"


def test_a_check_that_exists_does_not_remain_to_be_written(built_in: dict[str, Framework]) -> None:
    existing = {each.id for each in load_checks()}
    for framework in built_in.values():
        for each in framework.requirements:
            missing = set(each.remaining.removeprefix("no check yet for ").split(", "))
            assert not missing & existing, f"{framework.id} {each.id}"


NIST_CONTROL = re.compile(r"(AC|AU|CA|CM|CP|IA|IR|MA|PE|PM|RA|SA|SC|SI|SR)-[1-9]\d?(\([1-9]\d?\))?")


def test_no_technical_check_fulfils_a_control_of_nist(built_in: dict[str, Framework]) -> None:
    controls = built_in["nist-800-53-r5"].requirements
    assert all(NIST_CONTROL.fullmatch(each.id) for each in controls)
    assert all(each.assessment == "partial" and each.remaining for each in controls)
    assert any("no check yet" not in each.remaining for each in controls)


ABOUT_S3 = re.compile(r"S3\b|[Bb]ucket|Object-level|MFA Delete")
ELSEWHERE = {
    "CloudFront.12", "CloudFront.13", "CodeBuild.3", "GuardDuty.10", "Macie.1", "Macie is on where data lives in S3",
    "An alarm fires on S3 bucket policy changes", "The trail bucket is not public", "The trail bucket logs access",
}  # fmt: skip
"""What speaks of S3, but is a property of CloudFront, CodeBuild, GuardDuty, Macie, CloudWatch or a trail."""


def test_every_requirement_on_s3_is_answered_in_full_by_checks_of_s3(built_in: dict[str, Framework]) -> None:
    unanswered = {
        (framework.id, each.id): each.remaining
        for framework in built_in.values()
        for each in framework.requirements
        if (ABOUT_S3.search(each.title) or each.id.startswith("S3."))
        and not {each.id, each.title} & ELSEWHERE
        and (each.remaining or not each.checks)
    }
    assert unanswered == {}


ANSWERED_BY = [
    ("cis-2.0", "2.1.2", ["s3-bucket-mfa-delete-enabled"]),
    ("cis-2.0", "5.6", ["ec2-instance-imdsv2-required"]),
    ("cis-3.0", "5.2", ["ec2-security-group-admin-ports-ipv4-closed"]),
    ("cis-3.0", "5.3", ["ec2-security-group-admin-ports-ipv6-closed"]),
    ("cis-3.0", "5.6", ["ec2-instance-imdsv2-required"]),
]
"""Requirements that were once said to need more than the benchmark asks for."""


@pytest.mark.parametrize(("framework", "requirement", "checks"), ANSWERED_BY)
def test_a_requirement_asks_for_what_the_benchmark_asks_for_and_no_more(
    built_in: dict[str, Framework], framework: str, requirement: str, checks: list[str]
) -> None:
    [found] = [each for each in built_in[framework].requirements if each.id == requirement]
    assert [answer.check_id for answer in found.checks] == checks
    assert not found.remaining


def test_what_remains_names_no_check_that_exists(built_in: dict[str, Framework]) -> None:
    existing = {each.id for each in load_checks()}
    named = [
        (framework.id, each.id, check)
        for framework in built_in.values()
        for each in framework.requirements
        for check in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", each.remaining)
    ]
    assert len(named) > 300  # the expression finds ids
    assert [found for found in named if found[2] in existing] == []
