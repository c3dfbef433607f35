"""What it costs to start the program: the least CPU of several runs, for what else the machine does only adds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, print_table, run

REPORTER = str(Path(sys.executable).with_name("reporter"))
COMMANDS = {
    "reporter --version": ([REPORTER, "--version"], 0.2),
    "reporter checks list": ([REPORTER, "checks", "list"], 0.5),
    "reporter scan --help": ([REPORTER, "scan", "--help"], None),
    "Python alone": ([sys.executable, "-c", "pass"], None),
}


def figures(times: int) -> Iterator[Figure]:
    """Seconds of CPU, user and system."""
    for name, (command, target) in COMMANDS.items():
        yield Figure(name, min(run(command).cpu for _ in range(times)), "s CPU", target)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    print_table("Start", figures(parser.parse_args().times))
