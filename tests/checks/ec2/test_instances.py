"""Metadata, roles and addresses of instances."""

from dataclasses import replace

import pytest

from checks.ec2.instances import instance_has_a_profile, instance_has_no_public_address, instance_requires_imdsv2
from reporter.api import failed, passed
from reporter.aws.ec2.instances import Instance

INSTANCE = Instance(
    account_id="111122223333",
    region="eu-west-1",
    arn="arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
    name="web-1",
    metadata_tokens="required",
    metadata_endpoint="enabled",
    profile_arn="arn:aws:iam::111122223333:instance-profile/web",
    public_ipv4=(),
    ipv6=(),
)
LAX = replace(INSTANCE, metadata_tokens="optional")
MUTE = replace(LAX, metadata_endpoint="disabled")


def test_an_instance_that_requires_tokens_passes() -> None:
    assert instance_requires_imdsv2(INSTANCE) == passed()


def test_an_instance_that_also_answers_imdsv1_fails() -> None:
    assert instance_requires_imdsv2(LAX) == failed("IMDSv1 is answered")


def test_an_instance_without_a_metadata_service_passes() -> None:
    assert instance_requires_imdsv2(MUTE) == passed("the metadata service is off")


def test_an_instance_without_a_metadata_service_can_be_asked_for_tokens_too() -> None:
    verdict = instance_requires_imdsv2(MUTE, treat_disabled_endpoint_as_pass=False)
    assert verdict == failed("IMDSv1 is answered")


def test_an_instance_with_a_profile_passes() -> None:
    assert instance_has_a_profile(INSTANCE) == passed()


def test_an_instance_without_a_profile_fails() -> None:
    assert instance_has_a_profile(replace(INSTANCE, profile_arn="")) == failed("no instance profile")


def test_an_instance_without_public_addresses_passes() -> None:
    assert instance_has_no_public_address(INSTANCE) == passed()


def test_an_instance_with_public_addresses_fails_and_names_them() -> None:
    exposed = replace(INSTANCE, public_ipv4=("198.51.100.7", "203.0.113.9"))
    assert instance_has_no_public_address(exposed) == failed("public: 198.51.100.7, 203.0.113.9")


def test_ipv6_addresses_count_only_where_configured() -> None:
    exposed = replace(INSTANCE, ipv6=("2600:1f18::1",))
    assert instance_has_no_public_address(exposed) == passed()
    assert instance_has_no_public_address(exposed, include_ipv6=True) == failed("public: 2600:1f18::1")


@pytest.mark.parametrize("address", ["fd00::1", "fe80::1", "64:ff9b::1"])
def test_private_ipv6_addresses_never_count(address: str) -> None:
    private = replace(INSTANCE, ipv6=(address,))
    assert instance_has_no_public_address(private, include_ipv6=True) == passed()
