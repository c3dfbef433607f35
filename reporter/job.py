"""A scan from its configuration to its reports, step by step: what every command line, schedule or demo runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from reporter.accounts import find_accounts, narrow
from reporter.check import AnyCheck
from reporter.config import load_settings
from reporter.extras import extra
from reporter.frameworks import Framework, framework_names, load_frameworks
from reporter.judge import Rule
from reporter.plugins import load_checks
from reporter.report import WHOLE, Cut, build_report, render
from reporter.resources import resource_folder
from reporter.rules import make_rules, select_checks
from reporter.runs import RunBroken, RunFolder, State, digest
from reporter.scan import Outcome, Scan, Watcher, resume_command
from reporter.sessions import Prepare, Sessions
from reporter.settings import Settings

BUILT_IN = resource_folder("config") / "frameworks"


@dataclass(frozen=True, slots=True)
class Library:
    """Every check and framework there is to choose from."""

    checks: Mapping[str, AnyCheck]
    frameworks: Mapping[str, Framework]


@dataclass(frozen=True, slots=True)
class Job:
    """What will be asked, and how."""

    settings: Settings
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...]


def load_library() -> Library:
    """The built-in checks and frameworks, and those of installed plug-ins."""
    return _library(load_checks())


def load_job(config: Path) -> tuple[Settings, Library]:
    """What a configuration file means, and all that it can name; raises `ConfigError` with every mistake in it."""
    loaded: dict[tuple[Path, ...], tuple[AnyCheck, ...]] = {}

    def checks_in(folders: Iterable[Path]) -> tuple[AnyCheck, ...]:
        """Loaded once: the collectors in a folder cannot be registered again."""
        key = tuple(folders)
        if key not in loaded:
            loaded[key] = load_checks(key)
        return loaded[key]

    settings = load_settings(config, checks=checks_in, frameworks=lambda folders: framework_names([BUILT_IN, *folders]))
    return settings, _library(checks_in(settings.checks.folders), settings.frameworks.folders)


def library_for(settings: Settings) -> Library:
    """All that settings can name, where they come from no configuration file."""
    return _library(load_checks(settings.checks.folders), settings.frameworks.folders)


def _library(checks: Iterable[AnyCheck], framework_folders: Iterable[Path] = ()) -> Library:
    by_id = {check.id: check for check in checks}
    return Library(by_id, load_frameworks([BUILT_IN, *framework_folders], by_id))


def plan_job(settings: Settings, library: Library, only_framework: str = "") -> Job:
    """Choose checks and frameworks; with one framework named, only that and the checks that answer it."""
    checks = select_checks(library.checks.values(), settings.checks)
    frameworks = tuple(
        framework
        for framework in library.frameworks.values()
        if any(fnmatchcase(framework.id, pattern) for pattern in settings.frameworks.include)
    )
    if only_framework:
        frameworks = (library.frameworks[only_framework],)
        wanted = {answer.check_id for answer in frameworks[0].answers}
        checks = tuple(check for check in checks if check.id in wanted)
    return Job(settings, make_rules(checks, settings.checks, frameworks), frameworks)


def new_scan(job: Job, sessions: Sessions, watcher: Watcher, only_accounts: Iterable[str] = ()) -> Scan:
    """A scan of the accounts that are found, or only of those named."""
    accounts = find_accounts(job.settings, sessions)
    if only_accounts:
        accounts = narrow(accounts, only_accounts)
    return Scan(job.settings, job.rules, job.frameworks, sessions, accounts, watcher)


def run_job(job: Job, sessions: Sessions, watcher: Watcher, only_accounts: Iterable[str] = ()) -> Outcome:
    """Find the accounts and scan them, or only those named."""
    return new_scan(job, sessions, watcher, only_accounts).run()


def sign_if_wanted(folder: RunFolder, settings: Settings, prepare: Prepare | None = None) -> None:
    """Sign a closed run with the key of the settings, if they name one; raises `UserError`."""
    if settings.signing_key:
        with extra("sign"):
            from reporter.signing import key_of, sign_run  # noqa: PLC0415 - an extra
        sign_run(folder, key_of(settings, prepare))


def report_run(folder: RunFolder, formats: Iterable[str], target: Path | None = None, cut: Cut = WHOLE) -> list[Path]:
    """Render a run or a part of it, by default into its own folder.

    Raises `RunBroken` if the run is not closed or not what it was, `UserError` if it has no such part.
    """
    manifest = folder.manifest()
    if manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is not finished: wait for it, or if it was killed: {resume_command(folder)}")
    if not folder.findings.is_file() or digest(folder.findings) != manifest.files.get(folder.findings.name):
        raise RunBroken(f"{folder.findings} is missing, or is not what the run wrote: nothing can be reported")
    return render(build_report(folder, manifest, cut), formats, target or folder.reports)
