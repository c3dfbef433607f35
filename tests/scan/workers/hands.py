"""Processes that behave as the names of the accounts say: some work, some die, some are slow."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from reporter.accounts import Target
from reporter.engine.shared import Shares
from reporter.runs import AccountRecord, RunFolder, RunUnwritable
from reporter.scan import Kept, ScanTally, Visit
from reporter.scan.workers.worker import Assignment, Begun, Broken, Counted, Done


def obedient(connection: Connection[Any, Any], assignment: Assignment) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shares = Shares(frozenset(), {})
    for calls in range(1, 100):
        work: Target | Kept | Shares = connection.recv()
        if isinstance(work, Shares):
            shares = work
            continue
        done = _judge(work) if isinstance(work, Kept) else _read(connection, work, RunFolder(assignment.run))
        if done.record.name == "names who shares":
            done = replace(done, record=replace(done.record, reason=", ".join(shares.by_account)))
        connection.send(Done(done, calls))


def _judge(kept: Kept) -> Visit:
    if kept.target.account.name == "dies when judged":
        os._exit(9)
    return Visit(kept.record, ScanTally(), None)


def _read(connection: Connection[Any, Any], target: Target, folder: RunFolder) -> Visit:
    connection.send(Begun(target))
    name, record = target.account.name, _record(target)
    if name == "dies":
        os._exit(7)
    if name == "writes and dies":
        folder.write_account(record, [], b"{}")
        os._exit(8)
    if name == "fills the disk":
        connection.send(Broken(RunUnwritable("the disk is full")))
    if name == "asks much":
        connection.send(Counted(5000))
        time.sleep(60)
    if name == "dawdles":
        time.sleep(60)
    late = name in ("is judged later", "dies when judged")
    return Visit(folder.write_inventory(record, b"{}") if late else record, None if late else ScanTally(), None)


def _record(target: Target) -> AccountRecord:
    return AccountRecord(id=target.account.account_id, name=target.account.name, state="scanned")
