"""How Python is set while a scan is on: an answer of AWS is a hundred thousand objects, and none of them is garbage."""

from __future__ import annotations

import gc

THRESHOLDS = 50_000, 20, 50
"""So many more objects before Python looks for garbage; with its own 700, half of the time goes into looking."""


def look_for_garbage_seldom() -> None:
    """For the whole process."""
    gc.set_threshold(*THRESHOLDS)
