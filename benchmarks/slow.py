"""Measures whether one account with five seconds for every call delays the others, and what happens to it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import fields

from benchmarks.measure import Ended, Figure, print_table, run_module
from benchmarks.server import REGIONS, Behaviour, Sizes
from benchmarks.server.handle import running
from benchmarks.whole_scan import account_ids
from reporter.config.settings import Limits

BUDGET = "account_seconds"
HAS_BUDGET = any(limit.name == BUDGET for limit in fields(Limits))


def scan(slow: dict[str, float], options: argparse.Namespace) -> Ended:
    """A scan of several accounts, of which some may be slow."""
    budget = (f"--account-seconds={options.account_seconds}",) if HAS_BUDGET else ()
    behaviour = Behaviour(latency=options.latency, slow=slow)
    with tempfile.TemporaryDirectory() as out, running(Sizes(regions=REGIONS[:4], buckets=20), behaviour) as server:
        wanted = (f"--accounts={options.accounts}", f"--out={out}", *budget)
        return run_module("benchmarks.ours", *wanted, environment=server.environment)


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """When the fast accounts are done, with and without a slow one."""
    slow_one = account_ids(options.accounts)[0]
    ended = {
        "no slow account": scan({}, options),
        "one slow account": scan({slow_one: options.slow}, options),
    }
    last: dict[str, float] = {}
    for name, run in ended.items():
        after = run.printed["finished_after"]
        last[name] = max(seconds for id_, seconds in after.items() if id_ != slow_one)
        yield Figure(f"{name}: the last of the others is done after", last[name], "s")
        yield Figure(f"{name}: everything is done after", run.printed["wall"], "s")
        yield Figure(f"{name}: findings that are not assessed", run.printed["statuses"].get("NOT_ASSESSED", 0))
    yield Figure("delay of the others", last["one slow account"] / last["no slow account"], "x", 1.2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--latency", type=float, default=0.02)
    parser.add_argument("--slow", type=float, default=5.0, help="seconds a call in the slow account")
    parser.add_argument("--account-seconds", type=float, default=20.0, help="what each account is given")
    options = parser.parse_args()
    note = f"each is given {options.account_seconds:g} s" if HAS_BUDGET else "there is no limit for one account"
    print_table(f"A slow account ({note})", figures(options))
