"""The limit: the calls of a run, repeated with bare botocore clients that ignore the answers.

All accounts share the clients; each call is signed with the credentials of its account. The clock starts when the calls
are known and botocore is imported.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, Credentials, ReadOnlyCredentials
from botocore.exceptions import ClientError

from benchmarks.measure import cpu_used, memory_mb, tell
from reporter.runs import RunFolder

HOME = "us-east-1"
_acting = threading.local()


@dataclass(frozen=True, slots=True)
class Call:
    """One request in the evidence of a run."""

    account_id: str
    service: str
    operation: str
    region: str
    parameters: dict[str, Any]


class Acting(Credentials):
    """The credentials of the account that the thread calls."""

    def __init__(self) -> None:
        super().__init__("", "")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """The credentials for a signature; called by botocore."""
        keys: ReadOnlyCredentials = _acting.keys
        return keys


class Provider(CredentialProvider):
    """Provides these credentials to all clients."""

    METHOD = "acting"

    def load(self) -> Credentials:
        """The same credentials for all clients."""
        return Acting()


class Client:
    """The clients of the program, and the credentials of the accounts."""

    def __init__(self, threads: int) -> None:
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": 1}, max_pool_connections=threads, tcp_keepalive=True
        )
        base = botocore.session.Session()
        base.set_config_variable("sts_regional_endpoints", "regional")
        self._sts: Any = base.create_client("sts", HOME, config=self._config)
        self._session = botocore.session.Session()
        self._session.register_component("credential_provider", CredentialResolver([Provider()]))
        self._clients: dict[tuple[str, str], Any] = {}
        self._keys: dict[str, ReadOnlyCredentials] = {}
        self._lock = threading.Lock()

    def enter(self, account_id: str) -> None:
        """Assume the role of an account."""
        role = f"arn:aws:iam::{account_id}:role/ComplianceAudit"
        keys = self._sts.assume_role(RoleArn=role, RoleSessionName="bare")["Credentials"]
        self._keys[account_id] = ReadOnlyCredentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def make(self, call: Call) -> None:
        """Send a call; a 403 or 404 is an answer too."""
        _acting.keys = self._keys[call.account_id]
        client = self._client(call.service, HOME if call.region == "global" else call.region)
        try:
            getattr(client, xform_name(call.operation))(**call.parameters)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (403, 404):
                raise

    def _client(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._session.create_client(service, region, config=self._config)
            return self._clients[service, region]


def calls_of(folder: Path) -> list[list[Call]]:
    """The calls of a run, by account, in their order."""
    run = RunFolder(folder)
    return [_calls_of(run, account.id) for account in run.manifest().accounts]


def _calls_of(run: RunFolder, account_id: str) -> list[Call]:
    recorded = json.loads(run.inventory_of(account_id))["calls"]
    return [
        Call(account_id, service, operation, call["region"], json.loads(call["parameters"]))
        for call in sorted(recorded, key=lambda call: str(call["at"]))
        for service, operation in [call["operation"].split(":")]
    ]


def ask(accounts: Iterable[list[Call]], threads: int) -> None:
    """Send the calls of these accounts, in so many threads."""
    client = Client(threads)
    wanted = [calls for calls in accounts if calls]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(client.enter, [calls[0].account_id for calls in wanted]))
        list(pool.map(client.make, [call for calls in wanted for call in calls]))


def main() -> None:
    """Send the calls, and print the time they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--threads", type=int, default=32, help="in each process")
    options = parser.parse_args()
    accounts, processes = calls_of(options.run), options.processes
    began, worked = time.perf_counter(), cpu_used()
    if processes == 1:
        ask(accounts, options.threads)
    else:
        _in_processes(accounts, options.threads, processes)
    wall, cpu = time.perf_counter() - began, cpu_used() - worked
    tell(wall=wall, cpu=cpu, memory_mb=memory_mb(), calls=sum(map(len, accounts)))


def _in_processes(accounts: list[list[Call]], threads: int, processes: int) -> None:
    fork = multiprocessing.get_context("fork")
    started = [fork.Process(target=ask, args=(accounts[number::processes], threads)) for number in range(processes)]
    for process in started:
        process.start()
    for process in started:
        process.join()
        if process.exitcode:
            raise RuntimeError("a process of the bare program failed")


if __name__ == "__main__":
    main()
