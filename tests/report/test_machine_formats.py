"""What programs read is accepted by the readers that others have written."""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import botocore.session
import fastjsonschema
import pytest
from botocore.validate import validate_parameters
from junitparser import JUnitXml
from py_ocsf_models.events.findings.compliance_finding import (  # type: ignore[import-untyped] # it has no types
    ComplianceFinding,
)
from py_ocsf_models.objects.cloud import Cloud  # type: ignore[import-untyped] # it has no types
from pydantic_sarif.model import (  # type: ignore[import-untyped] # it has no types
    StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif,
)

from reporter.model.verdicts import Severity, Status
from reporter.report.formats.asff_file import BATCH, cut, resource_type
from reporter.report.formats.jsonl_file import json_schema
from reporter.report.formats.render import render
from reporter.report.formats.sarif_file import literal
from reporter.report.model import Report
from tests.conftest import Golden
from tests.report.runs import HOSTILE, account, finding, report_of, rule, sample, small_report

FORMATS = ("jsonl", "ocsf", "asff", "sarif", "junit")
SHOP, LEGACY, CHECK = "012345678901", "212345678903", "s3-bucket-closed"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return sample(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return dict(zip(FORMATS, render(report, FORMATS, tmp_path_factory.mktemp("reports")), strict=True))


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def imported(file: Path) -> list[dict[str, Any]]:
    return list(chain.from_iterable(line["Findings"] for line in lines_of(file)))


def sizes(value: object) -> list[int]:
    """The lengths of all texts inside."""
    if isinstance(value, dict):
        return [size for one in value.values() for size in sizes(one)]
    if isinstance(value, list):
        return [size for one in value for size in sizes(one)]
    return [len(str(value).encode())]


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_is_as_it_was(tmp_path: Path, golden: Golden, name: str) -> None:
    [file] = render(small_report(tmp_path), [name], tmp_path)
    golden(f"report/{file.name}", file.read_text(encoding="utf-8"))


def test_json_lines_obey_the_schema_that_is_published(files: dict[str, Path]) -> None:
    obeys = fastjsonschema.compile(json_schema())
    for line in lines_of(files["jsonl"]):
        obeys(line)


def test_the_schema_refuses_what_is_no_finding(files: dict[str, Path]) -> None:
    obeys = fastjsonschema.compile(json_schema())
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        obeys({**lines_of(files["jsonl"])[0], "status": "GREAT"})


def test_ocsf_is_read_without_losing_a_member(files: dict[str, Path]) -> None:
    events = json.loads(files["ocsf"].read_bytes())
    for event in events:
        cloud = event.pop("cloud")
        event["compliance"].pop("status")  # the reader does not know this member of OCSF, and only this
        assert Cloud.model_validate(cloud).model_dump(mode="json", exclude_unset=True) == cloud
        read = ComplianceFinding.model_validate(event)
        assert read.model_dump(mode="json", exclude_unset=True) == event


def test_ocsf_tells_what_could_not_be_seen_from_what_passed(files: dict[str, Path], report: Report) -> None:
    events = json.loads(files["ocsf"].read_bytes())
    shown = Counter((event["status_code"], event["compliance"]["status_id"]) for event in events)
    expected = {Status.FAIL: 3, Status.NOT_ASSESSED: 2, Status.MANUAL: 99, Status.WAIVED: 3, Status.PASS: 1}
    counts = report.summary.tally.by_status
    assert shown == {(status, {**expected, Status.NOT_APPLICABLE: 99}[status]): counts[status] for status in Status}


def test_a_waived_finding_is_suppressed_for_all_who_know_the_word(files: dict[str, Path]) -> None:
    [event] = [one for one in json.loads(files["ocsf"].read_bytes()) if one["status_code"] == "WAIVED"]
    assert event["status"] == "Suppressed"
    [result] = [one for one in results_of(files["sarif"]) if one["properties"]["status"] == "WAIVED"]
    assert result["suppressions"]
    [shown] = [one for one in imported(files["asff"]) if one["Workflow"]["Status"] == "SUPPRESSED"]
    assert shown["Compliance"]["Status"] == "FAILED"


def test_security_hub_takes_every_request(files: dict[str, Path]) -> None:
    service = botocore.session.get_session().get_service_model("securityhub")
    shape = service.operation_model("BatchImportFindings").input_shape
    assert shape
    for request in lines_of(files["asff"]):
        validate_parameters(request, shape)


def test_a_request_is_about_one_account_and_region_and_not_too_large(tmp_path: Path) -> None:
    findings = [finding(CHECK, SHOP, Status.FAIL, f"{'x' * 40_000}{number}") for number in range(BATCH + 1)]
    findings.append(finding(CHECK, LEGACY, Status.PASS))
    report = report_of(tmp_path, accounts=[account(SHOP), account(LEGACY)], rules=[rule(CHECK)], findings=findings)
    [file] = render(report, ["asff"], tmp_path)
    batches = [line["Findings"] for line in lines_of(file)]
    assert [len(batch) for batch in batches] == [BATCH, 1, 1]
    assert all(len({one["ProductArn"] for one in batch}) == 1 for batch in batches)
    assert max(len(json.dumps(one)) for batch in batches for one in batch) < 32 * 1024


def test_security_hub_gets_no_empty_and_no_overlong_text(files: dict[str, Path]) -> None:
    limits = {"Title": 256, "Description": 1024, "Id": 512, "Resources": 512, "ProductFields": 2048}
    for shown in imported(files["asff"]):
        assert all(max(sizes(shown[name])) <= limit for name, limit in limits.items())
        assert min(sizes(shown["Resources"]), default=0)


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")]
)
def test_what_is_global_is_imported_at_home(tmp_path: Path, partition: str, region: str) -> None:
    report = report_of(
        tmp_path,
        accounts=[account(SHOP, partition=partition)],
        rules=[rule(CHECK)],
        findings=[finding(CHECK, SHOP, Status.FAIL, region="global")],
    )
    [file] = render(report, ["asff"], tmp_path)
    [shown] = imported(file)
    assert shown["ProductArn"] == f"arn:{partition}:securityhub:{region}:{SHOP}:product/{SHOP}/default"


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("AWS::EC2::SecurityGroup", "AwsEc2SecurityGroup"),
        ("AWS::CloudTrail::Trail", "AwsCloudTrailTrail"),
        ("AWS::::Account", "AwsAccount"),
        ("AWS::ElasticLoadBalancing::LoadBalancer", "AwsElbLoadBalancer"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AwsElbv2LoadBalancer"),
        ("AWS::::Region", "Other"),
        ("", "Other"),
    ],
)
def test_types_are_spelt_as_security_hub_does(type_: str, expected: str) -> None:
    assert resource_type(type_) == expected


def test_a_long_text_is_cut_between_characters() -> None:
    assert cut("grün" * 3, 9) == "grüng…"
    assert cut("grün", 5) == "grün"


def results_of(file: Path) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(file.read_bytes())["runs"][0]["results"]
    return results


def test_sarif_obeys_its_schema(files: dict[str, Path]) -> None:
    log = Sarif.model_validate(json.loads(files["sarif"].read_bytes()))
    assert len(log.runs) == 1


def test_sarif_gives_a_level_to_failures_alone(files: dict[str, Path]) -> None:
    shown = {(one["kind"], one["level"]) for one in results_of(files["sarif"])}
    assert shown == {
        ("fail", "error"),
        ("fail", "note"),
        ("open", "none"),
        ("review", "none"),
        ("pass", "none"),
        ("notApplicable", "none"),
    }


def test_sarif_messages_hold_neither_placeholders_nor_links() -> None:
    assert literal("{0} [click](http://evil.example)") == "{{0}} [click] (http://evil.example)"


def test_junit_is_read_with_the_same_totals(files: dict[str, Path], report: Report) -> None:
    xml = JUnitXml.fromfile(str(files["junit"]))
    counts = report.summary.tally.by_status
    expected = (len(report.findings), counts[Status.FAIL], counts[Status.NOT_ASSESSED])
    assert (xml.tests, xml.failures, xml.errors) == expected
    [suite] = list(xml)
    suite.update_statistics()  # type: ignore[no-untyped-call] # it counts what is there
    assert (suite.tests, suite.failures, suite.errors) == expected


def test_names_that_attack_come_through_every_format(files: dict[str, Path]) -> None:
    markup = "</script><script>alert(1)</script>"
    assert markup in {line["resource"] for line in lines_of(files["jsonl"])}
    names = [case.name for suite in JUnitXml.fromfile(str(files["junit"])) for case in suite]
    assert any(markup in name for name in names)
    assert len(results_of(files["sarif"])) == len(imported(files["asff"])) >= len(HOSTILE)


def test_severities_keep_their_names(files: dict[str, Path]) -> None:
    assert {one["Severity"]["Original"] for one in imported(files["asff"])} <= set(Severity)
