"""The answers of CloudTrail."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, THEN, Fixed, Listing, always
from benchmarks.server.sizes import Sizes

SIZES = {"trails": 1}
RECORDS_ALL = {
    "Name": "objects",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ],
}


def trails(sizes: Sizes, _: int) -> dict[str, Any]:
    """Multi-region trails, which every region lists; the first region is their home."""
    home = sizes.regions[0]
    return {"trailList": [trail(f"trail-{number}", home) for number in range(sizes.of("trails"))]}


def trail(name: str, home: str) -> dict[str, Any]:
    """A trail as each region describes it."""
    return {
        "Name": name, "S3BucketName": f"data-{ACCOUNT}-000001", "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": True, "HomeRegion": home, "TrailARN": f"arn:aws:cloudtrail:{home}:{ACCOUNT}:trail/{name}",
        "LogFileValidationEnabled": True, "HasCustomEventSelectors": True, "HasInsightSelectors": False,
        "IsOrganizationTrail": False,
    }  # fmt: skip


ANSWERS: dict[str, Fixed | Listing] = {
    "cloudtrail:DescribeTrails": Fixed(trails),
    "cloudtrail:GetEventSelectors": always({"AdvancedEventSelectors": [RECORDS_ALL]}),
    "cloudtrail:GetInsightSelectors": always({"InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]}),
    "cloudtrail:GetTrailStatus": always({"IsLogging": True, "LatestDeliveryTime": THEN}),
}
