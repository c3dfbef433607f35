"""Trails of the account and of its organisation, as AWS answers them."""

from typing import Any

import botocore.session
import pytest

from checks.cloudtrail.trails import object_writes_are_recorded
from reporter.aws.cloudtrail.objects import ObjectTrails
from reporter.aws.cloudtrail.trails import EventSelectors, OrganizationTrail, Trail, TrailStatus
from reporter.engine.collect import settle
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.engine.shared import Holding, Share, Shares
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.verdicts import Status
from tests.aws.rewriting import answer_with, rewrite
from tests.world import ACCOUNT_ID, Prepare, World, deny, together

HOME, ELSEWHERE = "eu-west-1", "us-east-1"
ALL_OBJECTS = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
ORGANIZATION_TRAIL = {
    "Name": "acme-organization",
    "TrailARN": "arn:aws:cloudtrail:eu-west-1:999988887777:trail/acme-organization",
    "HomeRegion": HOME,
    "IsMultiRegionTrail": True,
    "IsOrganizationTrail": True,
    "S3BucketName": "acme-trails",
    "LogFileValidationEnabled": True,
}
FOREIGN_TRAIL = {**ORGANIZATION_TRAIL, "IsOrganizationTrail": False}
WRONG_ACCOUNT = "AccountID in ARN is wrong"
HIDE = deny("cloudtrail:GetEventSelectors", "CloudTrailARNInvalidException", WRONG_ACCOUNT, 400)


def create_trail(world: World, name: str = "main", *, events: str = "All", multi_region: bool = True) -> None:
    world.client("s3").create_bucket(Bucket=f"acme-{name}")
    client = world.client("cloudtrail", HOME)
    client.create_trail(Name=name, S3BucketName=f"acme-{name}", IsMultiRegionTrail=multi_region)
    client.start_logging(Name=name)
    selector = {"ReadWriteType": events, "IncludeManagementEvents": True, "DataResources": [ALL_OBJECTS]}
    client.put_event_selectors(TrailName=name, EventSelectors=[selector])


def show_organization_trail(answer: dict[str, Any]) -> None:
    answer["trailList"].append(ORGANIZATION_TRAIL)


IN_ORGANIZATION = rewrite("cloudtrail:DescribeTrails", show_organization_trail)


def status(world: World, prepare: Prepare | None = None, **settings: Any) -> Status:
    [finding] = world.judge(object_writes_are_recorded, prepare=prepare, **settings)
    return finding.status


def test_a_trail_of_all_regions_is_listed_once_at_home(world: World) -> None:
    create_trail(world)
    [trail] = world.read(Trail).subjects(Trail)
    assert (trail.name, trail.region, trail.multi_region, trail.is_own) == ("main", HOME, True, True)
    assert world.calls.count("cloudtrail:DescribeTrails") == len(world.state().regions)


def test_a_trail_is_seen_where_its_home_is_not_scanned(world: World) -> None:
    create_trail(world)
    inventory = world.read(Trail, regions=[ELSEWHERE, "eu-central-1", "me-south-1"])
    assert [trail.region for trail in inventory.subjects(Trail)] == [HOME]


def test_a_trail_that_logs_all_objects_passes_with_one_call_a_question(world: World) -> None:
    create_trail(world)
    assert status(world) is Status.PASS
    assert world.calls.count("cloudtrail:GetTrailStatus") == world.calls.count("cloudtrail:GetEventSelectors") == 1


def test_an_account_without_trails_fails(world: World) -> None:
    assert status(world) is Status.FAIL


def test_a_trail_that_is_switched_off_does_not_count(world: World) -> None:
    create_trail(world)
    world.client("cloudtrail", HOME).stop_logging(Name="main")
    assert status(world) is Status.FAIL


def test_a_trail_that_is_switched_off_proves_a_failure_though_its_selectors_are_refused(world: World) -> None:
    create_trail(world)
    world.client("cloudtrail", HOME).stop_logging(Name="main")
    assert status(world, deny("cloudtrail:GetEventSelectors", "AccessDeniedException")) is Status.FAIL


def test_a_trail_of_reads_does_not_record_writes(world: World) -> None:
    create_trail(world, events="ReadOnly")
    assert status(world) is Status.FAIL


def test_a_trail_of_one_region_counts_where_configured(world: World) -> None:
    create_trail(world, multi_region=False)
    assert status(world) is Status.FAIL
    assert status(world, require_multi_region=False) is Status.PASS


@pytest.mark.parametrize("operation", ["DescribeTrails", "GetTrailStatus", "GetEventSelectors"])
def test_a_refusal_leaves_the_account_unassessed_and_names_the_action(world: World, operation: str) -> None:
    create_trail(world)
    refusal = deny(f"cloudtrail:{operation}", "AccessDeniedException")
    [finding] = world.judge(object_writes_are_recorded, prepare=refusal)
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, ReasonCode.DENIED_BY_IAM)
    assert finding.action == f"cloudtrail:{operation}"


def test_a_trail_of_the_organisation_belongs_to_another_account(world: World) -> None:
    [trail] = world.read(Trail, prepare=IN_ORGANIZATION).subjects(Trail)
    assert (trail.account_id, trail.owner_id, trail.is_own) == (ACCOUNT_ID, "999988887777", False)


def test_members_see_an_organisations_trail_of_one_region_in_that_region_only(world: World) -> None:
    organizations = world.client("organizations", account_id=OWNER)
    organizations.create_organization(FeatureSet="ALL")
    created = organizations.create_account(AccountName="shop", Email="shop@example.com")["CreateAccountStatus"]
    world.client("s3", account_id=OWNER).create_bucket(Bucket="acme-trails")
    cloudtrail = world.client("cloudtrail", HOME, OWNER)
    for name, multi_region in (("everywhere", True), ("home", False)):
        options = {"IsMultiRegionTrail": multi_region, "IsOrganizationTrail": True}
        cloudtrail.create_trail(Name=name, S3BucketName="acme-trails", **options)

    def seen_in(region: str) -> list[str]:
        inventory = world.read(Trail, account_id=created["AccountId"], regions=[region])
        return sorted(trail.name for trail in inventory.subjects(Trail))

    assert seen_in(HOME) == ["everywhere", "home"]
    assert seen_in(ELSEWHERE) == ["everywhere"]


def test_a_trail_of_the_organisation_that_cannot_be_read_is_no_failure(world: World) -> None:
    switched_on = answer_with("cloudtrail:GetTrailStatus", {"IsLogging": True})
    hooks = together(IN_ORGANIZATION, switched_on, HIDE)

    [finding] = world.judge(object_writes_are_recorded, prepare=hooks)

    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, ReasonCode.OWNER_NOT_SCANNED)
    assert finding.operation == "cloudtrail:GetEventSelectors"
    assert finding.reason == (
        "cloudtrail:GetEventSelectors: account 999988887777 owns the organisation's trail acme-organization, and AWS "
        "shows this to no other account; it is not part of this scan"
    )


def test_an_own_trail_passes_whatever_the_organisation_hides(world: World) -> None:
    create_trail(world)
    assert status(world, IN_ORGANIZATION) is Status.PASS


def test_an_own_trail_of_reads_does_not_make_up_for_what_the_organisation_hides(world: World) -> None:
    create_trail(world, events="ReadOnly")
    assert status(world, IN_ORGANIZATION) is Status.NOT_ASSESSED


def test_a_trail_of_the_organisation_counts_if_it_can_be_read(world: World) -> None:
    selectors = [{"ReadWriteType": "All", "IncludeManagementEvents": False, "DataResources": [ALL_OBJECTS]}]
    hooks = together(
        IN_ORGANIZATION,
        answer_with("cloudtrail:GetTrailStatus", {"IsLogging": True}),
        answer_with("cloudtrail:GetEventSelectors", {"EventSelectors": selectors}),
    )
    [finding] = world.judge(object_writes_are_recorded, prepare=hooks)
    assert (finding.status, finding.reason) == (Status.PASS, "by acme-organization")


def test_a_trail_that_vanishes_meanwhile_is_dropped(world: World) -> None:
    create_trail(world)

    def delete_when_listed(session: botocore.session.Session) -> None:
        left = ["main"]

        def delete(**event: Any) -> None:
            if event["model"].name == "DescribeTrails" and left:
                world.client("cloudtrail", "eu-west-1").delete_trail(Name=left.pop())

        session.get_component("event_emitter").register_last("after-call", delete)

    inventory = world.read(ObjectTrails, regions=["eu-west-1"], prepare=delete_when_listed)
    assert inventory.subjects(Trail) == ()
    assert inventory.gone == [f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT_ID}:trail/main"]
    assert not isinstance(inventory.answers[ObjectTrails][ACCOUNT_ID], Unavailable)


OWNER = "999988887777"
ARN = ORGANIZATION_TRAIL["TrailARN"]
STATUS_HIDDEN = deny("cloudtrail:GetTrailStatus", "TrailNotFoundException", "Unknown trail", 404)


def owned(status: TrailStatus | Unavailable, selectors: EventSelectors | Unavailable) -> Shares:
    """What the owner of the organisation's trail was answered."""
    trail = OrganizationTrail(
        account_id=OWNER,
        region=HOME,
        arn=str(ARN),
        name="acme-organization",
        multi_region=True,
        status=status,
        selectors=selectors,
    )
    share = Share(OWNER, "o-acme", {OrganizationTrail: Holding((trail,))})
    return Shares(frozenset({OWNER, ACCOUNT_ID}), {OWNER: share})


def judged_with(world: World, shares: Shares, *hooks: Prepare) -> tuple[Status, str]:
    """What a member says of writes, once its owner has been read; the selectors are not asked for in vain."""
    inventory = world.read(
        *object_writes_are_recorded.signature.kinds,
        prepare=together(IN_ORGANIZATION, *hooks),
        scanned=frozenset({OWNER, ACCOUNT_ID}),
    )
    assert "cloudtrail:GetEventSelectors" not in world.calls
    settle(plan(object_writes_are_recorded.signature.kinds), inventory, shares)
    [finding] = judge(inventory, [rule(object_writes_are_recorded)])
    return finding.status, finding.reason


ON = answer_with("cloudtrail:GetTrailStatus", {"IsLogging": True})
WRITES = EventSelectors(frozenset({"write"}))
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "not authorized", "cloudtrail:GetEventSelectors")


def test_a_member_takes_what_the_owner_of_the_trail_was_answered(world: World) -> None:
    passing = (Status.PASS, "by acme-organization")
    assert judged_with(world, owned(TrailStatus(logging=True), WRITES), ON) == passing
    assert judged_with(world, owned(TrailStatus(logging=True), WRITES), STATUS_HIDDEN) == passing
    reads = EventSelectors(frozenset({"read"}))
    assert judged_with(world, owned(TrailStatus(logging=True), reads), ON)[0] is Status.FAIL
    assert judged_with(world, owned(TrailStatus(logging=False), WRITES), STATUS_HIDDEN)[0] is Status.FAIL


def test_what_the_owner_was_denied_leaves_its_members_unassessed(world: World) -> None:
    status, reason = judged_with(world, owned(TrailStatus(logging=True), DENIED), ON)
    assert status is Status.NOT_ASSESSED
    assert f"the organisation's trail acme-organization in account {OWNER}: not authorized" in reason


def test_an_owner_that_could_not_be_read_leaves_its_members_unassessed(world: World) -> None:
    gone = Share(OWNER, "", {OrganizationTrail: Holding(gaps=(("", DENIED),))})
    status, reason = judged_with(world, Shares(frozenset({OWNER, ACCOUNT_ID}), {OWNER: gone}), ON)
    assert status is Status.NOT_ASSESSED
    assert f"trail acme-organization: account {OWNER}, which may own one for the organisation: not authorized" in reason


def test_a_trail_that_its_owner_did_not_show_is_not_assessed(world: World) -> None:
    empty = Share(OWNER, "", {OrganizationTrail: Holding()})
    status, reason = judged_with(world, Shares(frozenset({OWNER, ACCOUNT_ID}), {OWNER: empty}), ON)
    assert status is Status.NOT_ASSESSED
    assert f"account {OWNER} owns the organisation's trail acme-organization" in reason
    assert "not part of this scan" not in reason


def test_an_owner_shares_the_trails_of_its_organisation_and_no_others(world: World) -> None:
    create_trail(world)
    world.client("cloudtrail", HOME).create_trail(
        Name="all", S3BucketName="acme-main", IsMultiRegionTrail=True, IsOrganizationTrail=True
    )
    inventory = world.read(OrganizationTrail)
    [trail] = inventory.share([OrganizationTrail]).holdings[OrganizationTrail].found
    assert (trail.name, trail.account_id, trail.region) == ("all", ACCOUNT_ID, HOME)


def test_a_trail_of_another_account_that_is_not_the_organisations_is_not_believed(world: World) -> None:
    stranger = rewrite("cloudtrail:DescribeTrails", lambda answer: answer["trailList"].append(FOREIGN_TRAIL))
    inventory = world.read(Trail, prepare=stranger)
    assert inventory.subjects(Trail) == ()
    assert {why.detail.partition(" could not be read: ")[2] for _, why in inventory.gaps(Trail)} == {
        "the answer is about account 999988887777"
    }
