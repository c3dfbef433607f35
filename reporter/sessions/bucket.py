"""Files that go to S3 and come back, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from s3transfer.exceptions import RetriesExceededError, S3DownloadFailedError
from s3transfer.futures import TransferFuture
from s3transfer.manager import TransferConfig, TransferManager

from reporter.sessions.failures import FAILURES
from reporter.sessions.own import OwnAccount, RequestFailed

MEGABYTE = 1 << 20
TRANSFER = TransferConfig(multipart_threshold=64 * MEGABYTE, multipart_chunksize=64 * MEGABYTE)
"""Several parts are for the few large files: they cost more requests, and the permission `kms:Decrypt`."""
BROKEN_OFF = (*FAILURES, RetriesExceededError, S3DownloadFailedError)
MISSING = frozenset({"404", "NoSuchKey"})
REMOVED_AT_ONCE = 1000
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


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of our own account. Whatever asks AWS raises `RequestFailed`."""

    client: Any
    name: str
    kms_key: str = ""
    """The ARN of the key that encrypts what is put; empty: the bucket's own encryption."""
    transfer: TransferConfig = TRANSFER

    @classmethod
    def open(cls, own: OwnAccount, name: str, region: str = "", kms_key: str = "") -> Bucket:
        """A bucket in a region; AWS leads us there if it is another one."""
        return cls(own.client("s3", region), name, kms_key)

    def folders(self, prefix: str) -> list[str]:
        """The names that come next below a prefix (empty, or ended by a slash), in their order."""
        pages = self._pages(prefix, Delimiter="/")
        return [one["Prefix"].removeprefix(prefix)[:-1] for page in pages for one in page.get("CommonPrefixes", ())]

    def keys(self, prefix: str) -> list[str]:
        """The keys of all objects below a prefix."""
        return [one["Key"] for page in self._pages(prefix) for one in page.get("Contents", ())]

    def fetch(self, wanted: Mapping[str, Path]) -> list[str]:
        """Objects by key into files; returns the keys for which there is none."""
        with self._transfer() as manager:
            for file in wanted.values():
                file.parent.mkdir(parents=True, exist_ok=True)
            started = {key: manager.download(self.name, key, str(file)) for key, file in wanted.items()}
            return [key for key, download in started.items() if not self._has_come(key, download)]

    def put(self, files: Mapping[str, Path]) -> None:
        """Files into objects by key, encrypted, and under the SHA-256 that AWS verifies."""
        with self._transfer() as manager:
            started = {
                key: manager.upload(str(file), self.name, key, extra_args=self._arguments(file))
                for key, file in files.items()
            }
            for key, upload in started.items():
                with self._about(key):
                    upload.result()

    def wait_for(self, key: str) -> None:
        """Return when the object is there for everybody."""
        with self._about(key):
            self.client.get_waiter("object_exists").wait(
                Bucket=self.name, Key=key, WaiterConfig={"Delay": 1, "MaxAttempts": 20}
            )

    def remove(self, keys: Sequence[str]) -> None:
        """Take objects away."""
        for start in range(0, len(keys), REMOVED_AT_ONCE):
            some = keys[start : start + REMOVED_AT_ONCE]
            with self._about(some[0]):
                objects = {"Objects": [{"Key": key} for key in some], "Quiet": True}
                refused = self.client.delete_objects(Bucket=self.name, Delete=objects).get("Errors", [])
                if refused:
                    raise ClientError({"Error": refused[0]}, "DeleteObjects")

    def try_to_put(self, key: str) -> None:
        """Begin an upload and break it off: all that a real one needs is asked for, and nothing is left."""
        with self._about(key):
            arguments = self._arguments(Path(key))
            begun = self.client.create_multipart_upload(Bucket=self.name, Key=key, **arguments)
            self.client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=begun["UploadId"])

    def region(self) -> str:
        """Where it lies."""
        with self._about(""):
            region: str = self.client.head_bucket(Bucket=self.name)["BucketRegion"]
            return region

    def url(self, key: str) -> str:
        """The name of an object, or of a prefix, as people write it."""
        return f"s3://{self.name}/{key}"

    def _pages(self, prefix: str, **more: str) -> Iterator[Any]:
        with self._about(prefix):
            yield from self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=prefix, PaginationConfig={"PageSize": 1000}, **more
            )

    def _has_come(self, key: str, download: TransferFuture) -> bool:
        try:
            with self._about(key):
                download.result()
        except RequestFailed as error:
            if error.code in MISSING:
                return False
            raise
        return True

    def _transfer(self) -> TransferManager:
        return TransferManager(self.client, self.transfer)

    def _arguments(self, file: Path) -> dict[str, str]:
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.kms_key} if self.kms_key else {}
        content_type = CONTENT_TYPES.get(file.suffix, "application/octet-stream")
        return {"ChecksumAlgorithm": "SHA256", "ContentType": content_type, **encryption}

    @contextmanager
    def _about(self, key: str) -> Iterator[None]:
        try:
            yield
        except BROKEN_OFF as error:
            raise RequestFailed(self.url(key), error) from error
