"""The names that a module with checks imports, apart from the typed resources and facts of `reporter.aws`."""

from collections.abc import Sequence

import reporter.aws.account.contacts
import reporter.aws.ec2.regions  # noqa: F401 - wherever checks are written, regions can be listed
from reporter.engine.check import AnyCheck, check
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.engine.shared import CAN_ONLY_HARM, CAN_ONLY_HELP, Everywhere, OrganizationWide, Shared
from reporter.engine.signature import IfRead, OnlyIf, OnlyWhere
from reporter.model.answers import Fact, Unavailable, first_unavailable
from reporter.model.attestations import decided
from reporter.model.gaps import Known
from reporter.model.given import Attestation, Organization, Scanned, ScanTime
from reporter.model.subjects import GLOBAL, Account, Region, Resource
from reporter.model.text import and_more, first_of
from reporter.model.verdicts import Severity, Status, Verdict, failed, manual, not_applicable, not_assessed, passed

__all__ = [
    "CAN_ONLY_HARM",
    "CAN_ONLY_HELP",
    "GLOBAL",
    "Account",
    "AnyCheck",
    "Attestation",
    "Aws",
    "Everywhere",
    "Fact",
    "Identity",
    "IfRead",
    "Known",
    "Listing",
    "OnlyIf",
    "OnlyWhere",
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
    "and_more",
    "check",
    "collects",
    "decided",
    "each",
    "failed",
    "first_of",
    "first_unavailable",
    "manual",
    "not_applicable",
    "not_assessed",
    "passed",
]
