"""ECS clusters of the account that manages its organisation, and what runs in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.account.contacts import OrganizationMembership
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.subjects import Region, Resource

MOST = 100
"""The most clusters that ECS lists on a page, and describes with one request."""
DESCRIBE = "ecs:DescribeClusters"
FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementCluster(Resource):
    """An ECS cluster of the management account; other accounts are not asked for theirs."""

    kind: ClassVar[str] = "AWS::ECS::Cluster"

    services: int
    """The number of its active services."""
    tasks: int
    """The number of its running tasks."""
    instances: int
    """The number of the container instances that are registered with it."""

    @property
    def in_use(self) -> bool:
        """Whether anything runs in it, or can."""
        return any((self.services, self.tasks, self.instances))


@collects("ecs:ListClusters", DESCRIBE)
def clusters(aws: Aws, region: Region, membership: OrganizationMembership) -> Listing[ManagementCluster]:
    """The clusters of a region, each described; a region without clusters takes one request."""
    found = _described(aws, region) if membership.is_managed_by(region) else ()
    return each(region, found, partial(_who, region), _cluster)


def _described(aws: Aws, region: Region) -> Iterator[Mapping[str, Any]]:
    pages = aws.pages("ecs", "list_clusters", page_size=MOST, region=region.region)
    arns = tuple(dict.fromkeys(arn for page in pages for arn in page["clusterArns"]))
    for start in range(0, len(arns), MOST):
        yield from _batch(aws, region, arns[start : start + MOST])


def _batch(aws: Aws, region: Region, arns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The description of each cluster, or the reason that ECS gives for none; without either it cannot be read."""
    answer = aws.call("ecs", "describe_clusters", region=region.region, clusters=list(arns))
    found = {one.get("clusterArn"): one for one in answer["clusters"]}
    failures = {one.get("arn"): {FAILURE: one.get("reason", "no reason")} for one in answer.get("failures", ())}
    for arn in arns:
        yield found.get(arn) or {"clusterArn": arn, **failures.get(arn, {})}


def _who(region: Region, item: Mapping[str, Any]) -> Identity:
    arn = item["clusterArn"]
    name = arn.rpartition("/")[2]
    return Identity(account_id=region.account_id, region=region.region, arn=arn, name=name, tags={})


def _cluster(who: Identity, item: Mapping[str, Any]) -> ManagementCluster:
    if FAILURE in item:
        detail = f"ECS lists the cluster {who['name']}, but does not describe it: {item[FAILURE]}"
        raise Refused(Unavailable(ReasonCode.AWS_ERROR, detail, DESCRIBE, region=who["region"]))
    return ManagementCluster(
        **who,
        services=item["activeServicesCount"],
        tasks=item["runningTasksCount"],
        instances=item["registeredContainerInstancesCount"],
    )
