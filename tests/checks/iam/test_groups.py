from checks.iam.groups import group_has_members, group_makes_no_administrators
from reporter.model.subjects import Account
from reporter.model.verdicts import failed, passed
from tests.checks.iam.builders import ACCOUNT, ADMIN_ARN, group


def test_a_group_with_a_member_passes() -> None:
    assert group_has_members(group(members=1)) == passed()


def test_an_empty_group_fails() -> None:
    assert group_has_members(group(members=0)) == failed("it has no members")


def test_a_group_without_administrator_access_passes() -> None:
    assert (
        group_makes_no_administrators(group("readers", "arn:aws:iam::aws:policy/ReadOnlyAccess"), ACCOUNT) == passed()
    )


def test_a_group_with_administrator_access_fails() -> None:
    verdict = group_makes_no_administrators(group("admins", ADMIN_ARN, members=3), ACCOUNT)

    assert verdict == failed("AdministratorAccess is attached; members: 3")


def test_administrator_access_is_known_in_every_partition() -> None:
    china = Account.of("111122223333", partition="aws-cn")
    admins = group("admins", "arn:aws-cn:iam::aws:policy/AdministratorAccess")

    assert group_makes_no_administrators(admins, china) == failed("AdministratorAccess is attached; members: 1")


def test_a_policy_of_ones_own_with_that_name_is_another_matter() -> None:
    own = "arn:aws:iam::111122223333:policy/AdministratorAccess"

    assert group_makes_no_administrators(group("admins", own), ACCOUNT) == passed()


def test_an_allowed_group_may_have_administrator_access() -> None:
    verdict = group_makes_no_administrators(group("admins", ADMIN_ARN), ACCOUNT, allowed_groups=frozenset({"admins"}))

    assert verdict == passed("allowed by configuration")
