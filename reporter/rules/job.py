"""The job of a scan: the settings, and the rules, frameworks, owners and waivers that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from reporter.config.settings import Settings
from reporter.engine.judge import Rule
from reporter.rules.catalogue import Library
from reporter.rules.frameworks import Framework
from reporter.rules.owners_and_waivers import Agreements
from reporter.rules.selection import make_rules, select_checks
from reporter.rules.waivers.reading import load_waivers


@dataclass(frozen=True, slots=True)
class Job:
    """What will be asked, and how."""

    settings: Settings
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...]
    agreements: Agreements = Agreements()


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
