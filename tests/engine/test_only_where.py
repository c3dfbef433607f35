"""What is read only where a region has something that needs it, and what is said of it elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import pytest

from reporter.engine.check import check
from reporter.engine.collect import collect, derive
from reporter.engine.collector import Aws, collects
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import Rule, judge, plan_for, rule
from reporter.engine.plan import plan
from reporter.engine.shared import Everywhere
from reporter.engine.signature import Input, Need, OnlyWhere, SignatureError, read_signature
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Region, Resource
from reporter.model.verdicts import Severity, Status, Verdict, failed, not_applicable, not_assessed, passed
from tests.doors import ACCOUNT, NOW, Door, FakeAws, House, Lock, Town, named, refused
from tests.inline_pool import InlinePool

SERVICE = "carpets"
NO_DOOR = "not asked, since the region has no doors:Door"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carpet(Resource):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Resource):
    pass


@dataclass(frozen=True, slots=True)
class Carpets(Fact):
    """What is derived for one region."""

    number: int
    unread: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class AllCarpets(Fact):
    """What is derived for the account."""

    number: int
    unread: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class DoorCarpets(Fact):
    """What is derived for a door."""

    number: int


@collects("carpet:List")
def carpets(aws: Aws, region: Region) -> Iterator[Carpet]:
    for item in aws.items("carpet", "list", "Carpets", page_size=10, region=region.region):
        arn = f"carpet/{region.region}/{item['Name']}"
        yield Carpet(account_id=region.account_id, region=region.region, arn=arn, name=item["Name"])


@collects("window:List")
def windows(aws: Aws, region: Region) -> Iterator[Window]:
    for item in aws.items("window", "list", "Windows", page_size=10, region=region.region):
        arn = f"window/{region.region}/{item['Name']}"
        yield Window(account_id=region.account_id, region=region.region, arn=arn, name=item["Name"])


@collects()
def carpets_of_region(region: Region, carpets: Known[Carpet]) -> Carpets:
    return Carpets(len(carpets.found), carpets.unread)


@collects()
def carpets_of_account(account: Account, carpets: Known[Carpet]) -> AllCarpets:
    return AllCarpets(len(carpets.found), carpets.unread)


@collects()
def carpets_of_door(door: Door, carpets: Annotated[Known[Carpet], OnlyWhere(Door)]) -> DoorCarpets:
    return DoorCarpets(len(carpets.found))


def a_check(function: Any) -> Rule:
    declared = check("house-region-carpeted", title="-", severity=Severity.LOW, remediation="-")(function)
    return rule(declared)


def by_doors(
    region: Region,
    doors: Sequence[Door],
    known: Annotated[Known[Carpet], OnlyWhere(Door, "with_doors_only")],
    *,
    with_doors_only: bool = True,
) -> Verdict:
    """Where there are doors, there should be carpets."""
    if with_doors_only and not doors:
        return not_applicable("no door")
    if known.found:
        return passed()
    return not_assessed(known.unread) if known.unread else failed("no carpet")


def by_windows(region: Region, known: Annotated[Known[Carpet], OnlyWhere(Window)]) -> Verdict:
    return passed()


def by_houses(region: Region, known: Annotated[Known[Carpet], OnlyWhere(House)]) -> Verdict:
    return passed()


def by_derived_facts(door: Door, known: Annotated[Carpets | Unavailable, OnlyWhere(Door)]) -> Verdict:
    return passed()


def by_account(region: Region, known: Annotated[AllCarpets | Unavailable, OnlyWhere(Door)]) -> Verdict:
    return passed()


def by_facts_of_doors(door: Door, known: DoorCarpets) -> Verdict:
    return passed()


def anywhere(carpet: Carpet) -> Verdict:
    return passed()


def a_town(**more: Any) -> Town:
    """A town with two doors in the north and none in the south, a carpet everywhere and a window in the south."""
    town = Town()
    for region in ("north", "south"):
        town.answers[f"carpet:list/{region}"] = {"Carpets": named("red")}
    town.answers |= {"window:list/north": {"Windows": []}, "window:list/south": {"Windows": named("bay")}}
    town.answers |= {"house:list": {"Houses": []}, **more}
    return town


def read(town: Town, *rules: Rule) -> tuple[Inventory, list[str]]:
    """The inventory, and the regions whose carpets were asked for."""
    aws, inventory = FakeAws(town.answers), Inventory(ACCOUNT, NOW)
    collect(plan_for(rules), aws, inventory, InlinePool())
    return inventory, [asked.removeprefix("carpet:list/") for asked in aws.asked if asked.startswith("carpet:")]


def asked(*functions: Any, **more: Any) -> list[str]:
    return read(a_town(**more), *map(a_check, functions))[1]


def test_it_is_asked_where_something_needs_it_and_the_reason_is_kept_elsewhere() -> None:
    inventory, regions = read(a_town(), a_check(by_doors))
    assert regions == ["north"]
    assert inventory.answers[Carpet]["south"] == Unavailable(ReasonCode.UNSUPPORTED, NO_DOOR)


def test_the_verdicts_are_those_of_a_scan_that_asks_everywhere() -> None:
    whole, wanted = Inventory(ACCOUNT, NOW), [a_check(by_doors)]
    collect(plan_for(wanted).everywhere, FakeAws(a_town().answers), whole, InlinePool())
    assert len(whole.subjects(Carpet)) == 2
    found = judge(read(a_town(), *wanted)[0], wanted)
    assert found == judge(whole, wanted)
    assert [one.status for one in found] == [Status.PASS, Status.NOT_APPLICABLE]


def test_where_it_is_not_known_whether_something_needs_it_it_is_asked() -> None:
    assert asked(by_doors, **{"door:list/south": refused()}) == ["north", "south"]
    assert asked(by_doors, **{"door:list/north": refused()}) == ["north"]


def test_what_is_in_no_region_is_needed_in_all() -> None:
    assert asked(by_houses) == []
    assert asked(by_houses, **{"house:list": {"Houses": named("home")}}) == ["north", "south"]
    assert asked(by_houses, **{"house:list": refused()}) == ["north", "south"]


def test_each_check_adds_the_regions_that_it_needs() -> None:
    assert asked(by_windows) == ["south"]
    assert asked(by_doors, by_windows) == asked(by_windows, by_doors) == ["north", "south"]
    empty: dict[str, Any] = {"door:list/north": {"Doors": []}}
    inventory, regions = read(a_town(**empty), a_check(by_doors), a_check(by_windows))
    assert regions == ["south"]
    names = "carpets:Window or doors:Door"
    assert inventory.answers[Carpet]["north"] == Unavailable(
        ReasonCode.UNSUPPORTED, f"not asked, since the region has no {names}"
    )
    assert asked(by_doors, anywhere) == asked(anywhere, by_doors) == ["north", "south"]


def test_a_setting_can_have_it_read_everywhere() -> None:
    wanted = rule(a_check(by_doors).check, with_doors_only=False)
    inventory, regions = read(a_town(), wanted)
    assert regions == ["north", "south"]
    assert {one.status for one in judge(inventory, [wanted])} == {Status.PASS}


def test_what_a_fact_is_derived_from_is_read_where_the_fact_is_needed() -> None:
    inventory, regions = read(a_town(), a_check(by_derived_facts))
    assert regions == ["north"]
    assert inventory.answers[Carpets]["north"] == Carpets(1)
    assert inventory.answers[Carpets]["south"].unread.detail == NO_DOOR  # type: ignore[union-attr]


def test_a_fact_about_the_account_rests_on_all_regions() -> None:
    inventory, regions = read(a_town(), a_check(by_account))
    assert regions == ["north", "south"]
    assert inventory.answers[AllCarpets][ACCOUNT.key] == AllCarpets(2)


def test_a_collector_can_say_where_it_needs_an_input() -> None:
    assert asked(by_facts_of_doors) == ["north"]
    assert asked(by_facts_of_doors, by_windows) == ["north", "south"]


def test_what_decides_is_read_first_and_costs_its_permission() -> None:
    planned = plan_for([a_check(by_doors)])
    assert [[one.gives for one in level] for level in planned.levels] == [[Region], [Door], [Carpet]]
    windows_decide = plan_for([a_check(by_windows)])
    assert windows_decide.actions == {"ec2:DescribeRegions", "carpet:List", "window:List"}
    assert windows_decide.only_where == {Carpet: {Window}}
    assert plan([Carpet, Need(Carpet, Door)]).only_where == {}


def test_a_region_that_is_not_enabled_keeps_its_reason() -> None:
    town = a_town(**{"ec2:describe_regions/False": {"Regions": [{"RegionName": "north"}]}})
    inventory, wanted = Inventory(ACCOUNT, NOW), plan_for([a_check(by_doors)])
    off = Region(account_id=ACCOUNT.account_id, region="west", arn="west", name="west", enabled=False)
    inventory.record(Region, ACCOUNT, (off,))
    lists = tuple(level for level in wanted.levels if Region not in {one.gives for one in level})
    collect(replace(wanted, levels=lists), FakeAws(town.answers), inventory, InlinePool())
    assert [why.reason for _, why in inventory.gaps(Carpet)] == [ReasonCode.REGION_DISABLED]


def test_a_saved_inventory_is_judged_alike_and_a_rule_that_needs_more_says_why_it_does_not_know() -> None:
    wanted, more = a_check(by_doors), rule(a_check(by_doors).check, with_doors_only=False)
    inventory, _ = read(a_town(), wanted)
    loaded = load_inventory(save_inventory(inventory))
    derive(plan_for([more]), loaded)
    assert judge(loaded, [wanted]) == judge(inventory, [wanted])
    shown = [(one.region, one.status, one.reason) for one in judge(loaded, [more])]
    assert shown == [("north", Status.PASS, ""), ("south", Status.NOT_ASSESSED, NO_DOOR)]
    in_south = [(one.region, one.status) for one in judge(loaded, [a_check(anywhere)])]
    assert in_south == [("north", Status.PASS), ("south", Status.NOT_ASSESSED)]


def test_the_mark_is_part_of_the_signature() -> None:
    signature = read_signature(by_windows)
    mark = OnlyWhere(Window)
    assert signature.inputs == (Input("known", Carpet, many=True, partial=True, only_where=mark),)
    assert signature.kinds == (Region, Carpet, Window)
    assert list(signature.needs_with({})) == [Need(Region), Need(Carpet, Window), Need(Window)]


def test_a_mark_that_would_leave_a_subject_unjudged_is_refused() -> None:
    def of_regions(region: Region, lock: Annotated[Carpets, OnlyWhere(Door)]) -> Verdict:
        return passed()

    def of_doors(door: Door, carpets: Annotated[Carpets, OnlyWhere(Door)]) -> Verdict:
        return passed()

    with pytest.raises(SignatureError, match="marked with OnlyWhere, so it must be Known or take Unavailable"):
        read_signature(of_regions)
    assert read_signature(of_doors).kinds == (Door, Carpets, Door)


def test_a_mark_with_an_unknown_setting_or_on_facts_of_other_accounts_is_refused() -> None:
    def with_setting(door: Door, lock: Annotated[Lock, OnlyWhere(Door, "sometimes")]) -> Verdict:
        return passed()

    def of_others(door: Door, found: Annotated[Everywhere[AllCarpets], OnlyWhere(Door)]) -> Verdict:
        return passed()

    with pytest.raises(SignatureError, match="'lock' depends on 'sometimes', which is no setting"):
        read_signature(with_setting)
    with pytest.raises(SignatureError, match="'found' is of other accounts, so it cannot be marked with OnlyWhere"):
        read_signature(of_others)
