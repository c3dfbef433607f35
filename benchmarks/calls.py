"""Counts the requests of a scan, for the usual account and for an empty one, and verifies that none is repeated."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.measure import Figure, print_table, run_module
from benchmarks.server import EMPTY, USUAL, Sizes
from benchmarks.server.handle import Seen, running
from benchmarks.whole_scan import COSTLY

TWO_REGIONS = USUAL.regions


def asked(sizes: Sizes, *options: str) -> Seen:
    """The requests of a scan of one account."""
    with tempfile.TemporaryDirectory() as out, running(sizes) as server:
        ended = run_module("benchmarks.ours", "--accounts=1", f"--out={out}", *options, environment=server.environment)
        unseen = ended.printed["statuses"].get("NOT_ASSESSED", 0)
        if unseen:
            raise RuntimeError(f"{unseen} findings are not assessed: the server lacks an answer, or the scan is broken")
        return server.seen()


def figures() -> Iterator[Figure]:
    """The calls of the product, with those for the caller and the role."""
    usual = asked(USUAL)
    yield Figure("the usual account, all checks", usual.requests, "calls", 3500)
    yield Figure("the usual account, without the costly checks", asked(USUAL, "--checks=*").requests, "calls", 3500)
    empty = asked(Sizes(regions=TWO_REGIONS))
    yield Figure("an empty account in two regions, all checks", empty.requests, "calls", 60)
    yield Figure("an empty account in 17 regions, all checks", asked(EMPTY).requests, "calls")
    yield Figure("requests made twice", usual.repeated.total() + empty.repeated.total(), "calls", 0)
    yield Figure("requests signed for another account", usual.mixed_up + empty.mixed_up, "calls", 0)
    yield Figure("requests that the server does not know", usual.unknown.total() + empty.unknown.total(), "calls", 0)
    for operation, times in usual.by_operation.most_common(20):
        yield Figure(f"   {operation}", times, "calls")


if __name__ == "__main__":
    print_table(f"Calls (costly checks: {', '.join(COSTLY)})", figures())
