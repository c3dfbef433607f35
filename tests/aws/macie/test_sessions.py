"""Macie, as it answers in each region."""

from __future__ import annotations

import pytest

from checks.macie.sessions import discovery_is_automated, region_with_buckets_has_macie
from reporter.aws.macie.sessions import AutomatedDiscovery, MacieSession, automated_discovery
from reporter.demo.services.macie import MacieState
from reporter.demo.state import Refusal
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import Region
from reporter.model.verdicts import Status
from tests.checks.iam.credential_builders import ACCOUNT
from tests.doors import FakeAws
from tests.world import ACCOUNT_ID, World, nowhere

EU, US = "eu-west-1", "us-east-1"
ADMINISTRATOR = "999988887777"


@pytest.fixture
def watched(world: World) -> World:
    world.state().regions = (EU, US)
    world.state().of(MacieState).sessions[EU] = "ENABLED"
    return world


def test_macie_is_on_or_off_and_a_region_without_it_takes_one_request(watched: World) -> None:
    watched.state().of(MacieState).discovery[EU] = "ENABLED"
    found = watched.read(AutomatedDiscovery).answers
    assert found[MacieSession] == {EU: MacieSession("ENABLED"), US: MacieSession("")}
    assert found[AutomatedDiscovery] == {EU: AutomatedDiscovery("ENABLED"), US: AutomatedDiscovery("")}
    assert sorted(call for call in watched.calls if call.startswith("macie2:")) == [
        "macie2:GetAdministratorAccount",
        "macie2:GetAutomatedDiscoveryConfiguration",
        "macie2:GetMacieSession",
        "macie2:GetMacieSession",
    ]


def test_any_other_denial_is_no_answer(watched: World) -> None:
    why = "User: arn:aws:sts::1:assumed-role/x is not authorized to perform: macie2:GetMacieSession"
    watched.state().refusals["macie2:GetMacieSession"] = Refusal("AccessDeniedException", why, 403)
    denied = watched.read(MacieSession).answers[MacieSession][EU]
    assert isinstance(denied, Unavailable)
    assert (denied.reason, denied.action) == (ReasonCode.DENIED_BY_IAM, "macie2:GetMacieSession")


def test_the_status_of_a_member_is_its_entry_with_the_administrator(watched: World) -> None:
    state = watched.state().of(MacieState)
    state.administrators[EU], state.discovery[EU] = ADMINISTRATOR, "ENABLED"
    found = watched.read(AutomatedDiscovery).answers[AutomatedDiscovery]
    assert found[EU] == AutomatedDiscovery("ENABLED", ADMINISTRATOR)


def test_an_administrator_that_is_no_more_or_does_not_exist_does_not_count(watched: World) -> None:
    refusals = watched.state().refusals
    refusals["macie2:GetAdministratorAccount"] = Refusal("ResourceNotFoundException", "none", 404)
    assert watched.read(AutomatedDiscovery).answers[AutomatedDiscovery][EU] == AutomatedDiscovery("DISABLED")
    removed = {"administrator": {"accountId": ADMINISTRATOR, "relationshipStatus": "Removed"}}
    aws = FakeAws({
        f"macie2:get_administrator_account/{EU}": removed,
        f"macie2:get_automated_discovery_configuration/{EU}": {"status": "ENABLED"},
    })  # fmt: skip
    found = automated_discovery(aws, Region.of(ACCOUNT, EU), MacieSession("ENABLED"))
    assert found == AutomatedDiscovery("ENABLED")


def test_an_entry_that_is_missing_is_no_answer() -> None:
    member = {"administrator": {"accountId": ADMINISTRATOR, "relationshipStatus": "Enabled"}}
    others = {"items": [{"accountId": "444455556666", "status": "ENABLED"}]}
    listing = f"macie2:list_automated_discovery_accounts/{EU}/['{ACCOUNT.account_id}']"
    aws = FakeAws({f"macie2:get_administrator_account/{EU}": member, listing: others})
    with pytest.raises(LookupError, match="the entries of account"):
        automated_discovery(aws, Region.of(ACCOUNT, EU), MacieSession("ENABLED"))


def test_a_region_without_macie_is_not_applicable(world: World) -> None:
    world.state().regions = ("me-central-1",)
    here = {"LocationConstraint": "me-central-1"}
    world.client("s3", "me-central-1").create_bucket(Bucket=f"acme-{ACCOUNT_ID}", CreateBucketConfiguration=here)
    for check in (region_with_buckets_has_macie, discovery_is_automated):
        [found] = world.judge(check, prepare=nowhere("macie2", "me-central-1"))
        assert (found.region, found.status) == ("me-central-1", Status.NOT_APPLICABLE)
        assert found.reason == "AWS does not offer macie2 in me-central-1"
