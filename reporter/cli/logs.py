"""The log on standard error: plain lines for people, JSON for machines."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from reporter.redact import redacted_line


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
        from reporter.report.text import visible

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


def set_up_logs(level: LogLevel, *, as_json: bool) -> None:
    """Log our own messages from this level on; the libraries' only from WARNING on, since theirs may hold secrets."""
    handler = StandardError()
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("reporter").setLevel(level.upper())
