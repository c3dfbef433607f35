"""`python -m reporter`: the command line, without the folder that `-m` puts before all others."""

import os
import sys

if __name__ == "__main__":
    if sys.path[:1] in ([""], [os.getcwd()]) and not sys.flags.safe_path:  # noqa: PTH109 - nothing else is loaded yet
        del sys.path[0]
    from reporter.cli import main

    main()
