"""Measures whether time grows linearly with the number of accounts, and memory not at all.

Each account has 17 regions and 20 buckets. All checks run except the costly ones, which are not meant for a thousand
accounts.
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
    """Time and memory for each number of accounts, and the change of the time for one account."""
    before = 0.0
    with running(Sizes(buckets=20), Behaviour(latency=latency, jitter=latency / 4)) as server:
        for count in counts:
            with tempfile.TemporaryDirectory() as out:
                command = ("benchmarks.ours", f"--accounts={count}", f"--out={out}", "--checks=*", *options)
                ended = run_module(*command, environment=server.environment)
            wall = float(ended.printed["wall"])
            yield Figure(f"{count:,} accounts: calls", ended.printed["calls"])
            yield Figure(f"{count:,} accounts: wall", wall, "s", MINUTES_8 if count == THOUSAND else None)
            yield Figure(f"{count:,} accounts: CPU", ended.printed["cpu"], "s")
            yield Figure(f"{count:,} accounts: memory of the largest process", ended.peak_mb, "MB", 400)
            yield Figure(f"{count:,} accounts: calls a second", ended.printed["calls"] / wall, "/s")
            if before:
                yield Figure(f"{count:,} accounts: time of one, against fewer", wall / count / before, "x", 1.1)
            before = wall / count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", default="10,100,1000", help="with commas between them")
    parser.add_argument("--latency", type=float, default=0.02)
    parser.add_argument("ours", nargs="*", help="options of benchmarks.ours, after --")
    asked = parser.parse_args()
    print_table("Many accounts", figures([int(one) for one in asked.accounts.split(",")], asked.latency, asked.ours))
