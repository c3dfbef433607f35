"""The doors to buckets: access points of both sorts."""

from checks.s3_access_points import access_point_blocks_the_public, multi_region_access_point_blocks_the_public
from reporter.api import failed, passed
from reporter.aws.s3_access_points import AccessPoint, AccessPointBlock, MultiRegionAccessPoint
from reporter.model import GLOBAL

POINT = AccessPoint(
    account_id="111122223333",
    region="eu-west-1",
    arn="arn:aws:s3:eu-west-1:111122223333:accesspoint/analysts",
    name="analysts",
    bucket="acme-photos",
)
OFF = frozenset({"RestrictPublicBuckets", "BlockPublicPolicy"})


def multi_region(off: frozenset[str]) -> MultiRegionAccessPoint:
    arn = "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap"
    return MultiRegionAccessPoint(account_id="111122223333", region=GLOBAL, arn=arn, name="photos", off=off)


def test_an_access_point_with_all_settings_on_passes() -> None:
    assert access_point_blocks_the_public(POINT, AccessPointBlock(frozenset())) == passed()


def test_an_access_point_with_a_setting_off_fails() -> None:
    verdict = access_point_blocks_the_public(POINT, AccessPointBlock(OFF))
    assert verdict == failed("off: BlockPublicPolicy, RestrictPublicBuckets")


def test_a_multi_region_access_point_with_all_settings_on_passes() -> None:
    assert multi_region_access_point_blocks_the_public(multi_region(frozenset())) == passed()


def test_a_multi_region_access_point_with_a_setting_off_fails() -> None:
    verdict = multi_region_access_point_blocks_the_public(multi_region(OFF))
    assert verdict == failed("off: BlockPublicPolicy, RestrictPublicBuckets")
