"""Runs in S3 as they are fetched, worked on and put back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from reporter.config.settings import Settings
from reporter.demo.emulator import operation_name, refuse
from reporter.demo.state import Refusal
from reporter.model.errors import Unfinished, UserError
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.runs import Manifest, RunBroken, RunFolder, begun
from reporter.runs.history import plan_pruning, runs_in
from reporter.runs.s3 import WorkingCopy, working_copy
from reporter.runs.verify import verify_run
from tests.report.runs import account, finished_run
from tests.runs.history.weeks import bucket, week
from tests.street import scan
from tests.world import Prepare, World, deny, together

CURRENT = "123456789012"
BUCKET = "compliance-runs"
URL = f"s3://{BUCKET}/weekly"
RUN = "20261116T060000Z-0a1b2c3d"


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3", "us-east-1", CURRENT)
    client.create_bucket(Bucket=BUCKET)
    return client


def objects(s3: Any) -> list[str]:
    found = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return [one["Key"].removeprefix("weekly/") for one in found]


def opened(*prepare: Prepare, **settings: Any) -> Any:
    return working_copy(f"{URL}/", Settings(**settings), together(*prepare))


def a_run(copy: WorkingCopy, **more: Any) -> RunFolder:
    folder, _ = finished_run(copy.root, accounts=[account("111122223333")], **more)
    return folder


@pytest.fixture
def names(s3: Any) -> list[str]:
    """The objects of a run that was put into the bucket."""
    with opened() as copy:
        a_run(copy)
    return objects(s3)


class Line:
    """Hears what S3 is asked that changes anything, in its order."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def prepare(self, session: botocore.session.Session) -> None:
        session.register("before-parameter-build.s3", self._hear)

    def _hear(self, **event: Any) -> None:
        name, params = operation_name(event["model"]), event["params"]
        keys = [one["Key"] for one in params["Delete"]["Objects"]] if "Delete" in params else [params.get("Key", "")]
        if name in ("s3:PutObject", "s3:DeleteObjects"):
            self.heard += [f"{name[3:9]} {key.removeprefix('weekly/')}" for key in keys]


def test_a_run_that_was_put_into_s3_is_whole_when_it_comes_back(names: list[str]) -> None:
    assert f"{RUN}/run.json" in names
    with opened() as copy:
        folder = copy.fetch_run(RUN)
        root = copy.root
        assert verify_run(folder).whole
    assert not root.exists()


def test_a_copy_of_a_run_is_for_its_owner_alone(names: list[str]) -> None:
    with opened() as copy:
        copy.fetch_run(RUN)
        found = [copy.root, *copy.root.rglob("*")]
        modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in found}
        assert modes == {(True, 0o700), (False, 0o600)}
        assert len(found) > len(names)


def test_the_manifest_is_the_last_to_come(s3: Any) -> None:
    line = Line()
    with opened(line.prepare) as copy:
        folder = a_run(copy)
        folder.write_signature(b"{}")
        folder.reports.mkdir()
        (folder.reports / "report.csv").write_text("x")
        (folder.path / ".lock").write_text("mine")
        (folder.reports / ".report.xlsx.tmp").write_text("half")
    assert line.heard[-1] == f"PutObj {RUN}/run.json"
    assert len(line.heard) == len(objects(s3)) == len(set(line.heard))
    assert not [name for name in objects(s3) if "/." in name]


def test_only_what_changed_is_put_back(names: list[str]) -> None:
    line = Line()
    with opened(line.prepare) as copy:
        folder = copy.fetch_run(RUN)
        folder.reports.mkdir()
        (folder.reports / "report.csv").write_text("again")
    assert line.heard == [f"PutObj {RUN}/reports/report.csv"]


def test_what_is_gone_here_goes_there_before_the_manifest_says_so(names: list[str], s3: Any) -> None:
    with opened() as copy:
        copy.fetch_run(RUN).write_signature(b"{}")
    line = Line()
    with opened(line.prepare) as copy:
        folder = copy.fetch_run(RUN)
        folder.go_on(folder.manifest())
    assert line.heard == [f"Delete {RUN}/run.json.sig", f"PutObj {RUN}/run.json"]


def test_a_run_that_is_removed_goes_whole_and_its_manifest_first(names: list[str], s3: Any) -> None:
    line = Line()
    with opened(line.prepare) as copy:
        copy.fetch_history()
        folder = copy.root / RUN
        assert sorted(file.name for file in folder.rglob("*")) == ["findings.parquet", "run.json"]
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert line.heard[0] == f"Delete {RUN}/run.json"
    assert {word for heard in line.heard for word in heard.split()[:1]} == {"Delete"}
    assert objects(s3) == []


def test_old_runs_are_pruned_in_s3_and_what_they_knew_stays(s3: Any) -> None:
    with opened() as copy:
        for number in range(3):
            week(copy.root, number, [bucket("one", Status.FAIL)])
    line = Line()
    with opened(line.prepare) as copy:
        copy.fetch_history()
        assert len(list(plan_pruning(copy.root, 1).carry_out())) == 2
    assert line.heard[0] == "PutObj pruned.parquet"
    with opened() as copy:
        copy.fetch_history()
        [run], _ = runs_in(copy.root)
        [row] = build_report(run.folder, run.manifest).findings
        assert row.age_days == 14
        copy.put_account(account("111122223333"))


def test_history_leaves_alone_what_is_here_already_and_what_is_no_run(names: list[str], s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="weekly/notes/readme.txt", Body=b"")
    s3.put_object(Bucket=BUCKET, Key="weekly/../run.json", Body=b"evil")
    with opened() as copy:
        copy.fetch_run(RUN)
        copy.fetch_history()
        assert [path.name for path in copy.root.iterdir() if (path / "run.json").exists()] == [RUN]
    assert f"{RUN}/run.json" in objects(s3)


def test_no_run_begins_inside_another_in_s3(s3: Any) -> None:
    with opened() as copy:
        folder = scan(copy.root).run().folder
        manifest = folder.manifest()
    before, url = objects(s3), f"{URL}/{folder.path.name}"
    with pytest.raises(UserError, match=f"^{url} belongs to the run {url}: name a folder of runs"):
        begin_at(url, manifest)
    assert objects(s3) == before


def begin_at(url: str, manifest: Manifest) -> None:
    """Begin a run at a place in S3, as a command does."""
    with working_copy(url, Settings(), together()) as copy:
        copy.fetch_history()
        with begun(RunFolder.planned(copy.root, manifest.started, "00000000"), manifest, b"{}"):
            pass


def test_names_that_would_lead_out_of_the_folder_are_not_followed(names: list[str], s3: Any) -> None:
    for name in ("../evil", "a/../../../evil", "a//b", "folder/"):
        s3.put_object(Bucket=BUCKET, Key=f"weekly/{RUN}/{name}", Body=b"evil")
    with opened() as copy:
        assert verify_run(copy.fetch_run(RUN)).whole
        assert not list(copy.root.parent.glob("evil"))
    assert f"{RUN}/../evil" in objects(s3)


def test_what_is_no_run_is_reported_by_its_place_in_s3(s3: Any) -> None:
    with pytest.raises(UserError, match=f"^{URL}/none is not a run: it has no run.json$"), opened() as copy:
        copy.fetch_run("none").manifest()
    assert objects(s3) == []


def test_what_was_done_before_a_mistake_is_put_back(names: list[str], s3: Any) -> None:
    def break_off() -> None:
        with opened() as copy:
            folder = copy.fetch_run(RUN)
            folder.write_signature(b"{}")
            raise Unfinished(f"go on with {folder.path}")

    with pytest.raises(Unfinished, match=f"go on with {URL}/{RUN}"):
        break_off()
    assert f"{RUN}/run.json.sig" in objects(s3)


def test_an_account_is_put_as_soon_as_it_is_done(s3: Any) -> None:
    with opened() as copy:
        folder = a_run(copy, run_id="1")
        [record] = folder.manifest().accounts
        done = folder.checkpoint(record.id)
        assert done
        copy.put_account(done)
        assert [Path(name).name.partition(".")[2] for name in objects(s3)] == [
            "account.json",
            "findings.jsonl.gz",
            "inventory.json.gz",
        ]


def test_an_account_is_not_put_into_the_runs_of_the_past(names: list[str], s3: Any) -> None:
    with opened() as copy:
        copy.fetch_history()
        folder = a_run(copy, run_id="1")
        done = folder.checkpoint("111122223333")
        assert done
        copy.put_account(done)
    assert len(objects(s3)) == 2 * len(names)


@pytest.fixture
def kept() -> Iterator[list[Path]]:
    """Folders that a test leaves behind because S3 took nothing."""
    folders: list[Path] = []
    yield folders
    for folder in folders:
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def test_what_s3_does_not_take_stays_here_and_is_named(s3: Any, kept: list[Path]) -> None:
    refused = pytest.raises(Unfinished, match="nothing is lost: it is in /")
    with refused as failed, opened(deny("s3:PutObject")) as copy:
        a_run(copy)
        kept.append(copy.root)
    assert f"aws s3 cp --recursive {copy.root} {URL}" in str(failed.value)
    assert verify_run(RunFolder(copy.root / RUN)).whole
    assert objects(s3) == []


@pytest.mark.usefixtures("s3")
def test_of_two_troubles_both_are_reported(kept: list[Path]) -> None:
    def break_off() -> None:
        with opened(deny("s3:PutObject")) as copy:
            kept.append(copy.root)
            raise RunBroken(f"{a_run(copy).path} is broken")

    with pytest.raises(Unfinished) as failed:
        break_off()
    assert str(failed.value).startswith(f"{URL}/{RUN} is broken\n{URL}/{RUN}/")
    assert "nothing is lost" in str(failed.value)


@pytest.mark.usefixtures("s3")
def test_an_account_that_cannot_be_put_now_is_put_later(s3: Any, caplog: pytest.LogCaptureFixture) -> None:
    answers = [refuse(Refusal("AccessDenied", "not now", 403))]

    def refuse_once(**event: Any) -> Any:
        return answers.pop() if answers else None

    with opened(lambda session: session.register("before-call.s3.PutObject", refuse_once)) as copy:
        done = a_run(copy).checkpoint("111122223333")
        assert done
        with caplog.at_level(logging.WARNING):
            copy.put_account(done)
    assert "put into S3 later: " in caplog.text
    assert "not now" in caplog.text
    with opened() as copy:
        assert verify_run(copy.fetch_run(RUN)).whole


def test_runs_are_encrypted_with_the_key_that_is_named(world: World, s3: Any) -> None:
    key = world.client("kms", "us-east-1", CURRENT).create_key()["KeyMetadata"]["Arn"]
    with opened(runs_kms_key=key) as copy:
        a_run(copy)
    assert s3.head_object(Bucket=BUCKET, Key=f"weekly/{RUN}/run.json")["SSEKMSKeyId"] == key


def test_a_place_that_is_none_is_reported() -> None:
    with (
        pytest.raises(UserError, match="s3:// is not a place in S3: write s3://bucket/prefix"),
        working_copy("s3://", Settings()),
    ):
        pass
