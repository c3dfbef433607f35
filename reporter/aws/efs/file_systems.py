"""File systems of EFS: whether and with which key they are encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.identity import tags_of
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource

ENDING = frozenset({"deleting", "deleted"})
STATES = frozenset({"creating", "available", "updating", "error", *ENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSystem(Resource):
    """A file system that is not being deleted."""

    kind: ClassVar[str] = "AWS::EFS::FileSystem"

    encrypted: bool
    key_arn: str
    """The KMS key; empty where it is not encrypted."""


@collects("elasticfilesystem:DescribeFileSystems")
def file_systems(aws: Aws, region: Region) -> Listing[FileSystem]:
    """The file systems of a region."""
    found = aws.items("efs", "describe_file_systems", "FileSystems", page_size=100, region=region.region)
    return each(region, found, partial(_who, region), _file_system)


def _who(region: Region, answer: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=answer["FileSystemArn"],
        # AWS gives a name only where there is a tag of that name.
        name=answer.get("Name") or answer["FileSystemId"],
        tags=tags_of(answer),
    )


def _file_system(who: Identity, answer: Mapping[str, Any]) -> FileSystem | None:
    if known(answer["LifeCycleState"], STATES) in ENDING:
        return None
    encrypted = answer["Encrypted"]
    return FileSystem(**who, encrypted=encrypted, key_arn=answer["KmsKeyId"] if encrypted else "")
