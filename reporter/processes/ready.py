"""Starts the server that processes are forked from, as early as it is known that there may be work for several."""

from __future__ import annotations

from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext

from reporter.settings import Settings

ENOUGH = 4
"""Accounts that make a process worth the time that it takes to start."""


def get_ready(settings: Settings) -> None:
    """Let the server load what all processes need, while the accounts are being found."""
    sources = settings.accounts
    named = len(sources.listed) + len(sources.profiles)
    if settings.limits.processes > 1 and (sources.organization or named >= 2 * ENOUGH):
        forked()
        forkserver.ensure_running()


def forked() -> ForkServerContext:
    """Processes forked from a server that has loaded everything once: a fork of this one has its threads' locks."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["reporter.processes.preload"])
    return context
