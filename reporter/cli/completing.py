"""What the shell offers for options and arguments; a problem is never printed into a command line being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reporter.config.formats import ALL_FORMATS
from reporter.model.errors import UserError

if TYPE_CHECKING:
    from reporter.config.settings import Settings


def complete_checks(incomplete: str) -> list[str]:
    """The ids of checks, after the last comma."""
    return _after_comma(incomplete, _offered(_check_ids))


def complete_check(incomplete: str) -> list[str]:
    """The ids of checks."""
    return _beginning(incomplete, _offered(_check_ids))


def complete_framework(incomplete: str) -> list[str]:
    """The ids of frameworks."""
    return _beginning(incomplete, _offered(_framework_ids))


def complete_formats(incomplete: str) -> list[str]:
    """The formats of reports, after the last comma."""
    return _after_comma(incomplete, ALL_FORMATS)


def complete_accounts(context: typer.Context, incomplete: str) -> list[str]:
    """The ids and the names of accounts, after the last comma."""
    return _after_comma(incomplete, _offered(partial(_accounts, context)))


def complete_account(context: typer.Context, incomplete: str) -> list[str]:
    """The ids and the names of accounts."""
    return _beginning(incomplete, _offered(partial(_accounts, context)))


def complete_runs(context: typer.Context, incomplete: str) -> list[str]:
    """The folders of runs."""
    return _beginning(incomplete, _offered(partial(_run_paths, context)))


def _beginning(incomplete: str, choices: Iterable[str]) -> list[str]:
    return sorted({choice for choice in choices if choice.startswith(incomplete)})


def _after_comma(incomplete: str, choices: Iterable[str]) -> list[str]:
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{choice}" for choice in _beginning(last, choices)]


def _offered(choices: Callable[[], Iterable[str]]) -> list[str]:
    try:
        return list(choices())
    except (UserError, OSError):
        return []


def _config(context: typer.Context) -> Path | None:
    """The configuration that was typed already, else the one that applies here."""
    from reporter.config.found import found_configuration

    typed = context.params.get("config")
    return typed if isinstance(typed, Path) else found_configuration()


def _settings(context: typer.Context) -> Settings:
    from reporter.workflow.places import settings_at

    return settings_at(_config(context))


def _check_ids() -> list[str]:
    """The built-in and installed checks: pressing TAB runs no code of a folder."""
    from reporter.engine.loader import load_checks

    return [check.id for check in load_checks()]


def _framework_ids() -> list[str]:
    from reporter.rules.catalogue import load_catalogue

    return list(load_catalogue().frameworks)


def _run_paths(context: typer.Context) -> list[str]:
    return [str(run) for run in _runs(_settings(context))]


def _runs(settings: Settings) -> list[Path]:
    """The folders of runs on this machine, the newest last."""
    runs = settings.runs
    return sorted(manifest.parent for manifest in runs.glob("*/run.json")) if not settings.runs_in_s3 else []


def _accounts(context: typer.Context) -> Iterator[str]:
    """Ids and names: those that the configuration lists, and those of the newest run."""
    from reporter.runs import RunFolder

    settings = _settings(context)
    listed = [(one.id, one.name) for one in settings.accounts.listed]
    newest = [(one.id, one.name) for run in _runs(settings)[-1:] for one in RunFolder(run).manifest().accounts]
    for pair in (*listed, *newest):
        yield from filter(None, pair)
