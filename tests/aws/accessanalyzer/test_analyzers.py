"""Analyzers, as AWS lists them in each region."""

from datetime import UTC, datetime

from reporter.aws.accessanalyzer.analyzers import Analyzer
from reporter.demo.services.accessanalyzer import AnalyzerState
from tests.world import World, cut_pages

IRELAND = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer"


def test_analyzers_are_listed_in_every_region(world: World) -> None:
    world.state().regions = ("eu-west-1", "us-east-1")
    world.state().of(AnalyzerState).analyzers["eu-west-1"] = [
        {"arn": f"{IRELAND}/{name}", "name": name, "type": type_, "status": status, "createdAt": datetime.now(UTC)}
        | ({"tags": {"owner": "security"}} if name == "all" else {})
        for name, type_, status in [("all", "ORGANIZATION", "ACTIVE"), ("unused", "ACCOUNT_UNUSED_ACCESS", "CREATING")]
    ]

    whole, unused = world.read(Analyzer, prepare=cut_pages(1)).subjects(Analyzer)

    assert (whole.name, whole.region, whole.external, whole.active) == ("all", "eu-west-1", True, True)
    assert (whole.arn, whole.tags) == (f"{IRELAND}/all", {"owner": "security"})
    assert (unused.name, unused.external, unused.active, unused.tags) == ("unused", False, False, {})
