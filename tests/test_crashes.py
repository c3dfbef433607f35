"""Promise 9: a scan that is killed at any moment and resumed tells what an undisturbed one tells, byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from reporter.runs import RunFolder, State
from reporter.runs.verify import verify_run


@pytest.fixture(scope="module")
def kills(extent: str) -> int:
    """The number of scans that are killed."""
    return 100 if extent == "all" else 30


@pytest.fixture(scope="module")
def killed_runs(tmp_path_factory: pytest.TempPathFactory, kills: int) -> dict[str, RunFolder]:
    """Runs that were killed at random moments and resumed, beside one that was left alone."""
    runs = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.kills", str(runs), "2026", str(kills)]
    shown = subprocess.run(command, cwd=Path(__file__).parent.parent, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    assert json.loads(shown.stdout)["killed"] == kills
    return {place.name: RunFolder(next(place.iterdir())) for place in runs.iterdir() if place.name != "warming-up"}


def test_a_crash_loses_no_finding_and_doubles_none(killed_runs: dict[str, RunFolder], kills: int) -> None:
    """Broken on purpose: write the findings of an account before its inventory and its record, and believe them."""
    expected = Counter(ids_of(killed_runs["undisturbed"]))
    assert set(expected.values()) == {1}
    assert len(killed_runs) == kills + 1
    for folder in killed_runs.values():
        assert Counter(ids_of(folder)) == expected
        assert folder.manifest().state is State.FINISHED
        assert verify_run(folder).whole
        assert not list(folder.path.rglob("*.tmp"))


def test_a_crash_changes_no_report(killed_runs: dict[str, RunFolder], kills: int) -> None:
    """Broken on purpose: let `resumed_scan` make up a run id of its own."""
    undisturbed = contents_of(killed_runs["undisturbed"])
    compared: Counter[str] = Counter()
    for folder in killed_runs.values():
        for name, content in contents_of(folder).items():
            assert content == undisturbed[name], f"{folder.path}: {name}"
            compared[name] += 1
    assert compared["findings.parquet"] == compared["report.csv"] == kills + 1
    assert compared["report.xlsx"] == compared["report.html"] == compared["report.json"] == kills / 10 + 1


def ids_of(folder: RunFolder) -> list[str]:
    query = "SELECT id FROM read_parquet($file)"
    return [row[0] for row in duckdb.execute(query, {"file": str(folder.findings)}).fetchall()]


def contents_of(folder: RunFolder) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder.findings, *folder.reports.iterdir())}
