"""As many requests are under way as are worth it: few where AWS is near, all that are allowed where it is far."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from reporter.scan.pace import MOMENT, NEAR, Pace


@dataclass
class Process:
    """A process whose clocks are set by hand; it works for a share of the time."""

    share: float
    now: float = 0.0
    cpu: float = 0.0
    widths: list[int] = field(default_factory=list)

    def live(self, pace: Pace, seconds: float) -> int:
        """The width after so many seconds, in which it was asked for a hundred times a second."""
        for _ in range(round(100 * seconds)):
            self.now += 0.01
            self.cpu += 0.01 * self.share
            self.widths.append(pace.width())
        return self.widths[-1]


def pace_of(process: Process, most: int = 64) -> Pace:
    return Pace(most, lambda: process.now, lambda: process.cpu)


@pytest.mark.parametrize("share", [0.75, 1.0, 2.5])
def test_a_process_that_is_busy_makes_few_requests_at_once(share: float) -> None:
    process = Process(share)
    assert process.live(pace_of(process), 60) == NEAR


@pytest.mark.parametrize("share", [0.0, 0.4, 0.65])
def test_a_process_that_waits_for_answers_makes_all_that_it_may(share: float) -> None:
    process = Process(share)
    assert process.live(pace_of(process), 2 * MOMENT) == 64


def test_a_pause_shorter_than_a_moment_is_none() -> None:
    process = Process(1.0)
    pace = pace_of(process)
    process.live(pace, 10 * MOMENT)
    process.share = 0.0
    assert process.live(pace, MOMENT / 5) == NEAR


def test_what_was_wide_stays_wide() -> None:
    process = Process(0.0)
    pace = pace_of(process)
    process.live(pace, 1.0)
    process.share = 1.0
    assert process.live(pace, 10.0) == 64


def test_no_account_makes_more_requests_than_were_allowed() -> None:
    process = Process(0.0)
    assert process.live(pace_of(process, most=3), 10.0) == 3
    assert set(process.widths) == {3}
