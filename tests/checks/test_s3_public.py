"""Block Public Access at buckets and at the account."""

from checks.s3_public import account_public_access_is_blocked, bucket_public_access_is_blocked
from reporter.api import Account, failed, passed
from reporter.aws.s3 import AccountPublicAccessBlock, Bucket, PublicAccessBlock

ACCOUNT = Account.of("111122223333")
BUCKET = Bucket(account_id="111122223333", region="eu-west-1", arn="arn:aws:s3:::acme-photos", name="acme-photos")
ALL_OFF = frozenset({"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"})
NONE_OFF: frozenset[str] = frozenset()


def test_an_account_with_all_settings_on_passes() -> None:
    assert account_public_access_is_blocked(ACCOUNT, AccountPublicAccessBlock(NONE_OFF)) == passed()


def test_an_account_with_a_setting_off_fails_and_names_it() -> None:
    block = AccountPublicAccessBlock(frozenset({"IgnorePublicAcls", "BlockPublicAcls"}))
    assert account_public_access_is_blocked(ACCOUNT, block) == failed("off: BlockPublicAcls, IgnorePublicAcls")


def test_a_bucket_passes_if_its_own_settings_and_those_of_the_account_add_up() -> None:
    own = PublicAccessBlock(frozenset({"IgnorePublicAcls"}))
    above = AccountPublicAccessBlock(ALL_OFF - {"IgnorePublicAcls"})
    assert bucket_public_access_is_blocked(BUCKET, own, above) == passed()


def test_a_bucket_fails_for_what_is_off_at_both_levels() -> None:
    own = PublicAccessBlock(frozenset({"IgnorePublicAcls", "BlockPublicAcls"}))
    above = AccountPublicAccessBlock(frozenset({"IgnorePublicAcls", "BlockPublicPolicy"}))
    assert bucket_public_access_is_blocked(BUCKET, own, above) == failed("off: IgnorePublicAcls")


def test_the_account_does_not_help_where_the_bucket_itself_must_be_closed() -> None:
    own, above = PublicAccessBlock(frozenset({"BlockPublicAcls"})), AccountPublicAccessBlock(NONE_OFF)
    verdict = bucket_public_access_is_blocked(BUCKET, own, above, require_bucket_level=True)
    assert verdict == failed("off: BlockPublicAcls")


def test_an_excluded_bucket_passes_and_says_why() -> None:
    own, above = PublicAccessBlock(ALL_OFF), AccountPublicAccessBlock(ALL_OFF)
    verdict = bucket_public_access_is_blocked(BUCKET, own, above, excluded_buckets=frozenset({"acme-photos"}))
    assert verdict == passed("allowed by configuration")
