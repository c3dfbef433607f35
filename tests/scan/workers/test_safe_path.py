"""Code in the folder in which the user stands is never run, whichever way the program and its processes start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.server import Sizes
from benchmarks.server.handle import Running, running

HOSTILE = (
    "selectors", "json", "socket", "pickle", "random", "signal", "threading", "logging", "subprocess",
    "multiprocessing", "boto3", "botocore", "yaml", "typer", "msgspec", "duckdb", "openpyxl", "rich", "tenacity",
    "moto", "sitecustomize", "usercustomize", "_posixshmem", "_multiprocessing", "checks_in_own_mine",
)  # fmt: skip
MODULE = "import pathlib\nwith pathlib.Path({marks!r}).open('a') as file:\n    print(__name__, file=file)\n{rest}"
OWN = """
import helper_of_mine
from reporter.api import Account, Severity, Verdict, check, passed

@check("own-thing-good", title="Good", severity=Severity.LOW, remediation="-")
def good(account: Account) -> Verdict:
    \"\"\"It is.\"\"\"
    return passed(helper_of_mine.WORD)
"""
CONFIG = """
accounts: {list: [%s]}
checks: {folders: [%s], include: [own-thing-good, iam-password-policy-minimum-length]}
output: {runs: %s, formats: [csv]}
limits: {processes: 2}
"""
STARTS = {
    "the command": [str(Path(sys.executable).parent / "reporter")],
    "python -m": [sys.executable, "-m", "reporter"],
    "python -c": [sys.executable, "-c", "from reporter.cli import main; main()"],
}
"""By the way in which the program is started."""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(Sizes(regions=("eu-west-1",), users=1, buckets=1)) as started:
        yield started


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder full of traps, and beside it what the user has of his own."""
    trap, own, library = (tmp_path / name for name in ("trap", "own", "library"))
    for folder in (trap, own, library):
        folder.mkdir()
    for name in HOSTILE:
        (trap / f"{name}.py").write_text(
            MODULE.format(marks=str(tmp_path / "marks"), rest="raise ImportError(__name__)")
        )
    (own / "mine.py").write_text(OWN)
    (library / "helper_of_mine.py").write_text("WORD = 'from the library of the user'\n")
    listed = ", ".join(f"{{id: '{number:012d}'}}" for number in range(1, 9))
    (tmp_path / "reporter.yml").write_text(CONFIG % (listed, own, tmp_path / "runs"))
    return tmp_path


@pytest.mark.parametrize("start", STARTS)
def test_nothing_of_the_current_folder_is_imported_and_what_the_user_named_is(
    place: Path, server: Running, start: str
) -> None:
    environment = {**os.environ, **server.environment, "PYTHONPATH": str(place / "library"), "HOME": str(place)}
    command = [*STARTS[start], "scan", "-c", str(place / "reporter.yml")]
    ended = subprocess.run(  # noqa: S603 - ourselves
        command, cwd=place / "trap", env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert not (place / "marks").exists(), (place / "marks").read_text()
    [run] = (place / "runs").iterdir()
    rows = (run / "reports" / "report.csv").read_text()
    assert rows.count("from the library of the user") == 8
