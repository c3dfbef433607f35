"""The size of the made-up accounts, and the behaviour of the server."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1",
    "eu-west-2", "eu-west-3", "sa-east-1",
)  # fmt: skip
"""The 17 regions that every account has enabled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The number of resources of each kind in an account; regional ones are spread evenly over the regions."""

    regions: tuple[str, ...] = REGIONS
    users: int = 0
    groups: int = 0
    roles: int = 0
    policies: int = 0
    certificates: int = 0
    buckets: int = 0
    objects: int = 0
    """The number in each bucket; objects are listed only where a check needs them."""
    instances: int = 0
    volumes: int = 0
    addresses: int = 0
    security_groups: int = 0
    vpcs: int = 0
    subnets: int = 0
    flow_logs: int = 0
    network_acls: int = 0
    route_tables: int = 0
    peerings: int = 0
    analyzers: int = 0
    trails: int = 0

    def here(self, kind: str, region: str) -> int:
        """The number of resources of a kind in one region."""
        number, place = divmod(getattr(self, kind), len(self.regions))
        return number + (self.regions.index(region) < place) if region in self.regions else 0

    def part(self, share: float) -> Sizes:
        """A smaller or larger account with the same proportions."""
        counts = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "regions"}
        return replace(self, **{name: round(count * share) for name, count in counts.items()})


EMPTY = Sizes()
USUAL = Sizes(
    regions=("eu-central-1", "us-east-1"), users=200, groups=20, roles=104, policies=40, certificates=2,
    buckets=300, objects=3, instances=200, volumes=300, addresses=20, security_groups=60, vpcs=4, subnets=24,
    flow_logs=2, network_acls=6, route_tables=12, peerings=2, analyzers=2, trails=1,
)  # fmt: skip
"""The account for comparisons of scanners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """The simulated behaviour of AWS."""

    latency: float = 0.0
    """Seconds before each answer."""
    jitter: float = 0.0
    """The most additional seconds, at random."""
    faults: float = 0.0
    """The share of requests with a fault: half of them are throttled, half get an internal error."""
    slow: dict[str, float] = field(default_factory=dict)
    """Seconds before each answer for certain accounts, by account id."""
