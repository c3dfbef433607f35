"""The measured program: the product scans accounts as always, and reports the time it took.

The clock starts when a scan's modules are imported and its checks are chosen, also in the server from which processes
are forked, which `reporter scan` starts before it looks for accounts. It stops when the run is closed; reports are not
rendered.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from benchmarks.measure import cpu_used, memory_mb, tell
from reporter.accounts import Target
from reporter.config.settings import AccountSources, CheckChoice, Limits, ListedAccount, Settings
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import Job, select_job
from reporter.runs import AccountRecord
from reporter.scan.tuning import look_for_garbage_seldom
from reporter.scan.workers.dealer import Dealer
from reporter.scan.workers.ready import forked
from reporter.sessions import Sessions
from reporter.workflow.scanning import new_scan

FIRST_ACCOUNT = 200_000_000_000
COSTLY = ("s3-bucket-object-acl-public-sample", "s3-bucket-shadow-resource-owned")


@dataclass(slots=True)
class Times:
    """Notes when each account is done."""

    began: float = field(default_factory=time.perf_counter)
    finished_after: dict[str, float] = field(default_factory=dict)

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """Do nothing."""

    def entered(self, target: Target) -> None:
        """Do nothing."""

    def finished(self, record: AccountRecord) -> None:
        """Note the time."""
        self.finished_after[record.id] = time.perf_counter() - self.began


def account_ids(count: int) -> list[str]:
    """The ids of the accounts that are scanned."""
    return [str(FIRST_ACCOUNT + number) for number in range(1, count + 1)]


def job(options: argparse.Namespace) -> Job:
    """The job: all checks for all accounts."""
    given = {one.name: getattr(options, one.name, None) for one in fields(Limits)}
    settings = Settings(
        accounts=AccountSources(listed=tuple(ListedAccount(id=id_) for id_ in account_ids(options.accounts))),
        checks=CheckChoice(include=tuple(options.checks.split(","))),
        limits=Limits(**{name: value for name, value in given.items() if value is not None}),
        runs=options.out,
    )
    return select_job(settings, load_catalogue())


def await_server() -> None:
    """Start the fork server as `get_ready` does, and wait until it has forked a process that does nothing."""
    process = forked().Process(target=int)
    process.start()
    process.join()


def main() -> None:
    """Scan, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checks", default=",".join(("*", *COSTLY)))
    for limit in fields(Limits):
        parser.add_argument(f"--{limit.name.replace('_', '-')}", type=float if "seconds" in limit.name else int)
    prepared = job(parser.parse_args())
    if prepared.settings.limits.processes > 1:
        await_server()
    times, began, worked = Times(), time.perf_counter(), cpu_used()
    look_for_garbage_seldom()
    scan = new_scan(prepared, Sessions(prepared.settings), times)
    scan.hands = Dealer.for_scan(scan)
    outcome = scan.run()
    wall, cpu = time.perf_counter() - began, cpu_used() - worked
    tell(
        wall=wall,
        cpu=cpu,
        memory_mb=memory_mb(),
        calls=sum(account.calls for account in outcome.manifest.accounts),
        findings=sum(outcome.tally.statuses.values()),
        statuses=outcome.tally.statuses,
        finished_after=times.finished_after,
        folder=outcome.folder.path,
    )


if __name__ == "__main__":
    main()
