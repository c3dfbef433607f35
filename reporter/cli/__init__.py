"""The command line: arguments, one call, an exit code."""

import sys
from collections.abc import Callable

sys.path[:] = [place for place in sys.path if place]  # from the folder in which the user stands, nothing is imported

from reporter.cli.app import app  # noqa: E402
from reporter.cli.exits import defect  # noqa: E402
from reporter.cli.stopping import leave  # noqa: E402
from reporter.cli.streams import open_streams  # noqa: E402
from reporter.engine.shield import Crash, shielded  # noqa: E402

__all__ = ["app", "main"]


def main(program: Callable[[], object] = app) -> None:
    """Run the command line."""
    open_streams()
    try:
        ended = shielded(program, "the command line", ())
    except SystemExit as end:
        leave(end.code)
        raise
    if isinstance(ended, Crash):
        code = defect(ended.error).exit_code
        leave(code)
        sys.exit(code)
