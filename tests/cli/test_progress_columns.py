"""Figures that change while no account is finished."""

from typing import Any

from rich.progress import Progress, TaskID

from reporter.cli.progress_columns import UNKNOWN, Count, TimeLeft


def task_of(**fields: Any) -> Progress:
    display = Progress()
    display.add_task("", total=2, **fields)
    return display


def test_requests_are_counted_whenever_the_display_is_drawn() -> None:
    made = iter((0, 1, 1200))
    task, column = task_of(calls=lambda: next(made)).tasks[TaskID(0)], Count()
    assert [column.render(task).plain for _ in range(3)] == ["0 calls", "1 call", "1,200 calls"]
    assert column.render(task_of().tasks[TaskID(0)]).plain == "0 calls"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_left_is_unknown_until_a_round_of_accounts_is_finished() -> None:
    clock = Clock()
    column, task = TimeLeft(clock), task_of().tasks[TaskID(0)]
    shown = [column.render(task).plain]
    column.start(5)
    column.begin(1)
    column.begin(2)
    column.begin(1)
    clock.now += 60
    column.finish()
    shown.append(column.render(task).plain)
    clock.now += 20
    column.finish()
    shown.append(column.render(task).plain)
    clock.now += 30
    shown.append(column.render(task).plain)
    assert shown == [UNKNOWN, UNKNOWN, "0:02:00", "0:01:30"]


def test_a_time_left_that_has_passed_is_unknown_again() -> None:
    clock = Clock()
    column, task = TimeLeft(clock), task_of().tasks[TaskID(0)]
    column.start(2)
    clock.now += 10
    column.finish()
    clock.now += 9
    assert column.render(task).plain == "0:00:01"
    clock.now += 1
    assert column.render(task).plain == UNKNOWN
