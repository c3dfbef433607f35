"""Whether file systems are encrypted, and with which key."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.efs.file_systems import FileSystem


@check(
    "efs-file-system-encrypted",
    title="EFS file systems should be encrypted at rest",
    finding="EFS file system is not encrypted with a suitable key",
    severity=Severity.MEDIUM,
    remediation="Encryption cannot be added: create an encrypted file system, copy the data with DataSync, and move "
    "the mounts.",
    cli="# KEY_ARN: the KMS key to encrypt with. Copy the data, then move the mounts\n"
    "aws efs create-file-system --region {region} --encrypted --kms-key-id KEY_ARN",
)
def file_system_is_encrypted(
    file_system: FileSystem, *, require_kms_keys: bool = False, kms_key_arns: frozenset[str] = frozenset()
) -> Verdict:
    """Files that servers share often hold secrets and personal data."""
    if not file_system.encrypted:
        return failed("not encrypted")
    if require_kms_keys and file_system.key_arn not in kms_key_arns:
        return failed(f"the key {file_system.key_arn} is not among kms_key_arns")
    return passed()
