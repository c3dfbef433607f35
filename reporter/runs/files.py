"""Writes files so that each is either complete or absent, even if the process is killed."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reporter.model.errors import UserError
from reporter.system import disk

TEMPORARY = ".{name}.tmp"
GZIP = 16 + zlib.MAX_WBITS
"""The `wbits` value by which zlib selects the gzip format."""


class RunUnwritable(UserError):  # noqa: N818 - named for what the user has to hear
    """The disk is full, or the folder is not writable; files written before are complete."""


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A temporary file in the same folder, renamed to `file` if the block succeeds; raises `RunUnwritable`."""
    temporary = file.with_name(TEMPORARY.format(name=file.name))
    try:
        disk.prepare(temporary)
        yield temporary
        _put_on_disk(temporary)
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise RunUnwritable(f"{file} cannot be written: {_reason(error)}") from error


def write(file: Path, content: bytes, mode: int = disk.PRIVATE_FILE) -> None:
    """Write a file completely or not at all; raises `RunUnwritable`."""
    with replacing(file) as temporary:
        temporary.write_bytes(content)
        temporary.chmod(mode)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents; raises `RunUnwritable`."""
    try:
        disk.make_folder(folder)
    except OSError as error:
        raise RunUnwritable(f"{folder} cannot be made: {_reason(error)}") from error


def rename(old: Path, new: Path) -> None:
    """Rename a folder; raises `RunUnwritable`."""
    try:
        old.rename(new)
    except OSError as error:
        raise RunUnwritable(f"{old} cannot be renamed to {new.name}: {_reason(error)}") from error


def remove_temporaries(folder: Path) -> None:
    """Delete the temporary files that a crash left in a folder; the caller must hold its lock."""
    for file in folder.rglob(TEMPORARY.format(name="*")):
        remove(file)


def remove(file: Path) -> None:
    """Delete a file if it exists; raises `RunUnwritable`."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise RunUnwritable(f"{file} cannot be removed: {_reason(error)}") from error


def digest(file: Path) -> str:
    """The SHA-256 of a regular file, in hex; raises OSError."""
    with os.fdopen(disk.open_plain(file), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def compressed(content: bytes) -> bytes:
    """The content as gzip without a timestamp: the same content gives the same bytes."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def uncompressed(content: bytes, limit: int = disk.LARGEST) -> bytes:
    """The content of gzip data, at most `limit` bytes; raises OSError, EOFError or zlib.error."""
    unpacking = zlib.decompressobj(GZIP)
    unpacked = unpacking.decompress(content, limit + 1)
    if len(unpacked) > limit:
        raise OSError(errno.EFBIG, f"it unpacks to more than the {limit >> 20} MB that are read of such a file")
    if not unpacking.eof:
        raise EOFError("it ends too early")
    return unpacked


def _put_on_disk(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
