"""Resumes an interrupted run, if what it was asked has not changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from reporter import __version__
from reporter.accounts import Accounts, AccountsUnknown, entered_as_configured
from reporter.config.settings import Settings
from reporter.engine.check import AnyCheck
from reporter.engine.judge import Rule
from reporter.model.encoding import UNDECODABLE
from reporter.model.errors import UserError
from reporter.rules.catalogue import Catalogue, load_catalogue
from reporter.rules.configuration import read_configuration
from reporter.rules.job import Job, select_job
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.rules.records import framework_record, rule_of, rule_record
from reporter.runs import FrameworkRecord, Manifest, RuleRecord, RunBroken, RunFolder, State, WaiverRecord
from reporter.scan import Scan, Watcher
from reporter.scan.asked import Asked, as_kept
from reporter.sessions import Sessions

T = TypeVar("T")

SECTIONS = ("accounts", "role", "partition", "regions", "owners", "title", "classification")
"""The settings that decide the findings; checks and frameworks are compared separately, as they are in force."""


class RunChanged(UserError):  # noqa: N818 - named for what the user has to hear
    """The request of a run differs from the configuration."""


def asked_by(folder: RunFolder) -> Asked:
    """The request of a run; raises `RunBroken`."""
    try:
        asked = Asked.load(folder.asked())
    except UNDECODABLE as error:
        raise RunBroken(f"{folder.path} does not say in a way we can read what was asked: {error}") from error
    problem = next(asked.insanities(), "")
    if problem:
        raise RunBroken(f"{folder.path} was not asked by a scan: {problem}")
    return asked


def job_to_resume(folder: RunFolder, config: Path | None, *, retry: bool = False) -> Job:
    """The job of a run, or of a configuration if one is given; raises `RunBroken`, or `UserError` if nothing is left.

    Without a configuration only data is taken from the run, and the built-in and installed checks judge.
    """
    manifest = folder.manifest()
    if manifest.state is State.FINISHED and not retry:
        raise UserError(f"{folder.path} is finished; --retry-not-assessed asks again where something was not assessed")
    if config:
        return select_job(*read_configuration(config))
    asked = asked_by(folder)
    if asked.needs:
        more = f"a configuration that says more than a run keeps ({', '.join(asked.needs)})"
        raise UserError(f"{folder.path} was asked with {more}: name it with -c")
    return job_of_run(manifest, asked.data(), load_catalogue())


def job_of_run(manifest: Manifest, settings: Settings, catalogue: Catalogue) -> Job:
    """The job with the rules and frameworks of a run that still exist."""
    rules = rules_of_run(manifest, catalogue.checks)
    frameworks = tuple(catalogue.frameworks[each.id] for each in manifest.frameworks if each.id in catalogue.frameworks)
    return Job(settings, rules, frameworks, OwnersAndWaivers(manifest.owners, manifest.waivers))


def rules_of_run(manifest: Manifest, checks: Mapping[str, AnyCheck]) -> tuple[Rule, ...]:
    """The rules of a run whose checks still exist; raises `UserError` if a check no longer takes its settings."""
    known = [record for record in manifest.rules if record.check_id in checks]
    return tuple(rule_of(record, checks[record.check_id]) for record in known)


def verify_unchanged(folder: RunFolder, job: Job) -> None:
    """Raise `RunBroken`, or `RunChanged` with every difference between a job and the request of a run."""
    changes = [*_changes(folder.manifest(), asked_by(folder).settings, job)]
    if changes:
        listed = "\n".join(f"  {change}" for change in changes)
        raise RunChanged(
            f"{folder.path} cannot go on with this configuration, for its findings would not agree with each other:\n"
            f"{listed}"
        )


def resumed_scan(folder: RunFolder, job: Job, sessions: Sessions, watcher: Watcher) -> Scan:
    """The scan that continues a run; raises `RunBroken`, or `RunChanged` with every difference."""
    verify_unchanged(folder, job)
    try:
        accounts = entered_as_configured(asked_by(folder).accounts, job.settings, sessions)
    except AccountsUnknown as error:
        raise RunChanged(f"{folder.path} cannot be resumed: {error}") from error
    return _scan(folder, job, accounts, sessions, watcher)


def scan_to_close(folder: RunFolder, job: Job, sessions: Sessions, watcher: Watcher) -> Scan:
    """The scan that closes a run without entering an account; raises `RunBroken` or `RunChanged`."""
    verify_unchanged(folder, job)
    return _scan(folder, job, asked_by(folder).accounts, sessions, watcher)


def _scan(folder: RunFolder, job: Job, accounts: Accounts, sessions: Sessions, watcher: Watcher) -> Scan:
    return Scan(
        job.settings,
        job.rules,
        job.frameworks,
        sessions,
        accounts,
        watcher,
        job.owners_and_waivers,
        run_id=folder.manifest().run_id,
    )


def _changes(manifest: Manifest, settings: Settings, job: Job) -> Iterator[str]:
    if manifest.tool_version != __version__:
        yield f"it was begun by version {manifest.tool_version}, and this is {__version__}"
    if manifest.judged_from:
        yield f"it was never scanned, but judged from run {manifest.judged_from}"
    now = as_kept(job.settings)
    for name in SECTIONS:
        if getattr(settings, name) != getattr(now, name):
            yield f"the configuration has another '{name}'"
    yield from _rule_changes(manifest.rules, [rule_record(rule) for rule in job.rules])
    frameworks = (framework_record(framework, job.rules) for framework in job.frameworks)
    before: dict[str, FrameworkRecord] = {record.id: record for record in manifest.frameworks}
    yield from _differences("framework", before, {record.id: record for record in frameworks})
    yield from _waiver_changes(manifest.waivers, job.owners_and_waivers.waivers)


def _rule_changes(before: Iterable[RuleRecord], now: Iterable[RuleRecord]) -> Iterator[str]:
    """The differences of rules; a version that an older product did not save counts as equal."""
    old, new = ({_name_of_rule(record): record for record in records} for records in (before, now))
    unknown = {name for name, record in old.items() if not record.version}
    yield from _differences(
        "check", old, {**new, **{name: replace(new[name], version="") for name in unknown & new.keys()}}
    )


def _waiver_changes(before: tuple[WaiverRecord, ...], now: tuple[WaiverRecord, ...]) -> Iterator[str]:
    old, new = ({waiver.id: waiver for waiver in waivers} for waivers in (before, now))
    yield from _differences("waiver", old, new)
    if old == new and before != now:
        yield "the waivers stand in another order, so that others may come first"


def _differences(what: str, before: Mapping[str, T], now: Mapping[str, T]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield f"{what} {name} is not there any more"
        elif name not in before:
            yield f"{what} {name} was not asked for"
        elif before[name] != now[name]:
            yield f"{what} {name} has changed"


def _name_of_rule(record: RuleRecord) -> str:
    return f"{record.check_id} with {record.parameters}" if record.parameters else record.check_id
