"""Measures the CPU to start the program: the minimum of several runs, as other load only adds."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.made_up_checks import write_plugin
from benchmarks.measure import Figure, print_table, run

REPORTER = str(Path(sys.executable).with_name("reporter"))
LIST = [REPORTER, "checks", "list"]
COMMANDS = {
    "reporter --version": ([REPORTER, "--version"], 0.2),
    "reporter checks list": (LIST, 0.5),
    "reporter scan --help": ([REPORTER, "scan", "--help"], None),
    "Python alone": ([sys.executable, "-c", "pass"], None),
}


def figures(times: int, more: int) -> Iterator[Figure]:
    """Seconds of CPU, user and system, and how much one more check adds."""
    for name, (command, target) in COMMANDS.items():
        yield Figure(name, least(command, times), "s CPU", target)
    with TemporaryDirectory() as folder:
        write_plugin(Path(folder), more)
        with_plugin = {**os.environ, "PYTHONPATH": folder}
        run(LIST, with_plugin)  # compiles the plug-in
        added = least(LIST, times, with_plugin) - least(LIST, times)
    yield Figure(f"reporter checks list, for each of {more} more checks", 1000 * added / more, "ms CPU", 1.3)


def least(command: Sequence[str], times: int, environment: Mapping[str, str] | None = None) -> float:
    """The CPU of the cheapest run, in seconds."""
    return min(run(command, environment).cpu for _ in range(times))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--more", type=int, default=320, help="made-up checks")
    arguments = parser.parse_args()
    print_table("Start", figures(arguments.times, arguments.more))
