"""Every check and framework there is, and which of them a configuration chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from reporter.config.settings import Settings
from reporter.engine.check import AnyCheck
from reporter.engine.judge import Rule
from reporter.engine.loader import load_checks
from reporter.rules.frameworks import Framework, load_frameworks
from reporter.rules.owners_and_waivers import Agreements
from reporter.rules.rules import make_rules, select_checks
from reporter.rules.waivers.reading import load_waivers
from reporter.system.package_data import resource_folder

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
    agreements: Agreements = Agreements()


def load_library() -> Library:
    """The built-in checks and frameworks, and those of installed plug-ins."""
    return library_of(load_checks())


def library_for(settings: Settings) -> Library:
    """All that settings can name, where they come from no configuration file."""
    return library_of(load_checks(settings.checks.folders), settings.frameworks.folders)


def library_of(checks: Iterable[AnyCheck], framework_folders: Iterable[Path] = ()) -> Library:
    """These checks, with the built-in frameworks and those of the folders; raises `ConfigError`."""
    by_id = {check.id: check for check in checks}
    return Library(by_id, load_frameworks([BUILT_IN, *framework_folders], by_id))


def plan_job(settings: Settings, library: Library, only_framework: str = "") -> Job:
    """Choose checks and frameworks; with one framework named, only that and the checks that answer it.

    Raises `UserError` with every mistake in the files of waivers.
    """
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
    agreements = Agreements(settings.owners, load_waivers(settings.waivers, library.checks))
    return Job(settings, make_rules(checks, settings.checks, frameworks), frameworks, agreements)
