"""A run that is judged again, offline: by its own rules, or by those of a configuration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from reporter.config.settings import Settings
from reporter.rules.catalogue import Catalogue, load_catalogue
from reporter.rules.job import Job
from reporter.rules.selection import make_rules
from reporter.runs import RunFolder
from reporter.scan.judge_again import Comparison, Judgement
from reporter.scan.resume import asked_by, job_of_run
from reporter.workflow.options import Options, job_of, matching
from reporter.workflow.places import RunsPlace
from reporter.workflow.reporting import report_run


@dataclass(frozen=True, slots=True)
class Judged:
    """A new run with the findings of today's rules."""

    folder: Path
    comparison: Comparison
    reports: list[Path]


def job_to_judge(folder: RunFolder, config: Path | None, checks: tuple[str, ...]) -> tuple[Job, list[str]]:
    """The job to judge a run by, and the checks of the run that are not installed: no code is taken from a run."""
    if config:
        return job_of(config, Options(checks=checks)), []
    manifest, settings, catalogue = folder.manifest(), asked_by(folder).data(), load_catalogue()
    job = job_of_run(manifest, settings, catalogue)
    lost = sorted({record.check_id for record in manifest.rules} - catalogue.checks.keys())
    return (_narrowed(job, catalogue, checks) if checks else job), lost


def judgement_by(folder: RunFolder, job: Job) -> Judgement:
    """A run and the rules, frameworks, owners and waivers of a job."""
    return Judgement(folder, job.rules, job.frameworks, job.owners_and_waivers)


def write_judged(judgement: Judgement, place: RunsPlace, settings: Settings) -> Judged:
    """The run with the new findings, written into a folder of runs, and its reports."""
    run_id = secrets.token_hex(4)
    target = RunFolder.planned(place.runs, judgement.folder.manifest().started, run_id)
    return Judged(target.path, judgement.write(target, run_id), report_run(target, settings.formats))


def _narrowed(job: Job, catalogue: Catalogue, checks: tuple[str, ...]) -> Job:
    """The rules of the run that match, and checks that match but were not asked then, as they are configured."""
    patterns = matching(checks, catalogue.checks)
    wanted = {id_ for id_ in catalogue.checks if any(fnmatchcase(id_, pattern) for pattern in patterns)}
    known = tuple(rule for rule in job.rules if rule.check.id in wanted)
    new = wanted - {rule.check.id for rule in known}
    added = make_rules([catalogue.checks[id_] for id_ in sorted(new)], job.settings.checks)
    return replace(job, rules=(*known, *added))
