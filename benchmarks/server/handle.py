"""Starts the server in a process of its own, and reads its statistics."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.server.sizes import EMPTY, Behaviour, Sizes

ROOT = Path(__file__).resolve().parents[2]
CALLER = "100000000000"
"""The account of the base credentials."""


@dataclass(slots=True)
class Seen:
    """The statistics of the server, all its processes together."""

    requests: int = 0
    by_operation: Counter[str] = field(default_factory=Counter)
    by_account: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    mixed_up: int = 0
    faults: int = 0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Running:
    """A running server."""

    port: int
    statistics_ports: tuple[int, ...]

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that make all AWS tools of a process use the server, and nothing else."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        address = f"http://127.0.0.1:{self.port}"
        return kept | {
            "AWS_ENDPOINT_URL": address,
            # Botocore puts the account in front of this host name, which does not resolve; a proxy resolves nothing.
            "AWS_ENDPOINT_URL_S3_CONTROL": "http://s3-control.invalid",
            "http_proxy": address,
            "no_proxy": "127.0.0.1",
            "AWS_ACCESS_KEY_ID": f"AKIAAAAA{CALLER}",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def seen(self, *, reset: bool = False) -> Seen:
        """The statistics of the server; with `reset`, they start again afterwards."""
        total = Seen()
        for port in self.statistics_ports:
            figures = _ask(port, "/_stats")
            for name, value in figures.items():
                setattr(total, name, getattr(total, name) + (Counter(value) if isinstance(value, dict) else value))
            if reset:
                _ask(port, "/_reset")
        return total


@contextmanager
def running(sizes: Sizes = EMPTY, behaviour: Behaviour = Behaviour(), processes: int = 1) -> Iterator[Running]:  # noqa: B008 - frozen
    """A server on loopback, which ends with the context."""
    command = [sys.executable, "-m", "benchmarks.server", "--until-eof", *_options(sizes, behaviour, processes)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as process:  # noqa: S603 - our own program
        said, alive = cast("IO[bytes]", process.stdout), cast("IO[bytes]", process.stdin)
        where = json.loads(said.readline())
        try:
            yield Running(where["port"], tuple(where["statistics"]))
        finally:
            alive.close()


def _options(sizes: Sizes, behaviour: Behaviour, processes: int) -> list[str]:
    options: dict[str, Any] = {
        **{kind.replace("_", "-"): count for kind, count in sizes.counts.items()},
        "regions": ",".join(sizes.regions),
        "latency": behaviour.latency,
        "jitter": behaviour.jitter,
        "faults": behaviour.faults,
        "slow-accounts": ",".join(behaviour.slow),
        "slow": max(behaviour.slow.values(), default=0.0),
        "processes": processes,
    }
    return [f"--{name}={value}" for name, value in options.items()]


def _ask(port: int, path: str) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer: dict[str, Any] = json.load(connection.getresponse())
    connection.close()
    return answer
