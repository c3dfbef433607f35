"""File systems that are encrypted, with a suitable key or any."""

from __future__ import annotations

from typing import Any

from checks.efs.file_systems import file_system_is_encrypted
from reporter.api import failed, passed
from reporter.aws.efs.file_systems import FileSystem

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
PLACE: dict[str, Any] = {"account_id": "111122223333", "region": "eu-west-1"}
ARN = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1"
PLAIN = FileSystem(**PLACE, arn=ARN, encrypted=False, key_arn="")
ENCRYPTED = FileSystem(**PLACE, arn=ARN, encrypted=True, key_arn=KEY)


def test_a_file_system_is_encrypted() -> None:
    assert file_system_is_encrypted(PLAIN) == failed("not encrypted")
    assert file_system_is_encrypted(ENCRYPTED) == passed()


def test_only_certain_keys_will_do_where_a_setting_names_them() -> None:
    assert file_system_is_encrypted(ENCRYPTED, require_kms_keys=True, kms_key_arns=frozenset({KEY})) == passed()
    other = file_system_is_encrypted(ENCRYPTED, require_kms_keys=True)
    assert other == failed(f"the key {KEY} is not among kms_key_arns")
    assert file_system_is_encrypted(PLAIN, require_kms_keys=True) == failed("not encrypted")
