"""The FedRAMP plan of action and milestones: its columns, to the letter."""

from __future__ import annotations

from typing import Any

from reporter.report.audit import WeaknessRow
from reporter.report.columns import SEPARATOR, Column, Kind, Table
from reporter.report.words import RATING_OF, RISKS

RATINGS = tuple(RISKS)
YES_OR_NO = ("Yes", "No")
DEVIATION = ("Yes", "No", "Pending")


def _blank(name: str, title: str, meaning: str, width: int, choices: tuple[str, ...] = ()) -> Column[Any]:
    """A column that people fill in."""
    return Column(
        name, title, f"{meaning} People fill it in.", width, Kind.LONG, lambda _: None, choices=choices, fill=True
    )


def _assets(row: WeaknessRow) -> str:
    rest = f" and {row.more_assets:,} more: see Findings" if row.more_assets else ""
    return f"{SEPARATOR.join(row.assets)}{rest}"


POAM: Table[WeaknessRow] = Table(
    "poam",
    "POA&M",
    "The FedRAMP plan of action and milestones: a row for each check that fails in an account.",
    (
        Column(
            "poam_id",
            "POAM ID",
            "Check and account; the same in every run.",
            40,
            Kind.LONG,
            lambda row: f"{row.rule.check_id}/{row.account.id}",
        ),
        Column(
            "controls",
            "Controls",
            "The requirements that the check answers.",
            24,
            Kind.LONG,
            lambda row: row.requirements,
        ),
        Column(
            "weakness_name",
            "Weakness Name",
            "What does not hold.",
            34,
            Kind.LONG,
            lambda row: f"Does not hold: {row.rule.title}",
        ),
        Column(
            "weakness_description",
            "Weakness Description",
            "Why it matters.",
            44,
            Kind.LONG,
            lambda row: row.rule.rationale,
        ),
        Column(
            "weakness_detector_source",
            "Weakness Detector Source",
            "What found it.",
            24,
            Kind.TEXT,
            lambda _: "aws-compliance-reporter",
        ),
        Column(
            "weakness_source_identifier",
            "Weakness Source Identifier",
            "The check's id.",
            36,
            Kind.TEXT,
            lambda row: row.rule.check_id,
        ),
        Column(
            "asset_identifier",
            "Asset Identifier",
            "The ARNs of what fails; of many only the first 20.",
            56,
            Kind.LONG,
            _assets,
        ),
        Column(
            "point_of_contact",
            "Point of Contact",
            "The owner of the account.",
            22,
            Kind.TEXT,
            lambda row: row.account.owner,
            fill=True,
        ),
        _blank("resources_required", "Resources Required", "What mending it takes.", 18),
        Column(
            "overall_remediation_plan",
            "Overall Remediation Plan",
            "How to mend it.",
            44,
            Kind.LONG,
            lambda row: row.rule.remediation,
        ),
        Column(
            "original_detection_date",
            "Original Detection Date",
            "When the first run began that found it.",
            13,
            Kind.DATE,
            lambda row: row.detected,
        ),
        Column(
            "scheduled_completion_date",
            "Scheduled Completion Date",
            "Until when the first of its failures is to be mended, by severity; people may say otherwise.",
            13,
            Kind.DATE,
            lambda row: row.due,
            fill=True,
        ),
        _blank("planned_milestones", "Planned Milestones", "The steps on the way.", 26),
        _blank("milestone_changes", "Milestone Changes", "What changed of them.", 22),
        Column(
            "status_date", "Status Date", "When the last run began that found it.", 13, Kind.DATE, lambda row: row.seen
        ),
        _blank("vendor_dependency", "Vendor Dependency", "Whether a vendor must act first.", 14, YES_OR_NO),
        Column(
            "last_vendor_check_in_date",
            "Last Vendor Check-in Date",
            "When the vendor was last asked; people fill it in.",
            13,
            Kind.DATE,
            lambda _: None,
            fill=True,
        ),
        _blank("vendor_dependent_product_name", "Vendor Dependent Product Name", "The vendor's product.", 18),
        Column(
            "original_risk_rating",
            "Original Risk Rating",
            "High for critical and high, Moderate for medium, Low for low and info.",
            12,
            Kind.RISK,
            lambda row: RATING_OF[row.severity],
        ),
        _blank("adjusted_risk_rating", "Adjusted Risk Rating", "The rating that was agreed instead.", 12, RATINGS),
        _blank("risk_adjustment", "Risk Adjustment", "Whether another rating is asked for.", 13, DEVIATION),
        _blank("false_positive", "False Positive", "Whether it is none.", 12, DEVIATION),
        _blank(
            "operational_requirement",
            "Operational Requirement",
            "Whether it has to stay as it is.",
            14,
            DEVIATION,
        ),
        _blank("deviation_rationale", "Deviation Rationale", "Why.", 26),
        Column(
            "supporting_documents",
            "Supporting Documents",
            "Where the proof is.",
            34,
            Kind.LONG,
            lambda _: "Sheets Findings and Evidence",
        ),
        _blank("comments", "Comments", "Anything else.", 26),
        _blank("auto_approve", "Auto-Approve", "Whether a deviation is approved without review.", 12, YES_OR_NO),
        Column(
            "bod_22_01_tracking",
            "Binding Operational Directive 22-01 tracking",
            "No: the directive is about flaws in software, and these are settings.",
            24,
            Kind.TEXT,
            lambda _: "No",
        ),
        Column(
            "bod_22_01_due_date",
            "Binding Operational Directive 22-01 Due Date",
            "Empty, as there is nothing to track.",
            24,
            Kind.TEXT,
            lambda _: "",
        ),
        Column("cve", "CVE", "None: settings have no CVE.", 12, Kind.TEXT, lambda _: "None"),
        Column("service_name", "Service Name", "The AWS service.", 14, Kind.TEXT, lambda row: row.rule.service),
    ),
    lambda report: report.weaknesses,
    "No check fails: there is no weakness to plan for.",
    frozen=1,
)
