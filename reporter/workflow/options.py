"""Turns a configuration and the options beside it into a job; an option without a meaning raises `UserError`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reporter.config.file.mistakes import nearest
from reporter.config.file.regions import doubts
from reporter.config.settings import CheckChoice, Settings
from reporter.engine.loader import load_checks
from reporter.model.errors import UserError
from reporter.model.verdicts import Severity
from reporter.workflow.places import with_runs

if TYPE_CHECKING:
    from reporter.engine.check import AnyCheck
    from reporter.rules.catalogue import Catalogue
    from reporter.rules.job import Job

T = TypeVar("T")

log = logging.getLogger(__name__)
NAME_OR_ID = r"^\d{12}$|[^\d\s]"
"""Matches the id of an account, or a text that may be its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices of one scan in place of those of the configuration; an empty value leaves the configuration's."""

    checks: tuple[str, ...] = ()
    """Patterns of check ids."""
    framework: str = ""
    regions: tuple[str, ...] = ()
    out: str = ""
    """A folder, or `s3://bucket/prefix`."""
    fail_on: Severity | None = None
    follow_up: tuple[str, ...] = ()
    """Workbooks, or folders of them, to read beside those of the configuration."""

    @property
    def narrows(self) -> bool:
        """Whether a scan would differ from the configuration's, or be written elsewhere."""
        return bool(self.checks or self.framework or self.regions or self.out or self.follow_up)


def catalogue_at(config: Path | None) -> Catalogue:
    """The catalogue, with the folders of a configuration."""
    return settings_and_catalogue(config)[1]


def settings_and_catalogue(config: Path | None) -> tuple[Settings, Catalogue]:
    """The settings of a configuration, or the defaults, and the catalogue."""
    if not config:
        from reporter.rules.catalogue import load_catalogue

        return Settings(), load_catalogue()
    from reporter.rules.configuration import read_configuration

    return read_configuration(config)


def checks_of(config: Path | None) -> tuple[CheckChoice, tuple[AnyCheck, ...]]:
    """The choice of checks in a configuration, or the default one, and all checks; the default reads no framework."""
    if not config:
        return CheckChoice(), load_checks()
    settings, catalogue = settings_and_catalogue(config)
    return settings.checks, tuple(catalogue.checks.values())


def job_of(config: Path | None, options: Options) -> Job:
    """The job of a configuration, or of the defaults, narrowed by options."""
    return narrowed_job(*settings_and_catalogue(config), options)


def narrowed_job(settings: Settings, catalogue: Catalogue, options: Options) -> Job:
    """The job of settings, narrowed by options; raises `UserError` for an option without a meaning."""
    from reporter.rules.job import select_job

    settings = replace(settings, checks=narrowed(settings.checks, options.checks, catalogue.checks))
    if options.regions:
        settings = replace(settings, regions=replace(settings.regions, include=region_names(options.regions)))
    if options.framework:
        known(options.framework, catalogue.frameworks, "framework")
    settings = with_runs(settings, options.out)
    settings = replace(settings, fail_on=options.fail_on or settings.fail_on)
    settings = replace(settings, follow_up=(*settings.follow_up, *options.follow_up))
    job = select_job(settings, catalogue, options.framework)
    selected(job.rules)
    return job


def narrowed(choice: CheckChoice, patterns: tuple[str, ...], ids: Iterable[str]) -> CheckChoice:
    """The choice of checks, narrowed to patterns if there are any."""
    return replace(choice, include=matching(patterns, ids)) if patterns else choice


def selected(chosen: tuple[T, ...]) -> tuple[T, ...]:
    """The selection; raises `UserError` if it is empty."""
    if not chosen:
        raise UserError("no check is selected by the configuration and the options together; see `reporter checks`")
    return chosen


def known(id_: str, all_of_them: Mapping[str, T], what: str) -> T:
    """The check, framework or format of this id; raises `UserError` that names the nearest one."""
    if id_ not in all_of_them:
        raise UserError(f"there is no {what} '{id_}'; {nearest(id_, all_of_them, f'see `reporter {what}s`')}")
    return all_of_them[id_]


def matching(patterns: tuple[str, ...], ids: Iterable[str]) -> tuple[str, ...]:
    """The patterns, if each matches a check; raises `UserError` for the first that does not."""
    choices = tuple(ids)
    for pattern in patterns:
        if not any(fnmatchcase(id_, pattern) for id_ in choices):
            raise UserError(f"no check matches '{pattern}'; {nearest(pattern, choices, 'see `reporter checks`')}")
    return patterns


def accounts_named(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts, each an account id or a name; raises `UserError` for digits that are no id."""
    return _well_formed(texts, NAME_OR_ID, "is not an account id: write its 12 digits")


def region_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts, if each is a region; raises `UserError` for a misspelt name, and warns of an unknown one."""
    from reporter.config.file.values import REGION
    from reporter.rules.configuration import all_regions

    names = _well_formed(texts, REGION, "is not a region: write a name such as eu-central-1")
    found = [doubt for _, doubt in doubts((((), name) for name in names), all_regions)]
    for doubt in found:
        if doubt.misspelt:
            raise UserError(f"{doubt.what}; {doubt.remedy}")
        log.warning("--regions: %s; %s", doubt.what, doubt.remedy)
    return names


def _well_formed(texts: tuple[str, ...], pattern: str, problem: str) -> tuple[str, ...]:
    for text in texts:
        if not re.search(pattern, text):
            raise UserError(f"'{text}' {problem}")
    return texts
