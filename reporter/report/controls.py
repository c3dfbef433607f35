"""What the findings mean for the requirements of each framework."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from reporter.model import Status
from reporter.report.measures import group, tally
from reporter.report.model import NOT_AUTOMATED, Cell, ControlRow
from reporter.runs import AnswerRecord, FrameworkRecord, Manifest, RequirementRecord


def control_rows(manifest: Manifest, cells: Iterable[Cell]) -> tuple[ControlRow, ...]:
    """Every requirement of every framework, in their own order."""
    by_answer = group(cells, lambda cell: AnswerRecord(check_id=cell.check_id, parameters=cell.parameters))
    return tuple(
        _control_row(framework, requirement, by_answer)
        for framework in manifest.frameworks
        for requirement in framework.requirements
    )


def requirements_by_check(manifest: Manifest) -> Mapping[str, str]:
    """By check id: the requirements that its findings, with the settings of the configuration, answer."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for framework in manifest.frameworks:
        for requirement in framework.requirements:
            for answer in requirement.answers:
                if not answer.parameters:
                    found[answer.check_id].append(f"{framework.id} {requirement.id}")
    return {check_id: "; ".join(requirements) for check_id, requirements in found.items()}


def _control_row(
    framework: FrameworkRecord, requirement: RequirementRecord, by_answer: Mapping[AnswerRecord, list[Cell]]
) -> ControlRow:
    not_run = tuple(answer.check_id for answer in requirement.answers if answer not in by_answer)
    cells = [cell for answer in requirement.answers for cell in by_answer.get(answer, ())]
    return ControlRow(
        framework=framework,
        requirement=requirement,
        result=_result(requirement, cells, not_run) if requirement.answers else NOT_AUTOMATED,
        tally=tally(cells),
        not_run=not_run,
    )


def _result(requirement: RequirementRecord, cells: Iterable[Cell], not_run: tuple[str, ...]) -> Status:
    """The gravest status wins, in the order of `Status`; a check that was not run was not assessed.

    Checks that leave something open never pass a requirement: a person must look at what remains.
    """
    statuses = {cell.status for cell in cells}
    if not_run:
        statuses.add(Status.NOT_ASSESSED)
    if requirement.remaining:
        statuses.add(Status.MANUAL)
    return min(statuses, key=list(Status).index)
