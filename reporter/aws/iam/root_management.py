"""Whether the organisation manages the root credentials of its member accounts centrally."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.refusals import Refused
from reporter.model.subjects import Account

ROOT_CREDENTIALS, ROOT_SESSIONS = "RootCredentialsManagement", "RootSessions"
NO_ACCESS = "ServiceAccessNotEnabledException"
EXEMPT = {
    "AccountNotManagementOrDelegatedAdministratorException": "decided in the management account",
    "OrganizationNotFoundException": "in no organisation",
    "OrganizationNotInAllFeaturesModeException": "the organisation has consolidated billing only",
}
"""By error code: why nothing can be decided in this account."""


@dataclass(frozen=True, slots=True)
class RootManagement(Fact):
    """The features of centralized root access that the organisation has enabled."""

    features: frozenset[str] = frozenset()
    exemption: str = ""
    """Why the account has no say in it; empty where it has."""


@collects("iam:ListOrganizationsFeatures")
def root_management(aws: Aws, account: Account) -> RootManagement:
    """AWS answers the management account and delegated administrators; all others by error codes of their own."""
    try:
        answer = aws.find("iam", "list_organizations_features", absent=NO_ACCESS)
    except Refused as refused:
        if refused.unavailable.error_code not in EXEMPT:
            raise
        return RootManagement(exemption=EXEMPT[refused.unavailable.error_code])
    found = answer["EnabledFeatures"] if answer else ()
    return RootManagement(frozenset(known(one, {ROOT_CREDENTIALS, ROOT_SESSIONS}) for one in found))
