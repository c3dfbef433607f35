"""Promise 10: no input of a command runs code, sends data, or is written elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.attacks import OF_DIRECTORIES, OF_RUNS, ONCE, commands
from tests.hostile.place import SECRET

Outcome = dict[str, Any]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory, extent: str) -> Outcome:
    """What came of the attacks, in a process that is watched from within."""
    # -B: what is imported for the first time is not compiled to disk, which would count as written elsewhere
    command = [sys.executable, "-B", "-m", "tests.hostile.attacks", str(tmp_path_factory.mktemp("place")), extent]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    assert done.returncode == 0, done.stderr
    result: Outcome = json.loads(done.stdout.splitlines()[-1])
    return result


def those(outcome: Outcome, problem: str) -> list[str]:
    """The attacks of which there is something to say."""
    return [
        f"a run or folder that {one['what']}: {one['line']}: {one[problem]}"
        for one in outcome["results"]
        if one[problem]
    ]


def test_every_command_is_attacked() -> None:
    """A new command has to be handed something hostile too."""
    assert sorted({*OF_RUNS, *OF_DIRECTORIES, *ONCE}) == commands()


def test_nothing_runs_nothing_leaves_and_nothing_is_opened_or_written_elsewhere(outcome: Outcome) -> None:
    """Broken on purpose: import the folders that asked.json names, follow `.lock`, take a path for a pattern."""
    assert those(outcome, "deeds") == []
    assert those(outcome, "harm") == []


def test_every_command_ends_in_words(outcome: Outcome) -> None:
    assert those(outcome, "crash") == []
    assert {one["code"] for one in outcome["results"]} <= {0, 1, 2, 3}
    silent = [
        f"{one['what']}: {one['line']}" for one in outcome["results"] if one["code"] == 2 and not one["output"].strip()
    ]
    assert silent == []


def test_a_secret_comes_out_nowhere(outcome: Outcome) -> None:
    assert [one["line"] for one in outcome["results"] if SECRET in one["output"]] == []


def test_mails_go_to_those_that_our_configuration_names(outcome: Outcome) -> None:
    assert outcome["recipients"] == ["boss@own.example"]
    assert outcome["evil"] == []
