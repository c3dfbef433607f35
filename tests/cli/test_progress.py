"""A live display on a terminal, plain lines anywhere else."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from rich.console import Console

from reporter.accounts import Target
from reporter.cli.progress import LiveProgress, PlainProgress, describe, examination, progress
from reporter.model.subjects import Account
from reporter.runs import AccountRecord

HOSTILE = "[red]x[/blue] \x1b[2J"
READ = AccountRecord(id="111122223333", name="shop", state="scanned", calls=42, regions=("eu-west-1", "us-east-1"))
CLOSED = AccountRecord(
    id="444455556666", name=HOSTILE, state="unreachable", reason_code="role-not-assumable", reason="no \x1b[31mrole"
)


def plain() -> Console:
    return Console(file=io.StringIO(), width=20)


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=120, _environ={})


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def target(name: str, id_: str = "111122223333") -> Target:
    return Target(Account.of(id_, name), None, "", "")


def last_line(console: Console) -> str:
    """What the display shows last, without colours."""
    return [part for part in re.split(r"\r|\n", re.sub(r"\x1b\[[?\d;]*\w", "", shown(console))) if part.strip()][-1]


def test_an_account_is_reported_in_a_line() -> None:
    assert describe(READ) == "111122223333 shop: 42 calls, 2 regions"
    assert describe(replace(READ, name=READ.id, calls=1, regions=("eu-west-1",))) == "111122223333: 1 call, 1 region"
    assert describe(CLOSED).endswith(": not reached (role-not-assumable): no \x1b[31mrole")


def test_elsewhere_than_on_a_terminal_there_is_a_whole_line_for_each_account() -> None:
    console = plain()
    with progress(console) as watcher:
        assert isinstance(watcher, PlainProgress)
        watcher.started(2, int)
        watcher.entered(target("shop"))
        watcher.finished(READ)
        watcher.finished(CLOSED)
    assert shown(console).splitlines() == [
        "Reading 2 accounts",
        "[1/2] 111122223333 shop: 42 calls, 2 regions",
        "[2/2] 444455556666 [red]x[/blue] ␛[2J: not reached (role-not-assumable): no ␛[31mrole",
    ]


def test_one_account_is_not_several() -> None:
    console = plain()
    PlainProgress(console).started(1, int)
    assert shown(console) == "Reading 1 account\n"


def test_a_run_that_is_continued_shows_what_was_scanned_before() -> None:
    console = plain()
    watcher = progress(console, 10)
    watcher.started(9, int)
    watcher.finished(READ)
    assert shown(console).splitlines() == [
        "1 of 10 already scanned",
        "Reading 9 accounts",
        "[2/10] 111122223333 shop: 42 calls, 2 regions",
    ]


def test_the_display_of_a_run_that_is_continued_begins_where_it_stopped() -> None:
    console = terminal()
    with progress(console, 10) as watcher:
        watcher.started(9, int)
        watcher.finished(READ)
    output = shown(console)
    assert "1 of 10 already scanned" in output
    assert " 2/10" in output


def test_lines_of_many_threads_are_counted_in_order() -> None:
    console = plain()
    watcher = PlainProgress(console)
    watcher.started(200, int)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(watcher.finished, [READ] * 200))
    numbers = re.findall(r"\[(\d+)/200\]", shown(console))
    assert numbers == [str(number) for number in range(1, 201)]


def test_on_a_terminal_the_display_tells_accounts_calls_and_time_left() -> None:
    console = terminal()
    with progress(console) as watcher:
        assert isinstance(watcher, LiveProgress)
        watcher.started(2, lambda: 17)
        watcher.entered(target("shop"))
        watcher.finished(READ)
        watcher.finished(CLOSED)
    output = shown(console)
    assert "All accounts read" in output
    assert "2/2" in output
    assert "17 calls" in output
    assert re.search(r"\d:\d\d:\d\d", output)


LONG = "sandbox-research-and-development-zurich"


def test_a_long_name_is_cut_and_counts_and_times_are_whole() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, _environ={})
    with progress(console) as watcher:
        watcher.started(100, lambda: 12_345)
        watcher.entered(target(LONG))
    line = last_line(console)
    assert line.startswith("Reading sandbox-researc… ")
    assert re.search(r" 0/100 12,345 calls 0:00:0\d -:--:--", line)


def test_several_accounts_that_are_read_at_a_time_are_counted() -> None:
    console = terminal()
    with progress(console) as watcher:
        watcher.started(8, int)
        for number in range(8):
            watcher.entered(target(LONG, f"{number:012d}"))
    assert last_line(console).startswith("Reading 8 accounts ")


def test_requests_are_shown_before_an_account_is_finished() -> None:
    console, made = terminal(), iter(range(5, 1000))
    with progress(console) as watcher:
        watcher.started(1, lambda: next(made))
        watcher.entered(target("shop"))
    assert re.search(r" [1-9]\d* calls ", last_line(console))


def test_an_examination_is_shown_on_a_terminal_and_vanishes() -> None:
    console = terminal()
    with examination(console) as watcher:
        assert watcher
        watcher.started(2, lambda: 7)
        watcher.entered(target("shop"))
        watcher.entered(target("bank", "444455556666"))
        watcher.examined(target("shop"))
    assert " 1/2 7 calls " in re.sub(r"\x1b\[[?\d;]*\w", "", shown(console))
    assert shown(console).endswith("\x1b[2K"), "the line is erased"


def test_an_examination_shows_nothing_elsewhere_than_on_a_terminal() -> None:
    console = plain()
    with examination(console) as watcher:
        assert watcher is None
    assert shown(console) == ""


@pytest.mark.parametrize("name", [HOSTILE, "[/red]", "{task}"])
def test_a_name_on_the_live_display_is_only_a_name(name: str) -> None:
    console = terminal()
    with progress(console) as watcher:
        watcher.started(2, int)
        watcher.entered(target(name))
        watcher.finished(CLOSED)
    output = shown(console)
    assert f"Reading {name}".replace("\x1b", "␛") in output
    assert "444455556666 [red]x[/blue] ␛[2J: not reached (role-not-assumable): no ␛[31mrole" in output
    assert "\x1b[2J" not in output
    assert "\x1b[31mrole" not in output


def test_a_scan_that_breaks_off_leaves_the_terminal_as_it_was() -> None:
    console = terminal()
    with pytest.raises(KeyboardInterrupt), progress(console):
        raise KeyboardInterrupt
    assert shown(console).endswith("\x1b[?25h")
