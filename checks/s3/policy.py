"""What bucket policies require, and which other principals they admit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reporter.api import (
    Everywhere,
    Organization,
    Severity,
    Verdict,
    check,
    failed,
    first_of,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.policy import (
    EVERYONE,
    Caller,
    Circle,
    Condition,
    Grant,
    Kind,
    Relation,
    Statement,
    callers_of,
    grants,
)
from reporter.aws.policy.grants import refuses
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketRegions, located, unread_in
from reporter.aws.s3.settings import BucketPolicy

CONTROLLING_ACTIONS = frozenset({
    "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
})  # fmt: skip
MOVING_DATA = ("s3:GetObject", "s3:PutObject")
STRANGE = (Relation.ANYONE, Relation.FOREIGN)
CALLERS_NAMED = 20
"""A reason stays readable, whatever a policy names."""


def _edit(change: str) -> str:
    """The commands that change one statement of a bucket policy."""
    return (
        "# check first: who uses the statement, see CloudTrail or the access logs\n"
        "aws s3api get-bucket-policy --bucket {name} --expected-bucket-owner {account_id} --query Policy "
        "--output text > policy.json\n"
        "# edit policy.json: "
        f"{change}"
        "\n"
        "# replaces: the whole bucket policy\n"
        "aws s3api put-bucket-policy --bucket {name} --expected-bucket-owner {account_id} --policy "
        "file://policy.json"
    )


@check(
    "s3-bucket-policy-tls-required",
    title="S3 buckets should require TLS",
    finding="S3 bucket accepts requests without TLS",
    severity=Severity.MEDIUM,
    remediation="Add a statement to the bucket policy that denies requests without TLS. The call replaces the whole "
    "policy, so keep its other statements.",
    cli="# check first: no client uses plain HTTP, see the access logs\n"
    "# replaces: the whole bucket policy, with the present statements and one more\n"
    "# NoSuchBucketPolicy: the bucket has none, so write policy.json with an empty Statement list and begin "
    "with jq\n"
    "aws s3api get-bucket-policy --bucket {name} --expected-bucket-owner {account_id} --query Policy --output "
    "text > policy.json && jq --arg arn {arn} '.Statement = ([.Statement] | flatten) + [{Sid: "
    '"DenyPlainHttp", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [$arn, $arn + "/*"], '
    'Condition: {Bool: {"aws:SecureTransport": "false"}}}]\' policy.json > new-policy.json && aws s3api '
    "put-bucket-policy --bucket {name} --expected-bucket-owner {account_id} --policy file://new-policy.json",
)
def bucket_requires_tls(bucket: Bucket, policy: BucketPolicy, *, accept_partial_actions: bool = False) -> Verdict:
    """Data and signed requests that are sent over plain HTTP can be read and replayed on the way."""
    if policy.document is None:
        return failed("no bucket policy")
    refusals = [one for one in policy.document.statements if _refuses_plain_http(one)]
    parts = {"the bucket": bucket.arn, "its objects": f"{bucket.arn}/*"}
    open_ = [name for name, arn in parts.items() if not _is_refused(refusals, "s3:*", arn)]
    if not open_:
        return passed()
    if accept_partial_actions and all(_is_refused(refusals, one, parts["its objects"]) for one in MOVING_DATA):
        return passed("refused at least for reading and writing objects")
    return failed(f"plain HTTP is not refused for {' and '.join(open_)}")


def _refuses_plain_http(statement: Statement) -> bool:
    """Whether it denies everyone something on no other condition than plain HTTP."""
    everyone, conditions = EVERYONE in statement.principals, statement.conditions
    return not statement.allows and everyone and len(conditions) == 1 and _is_plain_http(conditions[0])


def _is_plain_http(condition: Condition) -> bool:
    """S3 always knows how a request came, so `IfExists` says the same; only `Bool` takes the word in any case."""
    values = {value.lower() if condition.comparison == "bool" else value for value in condition.values}
    compares = condition.comparison in ("bool", "stringequals")
    return compares and condition.key == "aws:securetransport" and "false" in values


def _is_refused(refusals: Iterable[Statement], action: str, arn: str) -> bool:
    return any(refuses(one, action=action, resource=arn) for one in refusals)


@check(
    "s3-bucket-policy-cross-account-sensitive-denied",
    title="S3 bucket policies should not let other accounts change access to the bucket",
    finding="S3 bucket policy lets another account change access to the bucket",
    severity=Severity.HIGH,
    remediation="Remove these actions from the statement, or name a principal of the account that owns the bucket. "
    "The call replaces the whole policy.",
    cli=_edit("remove the actions that the finding names from its statement"),
)
def bucket_is_controlled_by_owner(
    bucket: Bucket,
    policy: BucketPolicy,
    *,
    blocked_actions: frozenset[str] = CONTROLLING_ACTIONS,
    trusted_accounts: frozenset[str] = frozenset(),
    exempt_trusted: bool = False,
) -> Verdict:
    """An account that may change the policy, ACLs or encryption of a bucket can take over all of its data."""
    circle = Circle(account_id=bucket.account_id, trusted=trusted_accounts if exempt_trusted else frozenset())
    given = _grants(policy)
    reasons = [one for grant in given for one in _controls(grant, circle, sorted(blocked_actions))]
    return failed("; ".join([_shortened(reasons), *_denials(given)])) if reasons else passed()


def _controls(grant: Grant, circle: Circle, actions: Iterable[str]) -> Iterator[str]:
    """Who else may do which of these."""
    found: dict[Caller, list[str]] = {}
    for action in actions:
        for caller in callers_of(grant, circle, actions=[action]):
            if caller.is_everyone or caller.is_foreign:
                found.setdefault(caller, []).append(action)
    yield from (f"{grant.name}: {caller} may {', '.join(given)}" for caller, given in found.items())


@check(
    "s3-bucket-policy-cross-account-restricted",
    title="S3 bucket policies should grant access only to known accounts",
    finding="S3 bucket policy grants access to an unknown account",
    severity=Severity.MEDIUM,
    remediation="Ask the owner of the bucket; remove the account from the policy, or list it under trusted_accounts. "
    "The call replaces the whole policy.",
    cli=_edit("remove the account that the finding names"),
)
def policy_lets_in_known_accounts(
    bucket: Bucket,
    policy: BucketPolicy,
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    trust_organization: bool = False,
) -> Verdict:
    """Data that another account may read leaves the control of this one."""
    circle = Circle.of(bucket.account_id, organization, trusted_accounts)
    return _lets_in_known(_grants(policy), circle if trust_organization else circle.without_members())


@check(
    "s3-bucket-policy-principals-in-organization",
    title="S3 bucket policies should grant access only to the organisation and known partners",
    finding="S3 bucket policy grants access outside the organisation",
    severity=Severity.HIGH,
    remediation="Add a condition on aws:PrincipalOrgID, remove the principal, or list the partner under "
    "trusted_accounts. The call replaces the whole policy.",
    cli=_edit("add a condition on aws:PrincipalOrgID, or remove the principal"),
)
def policy_lets_in_own_organization(
    bucket: Bucket,
    policy: BucketPolicy,
    membership: OrganizationMembership,
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
) -> Verdict:
    """Identities outside the organisation are not subject to its guardrails and can copy the data."""
    if not membership.organization_id:
        return not_applicable("the account is in no organisation")
    return _lets_in_known(_grants(policy), _circle_of(bucket, membership, organization, trusted_accounts))


@check(
    "s3-bucket-policy-service-source-scoped",
    title="S3 bucket policies should name the source for which AWS services act",
    finding="S3 bucket policy lets an AWS service act for any source",
    severity=Severity.MEDIUM,
    remediation="Add a condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID to the statement. The call "
    "replaces the whole policy.",
    cli=_edit("add a condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID"),
)
def services_act_for_named_sources(  # noqa: PLR0913 - the three that know whose a source may be
    bucket: Bucket,
    policy: BucketPolicy,
    own: BucketRegions,
    elsewhere: Everywhere[BucketRegions],
    organization: Organization,
    *,
    exempt_services: frozenset[str] = frozenset(),
    trusted_accounts: frozenset[str] = frozenset(),
) -> Verdict:
    """Another customer of AWS can have the service read or write the bucket on their behalf."""
    circle = Circle.of(bucket.account_id, organization, trusted_accounts, buckets=_owned(own, bucket))
    served = _served(policy, circle)
    strangers = {one.owner.bucket for one in served if one.owner.bucket}
    if strangers:
        found = {name: id_ for name, (id_, _) in located(strangers, elsewhere.by_account).items()}
        served = _served(policy, replace(circle, buckets={**circle.buckets, **found}))
    return _of_services(served, exempt_services, circle.caveat, elsewhere)


def _owned(own: BucketRegions, bucket: Bucket) -> dict[str, str]:
    return dict.fromkeys(own.by_name, bucket.account_id)


def _served(policy: BucketPolicy, circle: Circle) -> list[Caller]:
    return [one for grant in _grants(policy) for one in callers_of(grant, circle) if _is_service(one)]


def _of_services(
    served: Sequence[Caller], exempt_services: frozenset[str], doubt: str, elsewhere: Everywhere[BucketRegions]
) -> Verdict:
    """What services may do for strangers fails; a source that may be a bucket of an account of ours is left open."""
    if not served:
        return not_applicable("lets in no service")
    of_aws = [f"{one.grant.name}: {one}: name {one.service} instead" for one in served if one.kind is Kind.OF_AWS]
    open_ = [one for one in served if one.kind is Kind.SERVICE and one.relation in STRANGE]
    unbound = [one for one in open_ if one.service not in exempt_services]
    why = unread_in(elsewhere.by_account) if unbound and all(one.owner.bucket for one in unbound) else None
    if why:
        return not_assessed(why)
    if unbound:
        caveat = [doubt] if any(one.relation is Relation.FOREIGN for one in unbound) else []
        reasons = [f"{one.grant.name}: {one} may {one.grant}" for one in unbound]
        return failed("; ".join(filter(None, [_shortened(reasons), *of_aws, *caveat])))
    by_setting = open_ or any(one.relation is Relation.TRUSTED for one in served)
    return passed("; ".join(["allowed by configuration"] * bool(by_setting) + of_aws))


def _is_service(caller: Caller) -> bool:
    """A service without a name is among everyone, judged elsewhere, unless the statement asks for it or a source."""
    named = caller.principal.type == "Service" or caller.relation is not Relation.ANYONE or caller.is_meant_as_service
    return caller.kind is Kind.OF_AWS or (caller.kind is Kind.SERVICE and named)


def _grants(policy: BucketPolicy) -> tuple[Grant, ...]:
    return grants(policy.document) if policy.document else ()


def _circle_of(
    bucket: Bucket, membership: OrganizationMembership, organization: Organization, trusted: frozenset[str]
) -> Circle:
    """What the account itself says of its organisation counts, whatever the scan knows."""
    known = replace(
        organization,
        id=membership.organization_id,
        management_account_id=membership.management_account_id,
        members_unknown=not organization.known,
    )
    return Circle.of(bucket.account_id, known, trusted)


def _lets_in_known(given: tuple[Grant, ...], circle: Circle) -> Verdict:
    """Everyone and those that are neither ours nor trusted fail; that some are trusted is reported."""
    found = [one for grant in given for one in callers_of(grant, circle)]
    foreign = [one for one in found if one.is_everyone or one.is_foreign]
    if foreign:
        reasons = [f"{one.grant.name}: {one} may {one.grant}" for one in foreign]
        caveat = [circle.caveat] if any(one.is_foreign for one in foreign) else []
        return failed("; ".join(filter(None, [_shortened(reasons), *_denials(given), *caveat])))
    by_trust = any(one.kind is not Kind.SERVICE and one.relation is Relation.TRUSTED for one in found)
    return passed("allowed by configuration" if by_trust else "")


def _denials(given: tuple[Grant, ...]) -> list[str]:
    """Denials with conditions that make nothing safe, for those who correct the policy to see."""
    denials = given[0].conditional_denials if given else ()
    conditions = sorted({" and ".join(map(str, denial.conditions)) for denial in denials})
    return [f"denied if {' or if '.join(conditions)}"] if conditions else []


def _shortened(reasons: Sequence[str]) -> str:
    return first_of(reasons, CALLERS_NAMED, separator="; ")
