"""The job of a scan: the settings, and the rules, frameworks, owners and waivers that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from reporter.config.settings import Settings
from reporter.engine.judge import Rule
from reporter.rules.catalogue import Catalogue
from reporter.rules.frameworks import Framework
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.rules.selection import make_rules, select_checks
from reporter.rules.waivers.reading import load_waivers


@dataclass(frozen=True, slots=True)
class Job:
    """What a scan asks, and how."""

    settings: Settings
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...]
    owners_and_waivers: OwnersAndWaivers = OwnersAndWaivers()


def select_job(settings: Settings, catalogue: Catalogue, only_framework: str = "") -> Job:
    """The job of settings; with one framework named, only that and the checks that answer it.

    Raises `UserError` with every mistake in the files of waivers.
    """
    checks = select_checks(catalogue.checks.values(), settings.checks)
    frameworks = tuple(
        framework
        for framework in catalogue.frameworks.values()
        if any(fnmatchcase(framework.id, pattern) for pattern in settings.frameworks.include)
    )
    if only_framework:
        frameworks = (catalogue.frameworks[only_framework],)
        wanted = {answer.check_id for answer in frameworks[0].answers}
        checks = tuple(check for check in checks if check.id in wanted)
    owners_and_waivers = OwnersAndWaivers(settings.owners, load_waivers(settings.waivers, catalogue.checks))
    return Job(settings, make_rules(checks, settings.checks, frameworks), frameworks, owners_and_waivers)
