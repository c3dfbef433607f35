"""What AWS Organizations answers to the management account: a small tree with one policy."""

from __future__ import annotations

from benchmarks.server.answer import Fixed, Listing, always

SIZES: dict[str, int] = {}
SCP = "SERVICE_CONTROL_POLICY"

ANSWERS: dict[str, Fixed | Listing] = {
    "organizations:DescribeResourcePolicy": always({"ResourcePolicy": {"Content": '{"Statement": []}'}}),
    "organizations:ListAccounts": always({"Accounts": []}),
    "organizations:ListAccountsForParent": always({"Accounts": []}),
    "organizations:ListDelegatedAdministrators": always({"DelegatedAdministrators": []}),
    "organizations:ListDelegatedServicesForAccount": always({"DelegatedServices": []}),
    "organizations:ListOrganizationalUnitsForParent": always({"OrganizationalUnits": []}),
    "organizations:ListPolicies": always({"Policies": []}),
    "organizations:ListRoots": always({"Roots": [{"Id": "r-1", "PolicyTypes": [{"Type": SCP, "Status": "ENABLED"}]}]}),
    "organizations:ListTargetsForPolicy": always({"Targets": []}),
}
