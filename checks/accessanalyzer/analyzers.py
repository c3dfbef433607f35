"""Whether IAM Access Analyzer watches each region for access from outside."""

from __future__ import annotations

from typing import Annotated

from reporter.api import (
    CAN_ONLY_HELP,
    Known,
    OnlyIf,
    Region,
    Severity,
    Shared,
    Verdict,
    check,
    failed,
    not_assessed,
    passed,
)
from reporter.aws.accessanalyzer.analyzers import Analyzer, OrganizationAnalyzer


@check(
    "accessanalyzer-external-analyzer-enabled",
    title="AWS regions should have an active analyzer of external access",
    finding="Region has no active analyzer of external access",
    severity=Severity.MEDIUM,
    remediation="Create an analyzer of external access in the region. It reads resource policies only and changes no "
    "resource.",
    cli="# in account {account_id}\n"
    "aws accessanalyzer create-analyzer --region {region} --analyzer-name external-access --type ACCOUNT",
)
def external_access_is_analyzed(
    region: Region,
    analyzers: Known[Analyzer],
    organization: Annotated[Shared[OrganizationAnalyzer] | None, OnlyIf("count_organization_analyzer"), CAN_ONLY_HELP],
    *,
    count_organization_analyzer: bool = True,
) -> Verdict:
    """Without an analyzer, a bucket, role or key can be opened to another account or to the public without an alert."""
    external = [analyzer for analyzer in analyzers.found if analyzer.external]
    active = [analyzer.name for analyzer in external if analyzer.active]
    if active:
        return passed(", ".join(active))
    shared = organization or Shared[OrganizationAnalyzer]()
    helping = [f"{analyzer.name} of account {analyzer.account_id}" for analyzer in shared.found if analyzer.active]
    if helping:
        return passed(", ".join(helping))
    if analyzers.unread:
        return not_assessed(analyzers.unread)
    idle = [f"{analyzer.name} is {analyzer.status}" for analyzer in external]
    return failed("; ".join(filter(None, [", ".join(idle) or "no analyzer of external access", shared.doubt])))
