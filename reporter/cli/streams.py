"""Standard output and error that accept every text, whatever the terminal can show and wherever they lead."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO


def open_streams() -> None:
    """Replace streams that were closed before the start, and have the others escape what their encoding lacks."""
    sys.stdout, sys.stderr = _accepting(sys.stdout), _accepting(sys.stderr)


def _accepting(stream: TextIO | None) -> TextIO:
    if stream is None:  # Python's word for a closed one; a file that is opened later must not take its place
        return Path(os.devnull).open("w", encoding="utf-8", errors="backslashreplace")
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream
