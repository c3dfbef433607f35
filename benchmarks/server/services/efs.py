"""The answers of EFS."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, THEN, Fixed, Listing, regional, tags

SIZES = {"file_systems": 4}


def file_system(number: str) -> dict[str, Any]:
    """A file system as it is listed."""
    id_ = f"fs-0000000{number}"
    return {
        "OwnerId": ACCOUNT,
        "CreationToken": number,
        "FileSystemId": id_,
        "FileSystemArn": f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/{id_}",
        "CreationTime": THEN,
        "LifeCycleState": "available",
        "NumberOfMountTargets": 2,
        "SizeInBytes": {"Value": 6144},
        "PerformanceMode": "generalPurpose",
        "Encrypted": True,
        "KmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1",
        "Tags": tags(),
    }


ANSWERS: dict[str, Fixed | Listing] = {
    "efs:DescribeFileSystems": regional("file_systems", "FileSystems", file_system, most=100, next_page="NextMarker"),
}
