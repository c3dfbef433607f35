from checks.iam.users import user_holds_no_policies
from reporter.model.verdicts import failed, passed
from tests.checks.iam.builders import ADMIN_ARN, user


def test_a_user_without_policies_of_their_own_passes() -> None:
    assert user_holds_no_policies(user()) == passed()


def test_a_user_with_policies_of_their_own_fails_with_all_their_names() -> None:
    verdict = user_holds_no_policies(user("anna", ADMIN_ARN, inline=("legacy",)))

    assert verdict == failed("holds AdministratorAccess, legacy (inline)")


def test_one_inline_policy_is_enough_to_fail() -> None:
    assert user_holds_no_policies(user(inline=("legacy",))) == failed("holds legacy (inline)")
