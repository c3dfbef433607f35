"""Files and folders that only their owner may read, and that lead nowhere but where they are named."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes from the first byte, whatever the umask: it takes away more, and never less."""
CAREFUL = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
"""Follows no link, reaches no child process, and waits for nobody at a pipe."""
LINK, FOLDER, ODD = "a link", "a folder", "no plain file"
LARGEST = 512 << 20
"""Bytes that are read of one file at once, or unpacked from it: many times what the largest account has."""


def make_folder(folder: Path, *, exist_ok: bool = False) -> None:
    """A folder, and what is missing above it; raises OSError."""
    for parent in reversed([one for one in folder.parents if not one.exists()]):
        with suppress(FileExistsError):
            parent.mkdir(PRIVATE_FOLDER)
    folder.mkdir(PRIVATE_FOLDER, exist_ok=exist_ok)


def create(file: Path) -> int:
    """A descriptor of a new file; what was there is taken away first, also a link. Raises OSError."""
    file.unlink(missing_ok=True)
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CAREFUL, PRIVATE_FILE)


def prepare(file: Path) -> None:
    """A new, empty file for those who want to open it by its name; raises OSError."""
    os.close(create(file))


def open_kept(file: Path) -> int:
    """A descriptor to read and write a file that may be there already; raises OSError if it is no plain one."""
    with suppress(FileNotFoundError):
        _refuse_odd(file, file.lstat().st_mode)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | CAREFUL, PRIVATE_FILE)
    return _plain(file, descriptor)


def open_plain(file: Path, *, follow_links: bool = False) -> int:
    """A descriptor to read a file; raises OSError if it is no plain one."""
    _refuse_odd(file, file.stat(follow_symlinks=follow_links).st_mode)
    return _plain(file, os.open(file, os.O_RDONLY | (CAREFUL & ~os.O_NOFOLLOW if follow_links else CAREFUL)))


def read(file: Path, limit: int = LARGEST, *, follow_links: bool = False) -> bytes:
    """The whole of a plain file; raises OSError, also if it is larger than that.

    `follow_links`: for files that the user names, or keeps beside the configuration; what a run has is where it says.
    """
    with os.fdopen(open_plain(file, follow_links=follow_links), "rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it has more than the {limit >> 20} MB that are read of such a file", str(file))
    return content


def kind_of(mode: int) -> str:
    """What is there that is no plain file; empty for one that is."""
    if stat.S_ISREG(mode):
        return ""
    return LINK if stat.S_ISLNK(mode) else FOLDER if stat.S_ISDIR(mode) else ODD


def is_plain(file: Path) -> bool:
    """Whether a plain file is there, and no link to one."""
    try:
        return not kind_of(file.lstat().st_mode)
    except OSError:
        return False


def contents(folder: Path) -> dict[str, str]:
    """Everything below a folder but folders, by name in order, with what it is: empty for a plain file."""
    return dict(sorted(_contents(folder)))


def leads_out(root: Path, file: Path) -> str:
    """The folder between the two that is a link; empty if there is none."""
    between = (one for one in file.parents if root in one.parents)
    return next((str(one) for one in between if one.is_symlink()), "")


def _contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Without recursion, since whoever made the folder decides how deep it is."""
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
    """The text is for people: `strerror` of what is raised."""
    kind = kind_of(mode)
    if kind:
        raise OSError(errno.ELOOP if kind == LINK else errno.EINVAL, _TOLD[kind], str(file))


_TOLD = {
    LINK: "it is a link, and links are not followed",
    FOLDER: os.strerror(errno.EISDIR),
    ODD: "it is no plain file",
}
