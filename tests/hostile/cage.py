"""Runs commands and records everything they do except allowed reads and writes.

An audit hook cannot be removed, so this needs a process of its own.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from reporter.cli import app

PROCESSES = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn"}
)
CALLS = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
CHANGES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.utime"), (0,)),
    **dict.fromkeys(("os.rename", "os.link"), (0, 1)),
    "os.symlink": (1,),
}
"""By event: which arguments are paths that change."""
FOLDERS = {"os.mkdir": 2, "os.remove": 1, "os.rmdir": 1}
"""By event: which argument is the descriptor of the folder that the path is relative to."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PATIENCE = 120
"""Seconds for one command."""


class Stuck(BaseException):
    """A command that would wait for ever; nothing catches it."""


@dataclass
class Cage:
    """What commands may do."""

    writable: tuple[Path, ...]
    """Folders in which they may write."""
    foreign: tuple[Path, ...]
    """Folders in which they may open nothing."""
    hostile: tuple[Path, ...]
    """Folders whose code they may not run."""
    ports: frozenset[int]
    """Ports of local servers that they may connect to."""
    deeds: list[str] = field(default_factory=list)
    """What they did although it is forbidden."""
    watching: bool = False

    def lock(self) -> None:
        """Watch all later runs."""
        sys.addaudithook(self._notice)

    def run(self, arguments: Iterable[str]) -> dict[str, Any]:
        """The exit code, the output and the forbidden deeds of a command."""
        self.deeds = []
        result = self._watched(list(arguments))
        crash = result.exception if not isinstance(result.exception, SystemExit) else None
        deeds = list(dict.fromkeys(self.deeds))
        return {
            "code": result.exit_code,
            "output": result.output,
            "crash": repr(crash) if crash else "",
            "deeds": deeds,
        }

    def _watched(self, arguments: list[str]) -> Any:
        with _impatiently():
            self.watching = True
            try:
                return CliRunner().invoke(app, arguments)
            finally:
                self.watching = False

    def _notice(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.watching:
            deed = self._deed(event, arguments)
            if deed:
                self.deeds.append(f"{event}: {deed}")

    def _deed(self, event: str, arguments: tuple[Any, ...]) -> str:
        """Why an event is forbidden; empty for an allowed event."""
        if event in PROCESSES:
            return str(arguments[:2])
        if event in CALLS:
            return self._call(event, arguments)
        if event == "open":
            return self._opening(arguments)
        if event == "exec":
            return self._code(arguments[0])
        return next(filter(None, (self._writing(path) for path in _changed(event, arguments))), "")

    def _call(self, event: str, arguments: tuple[Any, ...]) -> str:
        if event == "socket.connect":
            return "" if arguments[1][1:2] and arguments[1][1] in self.ports else str(arguments[1])
        here = ("127.0.0.1", "localhost", b"127.0.0.1", None, socket.gethostname())
        return "" if arguments[0] in here else str(arguments)

    def _opening(self, arguments: tuple[Any, ...]) -> str:
        path, _, flags = arguments
        if isinstance(path, int):
            return ""
        place = _place(path)
        if any(place.is_relative_to(folder) for folder in self.foreign):
            return str(place)
        return self._writing(place) if flags & WRITES else ""

    def _writing(self, place: Path) -> str:
        allowed = any(place.is_relative_to(folder) for folder in self.writable) or place == Path(os.devnull)
        return "" if allowed else str(place)

    def _code(self, code: Any) -> str:
        file = getattr(code, "co_filename", "")
        return file if any(Path(file).is_relative_to(folder) for folder in self.hostile) else ""


def _changed(event: str, arguments: tuple[Any, ...]) -> Iterator[Path]:
    """The paths that an event changes: links themselves, not their targets."""
    for place in CHANGES.get(event, ()):
        path = arguments[place]
        if not isinstance(path, int):
            folder = arguments[FOLDERS[event]] if event in FOLDERS else -1
            inside = Path(f"/proc/self/fd/{folder}").readlink() if folder >= 0 else Path.cwd()
            whole = inside / os.fsdecode(path)
            yield _place(whole.parent) / whole.name


def _place(path: Any) -> Path:
    """The target of a path, with links resolved."""
    return Path(os.path.realpath(os.fsdecode(path)))


@contextmanager
def _impatiently() -> Iterator[None]:
    def give_up(*_: Any) -> None:
        raise Stuck

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
