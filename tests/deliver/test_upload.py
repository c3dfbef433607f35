"""Reports uploaded to a bucket, and notices published to topics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from reporter.config.delivery import S3, Deliver, Mail, Sns
from reporter.config.settings import Settings
from reporter.deliver import deliver, rehearse
from reporter.deliver.ledger import Ledger
from reporter.model.errors import Unfinished
from reporter.model.verdicts import Severity, Status
from reporter.runs import RunFolder
from tests.report.runs import account, finding, finished_run, rule
from tests.world import Prepare, World, deny, together

CURRENT = "123456789012"
BUCKET = "compliance-reports"
URL = f"s3://{BUCKET}/weekly"
OWNER_PARTS = Mail(sender="a@example.com", owners=True)


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3", "us-east-1", CURRENT)
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder, _ = finished_run(
        tmp_path / "runs",
        accounts=[
            account("111122223333", name="shop", owner="anna@example.com"),
            account("222233334444", name="post", owner="li"),
        ],
        rules=[rule("s3-bucket-closed")],
        findings=[finding("s3-bucket-closed", "111122223333", Status.FAIL, "open", severity=Severity.CRITICAL)],
        title="Überblick",
    )
    return folder


def objects(s3: Any) -> list[str]:
    return [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_reports_are_uploaded_before_their_link_is_sent(world: World, s3: Any, run: RunFolder) -> None:
    arn = world.client("sns", "us-east-1", CURRENT).create_topic(Name="compliance")["TopicArn"]
    messages: list[str] = []

    def listen(session: botocore.session.Session) -> None:
        session.register("before-parameter-build.sns", lambda **event: messages.append(event["params"]["Message"]))

    settings = Settings(formats=("csv", "json"), deliver=Deliver(s3=S3(url=URL), sns=(Sns(topic=arn),)))
    prepare = together(world.emulator.prepare, listen)
    delivered = deliver(run, settings, prepare=prepare)
    assert delivered.sent == [f"s3 to {URL}", f"sns to {arn}"]
    prefix = f"weekly/{run.path.name}/reports"
    assert objects(s3) == [f"{prefix}/report.csv", f"{prefix}/report.json", f"{prefix}/report.xlsx"]
    link = f"https://console.aws.amazon.com/s3/object/{BUCKET}?prefix={prefix}/report.xlsx"
    assert messages[0].splitlines()[-1] == link
    assert Ledger.open(run, "0a1b2c3d").receipt("s3") == link
    assert len(deliver(run, settings, prepare=prepare).before) == 2
    assert len(messages) == 1


def test_all_files_of_a_format_are_uploaded(world: World, s3: Any, run: RunFolder) -> None:
    settings = Settings(formats=("oscal",), deliver=Deliver(s3=S3(url=URL)))
    deliver(run, settings, prepare=world.emulator.prepare)
    names = [name.rpartition("/")[2] for name in objects(s3)]
    assert names == ["report.oscal-ar.json", "report.oscal-poam.json", "report.xlsx"]


def test_owners_who_get_mails_find_their_own_part_and_no_other(
    world: World, s3: Any, run: RunFolder, tmp_path: Path
) -> None:
    settings = Settings(formats=("xlsx",), deliver=Deliver(s3=S3(url=f"s3://{BUCKET}"), mail=OWNER_PARTS))
    files = rehearse(run, settings, tmp_path / "preview")
    shown = [json.loads(file.read_bytes()) for file in files if "-s3-" in file.name]
    [[whole], [part]] = [list(one) for one in shown]
    assert whole == f"s3://{BUCKET}/{run.path.name}/reports/report.xlsx"
    assert part == f"s3://{BUCKET}/{run.path.name}/reports/report-owner-anna-example-com.xlsx"
    assert objects(s3) == []


def test_objects_are_encrypted_with_the_key_that_is_named(world: World, s3: Any, run: RunFolder) -> None:
    key = world.client("kms", "us-east-1", CURRENT).create_key()["KeyMetadata"]["Arn"]
    settings = Settings(formats=(), deliver=Deliver(s3=S3(url=URL, region="us-east-1", kms_key=key)))
    deliver(run, settings, prepare=world.emulator.prepare)
    [name] = objects(s3)
    assert s3.head_object(Bucket=BUCKET, Key=name)["SSEKMSKeyId"] == key


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(("code", "attempts"), [("AccessDenied", 1), ("SlowDown", 4)])
def test_a_bucket_that_takes_nothing_is_named(run: RunFolder, code: str, attempts: int) -> None:
    slept: list[float] = []
    refuse = deny("s3:PutObject", code, "no", 403 if attempts == 1 else 503)
    settings = Settings(formats=(), deliver=Deliver(s3=S3(url=URL)))
    with pytest.raises(Unfinished, match=rf"s3 to {URL}: {URL}/.*report\.xlsx: PutObject was refused: {code}: no"):
        deliver(run, settings, prepare=refuse, sleep=slept.append)
    assert len(slept) == attempts - 1


def message_to(world: World, run: RunFolder, topic: str) -> dict[str, str]:
    settings = Settings(deliver=Deliver(sns=(Sns(topic=topic),)))
    [file] = rehearse(run, settings, run.path.parent / "preview", prepare=world.emulator.prepare)
    message: dict[str, str] = json.loads(file.read_bytes())
    return message


def test_a_subject_is_what_sns_takes(world: World, run: RunFolder) -> None:
    message = message_to(world, run, "arn:aws:sns:us-east-1:123456789012:plain")
    assert message["Subject"].isascii()
    assert 0 < len(message["Subject"]) <= 100
    assert "1 critical" in message["Subject"]
    assert "Überblick" in message["Message"]
    assert set(message) == {"TopicArn", "Subject", "Message"}


def test_a_topic_in_order_hears_of_a_run_once(world: World, run: RunFolder) -> None:
    message = message_to(world, run, "arn:aws:sns:us-east-1:123456789012:ordered.fifo")
    assert (message["MessageGroupId"], message["MessageDeduplicationId"]) == ("compliance", "0a1b2c3d")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("prepare", "attempts"),
    [(deny("sns:Publish"), 1), (deny("sns:Publish", "Throttling", "slower", 400), 4)],
)
def test_a_topic_that_refuses_is_named(run: RunFolder, prepare: Prepare, attempts: int) -> None:
    arn, slept = "arn:aws:sns:eu-west-1:123456789012:compliance", list[float]()
    settings = Settings(deliver=Deliver(sns=(Sns(topic=arn),)))
    with pytest.raises(Unfinished, match=f"sns to {arn}: {arn}: Publish was refused"):
        deliver(run, settings, prepare=prepare, sleep=slept.append)
    assert len(slept) == attempts - 1
