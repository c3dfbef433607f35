"""Uploads files to S3 and fetches them, each as a whole or not at all."""

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
"""Multipart uploads are only for the few large files: they take more requests, and the permission `kms:Decrypt`."""
BROKEN_OFF = (*FAILURES, RetriesExceededError, S3DownloadFailedError)
MISSING = frozenset({"404", "NoSuchKey"})
REMOVED_AT_ONCE = 1000
SCHEME = "s3://"
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
"""By partition: the host of the console in which people see objects."""
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
"""By file suffix: the content type, so that a browser can show the file."""


def leads_into(link: str, url: str) -> bool:
    """Whether a text is a link, as `Bucket.link` returns it, to an object below a place in S3."""
    name, _, prefix = url.removeprefix(SCHEME).rstrip("/").partition("/")
    place = f"/s3/object/{name}?prefix={quote(f'{prefix}/' if prefix else '')}"
    places = (f"https://{console}{place}" for console in CONSOLES.values())
    return any(link.startswith(place) and re.fullmatch(QUOTED, link.removeprefix(place)) for place in places)


class _PrivateFiles(OSUtils):
    """Creates downloaded files readable by their owner only, also while they are being written."""

    def open(self, filename: str, mode: str) -> Any:
        """A stream to a new file; files are only opened for writing, under a temporary name until they are complete."""
        return os.fdopen(disk.create(Path(filename)), mode)


@dataclass(frozen=True, slots=True)
class OwnBucket:
    """A bucket of our own account, or its objects below a prefix. Each request may raise `RequestFailed`."""

    client: Any
    name: str
    prefix: str = ""
    """The prefix of all keys: empty, or ended by a slash."""
    kms_key: str = ""
    """The ARN of the key that encrypts uploads; empty for the bucket's own encryption."""
    transfer: TransferConfig = TRANSFER

    @classmethod
    def open(cls, own: OwnAccount, url: str, *, region: str = "", kms_key: str = "") -> OwnBucket:
        """The bucket and prefix of a URL `s3://bucket/prefix`; AWS redirects to its region if that is another one."""
        name, _, prefix = url.removeprefix(SCHEME).rstrip("/").partition("/")
        return cls(own.client("s3", region), name, f"{prefix}/" if prefix else "", kms_key)

    def url(self, name: str = "") -> str:
        """The URL of an object, or of the bucket and prefix."""
        return f"{SCHEME}{self.name}/{self.prefix}{name}".rstrip("/")

    def link(self, name: str) -> str:
        """The link to an object in the console, for users who may read it."""
        key = quote(f"{self.prefix}{name}")
        return f"https://{CONSOLES[self.client.meta.partition]}/s3/object/{self.name}?prefix={key}"

    def folders(self) -> list[str]:
        """The names of the folders directly below the prefix, in order."""
        pages = self._pages("", Delimiter="/")
        found = (one["Prefix"] for page in pages for one in page.get("CommonPrefixes", ()))
        return [prefix.removeprefix(self.prefix)[:-1] for prefix in found]

    def names(self, start: str = "") -> list[str]:
        """The names of all objects, or of those that begin with `start`."""
        found = (one["Key"] for page in self._pages(start) for one in page.get("Contents", ()))
        return [key.removeprefix(self.prefix) for key in found]

    def newest(self, start: str) -> float:
        """When the newest object was stored, in seconds since 1970; 0 if there is none.

        Only objects whose names begin with `start` count.
        """
        found = (one["LastModified"] for page in self._pages(start) for one in page.get("Contents", ()))
        return max((moment.timestamp() for moment in found), default=0.0)

    def fetch(self, wanted: Mapping[str, Path]) -> list[str]:
        """Download objects into files; returns the names of objects that do not exist."""
        with TransferManager(self.client, self.transfer, osutil=_PrivateFiles()) as manager:
            for file in wanted.values():
                disk.make_folder(file.parent, exist_ok=True)
            started = {name: manager.download(self.name, self._key(name), str(file)) for name, file in wanted.items()}
            return [name for name, download in started.items() if not self._has_come(name, download)]

    def put(self, files: Mapping[str, Path]) -> None:
        """Upload files as objects, encrypted; AWS verifies the SHA-256 of each."""
        with TransferManager(self.client, self.transfer) as manager:
            started = {
                name: manager.upload(str(file), self.name, self._key(name), extra_args=self._arguments(file))
                for name, file in files.items()
            }
            for name, upload in started.items():
                with self._about(name):
                    upload.result()

    def wait_for(self, name: str) -> None:
        """Return when the object exists for all readers."""
        with self._about(name):
            self.client.get_waiter("object_exists").wait(
                Bucket=self.name, Key=self._key(name), WaiterConfig={"Delay": 1, "MaxAttempts": 20}
            )

    def remove(self, names: Sequence[str]) -> None:
        """Delete objects; a missing object is no error."""
        for start in range(0, len(names), REMOVED_AT_ONCE):
            some = names[start : start + REMOVED_AT_ONCE]
            with self._about(some[0]):
                objects = {"Objects": [{"Key": self._key(name)} for name in some], "Quiet": True}
                refused = self.client.delete_objects(Bucket=self.name, Delete=objects).get("Errors", [])
                if refused:
                    raise ClientError({"Error": refused[0]}, "DeleteObjects")

    def try_to_put(self, name: str) -> None:
        """Begin an upload and abort it, which needs the permissions of a real one and leaves nothing behind."""
        with self._about(name):
            where = {"Bucket": self.name, "Key": self._key(name)}
            begun = self.client.create_multipart_upload(**where, **self._arguments(Path(name)))
            self.client.abort_multipart_upload(**where, UploadId=begun["UploadId"])

    def look(self) -> str:
        """The region of the bucket; raises `RequestFailed` where it cannot be read."""
        with self._about(""):
            region: str = self.client.head_bucket(Bucket=self.name)["BucketRegion"]
            return region

    def _key(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def _pages(self, start: str, **more: str) -> Iterator[Any]:
        with self._about(start):
            yield from self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=self._key(start), PaginationConfig={"PageSize": 1000}, **more
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
