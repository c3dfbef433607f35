"""`reporter scan` as a process of its own, which is sent real signals while an account keeps it waiting."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from reporter.runs import RunFolder, State

IDS = ("111111111111", "222222222222", "333333333333")
PROGRAM = """
import sys
from reporter.cli import main
from reporter.demo.emulator import emulated_aws
with emulated_aws():
    main()
"""
PLUGIN = """
import time
from dataclasses import dataclass
from pathlib import Path
from reporter.api import Account, Aws, Fact, Severity, Verdict, check, collects, passed

SERVICE = "account"

@dataclass(frozen=True, slots=True)
class Patience(Fact):
    needed: bool

@collects("account:GetContactInformation")
def patience(aws: Aws, account: Account) -> Patience:
    if account.account_id == "222222222222" and Path("{tired}").exists():
        Path("{waiting}").touch()
        time.sleep(60)
    return Patience(True)

@check("account-patience-needed", title="Patience", severity=Severity.LOW, remediation="Wait.")
def patience_is_needed(account: Account, patience: Patience) -> Verdict:
    return passed()
"""


class Company:
    """Three accounts, one of which takes a minute as long as it is tired."""

    def __init__(self, folder: Path) -> None:
        self.tired, self.waiting = folder / "tired", folder / "waiting"
        self.runs, self.config = folder / "runs", folder / "reporter.yml"
        self.tired.touch()
        (folder / "checks").mkdir()
        plugin = PLUGIN.replace("{tired}", str(self.tired)).replace("{waiting}", str(self.waiting))
        (folder / "checks" / "patience.py").write_text(plugin)
        listed = ", ".join(f"{{id: '{id_}'}}" for id_ in IDS)
        chosen = "[account-patience-needed, iam-password-policy-minimum-length]"
        self.config.write_text(
            f"accounts: {{list: [{listed}]}}\nchecks: {{folders: [checks], include: {chosen}}}\n"
            "output: {formats: [csv]}\nlimits: {accounts_in_flight: 1}\n"
        )

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - ourselves

    def scan_until_it_waits(self) -> subprocess.Popen[str]:
        scan = self.start("scan", "-c", self.config)
        while not self.waiting.exists():
            assert scan.poll() is None, scan.communicate()
            time.sleep(0.01)
        return scan

    def run(self) -> RunFolder:
        [path] = self.runs.iterdir()
        return RunFolder(path)

    def resume(self) -> list[tuple[str, ...]]:
        """The findings of the run once it is resumed with everybody awake."""
        self.tired.unlink()
        resumed = self.start("scan", "--resume", self.run().path, "-c", self.config)
        _, shown = resumed.communicate(timeout=60)
        assert resumed.returncode == 0, shown
        assert "Reading 2 accounts" in shown
        query = "SELECT account_id, check_id, status FROM read_parquet($file)"
        return duckdb.connect().execute(query, {"file": str(self.run().findings)}).fetchall()


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


EVERYTHING = [
    (id_, check, status)
    for id_ in IDS
    for check, status in (("account-patience-needed", "PASS"), ("iam-password-policy-minimum-length", "FAIL"))
]


def test_a_scan_that_is_terminated_ends_in_ten_seconds_with_a_partial_report(company: Company) -> None:
    scan = company.scan_until_it_waits()
    began = time.monotonic()
    scan.send_signal(signal.SIGTERM)
    out, err = scan.communicate(timeout=30)
    assert time.monotonic() - began < 15, "ten seconds, and some for a busy machine"
    assert scan.returncode == 3
    assert "stopping: accounts in flight have a few seconds to finish" in err
    assert f"To scan the rest: reporter scan --resume {company.run().path} -c {company.config}\n" in out
    states = {account.id: account.state for account in company.run().manifest().accounts}
    assert states == {IDS[0]: "scanned", IDS[1]: "not-scanned", IDS[2]: "not-scanned"}
    assert IDS[2] in (company.run().reports / "report.csv").read_text()
    assert company.resume() == EVERYTHING


def test_a_second_signal_ends_at_once(company: Company) -> None:
    scan = company.scan_until_it_waits()
    began = time.monotonic()
    scan.send_signal(signal.SIGINT)
    time.sleep(0.5)
    scan.send_signal(signal.SIGINT)
    _, err = scan.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert scan.returncode == 130
    assert err.endswith("interrupted\n")
    assert company.run().manifest().state is State.RUNNING
    assert company.resume() == EVERYTHING


def test_a_scan_that_is_killed_is_resumed(company: Company) -> None:
    scan = company.scan_until_it_waits()
    other = company.start("scan", "--resume", company.run().path, "-c", company.config)
    _, err = other.communicate(timeout=60)
    assert other.returncode == 2
    assert f"is being worked on by process {scan.pid} on " in err
    scan.kill()
    scan.communicate()
    assert company.resume() == EVERYTHING
