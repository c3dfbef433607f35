"""However many services are read: each session may do exactly what its collectors need, and is opened for them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from botocore import xform_name

from reporter.config.settings import AssumedRole, Settings
from reporter.demo.emulator import Answered
from reporter.demo.state import Refusal
from reporter.engine.collect import collect
from reporter.engine.collector import Aws, collector_of, collects
from reporter.engine.inventory import Inventory
from reporter.engine.operations import IDENTITY, POLICY_LIMIT, session_policy
from reporter.engine.plan import plan
from reporter.engine.signature import SignatureError
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.sessions import Reader, Sessions
from reporter.sessions.readonly import PLANNED
from tests.sessions.policies import session_policies
from tests.sessions.sixty_services import SERVICES, EnforcingAws, kinds
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("world")
ACCOUNT = Account.of("111122223333", "payments")
TOO_MUCH = Refusal("PackedPolicyTooLarge", "Packed size of session tags consumes 112% of allotted space.", 400)
DENIED = Refusal("AccessDenied", "not authorized to perform: sts:AssumeRole", 403)


def sessions(aws: EnforcingAws) -> Sessions:
    return Sessions(Settings(), prepare=aws.prepare, sleep=lambda _: None)


def entered(opened: Sessions) -> Reader:
    return opened.enter(ACCOUNT, AssumedRole(), askers=plan(kinds()).askers)


def read(opened: Sessions) -> Inventory:
    inventory = Inventory(ACCOUNT, NOW)
    with ThreadPoolExecutor(8) as pool:
        collect(plan(kinds()), entered(opened), inventory, pool)
    return inventory


def unread(inventory: Inventory) -> dict[type, Unavailable]:
    answers = {kind: inventory.answers[kind][ACCOUNT.key] for kind in kinds()}
    return {kind: answer for kind, answer in answers.items() if isinstance(answer, Unavailable)}


def test_sixty_services_are_read_by_sessions_that_may_do_what_they_need_and_nothing_more() -> None:
    aws = EnforcingAws()
    assert unread(read(sessions(aws))) == {}
    needed = {action for kind in kinds() for action in collector_of(kind).actions}
    allowed = [set(json.loads(policy)["Statement"][0]["Action"]) for policy in aws.policies.values()]
    assert (len(SERVICES), len(session_policy(needed)) > 3 * POLICY_LIMIT) == (60, True)
    assert set().union(*allowed) == needed | {IDENTITY}
    assert sum(len(some - {IDENTITY}) for some in allowed) == len(needed), "no action is in two sessions"
    assert all(len(policy) <= PLANNED for policy in aws.policies.values())


def test_a_role_is_assumed_once_for_each_group_however_many_threads_want_it() -> None:
    aws = EnforcingAws()
    read(sessions(aws))
    groups = len(session_policies(collector_of(kind).actions for kind in kinds()))
    assert groups > 4
    assert (aws.times("sts:AssumeRole"), aws.times(IDENTITY)) == (groups, groups)


def test_a_session_is_opened_when_the_first_of_its_collectors_reads() -> None:
    aws = EnforcingAws()
    reader, planned = entered(sessions(aws)), plan(kinds()).askers
    assert aws.times("sts:AssumeRole") == 1, "of what is read first, since the account has to be entered"
    [first] = map(json.loads, aws.policies.values())
    last = next(asker for asker in reversed(planned) if asker.actions[0] not in first["Statement"][0]["Action"])
    for _ in range(2):
        service, name = min(last.operations).split(":")
        reader.for_question(last).call(service, xform_name(name))
    assert aws.times("sts:AssumeRole") == 2


def test_a_session_may_not_do_what_is_for_another() -> None:
    """The enforcement that the tests above rely on."""
    aws = EnforcingAws()
    reader, planned = entered(sessions(aws)), plan(kinds()).askers
    of_others = replace(planned[0], operations=reader.asker.operations)
    with pytest.raises(Refused) as refused:
        reader.for_question(of_others).call("xray", "get_groups")
    assert refused.value.unavailable.reason is ReasonCode.DENIED_BY_IAM


def test_policies_that_do_not_fit_when_packed_are_divided_and_other_accounts_begin_with_less() -> None:
    aws = EnforcingAws(packed_limit=500)
    opened = sessions(aws)
    assert unread(read(opened)) == {}
    assert all(len(policy) <= 500 for policy in aws.policies.values())
    tried = aws.times("sts:AssumeRole")
    assert tried - len(aws.policies) == 2, "1,500 characters, and half of them"
    assert unread(read(opened)) == {}
    assert aws.times("sts:AssumeRole") - tried == len(aws.policies) / 2, "none in vain"


def test_where_not_even_one_collector_fits_the_account_says_why() -> None:
    aws = EnforcingAws(refusal=lambda _: TOO_MUCH)
    with pytest.raises(Refused) as refused:
        entered(sessions(aws))
    why = refused.value.unavailable
    assert (why.reason, why.operation, why.error_code) == (
        ReasonCode.ROLE_NOT_ASSUMABLE,
        "sts:AssumeRole",
        "PackedPolicyTooLarge",
    )
    assert "112% of allotted space.; one collector alone needs amplify:ListApps, and" in why.detail
    assert why.detail.endswith("and that and the session tags are too much")
    assert aws.times("sts:AssumeRole") < 12


def test_where_the_first_collector_does_not_fit_the_others_are_read() -> None:
    """Broken on purpose: leave the whole account out."""
    first = plan(kinds()).askers[0].actions
    aws = EnforcingAws(refusal=lambda policy: TOO_MUCH if first[0] in policy else None)
    missing = unread(read(sessions(aws)))
    assert [collector_of(kind).actions for kind in missing] == [first]
    assert {why.error_code for why in missing.values()} == {"PackedPolicyTooLarge"}


def test_a_session_that_is_refused_costs_its_own_collectors_only_and_is_not_asked_for_again() -> None:
    aws = EnforcingAws(refusal=lambda policy: DENIED if "xray:" in policy else None)
    missing = unread(read(sessions(aws)))
    assert {why.reason for why in missing.values()} == {ReasonCode.ROLE_NOT_ASSUMABLE}
    assert {why.operation for why in missing.values()} == {"sts:AssumeRole"}
    assert 2 < len(missing) < len(kinds()) / 4
    assert aws.times("sts:AssumeRole") == len(aws.policies) + 3, "a role may be new, so it is tried three times"


def test_keys_of_a_stranger_end_a_later_session_too() -> None:
    class Strangers(EnforcingAws):
        def assume(self, asked: dict[str, Any]) -> Answered:
            there = "999999999999" if "xray:" in asked["Policy"] else "111122223333"
            return super().assume({**asked, "RoleArn": f"arn:aws:iam::{there}:role/Audit"})

    missing = unread(read(sessions(Strangers())))
    assert all("lead into 999999999999" in why.detail for why in missing.values())
    assert missing


def test_a_collector_whose_actions_alone_are_too_many_is_refused_when_it_is_loaded() -> None:
    class Everything(Fact):
        saved_as = "sixty:Everything"

    def everything(aws: Aws, account: Account) -> Everything:
        raise NotImplementedError

    everything.__annotations__ = {"aws": Aws, "account": Account, "return": Everything}
    actions = [f"ec2:DescribeThingsOfAVeryLongName{number}" for number in range(60)]
    with pytest.raises(
        SignatureError, match=r"everything: its 60 actions take \d+ characters.*STS takes 2048: make se"
    ):
        collects(*actions)(everything)
