"""The report of a defect of this program: one sentence, and a file with the trace."""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
import traceback

from reporter import __version__
from reporter.model.redact import redacted_line
from reporter.system.logs import OURS

LONGEST = 300
"""Characters of a message; the file has the whole."""


def defect_sentence(error: Exception) -> str:
    """The sentence of a defect; the trace is kept in a file unless it is on the screen already."""
    what = " ".join(str(error).split())[:LONGEST]
    named = redacted_line(f"{type(error).__name__}: {what}" if what else type(error).__name__)
    return f"reporter has a defect, and ended: {named}; {_where(error)}"


def _where(error: Exception) -> str:
    if logging.getLogger(OURS).isEnabledFor(logging.DEBUG):
        return "the trace is above: please send it to the maintainers of this program"
    try:
        file = _kept(error)
    except OSError as problem:
        return f"no trace could be kept ({problem}): run it again with --log-level debug, and report what it prints"
    return f"the trace is in {file}: please review it and send it to the maintainers of this program"


def _kept(error: Exception) -> str:
    """The file; only its owner can read it."""
    handle, name = tempfile.mkstemp(prefix="reporter-defect-", suffix=".log")
    trace = "".join(traceback.format_exception(error))
    machine = f"reporter {__version__}, Python {platform.python_version()}, {sys.platform}"
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(redacted_line(f"{machine}\n\n{trace}"))
    return name
