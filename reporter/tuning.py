"""How Python is set while a scan is on: an answer of AWS is a hundred thousand objects, and none of them is garbage."""

from __future__ import annotations

import gc

OBJECTS = 50_000
"""So many more objects before Python looks for garbage; with its own 700, half of the time goes into looking."""


def look_for_garbage_seldom() -> None:
    """For the whole process; what is loaded by now is never looked at again."""
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 50)
