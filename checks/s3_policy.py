"""What the policies of buckets insist on, and whom they let in."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.api import Organization, Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.account import OrganizationMembership
from reporter.aws.policy import EVERYONE, Condition, Grant, Statement, grants
from reporter.aws.policy.grants import refuses
from reporter.aws.policy.owners import OWN_ACCOUNT, OWN_ORGANIZATION, foreign_owners
from reporter.aws.s3 import Bucket
from reporter.aws.s3_settings import BucketPolicy

SOURCE_KEYS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})
"""They say for whom a service must be acting."""
CONTROLLING_ACTIONS = frozenset({
    "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
})  # fmt: skip
EDIT_POLICY = "aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json"
READ_POLICY = "aws s3api get-bucket-policy --bucket BUCKET"
UNKNOWN_ORGANIZATION = "the organisation is unknown: only scanned and trusted accounts count as known"


@check(
    "s3-bucket-policy-tls-required",
    title="Buckets refuse requests without TLS",
    severity=Severity.MEDIUM,
    remediation="Deny everyone everything in the bucket policy where aws:SecureTransport is false.",
    cli="aws s3api put-bucket-policy --bucket BUCKET --policy file://tls-only.json",
)
def bucket_requires_tls(bucket: Bucket, policy: BucketPolicy, *, accept_partial_actions: bool = False) -> Verdict:
    """Over plain HTTP, data and signed requests can be read and replayed on the way."""
    if policy.document is None:
        return failed("no bucket policy")
    refusals = [one for one in policy.document.statements if _refuses_plain_http(one)]
    parts = {"the bucket": bucket.arn, "its objects": f"{bucket.arn}/*"}
    open_ = [
        name
        for name, arn in parts.items()
        if not any(_is_refused(one, arn, partly=accept_partial_actions) for one in refusals)
    ]
    return failed(f"plain HTTP is not refused for {' and '.join(open_)}") if open_ else passed()


def _refuses_plain_http(statement: Statement) -> bool:
    """Whether it denies everyone something on no other condition than plain HTTP."""
    everyone, conditions = EVERYONE in statement.principals, statement.conditions
    return not statement.allows and everyone and len(conditions) == 1 and _is_plain_http(conditions[0])


def _is_plain_http(condition: Condition) -> bool:
    """S3 always knows how a request came, so `BoolIfExists` says the same."""
    values = {value.lower() for value in condition.values}
    return condition.comparison == "bool" and condition.key == "aws:securetransport" and "false" in values


def _is_refused(denial: Statement, arn: str, *, partly: bool) -> bool:
    own = [action for action in denial.actions if action.startswith("s3:")] if partly else []
    return any(refuses(denial, action=action, resource=arn) for action in ("s3:*", *own))


@check(
    "s3-bucket-policy-cross-account-sensitive-denied",
    title="No other account controls a bucket",
    severity=Severity.HIGH,
    remediation="Take these actions out of the statement, or name a principal of the owning account.",
    cli=READ_POLICY,
)
def nobody_else_controls_bucket(
    bucket: Bucket,
    policy: BucketPolicy,
    *,
    blocked_actions: frozenset[str] = CONTROLLING_ACTIONS,
    trusted_accounts: frozenset[str] = frozenset(),
    exempt_trusted: bool = False,
) -> Verdict:
    """Whoever may change the policy, the ACLs or the encryption of a bucket may take all that lies in it."""
    trusted = {bucket.account_id, OWN_ACCOUNT, *(trusted_accounts if exempt_trusted else ())}
    foreign = {
        action: sorted({owner for grant in _grants(policy) for owner in foreign_owners(grant, trusted, action=action)})
        for action in sorted(blocked_actions)
    }
    told = [f"{', '.join(owners)} may {action}" for action, owners in foreign.items() if owners]
    return failed("; ".join([*told, *_denials(_grants(policy))])) if told else passed()


@check(
    "s3-bucket-policy-cross-account-restricted",
    title="Bucket policies let in no account that is not known",
    severity=Severity.MEDIUM,
    remediation="Take the account out of the policy, or list it under trusted_accounts.",
    cli=READ_POLICY,
)
def policy_lets_in_known_accounts(
    bucket: Bucket,
    policy: BucketPolicy,
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    trust_organization: bool = False,
) -> Verdict:
    """Every foreign account is a way for data to leave."""
    own = {bucket.account_id, OWN_ACCOUNT, OWN_ORGANIZATION, organization.id}
    ours = own | organization.account_ids if trust_organization else own
    return _judge_foreigners(
        _grants(policy), ours, trusted_accounts, "" if organization.known else UNKNOWN_ORGANIZATION
    )


@check(
    "s3-bucket-policy-principals-in-organization",
    title="Bucket policies let in the organisation and known partners only",
    severity=Severity.HIGH,
    remediation="Demand aws:PrincipalOrgID, take the principal out, or list the partner under trusted_accounts.",
    cli="aws s3api put-bucket-policy --bucket BUCKET --policy file://perimeter.json",
)
def policy_lets_in_own_organization(
    bucket: Bucket,
    policy: BucketPolicy,
    membership: OrganizationMembership,
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
) -> Verdict:
    """Identities from outside the organisation follow rules that nobody here can see."""
    if not membership.organization_id:
        return not_applicable("the account is in no organisation")
    own = {bucket.account_id, OWN_ACCOUNT, OWN_ORGANIZATION, membership.organization_id}
    ours = own | organization.account_ids | {membership.management_account_id}
    return _judge_foreigners(
        _grants(policy), ours, trusted_accounts, "" if organization.known else UNKNOWN_ORGANIZATION
    )


@check(
    "s3-bucket-policy-service-source-scoped",
    title="Services reach buckets only for a named source",
    severity=Severity.MEDIUM,
    remediation="Add a condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID to the statement.",
    cli=EDIT_POLICY,
)
def services_act_for_named_sources(
    bucket: Bucket, policy: BucketPolicy, *, exempt_services: frozenset[str] = frozenset()
) -> Verdict:
    """Otherwise any customer of AWS may have the service read or write here on their behalf."""
    served = {service for grant in _grants(policy) for service in _services(grant)}
    if not served:
        return not_applicable("lets in no service")
    open_ = [grant for grant in _grants(policy) if not any(limit.key in SOURCE_KEYS for limit in grant.limits)]
    unbound = {service for grant in open_ for service in _services(grant)}
    if unbound - exempt_services:
        return failed(f"for any source: {', '.join(sorted(unbound - exempt_services))}")
    return passed("allowed by configuration" if unbound else "")


def _grants(policy: BucketPolicy) -> tuple[Grant, ...]:
    return grants(policy.document) if policy.document else ()


def _services(grant: Grant) -> list[str]:
    return [who.id for who in grant.holders() if who.type == "Service"]


def _judge_foreigners(
    given: tuple[Grant, ...], ours: Iterable[str], trusted_accounts: frozenset[str], caveat: str
) -> Verdict:
    """Those that are neither ours nor trusted fail; that some are trusted is told."""
    trusted = {*ours, *trusted_accounts} - {""}
    told = [f"{', '.join(owners)} may {grant}" for grant in given if (owners := foreign_owners(grant, trusted))]
    if told:
        return failed("; ".join([*told, *_denials(given), *filter(None, [caveat])]))
    by_trust = any(foreign_owners(grant, set(ours) - {""}) for grant in given)
    return passed("allowed by configuration" if by_trust else "")


def _denials(given: tuple[Grant, ...]) -> list[str]:
    """Denials with conditions make nothing safe, but whoever mends the policy should see them."""
    denials = given[0].conditional_denials if given else ()
    told = sorted({" and ".join(map(str, denial.conditions)) for denial in denials})
    return [f"denied if {' or if '.join(told)}"] if told else []
