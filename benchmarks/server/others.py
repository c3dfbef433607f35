"""The answers of the smaller services."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, THEN, Fixed, Listing, always, regional
from benchmarks.server.sizes import Sizes

ORGANIZATION = {
    "Id": "o-benchmark00", "FeatureSet": "ALL", "MasterAccountId": "100000000000",
    "Arn": "arn:aws:organizations::100000000000:organization/o-benchmark00",
    "MasterAccountArn": "arn:aws:organizations::100000000000:account/o-benchmark00/100000000000",
}  # fmt: skip
CONTACT = {
    "FullName": "Cloud Platform", "PhoneNumber": "+49 30 1234567", "AddressLine1": "Main Street 1", "City": "Berlin",
    "PostalCode": "10115", "CountryCode": "DE",
}  # fmt: skip
SECURITY = {
    "AlternateContactType": "SECURITY", "Name": "Security", "Title": "Team", "EmailAddress": "security@example.com",
    "PhoneNumber": "+49 30 1234568",
}  # fmt: skip
RECORDS_ALL = {
    "Name": "objects",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ],
}


def analyzer(number: str) -> dict[str, Any]:
    """An analyzer for external access to the account."""
    name = f"analyzer-{number}"
    arn = f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/{name}"
    return {"arn": arn, "name": name, "type": "ACCOUNT", "createdAt": THEN, "status": "ACTIVE", "tags": {}}


def trails(sizes: Sizes, _: int) -> dict[str, Any]:
    """Multi-region trails, which every region lists; the first region is their home."""
    home = sizes.regions[0]
    return {"trailList": [trail(f"trail-{number}", home) for number in range(sizes.trails)]}


def trail(name: str, home: str) -> dict[str, Any]:
    """A trail as each region describes it."""
    return {
        "Name": name, "S3BucketName": f"data-{ACCOUNT}-000001", "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": True, "HomeRegion": home, "TrailARN": f"arn:aws:cloudtrail:{home}:{ACCOUNT}:trail/{name}",
        "LogFileValidationEnabled": True, "HasCustomEventSelectors": True, "HasInsightSelectors": False,
        "IsOrganizationTrail": False,
    }  # fmt: skip


ANSWERS: dict[str, Fixed | Listing] = {
    "accessanalyzer:ListAnalyzers": regional("analyzers", "analyzers", analyzer, most=100, next_page="nextToken"),
    "account:GetAlternateContact": always({"AlternateContact": SECURITY}),
    "account:GetContactInformation": always({"ContactInformation": CONTACT}),
    "cloudtrail:DescribeTrails": Fixed(trails),
    "cloudtrail:GetEventSelectors": always({"AdvancedEventSelectors": [RECORDS_ALL]}),
    "cloudtrail:GetTrailStatus": always({"IsLogging": True, "LatestDeliveryTime": THEN}),
    "kms:DescribeKey": always({"KeyMetadata": {"KeyId": "key", "KeyManager": "CUSTOMER"}}),
    "organizations:DescribeOrganization": always({"Organization": ORGANIZATION}),
    "sso-admin:ListInstances": always({"Instances": []}),
}
