"""The doctor and the templates of the role, from the command line."""

import json
from pathlib import Path

import pytest

from reporter.cli.doctor import print_diagnoses
from reporter.doctor import Diagnosis, DiagnosisState
from tests.cli.conftest import CommandLine
from tests.world import World

CURRENT = "123456789012"
PASSWORDS = "iam-password-policy-minimum-length"


@pytest.fixture
def config(tmp_path: Path, world: World) -> Path:
    """One cheap check on the account of the base credentials, in an empty AWS."""
    file = tmp_path / "reporter.yml"
    file.write_text(f"checks: {{include: [{PASSWORDS}]}}\n")
    return file


def test_a_sound_configuration_ends_with_0(config: Path, reporter: CommandLine) -> None:
    result = reporter("doctor", "-c", config)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 of 1 account can be scanned\n" in result.stdout
    assert "this machine       ok" in result.stdout
    assert "[1] no session policy" in result.stdout
    assert "[2]" not in result.stdout


def test_what_would_leave_gaps_ends_with_3_and_a_remedy(config: Path, reporter: CommandLine) -> None:
    config.write_text(config.read_text() + "output: {runs: reporter.yml/runs}\n")
    result = reporter("doctor", "-c", config)
    assert result.exit_code == 3
    assert f"[1]   {config / 'runs'}: Not a directory\n      Where: this machine\n      Fix: make the" in result.stdout


def test_what_several_accounts_have_in_common_is_reported_once(config: Path, reporter: CommandLine) -> None:
    ids = tuple(f"11112222333{number}" for number in range(6))
    listed = ", ".join(f"{{id: '{id_}'}}" for id_ in ids)
    config.write_text(
        config.read_text() + f"accounts: {{list: [{listed}]}}\nregions: {{include: [us-east-1, xx-nowhere-1]}}\n"
    )
    config.write_text(config.read_text().replace(PASSWORDS, "ec2-region-ebs-encryption-by-default"))
    result = reporter("doctor", "-c", config)
    assert result.exit_code == 3
    assert result.stdout.count("[1] regions not enabled: xx-nowhere-1") == 6
    assert "6 of 6 accounts can be scanned, all of them incomplete\n" in result.stdout
    where = f"Where: {', '.join(ids[:5])} and 1 more"
    assert f"{where}\n      Detail ({ids[0]}): not enabled: xx-nowhere-1\n      Fix: enable them" in result.stdout
    assert "us-east-1" not in result.stdout


def found_about(*states: DiagnosisState) -> list[Diagnosis]:
    """A diagnosis of each state, each about another account."""
    return [Diagnosis(f"{id_:012d}", "question", state, "answer", account=f"{id_}") for id_, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ("ok ok", "2 of 2 accounts can be scanned"),
        ("ok warning incomplete", "3 of 3 accounts can be scanned, 1 of them incomplete"),
        ("broken incomplete", "1 of 2 accounts can be scanned, 1 of them incomplete"),
        ("incomplete incomplete unknown", "2 of 3 accounts can be scanned, all of them incomplete"),
        ("broken", "0 of 1 account can be scanned"),
    ],
)
def test_an_account_of_which_something_cannot_be_read_can_be_scanned(
    states: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_diagnoses(found_about(*map(DiagnosisState, states.split())), verbose=False, as_json=False)
    assert f"{shown}\n" in capsys.readouterr().out


def test_every_answer_is_shown_when_asked_for(config: Path, reporter: CommandLine) -> None:
    config.write_text(config.read_text().replace(PASSWORDS, "ec2-region-ebs-encryption-by-default"))
    result = reporter("doctor", "-c", config, "-v")
    assert "regions are enabled" in result.stdout
    assert "us-east-1" in result.stdout
    assert "8 ok, 1 warning\n" in result.stdout


def test_machines_get_json(config: Path, reporter: CommandLine) -> None:
    result = reporter("doctor", "-c", config, "--accounts", CURRENT, "--json")
    found = json.loads(result.stdout)
    assert {tuple(one) for one in found} == {("subject", "question", "state", "answer", "remedy", "account", "cause")}
    assert [one["state"] for one in found] == ["ok"] * 6 + ["warning", "ok"]
    assert found[6]["answer"].startswith("no session policy: these credentials may do more than read")
    assert "made-up" not in result.output  # the secret key


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--accounts", "1234"], "'1234' is not an account id"),
        (["--accounts", "999999999999"], "not among the accounts to scan: 999999999999"),
    ],
)
def test_mistakes_end_with_2(config: Path, reporter: CommandLine, arguments: list[str], problem: str) -> None:
    result = reporter("doctor", "-c", config, *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr


def test_the_role_is_printed_as_a_stack(config: Path, reporter: CommandLine) -> None:
    config.write_text(config.read_text() + "role: {name: OurAudit, external_id: our-id}\n")
    template = reporter("policy", "-c", config, "--cloudformation").stdout
    assert all(
        part in template for part in ("AWS::IAM::Role", '"OurAudit"', '"our-id"', "iam:GetAccountPasswordPolicy")
    )
    assert "s3:" not in template


def test_the_role_is_printed_as_a_module(reporter: CommandLine) -> None:
    module = reporter("policy", "--terraform").stdout
    assert all(part in module for part in ('resource "aws_iam_role"', '"ComplianceAudit"', "s3:ListAllMyBuckets"))


def test_one_template_is_printed_at_a_time(reporter: CommandLine) -> None:
    result = reporter("policy", "--terraform", "--cloudformation")
    assert result.exit_code == 2
    assert result.stderr == "one template at a time: choose --cloudformation or --terraform\n"
