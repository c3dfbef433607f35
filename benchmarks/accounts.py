"""What one more account costs beyond its calls.

The difference between N and 2 N accounts, less that of the calls alone, made by the bare program. The accounts are
empty and have 17 regions. Asked for one check that takes one call a region, the account itself is seen; asked for all,
what the product adds to each call outweighs it. Both programs run in one process.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.processes import CAN_BE_TOLD
from benchmarks.server import EMPTY
from benchmarks.server.handle import Running, running

THREADS = 32
ONE_CHECK = "ec2-region-ebs-encryption-by-default"
ONE_PROCESS = ("--processes=1",) if CAN_BE_TOLD else ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many accounts take, the least of several runs: what else the machine does only adds."""

    ours: list[Ended]
    bare: list[Ended]

    def of(self, program: str, figure: str) -> float:
        """One figure of `ours` or `bare`."""
        return min(float(one.told[figure]) for one in getattr(self, program))


def cost(server: Running, accounts: int, checks: str, times: int) -> Cost:
    """Both programs, by turns."""
    found = Cost([], [])
    for _ in range(times):
        with tempfile.TemporaryDirectory() as out:
            wanted = (f"--accounts={accounts}", f"--out={out}", f"--checks={checks}", *ONE_PROCESS)
            found.ours.append(run_module("benchmarks.ours", *wanted, environment=server.environment))
            command = ("benchmarks.bare", found.ours[-1].told["folder"], f"--threads={THREADS}")
            found.bare.append(run_module(*command, environment=server.environment))
    return found


def figures(checks: str, accounts: int, times: int, target: float | None) -> Iterator[Figure]:
    """For each account; `target` in milliseconds."""
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
    told = parser.parse_args()
    title = f"One more account ({told.accounts} and {2 * told.accounts}"
    print_table(f"{title}, {ONE_CHECK})", figures(ONE_CHECK, told.accounts, told.times, 10))
    few = max(1, told.accounts // 6)
    print_table(f"One more account ({few} and {2 * few}, all checks)", figures("*", few, 2, None))
