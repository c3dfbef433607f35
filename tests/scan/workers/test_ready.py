"""The server that processes are forked from is started early, where it may be needed, and has loaded what they need."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

import pytest

from reporter.config.settings import AccountSources, Limits, ListedAccount, OrganizationSource, Settings
from reporter.scan.workers.ready import children_are_safe, forked, get_ready, safe_path
from reporter.sessions.core import service_models

SERVER: Any = vars(forkserver)["_forkserver"]
"""Only this private object knows whether the server runs, and can stop it."""


def is_running() -> bool:
    return vars(SERVER)["_forkserver_pid"] is not None


def stop() -> None:
    getattr(SERVER, "_stop")()  # noqa: B009 - it is there for tests


@pytest.fixture(autouse=True)
def no_server() -> Iterator[None]:
    """Nothing runs that another test has started, and nothing is left behind."""
    stop()
    yield
    stop()


def listed(count: int) -> AccountSources:
    return AccountSources(listed=tuple(ListedAccount(id=f"{number:012d}") for number in range(count)))


@pytest.mark.parametrize(
    ("accounts", "processes", "started"),
    [
        (listed(8), 2, True),
        (listed(8), 1, False),
        (listed(7), 2, False),
        (AccountSources(listed=listed(7).listed, profiles=("prod",)), 2, True),
        (AccountSources(organization=OrganizationSource()), 2, True),
        (AccountSources(current=True), 2, False),
    ],
)
def test_it_is_started_where_there_may_be_work_for_several(
    accounts: AccountSources, processes: int, *, started: bool
) -> None:
    get_ready(Settings(accounts=accounts, limits=Limits(processes=processes)))
    assert is_running() == started


def test_what_it_loads_can_be_loaded() -> None:
    root, ours = logging.getLogger(), logging.getLogger("reporter")
    before = (root.level, list(root.handlers), ours.level)
    import_module("reporter.scan.workers.preload")
    root.level, root.handlers[:], ours.level = before
    logging.captureWarnings(capture=False)
    gc.unfreeze()  # in this process, there is more than the server would have loaded
    assert "ec2" in {key[1] for key in vars(service_models())["_cache"] if key[0] == "load_service_model"}


def report_modules(connection: Connection[Any, Any]) -> None:
    connection.send(("checks.cloudtrail.trails" in sys.modules, gc.get_freeze_count()))


def test_a_process_finds_everything_loaded_and_none_of_it_looked_at_as_garbage() -> None:
    context = forked()
    here, there = context.Pipe()
    process = context.Process(target=report_modules, args=(there,))
    process.start()
    loaded, frozen = here.recv()
    process.join()
    assert loaded
    assert frozen > 50_000


@pytest.mark.parametrize("before", [None, "", "1"])
def test_only_what_is_started_inside_has_the_safe_path(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if before is not None:
        monkeypatch.setenv("PYTHONSAFEPATH", before)
    with safe_path():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert os.environ.get("PYTHONSAFEPATH") == before


class Flags:
    def __init__(self, *, safe_path: bool, ignore_environment: bool) -> None:
        self.safe_path, self.ignore_environment = safe_path, ignore_environment


@pytest.mark.parametrize(
    ("inherited", "ignored", "safe"), [(False, False, True), (True, True, True), (False, True, False)]
)
def test_a_python_that_ignores_its_environment_starts_no_other(*, inherited: bool, ignored: bool, safe: bool) -> None:
    assert children_are_safe(Flags(safe_path=inherited, ignore_environment=ignored)) == safe
