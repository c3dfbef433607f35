"""The command line: arguments, one call, an exit code."""

from reporter.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    app()
