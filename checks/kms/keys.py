"""Whether KMS keys are rotated, stay, and are for known accounts only."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.kms.keys import Key, KeyPolicy, KeyRotation
from reporter.aws.policy import everyone_in, in_words

TO_BE_DELETED = {"PendingDeletion", "PendingReplicaDeletion"}


@check(
    "kms-key-rotation-enabled",
    title="Customer managed symmetric KMS keys should rotate at least once a year",
    finding="Customer managed symmetric KMS key does not rotate at least once a year",
    severity=Severity.MEDIUM,
    remediation="Enable automatic rotation. Data that is encrypted already stays readable: KMS keeps the old key "
    "material.",
    cli="# replaces: the rotation period of the key, where rotation is enabled\n"
    "aws kms enable-key-rotation --region {region} --key-id {id} --rotation-period-in-days 365",
)
def key_is_rotated(key: Key, rotation: KeyRotation, *, max_period_days: int | None = 365) -> Verdict:
    """Rotation limits how much data one version of the key protects."""
    if key.exemption:
        return not_applicable(key.exemption)
    if not rotation.enabled:
        return failed("rotation is off")
    every = f"every {rotation.days} days"
    return passed(every) if max_period_days is None or rotation.days <= max_period_days else failed(every)


@check(
    "kms-key-not-pending-deletion",
    title="Customer managed KMS keys should not be scheduled for deletion",
    finding="Customer managed KMS key is scheduled for deletion",
    severity=Severity.CRITICAL,
    remediation="Cancel the deletion unless it is intended, also of a primary key that waits for its replicas. The key "
    "is disabled afterwards, until enable-key.",
    cli="# check first: who scheduled the deletion, and why, see CloudTrail\n"
    "# the key stays disabled until enable-key\n"
    "aws kms cancel-key-deletion --region {region} --key-id {id}",
)
def key_is_not_to_be_deleted(key: Key) -> Verdict:
    """Everything that is encrypted with a deleted key is lost for good."""
    if key.details.state not in TO_BE_DELETED:
        return passed()
    on = key.details.deleted_on
    return failed(f"on {on:%Y-%m-%d}" if on else "as soon as its replicas are deleted")


@check(
    "kms-key-not-public",
    title="KMS key policies should not allow access to everyone",
    finding="KMS key policy allows access to everyone",
    severity=Severity.CRITICAL,
    remediation="Name the principals, or require kms:CallerAccount or aws:PrincipalOrgID. The call replaces the whole "
    "policy.",
    cli="# check first: who uses the statement, see CloudTrail\n"
    "aws kms get-key-policy --region {region} --key-id {id} --policy-name default --query Policy --output text "
    "> policy.json\n"
    "# edit policy.json: name the principals, or require kms:CallerAccount or aws:PrincipalOrgID\n"
    "# replaces: the whole key policy\n"
    "aws kms put-key-policy --region {region} --key-id {id} --policy-name default --policy file://policy.json",
)
def key_is_not_public(key: Key, policy: KeyPolicy) -> Verdict:
    """Any AWS account can use the key, and so decrypt whatever it gets hold of."""
    everyone = everyone_in(policy.document, key.account_id)
    return failed(in_words(everyone)) if everyone else passed()
