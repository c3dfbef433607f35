"""Measures the speed-up by a second process, for the product and for the calls alone, on at least two cores.

The server needs CPU of the same cores: the bare program shows what can be reached.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import fields

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.server import Behaviour, Sizes
from benchmarks.server.handle import running
from reporter.config.settings import Limits

HAS_PROCESSES = any(limit.name == "processes" for limit in fields(Limits))


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Seconds with one and with two processes; the minimum of several runs."""
    ours: dict[int, list[Ended]] = {1: [], 2: []}
    bare: dict[int, list[Ended]] = {1: [], 2: []}
    sizes = Sizes(buckets=20)
    with running(sizes, Behaviour(latency=options.latency)) as server, tempfile.TemporaryDirectory() as out:
        for turn in range(options.times):
            for count in (1, 2):
                wanted = (f"--accounts={options.accounts}", f"--out={out}/{turn}-{count}")
                processes = (f"--processes={count}",) if HAS_PROCESSES else ()
                environment = server.environment
                ours[count].append(run_module("benchmarks.ours", *wanted, *processes, environment=environment))
                folder = ours[count][-1].printed["folder"]
                mix = (f"--processes={count}", f"--threads={options.threads}")
                bare[count].append(run_module("benchmarks.bare", folder, *mix, environment=environment))
    for name, runs, target in (("bare botocore", bare, None), ("reporter", ours, 1.8)):
        one, two = (min(float(run.printed["wall"]) for run in runs[count]) for count in (1, 2))
        yield Figure(f"{name}, one process", one, "s")
        yield Figure(f"{name}, two processes", two, "s")
        yield Figure(f"{name}, how much faster", one / two, "x", target, at_least=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=16)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--threads", type=int, default=8, help="of the bare program, in each process")
    asked = parser.parse_args()
    note = "" if HAS_PROCESSES else "; the product has no setting for how many"
    print_table(f"Processes ({asked.accounts} accounts, 17 regions, 20 buckets{note})", figures(asked))
