"""Starts the server that processes are forked from, as early as it is known that there may be work for several."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext
from typing import Any

from reporter.config.settings import Settings

ENOUGH = 4
"""Accounts that make a process worth the time that it takes to start."""
SAFE_PATH = "PYTHONSAFEPATH"


def get_ready(settings: Settings) -> None:
    """Let the server load what all processes need, while the accounts are being found."""
    sources = settings.accounts
    named = len(sources.listed) + len(sources.profiles)
    if settings.limits.processes > 1 and children_are_safe() and (sources.organization or named >= 2 * ENOUGH):
        forked()
        with safe_path():
            forkserver.ensure_running()


def forked() -> ForkServerContext:
    """Processes forked from a server that has loaded everything once: a fork of this one has its threads' locks."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["reporter.scan.workers.preload"])
    return context


@contextmanager
def safe_path() -> Iterator[None]:
    """What is started inside imports nothing from the folder in which the user stands.

    Multiprocessing starts its server and its tracker with `python -c`, which looks there first, beside our credentials.
    Other programs of the user, such as one that prints credentials, do without this setting.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        del os.environ[SAFE_PATH]
        if before is not None:
            os.environ[SAFE_PATH] = before


def children_are_safe(flags: Any = sys.flags) -> bool:
    """Whether a child follows that setting: with `python -E` only what it inherits as a flag counts."""
    return bool(flags.safe_path or not flags.ignore_environment)
