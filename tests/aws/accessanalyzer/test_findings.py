"""Findings, as IAM Access Analyzer lists them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reporter.aws.accessanalyzer.findings import AnalyzerFindings, OpenFinding, OpenFindings, OrganizationFindings
from reporter.demo.services.accessanalyzer import AnalyzerState
from reporter.model.answers import Unavailable
from tests.world import ACCOUNT_ID, World, cut_pages, deny

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
ARN = f"arn:aws:access-analyzer:eu-west-1:{ACCOUNT_ID}:analyzer"
KINDS = (("all", "ORGANIZATION", "ACTIVE"), ("own", "ACCOUNT", "ACTIVE"), ("off", "ACCOUNT", "DISABLED"),
         ("unused", "ACCOUNT_UNUSED_ACCESS", "ACTIVE"))  # fmt: skip


def finding(id_: str, **more: str) -> dict[str, Any]:
    moments = {"createdAt": WHEN, "updatedAt": WHEN, "analyzedAt": WHEN}
    named = {"id": id_, "resourceType": "AWS::S3::Bucket", "resourceOwnerAccount": ACCOUNT_ID, "status": "ACTIVE"}
    return {**named, **moments, **more}


def seed(world: World) -> None:
    world.state().regions = ("eu-west-1",)
    state = world.state().of(AnalyzerState)
    state.analyzers["eu-west-1"] = [
        {"arn": f"{ARN}/{name}", "name": name, "type": type_, "status": status, "createdAt": WHEN}
        for name, type_, status in KINDS
    ]
    state.findings[f"{ARN}/all"] = [finding("1", resource="arn:aws:s3:::photos"), finding("2", error="ACCESS_DENIED")]


def test_the_active_findings_of_active_analyzers_of_external_access_are_read(world: World) -> None:
    seed(world)
    read = world.read(AnalyzerFindings, OrganizationFindings, prepare=cut_pages(1))
    found = OpenFindings((
        OpenFinding("1", ACCOUNT_ID, "arn:aws:s3:::photos", WHEN),
        OpenFinding("2", ACCOUNT_ID, "2", WHEN, "ACCESS_DENIED"),
    ))  # fmt: skip
    assert {(one.name, one.found) for one in read.subjects(AnalyzerFindings)} == {
        ("all", found),
        ("own", OpenFindings()),
    }
    assert [(one.name, one.found) for one in read.subjects(OrganizationFindings)] == [("all", found)]
    assert world.calls.count("accessanalyzer:ListFindingsV2") == 2 + 1


def test_refused_findings_are_kept_as_such(world: World) -> None:
    seed(world)
    read = world.read(AnalyzerFindings, OrganizationFindings, prepare=deny("accessanalyzer:ListFindingsV2"))
    both = (*read.subjects(AnalyzerFindings), *read.subjects(OrganizationFindings))
    assert [type(one.found) for one in both] == [Unavailable] * 3
    assert list(read.gaps(OrganizationFindings)) == []
