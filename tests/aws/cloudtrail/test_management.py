"""What a trail contributes to the record of management events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.aws.cloudtrail.logging import LoggingTrail, logging_trails
from reporter.aws.cloudtrail.management import NOT_KEPT, ManagementTrail, ManagementTrails, management_trails
from reporter.aws.cloudtrail.selectors import ManagementEvents
from reporter.aws.cloudtrail.trails import Delivery, EventSelectors, OrganizationTrail, Trail, TrailStatus
from reporter.engine.shared import Shared
from reporter.model.answers import ReasonCode, Unavailable
from tests.world import World

ACCOUNT_ID, OWNER = "111122223333", "999988887777"
GROUP = f"arn:aws:logs:eu-west-1:{ACCOUNT_ID}:log-group:trail:*"
BOTH = frozenset({"read", "write"})
ALL = EventSelectors(frozenset(), ManagementEvents(BOTH))
ON, OFF = TrailStatus(logging=True), TrailStatus(logging=False)
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
HIDDEN = Unavailable(ReasonCode.UNSUPPORTED, f"account {OWNER} owns it")
EC2 = frozenset({"ec2.amazonaws.com"})
NOTHING: Shared[OrganizationTrail] = Shared()


def trail(owner: str = ACCOUNT_ID, *, multi_region: bool = True) -> Trail:
    return Trail(
        account_id=ACCOUNT_ID,
        region="eu-west-1",
        arn=f"arn:aws:cloudtrail:eu-west-1:{owner}:trail/main",
        name="main",
        multi_region=multi_region,
        of_organization=owner != ACCOUNT_ID,
        delivery=Delivery(bucket="logs", log_group=GROUP, log_files_validated=True),
    )


def read(
    status: TrailStatus | Unavailable = ON,
    selectors: EventSelectors | Unavailable = ALL,
    organization: Shared[OrganizationTrail] = NOTHING,
    of: Trail | None = None,
) -> ManagementTrail:
    [found] = management_trails(of or trail(), status, selectors, organization)
    return found


def selectors(*recorded: str) -> EventSelectors:
    return EventSelectors(frozenset(), ManagementEvents(frozenset(recorded)))


def test_a_trail_of_all_regions_that_logs_all_events_counts() -> None:
    found = read()
    assert (found.counts(), found.log_group, found.unread) == (True, GROUP, None)


@pytest.mark.parametrize(
    ("status", "selectors", "flaw"),
    [
        (OFF, ALL, "is not logging"),
        (ON, selectors("read"), "does not record write events"),
        (ON, selectors(), "does not record read and write events"),
        (OFF, DENIED, "is not logging"),
        (DENIED, selectors("write"), "does not record read events"),
    ],
)
def test_one_flaw_is_enough_whatever_else_could_not_be_read(
    status: TrailStatus | Unavailable, selectors: EventSelectors | Unavailable, flaw: str
) -> None:
    found = read(status, selectors)
    assert (found.flaw, found.unread, found.counts()) == (flaw, None, False)


def test_a_trail_of_one_region_does_not_count() -> None:
    assert read(DENIED, DENIED, of=trail(multi_region=False)).flaw == "records a single region"


@pytest.mark.parametrize(("status", "selectors"), [(ON, DENIED), (DENIED, ALL)])
def test_a_trail_that_could_not_be_read_may_count(
    status: TrailStatus | Unavailable, selectors: EventSelectors | Unavailable
) -> None:
    found = read(status, selectors)
    assert (found.flaw, found.unread, found.counts()) == ("", DENIED, False)
    assert ManagementTrails((found,)).doubt() == DENIED


def test_a_trail_that_leaves_too_much_out_does_not_count_though_its_status_is_unknown() -> None:
    found = read(DENIED, EventSelectors(frozenset(), ManagementEvents(BOTH, EC2)))
    assert ManagementTrails((found,)).doubt() is None
    assert ManagementTrails((found,)).doubt(EC2) == DENIED


def test_evidence_of_an_older_version_does_not_say_which_management_events_are_recorded() -> None:
    found = read(ON, EventSelectors(BOTH), of=replace(trail(), delivery=None))
    assert (found.unread, found.log_group) == (NOT_KEPT, "")


def shared(status: TrailStatus | Unavailable, selectors: EventSelectors | Unavailable) -> Shared[OrganizationTrail]:
    owned = OrganizationTrail(
        account_id=OWNER,
        region="eu-west-1",
        arn=trail(OWNER).arn,
        multi_region=True,
        status=status,
        selectors=selectors,
    )
    return Shared((owned,))


def test_a_member_takes_what_the_owner_of_the_trail_was_answered() -> None:
    assert read(ON, HIDDEN, shared(ON, ALL), trail(OWNER)).counts()
    assert read(HIDDEN, HIDDEN, shared(OFF, ALL), trail(OWNER)).flaw == "is not logging"
    assert read(ON, HIDDEN, NOTHING, trail(OWNER)).unread == HIDDEN
    unseen = Shared[OrganizationTrail](unseen={OWNER: DENIED})
    assert read(ON, HIDDEN, unseen, trail(OWNER)).unread == replace(
        DENIED, detail=f"the organisation's trail main in account {OWNER}: no"
    )


def test_a_trail_that_is_off_is_no_logging_trail() -> None:
    def logging(status: TrailStatus | Unavailable) -> list[LoggingTrail]:
        return list(logging_trails(trail(), status))

    assert [one.unread for one in logging(ON)] == [None]
    assert [one.unread for one in logging(DENIED)] == [DENIED]
    assert logging(OFF) == []


def test_a_new_trail_of_all_regions_counts(world: World) -> None:
    world.client("s3").create_bucket(Bucket="acme-main")
    client = world.client("cloudtrail", "eu-west-1")
    client.create_trail(Name="main", S3BucketName="acme-main", IsMultiRegionTrail=True)
    client.start_logging(Name="main")
    inventory = world.read(ManagementTrails)
    found = inventory.answers[ManagementTrails][ACCOUNT_ID]
    assert isinstance(found, ManagementTrails)
    [counting] = found.that_count()
    assert (counting.name, counting.left_out, found.unread) == ("main", frozenset(), None)
