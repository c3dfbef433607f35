"""Made-up letters with which templates are tested before there is a run."""

from __future__ import annotations

from dataclasses import replace

from reporter.deliver.mail.letter import (
    CauseLine,
    Control,
    Figure,
    FrameworkLine,
    Letter,
    OwnerLine,
    Unreached,
    Waiver,
    WorkbookPlace,
)

FULL = Letter(
    subject="Incomplete: 3 new critical, 97.2 % of checks assessed - AWS compliance report",
    verdict="3 new critical, 97.2 % of checks assessed",
    title="AWS compliance report",
    owner="",
    started="2026-11-16 06:00 UTC",
    run_id="0a1b2c3d",
    classification="Internal",
    headline="Incomplete: 1 of 12 accounts could not be reached.",
    complete=False,
    compared=True,
    score="81.4 %",
    coverage="97.2 %",
    scanned=11,
    accounts=12,
    failing=41,
    folded="12 failures in 3 unused default VPCs",
    not_assessed=9,
    severities=(Figure(title="Critical", tone="critical", count=5, new=3),),
    changes=(Figure(title="New", tone="fail", count=7), Figure(title="Fixed", tone="pass", count=4)),
    because_of_rules=1,
    newly_scanned=("shop (111122223333)",),
    new_there=4,
    joined=("shop (111122223333)",),
    left=("lab (444455556666)",),
    overdue=2,
    due_soon=5,
    controls=(
        Control(
            severity="Critical",
            tone="critical",
            title="S3 buckets should not be public",
            finding="S3 bucket is public",
            failing=5,
            folded="2 failures in 2 unused default VPCs",
            accounts=2,
            remediation="Close them.",
        ),
    ),
    frameworks=(FrameworkLine(title="CIS AWS Foundations 7.0", failing=12, requirements=60),),
    unreached=(Unreached(account="legacy (212345678903)", why="Role not assumable"),) * 12,
    unreached_causes=(
        CauseLine(title="Role not assumable", accounts="12 accounts: legacy and 11 more", detail="not authorized"),
    ),
    partly=2,
    causes=(CauseLine(title="Denied by IAM", accounts="2 accounts: shop, lab", detail="s3:GetBucketAcl"),),
    owners=(OwnerLine(owner="Shop team", accounts=3, unreached=1, critical=5, high=2, failing=41),) * 12,
    waivers=(
        Waiver(
            id="W-1",
            state="Expired",
            tone="fail",
            expires="2026-11-15",
            scope="check s3-*",
            owner="anna",
            failing_again=2,
        ),
    )
    * 12,
    unaddressed=("legacy team",),
    place=WorkbookPlace(
        attached="report-2026-11-16.xlsx", link="https://example.com/report.xlsx", folder="runs/example"
    ),
)
"""A letter in which every list has an entry."""
EMPTY = replace(
    FULL,
    owner="Shop team",
    headline="Complete: every check was assessed in the one account.",
    complete=True,
    compared=False,
    folded="",
    severities=(),
    changes=(),
    because_of_rules=0,
    newly_scanned=(),
    new_there=0,
    joined=(),
    left=(),
    overdue=0,
    due_soon=0,
    controls=(),
    frameworks=(),
    unreached=(),
    unreached_causes=(),
    partly=0,
    causes=(),
    owners=(),
    waivers=(),
    unaddressed=(),
    place=WorkbookPlace(megabytes="23.4"),
)
"""A letter in which every list is empty."""
EXAMPLES = (FULL, EMPTY)
