"""Starts the fork server early, as soon as a run may need several processes."""

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
"""Accounts per process from which its start pays off."""
SAFE_PATH = "PYTHONSAFEPATH"


def get_ready(settings: Settings) -> None:
    """Start the server while the accounts are being found."""
    sources = settings.accounts
    named = len(sources.listed) + len(sources.profiles)
    if settings.limits.processes > 1 and children_are_safe() and (sources.organization or named >= 2 * ENOUGH):
        forked()
        with safe_path():
            forkserver.ensure_running()


def forked() -> ForkServerContext:
    """The context of processes forked from a server: a fork of this process would inherit the locks of its threads."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["reporter.scan.workers.preload"])
    return context


@contextmanager
def safe_path() -> Iterator[None]:
    """Started processes do not import from the current folder while the block runs.

    Multiprocessing starts its server and its tracker with `python -c`, which would import from there first, with our
    credentials at hand. Other programs of the user, such as one that prints credentials, run without this setting.
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
    """Whether child processes obey that variable: under `python -E` only the inherited flag counts."""
    return bool(flags.safe_path or not flags.ignore_environment)
