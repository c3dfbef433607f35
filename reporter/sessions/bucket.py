"""Files that go to S3 and come back, each whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError
from s3transfer.exceptions import RetriesExceededError, S3DownloadFailedError
from s3transfer.futures import TransferFuture
from s3transfer.manager import TransferConfig, TransferManager
from s3transfer.utils import OSUtils

from reporter.sessions.failures import FAILURES
from reporter.sessions.own import OwnAccount, RequestFailed
from reporter.system import disk

MEGABYTE = 1 << 20
TRANSFER = TransferConfig(multipart_threshold=64 * MEGABYTE, multipart_chunksize=64 * MEGABYTE)
"""Several parts are for the few large files: they cost more requests, and the permission `kms:Decrypt`."""
BROKEN_OFF = (*FAILURES, RetriesExceededError, S3DownloadFailedError)
MISSING = frozenset({"404", "NoSuchKey"})
REMOVED_AT_ONCE = 1000
SCHEME = "s3://"
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
"""By partition: where people look at objects."""
QUOTED = r"[A-Za-z0-9/_.~%-]+"
CONTENT_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".eml": "message/rfc822",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
"""By the end of a file's name, so that a browser shows what it can show."""


def leads_into(link: str, url: str) -> bool:
    """Whether a text is such a link as `Bucket.link` gives for what lies at a place in S3."""
    name, _, prefix = url.removeprefix(SCHEME).rstrip("/").partition("/")
    place = f"/s3/object/{name}?prefix={quote(f'{prefix}/' if prefix else '')}"
    places = (f"https://{console}{place}" for console in CONSOLES.values())
    return any(link.startswith(place) and re.fullmatch(QUOTED, link.removeprefix(place)) for place in places)


class _PrivateFiles(OSUtils):
    """What is fetched can be read by its owner only, while it comes too."""

    def open(self, filename: str, mode: str) -> Any:
        """Files are only ever opened to be written: under a name of their own, until they are whole."""
        return os.fdopen(disk.create(Path(filename)), mode)


@dataclass(frozen=True, slots=True)
class OwnBucket:
    """A bucket of our own account, or what lies in it below a prefix. Whatever asks AWS raises `RequestFailed`."""

    client: Any
    name: str
    prefix: str = ""
    """What every name given here begins with as a key: empty, or ended by a slash."""
    kms_key: str = ""
    """The ARN of the key that encrypts what is put; empty: the bucket's own encryption."""
    transfer: TransferConfig = TRANSFER

    @classmethod
    def open(cls, own: OwnAccount, url: str, *, region: str = "", kms_key: str = "") -> OwnBucket:
        """What lies at `s3://bucket/prefix`; AWS leads us to its region if it is another one."""
        name, _, prefix = url.removeprefix(SCHEME).rstrip("/").partition("/")
        return cls(own.client("s3", region), name, f"{prefix}/" if prefix else "", kms_key)

    def url(self, name: str = "") -> str:
        """An object, or the whole, as people write it."""
        return f"{SCHEME}{self.name}/{self.prefix}{name}".rstrip("/")

    def link(self, name: str) -> str:
        """Where somebody who may read an object finds it in the browser, after logging in."""
        key = quote(f"{self.prefix}{name}")
        return f"https://{CONSOLES[self.client.meta.partition]}/s3/object/{self.name}?prefix={key}"

    def folders(self) -> list[str]:
        """The names that come next, of what is no object by itself, in their order."""
        pages = self._pages("", Delimiter="/")
        found = (one["Prefix"] for page in pages for one in page.get("CommonPrefixes", ()))
        return [prefix.removeprefix(self.prefix)[:-1] for prefix in found]

    def names(self, start: str = "") -> list[str]:
        """The names of all objects, or of those that begin so."""
        found = (one["Key"] for page in self._pages(start) for one in page.get("Contents", ()))
        return [key.removeprefix(self.prefix) for key in found]

    def newest(self, start: str) -> float:
        """When the youngest object was put whose name begins so, in seconds since 1970; 0 if there is none."""
        found = (one["LastModified"] for page in self._pages(start) for one in page.get("Contents", ()))
        return max((moment.timestamp() for moment in found), default=0.0)

    def fetch(self, wanted: Mapping[str, Path]) -> list[str]:
        """Objects by name into files; returns the names of which there is no object."""
        with TransferManager(self.client, self.transfer, osutil=_PrivateFiles()) as manager:
            for file in wanted.values():
                disk.make_folder(file.parent, exist_ok=True)
            started = {name: manager.download(self.name, self._key(name), str(file)) for name, file in wanted.items()}
            return [name for name, download in started.items() if not self._has_come(name, download)]

    def put(self, files: Mapping[str, Path]) -> None:
        """Files into objects by name, encrypted, each under the SHA-256 that AWS verifies."""
        with TransferManager(self.client, self.transfer) as manager:
            started = {
                name: manager.upload(str(file), self.name, self._key(name), extra_args=self._arguments(file))
                for name, file in files.items()
            }
            for name, upload in started.items():
                with self._about(name):
                    upload.result()

    def wait_for(self, name: str) -> None:
        """Return when the object is there for everybody."""
        with self._about(name):
            self.client.get_waiter("object_exists").wait(
                OwnBucket=self.name, Key=self._key(name), WaiterConfig={"Delay": 1, "MaxAttempts": 20}
            )

    def remove(self, names: Sequence[str]) -> None:
        """Take objects away; what is not there is no mistake."""
        for start in range(0, len(names), REMOVED_AT_ONCE):
            some = names[start : start + REMOVED_AT_ONCE]
            with self._about(some[0]):
                objects = {"Objects": [{"Key": self._key(name)} for name in some], "Quiet": True}
                refused = self.client.delete_objects(OwnBucket=self.name, Delete=objects).get("Errors", [])
                if refused:
                    raise ClientError({"Error": refused[0]}, "DeleteObjects")

    def try_to_put(self, name: str) -> None:
        """Begin an upload and break it off: what a real one needs is asked for, and nothing is left."""
        with self._about(name):
            where = {"Bucket": self.name, "Key": self._key(name)}
            begun = self.client.create_multipart_upload(**where, **self._arguments(Path(name)))
            self.client.abort_multipart_upload(**where, UploadId=begun["UploadId"])

    def look(self) -> str:
        """The region in which the bucket lies, if it can be looked at."""
        with self._about(""):
            region: str = self.client.head_bucket(OwnBucket=self.name)["BucketRegion"]
            return region

    def _key(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def _pages(self, start: str, **more: str) -> Iterator[Any]:
        with self._about(start):
            yield from self.client.get_paginator("list_objects_v2").paginate(
                OwnBucket=self.name, Prefix=self._key(start), PaginationConfig={"PageSize": 1000}, **more
            )

    def _has_come(self, name: str, download: TransferFuture) -> bool:
        try:
            with self._about(name):
                download.result()
        except RequestFailed as error:
            if error.code in MISSING:
                return False
            raise
        return True

    def _arguments(self, file: Path) -> dict[str, str]:
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.kms_key} if self.kms_key else {}
        content_type = CONTENT_TYPES.get(file.suffix, "application/octet-stream")
        return {"ChecksumAlgorithm": "SHA256", "ContentType": content_type, **encryption}

    @contextmanager
    def _about(self, name: str) -> Iterator[None]:
        try:
            yield
        except BROKEN_OFF as error:
            raise RequestFailed(self.url(name), error) from error
