"""`config init` writes a configuration that scans what was chosen, by options or by answers at a terminal."""

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from reporter.cli import main
from reporter.config.file.load import load_settings
from reporter.config.settings import AccountSources, AssumedRole, ListedAccount, OrganizationSource
from reporter.engine.loader import load_checks
from tests.cli.conftest import CommandLine

ALL = AccountSources(organization=OrganizationSource())
IDS = ("111122223333", "444455556666")
LISTED = AccountSources(listed=tuple(ListedAccount(id=id_) for id_ in IDS))
CURRENT = AccountSources(current=True)
OURS = AssumedRole(name="OurAudit", external_id="our-id")
CHOSEN: list[tuple[Sequence[str], AccountSources, AssumedRole, str]] = [
    ([], ALL, AssumedRole(), "all accounts of the AWS organisation, through the role ComplianceAudit"),
    (["--organization"], ALL, AssumedRole(), "all accounts of the AWS organisation, through the role ComplianceAudit"),
    (
        ["--current"],
        AccountSources(current=True),
        AssumedRole(),
        "the account of the current credentials, without a role",
    ),
    (
        ["--accounts", ",".join(IDS), "--role", "OurAudit", "--external-id", "our-id"],
        LISTED,
        OURS,
        "2 listed, through the role OurAudit",
    ),
]


@pytest.mark.parametrize(("options", "accounts", "role", "words"), CHOSEN, ids=lambda each: str(each)[:30])
def test_options_choose_what_is_scanned(
    tmp_path: Path,
    reporter: CommandLine,
    options: Sequence[str],
    accounts: AccountSources,
    role: AssumedRole,
    words: str,
) -> None:
    file = tmp_path / "ours.yml"
    result = reporter("config", "init", file, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == f"wrote {file}: {words}"
    assert f"then run reporter doctor -c {file}" in result.stdout
    settings = load_settings(file)
    assert (settings.accounts, settings.role) == (accounts, role)
    checked = reporter("config", "check", "-c", file)
    usual = sum(not check.costly for check in load_checks())
    assert (checked.exit_code, f"{usual} checks, " in checked.output) == (0, True)


@pytest.mark.parametrize("options", [["--organization"], ["--accounts", IDS[0]]], ids=str)
def test_what_was_not_chosen_can_be_put_in_force_line_by_line(
    tmp_path: Path, reporter: CommandLine, options: Sequence[str]
) -> None:
    file = tmp_path / "ours.yml"
    reporter("config", "init", file, *options)
    accounts, _, _ = file.read_text().partition("# The role to assume")
    file.write_text(re.sub(r"(?m)^( *)#(?=\S)", r"\1", accounts))
    sources = load_settings(file).accounts
    assert sources.current
    assert sources.organization
    assert sources.organization.include.ous
    assert sources.listed[0].owner == "payments@example.com"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--accounts", "12"], "'12' is not an account id: write its 12 digits"),
        (["--accounts", IDS[0], "--role", "a b"], "'a b' is not the name of a role"),
        (["--external-id", "x"], "'x' is not an external id"),
        (["--organization", "--current"], "one choice of accounts at a time"),
    ],
    ids=str,
)
def test_a_wrong_choice_writes_nothing(
    tmp_path: Path, reporter: CommandLine, options: Sequence[str], problem: str
) -> None:
    result = reporter("config", "init", tmp_path / "ours.yml", *options)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert result.stderr.startswith(problem)


@pytest.mark.parametrize(
    ("answers", "accounts", "role"),
    [
        (["", "", ""], ALL, AssumedRole()),
        (["2", ", ".join(IDS), "OurAudit", "our-id"], LISTED, OURS),
        (["4", "3"], CURRENT, AssumedRole()),
    ],
    ids=["Enter", "listed", "current"],
)
def test_on_a_terminal_it_asks(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: Sequence[str],
    accounts: AccountSources,
    role: AssumedRole,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["reporter", "config", "init"])
    ours, theirs = os.openpty()
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    monkeypatch.setattr(sys, "stdin", os.fdopen(theirs))
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdin.close()
    os.close(ours)
    shown = capsys.readouterr().out
    assert ended.value.code in (0, None)
    assert shown.startswith("Which accounts do you want to scan?\n")
    assert "wrote reporter.yml: " in shown
    assert shown.endswith("then run reporter doctor\n")
    settings = load_settings(tmp_path / "reporter.yml")
    assert (settings.accounts, settings.role) == (accounts, role)


README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readme_leads_to_a_scan_of_the_organisation_through_the_role(
    tmp_path: Path, reporter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, _, block = README.partition("## The first real scan")
    lines = [line.partition("#")[0].split() for line in block.split("```")[1].splitlines()]
    commands = {" ".join(line[1:]) for line in lines if line[:1] == ["reporter"]}
    assert commands == {"config init --organization", "policy --cloudformation > member-role.yaml", "doctor", "scan"}
    assert reporter("config", "init", "--organization").exit_code == 0
    assert load_settings(tmp_path / "reporter.yml").accounts == ALL
    assert "AWS::IAM::Role" in reporter("policy", "--cloudformation").stdout


def test_the_trust_policy_of_the_readme_demands_the_external_id_of_the_configuration(
    tmp_path: Path, reporter: CommandLine
) -> None:
    _, _, block = README.partition("this is its trust policy")
    [statement] = json.loads(block.split("```")[1].removeprefix("json"))["Statement"]
    file = tmp_path / "ours.yml"
    reporter("config", "init", file, "--organization")
    assert "Condition" not in statement
    assert load_settings(file).role.external_id == ""
    template = reporter("policy", "-c", file, "--cloudformation").stdout
    _, _, parameter = template.partition("\n  ExternalId:\n")
    assert '    Default: ""\n' in parameter.partition("\n  RoleName:")[0]
