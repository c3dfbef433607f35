"""A finding leads to the page of its resource in the AWS console."""

from __future__ import annotations

import pytest

from reporter.model.console import console_link
from reporter.model.verdicts import Status
from tests.report.runs import finding

A = "012345678901"


@pytest.mark.parametrize(
    ("type_", "arn", "region", "name", "link"),
    [
        (
            "AWS::S3::Bucket",
            "arn:aws:s3:::shop",
            "eu-west-1",
            "shop",
            "https://console.aws.amazon.com/s3/buckets/shop?region=eu-west-1&tab=permissions",
        ),
        (
            "AWS::EC2::Instance",
            f"arn:aws-cn:ec2:cn-north-1:{A}:instance/i-1",
            "cn-north-1",
            "bastion",
            "https://console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-1",
        ),
        (
            "AWS::IAM::User",
            f"arn:aws-us-gov:iam::{A}:user/team/anna&b",
            "global",
            "anna&b",
            "https://console.amazonaws-us-gov.com/iam/home#/users/details/anna%26b",
        ),
        (
            "AWS::SNS::Topic",
            f"arn:aws:sns:eu-west-1:{A}:news",
            "eu-west-1",
            "news",
            f"https://console.aws.amazon.com/sns/v3/home?region=eu-west-1#/topic/arn%3Aaws%3Asns%3Aeu-west-1%3A{A}%3Anews",
        ),
        ("AWS::Odd::Thing", f"arn:aws:odd:eu-west-1:{A}:thing", "eu-west-1", "thing", ""),
        ("AWS::S3::Bucket", "arn:elsewhere:s3:::shop", "eu-west-1", "shop", ""),
        ("AWS::S3::Bucket", "", "eu-west-1", "shop", ""),
    ],
)
def test_the_link_opens_the_resource_in_its_own_partition(
    type_: str, arn: str, region: str, name: str, link: str
) -> None:
    one = finding("x-y", A, Status.FAIL, name, resource_type=type_, arn=arn, region=region)
    assert console_link(one) == link
