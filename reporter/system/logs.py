"""The log on standard error: plain lines for people, JSON for machines."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from reporter.model.redact import redacted_line

OURS = "reporter"
"""The logger above all of ours."""


class LogLevel(StrEnum):
    """How much is told."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the moment: the live display stands before it while it runs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self.stream = sys.stderr
        super().emit(record)


class PlainLines(logging.Formatter):
    """Level, logger and message without credentials; names from AWS in it cannot command the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as text."""
        from reporter.model.text import visible  # noqa: PLC0415 - only where there is something to log

        told = f"{record.levelname} {record.name}: {visible(record.getMessage())}"
        trace = self.formatException(record.exc_info).splitlines() if record.exc_info else []
        return redacted_line("\n".join([told, *map(visible, trace)]))


class JsonLines(logging.Formatter):
    """One JSON object a line without credentials, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as JSON."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted_line(record.getMessage()),
        }
        if record.exc_info:
            told["exception"] = redacted_line(self.formatException(record.exc_info))
        return json.dumps(told)


@dataclass(frozen=True, slots=True)
class Logs:
    """What is told, and in which form."""

    level: LogLevel = LogLevel.WARNING
    as_json: bool = False


_chosen = [Logs()]
"""The last choice, for the processes that this one starts."""


def chosen_logs() -> Logs:
    """How the logs of this process were set up."""
    return _chosen[-1]


def set_up_logs(logs: Logs) -> None:
    """Log our own messages from this level on; the libraries' from WARNING on, and only where details are asked for.

    Theirs may hold secrets, or a traceback where we have a sentence.
    """
    _chosen[:] = [logs]
    handler = StandardError()
    handler.setFormatter(JsonLines() if logs.as_json else PlainLines())
    if logs.level is not LogLevel.DEBUG:
        handler.addFilter(logging.Filter(OURS))
    logging.captureWarnings(capture=True)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logs.level.upper())
