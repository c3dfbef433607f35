"""Locks a run folder for one process; the lock ends with the process."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from reporter.model.errors import UserError
from reporter.runs.files import RunUnwritable
from reporter.system import disk

LOCK = ".lock"
LONGEST = 400
"""Maximum characters read of the holder's description."""
TICK = 0.05
"""Seconds between two attempts to take the lock."""


class RunInUse(UserError):  # noqa: N818 - named for what the user has to hear
    """Another process is working on the run."""


@contextmanager
def locked(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of a folder; raises `RunInUse` if another process holds it all the time, or `RunUnwritable`.

    `patience` is the number of seconds to wait for the other process.

    The lock file is never deleted: another process may have opened it in between.
    """
    file = folder / LOCK
    with _open(file) as handle:
        _lock(handle, file, time.monotonic() + patience)
        json.dump({"pid": os.getpid(), "host": socket.gethostname()}, handle)
        handle.flush()
        yield
        handle.truncate(0)


def is_locked(folder: Path) -> bool:
    """Whether a process on this machine holds the lock of the folder."""
    try:
        descriptor = disk.open_plain(folder / LOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _open(file: Path) -> TextIO:
    """Open the lock file without changing the holder's description in it."""
    try:
        return os.fdopen(disk.open_kept(file), "r+", encoding="utf-8")
    except OSError as error:
        raise RunUnwritable(f"{file} cannot be written: {error.strerror}") from error


def _lock(handle: TextIO, file: Path, until: float) -> None:
    while not _is_free(handle):
        if time.monotonic() >= until:
            raise RunInUse(f"{file.parent} is being worked on by {_holder(handle)}: wait until it is done, or end it")
        time.sleep(TICK)
    handle.truncate(0)


def _is_free(handle: TextIO) -> bool:
    """Whether the lock could be taken, which is done."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(handle: TextIO) -> str:
    try:
        held = json.loads(handle.read(LONGEST))
        return f"process {held['pid']} on {held['host']}"
    except (OSError, ValueError, LookupError, TypeError):
        return "another process"
