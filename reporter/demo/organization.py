"""The demo's AWS organisation: accounts with their owners, and the role of the audit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.organizations.models import organizations_backends

from reporter.demo.emulator import Emulator
from reporter.demo.place import Place, tag_list
from reporter.demo.services.iam.identities import Grants, Identities, Role, account, seed_identities
from reporter.demo.state import Refusal

MANAGEMENT_ACCOUNT = "310064220117"
MANAGEMENT_NAME = "brightwater-management"
MAIL = "aws+{}@brightwater.example"
AUDIT_ROLE = "OrganizationComplianceAudit"
AUDITOR_ROLE = "AWSReservedSSO_ComplianceTeam_5f0c2a9b7d3e1846"
AUDITOR_PATH = "/aws-reserved/sso.amazonaws.com/eu-central-1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of the organisation; its name identifies it in the demo, and its id is assigned by AWS."""

    name: str
    ou: str
    """The path of its organisational unit, for example `Workloads/Prod`."""
    owner: str
    suspended: bool = False
    audit_role: bool = True
    """Whether it has the role that the audit assumes."""


class Organization:
    """The organisation while its accounts are created."""

    def __init__(self, emulator: Emulator, now: datetime) -> None:
        self.emulator = emulator
        self.now = now
        self._api = emulator.client("organizations", "us-east-1", MANAGEMENT_ACCOUNT)
        self._api.create_organization(FeatureSet="ALL")
        self._ous = {"": str(self._api.list_roots()["Roots"][0]["Id"])}
        self.places = {MANAGEMENT_NAME: Place(emulator, MANAGEMENT_ACCOUNT, now)}
        self._name_management_account()

    def _name_management_account(self) -> None:
        """Name the management account; AWS uses the name from its opening, moto `master`."""
        [kept] = organizations_backends[MANAGEMENT_ACCOUNT]["aws"].accounts
        kept.name = MANAGEMENT_NAME
        kept.email = MAIL.format("management")
        self._api.tag_resource(ResourceId=MANAGEMENT_ACCOUNT, Tags=tag_list({"owner": "Platform team"}))

    def take_in(self, members: Iterable[Member]) -> None:
        """Open all accounts in their organisational units."""
        for member in members:
            account_id = self._open(member)
            self._api.move_account(
                AccountId=account_id, SourceParentId=self._ous[""], DestinationParentId=self._ou(member.ou)
            )
            if member.suspended:
                self._api.close_account(AccountId=account_id)
            self.places[member.name] = Place(self.emulator, account_id, self.now)

    def _open(self, member: Member) -> str:
        mail = MAIL.format(member.name)
        tags = tag_list({"owner": member.owner})
        status: dict[str, Any] = self._api.create_account(AccountName=member.name, Email=mail, Tags=tags)
        return str(status["CreateAccountStatus"]["AccountId"])

    def _ou(self, path: str) -> str:
        """The id of an organisational unit; it is created with its parents if missing."""
        if path not in self._ous:
            above, _, name = path.rpartition("/")
            made = self._api.create_organizational_unit(ParentId=self._ou(above), Name=name)
            self._ous[path] = made["OrganizationalUnit"]["Id"]
        return self._ous[path]

    def unit_id(self, path: str) -> str:
        """The id of an organisational unit that has accounts."""
        return self._ous[path]

    def delegate(self, service: str, name: str) -> None:
        """Make a member the delegated administrator of a service."""
        account_id = self.places[name].account_id
        self._api.register_delegated_administrator(AccountId=account_id, ServicePrincipal=service)


def seed_auditor(management: Place) -> str:
    """Create the role of the person who runs the demo, and return its ARN."""
    grants = Grants(aws=("SecurityAudit",))
    role = Role(name=AUDITOR_ROLE, path=AUDITOR_PATH, trusts=account(management.account_id), grants=grants)
    seed_identities(management, Identities(roles=(role,)))
    return f"arn:aws:iam::{management.account_id}:role{AUDITOR_PATH}{AUDITOR_ROLE}"


def seed_audit_role(place: Place) -> None:
    """Create the audit role, which trusts the management account."""
    role = Role(name=AUDIT_ROLE, trusts=account(MANAGEMENT_ACCOUNT), grants=Grants(aws=("SecurityAudit",)))
    seed_identities(place, Identities(roles=(role,)))


def keep_auditors_out(place: Place) -> None:
    """Refuse the audit role: AWS gives the same error for a missing role and for one that does not trust us."""
    role = f"arn:aws:iam::{place.account_id}:role/{AUDIT_ROLE}"
    who = f"arn:aws:sts::{MANAGEMENT_ACCOUNT}:assumed-role/{AUDITOR_ROLE}/compliance"
    why = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
    place.state.refusals["sts:AssumeRole"] = Refusal("AccessDenied", why, 403)


def deny_by_scp(place: Place, operation: str) -> None:
    """Refuse an operation of EC2 with AWS's message for a service control policy."""
    who = f"arn:aws:sts::{place.account_id}:assumed-role/{AUDIT_ROLE}/compliance-report"
    why = (
        f"You are not authorized to perform this operation. User: {who} is not authorized to perform: {operation} "
        "with an explicit deny in a service control policy"
    )
    place.state.refusals[operation] = Refusal("UnauthorizedOperation", why, 403)
