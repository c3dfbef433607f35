"""The plan of action and milestones: open risks with owner and due date, and approved deviations."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.report.model import Report
from reporter.runs import Deviation, WaiverRecord
from tests.report.oscal_runs import CHECK, A, failing
from tests.report.oscal_schemas import documents, props_of
from tests.report.runs import account, finding, report_of, rule

FEDRAMP = "http://fedramp.gov/ns/oscal"
OTHER = "iam-key-rotated"


def waiver(kind: Deviation = Deviation.FALSE_POSITIVE, **more: Any) -> WaiverRecord:
    given = {"reason": "a test page", "owner": "anna", "approver": "ciso", "expires": date(2027, 1, 31)}
    return WaiverRecord(id="W-1", scope=Scope(checks=(CHECK,)), kind=kind, **{**given, **more})


def waived(tmp_path: Path, *waivers: WaiverRecord) -> Report:
    return failing(tmp_path, findings=[finding(CHECK, A, Status.WAIVED, waiver="W-1")], waivers=waivers)


def test_a_failure_is_an_open_risk_with_owner_and_due_date(tmp_path: Path) -> None:
    report = failing(tmp_path, due_days={Severity.HIGH: 30})
    _, plan = documents(report, tmp_path)
    [risk] = plan["risks"]
    assert (risk["title"], risk["status"], risk["deadline"]) == ("Open", "open", "2026-12-16T23:59:59Z")
    recommended, planned = risk["remediations"]
    assert (recommended["lifecycle"], planned["lifecycle"]) == ("recommendation", "planned")
    [task] = planned["tasks"]
    assert task["timing"] == {"on-date": {"date": "2026-12-16T23:59:59Z"}}
    [anna] = plan["metadata"]["parties"]
    assert task["responsible-roles"] == [{"role-id": "owner", "party-uuids": [anna["uuid"]]}]
    assert planned["origins"] == [{"actors": [{"type": "party", "actor-uuid": anna["uuid"]}]}]
    [item] = plan["poam-items"]
    assert {"name": "POAM-ID", "ns": FEDRAMP, "value": f"{CHECK}/{A}"} in item["props"]
    assert [facet["value"] for facet in risk["characterizations"][0]["facets"]] == ["high", "high"]


def test_a_failure_without_owner_is_planned_all_the_same(tmp_path: Path) -> None:
    _, plan = documents(failing(tmp_path, accounts=[account(A)], due_days={Severity.HIGH: 30}), tmp_path)
    planned = plan["risks"][0]["remediations"][1]
    assert "origins" not in planned
    assert "responsible-roles" not in planned["tasks"][0]
    assert "parties" not in plan["metadata"]


@pytest.mark.parametrize("kind", Deviation)
def test_a_waived_failure_is_a_deviation_that_was_approved(tmp_path: Path, kind: Deviation) -> None:
    _, plan = documents(waived(tmp_path, waiver(kind, ticket="T-1", starts=date(2026, 10, 1))), tmp_path)
    [risk] = plan["risks"]
    assert (risk["status"], risk["deadline"]) == ("deviation-approved", "2027-01-31T23:59:59Z")
    assert {"name": str(kind), "ns": FEDRAMP, "value": "approved"} in risk["props"]
    assert [one["lifecycle"] for one in risk["remediations"]] == ["recommendation"]
    [entry] = risk["risk-log"]["entries"]
    parties = {party["uuid"]: party["name"] for party in plan["metadata"]["parties"]}
    assert [parties[one["party-uuid"]] for one in entry["logged-by"]] == ["ciso"]
    assert (entry["start"], entry["end"]) == ("2026-10-01T00:00:00Z", "2027-01-31T23:59:59Z")
    _, deviation = plan["observations"]
    assert (deviation["types"], deviation["description"]) == ([str(kind)], "a test page")
    assert len(plan["poam-items"][0]["related-observations"]) == 2
    assert plan["poam-items"][0]["remarks"].endswith("requested by anna, approved by ciso")


def test_a_waiver_that_is_not_known_any_more_is_a_deviation_too(tmp_path: Path) -> None:
    _, plan = documents(waived(tmp_path), tmp_path)
    [risk] = plan["risks"]
    assert risk["status"] == "deviation-approved"
    [entry] = risk["risk-log"]["entries"]
    assert (entry["title"], entry["status-change"]) == ("Waiver W-1", "deviation-approved")
    assert entry["description"] == "Waived; the run has no record of the waiver."
    assert entry["start"] == "2026-11-16T06:00:00Z"
    assert not {"end", "logged-by"} & entry.keys()
    assert "deadline" not in risk


def test_a_waived_failure_that_names_no_waiver_is_a_deviation_too(tmp_path: Path) -> None:
    _, plan = documents(failing(tmp_path, findings=[finding(CHECK, A, Status.WAIVED)]), tmp_path)
    [risk] = plan["risks"]
    [entry] = risk["risk-log"]["entries"]
    assert (risk["status"], entry["title"]) == ("deviation-approved", "Waiver without an id")


def test_a_day_that_oscal_does_not_know_is_a_property_alone(tmp_path: Path) -> None:
    far = waiver(starts=date(1, 1, 1), expires=date(9999, 12, 31), approver="")
    _, plan = documents(waived(tmp_path, far), tmp_path)
    [risk] = plan["risks"]
    assert "deadline" not in risk
    assert props_of(risk)["scheduled-completion-date"] == "9999-12-31"
    [entry] = risk["risk-log"]["entries"]
    assert entry["start"] == "2026-11-16T06:00:00Z"
    assert not {"end", "logged-by"} & entry.keys()


def test_a_resource_that_fails_several_checks_is_one_asset(tmp_path: Path) -> None:
    findings = [finding(id_, A, Status.FAIL) for id_ in (CHECK, OTHER)]
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule(CHECK), rule(OTHER)], findings=findings)
    for definitions in _definitions(*documents(report, tmp_path)):
        assert len(definitions["inventory-items"]) == 1


def _definitions(results: dict[str, Any], plan: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return results["results"][0]["local-definitions"], plan["local-definitions"]


def test_more_resources_than_are_named_are_counted(tmp_path: Path) -> None:
    many = [finding(CHECK, A, Status.FAIL, f"bucket-{number}") for number in range(23)]
    _, plan = documents(failing(tmp_path, findings=many), tmp_path)
    [observation] = plan["observations"]
    assert len(observation["subjects"]) == 20
    assert observation["remarks"] == "3 more resources are in the assessment results."
    assert observation["description"] == f"23 findings about 23 resources in account {A}"
