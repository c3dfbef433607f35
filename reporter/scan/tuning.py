"""Sets Python's garbage collector for a scan: one answer of AWS is 100,000 objects, none of them garbage."""

from __future__ import annotations

import gc

THRESHOLDS = 50_000, 20, 50
"""Thresholds of `gc.set_threshold`; with the default of 700, half of the time goes into collection."""


def look_for_garbage_seldom() -> None:
    """Set the thresholds for the whole process."""
    gc.set_threshold(*THRESHOLDS)
