"""Load balancers, application, network, gateway and classic, and whether they log access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, ClassVar

from reporter.aws.shared.identity import by_arn, partition_of
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, asked_by, each
from reporter.model.answers import Fact
from reporter.model.gaps import Unread
from reporter.model.subjects import Region, Resource

APPLICATION, CLASSIC = "application", "classic"
CLASSIC_KIND = "AWS::ElasticLoadBalancing::LoadBalancer"
TYPES = frozenset({APPLICATION, "network", "gateway"})
"""The types that AWS names; classic load balancers have an interface of their own, without types."""
LOGGING = "access_logs.s3.enabled"
SWITCH = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBalancer(Resource):
    """A load balancer of any type; the ARN of a classic one ends in its name."""

    kind: ClassVar[str] = "AWS::ElasticLoadBalancingV2::LoadBalancer"

    type: str

    @classmethod
    def kind_at(cls, arn: str) -> str:
        """The resource type; only the ARNs of the newer load balancers have a type and an id beside the name."""
        name = arn.partition(":loadbalancer/")[2]
        return CLASSIC_KIND if name and "/" not in name else cls.kind

    @property
    def is_classic(self) -> bool:
        """Whether it is a classic load balancer."""
        return self.type == CLASSIC

    @property
    def logs_requests(self) -> bool:
        """Whether it can log all requests: network ones log only TLS, and gateway ones nothing."""
        return self.type in (APPLICATION, CLASSIC)


@dataclass(frozen=True, slots=True)
class AccessLogs(Fact):
    """Whether a load balancer logs access; always False for the types that cannot log all requests."""

    enabled: bool


@collects(
    "elasticloadbalancing:DescribeLoadBalancers",
    operations=("elb:DescribeLoadBalancers", "elbv2:DescribeLoadBalancers"),
)
def load_balancers(aws: Aws, region: Region) -> Listing[LoadBalancer]:
    """The load balancers of a region, which are in two lists."""
    size: dict[str, Any] = {"page_size": 400, "region": region.region}
    found = aws.items("elbv2", "describe_load_balancers", "LoadBalancers", **size)
    classic = aws.items("elb", "describe_load_balancers", "LoadBalancerDescriptions", **size)
    for one in chain(
        each(region, found, by_arn(region, "LoadBalancerArn", "LoadBalancerName"), _load_balancer),
        each(region, classic, partial(_who_is_classic, region), lambda who, _: LoadBalancer(**who, type=CLASSIC)),
    ):
        # Only now is it known which of the two lists an unreadable one is in.
        yield asked_by(one, aws.last_call) if isinstance(one, Unread) else one


def _load_balancer(who: Identity, item: Mapping[str, Any]) -> LoadBalancer:
    return LoadBalancer(**who, type=known(item["Type"], TYPES))


def _who_is_classic(region: Region, item: Mapping[str, Any]) -> Identity:
    name = item["LoadBalancerName"]
    arn = f"arn:{partition_of(region)}:elasticloadbalancing:{region.region}:{region.account_id}:loadbalancer/{name}"
    return Identity(account_id=region.account_id, region=region.region, arn=arn, name=name, tags={})


@collects(
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    operations=("elb:DescribeLoadBalancerAttributes", "elbv2:DescribeLoadBalancerAttributes"),
)
def access_logs(aws: Aws, balancer: LoadBalancer) -> AccessLogs:
    """Whether it logs access; not asked for where it cannot log all requests."""
    if not balancer.logs_requests:
        return AccessLogs(enabled=False)
    if balancer.is_classic:
        where = {"region": balancer.region, "LoadBalancerName": balancer.name}
        answer = aws.call("elb", "describe_load_balancer_attributes", **where)
        return AccessLogs(enabled=answer["LoadBalancerAttributes"]["AccessLog"]["Enabled"])
    where = {"region": balancer.region, "LoadBalancerArn": balancer.arn}
    answer = aws.call("elbv2", "describe_load_balancer_attributes", **where)
    values = {attribute["Key"]: attribute["Value"] for attribute in answer["Attributes"]}
    return AccessLogs(enabled=known(values[LOGGING], SWITCH) == "true")
