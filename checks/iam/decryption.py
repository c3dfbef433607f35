"""Which policies allow decryption with all KMS keys."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, first_of, not_applicable, passed
from reporter.aws.iam.documents import InlinePolicy, InlinePolicyDocument, ManagedPolicyDocument
from reporter.aws.iam.principals import ManagedPolicy
from reporter.aws.policy import PolicyDocument, grants_with_every_key
from reporter.aws.shared.identity import partition_of

DECRYPTING = frozenset({"kms:Decrypt", "kms:ReEncryptFrom"})
GRANTS_NAMED = 20
"""A reason stays readable, whatever a policy allows."""
EDIT = "# edit policy.json: name the ARNs of keys where all keys are allowed, and keep all other statements\n"


@check(
    "iam-policy-kms-decrypt-scoped",
    title="Customer managed policies should not allow decryption with all KMS keys",
    finding="Customer managed policy allows decryption with all KMS keys",
    severity=Severity.MEDIUM,
    remediation="Create a version of the policy that names the ARNs of keys. The old version stays and can be made the "
    "default again.",
    cli="# VERSION: the default version. Of five versions, which is the most, the oldest has to be deleted first\n"
    "aws iam get-policy --policy-arn {arn} --query Policy.DefaultVersionId\n"
    "aws iam get-policy-version --policy-arn {arn} --version-id VERSION --query PolicyVersion.Document "
    "> policy.json\n"
    "# check first: which keys its holders use, see CloudTrail\n" + EDIT + "aws iam create-policy-version "
    "--policy-arn {arn} --policy-document file://policy.json --set-as-default",
)
def policy_decrypts_with_named_keys(
    policy: ManagedPolicy,
    says: ManagedPolicyDocument,
    *,
    blocked_actions: frozenset[str] = DECRYPTING,
    ignore_conditions: bool = True,
) -> Verdict:
    """Keys separate data only as long as no one may decrypt with all of them."""
    if policy.is_boundary and not policy.attachments:
        return not_applicable("only a permissions boundary")
    return _scoped(policy, says.document, blocked_actions, ignore_conditions=ignore_conditions)


@check(
    "iam-inline-policy-kms-decrypt-scoped",
    title="Inline policies should not allow decryption with all KMS keys",
    finding="Inline policy allows decryption with all KMS keys",
    severity=Severity.MEDIUM,
    remediation="Name the ARNs of keys in the inline policy. The call replaces the whole policy.",
    cli="# in account {account_id}\n"
    "aws iam get-{kind}-policy --{kind}-name {name} --policy-name {part} --query PolicyDocument > policy.json\n"
    "# check first: which keys the identity uses, see CloudTrail\n" + EDIT + "# replaces: the whole inline policy\n"
    "aws iam put-{kind}-policy --{kind}-name {name} --policy-name {part} --policy-document file://policy.json",
)
def inline_policy_decrypts_with_named_keys(
    policy: InlinePolicy,
    says: InlinePolicyDocument,
    *,
    blocked_actions: frozenset[str] = DECRYPTING,
    ignore_conditions: bool = True,
) -> Verdict:
    """Keys separate data only as long as no one may decrypt with all of them."""
    return _scoped(policy, says.document, blocked_actions, ignore_conditions=ignore_conditions)


def _scoped(
    policy: ManagedPolicy | InlinePolicy, document: PolicyDocument, actions: frozenset[str], *, ignore_conditions: bool
) -> Verdict:
    found = grants_with_every_key(
        document,
        sorted(actions),
        partition=partition_of(policy),
        account_id=policy.account_id,
        ignore_conditions=ignore_conditions,
    )
    named = [f"{grant.name} allows {action}" for grant, action in found]
    return failed(f"with all keys: {first_of(named, GRANTS_NAMED)}") if named else passed()
