"""How the program ends, as a process of its own: a crash is never taken for findings, nor shown as one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.server import Sizes
from benchmarks.server.handle import Running, running

ACCOUNTS = ", ".join(f"{{id: '{number:012d}'}}" for number in range(1, 9))
CONFIG = f"""
accounts: {{list: [{ACCOUNTS}]}}
checks: {{include: [iam-password-policy-minimum-length]}}
limits: {{processes: 2}}
"""
EXPIRED = (
    '{"Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t", '
    '"Expiration": "2020-01-01T00:00:00Z"}'
)
SPOILT = """
from reporter.api import Account, Aws, Fact, Severity, Verdict, check, collects, passed

SERVICE = "account"

class Nonsense(Fact):
    pass

@collects("account:GetContactInformation")
def nonsense(aws: Aws, account: Account) -> Nonsense:
    return {}["nothing"]

@check("account-nonsense-read", title="-", severity=Severity.LOW, remediation="-")
def read(account: Account, nonsense: Nonsense) -> Verdict:
    return passed()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(Sizes(regions=("eu-west-1",), users=1, buckets=1)) as started:
        yield started


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "reporter.yml"
    file.write_text(CONFIG)
    return file


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-m", "reporter", *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - ourselves
        command, env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def profile(tmp_path: Path, content: str) -> dict[str, str]:
    (tmp_path / "aws").write_text(f"[profile broken]\nregion = eu-west-1\n{content}\n")
    return {
        "AWS_CONFIG_FILE": str(tmp_path / "aws"),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_PROFILE": "broken",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


PROFILES = {
    "expired keys": f"credential_process = echo '{EXPIRED}'",
    "no keys": "credential_process = echo nonsense",
    "no program": "credential_process = /nowhere/to/be/found",
    "SSO": "sso_session = work\nsso_account_id = 111122223333\nsso_role_name = A\n[sso-session work]\n"
    "sso_start_url = https://work\nsso_region = eu-west-1",
}


@pytest.mark.parametrize("content", PROFILES.values(), ids=PROFILES)
def test_base_credentials_that_do_not_work_are_one_sentence_and_2(config: Path, tmp_path: Path, content: str) -> None:
    ended = run("scan", "-c", config, HOME=str(tmp_path), **profile(tmp_path, content))
    assert ended.returncode == 2, ended.stderr
    lines = [line for line in ended.stderr.splitlines() if line]
    assert len(lines) == 1, ended.stderr
    assert "the default credentials cannot be used: " in lines[0]


def test_a_profile_that_does_not_exist_is_one_sentence_and_2(config: Path, tmp_path: Path) -> None:
    ended = run("scan", "-c", config, **{**profile(tmp_path, ""), "AWS_PROFILE": "brokn"})
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
    assert "did you mean 'broken'?" in ended.stderr


def test_an_answer_that_cannot_be_read_is_reported_by_its_finding_and_by_no_traceback(
    config: Path, tmp_path: Path, server: Running
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "spoilt.py").write_text(SPOILT)
    config.write_text(CONFIG.replace("{include: [", "{folders: [own], include: [account-nonsense-read, "))
    ended = run("scan", "-c", config, **server.environment)
    assert ended.returncode == 3
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "crashed" not in ended.stderr
    [folder] = (tmp_path / "runs").iterdir()
    assert "the answer could not be used: it lacks " in (folder / "reports" / "report.csv").read_text()
    detailed = run("--log-level", "debug", "scan", "-c", config, **server.environment)
    assert detailed.stderr.count("Traceback") == 8


def test_a_run_whose_processes_cannot_begin_ends_with_70_and_keeps_the_trace(
    config: Path, tmp_path: Path, server: Running
) -> None:
    (tmp_path / "own").mkdir()
    own = tmp_path / "own" / "spoilt.py"
    own.write_text(
        "import multiprocessing\nif multiprocessing.parent_process():\n    raise SystemError('only there')\n"
    )
    config.write_text(CONFIG.replace("{include: [", "{folders: [own], include: ["))
    ended = run("scan", "-c", config, TMPDIR=str(tmp_path), **server.environment)
    assert ended.returncode == 70, ended.stderr
    assert "Traceback" not in ended.stderr
    [file] = tmp_path.glob("reporter-defect-*.log")
    assert f"reporter has a defect, and ended: SystemError: only there; the trace is in {file}" in ended.stderr
    assert "in another process:" in file.read_text()


READABLE = {
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0"},
}


@pytest.mark.parametrize("environment", READABLE.values(), ids=READABLE)
@pytest.mark.parametrize("arguments", [("checks", "list"), ("frameworks", "show", "cis-7.0")], ids=" ".join)
def test_a_terminal_that_cannot_show_everything_is_no_defect(
    arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    ended = run(*arguments, **environment)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "\n ---" in ended.stdout
    assert "\\u2500" not in ended.stdout


@pytest.mark.parametrize(("arguments", "code"), [("checks list", 0), ("checks lisst", 2), ("--version", 0)])
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_an_output_that_is_closed_is_no_defect(arguments: str, code: int, closed: str) -> None:
    command = f"{sys.executable} -m reporter {arguments} {closed}"
    ended = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=120, check=False)  # noqa: S602
    assert (ended.returncode, "defect" in ended.stderr) == (code, False)
