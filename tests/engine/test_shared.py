"""What one account owns for its organisation counts for the others, in any order, over processes and kills."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.api import (
    CAN_ONLY_HARM,
    CAN_ONLY_HELP,
    Account,
    Aws,
    Fact,
    Severity,
    Shared,
    Unavailable,
    Verdict,
    check,
    collects,
    failed,
    passed,
)
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.engine.shared import Holding, Share, Shares
from reporter.engine.signature import SignatureError, read_signature
from reporter.model.answers import ReasonCode
from reporter.model.given import Organization, OwnOrganization
from reporter.model.verdicts import Status
from reporter.runs import RunFolder
from reporter.scan.judge_again import Judgement
from tests.bells import (
    FOUNDRY,
    RULES,
    Bell,
    a_bell_is_heard,
    few_bells_are_heard,
    findings,
    scan,
    street_of,
    towns,
    verdicts,
)
from tests.doors import ACCOUNT, NOW, House

SERVICE = "shares"

HEARD, QUIET = a_bell_is_heard.id, few_bells_are_heard.id
OPEN = "account 000000000002, which may own one for the organisation: no"


def heard(folder: RunFolder) -> set[tuple[str, str, str]]:
    return set(verdicts(folder, HEARD).values())


def test_what_the_management_account_owns_counts_for_all(tmp_path: Path) -> None:
    accounts = towns("c", "a", "b bells", management="b bells", administrators=())
    folder = scan(tmp_path, accounts).run().folder
    assert heard(folder) == {("PASS", "Great Tom", "")}
    assert set(verdicts(folder, QUIET).values()) == {("PASS", "1", "")}


def test_what_a_delegated_administrator_owns_counts_for_all(tmp_path: Path) -> None:
    accounts = towns("c", "a", "b bells", management="a", administrators=("b bells",))
    assert heard(scan(tmp_path, accounts).run().folder) == {("PASS", "Great Tom", "")}


def test_what_other_accounts_have_does_not_count(tmp_path: Path) -> None:
    accounts = towns("a", "b bells", management="a", administrators=())
    assert heard(scan(tmp_path, accounts).run().folder) == {("FAIL", "none; ", "")}


def test_where_administrators_are_unknown_every_account_may_be_one(tmp_path: Path) -> None:
    accounts = towns("a", "c", "b bells", management="a")
    assert heard(scan(tmp_path, accounts).run().folder) == {("PASS", "Great Tom", "")}


@pytest.mark.parametrize("owner", ["b silent", "b closed"])
@pytest.mark.parametrize("processes", [1, 2])
def test_where_the_owner_was_not_seen_members_are_not_assessed_and_hear_of_it(
    owner: str, processes: int, tmp_path: Path
) -> None:
    accounts = towns("c", owner, "a", "d", management="a", administrators=(owner,))
    folder = scan(tmp_path, accounts, processes=processes).run().folder
    for one in (HEARD, QUIET):
        members = {name: why for name, why in verdicts(folder, one).items() if name != owner}
        assert set(members.values()) == {("NOT_ASSESSED", f"door:Open: {OPEN}", "denied-by-iam")}
        assert len(members) == 3


def test_a_pass_that_another_owner_proves_stands_though_one_was_not_seen(tmp_path: Path) -> None:
    accounts = towns("a bells", "b closed", "c", management="a bells", administrators=("b closed",))
    folder = scan(tmp_path, accounts).run().folder
    assert verdicts(folder, HEARD)["c"] == ("PASS", "Great Tom", "")
    assert verdicts(folder, QUIET)["c"][0] == "NOT_ASSESSED", "one more could be one too many"


def test_an_administrator_that_is_not_scanned_leaves_members_unassessed(tmp_path: Path) -> None:
    accounts = towns("a", "c", management="a", administrators=("999988887777",))
    why = f"account 999988887777 is a delegated administrator of {FOUNDRY}; it is not part of this scan"
    assert heard(scan(tmp_path, accounts).run().folder) == {("NOT_ASSESSED", why, "owner-not-scanned")}


def test_a_failure_says_that_the_management_account_was_not_scanned(tmp_path: Path) -> None:
    accounts = towns("c", "d", management="999988887777", administrators=())
    folder = scan(tmp_path, accounts).run().folder
    doubt = "the management account 999988887777 is not part of this scan"
    assert heard(folder) == {("FAIL", f"none; {doubt}", "")}
    assert set(verdicts(folder, QUIET).values()) == {("NOT_ASSESSED", doubt, "owner-not-scanned")}


def test_members_are_not_asked_what_only_owners_have(tmp_path: Path) -> None:
    accounts = towns("c", "a", "b bells", management="a", administrators=("b bells",))
    sessions = street_of(accounts)
    scan(tmp_path, accounts, sessions=sessions).run()
    asked = {id_: Counter(visit.asked) for id_, [visit] in sessions.visits.items()}
    assert {id_[-1] for id_, questions in asked.items() if "bell:list" in questions} == {"1", "2"}
    assert all(set(questions.values()) == {1} for questions in asked.values()), "nothing is asked twice"


def test_owners_are_read_first(tmp_path: Path) -> None:
    accounts = towns("c", "d", "e", "a", "b bells", management="a", administrators=("b bells",))
    sessions = street_of(accounts)
    scan(tmp_path, accounts, sessions=sessions).run()
    assert {id_[-1] for id_ in sessions.entered[:2]} == {"1", "2"}


def test_what_is_shared_is_said_in_the_signature() -> None:
    signature = a_bell_is_heard.signature
    [wanted] = signature.inputs
    assert (wanted.kind, wanted.shared, wanted.can_only_help) == (Bell, True, True)
    assert signature.kinds == (Account, Bell, Organization)
    assert [need.kind for need in signature.needs_with({}, owner=False)] == [Account, Organization]
    assert signature.shared_kinds_with({}) == {Bell}
    assert not few_bells_are_heard.signature.inputs[0].can_only_help


def shares_a_house(account: Account, houses: Shared[House]) -> Verdict:  # type: ignore[type-var]
    return passed()


def helps_with_a_bell(account: Account, bells: Annotated[Sequence[Bell], CAN_ONLY_HELP]) -> Verdict:
    return passed()


def harms_with_a_bell(account: Account, bells: Annotated[Sequence[Bell], CAN_ONLY_HARM]) -> Verdict:
    return passed()


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (shares_a_house, "'houses': House is no OrganizationWide resource, so none is shared"),
        (helps_with_a_bell, "'bells' is not Shared, so it cannot be marked with CAN_ONLY_HELP"),
        (harms_with_a_bell, "'bells' is not Shared, so it cannot be marked with CAN_ONLY_HARM"),
    ],
)
def test_what_cannot_be_shared_is_refused_with_file_and_line(function: Any, why: str) -> None:
    with pytest.raises(SignatureError, match=f"{__file__}:{function.__code__.co_firstlineno}.*{why}"):
        read_signature(function)


class Loudness(Fact):
    """How loud it is, which would have to be asked when all bells are known."""


@collects("bell:GetLoudness")
def loudness(aws: Aws, account: Account, bells: Shared[Bell]) -> Loudness:
    raise NotImplementedError


def test_nothing_can_be_asked_of_aws_that_depends_on_what_others_own() -> None:
    with pytest.raises(SignatureError, match="loudness depends on what other accounts own"):
        plan([Loudness])


def test_an_account_is_asked_which_organisation_it_is_in_only_where_that_is_not_known() -> None:
    wanted = a_bell_is_heard.signature.kinds
    assert plan(wanted).actions == {"bell:List", "organizations:DescribeOrganization"}
    assert plan(wanted, organization_known=True).actions == {"bell:List"}
    own = a_bell_is_heard.signature.needs_with({}, owner=False)
    assert plan(own, owner=False, organization_known=True).actions == set()


def alone(organization: Organization, own: OwnOrganization | None = None) -> Inventory:
    inventory = Inventory(ACCOUNT, NOW, organization)
    inventory.record(Bell, ACCOUNT, ())
    if own:
        inventory.record(OwnOrganization, ACCOUNT, own)
    return inventory


def ours(*, id_: str, management: str, bells: int) -> Shares:
    found = tuple(
        Bell(account_id=management, region="global", arn=f"bell/{number}", name=f"{number}") for number in range(bells)
    )
    return Shares(
        frozenset({management, ACCOUNT.account_id}), {management: Share(management, id_, {Bell: Holding(found)})}
    )


def test_what_an_account_of_another_organisation_owns_does_not_count() -> None:
    """Accounts that are listed may belong to customers."""
    inventory = alone(Organization(), OwnOrganization("o-1", "900000000009"))
    for id_, status in (("o-1", Status.PASS), ("o-2", Status.FAIL)):
        inventory.shares = ours(id_=id_, management="900000000009", bells=1)
        [finding] = judge(inventory, [rule(a_bell_is_heard)])
        assert finding.status is status


@check("house-bell-cracked", title="Bells are whole", severity=Severity.LOW, remediation="Cast a new one.")
def no_bell_is_cracked(account: Account, bells: Annotated[Shared[Bell], CAN_ONLY_HARM]) -> Verdict:
    """A crack can be heard."""
    return failed("cracked") if bells.found else passed(bells.doubt)


@pytest.mark.parametrize(
    ("bells", "refused", "status"),
    [(0, False, Status.PASS), (0, True, Status.NOT_ASSESSED), (1, True, Status.FAIL), (1, False, Status.FAIL)],
)
def test_what_can_only_harm_leaves_a_failure_as_it_is(bells: int, status: Status, *, refused: bool) -> None:
    management = "900000000009"
    inventory = alone(Organization(id="o-1", management_account_id=management, administrators={FOUNDRY: ()}))
    inventory.shares = ours(id_="o-1", management=management, bells=bells)
    if refused:
        held = inventory.shares.by_account[management].holdings[Bell]
        gap = ("", Unavailable(ReasonCode.DENIED_BY_IAM, "no"))
        share = Share(management, "o-1", {Bell: Holding(held.found, (gap,))})
        inventory.shares = Shares(inventory.shares.scanned, {management: share})
    [finding] = judge(inventory, [rule(no_bell_is_cracked)])
    assert finding.status is status


def test_what_can_only_harm_is_said_of_an_owner_that_is_merely_not_scanned() -> None:
    inventory = alone(Organization(id="o-1", management_account_id="900000000009", administrators={FOUNDRY: ()}))
    [finding] = judge(inventory, [rule(no_bell_is_cracked)])
    doubt = "the management account 900000000009 is not part of this scan"
    assert (finding.status, finding.reason) == (Status.PASS, doubt)


def test_an_account_that_is_in_no_organisation_shares_nothing() -> None:
    inventory = alone(Organization(), OwnOrganization())
    inventory.shares = ours(id_="", management="900000000009", bells=1)
    assert inventory.own_organization.alone
    assert inventory.own_organization.known
    [finding] = judge(inventory, [rule(a_bell_is_heard)])
    assert (finding.status, finding.reason) == (Status.FAIL, "none; ")


def test_an_account_that_was_not_asked_where_it_belongs_is_not_assessed() -> None:
    [finding] = judge(alone(Organization()), [rule(a_bell_is_heard)])
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, ReasonCode.UNSUPPORTED)
    assert finding.reason == "the account was not asked which organisation it is in"


def test_what_the_account_says_of_itself_does_not_replace_what_organizations_said() -> None:
    known = Organization(frozenset({"1"}), "o-1", "1", administrators={FOUNDRY: ()})
    assert alone(known, OwnOrganization("o-1", "1")).own_organization == known


def test_of_an_organisation_that_an_account_names_itself_the_members_are_not_known() -> None:
    named = alone(Organization(frozenset({"1"})), OwnOrganization("o-1", "9")).own_organization
    assert named == Organization(frozenset({"1"}), "o-1", "9", members_unknown=True)
    assert not named.known


NAMES = st.lists(st.sampled_from(["", " bells", " silent", " closed"]), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(NAMES, st.randoms(use_true_random=False), st.integers(-1, 4), st.none() | st.sets(st.integers(0, 4)))
def test_who_is_read_first_changes_nothing(
    kinds: list[str], dice: random.Random, management: int, administrators: set[int] | None
) -> None:
    names = [f"{'abcde'[number]}{kind}" for number, kind in enumerate(kinds)]
    manager = names[management] if 0 <= management < len(names) else ("999988887777" if management > 0 else "")
    chosen = None if administrators is None else tuple(names[one] for one in administrators if one < len(names))
    shuffled = dice.sample(names, len(names))
    with tempfile.TemporaryDirectory() as runs:
        read_once, read_again = (
            scan(Path(runs, str(turn)), towns(*order, management=manager, administrators=chosen)).run().folder
            for turn, order in enumerate((names, shuffled))
        )
        assert findings(read_once) == findings(read_again)
        comparison = Judgement(read_once, RULES).compare()
        assert comparison.changes == []
        for one, expected in ((HEARD, heard_by), (QUIET, quiet_by)):
            statuses = {name: status for name, (status, *_) in verdicts(read_once, one).items()}
            assert statuses == {name: expected(name, names, manager, chosen) for name in names}


def heard_by(name: str, names: list[str], manager: str, administrators: tuple[str, ...] | None) -> str:
    """The rule in a few words, written anew."""
    if "closed" in name:
        return "NOT_ASSESSED"
    known = bool(manager) and administrators is not None
    owners = {manager, *(administrators or ())} if known else set(names)
    if any("bells" in one for one in names if one in owners):
        return "PASS"
    named = {manager, *(administrators or ())}
    return "NOT_ASSESSED" if any("silent" in one or "closed" in one for one in named) else "FAIL"


def quiet_by(name: str, names: list[str], manager: str, administrators: tuple[str, ...] | None) -> str:
    if "closed" in name or administrators is None or manager not in names:
        return "NOT_ASSESSED"
    owners = {manager, *administrators}
    if any("silent" in one or "closed" in one for one in owners):
        return "NOT_ASSESSED"
    return "PASS" if sum("bells" in one for one in owners) <= 1 else "FAIL"
