"""Measures `reporter demo` over the embedded organisation, from its start to its last report."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, print_table, run

REPORTER = str(Path(sys.executable).with_name("reporter"))


def figures() -> Iterator[Figure]:
    """Time and memory; most of the time is that of moto, which answers in the same process."""
    with tempfile.TemporaryDirectory() as out:
        ended = run([REPORTER, "demo", "--out", out])
    yield Figure("wall", ended.wall, "s")
    yield Figure("CPU", ended.cpu, "s")
    yield Figure("memory", ended.peak_mb, "MB")


if __name__ == "__main__":
    print_table("The whole pipeline, over moto", figures())
