"""Runs a program to its end and tells what it took; prints figures beside their targets."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that came to its end."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds, in user and system mode, of the program and all that it started."""
    peak_mb: float
    """The most memory that any one process of it ever had."""
    told: Mapping[str, Any]
    """The last line that it printed, if that is JSON; see `tell`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table."""

    what: str
    reached: float
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    """Whether the target is a floor rather than a ceiling."""

    @property
    def is_reached(self) -> bool:
        """Whether it is as good as it must be; figures without a target always are."""
        if self.target is None:
            return True
        return self.reached >= self.target if self.at_least else self.reached <= self.target


def run(command: Iterable[str], environment: Mapping[str, str] | None = None) -> Ended:
    """A program, run to its end; raises RuntimeError with what it said if it ends badly."""
    arguments = list(command)
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 - our own programs
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{said}")
    return Ended(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, _json_in(said))


def run_module(name: str, *arguments: object, environment: Mapping[str, str] | None = None) -> Ended:
    """A module of this project as a program."""
    return run([sys.executable, "-m", name, *map(str, arguments)], environment)


def tell(**figures: Any) -> None:
    """Print figures for whoever ran this program."""
    print(json.dumps(figures, default=str), flush=True)


def cpu_used() -> float:
    """Seconds of CPU of this process and of all that it started: those that ended, and those that serve it still."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    living = sum(_ticks_of_children()) / os.sysconf("SC_CLK_TCK")
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + living


def _ticks_of_children() -> Iterator[int]:
    """Of each process that this one started and has not waited for, with those that it waited for itself."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                yield sum(map(int, fields[11:15]))


def memory_mb() -> float:
    """What this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def print_table(title: str, figures: Iterable[Figure]) -> None:
    """The figures beside their targets; `!` marks those that are not reached."""
    print(f"\n{title}")
    for figure in figures:
        sign = "at least" if figure.at_least else "at most"
        target = f"{sign} {figure.target:,g} {figure.unit}" if figure.target is not None else ""
        mark = " " if figure.is_reached else "!"
        print(f"{mark} {figure.what:<58}{figure.reached:>14,.2f} {figure.unit:<8}{target}", flush=True)


def _json_in(said: str) -> Mapping[str, Any]:
    last = said.rstrip().rpartition("\n")[2]
    if not last.startswith("{"):
        return {}
    told: dict[str, Any] = json.loads(last)
    return told
