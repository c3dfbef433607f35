"""The command line: arguments, one call, an exit code."""

from reporter.cli.app import app
from reporter.cli.stopping import leave

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    try:
        app()
    except SystemExit as end:
        leave(end.code)
        raise
