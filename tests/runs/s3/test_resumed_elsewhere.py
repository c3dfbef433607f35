"""A run in S3 that was killed on one machine goes on on another, and ends as if nothing had happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporter.config.settings import Settings
from reporter.runs import AccountRecord, State
from reporter.runs.s3 import working_copy
from reporter.runs.verify import verify_run
from reporter.scan.resume import resumed_scan
from reporter.scan.uploading import UploadingWatcher
from tests.street import IDS, STARTED, Street, Watcher, job, scan
from tests.world import World

URL = "s3://compliance-runs/weekly"
RUN = "20261121T070000Z-1234abcd"


class Killed(BaseException):
    """Raised in place of a power cut: nothing cleans up."""


def opened() -> Any:
    return working_copy(URL, Settings())


def scan_until(done: int) -> None:
    """A scan into S3 that is killed when so many accounts are done."""
    finished: list[str] = []

    def count(record: AccountRecord) -> None:
        finished.append(record.id)
        if len(finished) == done:
            raise Killed

    with opened() as copy:
        scan(copy.root, watcher=UploadingWatcher(Watcher(count), copy)).run()


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3", "us-east-1", "123456789012")
    client.create_bucket(Bucket="compliance-runs")
    return client


def names(s3: Any) -> list[str]:
    found = s3.list_objects_v2(Bucket="compliance-runs")["Contents"]
    return [one["Key"].removeprefix(f"weekly/{RUN}/") for one in found]


@pytest.mark.parametrize("done", [1, 3])
def test_only_the_rest_is_scanned_and_the_findings_are_the_same(s3: Any, tmp_path: Path, done: int) -> None:
    undisturbed = scan(tmp_path).run().folder
    with pytest.raises(Killed):
        scan_until(done)
    assert {"run.json", "asked.json", *(f"accounts/{id_}.findings.jsonl.gz" for id_ in IDS[:done])} <= set(names(s3))
    elsewhere = Street()
    with opened() as copy:
        folder = copy.fetch_run(RUN)
        assert folder.manifest().state is State.RUNNING
        watcher = UploadingWatcher(Watcher(), copy)
        again = resumed_scan(folder, job(copy.root), elsewhere, watcher)  # type: ignore[arg-type]  # stands in for it
        again.clock = lambda: STARTED
        again.resume(folder)
    assert elsewhere.entered == list(IDS[done:])
    with opened() as copy:
        folder = copy.fetch_run(RUN)
        assert verify_run(folder).whole
        assert folder.findings.read_bytes() == undisturbed.findings.read_bytes()


def test_an_undisturbed_scan_leaves_a_whole_run_and_nothing_half(s3: Any) -> None:
    with opened() as copy:
        scan(copy.root, watcher=UploadingWatcher(Watcher(), copy)).run()
    with opened() as copy:
        folder = copy.fetch_run(RUN)
        assert verify_run(folder).whole
        assert sorted(["run.json", *folder.evidence()]) == sorted(names(s3))
