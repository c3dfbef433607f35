"""From the options of a command line to the job they describe; what cannot be meant is a usage error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from reporter.cli.options import split
from reporter.config.mistakes import nearest
from reporter.job import Job, Library, load_job, load_library, plan_job
from reporter.model import Severity, UserError
from reporter.settings import Settings

T = TypeVar("T")


def library_of(config: Path | None) -> Library:
    """Everything there is to choose from, with the folders that a configuration adds."""
    return load_job(config)[1] if config else load_library()


def job_of(  # noqa: PLR0913 - one parameter for each option that narrows a job
    config: Path | None,
    *,
    checks: str = "",
    framework: str = "",
    regions: str = "",
    out: Path | None = None,
    fail_on: Severity | None = None,
) -> Job:
    """The job of a configuration, or of the defaults, narrowed by the options of a command line."""
    settings, library = load_job(config) if config else (Settings(), load_library())
    return narrowed_job(
        settings, library, checks=checks, framework=framework, regions=regions, out=out, fail_on=fail_on
    )


def narrowed_job(  # noqa: PLR0913 - as job_of
    settings: Settings,
    library: Library,
    *,
    checks: str = "",
    framework: str = "",
    regions: str = "",
    out: Path | None = None,
    fail_on: Severity | None = None,
) -> Job:
    """A job narrowed by the options of a command line."""
    if checks:
        settings = replace(settings, checks=replace(settings.checks, include=split(checks)))
    if regions:
        settings = replace(settings, regions=replace(settings.regions, include=split(regions)))
    settings = replace(settings, runs=out or settings.runs, fail_on=fail_on or settings.fail_on)
    if framework:
        known(framework, library.frameworks, "framework")
    job = plan_job(settings, library, framework)
    if not job.rules:
        raise UserError(f"no check is selected: {checks or 'the configuration'} matches none; see `reporter checks`")
    return job


def known(id_: str, all_of_them: Mapping[str, T], what: str) -> T:
    """The thing of this id; raises `UserError` with the nearest one where there is none."""
    if id_ not in all_of_them:
        raise UserError(f"there is no {what} '{id_}'; {nearest(id_, all_of_them)}")
    return all_of_them[id_]
