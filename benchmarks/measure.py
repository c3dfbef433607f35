"""Runs a program to its end and measures it; prints figures beside their targets."""

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
    """The measurements of a program that has ended."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds, in user and system mode, of the program and its child processes."""
    peak_mb: float
    """The peak memory of its largest process."""
    printed: Mapping[str, Any]
    """The last line of its output, if that is JSON; see `tell`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table."""

    what: str
    reached: float
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    """Whether the target is a minimum and not a maximum."""

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached; True without a target."""
        if self.target is None:
            return True
        return self.reached >= self.target if self.at_least else self.reached <= self.target


def run(command: Iterable[str], environment: Mapping[str, str] | None = None) -> Ended:
    """The measurements of a program that is run; raises RuntimeError with its output if it fails."""
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
    """The measurements of a module of this project, run as a program."""
    return run([sys.executable, "-m", name, *map(str, arguments)], environment)


def tell(**figures: Any) -> None:
    """Print figures as JSON for the calling program."""
    print(json.dumps(figures, default=str), flush=True)


def cpu_used() -> float:
    """Seconds of CPU of this process and its children, both those that have ended and those that still run."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    living = sum(_ticks_of_children()) / os.sysconf("SC_CLK_TCK")
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + living


def _ticks_of_children() -> Iterator[int]:
    """The clock ticks of each running child, with those of its own children that have ended."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                yield sum(map(int, fields[11:15]))


def memory_mb() -> float:
    """The present memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def print_table(title: str, figures: Iterable[Figure]) -> None:
    """Print the figures beside their targets; `!` marks those that are not reached."""
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
    found: dict[str, Any] = json.loads(last)
    return found
