"""Measures the cost to judge saved inventories, to merge the findings, and to write them as CSV.

The inventory of one scanned account stands for all accounts, which differ only in their id.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Figure, print_table, run_module
from benchmarks.server import USUAL
from benchmarks.server.handle import running
from benchmarks.whole_scan import account_ids
from reporter.aws.s3.buckets import Bucket, PublicAccessBlock
from reporter.engine.check import check
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import restore_inventory
from reporter.engine.judge import Rule, judge, rule
from reporter.engine.plan import plan
from reporter.model.given import ScanTime
from reporter.model.subjects import Account
from reporter.model.verdicts import Severity, Verdict, passed
from reporter.report.build.build import build_report
from reporter.report.formats.render import render
from reporter.rules.catalogue import load_catalogue
from reporter.runs import AccountRecord, Manifest, RunFolder
from reporter.scan.tuning import look_for_garbage_seldom

SUBJECTS = 20_000


@dataclass(slots=True)
class Clock:
    """Adds up the time of the parts of some work, in seconds."""

    wall: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    cpu: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """A context whose time is added to a part."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.wall[part] += time.perf_counter() - began
        self.cpu[part] += time.process_time() - worked


def scanned(out: str) -> RunFolder:
    """A run over the usual account."""
    with running(USUAL) as server:
        ended = run_module("benchmarks.ours", "--accounts=1", f"--out={out}", environment=server.environment)
    return RunFolder(Path(ended.printed["folder"]))


def judge_many(source: RunFolder, target: RunFolder, wanted: int, clock: Clock) -> tuple[int, Manifest]:
    """Judge the account of a run under other ids until there are enough findings; write each account as a scan does.

    Returns the number of findings, and the manifest of the run.
    """
    manifest = source.manifest()
    [model] = manifest.accounts
    rules: list[Rule] = [rule(check) for check in load_catalogue().checks.values()]
    planned = plan(kind for each in rules for kind in each.kinds)
    evidence, count = source.inventory_of(model.id), 0
    records: list[AccountRecord] = []
    while count < wanted:
        id_ = f"{int(model.id) + len(records)}"
        one = evidence.replace(model.id.encode(), id_.encode())
        with clock.of("restore"):
            inventory = restore_inventory(one, planned)
        with clock.of("judge"):
            findings = judge(inventory, rules)
        with clock.of("write"):
            records.append(target.write_account(replace(model, id=id_), findings, one))
        count += len(findings)
    return count, replace(manifest, accounts=tuple(records), files={}, seal="")


def figures(wanted: int) -> Iterator[Figure]:
    """All figures for this number of findings."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as out:
        source = scanned(f"{out}/source")
        target = RunFolder.create(Path(out) / "target", source.manifest().started, "benchmark")
        count, manifest = judge_many(source, target, wanted, clock)
        with clock.of("merge"):
            manifest = target.finish(manifest)
        with clock.of("build"):
            report = build_report(target, manifest)
        with clock.of("csv"):
            render(report, ["csv"], Path(out))
    cpu, million = clock.cpu, count / 1e6
    yield Figure("findings", count)
    yield Figure("judging, a second of CPU", count / cpu["judge"], "/s", 100_000, at_least=True)
    yield Figure("judging, the inventory read first, a second of CPU", count / (cpu["restore"] + cpu["judge"]), "/s")
    yield Figure("writing the files of the accounts, a second of CPU", count / cpu["write"], "/s")
    yield Figure("merging to Parquet", clock.wall["merge"], "s", 10 * million)
    yield Figure("building the report", clock.wall["build"], "s")
    yield Figure("writing CSV", clock.wall["csv"], "s", 15 * million)


@check("s3-benchmark-passes", title="Nothing is asked", severity=Severity.LOW, remediation="None.")
def passes(bucket: Bucket, block: PublicAccessBlock) -> Verdict:  # noqa: ARG001 - part of the signature
    """A check that costs nothing itself, so that the cost of the engine is visible."""
    return passed()


def overhead(times: int = 5) -> Figure:
    """The time that the engine adds to the call of a check, with its finding."""
    account = Account.of(account_ids(1)[0])
    buckets = tuple(
        Bucket(account_id=account.account_id, region="eu-west-1", arn=f"arn:aws:s3:::{number}", name=f"{number}")
        for number in range(SUBJECTS)
    )
    block = PublicAccessBlock(frozenset())
    inventory = Inventory(account, ScanTime(datetime.now(UTC)))
    inventory.record(Bucket, account, buckets)
    for bucket in buckets:
        inventory.record(PublicAccessBlock, bucket, block)
    rules = [rule(passes)]
    engine = min(_seconds(lambda: judge(inventory, rules)) for _ in range(times))
    alone = min(_seconds(lambda: [passes(bucket, block) for bucket in buckets]) for _ in range(times))
    return Figure("engine for one call of a check", 1e6 * (engine - alone) / SUBJECTS, "us", 5)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=300_000)
    look_for_garbage_seldom()
    print_table("Judging and writing", (*figures(parser.parse_args().findings), overhead()))
