"""What Security Hub CSPM answers: a hub with a standard in each region."""

from __future__ import annotations

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always

SIZES: dict[str, int] = {}
FOUNDATIONAL = "aws-foundational-security-best-practices/v/1.0.0"
STANDARD = {
    "StandardsSubscriptionArn": f"arn:aws:securityhub:{REGION}:{ACCOUNT}:subscription/{FOUNDATIONAL}",
    "StandardsArn": f"arn:aws:securityhub:{REGION}::standards/{FOUNDATIONAL}",
    "StandardsInput": {},
    "StandardsStatus": "READY",
}
HUB = {"HubArn": f"arn:aws:securityhub:{REGION}:{ACCOUNT}:hub/default", "SubscribedAt": "2025-03-01T12:30:45.000Z"}

ANSWERS: dict[str, Fixed | Listing] = {
    "securityhub:DescribeHub": always(HUB),
    "securityhub:GetEnabledStandards": always({"StandardsSubscriptions": [STANDARD]}),
}
