"""One odd item blinds nothing: it has a row of its own, the others are judged, and no verdict rests on half a list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from reporter.api import (
    GLOBAL,
    Account,
    Aws,
    Fact,
    Identity,
    Known,
    Listing,
    Region,
    Resource,
    Sequence,
    Severity,
    Unavailable,
    Verdict,
    check,
    collects,
    each,
    failed,
    not_assessed,
    passed,
)
from reporter.engine.collect import collect, derive
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import judge, rule
from reporter.engine.listing import asked_by
from reporter.engine.plan import plan
from reporter.model.answers import Call, ReasonCode
from reporter.model.finding import Finding
from reporter.model.gaps import Unread
from reporter.model.refusals import Gone, Refused
from reporter.model.verdicts import Status
from tests.doors import ACCOUNT, NOW, FakeAws, regions_answer
from tests.inline_pool import InlinePool

SERVICE = "park"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree(Resource):
    kind: ClassVar[str] = "Test::Tree"

    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest(Resource):
    kind: ClassVar[str] = "Test::Nest"


@dataclass(frozen=True, slots=True)
class Bark(Fact):
    thick: bool


@dataclass(frozen=True, slots=True)
class Wood(Fact):
    heights: tuple[int, ...]
    unread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat(Resource):
    kind: ClassVar[str] = "Test::Boat"


@dataclass(frozen=True, slots=True)
class Fleet(Fact):
    here: tuple[str, ...]
    elsewhere: tuple[str, ...]


@collects("tree:List")
def trees(aws: Aws, region: Region) -> Listing[Tree]:
    def who(item: Mapping[str, Any]) -> Identity:
        arn = f"tree/{region.region}/{item['Name']}"
        return Identity(
            account_id=region.account_id, region=region.region, arn=arn, name=item["Name"], tags={"park": "old"}
        )

    def read(who: Identity, item: Mapping[str, Any]) -> Tree | None:
        if item.get("Ask"):
            aws.call("tree", "ask", region=region.region, Name=item["Name"])
        return None if item.get("Felled") else Tree(**who, height=int(item["Height"]))

    return each(region, aws.items("tree", "list", "Trees", page_size=10, region=region.region), who, read)


@collects("tree:GetBark")
def bark(aws: Aws, tree: Tree) -> Bark:
    return Bark(aws.call("tree", "get_bark", region=tree.region, Name=tree.name)["Thick"])


@collects()
def nests(tree: Tree) -> Iterator[Nest]:
    yield Nest(account_id=tree.account_id, region=tree.region, arn=tree.arn, name=tree.name, part="nest")


@collects()
def wood(account: Account, trees: Known[Tree]) -> Wood:
    return Wood(tuple(tree.height for tree in trees.found), trees.unread.detail if trees.unread else "")


@collects("boat:List")
def boats(aws: Aws, account: Account) -> Listing[Boat]:
    for item in aws.items("boat", "list", "Boats", page_size=10):
        boat = Boat(account_id=account.account_id, region=item["At"], arn=f"boat/{item['Name']}", name=item["Name"])
        yield Unread(**_fields(boat), why=Unavailable(ReasonCode.MALFORMED_ANSWER)) if item.get("Odd") else boat


def _fields(boat: Boat) -> dict[str, Any]:
    return {"account_id": boat.account_id, "region": boat.region, "arn": boat.arn, "name": boat.name}


@collects()
def fleet(account: Account, boats: Known[Boat]) -> Fleet:
    return Fleet(tuple(boat.name for boat in boats.found), tuple(boat.name for boat in boats.elsewhere))


@check("tree-trunk-high", title="Trees are high", severity=Severity.LOW, remediation="Wait.")
def tree_is_high(tree: Tree) -> Verdict:
    return passed() if tree.height > 9 else failed("low")


@check("tree-bark-thick", title="Bark is thick", severity=Severity.LOW, remediation="Wait.")
def bark_is_thick(tree: Tree, bark: Bark) -> Verdict:
    return passed() if bark.thick else failed("thin")


@check("tree-nest-empty", title="Nests are empty", severity=Severity.LOW, remediation="Wait.")
def nest_is_empty(nest: Nest) -> Verdict:
    return passed()


@check("tree-wood-dense", title="There are trees", severity=Severity.LOW, remediation="Plant.")
def wood_is_dense(region: Region, trees: Sequence[Tree]) -> Verdict:
    return passed(f"{len(trees)} trees")


@check("tree-wood-old", title="There is an old tree", severity=Severity.LOW, remediation="Wait.")
def wood_is_old(region: Region, trees: Known[Tree]) -> Verdict:
    if any(tree.height > 9 for tree in trees.found):
        return passed()
    return not_assessed(trees.unread) if trees.unread else failed("young")


@check("tree-park-old", title="There is an old tree in the account", severity=Severity.LOW, remediation="Wait.")
def park_is_old(account: Account, trees: Known[Tree]) -> Verdict:
    return passed(", ".join(sorted(trees.gaps))) if trees.found else failed("young")


OAK = {"Name": "oak", "Height": 20}
ELM = {"Name": "elm", "Height": 5}
GOOD = ("oak", Status.PASS), ("elm", Status.FAIL)
CHECKS = (tree_is_high, wood_is_dense, wood_is_old, nest_is_empty, park_is_old, bark_is_thick)


def read(*items: Any, **answers: Any) -> Inventory:
    asked = {
        "ec2:describe_regions/False": regions_answer("north", "south"),
        "tree:list/north": {"Trees": list(items)},
        "tree:list/south": {"Trees": []},
        "tree:get_bark/north/oak": {"Thick": True},
        "tree:get_bark/north/elm": {"Thick": False},
        **answers,
    }
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan(kind for one in CHECKS for kind in one.signature.kinds), FakeAws(asked), inventory, InlinePool())
    return inventory


def rows(inventory: Inventory, one: Any) -> list[Finding]:
    return judge(inventory, [rule(one)])


def statuses(inventory: Inventory, one: Any) -> dict[str, Status]:
    return {finding.resource_name: finding.status for finding in rows(inventory, one)}


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"Name": "ash"}, "it lacks 'Height'"),
        ({"Name": "ash", "Height": "high"}, "it does not have the form that AWS documents"),
        ({"Name": "ash", "Height": None}, "it does not have the form that AWS documents"),
    ],
)
def test_an_item_that_cannot_be_read_has_a_row_of_its_own_and_the_others_theirs(odd: Any, why: str) -> None:
    inventory = read(OAK, odd, ELM)

    assert statuses(inventory, tree_is_high) == dict((*GOOD, ("ash", Status.NOT_ASSESSED)))
    [ash] = [finding for finding in rows(inventory, tree_is_high) if finding.resource_name == "ash"]
    assert (ash.resource_type, ash.region, ash.arn, ash.reason_code) == (
        "Test::Tree",
        "north",
        "tree/north/ash",
        "malformed-answer",
    )
    assert f"this item of the answer could not be read: {why}" in ash.reason


@pytest.mark.parametrize("odd", [{"Height": 3}, {}, None, "ash", []])
def test_an_item_that_does_not_say_what_it_is_stands_under_its_place(odd: Any) -> None:
    inventory = read(OAK, odd, ELM)
    assert statuses(inventory, tree_is_high) == dict((*GOOD, ("item 2", Status.NOT_ASSESSED)))
    [item] = [finding for finding in rows(inventory, tree_is_high) if finding.resource_name == "item 2"]
    assert (item.arn, item.part, item.region) == (Region.of(ACCOUNT, "north").arn, "item 2", "north")


def test_an_odd_item_has_the_id_that_it_will_have_as_a_good_one() -> None:
    [odd] = rows(read({"Name": "oak"}), tree_is_high)
    [good] = rows(read(OAK), tree_is_high)
    assert odd.id == good.id


def test_an_item_that_is_left_out_is_no_gap() -> None:
    inventory = read({**OAK, "Felled": True}, ELM)
    assert statuses(inventory, tree_is_high) == {"elm": Status.FAIL}
    assert list(inventory.gaps(Tree)) == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Refused(Unavailable(ReasonCode.DENIED_BY_IAM, "no", "tree:Ask")), "denied-by-iam"),
        (Gone("it was felled"), "aws-error"),
        (ZeroDivisionError("1/0"), "check-crashed"),
    ],
)
def test_what_is_refused_of_one_item_is_no_matter_of_the_others(answer: Exception, reason: str) -> None:
    inventory = read(OAK, {"Name": "ash", "Ask": True}, ELM, **{"tree:ask/north/ash": answer})

    [ash] = [finding for finding in rows(inventory, tree_is_high) if finding.resource_name == "ash"]
    assert (ash.status, ash.reason_code) == (Status.NOT_ASSESSED, reason)
    assert ash.action == ("tree:List" if reason == "denied-by-iam" else "")
    assert statuses(inventory, tree_is_high) == dict((*GOOD, ("ash", Status.NOT_ASSESSED)))


def test_what_follows_from_an_item_that_was_not_read_is_not_known_either() -> None:
    inventory = read(OAK, {"Name": "ash"})
    assert statuses(inventory, bark_is_thick) == {"oak": Status.PASS, "ash": Status.NOT_ASSESSED}
    assert [(one.arn, one.resource_type, one.status) for one in rows(inventory, nest_is_empty)] == [
        ("tree/north/ash", "Test::Nest", Status.NOT_ASSESSED),
        ("tree/north/oak", "Test::Nest", Status.PASS),
    ]


def test_who_relies_on_all_of_them_is_not_given_half_of_them() -> None:
    assert statuses(read(OAK, {"Name": "ash"}), wood_is_dense) == {"north": Status.NOT_ASSESSED, "south": Status.PASS}


@pytest.mark.parametrize(
    ("items", "status"),
    [((OAK, {}), Status.PASS), ((ELM, {}), Status.NOT_ASSESSED), ((ELM,), Status.FAIL), ((OAK, ELM), Status.PASS)],
)
def test_who_can_do_without_the_others_is_given_those_that_were_read(items: Any, status: Status) -> None:
    assert statuses(read(*items), wood_is_old)["north"] is status


def test_a_list_that_was_refused_is_one_of_nothing_known() -> None:
    refusal = Refused(Unavailable(ReasonCode.THROTTLED, "slow"))
    inventory = read(OAK, **{"tree:list/north": refusal})
    [north] = [one for one in rows(inventory, wood_is_old) if one.region == "north"]
    assert (north.status, north.reason_code) == (Status.NOT_ASSESSED, "throttled")


def test_all_gaps_of_an_account_are_known_by_where_they_are() -> None:
    slow = Refused(Unavailable(ReasonCode.THROTTLED, "slow"))
    inventory = read(OAK, {"Name": "ash"}, {}, **{"tree:list/south": slow})
    [finding] = rows(inventory, park_is_old)
    region = Region.of(ACCOUNT, "north").arn
    assert finding.reason == ", ".join(sorted([f"{region}#item 3", "south", "tree/north/ash"]))


def test_a_derived_fact_is_given_them_too() -> None:
    inventory = read(OAK, {"Name": "ash"})
    derive(plan([Wood]), inventory)
    [(_, why)] = inventory.gaps(Tree)
    assert inventory.answers[Wood] == {ACCOUNT.account_id: Wood((20,), why.detail)}


def test_it_is_kept_as_evidence_and_judged_alike() -> None:
    inventory = read(OAK, {"Name": "ash"}, {}, ELM)
    content = save_inventory(inventory)
    loaded = load_inventory(content)
    derive(plan(kind for one in CHECKS for kind in one.signature.kinds), loaded)

    assert loaded.asides == inventory.asides
    assert save_inventory(loaded) == content
    for one in CHECKS:
        assert rows(loaded, one) == rows(inventory, one)


def test_the_tags_of_an_odd_item_count_as_those_of_any() -> None:
    [(odd, _)] = read({"Name": "ash"}).gaps(Tree)
    assert odd.tags == {"park": "old"}


def test_the_request_that_listed_it_is_named_unless_another_failed() -> None:
    listed = Call("tree:List", "north", "{}", "", "id-1", "ok")
    odd = Unread(account_id="1", region="north", arn="a", why=Unavailable(ReasonCode.MALFORMED_ANSWER, "odd"))
    assert asked_by(odd, None) == odd
    assert asked_by(odd, listed).why == Unavailable(
        ReasonCode.MALFORMED_ANSWER, "odd", "tree:List", region="north", request_id="id-1"
    )
    denied = replace(odd, why=Unavailable(ReasonCode.DENIED_BY_IAM, "no", "tree:Ask"))
    assert asked_by(denied, listed) == denied


class Choosy(FakeAws):
    """Only the north is to be looked at."""

    def wants(self, region: str) -> bool:
        return region == "north"


def read_boats(*items: dict[str, Any]) -> Inventory:
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([Fleet]), Choosy({"boat:list": {"Boats": list(items)}}), inventory, InlinePool())
    return inventory


def test_what_is_in_other_regions_is_known_but_not_judged() -> None:
    inventory = read_boats(
        {"Name": "ark", "At": "north"}, {"Name": "bark", "At": "south"}, {"Name": "cog", "At": GLOBAL}
    )
    assert [boat.name for boat in inventory.subjects(Boat)] == ["ark", "cog"]
    assert inventory.answers[Fleet] == {ACCOUNT.account_id: Fleet(("ark", "cog"), ("bark",))}
    loaded = load_inventory(save_inventory(inventory))
    derive(plan([Fleet]), loaded)
    assert loaded.answers[Fleet] == inventory.answers[Fleet]


def test_an_odd_item_of_another_region_is_no_gap_of_this_one() -> None:
    inventory = read_boats({"Name": "ark", "At": "south", "Odd": True}, {"Name": "bark", "At": "north", "Odd": True})
    assert [place.name for place, _ in inventory.gaps(Boat)] == ["bark"]


def test_evidence_of_before_says_nothing_of_odd_items() -> None:
    """As earlier versions wrote it: without the fields that were added."""
    content = save_inventory(read(OAK))
    assert b"unread" not in content
    assert b"elsewhere" not in content
    assert statuses(load_inventory(content), tree_is_high) == {"oak": Status.PASS}
