import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reporter.accounts import ACTIONS, Accounts, AccountsUnknown, find_accounts, narrow
from reporter.config.settings import AccountSources, AssumedRole, ListedAccount, OrganizationSource, Selection, Settings
from reporter.demo.state import Refusal
from reporter.sessions import Sessions
from tests.sessions.wire import Reply, Wire, identity, wire
from tests.world import World, cut_pages, together

pytestmark = pytest.mark.usefixtures("world")

MANAGEMENT, SHOP, PAYMENTS, SANDBOX, CLOSED = (f"{number}" * 12 for number in range(1, 6))
UNITS = {
    "r-root": [("ou-root-workload", "Workloads"), ("ou-root-sandbox1", "Sandbox")],
    "ou-root-workload": [("ou-root-prod1234", "Prod")],
}
MEMBERS = {
    "r-root": [(MANAGEMENT, "management", "ACTIVE")],
    "ou-root-workload": [(SHOP, "shop-dev", "ACTIVE")],
    "ou-root-prod1234": [(PAYMENTS, "payments-prod", "ACTIVE")],
    "ou-root-sandbox1": [(SANDBOX, "sandbox-one", "ACTIVE"), (CLOSED, "sandbox-old", "SUSPENDED")],
}
TAGS = {SHOP: {"owner": "shop@example.com", "stage": "dev"}, PAYMENTS: {"stage": "prod-eu"}}


def organization(**replies: Reply) -> Wire:
    """The organisation above, seen with credentials of its management account."""
    arn = f"arn:aws:organizations::{MANAGEMENT}:root/o-example123/r-root"
    known: dict[str, Reply] = {
        "sts__GetCallerIdentity": lambda _: identity(MANAGEMENT),
        "organizations__ListRoots": lambda _: {"Roots": [{"Id": "r-root", "Arn": arn}]},
        "organizations__ListOrganizationalUnitsForParent": lambda asked: {
            "OrganizationalUnits": [{"Id": id_, "Name": name} for id_, name in UNITS.get(asked["ParentId"], ())]
        },
        "organizations__ListAccountsForParent": lambda asked: {"Accounts": members(MEMBERS[asked["ParentId"]])},
        "organizations__ListTagsForResource": lambda asked: {
            "Tags": [{"Key": key, "Value": value} for key, value in TAGS.get(asked["ResourceId"], {}).items()]
        },
    }
    return wire(**known | replies)


def members(known: Iterable[tuple[str, str, str]], state: str = "State") -> list[dict[str, str]]:
    return [{"Id": id_, "Name": name, state: shown} for id_, name, shown in known]


def find(line: Wire, sources: AccountSources, **settings: Any) -> Accounts:
    shown = Settings(accounts=sources, **settings)
    return find_accounts(shown, line.sessions(shown))


def find_in_organization(line: Wire | None = None, **source: Any) -> Accounts:
    chosen = OrganizationSource(**{"owner_tag": "", **source})
    return find(line or organization(), AccountSources(organization=chosen))


def ids(accounts: Accounts) -> list[str]:
    return [target.account.account_id for target in accounts.targets]


def test_listed_accounts_are_entered_through_the_common_role_or_their_own() -> None:
    own, common = AssumedRole(name="Own"), AssumedRole(name="Common")
    listed = (
        ListedAccount(id=SHOP, name="shop", owner="me", ou="Workloads", tags={"stage": "dev"}),
        ListedAccount(id=PAYMENTS, role=own),
    )
    shop, payments = find(wire(), AccountSources(listed=listed), role=common).targets
    assert (shop.account.name, shop.account.owner, shop.account.ou) == ("shop", "me", "Workloads")
    assert (shop.account.tags, shop.role, shop.why) == ({"stage": "dev"}, common, "listed in the configuration")
    assert (payments.account.name, payments.role) == (PAYMENTS, own)


def test_accounts_are_in_the_partition_of_the_caller_unless_configured_otherwise() -> None:
    line = wire(sts__GetCallerIdentity=lambda _: identity(MANAGEMENT, "aws-cn"))
    listed = AccountSources(listed=(ListedAccount(id=SHOP),))
    assert find(line, listed).targets[0].account.partition == "aws-cn"
    assert find(line, listed, partition="aws").targets[0].account.partition == "aws"


def test_without_an_organisation_the_scanned_accounts_are_our_own() -> None:
    found = find(wire(), AccountSources(listed=(ListedAccount(id=SHOP),)))
    assert found.organization.account_ids == {SHOP}
    assert not found.organization.known


def test_the_current_account_needs_no_role() -> None:
    [target] = find(organization(), AccountSources(current=True)).targets
    assert (target.account.account_id, target.role, target.profile) == (MANAGEMENT, None, "")


@pytest.fixture
def two_profiles(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The profiles `one` and `two`, and no credentials but theirs."""
    secrets = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = made-up\n"
    (tmp_path / "config").write_text(f"[profile one]\n{secrets}[profile two]\n{secrets}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")


@pytest.mark.usefixtures("two_profiles")
def test_each_profile_stands_for_its_account_and_no_other_credentials_are_needed() -> None:
    callers = iter([identity(SHOP), identity(PAYMENTS)])
    found = find(wire(sts__GetCallerIdentity=lambda _: next(callers)), AccountSources(profiles=("one", "two")))
    assert [(target.account.account_id, target.role, target.profile) for target in found.targets] == [
        (SHOP, None, "one"),
        (PAYMENTS, None, "two"),
    ]
    assert found.caller.account_id == SHOP


def test_the_current_account_may_be_entered_through_the_role_so_that_a_session_policy_holds_it() -> None:
    role = AssumedRole(name="Audit")
    [target] = find(organization(), AccountSources(current=True, through_role=True), role=role).targets
    assert (target.account.account_id, target.role, target.profile) == (MANAGEMENT, role, "")


@pytest.mark.usefixtures("two_profiles")
def test_so_may_the_accounts_of_profiles_each_with_its_own_credentials() -> None:
    callers = iter([identity(SHOP), identity(PAYMENTS)])
    sources = AccountSources(profiles=("one", "two"), through_role=True)
    found = find(wire(sts__GetCallerIdentity=lambda _: next(callers)), sources)
    assert [(target.role, target.profile) for target in found.targets] == [
        (AssumedRole(), "one"),
        (AssumedRole(), "two"),
    ]


@pytest.mark.usefixtures("two_profiles")
def test_two_profiles_of_one_account_are_one_account() -> None:
    found = find(wire(sts__GetCallerIdentity=lambda _: identity(SHOP)), AccountSources(profiles=("one", "two")))
    assert [target.why for target in found.targets] == [
        "the account of profile 'one'; also the account of profile 'two'"
    ]


def test_all_active_accounts_of_the_organisation_are_scanned_with_their_place() -> None:
    found = find_in_organization()
    assert [(target.account.name, target.account.ou) for target in found.targets] == [
        ("management", ""),
        ("shop-dev", "Workloads"),
        ("payments-prod", "Workloads/Prod"),
        ("sandbox-one", "Sandbox"),
    ]
    assert {target.why for target in found.targets} == {"in the organisation"}
    assert found.organization.id == "o-example123"
    assert found.organization.account_ids == {MANAGEMENT, SHOP, PAYMENTS, SANDBOX, CLOSED}


def test_the_tree_is_read_with_two_calls_for_each_place() -> None:
    line = organization()
    find_in_organization(line)
    asked = [name.partition(":")[2] for name, _ in line.asked]
    assert asked.count("ListRoots") == 1
    assert asked.count("ListAccountsForParent") == asked.count("ListOrganizationalUnitsForParent") == 4
    assert len(asked) == 1 + 1 + 8


def test_twenty_are_asked_for_at_a_time() -> None:
    line = organization()
    find_in_organization(line)
    sizes = [asked["MaxResults"] for name, asked in line.asked if name.startswith("organizations:")]
    assert set(sizes) == {20}


def test_an_organisation_in_many_pages_is_the_same_organisation() -> None:
    settings = Settings(accounts=AccountSources(organization=OrganizationSource()))
    paged = Sessions(settings, prepare=together(organization().prepare, cut_pages(1)))
    assert find_accounts(settings, paged) == find(organization(), settings.accounts)


@pytest.mark.parametrize("state", ["State", "Status"])
@pytest.mark.parametrize("shown", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"])
def test_an_account_that_is_not_active_is_left_out(state: str, shown: str) -> None:
    accounts = [(SHOP, "shop", "ACTIVE"), (CLOSED, "old", shown)]
    line = organization(
        organizations__ListAccountsForParent=lambda asked: {
            "Accounts": members(accounts, state) if asked["ParentId"] == "r-root" else []
        }
    )
    found = find_in_organization(line)
    assert ids(found) == [SHOP]
    assert [(one.account.name, one.why) for one in found.left_out] == [
        ("old", f"its state in the organisation is {shown}")
    ]


@pytest.mark.parametrize(
    ("include", "expected", "why"),
    [
        (Selection(ids=(SHOP,)), [SHOP], "its id is named"),
        (Selection(names=("*-prod",)), [PAYMENTS], "its name matches '*-prod'"),
        (Selection(ous=("Workloads",)), [SHOP, PAYMENTS], "it is below the OU 'Workloads'"),
        (Selection(ous=("Workloads/*",)), [PAYMENTS], "it is below the OU 'Workloads/*'"),
        (Selection(ous=("ou-root-sandbox1",)), [SANDBOX], "it is below the OU 'ou-root-sandbox1'"),
        (Selection(ous=("r-root",)), [MANAGEMENT, SHOP, PAYMENTS, SANDBOX], "it is below the OU 'r-root'"),
        (Selection(tags={"stage": "prod*"}), [PAYMENTS], "its tag 'stage' matches 'prod*'"),
        (Selection(tags={"owner": "*"}), [SHOP], "its tag 'owner' matches '*'"),
    ],
)
def test_an_account_is_included_by_any_of_its_properties(include: Selection, expected: list[str], why: str) -> None:
    found = find_in_organization(include=include)
    assert ids(found) == expected
    assert {target.why for target in found.targets} == {why}


def test_what_nothing_includes_is_left_out() -> None:
    found = find_in_organization(include=Selection(ids=(SHOP,)))
    assert {one.why for one in found.left_out if one.account.account_id != CLOSED} == {
        "nothing under accounts.organization.include means it"
    }


def test_what_is_excluded_is_left_out_though_it_is_included() -> None:
    found = find_in_organization(include=Selection(ous=("Workloads",)), exclude=Selection(names=("shop-*",)))
    assert ids(found) == [PAYMENTS]
    assert (SHOP, "excluded: its name matches 'shop-*'") in [
        (one.account.account_id, one.why) for one in found.left_out
    ]


def test_an_id_that_the_organisation_does_not_have_is_reported() -> None:
    found = find_in_organization(include=Selection(ids=(SHOP, "999900009999")))
    assert [one.why for one in found.left_out if one.account.account_id == "999900009999"] == [
        "named by id, but not in the organisation"
    ]


def test_an_ou_without_accounts_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        find_in_organization(exclude=Selection(ous=("Worklods",)))
    assert "no account is below the OU 'Worklods'" in caplog.text


def test_tags_are_not_read_unless_something_asks_for_them() -> None:
    line = organization()
    find_in_organization(line, include=Selection(names=("shop-*",)))
    assert not line.requests("organizations:ListTagsForResource")


def test_tags_are_read_once_for_the_accounts_that_nothing_else_decides() -> None:
    line = organization()
    include = Selection(names=("shop-*",), tags={"stage": "prod*"})
    find_in_organization(line, include=include, exclude=Selection(tags={"stage": "test", "owner": "zoe"}))
    asked = [request["ResourceId"] for request in line.requests("organizations:ListTagsForResource")]
    assert sorted(asked) == [MANAGEMENT, SHOP, PAYMENTS, SANDBOX]


def test_the_owner_is_read_for_accounts_that_are_scanned() -> None:
    line = organization()
    found = find_in_organization(line, include=Selection(ous=("Workloads",)), owner_tag="owner")
    assert [target.account.owner for target in found.targets] == ["shop@example.com", ""]
    assert found.targets[0].account.tags == TAGS[SHOP]
    assert len(line.requests("organizations:ListTagsForResource")) == 2


def test_sources_add_up_and_the_first_to_name_an_account_wins() -> None:
    sources = AccountSources(
        listed=(ListedAccount(id=SHOP, owner="me", role=AssumedRole(name="Own")),),
        organization=OrganizationSource(include=Selection(ous=("Workloads",))),
    )
    found = find(organization(), sources)
    shop, payments = found.targets
    assert (shop.account.owner, shop.account.name, shop.account.ou) == ("me", "shop-dev", "Workloads")
    assert shop.role == AssumedRole(name="Own")
    assert shop.why == "listed in the configuration; also it is below the OU 'Workloads'"
    assert payments.account.account_id == PAYMENTS


def test_an_account_that_is_left_out_by_one_source_is_scanned_for_another() -> None:
    sources = AccountSources(listed=(ListedAccount(id=CLOSED),), organization=OrganizationSource())
    found = find(organization(), sources)
    assert not found.left_out
    assert found.targets[0].account.name == "sandbox-old"
    assert found.targets[0].why == "listed in the configuration; though its state in the organisation is SUSPENDED"


def test_the_management_account_is_entered_through_the_role_unless_it_is_current() -> None:
    through_role = find(organization(), AccountSources(organization=OrganizationSource())).targets[0]
    directly = find(organization(), AccountSources(organization=OrganizationSource(), current=True)).targets[0]
    assert (through_role.account.account_id, through_role.role) == (MANAGEMENT, AssumedRole())
    assert (directly.account.name, directly.role) == ("management", None)


@pytest.mark.parametrize("code", ["AccessDeniedException", "AccessDenied"])
def test_an_organisation_that_may_not_be_read_is_an_error_that_says_what_is_missing(code: str) -> None:
    line = organization(organizations__ListRoots=lambda _: Refusal(code, "not authorized"))
    with pytest.raises(AccountsUnknown, match=r"ListRoots: not authorized.*delegated administrator") as unknown:
        find_in_organization(line)
    assert all(action in str(unknown.value) for action in ACTIONS)


def test_an_account_without_an_organisation_is_reported_so() -> None:
    line = organization(organizations__ListRoots=lambda _: Refusal("AWSOrganizationsNotInUseException", "no"))
    with pytest.raises(AccountsUnknown, match="belongs to no organisation"):
        find_in_organization(line)


def test_another_refusal_is_reported_as_it_is() -> None:
    line = organization(organizations__ListAccountsForParent=lambda _: Refusal("ServiceException", "out of order"))
    with pytest.raises(AccountsUnknown, match=r"out of order.*try again"):
        find_in_organization(line)


def test_tags_that_may_not_be_read_are_an_error_too() -> None:
    line = organization(organizations__ListTagsForResource=lambda _: Refusal("AccessDeniedException", "no"))
    with pytest.raises(AccountsUnknown, match="ListTagsForResource"):
        find_in_organization(line, owner_tag="owner")


def test_an_answer_without_the_usual_fields_is_an_error_and_not_a_smaller_organisation() -> None:
    line = organization(organizations__ListAccountsForParent=lambda _: {"Accounts": [{"Id": SHOP, "Name": "shop"}]})
    with pytest.raises(AccountsUnknown, match="cannot be understood: KeyError"):
        find_in_organization(line)


@pytest.mark.parametrize(
    ("organization_id", "account_id", "is_ours"),
    [("o-example123", SHOP, True), ("o-elsewhere1", SHOP, False), ("o-example123", PAYMENTS, False)],
)
def test_an_account_of_another_organisation_or_another_account_is_not_taken_in(
    organization_id: str, account_id: str, *, is_ours: bool
) -> None:
    arn = f"arn:aws:organizations::{MANAGEMENT}:account/{organization_id}/{account_id}"
    listed = {"Accounts": [{"Id": SHOP, "Name": "shop", "State": "ACTIVE", "Arn": arn}]}
    line = organization(
        organizations__ListAccountsForParent=lambda _: listed,
        organizations__ListOrganizationalUnitsForParent=lambda _: {"OrganizationalUnits": []},
    )
    if is_ours:
        assert ids(find_in_organization(line)) == [SHOP]
    else:
        with pytest.raises(AccountsUnknown, match=f"is not account {SHOP} of o-example123"):
            find_in_organization(line)


def test_nothing_to_scan_is_an_error_that_tells_what_was_left_out() -> None:
    with pytest.raises(AccountsUnknown, match=rf"{MANAGEMENT} \(excluded: its name matches '\*'\)"):
        find_in_organization(exclude=Selection(names=("*",)))


def test_a_long_list_of_accounts_that_were_left_out_is_cut() -> None:
    strangers = tuple(f"{number:012d}" for number in range(7))
    with pytest.raises(AccountsUnknown, match="and 7 more"):
        find_in_organization(include=Selection(ids=strangers))


def test_accounts_can_be_narrowed_to_some() -> None:
    found = narrow(find_in_organization(), [SHOP])
    assert ids(found) == [SHOP]
    assert not found.left_out
    assert found.organization.known


def test_an_account_may_be_named_instead_of_its_id() -> None:
    accounts = find_in_organization()
    by_id = narrow(accounts, [SHOP])
    [target] = by_id.targets
    assert narrow(accounts, [target.account.name.upper()]) == by_id


def test_a_name_that_several_accounts_have_is_refused_with_their_ids() -> None:
    accounts = find_in_organization()
    first, second = accounts.targets[:2]
    twin = replace(second, account=replace(second.account, name=first.account.name))
    with pytest.raises(AccountsUnknown) as raised:
        narrow(replace(accounts, targets=(first, twin)), [first.account.name])
    ids = f"{first.account.account_id}, {second.account.account_id}"
    assert f"several accounts have this name: {ids}" in str(raised.value)


def test_narrowing_to_an_account_that_is_not_scanned_is_an_error_that_says_why() -> None:
    with pytest.raises(AccountsUnknown) as unknown:
        narrow(find_in_organization(), [SHOP, CLOSED, "999900009999"])
    assert f"{CLOSED} (its state in the organisation is SUSPENDED)" in str(unknown.value)
    assert "999900009999 (no source of accounts names it)" in str(unknown.value)
    assert SHOP not in str(unknown.value)


ANALYZERS = "access-analyzer.amazonaws.com"


def administrators(asked: dict[str, Any]) -> Any:
    """What AWS answers about one service."""
    assert asked["ServicePrincipal"] == ANALYZERS
    return {"DelegatedAdministrators": [{"Id": PAYMENTS}, {"Id": SHOP}]}


def find_with_services(line: Wire, *services: str) -> Accounts:
    settings = Settings(accounts=AccountSources(organization=OrganizationSource(owner_tag="")))
    return find_accounts(settings, line.sessions(settings), services)


def test_the_management_account_is_that_of_the_root_and_its_members_are_known() -> None:
    found = find_in_organization()
    assert found.organization.management_account_id == MANAGEMENT
    assert found.organization.known
    assert all(target.member for target in found.targets)


def test_who_administers_a_service_is_asked_once_for_each_that_matters() -> None:
    line = organization(organizations__ListDelegatedAdministrators=administrators)
    assert find_with_services(line, ANALYZERS).organization.administrators == {ANALYZERS: (SHOP, PAYMENTS)}
    assert len(line.requests("organizations:ListDelegatedAdministrators")) == 1
    assert not find_with_services(organization()).organization.administrators


@pytest.mark.parametrize("reply", [Refusal("AccessDeniedException", "no"), {"DelegatedAdministrators": [{}]}])
def test_who_administers_a_service_may_stay_unknown(reply: Any, caplog: pytest.LogCaptureFixture) -> None:
    line = organization(organizations__ListDelegatedAdministrators=lambda _: reply)
    with caplog.at_level(logging.WARNING):
        found = find_with_services(line, ANALYZERS)
    assert len(found.targets) == 4
    assert found.organization.administrators == {}
    assert f"the delegated administrators of {ANALYZERS} cannot be listed" in caplog.text


def test_of_an_account_that_only_the_configuration_names_it_is_not_known_where_it_belongs() -> None:
    sources = AccountSources(listed=(ListedAccount(id="999988887777"),), organization=OrganizationSource())
    found = find(organization(), sources)
    members = {target.account.account_id: target.member for target in found.targets}
    assert members == {"999988887777": False, **dict.fromkeys((MANAGEMENT, SHOP, PAYMENTS, SANDBOX), True)}


def test_accounts_are_all_in_the_organisation_only_if_no_other_source_names_any() -> None:
    assert AccountSources(organization=OrganizationSource()).all_in_organization
    assert not AccountSources(organization=OrganizationSource(), current=True).all_in_organization
    assert not AccountSources(current=True).all_in_organization
