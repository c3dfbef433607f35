"""What is planned is asked once, in order; what is refused is kept as such; what vanished is dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from reporter.engine.collect import collect, derive
from reporter.engine.collector import Aws, collector_of, collects, is_collected, kind_named, name_of
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.engine.signature import IfRead, SignatureError
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.refusals import Gone
from reporter.model.subjects import Account, Region, Resource
from reporter.model.verdicts import Status
from tests.doors import (
    ACCOUNT,
    NOW,
    Alarm,
    Door,
    DoorCount,
    FakeAws,
    House,
    Lock,
    Town,
    door_is_locked,
    named,
    refused,
    regions_answer,
)
from tests.inline_pool import InlinePool

SERVICE = "collect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chime(Resource):
    pass


def test_a_plan_holds_each_needed_kind_once_and_parents_first() -> None:
    levels = [[collector.gives for collector in level] for level in plan([Lock, Door, DoorCount, Account]).levels]
    assert levels == [[Region], [Door], [DoorCount, Lock]]


def test_a_plan_costs_the_actions_of_its_collectors_and_no_others() -> None:
    assert plan([Lock]).actions == {"ec2:DescribeRegions", "door:List", "door:GetLock"}
    assert plan([House]).actions == {"house:List"}
    assert plan([]).actions == frozenset()


@dataclass(frozen=True, slots=True)
class Keys(Fact):
    """What is read once for all that want it."""

    of: tuple[str, ...]


@collects("house:ListKeys")
def keys(
    aws: Aws,
    region: Region,
    of_doors: Annotated[DoorCount | Unavailable, IfRead()],
    of_alarms: Annotated[Alarm | Unavailable, IfRead()],
) -> Keys:
    return Keys(tuple(type(one).__name__ for one in (of_doors, of_alarms) if not isinstance(one, Unavailable)))


def levels_of(*kinds: type) -> list[list[type]]:
    return [[collector.gives for collector in level] for level in plan(kinds).levels]


def test_what_is_used_if_it_is_read_anyway_is_not_read_for_that() -> None:
    assert levels_of(Keys) == [[Region], [Keys]]
    assert "door:List" not in plan([Keys]).actions


def test_what_is_used_if_it_is_read_anyway_is_read_first() -> None:
    assert levels_of(Keys, DoorCount) == levels_of(DoorCount, Keys) == [[Region], [Door], [DoorCount], [Keys]]
    assert levels_of(Keys, Alarm) == [[Region, Alarm], [Keys]]


def test_a_collector_is_given_what_was_read_and_a_reason_for_the_rest() -> None:
    town = Town()
    town.answers["house:get_alarm"] = {"On": True}
    assert town.read(Keys).answers[Keys]["north"] == Keys(())
    assert town.read(Keys, DoorCount).answers[Keys]["north"] == Keys(("DoorCount",))
    assert town.read(Keys, DoorCount, Alarm).answers[Keys]["north"] == Keys(("DoorCount", "Alarm"))


def test_everything_is_asked_once() -> None:
    aws = FakeAws(Town().answers)
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([Lock, DoorCount]), aws, inventory, InlinePool())
    assert [door.name for door in inventory.subjects(Door)] == ["front", "back"]
    assert inventory.answers[DoorCount] == {"north": DoorCount(2), "south": DoorCount(0)}
    assert len(aws.asked) == len(set(aws.asked)) == 5


def test_a_refused_fact_stands_as_unavailable_and_names_the_missing_action() -> None:
    town = Town()
    town.answers["door:get_lock/north/back"] = refused()
    answer = town.read(Lock).answers[Lock]["door/north/back"]
    assert isinstance(answer, Unavailable)
    assert (answer.reason, answer.action) == (ReasonCode.DENIED_BY_IAM, "door:GetLock")


def test_a_refusal_other_than_a_denial_names_no_action() -> None:
    town = Town()
    town.answers["door:get_lock/north/back"] = refused(ReasonCode.THROTTLED)
    answer = town.read(Lock).answers[Lock]["door/north/back"]
    assert answer == Unavailable(ReasonCode.THROTTLED, "no", operation="door:Open")


def test_a_refused_listing_leaves_a_gap_and_the_other_regions_are_read() -> None:
    town = Town()
    town.answers["door:list/south"] = refused()
    inventory = town.read(Lock)
    assert [(place.region, why.reason) for place, why in inventory.gaps(Door)] == [("south", ReasonCode.DENIED_BY_IAM)]
    assert len(inventory.subjects(Door)) == 2


def test_refused_regions_are_a_gap_of_the_account() -> None:
    town = Town()
    town.answers["ec2:describe_regions/False"] = refused()
    assert [place for place, _ in town.read(Lock).gaps(Door)] == [ACCOUNT]


def test_what_depends_on_a_refused_answer_is_refused_for_the_same_reason() -> None:
    town = Town()
    town.answers["door:list/south"] = refused()
    answer = town.read(DoorCount).answers[DoorCount]["south"]
    assert isinstance(answer, Unavailable)
    assert answer.operation == "door:Open"


def test_an_answer_without_the_expected_field_is_malformed_and_not_a_default() -> None:
    town = Town()
    town.answers["door:get_lock/north/back"] = {}
    answer = town.read(Lock).answers[Lock]["door/north/back"]
    assert isinstance(answer, Unavailable)
    assert answer.reason is ReasonCode.MALFORMED_ANSWER
    assert "the answer could not be used: it lacks '" in answer.detail


def test_a_collector_that_gives_something_else_costs_its_own_answer_only() -> None:
    class Bell(Fact):
        pass

    def bell(aws: Aws, account: Account) -> Bell:
        return Alarm(on=True)  # type: ignore[return-value]

    collects("bell:Get")(bell)
    answer = Town().read(Bell).answers[Bell][ACCOUNT.account_id]
    assert isinstance(answer, Unavailable)
    assert "it gave a Alarm, not a Bell" in answer.detail


def test_a_collector_that_crashes_costs_its_own_answer_only() -> None:
    town = Town()
    town.answers["door:get_lock/north/back"] = ZeroDivisionError("1/0")
    answers = town.read(Lock).answers[Lock]
    assert isinstance(answers["door/north/back"], Unavailable)
    assert answers["door/north/back"].reason is ReasonCode.CHECK_CRASHED
    assert answers["door/north/front"] == Lock(closed=True)


SOLD = Gone("it was sold")
FRONT, BOTH = ({"Doors": named(*names)} for names in (("front",), ("front", "back")))


def test_a_resource_that_vanished_since_it_was_listed_is_dropped_and_counted() -> None:
    town = Town()
    town.answers |= {"door:get_lock/north/back": SOLD, "door:list/north": iter([BOTH, FRONT])}
    inventory = town.read(Lock, DoorCount)
    assert [door.name for door in inventory.subjects(Door)] == ["front"]
    assert inventory.gone == ["door/north/back"]
    assert "door/north/back" not in inventory.answers[Lock]


def test_a_resource_that_is_still_listed_has_not_vanished() -> None:
    town = Town()
    town.answers["door:get_lock/north/back"] = SOLD
    inventory = town.read(Lock)
    assert [door.name for door in inventory.subjects(Door)] == ["front", "back"]
    assert inventory.gone == []
    why = inventory.answers[Lock]["door/north/back"]
    assert isinstance(why, Unavailable)
    assert (why.reason, why.detail, why.operation) == (ReasonCode.AWS_ERROR, "it was sold", "door:GetLock")


@pytest.mark.parametrize("second", [refused(), Gone("no such list")])
def test_while_the_list_cannot_be_read_again_nothing_is_forgotten(second: Exception) -> None:
    town = Town()
    town.answers |= {"door:get_lock/north/back": SOLD, "door:list/north": iter([BOTH, second])}
    inventory = town.read(Lock)
    assert len(inventory.subjects(Door)) == 2
    assert isinstance(inventory.answers[Lock]["door/north/back"], Unavailable)


def test_a_list_is_read_again_once_for_all_that_is_missed_of_it() -> None:
    locks = {f"door:get_lock/north/{name}": SOLD for name in ("front", "back", "side")}
    doors = {"Doors": named("front", "back", "side")}
    aws = FakeAws({**Town().answers, **locks, "door:list/north": iter([doors, {"Doors": named("side")}])})
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([Lock]), aws, inventory, InlinePool())
    assert inventory.gone == ["door/north/back", "door/north/front"]
    assert [door.name for door in inventory.subjects(Door)] == ["side"]
    assert aws.asked.count("door:list/north") == 2
    assert aws.asked.count("door:list/south") == 1


def test_where_all_that_was_listed_vanished_the_report_does_not_say_that_none_exist() -> None:
    town = Town({**Town().answers, "door:list/north": iter([{"Doors": named("back")}, {"Doors": []}])})
    town.answers["door:get_lock/north/back"] = SOLD
    inventory = town.read(Lock)
    [row] = judge(inventory, [rule(door_is_locked)])
    assert (row.status, row.reason) == (
        Status.NOT_APPLICABLE, "all that were listed were deleted during the scan",
    )  # fmt: skip
    assert judge(load_inventory(save_inventory(inventory)), [rule(door_is_locked)]) == [row]


def test_what_was_listed_in_a_vanished_resource_goes_with_it() -> None:
    class Hinge(Resource):
        pass

    class Oil(Fact):
        pass

    def hinges(door: Door) -> Iterator[Hinge]:
        yield Hinge(account_id=door.account_id, region=door.region, arn=door.arn, part="hinge")

    def oil(hinge: Hinge) -> Oil:
        return Oil()

    collects()(hinges)
    collects()(oil)
    town = Town()
    town.answers |= {"door:get_lock/north/back": SOLD, "door:list/north": iter([BOTH, FRONT])}
    inventory = town.read(Oil, Lock)
    assert [hinge.key for hinge in inventory.subjects(Hinge)] == ["door/north/front#hinge"]
    assert list(inventory.answers[Oil]) == ["door/north/front#hinge"]
    assert {name.rpartition(".")[2] for name in inventory.gone_kinds} == {"doors:Door", "Hinge"}


class SpareKey(Resource):
    pass


class Fits(Fact):
    pass


@collects()
def spare_keys(door: Door) -> Iterator[SpareKey]:
    yield SpareKey(account_id=door.account_id, region=door.region, arn=door.arn, part="key", name=door.name)


@collects("door:GetLock")
def fits(aws: Aws, key: SpareKey) -> Fits:
    aws.call("door", "get_lock", region=key.region, Name=key.name)
    return Fits()


@pytest.mark.parametrize(
    ("answers", "gone"),
    [([SOLD, SOLD], ["door/north/front#key", "door/north/back#key"]), ([SOLD, {"Closed": True}], [])],
)
def test_what_no_list_of_aws_holds_is_asked_about_a_second_time(answers: list[Any], gone: list[str]) -> None:
    town = Town()
    town.answers |= {f"door:get_lock/north/{name}": iter(list(answers)) for name in ("front", "back")}
    inventory = town.read(Fits)
    assert sorted(inventory.gone) == sorted(gone)
    assert len(inventory.subjects(SpareKey)) == 2 - len(gone)


def test_a_vanished_resource_leaves_the_gaps_of_its_kind_alone() -> None:
    town = Town()
    town.answers |= {"door:get_lock/north/back": SOLD, "door:list/north": iter([BOTH, FRONT])}
    town.answers["door:list/south"] = refused()
    assert [place.region for place, _ in town.read(Lock).gaps(Door)] == ["south"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [("house:get_alarm", Alarm), ("door:list/south", Door), ("ec2:describe_regions/False", Region)],
)
def test_an_account_or_a_region_never_vanishes(question: str, kind: type) -> None:
    inventory = Town({**Town().answers, question: Gone("no such thing")}).read(kind)
    assert inventory.gone == []
    [refused] = [answer for answer in inventory.answers[kind].values() if isinstance(answer, Unavailable)]
    assert (refused.reason, refused.detail) == (ReasonCode.AWS_ERROR, "no such thing")


def test_a_disabled_region_that_was_asked_for_is_never_called() -> None:
    class Asking(FakeAws):
        asked_regions = ("east",)

    town = Town()
    aws = Asking(town.answers)
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([Door]), aws, inventory, InlinePool())
    assert [why.reason for _, why in inventory.gaps(Door)] == [ReasonCode.REGION_DISABLED]
    assert not [question for question in aws.asked if "east" in question]


def test_derived_answers_can_be_added_again_without_aws() -> None:
    inventory = Town().read(DoorCount)
    expected = inventory.answers.pop(DoorCount)
    derive(plan([DoorCount]), inventory)
    assert inventory.answers[DoorCount] == expected


def test_deriving_what_was_never_asked_adds_nothing() -> None:
    inventory = Inventory(ACCOUNT, NOW)
    derive(plan([DoorCount]), inventory)
    assert inventory.answers == {}


def test_a_fact_about_the_account_is_asked_once_for_the_account() -> None:
    town = Town({"house:get_alarm": {"On": True}})
    assert town.read(Alarm).answers[Alarm] == {ACCOUNT.account_id: Alarm(on=True)}


def test_a_kind_is_found_by_the_name_it_has_in_files() -> None:
    assert name_of(Lock) == "doors:Lock"
    assert kind_named("doors:Lock") is Lock
    assert collector_of(Lock).lists is False
    assert not is_collected(Unavailable)


def test_a_kind_has_one_collector_only() -> None:
    def again(aws: Aws, region: Region) -> Iterator[Door]:
        yield from ()

    with pytest.raises(SignatureError, match=r"Door is already collected at .*doors\.py"):
        collects("door:ListAgain")(again)


def test_actions_are_named_if_and_only_if_aws_is_asked() -> None:
    class Bell(Fact):
        pass

    def bell_for_free(account: Account) -> Bell:
        return Bell()

    def bell_for_nothing(aws: Aws, account: Account) -> Bell:
        return Bell()

    with pytest.raises(SignatureError, match="if, and only if, it names IAM actions"):
        collects("bell:Get")(bell_for_free)
    with pytest.raises(SignatureError, match="if, and only if, it names IAM actions"):
        collects()(bell_for_nothing)


def test_a_collector_looks_for_texts_and_only_in_lists_of_aws() -> None:
    def bells(aws: Aws, region: Region, *, sizes: frozenset[int] = frozenset()) -> Iterator[Chime]:
        yield from ()

    def bell(aws: Aws, account: Account, *, names: frozenset[str] = frozenset()) -> Chime:
        raise NotImplementedError

    with pytest.raises(SignatureError, match=r"bells: the setting 'sizes' of a collector must be a frozenset of str"):
        collects("bell:List")(bells)
    with pytest.raises(SignatureError, match="'names' is a setting, and only what lists from AWS can have one"):
        collects("bell:Get")(bell)


def test_an_account_without_a_single_region_is_not_an_empty_one() -> None:
    inventory = Town({**Town().answers, "ec2:describe_regions/False": regions_answer()}).read(Lock)
    [(place, why)] = inventory.gaps(Door)
    assert (place, why.reason) == (ACCOUNT, ReasonCode.MALFORMED_ANSWER)
    assert "the regions that every account has" in why.detail


def test_regions_come_in_a_stable_order() -> None:
    town = Town({"ec2:describe_regions/False": regions_answer("west", "north")})
    assert [region.region for region in town.read(Region).subjects(Region)] == ["north", "west"]
