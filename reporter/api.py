"""Everything the author of a check imports, besides the typed resources and facts of `reporter.aws`."""

from collections.abc import Sequence

import reporter.aws.account
import reporter.aws.regions  # noqa: F401 - wherever checks are written, regions can be listed
from reporter.check import check
from reporter.collectors import Aws, Listing, collects
from reporter.gaps import Known
from reporter.listing import Identity, each
from reporter.model import (
    GLOBAL,
    Account,
    Attestation,
    Fact,
    Organization,
    Region,
    Resource,
    Scanned,
    ScanTime,
    Severity,
    Status,
    Unavailable,
    Verdict,
    failed,
    manual,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.shared import CAN_ONLY_HELP, Everywhere, OrganizationWide, Shared
from reporter.signature import IfRead, OnlyIf

__all__ = [
    "CAN_ONLY_HELP",
    "GLOBAL",
    "Account",
    "Attestation",
    "Aws",
    "Everywhere",
    "Fact",
    "Identity",
    "IfRead",
    "Known",
    "Listing",
    "OnlyIf",
    "Organization",
    "OrganizationWide",
    "Region",
    "Resource",
    "ScanTime",
    "Scanned",
    "Sequence",
    "Severity",
    "Shared",
    "Status",
    "Unavailable",
    "Verdict",
    "check",
    "collects",
    "each",
    "failed",
    "manual",
    "not_applicable",
    "not_assessed",
    "passed",
]
