"""The doors to buckets: access points of both sorts."""

from dataclasses import replace

from checks.s3.access_points import (
    access_point_blocks_the_public,
    access_point_is_not_public,
    multi_region_access_point_blocks_the_public,
    multi_region_access_point_is_not_public,
)
from reporter.api import Severity, Verdict, failed, passed
from reporter.aws.s3.access_points import (
    AccessPoint,
    AccessPointBlock,
    AccessPointExposure,
    MultiRegionAccessPoint,
    MultiRegionAccessPointPolicyStatus,
)
from reporter.aws.s3.buckets import AccountPublicAccessBlock
from reporter.model.subjects import GLOBAL

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


PUBLIC, PRIVATE = AccessPointExposure(is_public=True), AccessPointExposure(is_public=False)


def test_an_access_point_whose_public_policy_is_in_effect_fails() -> None:
    verdict = access_point_is_not_public(POINT, PUBLIC)
    assert verdict == failed("its policy is public, and no Block Public Access setting restricts it")


def test_an_access_point_that_is_public_to_one_vpc_only_is_less_severe() -> None:
    verdict = access_point_is_not_public(replace(POINT, network="VPC"), PUBLIC)
    assert verdict == failed("its policy is public, to requests from its VPC", severity=Severity.MEDIUM)


def test_an_access_point_that_is_not_public_passes() -> None:
    assert access_point_is_not_public(POINT, PRIVATE) == passed()


def test_an_allowed_public_access_point_passes_and_says_why() -> None:
    verdict = access_point_is_not_public(POINT, PUBLIC, allowed_access_points=frozenset({"analysts"}))
    assert verdict == passed("allowed by configuration")


def test_a_multi_region_access_point_is_judged_by_its_policy() -> None:
    point = multi_region(OFF)
    public, private = (MultiRegionAccessPointPolicyStatus(is_public) for is_public in (True, False))
    assert multi_region_access_point_is_not_public(point, private) == passed()
    assert multi_region_access_point_is_not_public(point, public) == failed(
        "its policy is public, and nothing restricts it"
    )
