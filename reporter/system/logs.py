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
"""The logger that is the parent of all loggers of the product."""


class LogLevel(StrEnum):
    """The least severe level that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to the current standard error: the live display replaces it while it runs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record to the current standard error."""
        self.stream = sys.stderr
        super().emit(record)


class PlainLines(logging.Formatter):
    """Formats records as level, logger and message; credentials and terminal control characters are removed.

    Tracebacks are shown only if asked for.
    """

    def __init__(self, *, traces: bool) -> None:
        super().__init__()
        self._traces = traces

    def format(self, record: logging.LogRecord) -> str:
        """A record as text."""
        from reporter.model.text import visible  # noqa: PLC0415 - only where something is logged

        line = f"{record.levelname} {record.name}: {visible(record.getMessage())}"
        trace = self.formatException(record.exc_info).splitlines() if record.exc_info and self._traces else []
        return redacted_line("\n".join([line, *map(visible, trace)]))


class JsonLines(logging.Formatter):
    """Formats records as one JSON object a line, without credentials, with times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted_line(record.getMessage()),
        }
        if record.exc_info:
            entry["exception"] = redacted_line(self.formatException(record.exc_info))
        return json.dumps(entry)


@dataclass(frozen=True, slots=True)
class Logs:
    """What is logged, and in which form."""

    level: LogLevel = LogLevel.WARNING
    as_json: bool = False


_chosen = [Logs()]
"""The last choice, for the processes that this one starts."""


def chosen_logs() -> Logs:
    """The log settings of this process."""
    return _chosen[-1]


def set_up_logs(logs: Logs) -> None:
    """Log our own messages from this level on, and those of libraries from WARNING on at level DEBUG only.

    Messages of libraries may hold secrets, or a traceback where the product prints a sentence. Tracebacks of our own
    messages are shown on the terminal at level DEBUG only; the JSON for machines always has them.
    """
    _chosen[:] = [logs]
    handler = StandardError()
    handler.setFormatter(JsonLines() if logs.as_json else PlainLines(traces=logs.level is LogLevel.DEBUG))
    if logs.level is not LogLevel.DEBUG:
        handler.addFilter(logging.Filter(OURS))
    logging.captureWarnings(capture=True)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logs.level.upper())
