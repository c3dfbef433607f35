"""Processes that behave as they are told by the names of the accounts: some work, some die, some dawdle."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from reporter.accounts import Target
from reporter.processes.worker import Assignment, Begun, Broken, Done
from reporter.runs import AccountRecord, RunFolder, RunUnwritable
from reporter.scan import Tally, Visit


def obedient(connection: Connection[Any, Any], assignment: Assignment) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for calls in range(1, 100):
        target: Target = connection.recv()
        connection.send(Begun(target))
        name = target.account.name
        if name == "dies":
            os._exit(7)
        if name == "writes and dies":
            RunFolder(assignment.run).write_account(_record(target), [], b"{}")
            os._exit(8)
        if name == "fills the disk":
            connection.send(Broken(RunUnwritable("the disk is full")))
        elif name == "dawdles":
            time.sleep(60)
        else:
            connection.send(Done(Visit(_record(target), Tally(), None), calls))


def _record(target: Target) -> AccountRecord:
    return AccountRecord(id=target.account.account_id, name=target.account.name, state="scanned")
