"""File systems, as EFS lists them."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.efs.file_systems import FileSystem
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

LIST = f"efs:describe_file_systems/{REGION}"
ARN = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT_ID}:file-system"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/1"


def a_file_system(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "FileSystemId": id_,
        "FileSystemArn": f"{ARN}/{id_}",
        "OwnerId": ACCOUNT_ID,
        "LifeCycleState": "available",
        "Encrypted": False,
        "Tags": [],
        **more,
    }


def test_file_systems_are_listed_with_their_key() -> None:
    shared = {"Name": "shared", "Tags": [{"Key": "Name", "Value": "shared"}]}
    listed = [a_file_system("fs-1", Encrypted=True, KmsKeyId=KEY, **shared), a_file_system("fs-2")]
    locked, plain = read_recorded({LIST: {"FileSystems": listed}}, FileSystem).of(FileSystem)
    assert (locked.name, locked.arn, locked.region) == ("shared", f"{ARN}/fs-1", REGION)
    assert (locked.encrypted, locked.key_arn, locked.tags) == (True, KEY, {"Name": "shared"})
    assert (plain.name, plain.encrypted, plain.key_arn) == ("fs-2", False, "")


@pytest.mark.parametrize("state", ["deleting", "deleted"])
def test_what_is_being_deleted_is_not_listed(state: str) -> None:
    listed = [a_file_system("fs-1", LifeCycleState=state), a_file_system("fs-2", LifeCycleState="error")]
    [left] = read_recorded({LIST: {"FileSystems": listed}}, FileSystem).of(FileSystem)
    assert left.name == "fs-2"


def test_a_new_state_is_not_guessed() -> None:
    heard = read_recorded({LIST: {"FileSystems": [a_file_system("fs-1", LifeCycleState="brand-new")]}}, FileSystem)
    assert f"{ARN}/fs-1" in heard.gaps(FileSystem)
