"""Trails that record management events, and trails that are logging at all."""

from __future__ import annotations

from checks.cloudtrail.management import a_trail_is_logging, management_events_are_recorded
from reporter.api import Account, Known, Region, Unavailable, failed, not_assessed, passed
from reporter.aws.cloudtrail.logging import LoggingTrail
from reporter.aws.cloudtrail.management import ManagementTrail, ManagementTrails
from reporter.model.answers import ReasonCode

ACCOUNT = Account.of("111122223333")
HIDDEN = Unavailable(ReasonCode.OWNER_NOT_SCANNED, "account 1 owns it")
KMS, EC2 = "kms.amazonaws.com", "ec2.amazonaws.com"
ALL_REGIONS = Known((Region.of(ACCOUNT, "eu-west-1"),))


def trail(name: str = "main", *left_out: str, flaw: str = "", unread: Unavailable | None = None) -> ManagementTrail:
    return ManagementTrail(
        account_id="111122223333",
        region="eu-west-1",
        arn=f"arn:aws:cloudtrail:eu-west-1:111122223333:trail/{name}",
        name=name,
        flaw=flaw,
        left_out=frozenset(left_out),
        unread=unread,
    )


def trails(*found: ManagementTrail, unread: Unavailable | None = None) -> ManagementTrails:
    return ManagementTrails(found, unread)


def test_one_trail_that_records_everything_is_enough() -> None:
    found = trails(trail(), trail("other", unread=HIDDEN), trail("old", flaw="is not logging"), unread=HIDDEN)
    assert management_events_are_recorded(ACCOUNT, found) == passed("by main")


def test_events_of_kms_may_be_left_out_and_are_named() -> None:
    found = trails(trail("main", KMS, "rdsdata.amazonaws.com"))
    reason = "by main, which leaves out kms.amazonaws.com, rdsdata.amazonaws.com"
    assert management_events_are_recorded(ACCOUNT, found) == passed(reason)


def test_no_events_may_be_left_out_where_configured() -> None:
    found = trails(trail("main", KMS))
    verdict = management_events_are_recorded(ACCOUNT, found, require_no_exclusions=True)
    assert verdict == failed("main leaves out kms.amazonaws.com")
    assert management_events_are_recorded(ACCOUNT, trails(trail()), require_no_exclusions=True) == passed("by main")


def test_a_trail_that_leaves_other_events_out_does_not_count() -> None:
    assert management_events_are_recorded(ACCOUNT, trails(trail("main", KMS, EC2))) == failed(
        "main leaves out ec2.amazonaws.com, kms.amazonaws.com"
    )


def test_every_trail_that_does_not_count_is_named() -> None:
    found = trails(trail("one", flaw="records a single region"), trail("b", flaw="is not logging"))
    assert management_events_are_recorded(ACCOUNT, found) == failed("b is not logging; one records a single region")


def test_an_account_without_trails_fails() -> None:
    assert management_events_are_recorded(ACCOUNT, trails()) == failed("no trail records the account")
    assert a_trail_is_logging(ACCOUNT, Known(), ALL_REGIONS) == failed("no trail is logging")


def test_what_could_not_be_read_may_count() -> None:
    hidden = trails(trail(unread=HIDDEN), trail("old", flaw="is not logging"))
    assert management_events_are_recorded(ACCOUNT, hidden) == not_assessed(HIDDEN)
    assert management_events_are_recorded(ACCOUNT, trails(unread=HIDDEN)) == not_assessed(HIDDEN)
    assert management_events_are_recorded(ACCOUNT, trails(trail("x", EC2, unread=HIDDEN))) == failed(
        "x leaves out ec2.amazonaws.com"
    )


def logging(name: str = "main", unread: Unavailable | None = None) -> LoggingTrail:
    return LoggingTrail(account_id="111122223333", region="eu-west-1", arn=name, name=name, unread=unread)


def test_one_trail_that_is_logging_is_enough() -> None:
    found = Known((logging(), logging("hidden", HIDDEN)), {"": HIDDEN})
    assert a_trail_is_logging(ACCOUNT, found, ALL_REGIONS) == passed("by main")


def test_a_trail_whose_status_could_not_be_read_may_be_logging() -> None:
    assert a_trail_is_logging(ACCOUNT, Known((logging(unread=HIDDEN),)), ALL_REGIONS) == not_assessed(HIDDEN)
    assert a_trail_is_logging(ACCOUNT, Known((), {"": HIDDEN}), ALL_REGIONS) == not_assessed(HIDDEN)


def test_a_trail_of_a_region_that_is_not_selected_may_be_logging() -> None:
    regions = Known((), elsewhere=(Region.of(ACCOUNT, "us-east-1"),))
    verdict = a_trail_is_logging(ACCOUNT, Known(), regions)
    assert verdict == not_assessed("trails of single regions were not looked for in us-east-1")
