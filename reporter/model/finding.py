"""The finding, in a module of its own: showing the help of a command need not load msgspec."""

from __future__ import annotations

import msgspec

from reporter.model.verdicts import Severity, Status


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One row of every report: a verdict with its check, its subject and a stable id.

    A run can have a million findings, and creating a msgspec struct takes a third of the time of a frozen dataclass.
    """

    id: str
    check_id: str
    account_id: str
    region: str
    resource_type: str
    resource_name: str
    arn: str
    part: str
    status: Status
    severity: Severity
    reason: str
    reason_code: str = ""
    operation: str = ""
    action: str = ""
    error_code: str = ""
    request_id: str = ""
    parameters: str = ""
    """The settings that a framework asked for, as canonical JSON; empty for the settings of the configuration."""
    owner: str = ""
    """The team or person who must act, if not the owner of the account."""
    waiver: str = ""
    """The id of the waiver that covers the finding."""
    fold: str = ""
    """The group of failures that it belongs to, such as `unused default VPC`: summaries show them together."""


COLUMNS = Finding.__struct_fields__
"""The columns of the findings table, all of type text."""
