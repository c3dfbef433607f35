"""Measures time, memory and size of the workbook of a large run.

Run `python -m benchmarks.report_xlsx`, or with `--findings 1500000`.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from reporter.config.settings import CheckChoice
from reporter.report.build.build import build_report
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.rules.catalogue import load_catalogue
from reporter.rules.records import framework_record, rule_record
from reporter.rules.selection import make_rules
from reporter.runs import AccountRecord, Manifest, RunFolder

ACCOUNTS = 400
STARTED = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
FINDINGS = """
    COPY (
        SELECT md5(n::VARCHAR) AS id, check_id, account_id, 'eu-west-1' AS region,
            'AWS::S3::Bucket' AS resource_type, 'bucket-' || md5((n * 7)::VARCHAR)[:12] AS resource_name,
            'arn:aws:s3:::' || resource_name AS arn, '' AS part,
            ['FAIL', 'PASS', 'PASS', 'PASS', 'NOT_APPLICABLE', 'NOT_ASSESSED', 'MANUAL', 'FAIL'][1 + n % 8] AS status,
            ['critical', 'high', 'medium', 'low'][1 + n % 4] AS severity,
            'off: ' || resource_name || ' lets ' || n % 977 || ' principals in, of which ' || n % 31 || ' are strangers'
                AS reason,
            '' AS reason_code, '' AS operation, '' AS action, '' AS error_code, '' AS request_id, '' AS parameters
        FROM (
            SELECT n, $checks[1 + (n % len($checks))::INT] AS check_id,
                lpad((1000 + n % $accounts)::VARCHAR, 12, '0') AS account_id
            FROM range($count) AS numbers(n)
        )
    ) TO $target (FORMAT parquet)
"""


def large_run(folder: Path, count: int) -> tuple[RunFolder, Manifest]:
    """A run with the real rules and frameworks, and with made-up findings."""
    catalogue = load_catalogue()
    rules = make_rules(catalogue.checks.values(), CheckChoice(), catalogue.frameworks.values())
    manifest = Manifest(
        run_id="benchmark",
        title="A large run",
        classification="Internal",
        tool_version="0",
        started=STARTED,
        finished=STARTED,
        caller_arn="arn:aws:iam::000000001000:role/audit",
        accounts=tuple(
            AccountRecord(
                id=f"{number:012}",
                name=f"account-{number}",
                ou="Workloads/Prod",
                owner=f"team-{number % 40}",
                state="scanned",
                regions=("eu-west-1",),
                finished=STARTED,
            )
            for number in range(1000, 1000 + ACCOUNTS)
        ),
        rules=tuple(map(rule_record, rules)),
        frameworks=tuple(framework_record(framework, rules) for framework in catalogue.frameworks.values()),
    )
    run = RunFolder.create(folder, STARTED, manifest.run_id)
    for account in manifest.accounts:
        run.write_account(account, [], b"{}")
    manifest = run.finish(manifest)
    given = {"checks": list(catalogue.checks), "accounts": ACCOUNTS, "count": count, "target": str(run.findings)}
    with duckdb.connect() as connection:
        connection.execute(FINDINGS, given)
    return run, replace(manifest, files={})


@contextmanager
def measured(what: str) -> Iterator[None]:
    """A context that prints its time and the growth of memory."""
    before = most = resident()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began, worked = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        took, busy = time.perf_counter() - began, time.process_time() - worked
        done.set()
        watcher.join()
    print(f"{what:<28} {took:6.1f} s  (processor {busy:.1f} s), at most {most - before:4.0f} MB more")


def resident() -> float:
    """The memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def load(report: Report) -> None:
    """Iterate over every finding, and do nothing with it."""
    deque(report.findings, maxlen=0)


def main() -> None:
    """Measure with the number of findings given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=200_000)
    count = parser.parse_args().findings
    with tempfile.TemporaryDirectory() as folder:
        run, manifest = large_run(Path(folder), count)
        with measured(f"build, {count:,} findings"):
            report = build_report(run, manifest)
        with measured("load every finding"):
            load(report)
        with measured("write the workbook"):
            [file] = render(report, ["xlsx"], Path(folder))
        print(f"{file.stat().st_size / 2**20:.1f} MB in {file.name}")


if __name__ == "__main__":
    main()
