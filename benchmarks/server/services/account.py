"""The answers of AWS Account Management and AWS Organizations."""

from __future__ import annotations

from benchmarks.server.answer import Fixed, Listing, always

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

ANSWERS: dict[str, Fixed | Listing] = {
    "account:GetAlternateContact": always({"AlternateContact": SECURITY}),
    "account:GetContactInformation": always({"ContactInformation": CONTACT}),
    "organizations:DescribeOrganization": always({"Organization": ORGANIZATION}),
}
