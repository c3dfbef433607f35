"""Buckets under the default names of services."""

from checks.s3.shadow import predictable_bucket_is_our_own
from reporter.api import failed, not_applicable, passed
from reporter.aws.s3.shadow import PredictableBucket


def bucket(*, is_own: bool, patterns: tuple[str, ...] = ()) -> PredictableBucket:
    name = "sagemaker-eu-west-1-111122223333"
    return PredictableBucket(
        account_id="111122223333",
        region="eu-west-1",
        arn=f"arn:aws:s3:::{name}",
        name=name,
        is_own=is_own,
        patterns=patterns,
    )


def test_a_bucket_of_our_own_passes() -> None:
    assert predictable_bucket_is_our_own(bucket(is_own=True)) == passed()


def test_a_bucket_that_another_account_took_first_fails() -> None:
    assert predictable_bucket_is_our_own(bucket(is_own=False)) == failed("belongs to another account")


def test_a_bucket_that_another_rule_had_looked_for_is_not_the_business_of_this_one() -> None:
    found = bucket(is_own=False, patterns=("sagemaker-{region}-{account}",))
    assert predictable_bucket_is_our_own(found) == failed("belongs to another account")
    verdict = predictable_bucket_is_our_own(found, predictable_names=frozenset({"acme-{account}"}))
    assert verdict == not_applicable("not among predictable_names: sagemaker-{region}-{account}")
