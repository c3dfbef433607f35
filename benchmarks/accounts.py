"""What one more account costs beyond its calls.

The difference between N and 2 N accounts, less that of the calls alone, made by the bare program.
The accounts are empty and have 17 regions. Both programs run in one process.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.server import EMPTY
from benchmarks.server.handle import Running, running

THREADS = 32


def scan(server: Running, accounts: int, out: Path, *options: str) -> Ended:
    """The product, in one process where it can be told so."""
    return run_module(
        "benchmarks.ours", f"--accounts={accounts}", f"--out={out}", *options, environment=server.environment
    )


def least(ended: list[Ended], figure: str) -> float:
    """The least of several runs: what else the machine does only adds."""
    return min(float(one.told[figure]) for one in ended)


def figures(accounts: int, times: int) -> Iterator[Figure]:
    """Milliseconds and megabytes for each account."""
    ours: list[list[Ended]] = []
    bare: list[list[Ended]] = []
    with running(EMPTY) as server, tempfile.TemporaryDirectory() as out:
        for count in (accounts, 2 * accounts):
            ours.append([scan(server, count, Path(out) / f"{count}-{time}") for time in range(times)])
            folder = ours[-1][0].told["folder"]
            command = ("benchmarks.bare", folder, f"--threads={THREADS}")
            bare.append([run_module(*command, environment=server.environment) for _ in range(times)])
    calls = least(ours[1], "calls") - least(ours[0], "calls")
    more = {
        (program, figure): (least(runs[1], figure) - least(runs[0], figure)) / accounts
        for program, runs in (("ours", ours), ("bare", bare))
        for figure in ("cpu", "memory_mb")
    }
    yield Figure("calls for each account", calls / accounts, "calls")
    yield Figure("CPU of one more account, its calls alone", 1000 * more["bare", "cpu"], "ms")
    yield Figure("CPU of one more account, scanned", 1000 * more["ours", "cpu"], "ms")
    yield Figure(
        "CPU of one more account beyond its calls", 1000 * (more["ours", "cpu"] - more["bare", "cpu"]), "ms", 10
    )
    yield Figure("findings for each account", least(ours[0], "findings") / accounts, "")
    yield Figure("memory kept of one more account", more["ours", "memory_mb"], "MB", 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    print_table(
        f"One more account ({options.accounts} and {2 * options.accounts})", figures(options.accounts, options.times)
    )
