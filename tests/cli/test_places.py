"""Every command that takes a run or a folder of runs takes one in S3 too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.config.settings import Settings
from reporter.model.verdicts import Status
from reporter.runs import State
from reporter.runs.s3 import working_copy
from tests.cli.conftest import CommandLine
from tests.deliver.post_office import post_office
from tests.report.runs import STARTED, account, finding, finished_run, rule
from tests.world import World

BUCKET = "compliance-runs"
URL = f"s3://{BUCKET}/weekly"
PASSWORDS = "iam-password-policy-minimum-length"


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3", "us-east-1", "123456789012")
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def config(tmp_path: Path, s3: Any) -> Path:
    file = tmp_path / "reporter.yml"
    file.write_text(f"output: {{runs: {URL}, formats: [json]}}\nchecks: {{include: [{PASSWORDS}]}}\n")
    return file


def runs(s3: Any) -> list[str]:
    found = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return sorted({one["Key"].split("/")[1] for one in found})


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where copies are made; nothing of them is left."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_a_run_in_s3_is_scanned_reported_proven_and_judged(
    config: Path, s3: Any, reporter: CommandLine, temporary: Path
) -> None:
    scanned = reporter("scan", "-c", config)
    assert scanned.exit_code == 0
    [run] = runs(s3)
    assert re.search(rf"^  {URL}/{run}/reports/report.json$", scanned.stdout, re.MULTILINE)
    reported = reporter("report", f"{URL}/{run}", "--format", "csv,json")
    assert reported.output.splitlines() == [f"{URL}/{run}/reports/report.{ending}" for ending in ("csv", "json")]
    proven = reporter("verify", f"{URL}/{run}/")
    assert f"reports/report.csv, reports/report.json\n{URL}/{run}/ is whole: " in proven.stdout
    judged = reporter("judge", f"{URL}/{run}", "--out", URL)
    assert len(runs(s3)) == 2
    assert f"{URL}/{run[:16]}" in judged.stdout
    assert str(temporary) not in "".join(one.output for one in (scanned, reported, proven, judged))
    s3.delete_object(Bucket=BUCKET, Key=f"weekly/{run}/findings.parquet")
    broken = reporter("report", f"{URL}/{run}")
    assert (broken.exit_code, broken.stderr) == (
        2,
        f"{URL}/{run}/findings.parquet is missing, or is not what the run wrote: nothing can be reported\n",
    )


def test_a_finished_run_in_s3_is_not_resumed_but_asked_again(config: Path, s3: Any, reporter: CommandLine) -> None:
    config.write_text(config.read_text().replace(URL, "elsewhere"))
    reporter("scan", "-c", config, "--out", URL)
    [run] = runs(s3)
    assert not (config.parent / "elsewhere").exists()
    resumed = reporter("scan", "--resume", f"{URL}/{run}", "-c", config)
    assert (resumed.exit_code, resumed.stderr[: len(URL)]) == (2, URL)
    assert reporter("scan", "--resume", f"{URL}/{run}", "--retry-not-assessed").exit_code == 0
    assert runs(s3) == [run]


def test_runs_in_s3_are_compared_listed_and_pruned_whole(config: Path, s3: Any, reporter: CommandLine) -> None:
    finished_into(s3, STARTED, "00000001")
    finished_into(s3, STARTED + timedelta(weeks=1), "00000002", "open")
    first, second = runs(s3)
    assert re.search(r"New +1", reporter("compare", f"{URL}/{second}", f"{URL}/{first}").stdout)
    assert "2 runs" in reporter("runs", "list", "-c", config).stdout
    assert reporter("runs", "prune", URL, "--keep", "1", "--yes").stdout == f"removed: {URL}/{first}\n"
    assert runs(s3) == [second, "pruned.parquet"]
    compared = reporter("compare", f"{URL}/{second}")
    assert (compared.exit_code, compared.stdout) == (2, "")


def finished_into(s3: Any, started: datetime, run_id: str, *failing: str) -> None:
    """A run of that day, put where the commands look."""
    findings = [finding("s3-bucket-closed", "111122223333", Status.FAIL, name) for name in failing]
    with working_copy(URL, Settings()) as copy:
        finished_run(
            copy.root,
            accounts=[account("111122223333")],
            rules=[rule("s3-bucket-closed")],
            findings=findings,
            started=started,
            run_id=run_id,
        )


def test_what_was_delivered_is_known_on_the_next_machine(
    config: Path, s3: Any, reporter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(f"{config.read_text()}deliver: {{webhooks: [{{kind: slack, url_env: REPORTER_TEST_SLACK}}]}}\n")
    with post_office() as office:
        monkeypatch.setenv("REPORTER_TEST_SLACK", office.url)
        assert "sent: slack to REPORTER_TEST_SLACK" in reporter("scan", "-c", config).stdout
        [run] = runs(s3)
        assert "1 already sent" in reporter("send", f"{URL}/{run}", "-c", config).stdout
        office.answers = [(404, {}, b"gone")]
        failed = reporter("send", f"{URL}/{run}", "-c", config, "--again")
    assert failed.exit_code == 3
    assert failed.stderr.endswith(f"this sends what is missing: reporter send {URL}/{run} -c {config}\n")
    assert len(office.received) == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("verify", f"{URL}/none"), f"{URL}/none is not a run: it has no run.json\n"),
        (("verify", f"s3://{BUCKET}"), f"s3://{BUCKET} names no run: write s3://bucket/prefix/RUN\n"),
        (("verify", "gs://x/y"), "gs://x/y is not a place in S3: write s3://bucket/prefix\n"),
        (("verify", "s3://no-such-bucket/RUN"), "ListObjectsV2 was refused: NoSuchBucket"),
        (("demo", "--out", URL), "the demo writes to this machine only: name a folder\n"),
    ],
)
@pytest.mark.usefixtures("s3")
def test_places_that_cannot_be_meant_end_with_2(
    reporter: CommandLine, arguments: tuple[str, ...], problem: str
) -> None:
    result = reporter(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr


def test_of_a_run_in_s3_that_is_not_closed_it_is_reported_how_much_is_there(s3: Any, reporter: CommandLine) -> None:
    with working_copy(URL, Settings()) as copy:
        folder, _ = finished_run(
            copy.root, accounts=[account("111122223333"), account("222233334444")], state=State.RUNNING
        )
        (folder.path / folder.findings_file("222233334444")).unlink()
    shown = reporter("runs", "list", URL).stdout
    assert f"{folder.path.name} " in shown
    assert re.search(r"not closed +1 of 2 written", shown)
