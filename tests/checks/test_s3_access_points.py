"""The doors to buckets: access points of both sorts."""

from checks.s3_access_points import access_point_blocks_the_public, multi_region_access_point_blocks_the_public
from reporter.api import Verdict, failed, passed
from reporter.aws.s3 import AccountPublicAccessBlock
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
    assert access_point_blocks_the_public(POINT, AccessPointBlock(frozenset()), None) == passed()


def test_an_access_point_with_a_setting_off_fails() -> None:
    verdict = access_point_blocks_the_public(POINT, AccessPointBlock(OFF), None)
    assert verdict == failed("off: BlockPublicPolicy, RestrictPublicBuckets")


def compensated(account_off: frozenset[str]) -> Verdict:
    account_block = AccountPublicAccessBlock(account_off)
    return access_point_blocks_the_public(POINT, AccessPointBlock(OFF), account_block, account_level_compensates=True)


def test_the_block_of_the_account_can_make_up_for_that_of_an_access_point() -> None:
    assert compensated(frozenset()) == passed("the account blocks public access")


def test_a_block_of_the_account_that_is_not_whole_makes_up_for_nothing() -> None:
    assert compensated(frozenset({"BlockPublicAcls"})) == failed("off: BlockPublicPolicy, RestrictPublicBuckets")


def test_a_multi_region_access_point_with_all_settings_on_passes() -> None:
    assert multi_region_access_point_blocks_the_public(multi_region(frozenset())) == passed()


def test_a_multi_region_access_point_with_a_setting_off_fails() -> None:
    verdict = multi_region_access_point_blocks_the_public(multi_region(OFF))
    assert verdict == failed("off: BlockPublicPolicy, RestrictPublicBuckets")
