"""The answers of CloudFront, and of CloudWatch Logs about its logs."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, Fixed, Listing, always
from benchmarks.server.sizes import Sizes

SIZES = {"distributions": 2}
LOGGING = {"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": ""}


def distributions(sizes: Sizes, _: int) -> dict[str, Any]:
    """The distributions of the account."""
    ids = [f"E{number:013}" for number in range(sizes.of("distributions"))]
    items = [{"Id": id_, "ARN": f"arn:aws:cloudfront::{ACCOUNT}:distribution/{id_}"} for id_ in ids]
    listed: dict[str, Any] = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items)}
    return {"DistributionList": listed | ({"Items": items} if items else {})}


ANSWERS: dict[str, Fixed | Listing] = {
    "cloudfront:GetDistributionConfig": always({"DistributionConfig": {"Logging": LOGGING}}),
    "cloudfront:ListDistributions": Fixed(distributions),
    "logs:DescribeDeliveries": always({"deliveries": []}),
    "logs:DescribeDeliverySources": always({"deliverySources": []}),
}
