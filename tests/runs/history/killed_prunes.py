"""Removes a run many times, killed each time one step later, and checks what is left; run by test_pruning.py.

It is a process of its own with one thread, so that it may fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from reporter.model.verdicts import Status
from reporter.runs import rests_in
from reporter.runs.history import plan_pruning, runs_in
from reporter.runs.verify import verify_run
from tests.runs.history.weeks import bucket, week

STEPS = ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree")


def die_at(step: int) -> None:
    """Kill this process at the n-th step of a removal."""
    left = [step]

    def count(event: str, _: tuple[Any, ...]) -> None:
        if event in STEPS:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def killed(runs: Path, step: int) -> bool:
    """Whether a process that removed the oldest run was killed before its end."""
    child = os.fork()
    if not child:
        die_at(step)
        list(plan_pruning(runs, 1).carry_out())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def what_is_left(runs: Path) -> str:
    """What a kill left: the run as it was, or remains that are recognised as such."""
    found, broken = runs_in(runs)
    assert not broken
    assert all(verify_run(run.folder).whole for run in found)
    a_while_ago = time.time() - 3600
    for path in runs.iterdir():
        os.utime(path, (a_while_ago, a_while_ago))
    return f"{len(found)} runs, {len(rests_in(runs))} rests"


def main(place: Path) -> None:
    """Print what was left after each kill."""
    left = []
    for step in range(1, 100):
        runs = place / str(step)
        for number in range(2):
            week(runs, number, [bucket("one", Status.FAIL)])
        if not killed(runs, step):
            break
        left.append(what_is_left(runs))
        list(plan_pruning(runs, 1).carry_out())
        assert what_is_left(runs) == "1 runs, 0 rests"
        assert {path.name for path in runs.iterdir()} - {"pruned.parquet"} == {runs_in(runs)[0][0].folder.path.name}
    print(json.dumps(left))  # noqa: T201 - the answer to the test that runs this file


if __name__ == "__main__":
    main(Path(sys.argv[1]))
