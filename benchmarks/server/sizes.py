"""How large an account is that the server makes up, and how the server behaves."""

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
    """How much of everything each account has; what is in regions is spread evenly over them."""

    regions: tuple[str, ...]
    counts: Mapping[str, int]
    """By kind, as the services name them in `SIZES`."""

    def __init__(self, *, regions: tuple[str, ...] = REGIONS, **counts: int) -> None:
        object.__setattr__(self, "regions", regions)
        object.__setattr__(self, "counts", counts)

    def of(self, kind: str) -> int:
        """How many of a kind the account has."""
        return self.counts.get(kind, 0)

    def here(self, kind: str, region: str) -> int:
        """How many of a kind are in one region."""
        number, place = divmod(self.of(kind), len(self.regions))
        return number + (self.regions.index(region) < place) if region in self.regions else 0

    def part(self, share: float) -> Sizes:
        """An account of the same kind with more or less of everything."""
        return self.but(**{kind: round(count * share) for kind, count in self.counts.items()})

    def but(self, **counts: int) -> Sizes:
        """An account with other numbers of some kinds."""
        return Sizes(regions=self.regions, **{**self.counts, **counts})


EMPTY = Sizes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How AWS is that day."""

    latency: float = 0.0
    """Seconds before each answer."""
    jitter: float = 0.0
    """Up to so many seconds more, at random."""
    faults: float = 0.0
    """The share of requests that are throttled or meet an internal error, half of each."""
    slow: dict[str, float] = field(default_factory=dict)
    """Seconds before each answer in certain accounts, by id."""
