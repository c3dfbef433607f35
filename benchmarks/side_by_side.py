"""Compares the product with the limit of the client: a scan, and its calls alone with bare botocore, in turns."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.server import USUAL, Behaviour
from benchmarks.server.handle import Running, running

MIXES = {
    0.0: [(2, 2), (2, 4), (2, 16)],
    0.05: [(2, 32), (2, 64), (3, 64)],
}
"""By latency: the combinations of processes and threads, of which the best is taken."""


def scan(server: Running, accounts: int, out: Path, *options: str) -> Ended:
    """A scan of the product, with its own defaults unless there are options."""
    return run_module(
        "benchmarks.ours", f"--accounts={accounts}", f"--out={out}", *options, environment=server.environment
    )


def bare(server: Running, folder: str, mix: tuple[int, int]) -> Ended:
    """The calls of a run alone."""
    processes, threads = mix
    options = (f"--processes={processes}", f"--threads={threads}")
    return run_module("benchmarks.bare", folder, *options, environment=server.environment)


def best_mix(server: Running, folder: str, mixes: list[tuple[int, int]]) -> tuple[int, int]:
    """The fastest combination; each is tried twice."""
    return min((*mixes, *mixes), key=lambda mix: float(bare(server, folder, mix).printed["wall"]))


def figures(latency: float, options: argparse.Namespace) -> Iterator[Figure]:
    """Seconds of both programs, the minimum of all turns, and the median of their ratio in each turn.

    Other load for a minute slows both runs of a turn.
    """
    ours: list[Ended] = []
    limit: list[Ended] = []
    with running(USUAL.part(options.share), Behaviour(latency=latency)) as server, tempfile.TemporaryDirectory() as out:
        folder = scan(server, options.accounts, Path(out), *options.ours).printed["folder"]
        mix = best_mix(server, folder, MIXES.get(latency, MIXES[0.05]))
        for turn in range(options.times):
            ours.append(scan(server, options.accounts, Path(out) / str(turn), *options.ours))
            limit.append(bare(server, folder, mix))
    yield Figure("calls", ours[0].printed["calls"])
    yield Figure("processes of the bare program", mix[0])
    yield Figure("threads in each", mix[1])
    for figure, most in (("wall", 1.15), ("cpu", 1.25)):
        ours_took, limit_took = ([float(one.printed[figure]) for one in runs] for runs in (ours, limit))
        ratios = [one / other for one, other in zip(ours_took, limit_took, strict=True)]
        yield Figure(f"{figure}, bare botocore", min(limit_took), "s")
        yield Figure(f"{figure}, reporter", min(ours_took), "s")
        yield Figure(f"{figure}, reporter / bare, least of {options.times} turns", min(ratios), "x")
        yield Figure(f"{figure}, reporter / bare, median", median(ratios), "x", most)
        yield Figure(f"{figure}, reporter / bare, most", max(ratios), "x")
    yield Figure("calls a second, reporter", ours[0].printed["calls"] / min(one.printed["wall"] for one in ours), "/s")


def main() -> None:
    """Measure at each latency."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=8, help="enough for two processes")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual account, in each of them")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--latencies", default="0,0.05", help="seconds, with commas between them")
    parser.add_argument("ours", nargs="*", help="options of benchmarks.ours, after --")
    options = parser.parse_args()
    for latency in map(float, options.latencies.split(",")):
        size = f"{options.accounts} accounts, {options.share:.0%} of the usual one"
        title = f"Side by side: {size}, {1000 * latency:g} ms latency"
        print_table(title, figures(latency, options))


if __name__ == "__main__":
    main()
