"""Encryption of volumes, and of those to come."""

import pytest

from checks.ec2.storage import ebs_is_encrypted_by_default, volume_is_encrypted
from reporter.api import Account, Known, Region, Unavailable, Verdict, failed, not_applicable, not_assessed, passed
from reporter.aws.ec2.instances import EbsDefaults, Volume
from reporter.model.answers import ReasonCode

WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
REGION = Region.of(Account.of("111122223333"), "eu-west-1")


def volume(*, encrypted: bool, attached: bool = True) -> Volume:
    arn = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"
    return Volume(
        account_id="111122223333", region="eu-west-1", arn=arn, name="vol-1", encrypted=encrypted, attached=attached
    )


def test_a_region_that_encrypts_new_volumes_passes() -> None:
    assert ebs_is_encrypted_by_default(REGION, EbsDefaults(encrypted=True), None) == passed()


def test_a_region_that_leaves_it_to_chance_fails() -> None:
    verdict = ebs_is_encrypted_by_default(REGION, EbsDefaults(encrypted=False), None)
    assert verdict == failed("encryption by default is off")


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_region_without_volumes_can_be_left_out(*, encrypted: bool) -> None:
    verdict = ebs_is_encrypted_by_default(REGION, EbsDefaults(encrypted), Known(), only_regions_in_use=True)
    assert verdict == not_applicable("no volume is in the region")


def test_a_region_with_volumes_is_judged_where_others_are_left_out() -> None:
    used = Known((volume(encrypted=True),))
    verdict = ebs_is_encrypted_by_default(REGION, EbsDefaults(encrypted=False), used, only_regions_in_use=True)
    assert verdict == failed("encryption by default is off")


def test_one_volume_is_enough_to_know_that_a_region_is_in_use() -> None:
    def judged(*found: Volume) -> Verdict:
        volumes = Known(found, {"eu-west-1": WHY})
        return ebs_is_encrypted_by_default(REGION, EbsDefaults(encrypted=False), volumes, only_regions_in_use=True)

    assert judged(volume(encrypted=True)) == failed("encryption by default is off")
    assert judged() == not_assessed(WHY)


def test_an_encrypted_volume_passes() -> None:
    assert volume_is_encrypted(volume(encrypted=True)) == passed()


def test_a_plain_volume_fails_attached_or_not() -> None:
    assert volume_is_encrypted(volume(encrypted=False)) == failed("not encrypted")
    assert volume_is_encrypted(volume(encrypted=False, attached=False)) == failed("not encrypted")


def test_loose_volumes_can_be_left_out() -> None:
    verdict = volume_is_encrypted(volume(encrypted=False, attached=False), attached_only=True)
    assert verdict == not_applicable("not attached to an instance")


def test_attached_volumes_are_judged_where_loose_ones_are_left_out() -> None:
    assert volume_is_encrypted(volume(encrypted=False), attached_only=True) == failed("not encrypted")
