"""Policy documents in their normal form, and what is asked of it."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.aws.policy import (
    EVERYONE,
    PolicyDocument,
    Principal,
    Statement,
    covers,
    covers_action,
    parse_policy,
)
from reporter.aws.policy.conditions import Condition


def read(**elements: Any) -> Statement:
    """The normal form of one statement; it allows everything unless it says otherwise."""
    positive = {name: "*" for name in ("Action", "Resource") if name not in elements and f"Not{name}" not in elements}
    [statement] = parse_policy({"Statement": {"Effect": "Allow", **positive, **elements}}).statements
    return statement


def test_one_statement_means_the_same_as_a_list_of_one() -> None:
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}

    assert parse_policy({"Statement": statement}) == parse_policy({"Statement": [statement]})


def test_text_means_the_same_as_what_it_is_decoded_to() -> None:
    source = {"Version": "2012-10-17", "Id": "x", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]}

    assert parse_policy(json.dumps(source)) == parse_policy(source)


def test_every_element_has_its_place() -> None:
    statement = read(
        Sid="Logs",
        Principal={"AWS": ["arn:aws:iam::111122223333:role/Reader"], "Service": "logs.amazonaws.com"},
        Action=["s3:GetObject", "S3:putobject"],
        Resource="arn:aws:s3:::Acme/*",
        Condition={"StringEquals": {"AWS:SourceAccount": 111122223333}, "Bool": {"aws:SecureTransport": [True]}},
    )

    assert statement == Statement(
        effect="Allow",
        sid="Logs",
        principals=(
            Principal("AWS", "arn:aws:iam::111122223333:role/Reader"),
            Principal("Service", "logs.amazonaws.com"),
        ),
        actions=("s3:getobject", "s3:putobject"),
        resources=("arn:aws:s3:::Acme/*",),
        conditions=(
            Condition("stringequals", "aws:sourceaccount", ("111122223333",)),
            Condition("bool", "aws:securetransport", ("true",)),
        ),
    )


def test_the_opposites_have_their_places() -> None:
    statement = read(NotAction="IAM:*", NotResource=["a", "b"], NotPrincipal={"AWS": "111122223333"})

    assert (statement.not_actions, statement.not_resources) == (("iam:*",), ("a", "b"))
    assert statement.not_principals == (Principal("AWS", "111122223333"),)
    assert (statement.actions, statement.resources, statement.principals) == ((), (), ())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("arn:aws:sqs", "arn:aws:sqs:*"),
        ("arn:aws:sqs:eu-west-1:111122223333", "arn:aws:sqs:eu-west-1:111122223333:*"),
        ("arn:aws:sqs:*", "arn:aws:sqs:*"),
        ("arn:aws:s3:::acme", "arn:aws:s3:::acme"),
        ("*", "*"),
    ],
)
def test_fields_that_an_arn_lacks_are_wildcards(written: str, meant: str) -> None:
    assert read(Resource=written).resources == (meant,)
    assert read(NotResource=[written]).not_resources == (meant,)


def test_excluding_nothing_is_kept_as_everything() -> None:
    statement = read(NotAction=[], NotResource=[], NotPrincipal={})

    assert (statement.actions, statement.resources, statement.principals) == (("*",), ("*",), (EVERYONE,))


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["*"]}, {"Service": "x.amazonaws.com", "AWS": "*"}])
def test_a_lone_star_is_everyone(principal: Any) -> None:
    assert read(Principal=principal).is_about_everyone


@pytest.mark.parametrize("principal", [{"AWS": "111122223333"}, {"Service": "*"}, {"AWS": "arn:aws:iam::*:root"}])
def test_a_named_principal_is_not_everyone(principal: Any) -> None:
    statement = read(Principal=principal)

    assert not statement.is_about_everyone
    assert not any(one.is_everyone for one in statement.principals)


def test_all_but_some_is_everyone() -> None:
    assert read(NotPrincipal={"AWS": "111122223333"}).is_about_everyone


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_root_of_an_account_is_the_account(partition: str) -> None:
    statement = read(Principal={"AWS": [f"arn:{partition}:iam::111122223333:root", "111122223333"]})

    assert statement.principals == (Principal("AWS", "111122223333"),)


@pytest.mark.parametrize(
    ("principal", "account_id"),
    [
        (Principal("AWS", "111122223333"), "111122223333"),
        (Principal("AWS", "arn:aws:sts::111122223333:assumed-role/a/b"), "111122223333"),
        (Principal("AWS", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"), ""),
        (Principal("AWS", "AROAEXAMPLE"), ""),
        (Principal("Service", "ec2.amazonaws.com"), ""),
        (Principal("Federated", "arn:aws:iam::111122223333:saml-provider/idp"), ""),
        (EVERYONE, ""),
    ],
)
def test_an_aws_principal_tells_its_account(principal: Principal, account_id: str) -> None:
    assert principal.account_id == account_id


@pytest.mark.parametrize(
    "source",
    [
        "",
        "no json",
        "[]",
        {},
        {"Statement": "x"},
        {"Statement": [[]]},
        {"Statement": [], "Statements": []},
        {"Statement": {}},
        {"Statement": {"Effect": "allow", "Action": "*"}},
        {"Statement": {"Effect": ["Allow"], "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "action": "*"}},
        {"Statement": {"Effect": "Allow", "Action": 1}},
        {"Statement": {"Effect": "Allow", "Action": [None]}},
        {"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Principal": "*", "NotPrincipal": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Principal": "111122223333"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"aws": "*"}}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Condition": []}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "true"}}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"aws:x": None}}}},
    ],
)
def test_what_aws_would_not_accept_is_refused(source: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its kind is the contract, its words are for people
        parse_policy(source)


@pytest.mark.parametrize(
    ("pattern", "action"),
    [
        ("*", "s3:GetObject"),
        ("s3:*", "S3:GetObject"),
        ("s3:get*", "s3:GetObject"),
        ("S3:Get?bject", "s3:getobject"),
        ("*:*Object", "s3:GetObject"),
    ],
)
def test_an_action_is_covered_in_any_case(pattern: str, action: str) -> None:
    assert covers_action(pattern, action)


@pytest.mark.parametrize(
    ("pattern", "text"), [("s3:Get", "s3:GetObject"), ("a?", "a"), ("[a-c]", "b"), ("arn:A/*", "arn:a/x"), ("", "a")]
)
def test_only_star_and_question_mark_are_wild(pattern: str, text: str) -> None:
    assert not covers(pattern, text)


def test_a_bracket_stands_for_itself() -> None:
    assert covers("[a]*", "[a]b")


def test_a_hostile_pattern_is_matched_at_once() -> None:
    assert not covers("*a" * 200 + "b", "a" * 400)


def test_a_statement_concerns_what_it_lists_or_all_it_does_not_exclude() -> None:
    assert read(Action=["sts:Assume*"]).concerns_action("sts:AssumeRole")
    assert not read(Action=["sts:Assume*"]).concerns_action("sts:TagSession")
    assert read(NotAction=["iam:*"]).concerns_action("s3:GetObject")
    assert not read(NotAction=["iam:*"]).concerns_action("IAM:GetUser")


def test_what_is_named_among_those_excluded_is_no_longer_meant() -> None:
    assert not read(NotPrincipal="*").is_about_everyone
    assert not read(NotPrincipal={"AWS": ["111122223333", "*"]}).is_about_everyone


def test_the_statements_that_deny_are_named() -> None:
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    document = parse_policy({"Statement": [deny, {**deny, "Effect": "Allow"}, {**deny, "Sid": "Perimeter"}]})

    assert document.denying == ("statement 1", "statement Perimeter")


@pytest.mark.parametrize(
    "text",
    [
        '{"Statement": [], "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
        '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"a:b": "true", "a:b": "false"}}}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"a:b": "true", "A:B": "false"}}}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"a:b": "1"}, "bool": {"a:b": "2"}}}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": "111122223333", "AWS": "*"}}}',
        "[" * 100_000,
        '{"Statement": ' * 50_000,
    ],
)
def test_text_in_which_something_would_go_unseen_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        parse_policy(text)


def test_one_operator_may_be_written_twice_for_different_keys() -> None:
    twice = read(Condition={"StringEquals": {"aws:userid": "a"}, "stringequals": {"aws:SourceVpc": "b"}})

    assert [one.key for one in twice.conditions] == ["aws:userid", "aws:sourcevpc"]


def test_a_version_may_be_missing_and_operators_may_be_new() -> None:
    statement = read(Condition={"StringRhymesWith": {"aws:userid": ["a", 1, True, 1.5]}})

    assert statement.conditions == (Condition("stringrhymeswith", "aws:userid", ("a", "1", "true", "1.5")),)
    assert parse_policy({"Statement": []}) == PolicyDocument(())


TEXTS = st.sampled_from(["", "*", "s3:*", "S3:Get?bject", "Allow", "Deny", "arn:aws:iam::111122223333:root", "o-abc"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
WORDS = st.sampled_from(["AWS", "Service", "StringLike", "Bool", "aws:SourceIp", "Federated", "x"])
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3))
VALUES = TEXTS | st.lists(TEXTS, max_size=3)
PRINCIPALS = st.just("*") | st.dictionaries(st.sampled_from(["AWS", "Service"]), VALUES, max_size=2)
CONDITIONS = st.dictionaries(WORDS, st.dictionaries(WORDS, VALUES | st.booleans() | st.integers(), max_size=2))


def one_of_pair(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.builds(dict, **{name: values}), st.builds(dict, **{f"Not{name}": values}))


STATEMENTS = st.builds(
    lambda effect, condition, *pairs: {
        "Effect": effect,
        "Condition": condition,
        **{k: v for p in pairs for k, v in p.items()},
    },
    st.sampled_from(["Allow", "Deny"]),
    CONDITIONS,
    one_of_pair("Action", VALUES),
    one_of_pair("Resource", VALUES),
    one_of_pair("Principal", PRINCIPALS),
)
ELEMENTS = st.sampled_from(["Sid", "Effect", "Principal", "NotPrincipal", "Action", "Resource", "Condition"])
JUNK = st.dictionaries(ELEMENTS, ANYTHING, max_size=6) | ANYTHING


@given(st.fixed_dictionaries({"Statement": JUNK | st.lists(JUNK, max_size=2)}) | ANYTHING)
def test_anything_is_either_refused_or_has_a_normal_form(source: Any) -> None:
    try:
        parsed = parse_policy(json.dumps(source))
    except ValueError:
        return
    assert isinstance(parsed, PolicyDocument)


@given(st.lists(STATEMENTS, max_size=3))
def test_the_normal_form_is_its_own_normal_form(statements: list[dict[str, Any]]) -> None:
    parsed = parse_policy({"Statement": statements})

    assert parse_policy({"Statement": [spelled(statement) for statement in parsed.statements]}) == parsed


@given(st.lists(STATEMENTS, max_size=3))
def test_the_normal_form_survives_json(statements: list[dict[str, Any]]) -> None:
    parsed = parse_policy({"Statement": statements})

    assert msgspec.json.decode(msgspec.json.encode(parsed), type=PolicyDocument) == parsed


def spelled(statement: Statement) -> dict[str, Any]:
    """A statement as AWS would store it; empty lists say nothing, except what a statement must have."""
    elements = {
        "NotAction" if statement.not_actions else "Action": [*statement.actions, *statement.not_actions],
        "NotResource": list(statement.not_resources),
        "Resource": list(statement.resources),
        "NotPrincipal": by_type(statement.not_principals),
        "Principal": by_type(statement.principals),
    }
    present = {name: value for name, value in elements.items() if value or name == "Action"}
    return {"Effect": statement.effect, "Sid": statement.sid, **present, "Condition": block(statement.conditions)}


def by_type(principals: tuple[Principal, ...]) -> dict[str, list[str]]:
    types = dict.fromkeys(one.type for one in principals)
    return {type_: [one.id for one in principals if one.type == type_] for type_ in types}


def block(conditions: tuple[Condition, ...]) -> dict[str, dict[str, list[str]]]:
    spelled_out: dict[str, dict[str, list[str]]] = {}
    for one in conditions:
        spelled_out.setdefault(one.operator, {})[one.key] = list(one.values)
    return spelled_out
