"""Files on their way to S3 and back."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from s3transfer.manager import TransferConfig

from reporter.config.settings import Settings
from reporter.demo.emulator import answered
from reporter.sessions import OwnAccount, OwnBucket, RequestFailed, leads_into
from reporter.sessions.bucket import MEGABYTE
from tests.world import Prepare, World, deny

CURRENT = "123456789012"
NAME = "compliance"
URL = "s3://compliance/weekly/"
REGION = "eu-central-1"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234"


@pytest.fixture
def s3(world: World) -> Any:
    """A client for looking; the bucket is there."""
    client = world.client("s3", REGION, CURRENT)
    client.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})
    return client


@pytest.fixture
def bucket(world: World, s3: Any) -> OwnBucket:
    return OwnBucket.open(OwnAccount(Settings(), world.emulator.prepare), URL, region=REGION)


def refused(prepare: Prepare) -> OwnBucket:
    return OwnBucket.open(OwnAccount(Settings(), prepare), URL, region=REGION)


def file(folder: Path, name: str, content: bytes = b"content") -> Path:
    place = folder / name
    place.write_bytes(content)
    return place


def test_files_go_and_come_back(bucket: OwnBucket, tmp_path: Path) -> None:
    bucket.put({f"runs/1/{name}": file(tmp_path, name, name.encode()) for name in ("run.json", "b.csv")})
    bucket.wait_for("runs/1/b.csv")
    assert bucket.fetch({"runs/1/b.csv": tmp_path / "new" / "folder" / "b.csv"}) == []
    assert (tmp_path / "new" / "folder" / "b.csv").read_bytes() == b"b.csv"


def test_an_object_has_a_type_and_the_sha_256_that_aws_has_verified(bucket: OwnBucket, s3: Any, tmp_path: Path) -> None:
    bucket.put({"a.json": file(tmp_path, "a.json"), "b": file(tmp_path, "b")})
    found = [s3.head_object(Bucket=NAME, Key=f"weekly/{key}", ChecksumMode="ENABLED") for key in ("a.json", "b")]
    assert [one["ContentType"] for one in found] == ["application/json", "application/octet-stream"]
    digest = base64.b64encode(hashlib.sha256(b"content").digest()).decode()
    assert {one["ChecksumSHA256"] for one in found} == {digest}
    assert "SSEKMSKeyId" not in found[0]


def test_a_key_encrypts_what_is_put(s3: Any, world: World, tmp_path: Path) -> None:
    bucket = OwnBucket.open(OwnAccount(Settings(), world.emulator.prepare), URL, region=REGION, kms_key=KEY)
    bucket.put({"a": file(tmp_path, "a")})
    found = s3.head_object(Bucket=NAME, Key="weekly/a")
    assert (found["ServerSideEncryption"], found["SSEKMSKeyId"]) == ("aws:kms", KEY)


def test_a_large_file_goes_in_parts_and_comes_back_whole(bucket: OwnBucket, s3: Any, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4 * 1024 * 6
    parts = replace(bucket, transfer=TransferConfig(multipart_threshold=5 * MEGABYTE, multipart_chunksize=5 * MEGABYTE))
    parts.put({"large": file(tmp_path, "large", content)})
    parts.fetch({"large": tmp_path / "back"})
    assert (tmp_path / "back").read_bytes() == content
    assert s3.head_object(Bucket=NAME, Key="weekly/large")["ETag"].endswith('-2"')


def test_what_is_not_there_is_named_and_leaves_no_file(bucket: OwnBucket, tmp_path: Path) -> None:
    bucket.put({"a": file(tmp_path, "a")})
    assert bucket.fetch({"a": tmp_path / "1", "none": tmp_path / "2"}) == ["none"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "a"]


def test_objects_are_listed_by_folder_and_by_how_their_names_begin(bucket: OwnBucket, s3: Any, tmp_path: Path) -> None:
    one = file(tmp_path, "one")
    bucket.put(dict.fromkeys(("top", "2/a", "1/a", "1/b/c", "10/x"), one))
    s3.put_object(Bucket=NAME, Key="elsewhere", Body=b"")
    assert bucket.folders() == ["1", "10", "2"]
    assert bucket.names("1/") == ["1/a", "1/b/c"]
    assert bucket.names("none/") == []
    assert len(bucket.names()) == 5


def test_a_whole_bucket_has_no_prefix(world: World, s3: Any, tmp_path: Path) -> None:
    bucket = OwnBucket.open(OwnAccount(Settings(), world.emulator.prepare), f"s3://{NAME}")
    bucket.put({"a/b": file(tmp_path, "x")})
    assert (bucket.folders(), bucket.names(), bucket.url()) == (["a"], ["a/b"], f"s3://{NAME}")
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=NAME)["Contents"]] == ["a/b"]


def test_objects_are_removed(bucket: OwnBucket, tmp_path: Path) -> None:
    bucket.put({key: file(tmp_path, "x") for key in ("a", "b", "c")})
    bucket.remove([])
    bucket.remove(["a", "c"])
    assert bucket.names() == ["b"]


@pytest.mark.usefixtures("s3")
def test_a_thousand_objects_are_removed_at_once() -> None:
    sizes: list[int] = []

    def listen(session: botocore.session.Session) -> None:
        def count(**event: Any) -> None:
            sizes.append(len(event["params"]["Delete"]["Objects"]))

        def answer(**event: Any) -> Any:
            return answered({})

        session.register("before-parameter-build.s3.DeleteObjects", count)
        session.register("before-call.s3.DeleteObjects", answer)

    refused(listen).remove([f"k{number}" for number in range(1001)])
    assert sizes == [1000, 1]


def test_an_object_that_is_not_removed_is_reported(s3: Any) -> None:
    def refuse_one(session: botocore.session.Session) -> None:
        def say(**event: Any) -> None:
            event["parsed"]["Errors"] = [{"Key": "a", "Code": "AccessDenied", "Message": "locked"}]

        session.register("after-call.s3.DeleteObjects", say)

    with pytest.raises(
        RequestFailed, match="s3://compliance/weekly/a: DeleteObjects was refused: AccessDenied: locked"
    ):
        refused(refuse_one).remove(["a"])


def test_an_upload_can_be_tried_without_leaving_anything(bucket: OwnBucket, s3: Any) -> None:
    bucket.try_to_put("runs/try")
    assert bucket.names() == []
    assert s3.list_multipart_uploads(Bucket=NAME).get("Uploads", []) == []
    with pytest.raises(
        RequestFailed, match="s3://compliance/weekly/try: CreateMultipartUpload was refused: AccessDenied"
    ):
        refused(deny("s3:CreateMultipartUpload")).try_to_put("try")


def test_a_bucket_knows_its_region(bucket: OwnBucket) -> None:
    assert (bucket.look(), bucket.url("a/b")) == (REGION, "s3://compliance/weekly/a/b")
    assert bucket.link("a b") == "https://console.aws.amazon.com/s3/object/compliance?prefix=weekly/a%20b"


@pytest.mark.usefixtures("s3")
def test_a_link_into_a_place_is_known_as_one_and_others_are_not(bucket: OwnBucket) -> None:
    link = bucket.link("RUN/reports/übersicht 1.xlsx")
    assert leads_into(link, URL)
    assert leads_into(link, "s3://compliance")
    for other in ("s3://compliance/monthly", "s3://compliance2/weekly", "s3://compliance/weekly/RUN/other"):
        assert not leads_into(link, other)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://", "http://"),
        ("console.aws.amazon.com", "console.aws.amazon.com.evil.example"),
        ("console.aws.amazon.com", "evil@console.aws.amazon.com"),
        ("/s3/object/compliance", "/s3/object/evil"),
        ("a.xlsx", "a.xlsx&prefix=../evil"),
        ("a.xlsx", 'a.xlsx"><script>'),
        ("a.xlsx", "a.xlsx\nBcc: evil@evil.example"),
        ("weekly/a.xlsx", "weekly/"),
    ],
)
def test_what_looks_like_a_link_into_our_place_is_none(bucket: OwnBucket, old: str, new: str) -> None:
    assert not leads_into(bucket.link("a.xlsx").replace(old, new), URL)


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_what_is_fetched_is_for_its_owner_alone(bucket: OwnBucket, umask: int, tmp_path: Path) -> None:
    bucket.put({"a.json": file(tmp_path, "a.json")})
    before = os.umask(umask)
    try:
        bucket.fetch({"a.json": tmp_path / "new" / "folder" / "a.json"})
    finally:
        os.umask(before)
    modes = [(tmp_path / "new" / name).stat().st_mode & 0o777 for name in ("", "folder", "folder/a.json")]
    assert modes == [0o700, 0o700, 0o600]


@pytest.mark.parametrize("operation", ["PutObject", "HeadObject", "ListObjectsV2", "HeadBucket"])
def test_every_refusal_names_the_object(operation: str, tmp_path: Path) -> None:
    bucket = refused(deny(f"s3:{operation}"))
    doings = {
        "PutObject": lambda: bucket.put({"a": file(tmp_path, "a")}),
        "HeadObject": lambda: bucket.fetch({"a": tmp_path / "a"}),
        "ListObjectsV2": lambda: bucket.names("a"),
        "HeadBucket": bucket.look,
    }
    name = "" if operation == "HeadBucket" else "/a"
    with pytest.raises(RequestFailed, match=f"s3://compliance/weekly{name}: {operation} was refused: AccessDenied"):
        doings[operation]()


def test_an_object_that_does_not_come_to_be_is_not_waited_for_in_vain(s3: Any) -> None:
    with pytest.raises(RequestFailed, match="Waiter ObjectExists failed"):
        refused(deny("s3:HeadObject")).wait_for("a")
