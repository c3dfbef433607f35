"""Which conditions limit an Allow."""

import pytest

from reporter.aws.policy.conditions import CALLER_KEYS, Condition, Limit, enforced, limit_of_denial

ORGANIZATION = Condition("stringequals", "aws:principalorgid", ("o-abc",))


def is_enforced(operator: str, key: str, *values: str) -> bool:
    return bool(enforced([Condition(operator, key, values)]))


def limits_caller(conditions: list[Condition]) -> bool:
    return any(one.key in CALLER_KEYS for one in enforced(conditions))


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
        ("stringequals", "aws:sourcevpc", ["vpc-1"]),
        ("arnlike", "aws:sourcevpcarn", ["arn:aws:ec2:*:111122223333:vpc/*"]),
        ("stringequals", "aws:vpceaccount", ["${aws:ResourceAccount}"]),
        ("stringequals", "aws:vpceorgid", ["o-abc"]),
        ("foranyvalue:stringlike", "aws:vpceorgpaths", ["o-abc/r-1/*"]),
        ("stringequals", "kms:calleraccount", ["111122223333"]),
        ("bool", "aws:principalisawsservice", ["true"]),
        ("stringlike", "aws:principalservicename", ["*.amazonaws.com"]),
        ("foranyvalue:stringequals", "aws:principalservicenameslist", ["logs.amazonaws.com"]),
        ("ipaddress", "aws:sourceip", ["192.0.2.7", "10.0.0.0/8", "2001:db8::/32"]),
        ("ipaddress", "aws:sourceip", ["240.0.0.0/4", "fc00::/7", "fe80::/10"]),
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
        ("ipaddress", "aws:sourceip", ["2000::/3"]),
        ("ipaddress", "aws:sourceip", ["2600::/12"]),
        ("ipaddress", "aws:sourceip", ["54.0.0.0/7"]),
        ("ipaddress", "aws:sourceip", [f"{first}.0.0.0/8" for first in range(128)]),
        ("ipaddress", "aws:sourceip", ["2600::/32", "2600:1::/32"]),
        ("ipaddress", "aws:sourceip", []),
        ("stringlike", "aws:vpceaccount", ["*"]),
        ("arnlike", "aws:sourcevpcarn", ["arn:aws:ec2:*:*:vpc/*"]),
        ("stringlike", "aws:principalservicename", ["*"]),
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


DENIED_UNLESS = [
    (("stringnotequals", "aws:principalorgid", ["o-abc"]), ("stringequals", "aws:principalorgid", ("o-abc",))),
    (("stringnotequalsifexists", "aws:principalorgid", ["o-abc"]), ("stringequals", "aws:principalorgid", ("o-abc",))),
    (
        ("stringnotequalsignorecase", "aws:principalaccount", ["111122223333"]),
        ("stringequalsignorecase", "aws:principalaccount", ("111122223333",)),
    ),
    (("stringnotlike", "aws:sourcevpce", ["vpce-1"]), ("stringlike", "aws:sourcevpce", ("vpce-1",))),
    (
        ("arnnotequals", "aws:principalarn", ["arn:aws:iam::111122223333:role/a"]),
        ("arnequals", "aws:principalarn", ("arn:aws:iam::111122223333:role/a",)),
    ),
    (
        ("arnnotlikeifexists", "aws:sourcearn", ["arn:aws:s3:*:111122223333:*"]),
        ("arnlike", "aws:sourcearn", ("arn:aws:s3:*:111122223333:*",)),
    ),
]


@pytest.mark.parametrize(("denied", "demanded"), DENIED_UNLESS)
def test_a_denial_of_all_others_demands_what_it_spares(
    denied: tuple[str, str, list[str]], demanded: tuple[str, str, tuple[str, ...]]
) -> None:
    operator, key, values = denied

    assert limit_of_denial([Condition(operator, key, tuple(values))]) == Limit(Condition(*demanded))


@pytest.mark.parametrize("operator", ["bool", "boolifexists"])
@pytest.mark.parametrize("word", ["false", "False"])
def test_a_denial_of_all_others_may_spare_aws_services(operator: str, word: str) -> None:
    spared = Condition(operator, "aws:principalisawsservice", (word,))
    perimeter = Condition("stringnotequals", "aws:principalorgid", ("o-abc",))

    assert limit_of_denial([spared, perimeter]) == Limit(ORGANIZATION, spares_services=True)
    assert limit_of_denial([perimeter, spared]) == Limit(ORGANIZATION, spares_services=True)


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [("stringequals", "aws:principalorgid", "o-abc")],
        [("stringnotlike", "aws:principalorgid", "o-*")],
        [("stringnotequals", "aws:referer", "secret")],
        [("notipaddress", "aws:sourceip", "192.0.2.7")],
        [("foranyvalue:stringnotequals", "aws:principalorgid", "o-abc")],
        [("forallvalues:stringnotlike", "aws:principalorgpaths", "o-abc/*")],
        [("stringnotlike", "aws:principalorgpaths", "o-abc/*")],
        [("stringnotequals", "aws:principalorgid", "o-abc"), ("stringnotequals", "aws:principalaccount", "1" * 12)],
        [("stringnotequals", "aws:principalorgid", "o-abc"), ("bool", "aws:principalisawsservice", "true")],
        [("stringnotequals", "aws:principalorgid", "o-abc"), ("bool", "aws:viaawsservice", "false")],
        [("stringnotequals", "aws:principalorgid", "o-abc"), ("null", "aws:principalorgid", "false")],
        [("bool", "aws:principalisawsservice", "false")],
    ],
)
def test_any_other_denial_demands_nothing(conditions: list[tuple[str, str, str]]) -> None:
    assert limit_of_denial([Condition(operator, key, (value,)) for operator, key, value in conditions]) is None


def test_a_condition_is_reported_in_its_own_words() -> None:
    assert str(Condition("stringlike", "aws:userid", ("a", "b"))) == "stringlike aws:userid a or b"
