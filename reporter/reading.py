"""Reads files that others hand us: no more of them than there may be, and nothing that never ends."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def content_of(file: Path, most: int) -> bytes:
    """What a file holds; raises `OSError`, also for what is no file or has more bytes than this."""
    # Without waiting for somebody to write: a pipe is no file, but would be opened only when there is one.
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        found = os.fstat(stream.fileno())
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, and not a file", str(file))
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"it has more than {most // 1_000_000:,} MB", str(file))
        return stream.read()
