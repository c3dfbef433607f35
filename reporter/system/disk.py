"""Files and folders that only their owner may read; links are not followed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes used at creation; the umask can only remove permissions from them."""
CAREFUL = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
"""Flags to open files: follow no link, reach no child process, and do not block at a pipe."""
LINK, FOLDER, ODD = "a link", "a folder", "no plain file"
LARGEST = 512 << 20
"""The most bytes that are read or unpacked from one file: many times what the largest account has."""


def make_folder(folder: Path, *, exist_ok: bool = False) -> None:
    """Create a folder and its missing parents; raises OSError."""
    for parent in reversed([one for one in folder.parents if not one.exists()]):
        with suppress(FileExistsError):
            parent.mkdir(PRIVATE_FOLDER)
    folder.mkdir(PRIVATE_FOLDER, exist_ok=exist_ok)


def create(file: Path) -> int:
    """A descriptor of a new file; an existing file or link is deleted first. Raises OSError."""
    file.unlink(missing_ok=True)
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CAREFUL, PRIVATE_FILE)


def prepare(file: Path) -> None:
    """Create an empty file that can be opened by name; raises OSError."""
    os.close(create(file))


def open_kept(file: Path) -> int:
    """A descriptor to read and write a file that may exist already; raises OSError if it is no plain file."""
    with suppress(FileNotFoundError):
        _refuse_odd(file, file.lstat().st_mode)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | CAREFUL, PRIVATE_FILE)
    return _plain(file, descriptor)


def open_plain(file: Path, *, follow_links: bool = False) -> int:
    """A descriptor to read a file; raises OSError if it is no plain file."""
    _refuse_odd(file, file.stat(follow_symlinks=follow_links).st_mode)
    return _plain(file, os.open(file, os.O_RDONLY | (CAREFUL & ~os.O_NOFOLLOW if follow_links else CAREFUL)))


def read(file: Path, limit: int = LARGEST, *, follow_links: bool = False) -> bytes:
    """The content of a plain file; raises OSError, also where it has more than `limit` bytes.

    `follow_links`: set for files that the user names or keeps beside the configuration. Files of a run must be no
    links.
    """
    with os.fdopen(open_plain(file, follow_links=follow_links), "rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it has more than the {limit >> 20} MB that are read of such a file", str(file))
    return content


def kind_of(mode: int) -> str:
    """What the mode says is there instead of a plain file; empty for a plain file."""
    if stat.S_ISREG(mode):
        return ""
    return LINK if stat.S_ISLNK(mode) else FOLDER if stat.S_ISDIR(mode) else ODD


def is_plain(file: Path) -> bool:
    """Whether there is a plain file, and not a link to one."""
    try:
        return not kind_of(file.lstat().st_mode)
    except OSError:
        return False


def contents(folder: Path) -> dict[str, str]:
    """Everything below a folder except folders, sorted by name, with its kind: empty for a plain file."""
    return dict(sorted(_contents(folder)))


def leads_out(root: Path, file: Path) -> str:
    """The first link among the folders between the root and the file; empty if there is none."""
    between = (one for one in file.parents if root in one.parents)
    return next((str(one) for one in between if one.is_symlink()), "")


def _contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Without recursion, since the depth of the folder is not ours to limit."""
    todo = [""]
    while todo:
        above = todo.pop()
        with os.scandir(folder / above) as entries:
            for entry in entries:
                kind = kind_of(entry.stat(follow_symlinks=False).st_mode)
                if kind == FOLDER:
                    todo.append(f"{above}{entry.name}/")
                else:
                    yield f"{above}{entry.name}", kind


def _plain(file: Path, descriptor: int) -> int:
    try:
        _refuse_odd(file, os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _refuse_odd(file: Path, mode: int) -> None:
    """Raise OSError unless the mode is that of a plain file; its `strerror` can be shown to people."""
    kind = kind_of(mode)
    if kind:
        raise OSError(errno.ELOOP if kind == LINK else errno.EINVAL, _REASONS[kind], str(file))


_REASONS = {
    LINK: "it is a link, and links are not followed",
    FOLDER: os.strerror(errno.EISDIR),
    ODD: "it is no plain file",
}
