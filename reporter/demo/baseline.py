"""The account-wide settings of the demo's accounts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from moto.ssoadmin.models import ssoadmin_backends

from reporter.demo.place import Place
from reporter.demo.services.accessanalyzer import seed_analyzers
from reporter.demo.services.account import seed_contacts
from reporter.demo.services.ec2.network import seed_default_networks
from reporter.demo.services.iam.state import IamState, RootUser
from reporter.demo.services.s3.buckets import BLOCK_FLAGS
from reporter.demo.state import REGIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The account-wide settings; the defaults are those of a new account."""

    root: RootUser = field(default_factory=RootUser)
    root_used: int = -1
    """Days since the root user signed in; negative for never."""
    password_length: int = 0
    """0 for no password policy."""
    remembered_passwords: int = 0
    contact: bool = False
    security_contact: bool = False
    analyzer: str = ""
    """`ACCOUNT` or `ORGANIZATION`; empty for no analyzer."""
    analyzer_regions: tuple[str, ...] = REGIONS
    encrypted_regions: tuple[str, ...] = ()
    """Regions in which EBS encrypts by default."""
    public_access_blocked: bool = False
    default_networks: bool = True


LANDING_ZONE = Baseline(
    root=RootUser(mfa=True),
    password_length=14,
    remembered_passwords=24,
    contact=True,
    security_contact=True,
    analyzer="ACCOUNT",
    encrypted_regions=REGIONS,
    public_access_blocked=True,
    default_networks=False,
)
"""The settings that the platform team gives to new accounts."""


def seed_baseline(place: Place, baseline: Baseline) -> None:
    """Apply the settings to the account."""
    last_used = place.days_ago(baseline.root_used) if baseline.root_used >= 0 else None
    place.state.of(IamState).root = replace(baseline.root, last_used=last_used)
    seed_contacts(place, primary=baseline.contact, security=baseline.security_contact)
    _seed_password_policy(place, baseline)
    seed_analyzers(place, baseline.analyzer, baseline.analyzer_regions if baseline.analyzer else ())
    for region in baseline.encrypted_regions:
        place.client("ec2", region).enable_ebs_encryption_by_default()
    if baseline.public_access_blocked:
        _block_public_access(place)
    seed_default_networks(place, kept=baseline.default_networks)
    # Moto gives every account an instance of IAM Identity Center; the company has one, in another region.
    ssoadmin_backends[place.account_id]["us-east-1"].instances.clear()


def _seed_password_policy(place: Place, baseline: Baseline) -> None:
    if baseline.password_length:
        reuse = baseline.remembered_passwords
        remember = {"PasswordReusePrevention": reuse} if reuse else {}
        length = baseline.password_length
        place.client("iam").update_account_password_policy(MinimumPasswordLength=length, **remember)


def _block_public_access(place: Place) -> None:
    place.client("s3control").put_public_access_block(
        AccountId=place.account_id, PublicAccessBlockConfiguration=dict.fromkeys(BLOCK_FLAGS, True)
    )
