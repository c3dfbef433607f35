"""The examples of a weekly run work, as far as this machine can show."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WEEKLY = ROOT / "deploy" / "weekly"
SCAN = re.compile(r"reporter scan -c \S*reporter\.yml$", re.MULTILINE)


def program(folder: Path, code: int) -> Path:
    """Stands in for `reporter`."""
    file = folder / "reporter"
    file.write_text(f'#!/bin/sh\necho "asked $*, password ${{SMTP_PASSWORD:-none}}"\nexit {code}\n')
    file.chmod(0o755)
    return file


def run(folder: Path, code: int) -> subprocess.CompletedProcess[str]:
    command = [str(WEEKLY / "weekly.sh"), str(program(folder, code)), "/etc/reporter.yml", str(folder)]
    cron = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "HOME": str(folder), "LOGNAME": "reporter"}
    return subprocess.run(command, env=cron, capture_output=True, text=True, check=False)  # noqa: S603 - ours


@pytest.mark.parametrize("code", [0, 1])
def test_cron_hears_nothing_where_the_report_was_sent(tmp_path: Path, code: int) -> None:
    (tmp_path / "environment").write_text("SMTP_PASSWORD=made-up\n")
    done = run(tmp_path, code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "weekly.log").read_text() == "asked scan -c /etc/reporter.yml, password made-up\n"


@pytest.mark.parametrize("code", [2, 3, 130])
def test_cron_mails_what_needs_attention(tmp_path: Path, code: int) -> None:
    done = run(tmp_path, code)
    assert done.returncode == code
    assert f"ended with {code}" in done.stdout
    assert "asked scan -c /etc/reporter.yml, password none" in done.stdout


def test_two_scans_never_run_at_once(tmp_path: Path) -> None:
    with (tmp_path / "weekly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(tmp_path, 0).returncode == 75


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for file in WEEKLY.glob("reporter.*"):
        (tmp_path / file.name).write_text(file.read_text().replace("/opt/reporter/bin/reporter", "/bin/true"))
    command = ["systemd-analyze", "verify", *(str(file) for file in sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - as above
    assert (done.returncode, done.stderr) == (0, "")


def test_every_example_runs_the_same_command() -> None:
    assert SCAN.search((WEEKLY / "reporter.service").read_text())
    [job] = yaml.safe_load((WEEKLY / "github-actions.yml").read_text())["jobs"].values()
    assert SCAN.search(job["steps"][-1]["run"])
    line = (WEEKLY / "crontab").read_text().splitlines()[-1].split()
    assert line[5:] == [
        "reporter",
        "/opt/reporter/weekly.sh",
        "/opt/reporter/bin/reporter",
        "/etc/reporter/reporter.yml",
        "/var/lib/reporter",
    ]
