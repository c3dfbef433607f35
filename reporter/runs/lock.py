"""Locks a run folder for one process; the lock ends with the process."""

from __future__ import annotations

import fcntl
import json
import os
import socket
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


class RunInUse(UserError):  # noqa: N818 - named for what the user has to hear
    """Another process is working on the run."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; raises `RunInUse` if another process holds it, or `RunUnwritable`.

    The lock file is never deleted: another process may have opened it in between.
    """
    file = folder / LOCK
    with _open(file) as handle:
        _lock(handle, file)
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


def _lock(handle: TextIO, file: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise RunInUse(
            f"{file.parent} is being worked on by {_holder(handle)}: wait until it is done, or end it"
        ) from error
    handle.truncate(0)


def _holder(handle: TextIO) -> str:
    try:
        held = json.loads(handle.read(LONGEST))
        return f"process {held['pid']} on {held['host']}"
    except (OSError, ValueError, LookupError, TypeError):
        return "another process"
