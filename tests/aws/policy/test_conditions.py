"""Which conditions limit an Allow."""

import pytest

from reporter.aws.policy.conditions import Condition, enforced, limits_caller, limits_identity

ORGANIZATION = Condition("stringequals", "aws:principalorgid", ("o-abc",))


def is_enforced(operator: str, key: str, *values: str) -> bool:
    return bool(enforced([Condition(operator, key, values)]))


@pytest.mark.parametrize(
    ("operator", "key", "values"),
    [
        ("stringequals", "aws:principalorgid", ["o-abc", "o-def"]),
        ("stringlike", "aws:principalorgid", ["${aws:ResourceOrgID}"]),
        ("foranyvalue:stringlike", "aws:principalorgpaths", ["o-abc/r-1/*"]),
        ("stringequals", "aws:sourceaccount", ["111122223333"]),
        ("stringequalsignorecase", "aws:principalaccount", ["${aws:ResourceAccount}"]),
        ("arnlike", "aws:principalarn", ["arn:*:iam::111122223333:role/*"]),
        ("arnequals", "aws:sourcearn", ["arn:aws:s3:::acme"]),
        ("stringlike", "aws:principalarn", ["arn:aws:iam::111122223333:*"]),
        ("stringlike", "aws:userid", ["AROAEXAMPLE:reporter"]),
        ("stringequals", "aws:sourcevpce", ["vpce-1"]),
        ("ipaddress", "aws:sourceip", ["192.0.2.7", "10.0.0.0/8", "2001:db8::/32"]),
    ],
)
def test_a_fixed_value_under_a_limiting_operator_limits_who_may_call(
    operator: str, key: str, values: list[str]
) -> None:
    assert limits_caller([Condition(operator, key, tuple(values))])


@pytest.mark.parametrize(
    ("operator", "key", "values"),
    [
        ("stringequals", "aws:principalorgid", []),
        ("stringlike", "aws:principalorgid", ["o-abc", "*"]),
        ("stringlike", "aws:principalorgid", ["o-*"]),
        ("foranyvalue:stringlike", "aws:principalorgpaths", ["*/r-1/*"]),
        ("stringequals", "aws:sourceaccount", ["${aws:PrincipalAccount}"]),
        ("arnlike", "aws:principalarn", ["arn:aws:iam::*:role/Admin"]),
        ("arnlike", "aws:principalarn", ["*"]),
        ("stringlike", "aws:principalarn", ["arn:*:iam::111122223333:role/*"]),
        ("stringlike", "aws:userid", ["AROAEXAMPLE:*"]),
        ("stringlike", "aws:sourcevpce", ["vpce-*"]),
        ("ipaddress", "aws:sourceip", ["0.0.0.0/0"]),
        ("ipaddress", "aws:sourceip", ["192.0.2.7", "128.0.0.0/1"]),
        ("ipaddress", "aws:sourceip", ["::/0"]),
        ("ipaddress", "aws:sourceip", ["anywhere"]),
        ("stringnotequals", "aws:principalorgid", ["o-abc"]),
        ("notipaddress", "aws:sourceip", ["192.0.2.7"]),
        ("stringequalsifexists", "aws:principalorgid", ["o-abc"]),
        ("forallvalues:stringlike", "aws:principalorgpaths", ["o-abc/*"]),
        ("null", "aws:principalorgid", ["false"]),
        ("datelessthan", "aws:currenttime", ["2030-01-01"]),
    ],
)
def test_what_lets_strangers_through_limits_nothing(operator: str, key: str, values: list[str]) -> None:
    assert not is_enforced(operator, key, *values)


@pytest.mark.parametrize("operator", ["stringequalsifexists", "forallvalues:stringequals"])
def test_a_condition_that_holds_without_its_key_limits_where_the_key_must_be_there(operator: str) -> None:
    optional = Condition(operator, "aws:principalorgid", ("o-abc",))

    assert limits_caller([optional, Condition("null", "aws:principalorgid", ("false",))])
    assert not limits_caller([optional, Condition("null", "aws:principalorgid", ("true",))])
    assert not limits_caller([optional, Condition("null", "aws:principalaccount", ("false",))])


@pytest.mark.parametrize("key", ["sts:externalid", "aws:referer", "aws:useragent", "kms:viaservice"])
def test_other_keys_limit_the_grant_but_not_the_caller(key: str) -> None:
    secret = Condition("stringequals", key, ("shared",))

    assert enforced([secret]) == (secret,)
    assert not limits_caller([secret])


def test_a_network_limits_the_caller_whoever_that_is() -> None:
    network = Condition("ipaddress", "aws:sourceip", ("192.0.2.0/24",))

    assert limits_caller([network])
    assert not limits_identity([network])
    assert limits_identity([network, ORGANIZATION])


def test_a_condition_is_told_in_its_own_words() -> None:
    assert str(Condition("stringlike", "aws:userid", ("a", "b"))) == "stringlike aws:userid a or b"
