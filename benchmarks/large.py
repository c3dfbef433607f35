"""Compares one very large account with one of half its size, before and after: it may cost as much as both.

A greater cost would mean that time grows faster than the account.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.server import USUAL, Behaviour, Sizes
from benchmarks.server.handle import running

LARGE = USUAL.but(
    users=20_000, groups=100, roles=2_000, policies=1_000, buckets=5_000, instances=50_000, volumes=50_000,
    security_groups=5_000, subnets=500, vpcs=50, network_acls=50, route_tables=200,
)  # fmt: skip


def scan(sizes: Sizes, latency: float) -> Ended:
    """A scan of one account with all checks but the costly ones."""
    with tempfile.TemporaryDirectory() as out, running(sizes, Behaviour(latency=latency)) as server:
        command = ("benchmarks.ours", "--accounts=1", "--checks=*", f"--out={out}")
        return run_module(*command, environment=server.environment)


def figures(share: float, latency: float) -> Iterator[Figure]:
    """Time, memory, and growth."""
    before, whole, after = (scan(LARGE.part(part), latency) for part in (share / 2, share, share / 2))
    for name, ended, most in (("half", before, None), ("whole", whole, 1536), ("half again", after, None)):
        yield Figure(f"{name}: calls", ended.printed["calls"])
        yield Figure(f"{name}: findings", ended.printed["findings"])
        yield Figure(f"{name}: wall", ended.printed["wall"], "s")
        yield Figure(f"{name}: CPU", ended.printed["cpu"], "s")
        yield Figure(f"{name}: memory of the largest process", ended.peak_mb, "MB", most)
    both = before.printed["cpu"] + after.printed["cpu"]
    yield Figure("CPU, whole against both halves", whole.printed["cpu"] / both, "x", 1.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of 20,000 users, 50,000 instances, ...")
    parser.add_argument("--latency", type=float, default=0.02)
    options = parser.parse_args()
    print_table(f"One large account ({options.share:.0%})", figures(options.share, options.latency))
