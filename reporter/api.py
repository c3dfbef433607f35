"""Everything the author of a check imports, besides the typed resources and facts of `reporter.aws`."""

from collections.abc import Sequence

import reporter.aws.regions  # noqa: F401 - wherever checks are written, regions can be listed
from reporter.check import check
from reporter.collectors import Aws, Listing, collects
from reporter.listing import Identity, each
from reporter.model import (
    GLOBAL,
    Account,
    Fact,
    Known,
    Organization,
    Region,
    Resource,
    ScanTime,
    Severity,
    Status,
    Unavailable,
    Verdict,
    failed,
    manual,
    not_applicable,
    passed,
    unknown,
)
from reporter.signature import OnlyIf

__all__ = [
    "GLOBAL",
    "Account",
    "Aws",
    "Fact",
    "Identity",
    "Known",
    "Listing",
    "OnlyIf",
    "Organization",
    "Region",
    "Resource",
    "ScanTime",
    "Sequence",
    "Severity",
    "Status",
    "Unavailable",
    "Verdict",
    "check",
    "collects",
    "each",
    "failed",
    "manual",
    "not_applicable",
    "passed",
    "unknown",
]
