"""Measures the cost of one more account beyond its calls.

It is the difference between N and 2 N accounts, less the difference for the calls alone, which the bare program makes.
The accounts are empty and have 17 regions. One check with one call a region shows the cost of the account itself; with
all checks, the cost that the product adds to each call outweighs it. Both programs run in one process.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.processes import HAS_PROCESSES
from benchmarks.server import EMPTY
from benchmarks.server.handle import Running, running

THREADS = 32
ONE_CHECK = "ec2-region-ebs-encryption-by-default"
ONE_PROCESS = ("--processes=1",) if HAS_PROCESSES else ()


@dataclass(frozen=True, slots=True)
class Cost:
    """The runs of both programs over one number of accounts; the minimum counts, as other load only adds."""

    ours: list[Ended]
    bare: list[Ended]

    def of(self, program: str, figure: str) -> float:
        """The minimum of one figure of the program `ours` or `bare`."""
        return min(float(one.options[figure]) for one in getattr(self, program))


def cost(server: Running, accounts: int, checks: str, times: int) -> Cost:
    """The cost of both programs, which run in turns."""
    found = Cost([], [])
    for _ in range(times):
        with tempfile.TemporaryDirectory() as out:
            wanted = (f"--accounts={accounts}", f"--out={out}", f"--checks={checks}", *ONE_PROCESS)
            found.ours.append(run_module("benchmarks.ours", *wanted, environment=server.environment))
            command = ("benchmarks.bare", found.ours[-1].printed["folder"], f"--threads={THREADS}")
            found.bare.append(run_module(*command, environment=server.environment))
    return found


def figures(checks: str, accounts: int, times: int, target: float | None) -> Iterator[Figure]:
    """The figures for each account; `target` is in milliseconds."""
    with running(EMPTY) as server:
        few, many = (cost(server, count, checks, times) for count in (accounts, 2 * accounts))

    def more(program: str, figure: str) -> float:
        return (many.of(program, figure) - few.of(program, figure)) / accounts

    alone, scanned = 1000 * more("bare", "cpu"), 1000 * more("ours", "cpu")
    yield Figure("calls of one account, and its role", more("ours", "calls") + 1, "calls")
    yield Figure("findings of one account", more("ours", "findings"))
    yield Figure("CPU of one more account, its calls alone", alone, "ms")
    yield Figure("CPU of one more account, scanned", scanned, "ms")
    yield Figure("CPU of one more account beyond its calls", scanned - alone, "ms", target)
    yield Figure("memory kept of one more account", more("ours", "memory_mb"), "MB", 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=60)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    title = f"One more account ({options.accounts} and {2 * options.accounts}"
    print_table(f"{title}, {ONE_CHECK})", figures(ONE_CHECK, options.accounts, options.times, 10))
    few = max(1, options.accounts // 6)
    print_table(f"One more account ({few} and {2 * few}, all checks)", figures("*", few, 2, None))
