"""Commands about runs that are there already: whether one is whole, and how it would be judged today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.options import CheckGlobs, NamedConfig, Run, patterns
from reporter.cli.saying import say
from reporter.workflow.places import run_at, runs_of, with_runs

if TYPE_CHECKING:
    from reporter.config.settings import Settings
    from reporter.runs.verify import Proof
    from reporter.scan.judge_again import Judgement

NOT_WHOLE = 1
WITH_FOLDERS = "code is never taken from a run: for checks in a folder of your own, name the configuration with -c"


def verify(
    run: Run,
    public_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Require a signature of this key: its public half, in PEM.")
    ] = None,
) -> None:
    """Verify that a run is unchanged since it was closed, or list what was changed, added or removed."""
    from reporter.cli.tables import print_line
    from reporter.runs.verify import verify_run

    with run_at(run, history=False) as (folder, _):
        proof = verify_run(folder, public_key)
    for line in _proven(run, proof):
        print_line(line)
    if not proof.whole:
        raise typer.Exit(NOT_WHOLE)


def _proven(run: str, proof: Proof) -> Iterator[str]:
    for what in ("changed", "removed", "added"):
        yield from (f"{what}: {name}{_kind(proof, name)}" for name in getattr(proof, what))
    if proof.signature_problem:
        yield proof.signature_problem
    if proof.signed_by:
        yield f"signed with the key whose public half has the SHA-256 {proof.signed_by}"
    if proof.reports:
        yield f"not part of the evidence, because they can be written again: {', '.join(proof.reports)}"
    if proof.whole and proof.manifest:
        yield f"{run} is whole: {len(proof.manifest.files)} files of a {proof.manifest.state} run"
    else:
        yield f"{run} is not whole"


def _kind(proof: Proof, name: str) -> str:
    return f" ({proof.odd[name]})" if name in proof.odd else ""


def judge(
    run: Run,
    *,
    config: NamedConfig = None,
    checks: CheckGlobs = "",
    out: Annotated[
        str, typer.Option(metavar="DIR", help="Write a run with the new findings into this folder of runs.")
    ] = "",
) -> None:
    """Re-evaluate a run offline, by its own rules or by those of a configuration."""
    from reporter.cli.judged import print_comparison
    from reporter.cli.tables import print_line
    from reporter.workflow.judging import job_to_judge, judgement_by

    with run_at(run, config, history=False) as (folder, _):
        job, lost = job_to_judge(folder, config, patterns(checks))
        judgement = judgement_by(folder, job)
        if lost:
            print_line(f"not evaluated, because these checks are no longer installed: {', '.join(lost)}")
            print_line(WITH_FOLDERS)
        if out:
            _written(judgement, with_runs(job.settings, out))
        else:
            print_comparison(judgement.compare())


def _written(judgement: Judgement, settings: Settings) -> None:
    from reporter.cli.judged import print_comparison
    from reporter.workflow.judging import write_judged

    with runs_of(settings) as place:
        judged = write_judged(judgement, place, settings)
        print_comparison(judged.comparison, written=True)
        say("")
        say(f"run: {place.shown(judged.folder)}")
        for file in judged.reports:
            say(place.shown(file))
