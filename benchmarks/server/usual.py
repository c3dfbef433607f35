"""The account for comparisons of scanners."""

from __future__ import annotations

from benchmarks.server.services import SERVICES
from benchmarks.server.sizes import Sizes

USUAL = Sizes(
    regions=("eu-central-1", "us-east-1"),
    **{kind: count for service in SERVICES for kind, count in getattr(service, "SIZES", {}).items()},
)
