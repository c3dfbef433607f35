"""Scans, reports and lists of accounts, from the command line."""

import json
import os
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from reporter.cli import app
from reporter.demo.emulator import emulated_aws
from tests.cli.conftest import CommandLine
from tests.world import World

CURRENT = "123456789012"
"""The account of the emulator's base credentials."""
PASSWORDS = "iam-password-policy-minimum-length"
"""A check that fails in an empty account, with medium severity."""
DISKS = "ec2-region-ebs-encryption-by-default"
NAME = "[red]x[/blue]"


@pytest.fixture
def config(tmp_path: Path, world: World) -> Path:
    """A configuration for the account of the base credentials, in an empty AWS."""
    file = tmp_path / "reporter.yml"
    file.write_text("output: {formats: [json]}\nframeworks: {include: [cis-7.0]}\n")
    return file


def shown(result: Result) -> str:
    """Standard output with single blanks."""
    return re.sub(" +", " ", result.stdout)


def report_of(result: Result) -> Path:
    [file] = re.findall(r"^  (\S+/report\.json)$", result.stdout, re.MULTILINE)
    return Path(file)


def test_a_scan_tells_what_it_found_and_where_the_reports_lie(config: Path, reporter: CommandLine) -> None:
    result = reporter("scan", "-c", config, "--checks", PASSWORDS, "--out", config.parent / "elsewhere")
    assert result.exit_code == 0
    assert "Reading 1 account" in result.stderr
    assert f"[1/1] {CURRENT}" in result.stderr
    assert f" {CURRENT} scanned 0 0 1 0 0 0 0 " in shown(result)
    assert "\n1 failing, 0 passing, 0 not assessed\n" in result.stdout
    assert report_of(result).is_relative_to(config.parent / "elsewhere")
    assert json.loads(report_of(result).read_text())


@pytest.mark.parametrize(("severity", "code"), [("low", 1), ("medium", 1), ("high", 0)])
def test_failures_end_with_1_if_that_was_asked(config: Path, severity: str, code: int, reporter: CommandLine) -> None:
    assert reporter("scan", "-c", config, "--checks", PASSWORDS, "--fail-on", severity).exit_code == code


def test_a_complete_scan_ends_with_its_score(config: Path, reporter: CommandLine) -> None:
    lines = reporter("scan", "-c", config, "--checks", PASSWORDS).stdout.splitlines()
    assert lines[-1] == "Score: 0.0 %. Coverage: 100.0 %."
    lines = reporter("scan", "-c", config, "--checks", PASSWORDS, "--fail-on", "low").stdout.splitlines()
    assert lines[-1] == "Exit code 1: something of severity low or above fails."


def test_the_configuration_can_ask_for_that_too(config: Path, reporter: CommandLine) -> None:
    config.write_text(f"fail_on: low\noutput: {{formats: [json]}}\nchecks: {{include: [{PASSWORDS}]}}\n")
    assert reporter("scan", "-c", config).exit_code == 1


def test_what_could_not_be_seen_ends_with_3(config: Path, reporter: CommandLine) -> None:
    result = reporter("scan", "-c", config, "--checks", DISKS, "--regions", "eu-nowhere-1")
    assert result.exit_code == 3
    assert "\nIncomplete: 1 finding could not be assessed.\n" in result.stdout
    assert result.stdout.splitlines()[-4:] == [
        "Score: none, as too little could be evaluated. Coverage: 0.0 %.",
        (
            "1 finding not assessed: Region disabled (region-disabled). The region is in scope but is not enabled in "
            "the account."
        ),
        f"Where to look: sheet Coverage of the workbook; `reporter doctor -c {config}` shows causes and fixes.",
        "Exit code 3: the scan ended, and something could not be assessed; what is missing is no pass.",
    ]


def test_only_the_accounts_the_framework_and_the_checks_that_are_named_are_read(
    config: Path, reporter: CommandLine
) -> None:
    listed = f"[{{id: '111122223333'}}, {{id: '444455556666', name: '{NAME}'}}]"
    config.write_text(f"output: {{formats: [json]}}\naccounts: {{list: {listed}}}\n")
    options = ("--framework", "cis-5.0", "--checks", f"{PASSWORDS},iam-group-*", "--accounts", "444455556666")
    result = reporter("scan", "-c", config, *options)
    assert f" 444455556666 {NAME} scanned " in shown(result)
    assert "111122223333" not in result.output
    manifest = json.loads((report_of(result).parent.parent / "run.json").read_text())
    assert [rule["check_id"] for rule in manifest["rules"]] == [PASSWORDS]
    assert [framework["id"] for framework in manifest["frameworks"]] == ["cis-5.0"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--accounts", "4444"], "'4444' is not an account id: write its 12 digits\n"),
        (["--accounts", "999988887777"], "not among the accounts to scan: 999988887777 ("),
        (["--accounts", "123456789021"], f"123456789021 (no source of accounts names it; did you mean {CURRENT}?)"),
        (["--regions", "mars"], "'mars' is not a region: write a name such as eu-central-1\n"),
        (["--regions", "eu-west-1,us-esat-1"], "no region 'us-esat-1'; did you mean 'us-east-1'? If it is new"),
        (["--framework", "cis-8.0"], "there is no framework 'cis-8.0'; did you mean 'cis-7.0'?\n"),
        (["--checks", "iam-password-policy-minimum-lenght"], f"did you mean '{PASSWORDS}'?\n"),
        (["--fail-on", "worst"], "'critical', 'high', 'medium', 'low', 'info'"),
        (["--out", "/dev/null"], "/dev/null"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_meant_end_with_2(
    config: Path, options: list[str], words: str, reporter: CommandLine
) -> None:
    result = reporter("scan", "-c", config, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert not (config.parent / "runs").exists()


def test_a_workbook_that_cannot_be_read_back_stops_the_scan_before_it_begins(
    config: Path, reporter: CommandLine
) -> None:
    result = reporter("scan", "-c", config, "--follow-up", config)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{config} is not an Excel workbook: save it as .xlsx\n"
    assert not (config.parent / "runs").exists()


def test_a_wrong_configuration_writes_nothing(config: Path, reporter: CommandLine) -> None:
    config.write_text("acounts: {}\nfail_on: worst\n")
    result = reporter("scan", "-c", config)
    assert result.exit_code == 2
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{config}:1", f"{config}:2"]
    assert list(config.parent.iterdir()) == [config]


def test_a_scan_without_credentials_says_so(tmp_path: Path, reporter: CommandLine) -> None:
    with emulated_aws():  # which puts the environment back
        del os.environ["AWS_ACCESS_KEY_ID"]
        (tmp_path / "reporter.yml").write_text("accounts: {current: true}")
        result = reporter("scan", "-c", tmp_path / "reporter.yml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the default credentials cannot be used" in result.stderr


def test_the_accounts_are_listed_with_the_reason_for_each(config: Path, world: World, reporter: CommandLine) -> None:
    organizations = world.client("organizations", account_id=CURRENT)
    organizations.create_organization(FeatureSet="ALL")
    organizations.create_account(Email="a@example.com", AccountName=NAME)
    organizations.create_account(Email="b@example.com", AccountName="sandbox-1")
    config.write_text("accounts: {organization: {exclude: {names: [sandbox-*]}}}")
    output = shown(reporter("accounts", "-c", config))
    assert re.search(rf"\d{{12}} {re.escape(NAME)} .*in scope .*in the organisation", output)
    assert re.search(r"\d{12} sandbox-1 .*excluded .*excluded: its name matches 'sandbox-\*'", output)
    assert output.endswith("\n2 in scope, 1 excluded\n")


def test_a_run_is_reported_again(config: Path, reporter: CommandLine) -> None:
    first = report_of(reporter("scan", "-c", config, "--checks", PASSWORDS))
    run = first.parent.parent
    again = reporter("report", run, "--format", "csv,json", "-o", config.parent / "again")
    assert again.output == f"{config.parent}/again/report.csv\n{config.parent}/again/report.json\n"
    assert (config.parent / "again" / "report.json").read_bytes() == first.read_bytes()
    everything = reporter("report", run)
    assert [Path(line).suffix for line in everything.output.splitlines()] == [".xlsx", ".csv", ".html", ".json"]


def test_a_part_of_a_run_is_reported_under_its_own_name(config: Path, reporter: CommandLine) -> None:
    run = report_of(reporter("scan", "-c", config, "--checks", PASSWORDS)).parent.parent
    [account] = json.loads((run / "run.json").read_bytes())["accounts"]
    result = reporter("report", run, "--format", "jsonl,junit", "--account", account["id"])
    assert [Path(line).name for line in result.output.splitlines()] == [
        f"report-account-{account['id']}.jsonl",
        f"report-account-{account['id']}.junit.xml",
    ]
    named = reporter("report", run, "--format", "jsonl", "--account", account["name"])
    assert [Path(line).name for line in named.output.splitlines()] == [f"report-account-{account['id']}.jsonl"]
    unknown = reporter("report", run, "--owner", "zoe")
    assert unknown.exit_code == 2
    assert unknown.stderr.startswith("the run has no account of owner zoe; ")


def test_what_is_no_run_cannot_be_reported(tmp_path: Path, reporter: CommandLine) -> None:
    result = reporter("report", tmp_path)
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path} is not a run: it has no run.json\n")


def test_a_format_that_does_not_exist_is_refused(tmp_path: Path, reporter: CommandLine) -> None:
    result = reporter("report", tmp_path, "--format", "csv,pfd")
    known = "asff, csv, csv-bom, html, json, jsonl, junit, ocsf, oscal, sarif, xlsx"
    assert (result.exit_code, result.stderr) == (2, f"there is no format 'pfd'; known are: {known}\n")


def test_the_demo_says_how_to_get_its_extra(reporter: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto", None)
    result = reporter("demo")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "this needs the extra [demo]: in the folder that has the product's files, "
        "run `pip install '.[demo]'` or `pipx install --force '.[demo]'`\n"
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The demo takes some seconds, so it is run once."""
    run = CliRunner().invoke(app, ["demo", "--out", str(tmp_path_factory.mktemp("demo"))])
    if run.exception:
        raise run.exception
    return run


def test_the_demo_is_no_failure_and_says_what_an_actual_scan_would_have_said(demo: Result) -> None:
    assert demo.exit_code == 0
    assert "so the exit code is 0. A real scan would have ended with 3: account " in demo.stdout
    assert "was not reached: role-not-assumable; " in demo.stdout
    assert demo.stdout.endswith(" findings in other accounts could not be assessed.\n")


def test_the_demo_shows_every_account_and_where_the_reports_lie(demo: Result) -> None:
    output = shown(demo)
    assert len(re.findall(r"^ \d{12} \S+ scanned( \d+){8}", output, re.MULTILINE)) >= 8
    assert re.search(r"^ \d{12} \S+ unreachable \d+ 0 *$", output, re.MULTILINE)
    assert re.search(r"^ \d{12} \S+ left-out 0 *$", output, re.MULTILINE)
    files = re.findall(r"^  (\S+/report\.\w+)$", demo.stdout, re.MULTILINE)
    assert [Path(file).suffix for file in files] == [".xlsx", ".csv", ".html", ".json"]
    assert all(Path(file).stat().st_size for file in files)
