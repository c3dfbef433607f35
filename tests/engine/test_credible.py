"""What is said twice counts once; what is said of another account, or not alike each time, is not believed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from reporter.aws.shared.known import filled
from reporter.engine.collect import collect
from reporter.engine.collector import Aws, collects
from reporter.engine.credible import once_each, refuse_other_accounts
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.subjects import Account, Resource, account_in
from reporter.model.verdicts import Status
from tests.doors import ACCOUNT, NOW, Door, FakeAws, Lock, Town, door_is_locked, named
from tests.inline_pool import InlinePool

SERVICE = "credible"

OWN, STRANGER = ACCOUNT.account_id, "999988887777"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alley(Resource):
    lit: bool = True


@dataclass(frozen=True, slots=True)
class Register(Fact):
    alleys: tuple[Alley, ...] = ()
    arns: tuple[str, ...] = ()
    note: str = f"arn:aws:iam::{STRANGER}:role/that-a-text-may-name"


class Nothing(Fact):
    pass


def alley(account_id: str = OWN, name: str = "mews", *, lit: bool = True) -> Alley:
    arn = f"arn:aws:street:eu-west-1:{account_id}:alley/{name}"
    return Alley(account_id=OWN, region="eu-west-1", arn=arn, name=name, lit=lit)


@pytest.mark.parametrize(
    ("arn", "account_id"),
    [
        (f"arn:aws:iam::{OWN}:user/a:b", OWN),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "aws"),
        ("arn:aws:s3:::acme", ""),
        ("arn:aws:s3", ""),
        ("door/north/front", ""),
        ("a:b:c:d:e:f", ""),
    ],
)
def test_an_arn_names_its_account(arn: str, account_id: str) -> None:
    assert account_in(arn) == account_id


def test_what_is_listed_twice_is_one_resource() -> None:
    assert once_each([alley(), alley(name="lane"), alley()]) == (alley(), alley(name="lane"))


def test_what_is_listed_twice_and_not_alike_is_unread_and_the_rest_is_believed() -> None:
    doubtful, lane = once_each([alley(), alley(name="lane"), alley(lit=False), alley()])
    assert lane == alley(name="lane")
    assert isinstance(doubtful, Unread)
    assert (doubtful.key, doubtful.why.detail) == (alley().key, "it is listed twice, and not alike")


@pytest.mark.parametrize(
    "answer",
    [
        alley(),
        alley("aws"),
        alley(""),
        Nothing(),
        Register((alley(),), (f"arn:aws:iam::{OWN}:saml-provider/x", "arn:aws:sso:::instance/i-1", "no arn")),
    ],
)
def test_what_belongs_to_the_account_or_to_aws_is_believed(answer: Any) -> None:
    refuse_other_accounts([answer], OWN)


@pytest.mark.parametrize(
    "answer",
    [
        alley(STRANGER),
        Register((alley(), alley(STRANGER))),
        Register(arns=(f"arn:aws:iam::{STRANGER}:saml-provider/x",)),
    ],
)
def test_what_belongs_to_another_account_is_not(answer: Any) -> None:
    with pytest.raises(ValueError, match=f"the answer is about account {STRANGER}"):
        refuse_other_accounts([answer], OWN)


def test_a_listing_of_another_account_is_malformed_as_a_whole() -> None:
    class OurAlley(Alley):
        pass

    def ours(aws: Aws, account: Account) -> Iterator[OurAlley]:
        arn = f"arn:aws:street:eu-west-1:{STRANGER}:alley/mews"
        yield OurAlley(account_id=OWN, region="eu-west-1", arn=arn)

    collects("street:List")(ours)
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([OurAlley]), FakeAws({}), inventory, InlinePool())
    why = inventory.answers[OurAlley][OWN]
    assert isinstance(why, Unavailable)
    assert (why.reason, STRANGER in why.detail) == (ReasonCode.MALFORMED_ANSWER, True)


def test_a_collector_may_say_that_its_answers_belong_to_others() -> None:
    class SharedAlley(Alley):
        pass

    def shared(aws: Aws, account: Account) -> Iterator[SharedAlley]:
        arn = f"arn:aws:street:eu-west-1:{STRANGER}:alley/mews"
        yield SharedAlley(account_id=OWN, region="eu-west-1", arn=arn)

    collects("street:List", may_be_foreign=True)(shared)
    inventory = Inventory(ACCOUNT, NOW)
    collect(plan([SharedAlley]), FakeAws({}), inventory, InlinePool())
    assert len(inventory.subjects(SharedAlley)) == 1


def test_an_item_that_a_list_repeats_has_one_row() -> None:
    town = Town()
    town.answers["door:list/north"] = {"Doors": named("front", "back", "front")}
    inventory = town.read(Door, Lock)
    assert [door.name for door in inventory.subjects(Door)] == ["front", "back"]
    rows = judge(inventory, [rule(door_is_locked)])
    assert [row.status for row in rows] == [Status.FAIL, Status.PASS]


def test_a_list_that_is_never_empty_is_no_list_when_it_is() -> None:
    assert filled([1], "numbers") == [1]
    with pytest.raises(LookupError, match="it lacks the numbers"):
        filled([], "the numbers")
