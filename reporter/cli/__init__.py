"""The command line: arguments, one call, an exit code."""

from __future__ import annotations

import sys

from reporter.cli.app import app
from reporter.cli.exits import USAGE
from reporter.model import UserError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; what the user can mend is told in plain words, with exit code 2."""
    try:
        app()
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(USAGE)
