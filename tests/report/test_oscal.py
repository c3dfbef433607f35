"""OSCAL obeys NIST's schemas whatever a run holds, and says what was not assessed as such."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.build.cut import Cut
from reporter.report.formats.oscal.texts import line
from reporter.report.formats.render import render
from reporter.runs import (
    AnswerRecord,
    FrameworkRecord,
    RequirementRecord,
    State,
)
from tests.conftest import Golden
from tests.report.oscal_runs import CHECK, A, B, C, failing
from tests.report.oscal_schemas import documents, obeys, props_of
from tests.report.runs import STARTED, account, finding, finished_run, framework, report_of, rule, sample, small_report
from tests.report.wild import wild_report

ANSWERS = (AnswerRecord(check_id=CHECK),)


def nist(*ids: str) -> FrameworkRecord:
    requirements = tuple(RequirementRecord(id=one, title="Shut", answers=ANSWERS, remaining="people") for one in ids)
    return FrameworkRecord(id="nist-800-53-r5", title="NIST SP 800-53", version="5", requirements=requirements)


def observed(results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The observations of the one result by status."""
    return {props_of(one)["status"]: one for one in results["results"][0].get("observations", ())}


def found(results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The findings of the one result by requirement."""
    return {props_of(one)["requirement"]: one for one in results["results"][0].get("findings", ())}


def test_the_files_are_as_they_were(tmp_path: Path, golden: Golden) -> None:
    for file in render(small_report(tmp_path), ["oscal"], tmp_path):
        golden(f"report/{file.name}", file.read_text(encoding="utf-8"))


def test_a_run_with_everything_obeys_the_schemas(tmp_path: Path) -> None:
    report = sample(tmp_path)
    results, plan = documents(report, tmp_path)
    assert {status: len(one["subjects"]) for status, one in observed(results).items()}.keys() == set(Status)
    assert len(plan["poam-items"]) == len(report.weaknesses) + len(report.accepted)


def test_the_schemas_refuse_what_is_no_oscal(tmp_path: Path) -> None:
    results, _ = documents(small_report(tmp_path), tmp_path)
    results["results"][0]["observations"][0]["props"][0]["value"] = " blank"
    with pytest.raises(fastjsonschema.JsonSchemaException):
        obeys("assessment-results")({"assessment-results": results})


@pytest.mark.parametrize("text", ["\ufeff x \ufeff", "=cmd()", "a" * 10_000])
def test_hostile_texts_stay_valid(tmp_path: Path, text: str) -> None:
    documents(wild_report(tmp_path, text), tmp_path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. one", r"1\. one"),
        ("12) one", r"12\) one"),
        ("123456789. one", r"123456789\. one"),
        ("1.", r"1\."),
        ("1.5 hours", "1.5 hours"),
        ("1234567890. one", "1234567890. one"),
        ("at 1. one", "at 1. one"),
        ("# one", r"\# one"),
        ("## one", r"\## one"),
        ("###### one", r"\###### one"),
        ("#", r"\#"),
        ("####### one", "####### one"),
        ("#1", "#1"),
        ("- one", r"\- one"),
        ("+ one", r"\+ one"),
        ("* one", r"\* one"),
        ("-", r"\-"),
        ("---", r"\---"),
        ("-- -", r"\-- -"),
        ("--yes", "--yes"),
        ("-1", "-1"),
        ("> one", r"\> one"),
        ("a - b", "a - b"),
        ("", "none"),
    ],
)
def test_a_line_is_no_heading_and_no_list(text: str, shown: str) -> None:
    assert line(text) == shown


@pytest.mark.parametrize("text", ["1. one", "# one", "- one"])
def test_texts_that_begin_like_a_list_stay_valid(tmp_path: Path, text: str) -> None:
    documents(wild_report(tmp_path, text), tmp_path)


def test_names_show_as_they_are_and_are_no_markup(tmp_path: Path) -> None:
    names = ("[click](http://evil.example)", "<b>*my*_bucket_`x`{{ insert: param }}", "my_bucket", "    # loud")
    results, _ = documents(failing(tmp_path, findings=[finding(CHECK, A, Status.FAIL, one) for one in names]), tmp_path)
    titles = {subject["title"] for subject in observed(results)["FAIL"]["subjects"]}
    assert titles == {
        r"\[click\](http://evil.example)",
        r"\<b\>\*my\*\_bucket\_\`x\`\{\{ insert: param \}\}",
        "my_bucket",
        r"\# loud",
    }


def test_what_was_not_assessed_is_no_failure_and_no_pass(tmp_path: Path) -> None:
    denied = {"reason_code": "denied-by-iam", "operation": "s3:GetBucketAcl", "action": "s3:GetBucketAcl"}
    findings = [finding(CHECK, A, Status.NOT_ASSESSED, **denied), finding(CHECK, A, Status.PASS, "shut")]
    shut = framework(RequirementRecord(id="2.1", title="Shut", answers=ANSWERS))
    results, plan = documents(failing(tmp_path, findings=findings, frameworks=[shut]), tmp_path)
    [subject] = observed(results)["NOT_ASSESSED"]["subjects"]
    assert props_of(subject).items() >= {"reason-code": "denied-by-iam", "missing-action": "s3:GetBucketAcl"}.items()
    status = found(results)["2.1"]["target"]["status"]
    assert (status["state"], status["reason"]) == ("not-satisfied", "other")
    assert status["remarks"].startswith("Not assessed: ")
    assert "risks" not in plan


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (Status.PASS, "satisfied", "pass"),
        (Status.NOT_APPLICABLE, "satisfied", "other"),
        (Status.FAIL, "not-satisfied", "fail"),
        (Status.WAIVED, "not-satisfied", "fail"),
        (Status.MANUAL, "not-satisfied", "other"),
    ],
)
def test_a_requirement_is_satisfied_or_not_and_says_why(
    tmp_path: Path, status: Status, state: str, reason: str
) -> None:
    shut = framework(RequirementRecord(id="2.1", title="Shut", answers=ANSWERS))
    report = failing(tmp_path, findings=[finding(CHECK, A, status)], frameworks=[shut])
    results, _ = documents(report, tmp_path)
    target = found(results)["2.1"]["target"]
    assert (target["status"]["state"], target["status"]["reason"]) == (state, reason)
    assert target["target-id"] == "cis-6.0_2.1_smt"
    assert ("implementation-status" in target) is (status is Status.NOT_APPLICABLE)


def test_controls_of_nist_have_the_ids_of_its_catalogue(tmp_path: Path) -> None:
    results, plan = documents(failing(tmp_path, frameworks=[nist("AC-3", "SC-7(3)", "odd")]), tmp_path)
    targets = {requirement: one["target"]["target-id"] for requirement, one in found(results).items()}
    assert targets == {"AC-3": "ac-3_smt", "SC-7(3)": "sc-7.3_smt", "odd": "nist-800-53-r5_odd_smt"}
    [risk] = plan["risks"]
    impacted = [prop["value"] for prop in risk["props"] if prop["name"] == "impacted-control-id"]
    assert impacted == ["ac-3", "sc-7.3", "nist-800-53_odd"]


def test_a_requirement_that_no_check_answers_is_excluded(tmp_path: Path) -> None:
    people = RequirementRecord(id="9.9", title="People", assessment="manual")
    shut = RequirementRecord(id="2.1", title="Shut", answers=ANSWERS)
    alone = FrameworkRecord(id="alone", title="Alone", version="1", requirements=(people,))
    results, _ = documents(failing(tmp_path, frameworks=[framework(shut, people), alone]), tmp_path)
    assert found(results).keys() == {"2.1"}
    both, none = results["results"][0]["reviewed-controls"]["control-selections"]
    assert both["include-controls"] == [{"control-id": "cis-6.0_2.1"}]
    assert both["exclude-controls"] == [{"control-id": "cis-6.0_9.9"}]
    assert (none["include-all"], none["exclude-controls"]) == ({}, [{"control-id": "alone_9.9"}])


def test_without_a_framework_the_checks_are_the_controls(tmp_path: Path) -> None:
    results, plan = documents(failing(tmp_path), tmp_path)
    [selected] = results["results"][0]["reviewed-controls"]["control-selections"]
    assert selected["include-controls"] == [{"control-id": CHECK}]
    assert not found(results)
    assert plan["system-id"]["identifier-type"].endswith("rfc4122")


def test_findings_under_settings_of_a_framework_are_counted_and_not_related(tmp_path: Path) -> None:
    results, _ = documents(sample(tmp_path), tmp_path)
    rotated = found(results)["2.10"]
    assert "related-observations" not in rotated
    assert "whose findings are not listed: iam-key-rotated-often: max_age_days = 45" in rotated["description"]


def test_an_empty_run_obeys_the_schemas(tmp_path: Path) -> None:
    results, plan = documents(report_of(tmp_path), tmp_path)
    assert "observations" not in results["results"][0]
    [item] = plan["poam-items"]
    assert item["title"] == "Nothing that was assessed fails, and nothing is waived."


def test_a_run_of_refused_accounts_says_so_and_plans_nothing(tmp_path: Path) -> None:
    refused = {"state": "unreachable", "reason": "no role", "reason_code": "role-not-assumable"}
    unseen = {"reason_code": "role-not-assumable", "region": "global", "arn": ""}
    report = report_of(
        tmp_path,
        accounts=[account(A, **refused), account(B, **refused), account(C, state="left-out", finished=None)],
        rules=[rule(CHECK)],
        findings=[finding(CHECK, id_, Status.NOT_ASSESSED, "", **unseen) for id_ in (A, B)],
        frameworks=[nist("AC-3")],
    )
    results, plan = documents(report, tmp_path)
    [result] = results["results"]
    assert observed(results).keys() == {"NOT_ASSESSED"}
    assert {one["type"] for one in observed(results)["NOT_ASSESSED"]["subjects"]} == {"component"}
    assert props_of(result)["complete"] == "no"
    assert "inventory-items" not in result["local-definitions"]
    states = [one["status"] for one in result["local-definitions"]["components"]]
    assert [one["state"] for one in states] == ["other"] * 3
    assert states[0]["remarks"] == "Unreachable: no role"
    [item] = plan["poam-items"]
    assert item["description"] == result["description"]
    assert item["description"].startswith("Incomplete")


def test_a_run_that_was_broken_off_names_the_accounts_it_did_not_reach(tmp_path: Path) -> None:
    accounts = [account(A), account(B, state="not-scanned", reason="interrupted", finished=None)]
    report = failing(tmp_path, accounts=accounts, state=State.PARTIAL, finished=None)
    results, _ = documents(report, tmp_path)
    [result] = results["results"]
    assert "end" not in result
    assert props_of(result).items() >= {"complete": "no", "accounts-not-scanned": "1"}.items()
    assert results["metadata"]["last-modified"] == result["start"]


def test_accounts_with_resources_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    findings = [finding(CHECK, id_, Status.FAIL, "logs") for id_ in (A, B)]
    results, plan = documents(failing(tmp_path, accounts=[account(A), account(B)], findings=findings), tmp_path)
    assert len({one["subject-uuid"] for one in observed(results)["FAIL"]["subjects"]}) == 2
    assert len(results["results"][0]["local-definitions"]["inventory-items"]) == 2
    assert len(plan["local-definitions"]["inventory-items"]) == len(plan["poam-items"]) == 2


def test_a_part_of_a_run_is_a_document_of_its_own(tmp_path: Path) -> None:
    findings = [finding(CHECK, id_, Status.FAIL, "logs") for id_ in (A, B)]
    run, manifest = finished_run(
        tmp_path / "runs",
        accounts=[account(A, owner="anna"), account(B, owner="bertil")],
        rules=[rule(CHECK)],
        findings=findings,
        organization_id="o-example",
    )
    whole = documents(build_report(run, manifest), tmp_path)
    part = documents(build_report(run, manifest, Cut(account=A)), tmp_path)
    assert len(list(tmp_path.glob(f"report-account-{A}.oscal-*.json"))) == 2
    for all_of_it, some in zip(whole, part, strict=True):
        assert all_of_it["uuid"] != some["uuid"]
        assert [party["name"] for party in some["metadata"]["parties"]] == ["anna"]
        assert "bertil" not in json.dumps(some)
        assert B not in json.dumps(some)
    [item] = part[1]["poam-items"]
    assert item in whole[1]["poam-items"]


def test_two_parts_of_a_run_share_no_observation(tmp_path: Path) -> None:
    findings = [finding(CHECK, id_, Status.FAIL, "logs") for id_ in (A, B)]
    run, manifest = finished_run(
        tmp_path, accounts=[account(A), account(B)], rules=[rule(CHECK)], findings=findings, organization_id="o-1"
    )
    parts = [documents(build_report(run, manifest, Cut(account=id_)), tmp_path)[0] for id_ in (A, B)]
    first, second = (observed(one)["FAIL"]["uuid"] for one in parts)
    assert first != second


def test_an_item_keeps_its_uuids_in_the_next_run(tmp_path: Path) -> None:
    def ids(number: int) -> tuple[list[str], list[str]]:
        later = STARTED + timedelta(days=number)
        report = failing(tmp_path / str(number), run_id=f"0a1b2c3{number}", started=later, finished=later)
        results, plan = documents(report, tmp_path)
        document = [results["uuid"], plan["uuid"], results["results"][0]["uuid"]]
        lasting = [plan[name][0]["uuid"] for name in ("poam-items", "risks", "observations")]
        return document, [*lasting, observed(results)["FAIL"]["uuid"]]

    (first, lasting), (second, again) = ids(1), ids(2)
    assert lasting == again
    assert not set(first) & set(second)


def test_evidence_is_linked_with_its_digest(tmp_path: Path) -> None:
    files = {f"accounts/{A}.inventory.json.gz": "0" * 64}
    results, plan = documents(failing(tmp_path, accounts=[account(A, files=files)]), tmp_path)
    for document in (results, plan):
        run, inventory = document["back-matter"]["resources"]
        assert run["rlinks"][0]["href"] == "../run.json"
        [link] = inventory["rlinks"]
        assert link["hashes"] == [{"algorithm": "SHA-256", "value": "0" * 64}]
    [component] = results["results"][0]["local-definitions"]["components"]
    assert component["links"][0]["href"] == f"#{inventory['uuid']}"
