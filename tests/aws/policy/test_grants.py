"""What a policy gives, against a slow evaluator and by example."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.policy import EVERYONE, Grant, Principal, grants, parse_policy
from reporter.aws.policy.grants import HOLDER, refuses
from tests.aws.policy.slow_evaluator import Json, Request, is_allowed

OURS, THEIRS = "111122223333", "999988887777"
READER = f"arn:aws:iam::{OURS}:role/Reader"
LOGGER = "logging.s3.amazonaws.com"
CALLERS = {
    "*": EVERYONE,
    OURS: Principal("AWS", OURS),
    THEIRS: Principal("AWS", THEIRS),
    READER: Principal("AWS", READER),
    f"Service:{LOGGER}": Principal("Service", LOGGER),
}
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy", "S3:listbucket", "s3:Brandnew"]
RESOURCES = ["arn:aws:s3:::acme", "arn:aws:s3:::acme/a", "arn:aws:s3:::acme/b/c", "arn:aws:s3:::Acme/a"]

ACTION_PATTERNS = st.sampled_from(
    ["*", "s3:*", "s3:Get*", "s3:Put*", "s3:*Object", "s3:?utObject", "S3:LISTBUCKET", "s3:GetObject", "iam:*"]
)
RESOURCE_PATTERNS = st.sampled_from(
    ["*", "arn:aws:s3:::acme", "arn:aws:s3:::acme/*", "arn:aws:s3:::acme*", "arn:aws:s3:::acme/?", "arn:*:s3:::acme/b*"]
)
AWS_PRINCIPALS = st.sampled_from(["*", OURS, THEIRS, f"arn:aws:iam::{OURS}:root", READER])
PRINCIPALS = st.one_of(
    st.just("*"),
    st.builds(lambda one: {"AWS": one}, AWS_PRINCIPALS | st.lists(AWS_PRINCIPALS, min_size=1, max_size=2)),
    st.just({"Service": LOGGER}),
    st.builds(lambda one: {"AWS": one, "Service": [LOGGER]}, AWS_PRINCIPALS),
)


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


def either(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.one_of(st.builds(dict, **{name: values}), st.builds(dict, **{f"Not{name}": values}))


def statements(conditions: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda effect, what, where, who, when: {"Effect": effect, **what, **where, **who, **when},
        st.sampled_from(["Allow", "Allow", "Deny"]),
        either("Action", some(ACTION_PATTERNS)),
        either("Resource", some(RESOURCE_PATTERNS)),
        either("Principal", PRINCIPALS),
        conditions,
    )


def documents(conditions: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.builds(lambda listed: {"Statement": listed}, st.lists(statements(conditions), max_size=4))


KEYS = {
    "aws:PrincipalOrgID": ["o-ours", "o-*", "*"],
    "aws:PrincipalAccount": [OURS, "1111*", "${aws:PrincipalAccount}"],
    "aws:PrincipalArn": [READER, f"arn:aws:iam::{OURS}:*", "arn:aws:iam::*:role/Reader"],
    "aws:SourceVpce": ["vpce-ours", "vpce-*"],
    "aws:Referer": ["https://acme.example/*", "secret"],
}
STRANGERS = {
    "aws:principalorgid": "o-strange",
    "aws:principalaccount": THEIRS,
    "aws:principalarn": f"arn:aws:iam::{THEIRS}:role/Reader",
    "aws:sourcevpce": "vpce-strange",
    "aws:sourceip": "203.0.113.9",
    "aws:referer": "secret",
}
"""All context keys that an anonymous caller can set."""
TEXT_TESTS = st.sampled_from(list(KEYS)).flatmap(
    lambda key: st.tuples(
        st.sampled_from([
            "StringEquals", "StringLike", "StringNotLike", "StringEqualsIfExists", "StringLikeIfExists",
            "ForAnyValue:StringLike", "ForAllValues:StringLike",
        ]),
        st.just(key),
        some(st.sampled_from(KEYS[key])),
    )
)  # fmt: skip
OTHER_TESTS = st.one_of(
    st.tuples(st.just("Null"), st.sampled_from(list(KEYS)), st.sampled_from(["true", "false"])),
    st.tuples(
        st.sampled_from(["IpAddress", "NotIpAddress", "IpAddressIfExists"]),
        st.just("aws:SourceIp"),
        st.sampled_from(["192.0.2.0/24", "0.0.0.0/0", "128.0.0.0/1"]),
    ),
)


@st.composite
def conditions(draw: st.DrawFn) -> Json:
    block: dict[str, Json] = {}
    for operator, key, values in draw(st.lists(TEXT_TESTS | OTHER_TESTS, max_size=3)):
        block.setdefault(operator, {})[key] = values
    return {"Condition": block} if block else {}


CONTEXTS = st.sets(st.sampled_from(list(STRANGERS))).map(lambda keys: {key: STRANGERS[key] for key in sorted(keys)})
REQUESTS = st.builds(Request, st.sampled_from(list(CALLERS)), st.sampled_from(ACTIONS), st.sampled_from(RESOURCES))


def given_by(document: Json, request: Request) -> list[Grant]:
    """The grants that the engine thinks concern a request."""
    who = CALLERS[request.caller]
    found = grants(parse_policy(document))
    return [grant for grant in found if grant.gives(who, action=request.action, resource=request.resource)]


@settings(max_examples=150, deadline=None)
@given(documents(st.just({})), REQUESTS)
def test_without_conditions_the_engine_gives_exactly_what_aws_would(document: Json, request: Request) -> None:
    assert bool(given_by(document, request)) == is_allowed(document, request)


@settings(max_examples=150, deadline=None)
@given(documents(conditions()), REQUESTS, CONTEXTS)
def test_with_conditions_nothing_that_aws_would_give_is_overlooked(
    document: Json, request: Request, context: dict[str, str]
) -> None:
    if is_allowed(document, Request(request.caller, request.action, request.resource, context)):
        assert given_by(document, request)


@settings(max_examples=150, deadline=None)
@given(documents(st.just({})), REQUESTS, ACTION_PATTERNS, RESOURCE_PATTERNS)
def test_what_is_given_for_sure_is_given_within_every_pattern_around_it(
    document: Json, request: Request, action: str, resource: str
) -> None:
    one = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}}
    inside = is_allowed(one, request)
    if inside and is_allowed(document, request):
        who = CALLERS[request.caller]
        assert any(grant.gives(who, action=action, resource=resource) for grant in grants(parse_policy(document)))


def statement(**elements: Any) -> Json:
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", **elements}


def only_grant(*listed: Json) -> Grant:
    [grant] = grants(parse_policy({"Statement": list(listed)}))
    return grant


def test_a_denial_without_conditions_subtracts_and_one_with_conditions_is_reported() -> None:
    flat = statement(Effect="Deny", Action="s3:Put*")
    elsewhere = statement(Effect="Deny", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    grant = only_grant(statement(), flat, elsewhere)

    assert not grant.gives(EVERYONE, action="s3:Put*")
    assert grant.gives(EVERYONE, action="s3:Get*")
    assert [one.conditions[0].operator for one in grant.conditional_denials] == ["notipaddress"]


def test_a_denial_of_all_but_one_organisation_is_a_limit_rather_than_a_denial() -> None:
    perimeter = statement(Effect="Deny", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-ours"}})
    grant = only_grant(statement(), perimeter)

    assert grant.gives(EVERYONE)
    assert [denial.limit.key for denial in grant.limiting if denial.limit] == ["aws:principalorgid"]
    assert grant.conditional_denials == ()


def test_a_grant_is_called_by_its_name_or_its_place() -> None:
    document = {"Statement": [statement(Effect="Deny"), statement(), statement(Sid="Readers"), statement(Sid="")]}

    assert [grant.name for grant in grants(parse_policy(document))] == [
        "statement 2",
        "statement Readers",
        "statement 4",
    ]


@pytest.mark.parametrize(
    "nothing", [{"NotAction": "*"}, {"NotResource": "*"}, {"NotPrincipal": "*"}, {"NotAction": "**"}]
)
def test_what_excludes_everything_grants_nothing(nothing: Json) -> None:
    [element] = nothing
    kept = {name: value for name, value in statement().items() if name != element.removeprefix("Not")}
    grant = only_grant(kept | nothing)

    assert not grant.gives(EVERYONE)
    assert grant.holders() == ()
    assert list(grant.situations()) == []


@pytest.mark.parametrize("nothing", [{"NotAction": "*"}, {"NotResource": "*"}, {"NotPrincipal": "*"}])
def test_what_excludes_everything_denies_nothing(nothing: Json) -> None:
    [element] = nothing
    kept = {name: value for name, value in statement().items() if name != element.removeprefix("Not")}

    assert only_grant(statement(), kept | nothing | {"Effect": "Deny"}).holders() == (EVERYONE,)


def test_everyone_among_others_is_everyone() -> None:
    but_all = {"Effect": "Allow", "NotPrincipal": {"AWS": [THEIRS, "*"]}, "Action": "s3:*", "Resource": "*"}

    assert only_grant(but_all).holders() == ()
    assert only_grant(statement(Principal={"AWS": [THEIRS, "*"]})).holders() == (EVERYONE, Principal("AWS", THEIRS))


def test_denials_that_take_a_policy_into_very_many_parts_do_not_count() -> None:
    """Each spares one action and one resource: together they deny all, and to see it takes 160,000 comparisons."""
    many = [str(number) for number in range(60)]
    spare = [{"Effect": "Deny", "Principal": "*", "NotAction": f"s3:{one}", "NotResource": one} for one in many]
    grant = only_grant(statement(Action=[f"s3:{one}" for one in many], Resource=many), *spare)

    assert grant.holders() == (EVERYONE,)


def test_many_actions_are_reported_in_part() -> None:
    grant = only_grant(statement(Action=[f"s3:{one}" for one in range(12)]))

    assert str(grant) == "s3:0, s3:1, s3:2, s3:3, s3:4, s3:5, s3:6, s3:7, s3:8, s3:9 and 2 more"


def test_a_denial_of_some_resources_leaves_the_others() -> None:
    grant = only_grant(statement(Resource=["arn:a", "arn:b"]), statement(Effect="Deny", Resource="arn:a"))

    assert grant.gives(EVERYONE)
    assert not grant.gives(EVERYONE, resource="arn:a")


def test_callers_that_a_denial_spares_keep_what_all_others_lose() -> None:
    spare = {"Effect": "Deny", "NotPrincipal": {"AWS": [OURS, READER]}, "Action": "s3:*", "Resource": "*"}
    grant = only_grant(statement(), spare)

    assert grant.holders() == (Principal("AWS", OURS), Principal("AWS", READER))


def test_named_principals_hold_what_is_not_taken_from_them() -> None:
    both = statement(Principal={"AWS": [OURS, THEIRS]})
    grant = only_grant(both, statement(Effect="Deny", Principal={"AWS": THEIRS}, Action="s3:Put*"))

    assert grant.holders() == (Principal("AWS", OURS), Principal("AWS", THEIRS))
    assert grant.holders(action="s3:PutObject") == (Principal("AWS", OURS),)


def test_an_account_that_is_not_named_gets_nothing() -> None:
    grant = only_grant(statement(Principal={"AWS": OURS}))

    assert grant.gives(Principal("AWS", OURS))
    assert not grant.gives(Principal("AWS", THEIRS))


def test_all_but_some_are_everyone() -> None:
    spared = {"Effect": "Allow", "NotPrincipal": {"AWS": OURS}, "Action": "s3:*", "Resource": "*"}

    assert only_grant(spared).holders() == (EVERYONE,)


def test_a_policy_without_principals_gives_to_its_holder() -> None:
    identity = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    grant = only_grant(identity, {"Effect": "Deny", "Action": "s3:*", "Resource": "*"})

    assert grant.holders() == (HOLDER,)
    assert grant.gives(action="ec2:*")
    assert not grant.gives(action="iam:PassRole")
    assert not grant.gives(action="s3:GetObject")


def test_a_trust_policy_names_no_resource() -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": OURS}, "Action": "sts:AssumeRole"}
    denied = {"Effect": "Deny", "Principal": {"AWS": READER}, "Action": "sts:*"}
    grant = only_grant(trust, denied)

    assert grant.gives(Principal("AWS", OURS), action="sts:AssumeRole")
    assert not grant.gives(Principal("AWS", READER))


@pytest.mark.parametrize("action", ["s3:PutSomethingNobodyHasHeardOf", "s3:Put*"])
def test_an_action_that_no_catalogue_knows_is_judged_by_its_name(action: str) -> None:
    assert only_grant(statement(Action=action)).gives(EVERYONE, action="s3:Put*")
    assert not only_grant(statement(Action=action)).gives(EVERYONE, action="s3:Get*")


def test_only_enforced_conditions_limit() -> None:
    block = {"StringEquals": {"aws:PrincipalOrgID": "o-ours"}, "StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}

    assert [limit.key for limit in only_grant(statement(Condition=block)).limits] == ["aws:principalorgid"]


def test_a_grant_is_reported_in_the_words_of_the_policy() -> None:
    assert str(only_grant(statement(Action=["s3:Get*", "s3:List*"]))) == "s3:get*, s3:list*"
    limited = {"Bool": {"aws:SecureTransport": "true"}}
    [but] = grants(parse_policy({"Statement": {"Effect": "Allow", "NotAction": "s3:Put*", "Condition": limited}}))
    assert str(but) == "everything but s3:put* if bool aws:securetransport true"


def test_a_denial_refuses_what_it_covers_as_a_whole() -> None:
    [denial] = parse_policy({"Statement": statement(Effect="Deny", Resource="arn:a*")}).statements
    [allowance] = parse_policy({"Statement": statement()}).statements

    assert refuses(denial, action="s3:Put*", resource="arn:a/*")
    assert not refuses(denial, action="*", resource="arn:a/*")
    assert not refuses(denial, action="s3:Put*", resource="arn:*")
    assert not refuses(allowance, action="s3:Put*", resource="arn:a")
