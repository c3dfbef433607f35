"""Trails that record the events of objects."""

from checks.cloudtrail.trails import object_reads_are_recorded, object_writes_are_recorded
from reporter.api import Account, Unavailable, failed, not_assessed, passed
from reporter.aws.cloudtrail.objects import ObjectTrail, ObjectTrails
from reporter.model.answers import ReasonCode

ACCOUNT = Account.of("111122223333")


def trails(*records: str, multi_region: bool = True) -> ObjectTrails:
    arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"
    return ObjectTrails((
        ObjectTrail(
            account_id="111122223333",
            region="eu-west-1",
            arn=arn,
            name="main",
            multi_region=multi_region,
            records=frozenset(records),
        ),
    ))  # fmt: skip


def test_an_account_whose_trail_records_reads_and_writes_passes() -> None:
    assert object_reads_are_recorded(ACCOUNT, trails("read", "write")) == passed("by main")
    assert object_writes_are_recorded(ACCOUNT, trails("read", "write")) == passed("by main")


def test_an_account_whose_trail_records_reads_only_fails_for_writes() -> None:
    assert object_reads_are_recorded(ACCOUNT, trails("read")) == passed("by main")
    verdict = object_writes_are_recorded(ACCOUNT, trails("read"))
    assert verdict == failed("no trail records write events of all buckets")


def test_an_account_without_trails_fails() -> None:
    verdict = object_reads_are_recorded(ACCOUNT, ObjectTrails(()))
    assert verdict == failed("no trail records read events of all buckets")


def test_a_trail_that_could_not_be_read_leaves_open_what_no_other_trail_records() -> None:
    hidden = Unavailable(ReasonCode.OWNER_NOT_SCANNED, "account 1 owns it")
    found = ObjectTrails(trails("read").trails, unread=hidden)
    assert object_reads_are_recorded(ACCOUNT, found) == passed("by main")
    assert object_writes_are_recorded(ACCOUNT, found) == not_assessed(hidden)


def test_a_trail_of_a_single_region_is_not_enough() -> None:
    verdict = object_writes_are_recorded(ACCOUNT, trails("write", multi_region=False))
    assert verdict == failed("only by trails of a single region")


def test_a_trail_of_a_single_region_is_enough_where_configured() -> None:
    found = trails("read", "write", multi_region=False)
    assert object_writes_are_recorded(ACCOUNT, found, require_multi_region=False) == passed("by main")
    assert object_reads_are_recorded(ACCOUNT, found, require_multi_region=False) == passed("by main")
