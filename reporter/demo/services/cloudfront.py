"""The demo's distributions, and the delivery of their access logs; moto has no short way to make a distribution."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Answers, Question

LOGS_REGION = "us-east-1"
IMAGES, SHOP, OLD = "E1IMAGES000000", "E2SHOP00000000", "E3OLDSHOP00000"


@dataclass(slots=True)
class DistributionState:
    """The distributions of one account."""

    logging: dict[str, bool] = field(default_factory=dict)
    """By id: whether the distribution itself writes access logs."""


def seed(place: Place, account: str) -> None:
    """Create distributions that log access in the old way, by CloudWatch Logs, and not at all."""
    if account != "shop-prod":
        return
    place.state.of(DistributionState).logging |= {IMAGES: True, SHOP: False, OLD: False}
    logs, bucket = place.client("logs", LOGS_REGION), "arn:aws:s3:::brightwater-shop-logs"
    logs.put_delivery_source(name="shop", resourceArn=_arn(place.account_id, SHOP), logType="ACCESS_LOGS")
    target = logs.put_delivery_destination(
        name="shop", deliveryDestinationConfiguration={"destinationResourceArn": bucket}
    )["deliveryDestination"]["arn"]
    logs.create_delivery(deliverySourceName="shop", deliveryDestinationArn=target)


def _arn(account_id: str, distribution: str) -> str:
    return f"arn:aws:cloudfront::{account_id}:distribution/{distribution}"


def list_distributions(question: Question) -> dict[str, Any]:
    """The distributions of the account."""
    ids = question.state.of(DistributionState).logging
    items = [{"Id": id_, "ARN": _arn(question.account_id, id_), "Status": "Deployed", "Enabled": True} for id_ in ids]
    listed: dict[str, Any] = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items)}
    return {"DistributionList": listed | ({"Items": items} if items else {})}


def distribution_config(question: Question) -> dict[str, Any]:
    """What a distribution is set to, as far as access logs go."""
    enabled = question.state.of(DistributionState).logging[question.parameters["Id"]]
    bucket = "brightwater-shop-logs.s3.amazonaws.com" if enabled else ""
    logging = {"Enabled": enabled, "IncludeCookies": False, "Bucket": bucket, "Prefix": ""}
    return {"ETag": "E2QWRUHEXAMPLE", "DistributionConfig": {"Comment": "", "Enabled": True, "Logging": logging}}


ANSWERS: Answers = {
    "cloudfront:GetDistributionConfig": distribution_config,
    "cloudfront:ListDistributions": list_distributions,
}
