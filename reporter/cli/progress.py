"""How a scan is getting on: a live display on a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from reporter.accounts import Target
from reporter.cli.progress_columns import Count, TimeLeft
from reporter.model.text import visible
from reporter.report.words import counted
from reporter.runs import AccountRecord

if TYPE_CHECKING:
    from reporter.doctor import Examined

BAR = 16
"""The width of the bar."""
BESIDE = 56
"""The width of all other columns while 100 of 100 accounts and 99,999 requests are shown."""
LEAST = 16
"""The width that the name of an account has on any terminal."""


class PlainProgress:
    """One line for each account, for logs and pipes."""

    def __init__(self, console: Console, in_scope: int = 0) -> None:
        self._console = console
        self._in_scope = in_scope
        self._lock = Lock()
        self._done = 0
        self._total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def started(self, accounts: int, calls: Callable[[], int]) -> None:  # noqa: ARG002 - each line shows its own calls
        """Say how much there is to do; of a run that is continued, also how much was done before."""
        self._total = max(accounts, self._in_scope)
        self._done = self._total - accounts
        if self._in_scope:
            _print(self._console, f"{self._done} of {self._total} already scanned")
        _print(self._console, f"Reading {counted(accounts, 'account')}")

    def entered(self, target: Target) -> None:
        """Stay silent: the line comes when the account is done."""

    def finished(self, record: AccountRecord) -> None:
        """One line for the account."""
        with self._lock:
            self._done += 1
            _print(self._console, f"[{self._done}/{self._total}] {describe(record)}")


class LiveProgress:
    """Accounts done, requests made and time left, kept up to date in place."""

    def __init__(self, console: Console, in_scope: int = 0, *, vanishes: bool = False) -> None:
        """`vanishes`: nothing of the display is left at its end."""
        self._in_scope = in_scope
        self._lock = Lock()
        self._reading: dict[str, str] = {}
        self._left = TimeLeft()
        self._room = max(LEAST, console.width - BESIDE)
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(BAR),
            MofNCompleteColumn(),
            Count(),
            TimeElapsedColumn(),
            self._left,
            console=console,
            transient=vanishes,
        )
        self._task = self._bar.add_task("Looking for accounts", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """Show how much there is to do; of a run that is continued, also how much was done before."""
        total = max(accounts, self._in_scope)
        self._left.start(accounts)
        self._bar.update(self._task, total=total, completed=total - accounts, calls=calls)
        if self._in_scope:
            _print(self._bar.console, f"{total - accounts} of {total} already scanned")

    def entered(self, target: Target) -> None:
        """Show what is being read."""
        with self._lock:
            self._reading[target.account.account_id] = target.account.name
            self._left.begin(len(self._reading))
            self._bar.update(self._task, description=self._described())

    def examined(self, target: Target) -> None:
        """Move the bar."""
        self._move(target.account.account_id)

    def finished(self, record: AccountRecord) -> None:
        """Move the bar; an account that could not be read leaves a line."""
        self._move(record.id)
        if record.state == "unreachable":
            _print(self._bar.console, describe(record))

    def _move(self, account_id: str) -> None:
        with self._lock:
            self._reading.pop(account_id, None)
            self._left.finish()
            self._bar.update(self._task, advance=1, description=self._described())

    def _described(self) -> str:
        """The account that is being read, or the number of them, cut to its room."""
        if len(self._reading) != 1:
            return f"Reading {len(self._reading)} accounts" if self._reading else "All accounts read"
        shown = Text(f"Reading {visible(next(iter(self._reading.values())))}")
        shown.truncate(self._room, overflow="ellipsis")
        return shown.plain


def progress(console: Console, in_scope: int = 0) -> PlainProgress | LiveProgress:
    """The display that suits the place the output goes to; `in_scope` are all accounts of a run that is continued."""
    return LiveProgress(console, in_scope) if console.is_terminal else PlainProgress(console, in_scope)


@contextmanager
def examination(console: Console) -> Iterator[Examined | None]:
    """The display of an examination on a terminal, which vanishes at its end; None anywhere else."""
    if not console.is_terminal:
        yield None
        return
    with LiveProgress(console, vanishes=True) as display:
        yield display


def describe(record: AccountRecord) -> str:
    """One account in a line."""
    who = " ".join(filter(None, (record.id, record.own_name)))
    if record.state == "unreachable":
        return f"{who}: not reached ({record.reason_code}): {record.reason}"
    return f"{who}: {counted(record.calls, 'call')}, {counted(len(record.regions), 'region')}"


def _print(console: Console, line: str) -> None:
    console.print(visible(line), markup=False, highlight=False, soft_wrap=True)
