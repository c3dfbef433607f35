"""A run whose removal was interrupted is whole, or known to be none any more, and goes with the next removal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path


def test_a_removal_that_is_killed_at_any_step_is_finished_by_the_next(tmp_path: Path) -> None:
    """Broken on purpose: remove the folder without renaming it first, and look for hidden rests only."""
    command = [sys.executable, "-m", "tests.runs.history.killed_prunes", str(tmp_path)]
    shown = subprocess.run(command, cwd=Path(__file__).parents[3], check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    left = Counter(json.loads(shown.stdout))
    assert set(left) == {"2 runs, 0 rests", "1 runs, 1 rests"}
    assert left["1 runs, 1 rests"] > 5
