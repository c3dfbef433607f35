"""Whether Macie looks for sensitive data in the buckets of each region."""

from __future__ import annotations

from reporter.api import (
    Known,
    Region,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.macie.sessions import ENABLED, AutomatedDiscovery, MacieSession
from reporter.aws.s3.buckets import Bucket


@check(
    "macie-session-enabled",
    title="Macie sessions should be enabled in every region that has S3 buckets",
    finding="Macie is not enabled in a region that has S3 buckets",
    severity=Severity.LOW,
    remediation="Enable Macie, and resume it where it is paused. Whether data were classified, a person has to review.",
    cli="# in account {account_id}, where Macie is off\n"
    "# check first: Macie costs money for each bucket and for the data that it inspects\n"
    "aws macie2 enable-macie --region {region}\n"
    "# where it is paused\n"
    "# replaces: the status of Macie\n"
    "aws macie2 update-macie-session --region {region} --status ENABLED",
)
def region_with_buckets_has_macie(
    region: Region, session: MacieSession | Unavailable, buckets: Known[Bucket]
) -> Verdict:
    """Macie finds personal data and credentials in buckets, where others may not expect them."""
    here = [bucket for bucket in buckets.found if bucket.region == region.region]
    if not here and not buckets.unread:
        return not_applicable("no buckets in the region")
    if isinstance(session, Unavailable):
        return not_assessed(session)
    if not here and buckets.unread:
        return not_assessed(buckets.unread)
    if session.status == ENABLED:
        return passed()
    return failed(f"Macie is {session.status.lower() or 'off'}")


@check(
    "macie-automated-discovery-enabled",
    title="Macie sessions should have automated sensitive data discovery enabled",
    finding="Macie does not look for sensitive data by itself in the region",
    severity=Severity.LOW,
    remediation="Enable automated discovery; for a member the Macie administrator does it. In an administrator "
    "account keep the setting for members, or Macie enables discovery for all of them.",
    cli="# in account {account_id}. Where the finding names an administrator, only the last command, in that account\n"
    "# check first: discovery costs money for each bucket and for the data that it inspects\n"
    "aws macie2 get-automated-discovery-configuration --region {region} --query autoEnableOrganizationMembers "
    "--output text\n"
    "# AUTO_ENABLE: the word that this shows, so that nothing changes for members. Where it shows None, leave the "
    "option out\n"
    "aws macie2 update-automated-discovery-configuration --region {region} --status ENABLED "
    "--auto-enable-organization-members AUTO_ENABLE\n"
    "# aws macie2 batch-update-automated-discovery-accounts --region {region} --accounts "
    "accountId={account_id},status=ENABLED",
)
def discovery_is_automated(region: Region, session: MacieSession, discovery: AutomatedDiscovery) -> Verdict:
    """Automated discovery samples all buckets, without the planning of single jobs."""
    if session.status != ENABLED:
        return not_applicable(f"Macie is {session.status.lower() or 'off'}")
    by = f"by administrator {discovery.administrator_id}" if discovery.administrator_id else ""
    return passed(by) if discovery.status == ENABLED else failed(f"disabled {by}".strip())
