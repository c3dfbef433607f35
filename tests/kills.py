"""Scans a street many times, is killed each time at another moment, and resumes; run by tests/test_crashes.py.

It is a process of its own with one thread, so that it may fork: every scan and every resumption is a child.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from reporter.config.formats import FORMATS
from reporter.runs import RunFolder
from reporter.scan.resume import resumed_scan
from reporter.workflow.reporting import report_run
from tests.street import STARTED, Street, Watcher, job, scan

EVENTS = 79
"""The number of file events of a scan of the street."""
FILE_EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.listdir")
"""File events: half of the kills count these, the other half count time."""


class DeathAtEvent:
    """Kills this process at the n-th event for a file of the run."""

    def __init__(self, number: int, runs: Path) -> None:
        self._left = number
        self._runs = str(runs)
        sys.addaudithook(self._count)

    def _count(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and str(arguments[0]).startswith(self._runs):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[], object], kill_after: float = 0, at_event: tuple[int, Path] | None = None) -> int:
    """The exit code of a child that does the work: 0, or minus the signal."""
    child = os.fork()
    if not child:
        if at_event:
            DeathAtEvent(*at_event)
        work()
        os._exit(0)
    if kill_after:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def scan_street(runs: Path) -> None:
    scan(runs).run()


def resume_street(runs: Path, formats: tuple[str, ...]) -> None:
    [path] = runs.iterdir()
    sessions: Any = Street()
    resumed = resumed_scan(RunFolder(path), job(runs), sessions, Watcher())
    resumed.clock = lambda: STARTED
    report_run(resumed.resume(RunFolder(path), retry=True).folder, formats)


def killed_scan(runs: Path, dice: random.Random, duration: float) -> bool:
    """Whether a scan was killed at a random moment; False if it had ended before."""
    if dice.random() < 0.5:
        number = dice.randint(1, EVENTS)
        ended = in_child(lambda: scan_street(runs), at_event=(number, runs))
    else:
        ended = in_child(lambda: scan_street(runs), dice.uniform(0, duration))
    return ended == -signal.SIGKILL


def begun(runs: Path) -> bool:
    """Whether there is a run to resume: without a manifest nothing was asked of AWS."""
    return any(runs.glob("*/run.json"))


def undisturbed(runs: Path) -> float:
    """The seconds of an undisturbed scan; a second one also writes its reports."""
    in_child(lambda: scan_street(runs / "warming-up"))
    began = time.monotonic()
    in_child(lambda: scan_street(runs / "undisturbed"))
    duration = time.monotonic() - began
    in_child(lambda: report_run(RunFolder(next((runs / "undisturbed").iterdir())), FORMATS))
    return duration


def main(runs: Path, seed: int, kills: int) -> None:
    """Print the numbers of killed scans, killed resumptions, and kills before the run began."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    duration = undisturbed(runs)
    counts = {"killed": 0, "killed_again": 0, "before_it_began": 0}
    while counts["killed"] < kills:
        place = runs / f"{counts['killed']:03}"
        killed = killed_scan(place, dice, duration)
        if not killed or not begun(place):
            counts["before_it_began"] += killed
            shutil.rmtree(place, ignore_errors=True)
            continue
        counts["killed"] += 1
        if dice.random() < 0.3:
            number = dice.randint(1, EVENTS)
            again = in_child(partial(resume_street, place, ("csv",)), at_event=(number, place))
            counts["killed_again"] += again == -signal.SIGKILL
        formats = FORMATS if counts["killed"] % 10 == 0 else ("csv",)
        assert in_child(partial(resume_street, place, formats)) == 0, place
    print(json.dumps(counts))  # noqa: T201 - the answer to the test that runs this file


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
