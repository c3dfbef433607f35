"""The size of the made-up accounts, and the behaviour of the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1",
    "eu-west-2", "eu-west-3", "sa-east-1",
)  # fmt: skip
"""The 17 regions that every account has enabled."""


@dataclass(frozen=True, slots=True, init=False)
class Sizes:
    """The number of resources of each kind in an account; regional ones are spread evenly over the regions."""

    regions: tuple[str, ...]
    counts: Mapping[str, int]
    """By kind, as the services name them in `SIZES`."""

    def __init__(self, *, regions: tuple[str, ...] = REGIONS, **counts: int) -> None:
        object.__setattr__(self, "regions", regions)
        object.__setattr__(self, "counts", counts)

    def of(self, kind: str) -> int:
        """The number of resources of a kind in the account."""
        return self.counts.get(kind, 0)

    def here(self, kind: str, region: str) -> int:
        """The number of resources of a kind in one region."""
        number, place = divmod(self.of(kind), len(self.regions))
        return number + (self.regions.index(region) < place) if region in self.regions else 0

    def part(self, share: float) -> Sizes:
        """A smaller or larger account with the same proportions."""
        return self.but(**{kind: round(count * share) for kind, count in self.counts.items()})

    def but(self, **counts: int) -> Sizes:
        """The account with other numbers for some kinds."""
        return Sizes(regions=self.regions, **{**self.counts, **counts})


EMPTY = Sizes()


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
