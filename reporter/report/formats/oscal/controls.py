"""The requirements of the frameworks as controls of OSCAL: which were reviewed, and the finding about each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from reporter.model.verdicts import Status
from reporter.report.formats.oscal.parts import ORIGIN, scope
from reporter.report.formats.oscal.texts import line, present, props, token, uuid_of
from reporter.report.model import NOT_AUTOMATED, ControlRow, Report
from reporter.report.tables.poam import NIST
from reporter.report.words import RESULTS, counted, settings_in_words
from reporter.runs import FrameworkRecord

STATES: Mapping[str, tuple[str, str]] = {
    Status.PASS: ("satisfied", "pass"),
    Status.NOT_APPLICABLE: ("satisfied", "other"),
    Status.FAIL: ("not-satisfied", "fail"),
    Status.WAIVED: ("not-satisfied", "fail"),
    Status.NOT_ASSESSED: ("not-satisfied", "other"),
    Status.MANUAL: ("not-satisfied", "other"),
}
"""OSCAL's state and reason; what was not assessed is not satisfied, but for another reason than a failure."""
_NIST_ID = re.compile(r"([A-Z]{2}-\d+)(?:\((\d+)\))?")


def control_id(framework_id: str, requirement_id: str) -> str:
    """The id in NIST's own catalogue, `ac-2.1` for AC-2(1); else the framework with the requirement."""
    found = _NIST_ID.fullmatch(requirement_id) if framework_id.startswith(NIST) else None
    if not found:
        return token(f"{framework_id}_{requirement_id}")
    return ".".join(filter(None, found.groups())).lower()


def reviewed_controls(report: Report) -> dict[str, Any]:
    """The requirements that some check answers, by framework; the others are excluded."""
    by_framework = groupby(report.controls, key=lambda row: row.framework)
    selections = [_selection(framework, rows) for framework, rows in by_framework]
    return {"control-selections": selections or [_checks_alone(report)]}


def _selection(framework: FrameworkRecord, rows: Iterable[ControlRow]) -> dict[str, Any]:
    answered: list[dict[str, str]] = []
    left: list[dict[str, str]] = []
    for row in rows:
        (left if row.result == NOT_AUTOMATED else answered).append(_selected(row))
    return {
        "description": line(f"{framework.title} {framework.version}"),
        "props": props({"framework": framework.id}),
        **_included(answered),
        **({"exclude-controls": left} if left else {}),
    }


def _included(controls: list[dict[str, str]]) -> dict[str, Any]:
    """These controls; where there are none, all but those that are excluded, which are all."""
    return {"include-controls": controls} if controls else {"include-all": {}}


def _selected(row: ControlRow) -> dict[str, str]:
    return {"control-id": control_id(row.framework.id, row.requirement.id)}


def _checks_alone(report: Report) -> dict[str, Any]:
    """The checks stand for themselves in a run without frameworks."""
    checks = [{"control-id": token(rule.check_id)} for rule in report.run.rules if not rule.parameters]
    return {"description": "No framework was selected: each check is a control of its own.", **_included(checks)}


def findings(report: Report, observed: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The finding about each requirement that some check answers, with the observations of its checks."""
    for row in report.controls:
        if row.result != NOT_AUTOMATED:
            yield _finding(report, row, observed)


def _finding(report: Report, row: ControlRow, observed: Mapping[str, list[str]]) -> dict[str, Any]:
    related = [uuid for rule in row.rules if not rule.parameters for uuid in observed.get(rule.check_id, ())]
    return present(
        {
            "uuid": uuid_of("finding", *scope(report), row.framework.id, row.requirement.id),
            "title": line(f"{row.framework.id} {row.requirement.id}: {row.requirement.title}"),
            "description": line(_in_words(row)),
            "props": props(_properties(row)),
            "origins": [ORIGIN],
            "target": _target(row),
            "related-observations": [{"observation-uuid": uuid} for uuid in dict.fromkeys(related)],
        }
    )


def _properties(row: ControlRow) -> dict[str, object]:
    counts = {f"findings-{status.lower()}": count for status, count in row.tally.by_status.items() if count}
    return {
        "framework": row.framework.id,
        "requirement": row.requirement.id,
        "level": row.requirement.level,
        "assessment": row.requirement.assessment,
        "result": row.result,
        **counts,
        "checks-not-run": ", ".join(row.not_run),
        "remaining": row.requirement.remaining,
    }


def _in_words(row: ControlRow) -> str:
    """The number of findings by status, and the settings that only this framework asks for."""
    counts = [f"{RESULTS[status].title}: {count:,}" for status, count in row.tally.by_status.items() if count]
    own = [f"{rule.check_id}: {settings_in_words(rule.parameters)}" for rule in row.rules if rule.parameters]
    settings = [f"With settings of the framework, whose findings are not listed: {'; '.join(own)}"] if own else []
    total = counted(sum(row.tally.by_status.values()), "finding")
    return ". ".join([f"{total} ({', '.join(counts)})" if counts else total, *settings])


def _target(row: ControlRow) -> dict[str, Any]:
    state, reason = STATES[row.result]
    word = RESULTS[row.result]
    nothing_there = {"implementation-status": {"state": "not-applicable"}}
    return {
        "type": "statement-id",
        "target-id": f"{control_id(row.framework.id, row.requirement.id)}_smt",
        "status": {"state": state, "reason": reason, "remarks": line(f"{word.title}: {word.meaning}")},
        **(nothing_there if row.result == Status.NOT_APPLICABLE else {}),
    }
