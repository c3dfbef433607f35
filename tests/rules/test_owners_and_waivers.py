"""Owners and waivers are applied to what the rules find: the first that covers it decides, on the day of the scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.config.settings import OwnerRule
from reporter.engine.inventory import Inventory
from reporter.engine.judge import rule
from reporter.model.finding import Finding
from reporter.model.given import ScanTime
from reporter.model.scope import Scope
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.runs import WaiverRecord
from tests.doors import Door, Lock, Town, door_is_locked

TODAY = date(2026, 11, 21)
RULES = (rule(door_is_locked),)


def waiver(
    id_: str = "W-1", expires: date = date(2026, 12, 31), starts: date | None = None, **scope: Any
) -> WaiverRecord:
    return WaiverRecord(
        id=id_, scope=Scope(**scope), reason="old", owner="li", approver="anna", starts=starts, expires=expires
    )


def town(at: datetime = datetime(2026, 11, 21, 7, 0, tzinfo=UTC), **tags: str) -> Inventory:
    """The front door is locked, the back door is not; the doors are tagged as given, the account with team=town."""
    inventory = Town().read(Door, Lock)
    account = Account.of("000000000001", "home", owner="mayor", ou="Towns/Small", tags={"team": "town"})
    north = inventory.answers[Door]["north"]
    assert isinstance(north, tuple)
    inventory.answers[Door]["north"] = tuple(replace(door, tags=tags) for door in north)
    inventory.account, inventory.now = account, ScanTime(at)
    return inventory


def doors(owners_and_waivers: OwnersAndWaivers, inventory: Inventory | None = None) -> dict[str, Finding]:
    return {finding.resource_name: finding for finding in owners_and_waivers.judged(inventory or town(), RULES)}


def back_door(*waivers: WaiverRecord, inventory: Inventory | None = None) -> tuple[str, str]:
    back = doors(OwnersAndWaivers(waivers=waivers), inventory)["back"]
    return back.status, back.waiver


def test_a_waiver_covers_failures_alone_and_keeps_their_reason() -> None:
    found = doors(OwnersAndWaivers(waivers=(waiver(checks=("house-*",)),)))
    assert (found["front"].status, found["front"].waiver) == (Status.PASS, "")
    assert (found["back"].status, found["back"].waiver, found["back"].reason) == (Status.WAIVED, "W-1", "it is open")


def test_without_agreements_everything_is_as_the_rules_say() -> None:
    assert all(not finding.owner and not finding.waiver for finding in doors(OwnersAndWaivers()).values())
    assert back_door(waiver(resources=("front",))) == (Status.FAIL, "")


def test_the_first_waiver_that_covers_a_failure_decides() -> None:
    assert back_door(waiver("A", resources=("front",)), waiver("B"), waiver("C")) == (Status.WAIVED, "B")


def test_what_an_expired_waiver_covered_fails_again_and_names_it() -> None:
    ended = waiver("old", date(2026, 11, 20))
    assert back_door(ended) == (Status.FAIL, "old")
    assert back_door(ended, waiver("new")) == (Status.WAIVED, "new")
    assert back_door(waiver("old", date(2026, 11, 20), resources=("front",))) == (Status.FAIL, "")


def test_a_waiver_that_has_not_begun_covers_nothing_yet() -> None:
    assert back_door(waiver(starts=TODAY + timedelta(1))) == (Status.FAIL, "")
    assert back_door(waiver(starts=TODAY)) == (Status.WAIVED, "W-1")


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), Status.WAIVED),
        (datetime(2026, 11, 20, 23, 59, 59, 999999, tzinfo=UTC), Status.WAIVED),
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), Status.FAIL),
        (datetime(2026, 11, 21, 1, 30, tzinfo=timezone(timedelta(hours=2))), Status.WAIVED),
        (datetime(2026, 11, 20, 20, 0, tzinfo=timezone(timedelta(hours=-5))), Status.FAIL),
    ],
)
def test_the_last_day_ends_at_midnight_in_utc(at: datetime, status: Status) -> None:
    assert back_door(waiver(expires=date(2026, 11, 20)), inventory=town(at))[0] is status


@settings(max_examples=25)
@given(st.integers(-3, 3), st.integers(0, 3) | st.none(), st.integers(-3, 3))
def test_a_waiver_holds_from_its_first_day_to_its_last(last: int, length: int | None, scanned: int) -> None:
    expires, now = TODAY + timedelta(last), TODAY + timedelta(scanned)
    starts = None if length is None else expires - timedelta(length)
    holds = now in [expires - timedelta(days) for days in range(length + 1)] if length is not None else now <= expires
    asked = waiver(expires=expires, starts=starts)
    assert asked.holds_on(now) is holds
    status = back_door(asked, inventory=town(datetime(now.year, now.month, now.day, 12, tzinfo=UTC)))[0]
    assert status is (Status.WAIVED if holds else Status.FAIL)


def test_a_resource_has_the_tags_of_its_account_unless_it_has_its_own() -> None:
    by_account = waiver(tags={"team": "town"})
    assert back_door(by_account) == (Status.WAIVED, "W-1")
    assert back_door(by_account, inventory=town(stage="prod")) == (Status.WAIVED, "W-1")
    assert back_door(by_account, inventory=town(team="smiths")) == (Status.FAIL, "")
    assert back_door(waiver(tags={"team": "smiths"}), inventory=town(team="smiths")) == (Status.WAIVED, "W-1")


SMITHS = OwnerRule(name="smiths", address="smiths@example.com", scope=Scope(resources=("back",)))


def test_the_first_rule_that_covers_a_finding_names_its_owner() -> None:
    other = OwnerRule(name="other", scope=Scope(checks=("house-*",)))
    assert {name: one.owner for name, one in doors(OwnersAndWaivers((SMITHS, other))).items()} == {
        "back": "smiths",
        "front": "other",
    }


def test_a_rule_without_a_scope_is_an_address_and_owns_nothing() -> None:
    address = OwnerRule(name="post", address="post@example.com")
    assert doors(OwnersAndWaivers((address, SMITHS)))["back"].owner == "smiths"
    assert not doors(OwnersAndWaivers((address, SMITHS)))["front"].owner


def test_the_owner_of_the_account_is_not_said_again() -> None:
    mayor = OwnerRule(name="mayor", scope=Scope(resources=("back",)))
    assert not doors(OwnersAndWaivers((mayor, SMITHS)))["back"].owner


def test_owners_and_waivers_are_both_reported() -> None:
    back = doors(OwnersAndWaivers((SMITHS,), (waiver(),)))["back"]
    assert (back.owner, back.waiver, back.status) == ("smiths", "W-1", Status.WAIVED)
