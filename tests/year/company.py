"""A small Brightwater Foods in memory; every change of its AWS is recorded in the facts too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from reporter.config.settings import (
    AccountSources,
    AssumedRole,
    CheckChoice,
    FrameworkChoice,
    Limits,
    OrganizationSource,
    OwnerRule,
    Selection,
    Settings,
)
from reporter.demo.emulator import Emulator, emulated_aws
from reporter.demo.organization import (
    AUDIT_ROLE,
    MANAGEMENT_ACCOUNT,
    Member,
    Organization,
    keep_auditors_out,
    seed_audit_role,
    seed_auditor,
)
from reporter.demo.place import Place
from reporter.demo.services.account import SECURITY_CONTACT
from reporter.demo.services.iam.state import IamState, RootUser
from reporter.demo.services.s3.buckets import BLOCK_FLAGS, Bucket, seed_buckets
from reporter.demo.state import Refusal
from tests.year import facts
from tests.year.facts import HOME, MONDAY, PASSWORD, PUBLIC, Books, Facts, Thing, day

DENIED = Refusal("AccessDenied", "not authorized", 403)
TEAMS = {"Shop team": "shop.team@brightwater.example"}
"""The owners whose address is known."""
OUTSIDE = "Elsewhere"
"""The organisational unit that is not audited."""


class Company:
    """The events of the company, in the words of the story."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator = emulator
        self.facts = Facts()
        self.runs = folder / "runs"
        self.inbox = folder / "inbox"
        """The workbooks that were sent back."""
        self.inbox.mkdir()
        self._waivers = folder / "waivers.yml"
        self._organization = Organization(emulator, MONDAY)
        self._write_waivers()

    def joins(self, name: str, team: str, *, regions: tuple[str, ...] = (HOME,)) -> None:
        """An account is opened, without failures."""
        self._organization.take_in([Member(name=name, ou="Workloads", owner=team)])
        place = self._place(name)
        place.state.regions = regions
        seed_audit_role(place)
        self.facts.accounts[name] = Books(place.account_id, team)
        self.protects_root(name)
        self.asks_for_passwords_of(name, 14)
        self.names_a_contact(name)
        for region in regions:
            self.encrypts(name, region)

    def makes(self, account: str, bucket: str, *, closed: bool = True, versioned: bool = True) -> None:
        made = Bucket(name=bucket, blocked=closed, versioning=versioned)
        seed_buckets(self._place(account), (made,))
        self.facts.accounts[account].buckets[bucket] = facts.Bucket(closed, versioned)

    def deletes(self, account: str, bucket: str) -> None:
        self._s3(account).delete_bucket(Bucket=bucket)
        del self.facts.accounts[account].buckets[bucket]

    def opens(self, account: str, bucket: str) -> None:
        self._s3(account).delete_public_access_block(Bucket=bucket)
        self.facts.accounts[account].buckets[bucket].closed = False

    def closes(self, account: str, bucket: str) -> None:
        block = dict.fromkeys(BLOCK_FLAGS, True)
        self._s3(account).put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
        self.facts.accounts[account].buckets[bucket].closed = True

    def versions(self, account: str, bucket: str, *, on: bool = True) -> None:
        status = "Enabled" if on else "Suspended"
        self._s3(account).put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})
        self.facts.accounts[account].buckets[bucket].versioned = on

    def asks_for_passwords_of(self, account: str, length: int) -> None:
        self._place(account).client("iam").update_account_password_policy(MinimumPasswordLength=length)
        self.facts.accounts[account].password = length

    def protects_root(self, account: str, *, mfa: bool = True) -> None:
        self._place(account).state.of(IamState).root = RootUser(mfa=mfa)
        self.facts.accounts[account].root_mfa = mfa

    def names_a_contact(self, account: str, *, named: bool = True) -> None:
        client = self._place(account).client("account")
        if named:
            client.put_alternate_contact(**SECURITY_CONTACT)
        else:
            client.delete_alternate_contact(AlternateContactType="SECURITY")
        self.facts.accounts[account].contact = named

    def encrypts(self, account: str, region: str, *, on: bool = True) -> None:
        ec2 = self._place(account).client("ec2", region)
        (ec2.enable_ebs_encryption_by_default if on else ec2.disable_ebs_encryption_by_default)()
        self.facts.accounts[account].regions[region] = on

    def hides_its_buckets(self, account: str, *, hidden: bool = True) -> None:
        """The list of buckets is refused."""
        self._refuse(account, "s3:ListBuckets", refused=hidden)
        self.facts.accounts[account].listed = not hidden

    def hides_who_may_enter(self, account: str, *, hidden: bool = True) -> None:
        """The public access block of buckets is refused."""
        self._refuse(account, "s3:GetPublicAccessBlock", refused=hidden)
        self._blind(account, PUBLIC, hidden=hidden)

    def hides_its_passwords(self, account: str, *, hidden: bool = True) -> None:
        self._refuse(account, "iam:GetAccountPasswordPolicy", refused=hidden)
        self._blind(account, PASSWORD, hidden=hidden)

    def locks(self, account: str) -> None:
        """The account cannot be entered any more."""
        keep_auditors_out(self._place(account))
        self.facts.accounts[account].locked = True

    def unlocks(self, account: str) -> None:
        del self._place(account).state.refusals["sts:AssumeRole"]
        self.facts.accounts[account].locked = False

    def moves(self, account: str, *, away: bool) -> None:
        """An account moves to the unit that is not audited, or back."""
        ous = [self._ou(OUTSIDE), self._ou("Workloads")]
        source, target = reversed(ous) if away else ous
        self._api.move_account(AccountId=self._id(account), SourceParentId=source, DestinationParentId=target)
        self.facts.accounts[account].asked = not away

    def ends(self, account: str) -> None:
        """An account is closed, and stays suspended in the organisation for a time."""
        self._api.close_account(AccountId=self._id(account))
        self.facts.accounts[account].asked = False

    def forgets(self, account: str) -> None:
        """A closed account is removed from the organisation."""
        self._api.remove_account_from_organization(AccountId=self._id(account))

    def waives(self, name: str, thing: Thing, *, first: int, last: date) -> None:
        """A finding is accepted from the day of one run to a last day."""
        self.facts.waivers[name] = facts.Waiver(thing, day(first), last)
        self._write_waivers()

    def drops(self, name: str) -> None:
        """A waiver is removed."""
        del self.facts.waivers[name]
        self._write_waivers()

    def demands(self, length: int) -> None:
        """The minimum password length of a rule changes."""
        self.facts.password = length

    def allows(self, *buckets: str) -> None:
        """The excluded buckets of a rule change."""
        self.facts.allowed = frozenset(buckets)

    @property
    def settings(self) -> Settings:
        """The present configuration."""
        asked: dict[str, dict[str, Any]] = {
            PASSWORD: {"min_length": self.facts.password},
            PUBLIC: {"excluded_buckets": [*self.facts.allowed]},
        }
        source = OrganizationSource(include=Selection(ous=("Workloads",)))
        return Settings(
            title="Brightwater Foods",
            accounts=AccountSources(organization=source),
            role=AssumedRole(name=AUDIT_ROLE),
            checks=CheckChoice(include=tuple(facts.SEVERITIES), settings=asked),
            frameworks=FrameworkChoice(include=()),
            waivers=(self._waivers,),
            owners=tuple(OwnerRule(name=team, address=address) for team, address in TEAMS.items()),
            follow_up=(str(self.inbox),),
            runs=self.runs,
            limits=Limits(processes=1, accounts_in_flight=1, calls_in_flight=2),
        )

    def _write_waivers(self) -> None:
        entries = [
            {
                "id": name,
                "check": waiver.thing.check,
                "accounts": [self._id(waiver.thing.account)],
                **({"resources": [waiver.thing.resource]} if waiver.thing.resource else {}),
                "reason": "accepted",
                "owner": waiver.thing.account,
                "approver": "the board",
                "starts": waiver.starts,
                "expires": waiver.expires,
            }
            for name, waiver in self.facts.waivers.items()
        ]
        self._waivers.write_text(yaml.safe_dump({"waivers": entries}))

    @property
    def _api(self) -> Any:
        return self.emulator.client("organizations", "us-east-1", MANAGEMENT_ACCOUNT)

    def _ou(self, name: str) -> str:
        root = self._api.list_roots()["Roots"][0]["Id"]
        units = self._api.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
        known = {unit["Name"]: str(unit["Id"]) for unit in units}
        return known.get(name) or str(
            self._api.create_organizational_unit(ParentId=root, Name=name)["OrganizationalUnit"]["Id"]
        )

    def _place(self, account: str) -> Place:
        return self._organization.places[account]

    def _id(self, account: str) -> str:
        return self._place(account).account_id

    def _s3(self, account: str) -> Any:
        return self._place(account).client("s3")

    def _refuse(self, account: str, operation: str, *, refused: bool) -> None:
        refusals = self._place(account).state.refusals
        refusals.update({operation: DENIED} if refused else {})
        if not refused:
            del refusals[operation]

    def _blind(self, account: str, check: str, *, hidden: bool) -> None:
        blind = self.facts.accounts[account].blind
        (blind.add if hidden else blind.discard)(check)


@contextmanager
def brightwater(folder: Path) -> Iterator[Company]:
    """The company instead of AWS until the block ends, audited from its management account."""
    with emulated_aws() as emulator:
        company = Company(emulator, folder)
        management = Place(emulator, MANAGEMENT_ACCOUNT, MONDAY)
        emulator.act_as(seed_auditor(management), "compliance")
        yield company
