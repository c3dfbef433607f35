"""Amazon Macie: whether it is on in each region, and whether it looks for sensitive data by itself."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.refusals import Refused
from reporter.model.subjects import Region

ENABLED = "ENABLED"
SESSIONS = (ENABLED, "PAUSED")
DISCOVERIES = (ENABLED, "DISABLED")
OFF = "Macie is not enabled"
"""How Macie refuses an account that has not enabled it, under the code for a denial."""
MEMBER = "Enabled"
"""The relationship of a member to its administrator."""
RELATIONSHIPS = (
    MEMBER, "Paused", "Invited", "Created", "Removed", "Resigned", "EmailVerificationInProgress",
    "EmailVerificationFailed", "RegionDisabled", "AccountSuspended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MacieSession(Fact):
    """Whether Macie is on in a region."""

    status: str
    """`ENABLED` or `PAUSED`; empty where it is off."""


@dataclass(frozen=True, slots=True)
class AutomatedDiscovery(Fact):
    """Whether Macie looks for sensitive data by itself."""

    status: str
    """`ENABLED` or `DISABLED`; empty where Macie is not on."""
    administrator_id: str = ""
    """The account that decides; empty where the account itself does."""


@collects("macie2:GetMacieSession")
def macie_session(aws: Aws, region: Region) -> MacieSession:
    """The status of Macie in a region."""
    try:
        answer = aws.call("macie2", "get_macie_session", region=region.region)
    except Refused as refused:
        if OFF not in refused.unavailable.detail:
            raise
        return MacieSession("")
    return MacieSession(known(answer["status"], SESSIONS))


@collects(
    "macie2:GetAdministratorAccount",
    "macie2:GetAutomatedDiscoveryConfiguration",
    "macie2:ListAutomatedDiscoveryAccounts",
)
def automated_discovery(aws: Aws, region: Region, session: MacieSession) -> AutomatedDiscovery:
    """The account's own configuration, or its entry in that of its administrator; not asked for where Macie is off."""
    if session.status != ENABLED:
        return AutomatedDiscovery("")
    administrator = _administrator(aws, region)
    if not administrator:
        own = aws.call("macie2", "get_automated_discovery_configuration", region=region.region)
        return AutomatedDiscovery(known(own["status"], DISCOVERIES))
    id_ = region.account_id
    operation = "list_automated_discovery_accounts"
    listed = aws.items("macie2", operation, "items", page_size=25, region=region.region, accountIds=[id_])
    entries = filled([one for one in listed if one["accountId"] == id_], f"the entries of account {id_}")
    return AutomatedDiscovery(known(entries[0]["status"], DISCOVERIES), administrator)


def _administrator(aws: Aws, region: Region) -> str:
    """The account that administers Macie for this one; AWS leaves it out where there is none."""
    absent = "ResourceNotFoundException"
    answer = aws.find("macie2", "get_administrator_account", absent=absent, region=region.region) or {}
    found = answer.get("administrator")
    return found["accountId"] if found and known(found["relationshipStatus"], RELATIONSHIPS) == MEMBER else ""
