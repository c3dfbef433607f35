"""The FedRAMP plan of action and milestones, with the exact columns of its template."""

from __future__ import annotations

from datetime import date
from typing import Any

from reporter.model.text import first_of
from reporter.report.build.audit import WeaknessRow
from reporter.report.model import Report
from reporter.report.tables.columns import SEPARATOR, Column, ColumnKind, Table
from reporter.report.words import RATING_OF, RISKS
from reporter.runs import Deviation

NIST = "nist-800-53"
"""How the ids of the NIST SP 800-53 frameworks start."""
RATINGS = tuple(RISKS)
YES_OR_NO = ("Yes", "No")
DEVIATION = ("Yes", "No", "Pending")


def _blank(name: str, title: str, meaning: str, width: int, choices: tuple[str, ...] = ()) -> Column[Any]:
    """A column that people fill in."""
    return Column(
        name, title, f"{meaning} To be filled in.", width, ColumnKind.LONG, lambda _: None, choices=choices, fill=True
    )


def _deviation(name: str, title: str, meaning: str, width: int, kind: str) -> Column[WeaknessRow]:
    """A column that says whether a waiver is of a kind; people fill it in if there is no waiver."""

    def value(row: WeaknessRow) -> str | None:
        return YES_OR_NO[row.waiver.kind != kind] if row.waiver else None

    full = f"{meaning} As the waiver says, else to be filled in."
    return Column(name, title, full, width, ColumnKind.LONG, value, choices=DEVIATION, fill=True)


def poam_id(row: WeaknessRow) -> str:
    """The id of a weakness; the same in every run."""
    return "/".join(filter(None, (row.rule.check_id, row.account.id, row.waived_by)))


def completion(row: WeaknessRow) -> date | None:
    """When a weakness should be fixed, or the last day of its waiver."""
    return row.waiver.expires if row.waiver else row.due


def _documents(row: WeaknessRow) -> str:
    if not row.waiver:
        return "Sheets Findings and Evidence"
    ticket = f", ticket {row.waiver.ticket}" if row.waiver.ticket else ""
    return f"Sheets Findings, Evidence and Waivers: waiver {row.waiver.id}{ticket}"


def agreement(row: WeaknessRow) -> str | None:
    """The people who requested and approved an exception."""
    waiver = row.waiver
    if not waiver:
        return None
    return f"Waived until {waiver.expires} by {waiver.id}: requested by {waiver.owner}, approved by {waiver.approver}"


def _assets(row: WeaknessRow) -> str:
    total = len(row.assets) + row.more_assets
    shown = first_of(row.assets, len(row.assets), separator=SEPARATOR, total=total)
    return f"{shown}: see Findings" if row.more_assets else shown


def nist_controls(row: WeaknessRow) -> list[str]:
    """The NIST SP 800-53 controls that a weakness is about; none if the run has no such framework."""
    pairs = [text.partition(" ") for text in row.requirements.split("; ")]
    return [requirement for framework, _, requirement in pairs if framework.startswith(NIST)]


def _controls(row: WeaknessRow) -> str:
    """The NIST SP 800-53 controls if the run has that framework, else the requirements of every framework."""
    return SEPARATOR.join(nist_controls(row)) or row.requirements


def _header(report: Report) -> dict[str, date | None]:
    """The header block of the FedRAMP template; the report knows its date only."""
    day = (report.run.finished or report.run.started).date()
    return {"CSP": None, "System Name": None, "Impact Level": None, "POA&M Date": day}


def _rated_high(report: Report) -> int:
    """The number of failing weaknesses with the rating High, which are the first rows."""
    return sum(RATING_OF[row.severity] == "High" for row in report.weaknesses)


POAM: Table[WeaknessRow] = Table(
    "poam",
    "POA&M",
    "The FedRAMP plan of action and milestones: a row for each check that fails in an account, and each waiver of it.",
    (
        Column(
            "poam_id",
            "POAM ID",
            "Check and account, and the waiver that accepts it; the same in every run.",
            40,
            ColumnKind.LONG,
            poam_id,
        ),
        Column(
            "controls",
            "Controls",
            "The NIST SP 800-53 controls where mapped, else the requirements that the check applies to.",
            24,
            ColumnKind.LONG,
            _controls,
        ),
        Column(
            "weakness_name",
            "Weakness Name",
            "What is wrong.",
            34,
            ColumnKind.LONG,
            lambda row: row.rule.failure,
        ),
        Column(
            "weakness_description",
            "Weakness Description",
            "Why it matters.",
            44,
            ColumnKind.LONG,
            lambda row: row.rule.rationale,
        ),
        Column(
            "weakness_detector_source",
            "Weakness Detector Source",
            "What found it.",
            24,
            ColumnKind.TEXT,
            lambda _: "aws-compliance-reporter",
        ),
        Column(
            "weakness_source_identifier",
            "Weakness Source Identifier",
            "The check's id.",
            36,
            ColumnKind.TEXT,
            lambda row: row.rule.check_id,
        ),
        Column(
            "asset_identifier",
            "Asset Identifier",
            "The ARNs of the failing resources; at most the first 20.",
            56,
            ColumnKind.LONG,
            _assets,
        ),
        Column(
            "point_of_contact",
            "Point of Contact",
            "Who is responsible for the fix; see Owner of the sheet Findings.",
            22,
            ColumnKind.TEXT,
            lambda row: SEPARATOR.join(row.owners),
            fill=True,
        ),
        _blank("resources_required", "Resources Required", "What the fix requires.", 18),
        Column(
            "overall_remediation_plan",
            "Overall Remediation Plan",
            "How to fix it.",
            44,
            ColumnKind.LONG,
            lambda row: row.rule.remediation,
        ),
        Column(
            "original_detection_date",
            "Original Detection Date",
            "Start of the first run that found it.",
            13,
            ColumnKind.DATE,
            lambda row: row.detected,
        ),
        Column(
            "scheduled_completion_date",
            "Scheduled Completion Date",
            "When the first of its failures should be fixed, by severity, or the last day of the waiver; "
            "another date may be entered.",
            13,
            ColumnKind.DATE,
            completion,
            fill=True,
        ),
        _blank("planned_milestones", "Planned Milestones", "The steps on the way.", 26),
        _blank("milestone_changes", "Milestone Changes", "Changes to the milestones.", 22),
        Column(
            "status_date",
            "Status Date",
            "Start of the last run that found it.",
            13,
            ColumnKind.DATE,
            lambda row: row.seen,
        ),
        Column(
            "vendor_dependency",
            "Vendor Dependency",
            "Whether a vendor must act first; No is proposed, since settings are changed by their owner.",
            14,
            ColumnKind.LONG,
            lambda _: "No",
            choices=YES_OR_NO,
            fill=True,
        ),
        Column(
            "last_vendor_check_in_date",
            "Last Vendor Check-in Date",
            "When the vendor was last contacted; to be filled in.",
            13,
            ColumnKind.DATE,
            lambda _: None,
            fill=True,
        ),
        _blank("vendor_dependent_product_name", "Vendor Dependent Product Name", "The vendor's product.", 18),
        Column(
            "original_risk_rating",
            "Original Risk Rating",
            "High for critical and high, Moderate for medium, Low for low and info.",
            12,
            ColumnKind.RISK,
            lambda row: RATING_OF[row.severity],
        ),
        _blank("adjusted_risk_rating", "Adjusted Risk Rating", "The rating that was agreed instead.", 12, RATINGS),
        _deviation(
            "risk_adjustment", "Risk Adjustment", "Whether another rating is requested.", 13, Deviation.RISK_ADJUSTMENT
        ),
        _deviation("false_positive", "False Positive", "Whether it is a false positive.", 12, Deviation.FALSE_POSITIVE),
        _deviation(
            "operational_requirement",
            "Operational Requirement",
            "Whether operations require it to stay as it is.",
            14,
            Deviation.OPERATIONAL_REQUIREMENT,
        ),
        Column(
            "deviation_rationale",
            "Deviation Rationale",
            "The reason of the waiver, else to be filled in.",
            26,
            ColumnKind.LONG,
            lambda row: row.waiver.reason if row.waiver else None,
            fill=True,
        ),
        Column(
            "supporting_documents",
            "Supporting Documents",
            "Where the evidence is.",
            34,
            ColumnKind.LONG,
            _documents,
        ),
        Column(
            "comments",
            "Comments",
            "For waived weaknesses, who requested and approved the waiver; notes may be added.",
            26,
            ColumnKind.LONG,
            agreement,
            fill=True,
        ),
        _blank("auto_approve", "Auto-Approve", "Whether a deviation is approved without review.", 12, YES_OR_NO),
        Column(
            "bod_22_01_tracking",
            "Binding Operational Directive 22-01 tracking",
            "No: the directive is about flaws in software, and these are settings.",
            24,
            ColumnKind.TEXT,
            lambda _: "No",
        ),
        Column(
            "bod_22_01_due_date",
            "Binding Operational Directive 22-01 Due Date",
            "Empty, as there is nothing to track.",
            24,
            ColumnKind.TEXT,
            lambda _: "",
        ),
        Column("cve", "CVE", "None: settings have no CVE.", 12, ColumnKind.TEXT, lambda _: "None"),
        Column("service_name", "Service Name", "The AWS service.", 14, ColumnKind.TEXT, lambda row: row.rule.service),
    ),
    lambda report: (*report.weaknesses, *report.accepted),
    "Nothing that was assessed fails, and nothing is waived.",
    frozen=1,
    header=_header,
    printed_columns=15,
    printed_rows=_rated_high,
)
