"""Every rule gives findings for every subject; what is unknown is said to be so; ids are stable."""

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.api import Known, OnlyIf, Severity, Verdict, check, failed, manual, not_applicable, not_assessed, passed
from reporter.engine.check import AnyCheck
from reporter.engine.inventory import Inventory
from reporter.engine.judge import Rule, finding_id, judge, rule
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.finding import Finding
from reporter.model.given import ScanTime
from reporter.model.refusals import Refused
from reporter.model.subjects import Account, Region
from reporter.model.verdicts import Status
from tests.doors import ACCOUNT, NOW, Alarm, Door, DoorCount, House, Lock, Town, door_is_locked, refused


def judge_town(town: Town, *rules: Rule) -> list[Finding]:
    kinds = [kind for each in rules for kind in each.check.signature.kinds]
    return judge(town.read(*kinds), rules)


def shown(findings: list[Finding]) -> list[tuple[str, Status, str]]:
    return [(each.resource_name, each.status, each.reason) for each in findings]


def test_every_subject_gets_the_verdict_of_the_check() -> None:
    findings = judge_town(Town(), rule(door_is_locked))
    assert shown(findings) == [("back", Status.FAIL, "it is open"), ("front", Status.PASS, "")]
    assert findings[0] == Finding(
        id=finding_id("house-door-locked", Town().read(Door).subjects(Door)[1]),
        check_id="house-door-locked",
        account_id="000000000001",
        region="north",
        resource_type="Test::Door",
        resource_name="back",
        arn="door/north/back",
        part="",
        status=Status.FAIL,
        severity=Severity.HIGH,
        reason="it is open",
    )


def test_a_missing_fact_makes_the_subject_not_assessed_with_everything_that_is_known_of_the_refusal() -> None:
    town = Town()
    town.answers["door:get_lock/north/front"] = refused()
    (finding,) = [each for each in judge_town(town, rule(door_is_locked)) if each.resource_name == "front"]
    assert finding.status is Status.NOT_ASSESSED
    assert (finding.reason_code, finding.operation, finding.action, finding.reason) == (
        "denied-by-iam",
        "door:Open",
        "door:GetLock",
        "door:Open: no",
    )


def test_a_refused_listing_is_one_row_where_the_resources_would_have_been() -> None:
    town = Town()
    town.answers["door:list/south"] = refused()
    rows = [each for each in judge_town(town, rule(door_is_locked)) if each.region == "south"]
    assert shown(rows) == [("south", Status.NOT_ASSESSED, "door:Open: no")]


def test_nothing_to_judge_is_said_once_for_the_account() -> None:
    town = Town()
    town.answers["door:list/north"] = {"Doors": []}
    assert shown(judge_town(town, rule(door_is_locked))) == [("home", Status.NOT_APPLICABLE, "none exist")]


def test_nothing_found_beside_a_refused_listing_is_not_called_nothing() -> None:
    town = Town()
    town.answers["door:list/north"] = {"Doors": []}
    town.answers["door:list/south"] = refused()
    assert [each.status for each in judge_town(town, rule(door_is_locked))] == [Status.NOT_ASSESSED]


def not_offered(region: str) -> Refused:
    return Refused(Unavailable(ReasonCode.NOT_OFFERED, f"AWS does not offer doors in {region}", operation="door:List"))


def test_a_region_without_the_service_is_no_gap_of_a_listing() -> None:
    town = Town()
    town.answers["door:list/south"] = not_offered("south")
    assert {each.status for each in judge_town(town, rule(door_is_locked))} == {Status.PASS, Status.FAIL}


def test_nothing_to_judge_names_the_regions_without_the_service() -> None:
    town = Town({"ec2:describe_regions/False": Town().answers["ec2:describe_regions/False"]})
    town.answers["door:list/north"] = {"Doors": []}
    town.answers["door:list/south"] = not_offered("south")
    assert shown(judge_town(town, rule(door_is_locked))) == [
        ("home", Status.NOT_APPLICABLE, "none exist; AWS does not offer doors in south")
    ]


@check("house-region-has-doors", title="Regions have doors", severity=Severity.LOW, remediation="Build some.")
def region_has_doors(region: Region, listed: Sequence[Door]) -> Verdict:
    """Without a door, no one can enter."""
    return passed() if listed else failed("no door")


@check("house-region-counts-doors", title="Regions count doors", severity=Severity.LOW, remediation="Count.")
def region_counts_doors(region: Region, listed: Known[Door], count: DoorCount | Unavailable) -> Verdict:
    """Who counts knows."""
    if listed.unread:
        return not_assessed(listed.unread)
    return passed() if isinstance(count, Unavailable) else passed(str(count.doors))


@check("house-account-has-doors", title="Accounts have doors", severity=Severity.LOW, remediation="Build some.")
def account_has_doors(account: Account, listed: Sequence[Door], known: Known[Door]) -> Verdict:
    """One door is enough."""
    return passed(f"{len(listed)} of {len(known.found)}, {len(known.gaps)} unread")


@pytest.mark.parametrize("of_a_region", [region_has_doors, region_counts_doors])
def test_a_region_without_the_service_is_not_applicable(of_a_region: AnyCheck) -> None:
    town = Town()
    town.answers["door:list/south"] = not_offered("south")
    [south] = [row for row in judge_town(town, rule(of_a_region)) if row.region == "south"]
    said = (south.status, south.reason, south.reason_code, south.operation)
    assert said == (Status.NOT_APPLICABLE, "AWS does not offer doors in south", "", "")


def test_an_account_misses_nothing_where_the_service_is_not_offered() -> None:
    town = Town()
    town.answers["door:list/south"] = not_offered("south")
    assert shown(judge_town(town, rule(account_has_doors))) == [("home", Status.PASS, "2 of 2, 0 unread")]


def test_an_account_that_cannot_be_entered_has_a_row_for_every_rule() -> None:
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, "no such role", operation="sts:AssumeRole")
    inventory = Inventory(ACCOUNT, NOW, unreachable=why)
    findings = judge(inventory, [rule(door_is_locked), rule(alarm_is_on)])
    assert [(each.check_id, each.reason_code) for each in findings] == [
        ("house-alarm-on", "role-not-assumable"),
        ("house-door-locked", "role-not-assumable"),
    ]


@check("house-alarm-on", title="The alarm is on", severity=Severity.LOW, remediation="Turn it on.")
def alarm_is_on(account: Account, alarm: Alarm | Unavailable, houses: Sequence[House] | Unavailable) -> Verdict:
    """A silent house is an easy one."""
    if isinstance(houses, tuple) and not houses:
        return failed("there is no house to guard", severity=Severity.CRITICAL)
    return passed() if isinstance(alarm, Unavailable) or alarm.on else failed("it is off")


def test_a_pass_given_without_one_of_the_facts_is_not_a_pass() -> None:
    town = Town({"house:list": {"Houses": [{"Name": "mill"}]}})
    assert shown(judge_town(town, rule(alarm_is_on))) == [("home", Status.NOT_ASSESSED, "door:Open: no")]


def test_a_failure_proven_by_one_fact_is_reported_though_another_is_missing() -> None:
    (finding,) = judge_town(Town({"house:list": {"Houses": []}}), rule(alarm_is_on))
    assert (finding.status, finding.severity) == (Status.FAIL, Severity.CRITICAL)


@check("house-door-sound", title="Doors are sound", severity=Severity.LOW, remediation="Fix them.")
def door_is_sound(door: Door, *, broken: str = "back") -> Verdict:
    """A rotten door falls."""
    if door.name == broken:
        raise ZeroDivisionError("1/0")
    return not_applicable("made of steel")


def test_a_check_that_crashes_costs_its_own_subject_only(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "reporter"):
        findings = judge_town(Town(), rule(door_is_sound))
    assert shown(findings) == [
        ("back", Status.NOT_ASSESSED, "ZeroDivisionError: 1/0"),
        ("front", Status.NOT_APPLICABLE, "made of steel"),
    ]
    assert findings[0].reason_code == "check-crashed"
    assert "house-door-sound on door/north/back crashed" in caplog.text


@check("house-door-painted", title="Doors are painted", severity=Severity.LOW, remediation="Paint it.")
def door_is_painted(door: Door) -> Verdict:
    """The author forgot to return something."""
    return None  # type: ignore[return-value]


def test_a_check_that_says_nothing_has_crashed() -> None:
    assert shown(judge_town(Town(), rule(door_is_painted))) == [
        ("back", Status.NOT_ASSESSED, "TypeError: it returned None, not a Verdict"),
        ("front", Status.NOT_ASSESSED, "TypeError: it returned None, not a Verdict"),
    ]


def test_settings_replace_the_defaults_of_the_signature() -> None:
    assert [each.status for each in judge_town(Town(), rule(door_is_sound, broken="none"))] == 2 * [
        Status.NOT_APPLICABLE
    ]


@check("house-neighbours-known", title="Doors know each other", severity=Severity.INFO, remediation="Introduce them.")
def neighbours_are_known(door: Door, doors: Sequence[Door], count: DoorCount, now: ScanTime, home: Account) -> Verdict:
    """Neighbours watch."""
    return manual(f"{len(doors)} of {count.doors} in {home.name} at {now.at:%H:%M}")


def test_a_check_sees_what_stands_beside_its_subject_and_the_facts_of_its_region_and_account() -> None:
    findings = judge_town(Town(), rule(neighbours_are_known))
    assert {each.reason for each in findings} == {"2 of 2 in home at 07:00"}


@check("house-door-near", title="Doors are near", severity=Severity.INFO, remediation="Move.")
def door_is_near(door: Door, region: Region) -> Verdict:
    """A far door is never watched."""
    return passed(region.name)


def test_a_check_sees_the_region_of_its_subject() -> None:
    assert {each.reason for each in judge_town(Town(), rule(door_is_near))} == {"north"}


@check("house-town-lively", title="The town has doors", severity=Severity.INFO, remediation="Build.")
def town_is_lively(account: Account, doors: Sequence[Door]) -> Verdict:
    """A ghost town needs no watch."""
    return passed(f"{len(doors)} doors")


def test_an_account_sees_the_resources_of_all_its_regions() -> None:
    assert judge_town(Town(), rule(town_is_lively))[0].reason == "2 doors"


def test_an_account_does_not_see_some_regions_only() -> None:
    town = Town()
    town.answers["door:list/south"] = refused()
    assert judge_town(town, rule(town_is_lively))[0].status is Status.NOT_ASSESSED


def test_a_fact_from_a_region_that_was_not_scanned_is_not_assessed() -> None:
    inventory = Town().read(Door, Lock)
    inventory.answers[Lock].clear()
    assert {each.reason_code for each in judge(inventory, [rule(door_is_locked)])} == {"unsupported"}


def test_the_same_inventory_gives_the_same_findings() -> None:
    inventory = Town().read(Lock)
    assert judge(inventory, [rule(door_is_locked)]) == judge(inventory, [rule(door_is_locked)])


def test_the_id_depends_on_what_is_judged_and_not_on_its_name() -> None:
    door = Door(account_id="1", region="north", arn="door/1", name="old name")
    renamed = Door(account_id="1", region="north", arn="door/1", name="new name")
    second = Door(account_id="1", region="north", arn="door/1", part="key 2")
    assert finding_id("a-b-c", door) == finding_id("a-b-c", renamed)
    ids = {finding_id("a-b-c", door), finding_id("a-b-c", second), finding_id("a-b-d", door)}
    assert len(ids | {finding_id("a-b-c", door, '{"x":1}')}) == 4
    assert finding_id("a-b-c", door) == "3af6d96268461f8addca5538abc0bc5c"


WILD = st.text(st.characters(), max_size=20)
"""Half characters and control characters too."""


@settings(max_examples=30)
@given(arn=WILD, part=WILD, parameters=WILD)
def test_the_id_is_a_digest_of_json_as_python_writes_it(arn: str, part: str, parameters: str) -> None:
    door = Door(account_id="000000000001", region="north", arn=arn, part=part)
    as_json = json.dumps(["a-b-c", "000000000001", "north", arn, part, parameters])
    assert finding_id("a-b-c", door, parameters) == hashlib.sha256(as_json.encode()).hexdigest()[:32]


@check("house-door-watched", title="Doors are watched", severity=Severity.LOW, remediation="Watch it.")
def door_is_watched(
    door: Door, alarm: Annotated[Alarm | None, OnlyIf("with_alarm")], *, with_alarm: bool = False
) -> Verdict:
    return passed("by an alarm" if alarm else "by the neighbours")


@pytest.mark.parametrize(("settings", "reason"), [({}, "by the neighbours"), ({"with_alarm": True}, "by an alarm")])
def test_what_depends_on_a_setting_is_read_and_given_only_with_it(settings: dict[str, bool], reason: str) -> None:
    town = Town()
    town.answers["house:get_alarm"] = {"On": True}
    asked = rule(door_is_watched, **settings)
    inventory = town.read(*asked.kinds)
    assert (Alarm in inventory.answers) == bool(settings)
    assert {finding.reason for finding in judge(inventory, [asked])} == {reason}


@check("house-door-known", title="Doors are known", severity=Severity.LOW, remediation="Look it up.")
def door_is_known(door: Door) -> Verdict:
    return not_assessed("this lock is not in the table of locks") if door.name == "back" else not_assessed(DENIED)


DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no", "door:Open", "door:Open", "north", "AccessDenied")


def test_a_check_may_say_that_it_cannot_decide_and_why() -> None:
    found = {one.resource_name: one for one in judge(Town().read(Door), [rule(door_is_known)])}
    back, front = found["back"], found["front"]
    assert {back.status, front.status} == {Status.NOT_ASSESSED}
    assert (back.reason_code, back.reason) == ("unsupported", "this lock is not in the table of locks")
    assert (front.reason_code, front.reason, front.action) == ("denied-by-iam", "door:Open: no", "door:Open")
