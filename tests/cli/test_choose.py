"""Choices are shown, and a wrong choice is reported with the nearest right one."""

import json
from pathlib import Path

import pytest

from reporter.engine.loader import load_checks
from tests.cli.conftest import CommandLine

BLOCKED = "s3-bucket-public-access-blocked"
ROTATED = "iam-user-access-key-rotated"
COSTLY = "s3-bucket-object-acl-public-sample"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "reporter.yml"
    file.write_text(f"checks:\n  include: [s3-*]\n  severities: {{{BLOCKED}: low}}\n")
    return file


@pytest.mark.parametrize("command", [["checks"], ["checks", "list"]])
def test_the_checks_are_listed(command: list[str], reporter: CommandLine) -> None:
    result = reporter(*command)
    usual, costly = [[each.id for each in load_checks() if each.costly is wanted] for wanted in (False, True)]
    assert result.exit_code == 0
    assert result.output.endswith(
        f"\n{len(usual)} checks; costly, run only when named by full id: {', '.join(costly)}\n"
    )
    assert f"  {BLOCKED} " in result.output


def test_the_checks_of_a_configuration_are_listed_with_its_severities(config: Path, reporter: CommandLine) -> None:
    lines = reporter("checks", "list", "-c", config).output.splitlines()
    [line] = [line for line in lines if BLOCKED in line]
    assert line.split()[:3] == [BLOCKED, "low", "AWS::S3::Bucket"]
    assert not any("iam-" in line for line in lines)


def test_the_checks_that_match_are_listed_once_whatever_frameworks_ask_of_them(reporter: CommandLine) -> None:
    result = reporter("checks", "list", "--checks", f"{ROTATED},{BLOCKED}")
    assert result.output.count(ROTATED) == 1
    assert result.output.endswith("\n2 checks\n")


def test_a_costly_check_is_listed_where_it_is_named_in_full(reporter: CommandLine) -> None:
    result = reporter("checks", "list", "--checks", f"{BLOCKED},{COSTLY}")
    assert f"  {COSTLY} " in result.output
    assert result.output.endswith("\n2 checks\n")


def test_a_check_is_explained(reporter: CommandLine) -> None:
    output = reporter("checks", "show", ROTATED).output
    assert output.startswith(f"## {ROTATED}\n")
    assert "- Setting `max_age_days`: default `90`" in output
    assert "cis-7.0" in output


def test_a_check_is_explained_prettily_on_a_terminal(reporter: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    output = reporter("checks", "show", ROTATED).output
    assert "##" not in output
    assert "\x1b[" in output


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["checks", "show", f"{BLOCKED}s"], f"there is no check '{BLOCKED}s'; did you mean '{BLOCKED}'?"),
        (["checks", "show", "zzz"], "there is no check 'zzz'; see `reporter checks`"),
        (["frameworks", "show", "cis-8.0"], "there is no framework 'cis-8.0'; did you mean 'cis-7.0'?"),
        (["checks", "list", "--checks", "s3-bukket-*"], "no check matches 's3-bukket-*'; see `reporter checks`"),
        (["policy", "--checks", f"s3-*,{BLOCKED}s"], f"no check matches '{BLOCKED}s'; did you mean '{BLOCKED}'?"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_reported_in_one_sentence(
    arguments: list[str], shown: str, reporter: CommandLine
) -> None:
    result = reporter(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{shown}\n")


def test_options_that_leave_nothing_of_a_configuration_are_refused(config: Path, reporter: CommandLine) -> None:
    config.write_text("checks: {exclude: [iam-*]}")
    result = reporter("checks", "list", "-c", config, "--checks", ROTATED)
    assert result.exit_code == 2
    assert result.stderr.startswith("no check is selected by the configuration and the options together")


def test_a_new_check_is_written_and_not_overwritten(
    tmp_path: Path, reporter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ("checks", "new", "s3", "bucket-thing-good", "--folder", "mine", "--tests", "mytests")
    first, second = reporter(*command), reporter(*command)
    assert first.output == (
        "wrote mine/s3_bucket_thing_good.py\n"
        "wrote mytests/test_s3_bucket_thing_good.py\n"
        "it judges Bucket of reporter.aws.s3.buckets; name another with --subject\n"
        "next: replace each TODO, then python -m pytest mytests/test_s3_bucket_thing_good.py\n"
    )
    assert second.exit_code == 2
    assert second.stderr == "mine/s3_bucket_thing_good.py is already there; choose another name\n"


@pytest.mark.parametrize("command", [["frameworks"], ["frameworks", "list"]])
def test_the_frameworks_are_listed(command: list[str], reporter: CommandLine) -> None:
    output = reporter(*command).output
    [line] = [line for line in output.splitlines() if "cis-7.0" in line]
    assert line.split()[-3:-1] == ["70", "34"]


def test_a_framework_of_ones_own_is_listed_too(tmp_path: Path, reporter: CommandLine) -> None:
    (tmp_path / "ours.yml").write_text('{id: ours, title: Ours, version: "1", requirements: []}')
    config = tmp_path / "config.yaml"
    config.write_text("frameworks: {folders: [more]}")
    (tmp_path / "more").mkdir()
    (tmp_path / "ours.yml").rename(tmp_path / "more" / "ours.yml")
    assert "ours" in reporter("frameworks", "list", "-c", config).output


def test_a_framework_is_explained_by_what_answers_each_requirement(reporter: CommandLine) -> None:
    output = reporter("frameworks", "show", "cis-7.0").output
    assert "answered by organizations-ou-structure-reviewed; a person decides whether the units fit" in output
    assert f"{ROTATED} " in output or f"{ROTATED}\n" in output
    assert " of 70 requirements are answered by checks, in whole or in part" in output


def test_a_framework_names_what_its_publisher_calls_automated_and_no_check_answers(reporter: CommandLine) -> None:
    output = " ".join(reporter("frameworks", "show", "aws-fsbp").output.split())
    assert "; called automated by the publisher, and not answered in whole: " in output


def test_the_policy_is_json_with_the_actions_of_what_is_selected(config: Path, reporter: CommandLine) -> None:
    everything = json.loads(reporter("policy").output)["Statement"][0]["Action"]
    some = json.loads(reporter("policy", "-c", config).output)["Statement"][0]["Action"]
    one = json.loads(reporter("policy", "--checks", BLOCKED).output)["Statement"][0]["Action"]
    assert set(one) < set(some) < set(everything)
    assert not any(action.startswith("iam:") for action in some)


def test_a_configuration_is_not_overwritten(config: Path, reporter: CommandLine) -> None:
    before = config.read_text()
    result = reporter("config", "init", config)
    assert (result.exit_code, config.read_text()) == (2, before)
    assert result.stderr == f"{config} is already there; name another file or move it away\n"


def test_a_configuration_cannot_be_written_where_there_is_no_folder(tmp_path: Path, reporter: CommandLine) -> None:
    result = reporter("config", "init", tmp_path / "nowhere" / "reporter.yml")
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path}/nowhere/reporter.yml: No such file or directory\n")


def test_every_mistake_of_a_configuration_is_reported_with_its_place_and_a_remedy(
    config: Path, reporter: CommandLine
) -> None:
    config.write_text(
        "acounts: {}\naccounts:\n  list:\n    - id: 12\nchecks:\n  include: [s4-*]\n"
        f"  settings:\n    {ROTATED}: {{max_age_days: soon}}\n"
    )
    result = reporter("config", "check", "-c", config)
    assert result.exit_code == 2
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()] == [
        [f"{config}:1", "acounts"],
        [f"{config}:4", "accounts.list[0].id"],
        [f"{config}:6", "checks.include[0]"],
        [f"{config}:8", f"checks.settings.{ROTATED}.max_age_days"],
    ]


def test_a_yaml_error_is_reported_with_its_line(config: Path, reporter: CommandLine) -> None:
    config.write_text("accounts: [\n")
    result = reporter("config", "check", "-c", config)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{config}:2: is not YAML")


def test_the_schema_is_json_for_editors(reporter: CommandLine) -> None:
    assert json.loads(reporter("config", "schema").output)["title"] == "AWS Compliance Reporter"


def test_a_check_that_cannot_be_loaded_is_reported_with_its_file(tmp_path: Path, reporter: CommandLine) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "check.py").write_text("1 / 0\n")
    config = tmp_path / "reporter.yml"
    config.write_text("checks: {folders: [broken]}")
    result = reporter("config", "check", "-c", config)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{tmp_path}/broken/check.py cannot be loaded: ZeroDivisionError: division by zero\n",
    )


def test_a_session_that_aws_will_not_make_so_long_is_a_warning(
    tmp_path: Path, reporter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "aws").write_text("[profile work]\nsso_session = work\n[profile keys]\naws_access_key_id = AKIA\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws"))
    config = tmp_path / "reporter.yml"
    for profile, warnings in (("work", 1), ("keys", 0)):
        config.write_text(
            f"credentials: {{profile: {profile}}}\nrole: {{duration_minutes: 120}}\n"
            "accounts: {list: [{id: '111122223333'}]}\n"
        )
        result = reporter("config", "check", "-c", config)
        assert result.exit_code == 0
        assert result.stderr.count("warning: role.duration_minutes is 120") == warnings


def test_a_misspelt_region_is_a_mistake_and_one_that_may_be_new_a_warning(
    tmp_path: Path, reporter: CommandLine
) -> None:
    config = tmp_path / "reporter.yml"
    config.write_text("regions: {include: [eu-centrl-1]}\n")
    refused = reporter("config", "check", "-c", config)
    assert refused.exit_code == 2
    assert "1: regions.include[0]: there is no region 'eu-centrl-1'; did you mean 'eu-central-1'?" in refused.stderr
    config.write_text("regions: {include: [eu-central-9]}\n")
    doubted = reporter("config", "check", "-c", config)
    assert doubted.exit_code == 0
    assert "no region 'eu-central-9' is known here; did you mean 'eu-central-" in doubted.stderr


def test_through_role_without_anything_to_enter_is_a_mistake(tmp_path: Path, reporter: CommandLine) -> None:
    config = tmp_path / "reporter.yml"
    config.write_text("accounts: {through_role: true, list: [{id: '111122223333'}]}\n")
    result = reporter("config", "check", "-c", config)
    assert result.exit_code == 2
    assert "1: accounts.through_role: is not used: accounts of list and organization are entered" in result.stderr
