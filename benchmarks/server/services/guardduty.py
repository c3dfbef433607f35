"""What GuardDuty answers: a detector in each region, with all protection plans."""

from __future__ import annotations

from benchmarks.server.answer import Fixed, Listing, always

SIZES: dict[str, int] = {}
PLANS = (
    "S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)  # fmt: skip
DETECTOR = {
    "ServiceRole": "arn:aws:iam::111122223333:role/guardduty",
    "Status": "ENABLED",
    "Features": [{"Name": plan, "Status": "ENABLED"} for plan in PLANS],
}

ANSWERS: dict[str, Fixed | Listing] = {
    "guardduty:GetDetector": always(DETECTOR),
    "guardduty:ListDetectors": always({"DetectorIds": ["12abc34d567e8fa901bc2d34e56789f0"]}),
}
