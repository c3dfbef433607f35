"""Whether Security Hub CSPM judges the resources of each region."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Region, Severity, Unavailable, Verdict, check, failed, not_assessed, passed
from reporter.aws.securityhub.hubs import EnabledIntegrations, EnabledStandards, HubV2, Standard


@check(
    "securityhub-hub-enabled",
    title="Security Hub CSPM subscriptions should be enabled in every region",
    finding="Security Hub CSPM is not enabled with a standard in the region",
    severity=Severity.MEDIUM,
    remediation="Enable it with the default standards; its checks need a recorder of AWS Config. With central "
    "configuration the delegated administrator of the organisation does it.",
    cli="# in account {account_id}\n"
    "# check first: its checks and findings cost money\n"
    "aws securityhub enable-security-hub --region {region} --enable-default-standards\n"
    "# where only a standard is missing. STANDARD: an ARN from describe-standards\n"
    "aws securityhub describe-standards --region {region} --query 'Standards[].[Name, StandardsArn]'\n"
    "aws securityhub batch-enable-standards --region {region} --standards-subscription-requests "
    "StandardsArn=STANDARD",
)
def region_has_a_hub(
    region: Region,
    standards: EnabledStandards,
    integrations: Annotated[EnabledIntegrations | Unavailable | None, OnlyIf("accept_integrations")],
    v2: Annotated[HubV2 | Unavailable | None, OnlyIf("show_security_hub_v2")],
    *,
    accept_integrations: bool = False,
    show_security_hub_v2: bool = False,
) -> Verdict:
    """Security Hub CSPM collects the findings of all security services, and judges resources by AWS's own standards."""
    newer = _newer(v2)
    if not standards.subscribed:
        return failed(f"not subscribed{newer}")
    working = [one for one in standards.standards if one.works]
    if working:
        return passed(f"{', '.join(map(_named, working))}{newer}")
    if isinstance(integrations, Unavailable):
        return not_assessed(integrations)
    if integrations and integrations.arns:
        return passed(f"no standard, {len(integrations.arns)} integrations{newer}")
    others = ", ".join(map(_named, standards.standards))
    return failed(f"no standard of AWS is enabled{f': {others}' if others else ''}{newer}")


def _named(standard: Standard) -> str:
    ready = standard.status == "READY"
    return standard.name if ready else f"{standard.name} ({' '.join(filter(None, [standard.status, standard.why]))})"


def _newer(v2: HubV2 | Unavailable | None) -> str:
    """What is known of the newer Security Hub; it does not decide."""
    if not isinstance(v2, HubV2):
        return ""
    return f"; the newer Security Hub is {'on' if v2.enabled else 'off'}"
