"""The words know their order, their keys and their arithmetic."""

from datetime import UTC, datetime, timedelta, timezone

from reporter.model.given import Organization, ScanTime
from reporter.model.subjects import Account, Region, Resource
from reporter.model.verdicts import Severity, Status, Verdict, failed, manual, not_applicable, passed

HOME = Account.of("111122223333", "home", owner="me", ou="Prod", tags={"tier": "1"})


def test_severities_are_ordered_most_severe_first() -> None:
    assert sorted(Severity, key=lambda each: each.rank) == list(Severity)
    assert Severity.CRITICAL.rank == 0


def test_a_severity_is_at_least_as_grave_as_itself_and_every_lighter_one() -> None:
    assert [each for each in Severity if each.at_least(Severity.MEDIUM)] == ["critical", "high", "medium"]


def test_a_resource_is_filed_under_its_arn_and_what_tells_it_apart_there() -> None:
    one = Resource(account_id="1", region="r", arn="arn:x")
    assert one.key == "arn:x"
    assert Resource(account_id="1", region="r", arn="arn:x", part="key-1").key == "arn:x#key-1"


def test_an_account_has_the_arn_of_its_root_and_is_filed_under_its_id() -> None:
    assert (HOME.arn, HOME.key, HOME.region) == ("arn:aws:iam::111122223333:root", "111122223333", "global")
    assert (HOME.owner, HOME.ou, HOME.tags) == ("me", "Prod", {"tier": "1"})


def test_an_account_without_a_name_is_called_by_its_id() -> None:
    assert Account.of("111122223333").name == "111122223333"


def test_an_account_of_another_partition_says_so_in_its_arn() -> None:
    assert Account.of("111122223333", partition="aws-cn").arn == "arn:aws-cn:iam::111122223333:root"


def test_a_region_belongs_to_its_account_and_is_filed_under_its_name() -> None:
    region = Region.of(HOME, "eu-west-1", enabled=False)
    assert (region.key, region.account_id, region.enabled) == ("eu-west-1", "111122223333", False)
    assert region.arn == "arn:aws:ec2:eu-west-1:111122223333:region/eu-west-1"


def test_ages_are_whole_days_rounded_down_in_any_time_zone() -> None:
    now = ScanTime(datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert now.days_since(datetime(2026, 3, 1, 12, tzinfo=UTC)) == 1
    assert now.days_since(datetime(2026, 3, 1, 13, tzinfo=UTC)) == 0
    assert now.days_since(datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))) == 1
    assert now.days_since(now.at + timedelta(minutes=5)) == 0


def test_an_organization_is_known_if_it_was_read() -> None:
    assert Organization(id="o-1").known
    assert not Organization(frozenset({"111122223333"})).known
    assert not Organization(id="o-1", members_unknown=True).known


def test_each_verdict_has_a_short_way_to_say_it() -> None:
    assert passed() == Verdict(Status.PASS)
    assert failed("why", severity=Severity.LOW) == Verdict(Status.FAIL, "why", Severity.LOW)
    assert not_applicable("why") == Verdict(Status.NOT_APPLICABLE, "why")
    assert manual("what was seen") == Verdict(Status.MANUAL, "what was seen")
