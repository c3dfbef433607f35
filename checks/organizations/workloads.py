"""Whether the management account runs workloads, which no policy of the organisation limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from reporter.api import (
    Account,
    Known,
    Resource,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    first_of,
    first_unavailable,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.ec2.instances import Instance
from reporter.aws.ecs.clusters import ManagementCluster as EcsCluster
from reporter.aws.eks.clusters import ManagementCluster as EksCluster
from reporter.aws.lambda_.functions import Function
from reporter.aws.organizations.tree import elsewhere
from reporter.aws.rds.databases import DbCluster, DbInstance

NAMED = 20
"""A reason stays readable, whatever the number of regions."""
NONE = "no instances, databases, functions, or clusters in use"
OF_LANDING_ZONES = frozenset({"aws-controltower-*", "AWSAccelerator-*"})
"""What AWS Control Tower and the Landing Zone Accelerator call their functions."""


@check(
    "organizations-management-account-no-workloads",
    title="The management account should run no workloads",
    finding="Management account has workloads",
    severity=Severity.MEDIUM,
    remediation="Move workloads into member accounts. Keep only what administers the organisation, and name it in "
    "allowed_names.",
    cli="# in the management account of the organisation. These only list: no command moves a workload\n"
    "# REGION: one of those that the finding names\n"
    "aws ec2 describe-instances --region REGION\n"
    "aws rds describe-db-instances --region REGION\n"
    "aws rds describe-db-clusters --region REGION\n"
    "aws ecs list-clusters --region REGION\n"
    "aws eks list-clusters --region REGION\n"
    "aws lambda list-functions --region REGION",
)
def management_account_runs_no_workloads(  # noqa: PLR0913, PLR0917 - each is a fact or a setting
    account: Account,
    membership: OrganizationMembership,
    instances: Known[Instance],
    db_instances: Known[DbInstance],
    db_clusters: Known[DbCluster],
    ecs_clusters: Known[EcsCluster],
    eks_clusters: Known[EksCluster],
    functions: Known[Function],
    *,
    allowed_names: frozenset[str] = OF_LANDING_ZONES,
) -> Verdict:
    """No service control policy limits the management account, so what runs there is outside every guardrail."""
    away = elsewhere(account, membership)
    if away:
        return not_applicable(away)
    found: dict[str, Sequence[Resource]] = {
        "EC2 instances": instances.found,
        "DB instances": db_instances.found,
        "DB clusters": db_clusters.found,
        "ECS clusters": [one for one in ecs_clusters.found if one.in_use],
        "EKS clusters": eks_clusters.found,
        "Lambda functions": functions.found,
    }
    listings = (instances, db_instances, db_clusters, ecs_clusters, eks_clusters, functions)
    return _judged(found, first_unavailable(*(one.unread for one in listings)), allowed_names)


def _judged(found: Mapping[str, Sequence[Resource]], unread: Unavailable | None, allowed: frozenset[str]) -> Verdict:
    workloads = {what: [one for one in ones if not _is_allowed(one, allowed)] for what, ones in found.items()}
    if any(workloads.values()):
        return failed(_counted(workloads))
    if unread:
        return not_assessed(unread)
    return passed(f"allowed by configuration: {_counted(found)}" if any(found.values()) else NONE)


def _is_allowed(one: Resource, allowed: frozenset[str]) -> bool:
    return any(fnmatchcase(one.name, pattern) for pattern in allowed)


def _counted(found: Mapping[str, Sequence[Resource]]) -> str:
    """The number of resources in each region, by what they are."""
    return "; ".join(f"{what}: {_by_region(ones)}" for what, ones in found.items() if ones)


def _by_region(resources: Sequence[Resource]) -> str:
    numbers = Counter(one.region for one in resources)
    return first_of([f"{number:,} in {region}" for region, number in sorted(numbers.items())], NAMED)
