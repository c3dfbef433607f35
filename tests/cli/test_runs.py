"""Runs that were interrupted are resumed, proven and judged again, from the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace as replaced
from typer.testing import Result

from reporter.cli.judged import print_comparison
from reporter.demo.emulator import emulated_aws
from reporter.model.verdicts import Status
from reporter.runs import RunFolder, State
from reporter.scan.judge_again import ChangedFinding, Comparison
from tests.cli.conftest import CommandLine, run_reporter
from tests.report.runs import finding
from tests.world import World

PASSWORDS = "iam-password-policy-minimum-length"
DISKS = "ec2-region-ebs-encryption-by-default"
IDS = [f"{number}" * 12 for number in range(1, 9)]


@pytest.fixture
def config(tmp_path: Path, world: World) -> Path:
    """A configuration for eight accounts, one after the other, in an empty AWS."""
    return configured(tmp_path)


def configured(folder: Path) -> Path:
    file = folder / "reporter.yml"
    listed = ", ".join(f"{{id: '{id_}'}}" for id_ in IDS)
    file.write_text(
        f"accounts: {{list: [{listed}]}}\nchecks: {{include: [{PASSWORDS}, {DISKS}]}}\n"
        "regions: {include: [us-east-1]}\n"
        "output: {formats: [json]}\nlimits: {processes: 1, accounts_in_flight: 1}\nframeworks: {include: [cis-7.0]}\n"
    )
    return file


@contextmanager
def terminated_early(runs: Path) -> Iterator[None]:
    """Sends SIGTERM to this process as soon as an account is done."""

    def watch() -> None:
        while not list(runs.glob("*/accounts/*.findings.jsonl.gz")):
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=watch)
    thread.start()
    yield
    thread.join()


def the_run(config: Path) -> RunFolder:
    [path] = (config.parent / "runs").iterdir()
    return RunFolder(path)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs of one account, once for all tests."""
    config = configured(tmp_path_factory.mktemp("scanned"))
    with emulated_aws():
        assert run_reporter("scan", "-c", config, "--accounts", IDS[0]).exit_code == 0
    return config.parent / "runs"


@pytest.fixture
def finished(config: Path, scanned: Path) -> RunFolder:
    """A run of one account, to be damaged at will."""
    shutil.copytree(scanned, config.parent / "runs")
    return the_run(config)


def test_a_terminated_scan_says_how_to_go_on_and_going_on_ends_well(
    config: Path, reporter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminated_early(config.parent / "runs"):
        result = reporter("scan", "-c", config)
    folder = the_run(config)
    assert result.exit_code == 3
    assert folder.manifest().state is State.PARTIAL
    assert f"To scan the rest: reporter scan --resume {folder.path} -c {config}\n" in result.stdout
    assert re.search(r"Incomplete: \d accounts? not scanned, because the run was interrupted", result.stdout)
    report = json.loads((folder.reports / "report.json").read_text())
    assert report["summary"]["headline"].startswith("Partial: ")
    assert {account["account_id"] for account in report["accounts"]} == set(IDS)

    monkeypatch.setenv("AWS_PROFILE", "missing")
    closed = reporter("scan", "--resume", folder.path)
    assert closed.exit_code == 2
    assert "cannot be used: The config profile (missing) could not be found" in closed.stderr
    monkeypatch.delenv("AWS_PROFILE")

    resumed = reporter("scan", "--resume", folder.path)
    assert resumed.exit_code == 0
    assert folder.manifest().state is State.FINISHED
    assert "8 failing, 8 passing" in resumed.stdout or "16 failing" in resumed.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--checks", PASSWORDS], "--resume keeps the scope of the run: leave out --accounts, --checks"),
        (["--accounts", IDS[0]], "--resume keeps the scope of the run"),
        (["--out", "elsewhere"], "--resume keeps the scope of the run"),
        ([], "is finished; --retry-not-assessed asks again where something was not assessed"),
        (["-c", "CONFIG", "--retry-not-assessed"], "check iam-password-policy-minimum-length has changed"),
    ],
)
def test_what_cannot_be_resumed_ends_with_2(
    options: list[str], words: str, finished: RunFolder, config: Path, reporter: CommandLine
) -> None:
    config.write_text(config.read_text().replace("checks: {", f"checks: {{severities: {{{PASSWORDS}: low}}, "))
    result = reporter("scan", "--resume", finished.path, *(str(config) if one == "CONFIG" else one for one in options))
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_finished_run_may_ask_again(finished: RunFolder, reporter: CommandLine) -> None:
    result = reporter("scan", "--resume", finished.path, "--retry-not-assessed", "--fail-on", "low")
    assert result.exit_code == 1
    assert "Reading 0 accounts" in result.stderr


def test_asking_again_needs_a_run(config: Path, reporter: CommandLine) -> None:
    result = reporter("scan", "-c", config, "--retry-not-assessed")
    assert result.exit_code == 2
    assert result.stderr.startswith("--retry-not-assessed goes with --resume RUN")


def test_reports_that_cannot_be_written_leave_a_whole_run(finished: RunFolder, reporter: CommandLine) -> None:
    (finished.reports / "report.json").unlink()
    finished.reports.rmdir()
    finished.reports.write_text("in the way")
    result = reporter("scan", "--resume", finished.path, "--retry-not-assessed")
    assert result.exit_code == 3
    assert f"{finished.reports} cannot be written: File exists\nthe run is complete; " in result.stderr
    assert result.stderr.endswith(f"reporter report {finished.path}\n")


def test_a_key_that_cannot_sign_leaves_a_whole_run(config: Path, reporter: CommandLine) -> None:
    config.write_text(config.read_text().replace("formats:", "signing_key: none.pem, formats:"))
    result = reporter("scan", "-c", config, "--accounts", IDS[0])
    assert result.exit_code == 3
    assert "none.pem cannot be read as a private key" in result.stderr
    assert result.stderr.endswith(f"the run {the_run(config).path} is whole, but not signed\n")


def verified(result: Result) -> list[str]:
    return result.stdout.splitlines()


def test_a_whole_run_is_verified(finished: RunFolder, reporter: CommandLine) -> None:
    result = reporter("verify", finished.path)
    assert result.exit_code == 0
    assert verified(result) == [
        "not part of the evidence, because they can be written again: reports/report.json",
        f"{finished.path} is whole: 5 files of a finished run",
    ]


def test_what_is_not_whole_ends_with_1(finished: RunFolder, reporter: CommandLine) -> None:
    finished.findings.write_bytes(b"other")
    (finished.path / "asked.json").unlink()
    (finished.path / "new").touch()
    shutil.rmtree(finished.reports)
    result = reporter("verify", finished.path, "--public-key", finished.path / "key.pub")
    assert result.exit_code == 1
    assert verified(result) == [
        "changed: findings.parquet",
        "removed: asked.json",
        "added: new",
        "there is no run.json.sig: the run is not signed",
        f"{finished.path} is not whole",
    ]


def test_what_is_no_run_ends_with_2(tmp_path: Path, reporter: CommandLine) -> None:
    assert reporter("verify", tmp_path).exit_code == 2
    assert reporter("judge", tmp_path).exit_code == 2


def test_a_signed_run_names_its_key(config: Path, reporter: CommandLine, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(key)
    config.write_text(config.read_text().replace("formats:", "signing_key: key.pem, formats:"))
    assert reporter("scan", "-c", config, "--accounts", IDS[0]).exit_code == 0
    assert "signed with the key whose public half has the SHA-256 " in reporter("verify", the_run(config).path).stdout


def test_a_run_judged_again_by_its_own_rules_is_the_same(finished: RunFolder, reporter: CommandLine) -> None:
    result = reporter("judge", finished.path)
    assert (result.exit_code, result.stdout) == (0, "2 findings of 1 account: byte for byte what the run found\n")


def test_a_run_judged_by_other_settings_tells_what_changes(
    finished: RunFolder, config: Path, reporter: CommandLine
) -> None:
    config.write_text(f"checks: {{severities: {{{PASSWORDS}: low}}}}\n")
    result = reporter("judge", finished.path, "-c", config, "--checks", PASSWORDS)
    assert result.stdout.splitlines() == [
        "1 finding of 1 account: 1 finding not as in the run",
        "",
        "1 finding: severity changed from medium to low",
        f"  {PASSWORDS}, {IDS[0]} global, {IDS[0]}",
    ]


def test_checks_that_were_not_asked_are_judged_by_what_is_known(finished: RunFolder, reporter: CommandLine) -> None:
    result = reporter("judge", finished.path, "--checks", f"{PASSWORDS},s3-account-public-access-blocked")
    assert "1 finding: new, NOT_ASSESSED " in result.stdout
    assert "NOT_ASSESSED" in result.stdout
    assert PASSWORDS not in result.stdout


def test_a_judgement_is_written_as_a_run(finished: RunFolder, tmp_path: Path, reporter: CommandLine) -> None:
    result = reporter("judge", finished.path, "--out", tmp_path / "again")
    [path] = (tmp_path / "again").iterdir()
    assert result.stdout.endswith(f"\nrun: {path}\n{path}/reports/report.json\n")
    assert RunFolder(path).manifest().judged_from == finished.manifest().run_id
    assert reporter("verify", path).exit_code == 0
    refused = reporter("scan", "--resume", path, "--retry-not-assessed")
    assert "it was never scanned, but judged from run " in refused.stderr


def test_checks_that_are_gone_are_reported(finished: RunFolder, reporter: CommandLine) -> None:
    manifest = finished.manifest()
    gone = replace(manifest.rules[0], check_id="house-door-locked")
    finished.finish(replace(manifest, rules=(*manifest.rules, gone)))
    result = reporter("judge", finished.path)
    assert result.stdout.startswith(
        "not evaluated, because these checks are no longer installed: house-door-locked\n"
        "code is never taken from a run: for checks in a folder of your own, name the configuration with -c\n"
    )


def test_an_owner_who_was_added_is_shown_once_for_all_findings(
    finished: RunFolder, config: Path, reporter: CommandLine
) -> None:
    config.write_text(f"owners: [{{name: Payments, accounts: ['{IDS[0]}']}}]\n")
    result = reporter("judge", finished.path, "-c", config, "--checks", f"{PASSWORDS},{DISKS}")
    assert "2 findings: owner changed from none to Payments\n" in result.stdout
    assert "FAIL" not in result.stdout


def test_a_finding_without_an_owner_has_that_of_its_account(capsys: pytest.CaptureFixture[str]) -> None:
    row = finding("s3-bucket-closed", IDS[0], Status.FAIL)
    change = ChangedFinding(row, row, replaced(row, owner="Payments"))
    print_comparison(Comparison(1, 1, [change], {IDS[0]: "Platform"}))
    assert "1 finding: owner changed from Platform to Payments\n" in capsys.readouterr().out


def test_verdicts_come_first_and_reasons_stand_in_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    row = finding("s3-bucket-closed", IDS[0], Status.FAIL, reason="it is open")
    waived = replaced(row, waiver="W-1")
    passed = replaced(row, status=Status.PASS, reason="it is closed")
    gone = ChangedFinding(row, row, None)
    print_comparison(
        Comparison(1, 4, [*[ChangedFinding(waived, row, waived)] * 2, ChangedFinding(passed, row, passed), gone])
    )
    shown = capsys.readouterr().out
    first, second, third = (line for line in shown.splitlines()[1:] if re.match(r"\d", line))
    assert first == "1 finding: status changed from FAIL to PASS, reason changed"
    assert second.startswith("1 finding: gone, was FAIL ")
    assert third == "2 findings: waiver changed from none to W-1"
    assert ": it is open -> it is closed\n" in shown


@pytest.mark.parametrize("written", [False, True])
def test_a_terminal_shows_few_examples_and_names_only_an_option_that_helps(
    capsys: pytest.CaptureFixture[str], *, written: bool
) -> None:
    row = finding("s3-bucket-closed", IDS[0], Status.FAIL)
    many = [ChangedFinding(row, row, replaced(row, owner="Payments"))] * 1688
    print_comparison(Comparison(1, 1688, many), written=written)
    shown = capsys.readouterr().out
    assert "1,688 findings: owner changed from none to Payments\n" in shown
    assert "  and 1,685 more\n" in shown
    assert ("--out writes a run with all of them" in shown) is not written


def test_a_terminal_shows_the_largest_groups(capsys: pytest.CaptureFixture[str]) -> None:
    row = finding("s3-bucket-closed", IDS[0], Status.FAIL)
    apart = [ChangedFinding(row, row, replaced(row, owner=f"team {number}")) for number in range(22)]
    print_comparison(Comparison(1, 22, apart))
    shown = capsys.readouterr().out
    assert "2 more differences of 2 findings not shown\n--out writes a run with all of them\n" in shown
    print_comparison(Comparison(1, 20, apart[:20]))
    assert "--out" not in capsys.readouterr().out
