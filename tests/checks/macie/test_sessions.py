"""Macie, region by region."""

from __future__ import annotations

from checks.macie.sessions import discovery_is_automated, region_with_buckets_has_macie
from reporter.api import Known, Region, Unavailable, failed, not_applicable, not_assessed, passed
from reporter.aws.macie.sessions import AutomatedDiscovery, MacieSession
from reporter.aws.s3.buckets import Bucket
from reporter.model.answers import ReasonCode
from tests.checks.iam.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
BUCKET_WHY = Unavailable(ReasonCode.THROTTLED, "slow down")
ON, PAUSED, OFF = MacieSession("ENABLED"), MacieSession("PAUSED"), MacieSession("")


def bucket(region: str) -> Bucket:
    return Bucket(account_id=ACCOUNT.account_id, region=region, arn=f"arn:aws:s3:::{region}", name=region)


HERE = Known((bucket("eu-west-1"), bucket("us-east-1")))
ELSEWHERE = Known((bucket("us-east-1"),))


def test_a_region_with_buckets_passes_where_macie_is_on() -> None:
    assert region_with_buckets_has_macie(REGION, ON, HERE) == passed()
    assert region_with_buckets_has_macie(REGION, ON, Known(HERE.found, {"odd": BUCKET_WHY})) == passed()


def test_a_region_with_buckets_fails_where_macie_is_paused_or_off() -> None:
    assert region_with_buckets_has_macie(REGION, PAUSED, HERE) == failed("Macie is paused")
    assert region_with_buckets_has_macie(REGION, OFF, HERE) == failed("Macie is off")


def test_a_region_without_buckets_is_not_applicable_whatever_macie_says() -> None:
    for session in (OFF, ON, WHY):
        assert region_with_buckets_has_macie(REGION, session, ELSEWHERE) == not_applicable("no buckets in the region")


def test_what_could_not_be_read_is_left_open() -> None:
    assert region_with_buckets_has_macie(REGION, WHY, HERE) == not_assessed(WHY)
    unread = Known(ELSEWHERE.found, {"odd": BUCKET_WHY})
    assert region_with_buckets_has_macie(REGION, OFF, unread) == not_assessed(BUCKET_WHY)
    assert region_with_buckets_has_macie(REGION, WHY, unread) == not_assessed(WHY)


def test_automated_discovery_is_judged_where_macie_is_on() -> None:
    assert discovery_is_automated(REGION, ON, AutomatedDiscovery("ENABLED")) == passed()
    assert discovery_is_automated(REGION, ON, AutomatedDiscovery("DISABLED")) == failed("disabled")
    assert discovery_is_automated(REGION, ON, AutomatedDiscovery("ENABLED", "1")) == passed("by administrator 1")
    assert discovery_is_automated(REGION, ON, AutomatedDiscovery("DISABLED", "1")) == failed(
        "disabled by administrator 1"
    )
    assert discovery_is_automated(REGION, PAUSED, AutomatedDiscovery("")) == not_applicable("Macie is paused")
    assert discovery_is_automated(REGION, OFF, AutomatedDiscovery("")) == not_applicable("Macie is off")


def test_the_command_keeps_what_members_of_the_organisation_have() -> None:
    lines = discovery_is_automated.cli.splitlines()
    shown, changed = (line for line in lines if line.startswith("aws "))
    assert "--query autoEnableOrganizationMembers" in shown
    assert changed.endswith("--status ENABLED --auto-enable-organization-members AUTO_ENABLE")
    assert lines[-1].endswith("--accounts accountId={account_id},status=ENABLED")
