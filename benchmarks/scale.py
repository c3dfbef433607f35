"""Whether time grows with the number of accounts and no faster, and memory not at all: 17 regions, 20 buckets each.

All checks are asked but the costly ones, which nobody asks of a thousand accounts.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator

from benchmarks.measure import Figure, print_table, run_module
from benchmarks.server import Behaviour, Sizes
from benchmarks.server.handle import running

THOUSAND = 1000
MINUTES_8 = 480.0


def figures(counts: list[int], latency: float, options: list[str]) -> Iterator[Figure]:
    """Time and memory of each number of accounts, and how the time of one account changes from one to the next."""
    before = 0.0
    with running(Sizes(buckets=20), Behaviour(latency=latency, jitter=latency / 4)) as server:
        for count in counts:
            with tempfile.TemporaryDirectory() as out:
                command = ("benchmarks.ours", f"--accounts={count}", f"--out={out}", "--checks=*", *options)
                ended = run_module(*command, environment=server.environment)
            wall = float(ended.told["wall"])
            yield Figure(f"{count:,} accounts: calls", ended.told["calls"])
            yield Figure(f"{count:,} accounts: wall", wall, "s", MINUTES_8 if count == THOUSAND else None)
            yield Figure(f"{count:,} accounts: CPU", ended.told["cpu"], "s")
            yield Figure(f"{count:,} accounts: memory of the largest process", ended.peak_mb, "MB", 400)
            yield Figure(f"{count:,} accounts: calls a second", ended.told["calls"] / wall, "/s")
            if before:
                yield Figure(f"{count:,} accounts: time of one, against fewer", wall / count / before, "x", 1.1)
            before = wall / count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", default="10,100,1000", help="with commas between them")
    parser.add_argument("--latency", type=float, default=0.02)
    parser.add_argument("ours", nargs="*", help="options of benchmarks.ours, after --")
    told = parser.parse_args()
    print_table("Many accounts", figures([int(one) for one in told.accounts.split(",")], told.latency, told.ours))
