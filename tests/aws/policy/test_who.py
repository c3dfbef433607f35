"""Who remains of those that a policy lets in: against all callers there are in a small world, and by example."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.policy import Caller, Circle, Kind, callers, covers, parse_policy
from reporter.model.given import Organization
from tests.aws.policy.slow_evaluator import Json, Person, everybody, holds, who_is_allowed

OURS, SISTER, PARTNER, THEIRS = "111122223333", "222233334444", "444455556666", "999988887777"
ORGANIZATION, OTHERS = "o-ourown0000", "o-theirs0000"
LOGS, TRAIL = "logs.amazonaws.com", "cloudtrail.amazonaws.com"
LOAD_BALANCERS = "127311923021"
"""AWS's own account from which load balancers of us-east-1 write their logs."""
CIRCLE = Circle(
    account_id=OURS,
    organization_id=ORGANIZATION,
    members=frozenset({SISTER}),
    trusted=frozenset({PARTNER}),
    unique_ids={"AROAMINE": OURS},
    buckets={"acme": OURS},
)

ACTIONS, RESOURCE = ["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::acme/a"
NEAR = {"aws:sourcevpce": "vpce-1", "aws:sourceip": "192.0.2.7"}
FAR = {"aws:sourceip": "203.0.113.9"}
WORLD = everybody([OURS, SISTER, PARTNER, THEIRS], ["", ORGANIZATION, OTHERS], [LOGS, TRAIL], [NEAR, FAR])


def among(caller: Caller, person: Person) -> bool:
    """Whether an answer has someone in mind; an owner who is only named may be anyone's."""
    if not all(holds(_operator(one.operator), one.key, list(one.values), person.network) for one in caller.networks):
        return False
    if caller.is_everyone:
        return True
    if bool(person.service) != (caller.kind is Kind.SERVICE):
        return False
    if caller.service and caller.service != "any AWS service" and not covers(caller.service, person.service):
        return False
    owner = caller.owner
    account = not owner.account or owner.account == person.account
    return account and (not owner.organizations or person.organization in owner.organizations)


def _operator(folded: str) -> str:
    plain = folded.rpartition(":")[2]
    return {"stringequals": "StringEquals", "stringlike": "StringLike", "ipaddress": "IpAddress", "arnlike": "ArnLike"}[
        plain
    ]


ACTION_PATTERNS = st.sampled_from(["*", "s3:*", "s3:Get*", "s3:PutObject", "iam:*", ["s3:GetObject", "s3:Put*"]])
RESOURCE_PATTERNS = st.sampled_from(["*", "arn:aws:s3:::acme/*", "arn:aws:s3:::other/*"])
AWS_PRINCIPALS = st.sampled_from(["*", OURS, THEIRS, SISTER, f"arn:aws:iam::{THEIRS}:role/Reader", "AROAGONE"])
PRINCIPALS = st.one_of(
    st.just("*"),
    st.builds(lambda one: {"AWS": one}, AWS_PRINCIPALS | st.lists(AWS_PRINCIPALS, min_size=1, max_size=2)),
    st.just({"Service": LOGS}),
    st.builds(lambda one: {"AWS": one, "Service": [LOGS, TRAIL]}, AWS_PRINCIPALS),
)
FIXED = {
    "aws:PrincipalOrgID": [ORGANIZATION, OTHERS],
    "aws:PrincipalAccount": [OURS, THEIRS],
    "kms:CallerAccount": [OURS, PARTNER],
    "aws:PrincipalArn": [f"arn:aws:iam::{THEIRS}:role/Reader", f"arn:aws:iam::{OURS}:role/Reader"],
    "aws:SourceAccount": [OURS, THEIRS],
    "aws:SourceArn": [f"arn:aws:logs:eu-west-1:{OURS}:trail/a", f"arn:aws:logs:eu-west-1:{THEIRS}:trail/a"],
    "aws:SourceOrgID": [ORGANIZATION, OTHERS],
    "aws:PrincipalServiceName": [LOGS],
    "aws:SourceVpce": ["vpce-1"],
}
LOOSE = {
    **FIXED,
    "aws:PrincipalOrgPaths": [f"{ORGANIZATION}/*", f"{OTHERS}/r-1/*"],
    "aws:userid": [f"AROA{THEIRS}:session", f"AROA{THEIRS}:*"],
    "aws:PrincipalOrgID": [ORGANIZATION, "o-*", "*"],
    "aws:PrincipalAccount": [OURS, "1111*", "*"],
    "aws:PrincipalArn": [f"arn:aws:iam::{OURS}:role/*", "arn:aws:iam::*:role/Reader", f"arn:*:iam::{THEIRS}:role/*"],
    "aws:SourceArn": [f"arn:aws:logs:eu-west-1:{OURS}:trail/*", f"arn:aws:logs:*:{THEIRS}:*", "arn:aws:logs:*"],
    "aws:SourceOwner": [OURS],
    "aws:Referer": ["secret"],
    "aws:SourceVpce": ["vpce-1", "vpce-*"],
}
POSITIVE = ["StringEquals", "StringLike", "ForAnyValue:StringLike"]
ANY_TEST = [
    *POSITIVE, "StringNotEquals", "StringNotLike", "StringLikeIfExists", "StringNotEqualsIfExists",
    "ForAllValues:StringLike", "ForAllValues:StringNotLike", "ArnLike", "ArnNotLike",
]  # fmt: skip
PEOPLE_ONLY = {"aws:PrincipalIsAWSService": "false"}


def one_test(operators: list[str], keys: dict[str, list[str]]) -> st.SearchStrategy[tuple[str, str, Any]]:
    return st.sampled_from(list(keys)).flatmap(
        lambda key: st.tuples(
            st.sampled_from(operators),
            st.just(key),
            st.sampled_from(keys[key]) | st.lists(st.sampled_from(keys[key]), min_size=1, max_size=2),
        )
    )


OTHER_TESTS = st.one_of(
    st.tuples(st.just("Null"), st.sampled_from(list(FIXED)), st.sampled_from(["true", "false"])),
    st.tuples(st.sampled_from(["IpAddress", "NotIpAddress"]), st.just("aws:SourceIp"), st.just("192.0.2.0/24")),
    st.tuples(
        st.sampled_from(["Bool", "BoolIfExists"]),
        st.just("aws:PrincipalIsAWSService"),
        st.sampled_from(["true", "false"]),
    ),
)


def conditions(single: st.SearchStrategy[tuple[str, str, Any]], most: int) -> st.SearchStrategy[Json]:
    def block(drawn: list[tuple[str, str, Any]]) -> Json:
        found: dict[str, Json] = {}
        for operator, key, values in drawn:
            found.setdefault(operator, {})[key] = values
        return {"Condition": found} if found else {}

    return st.lists(single, max_size=most).map(block)


def either(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.one_of(st.builds(dict, **{name: values}), st.builds(dict, **{f"Not{name}": values}))


def statements(effects: list[str], when: st.SearchStrategy[Json], **elements: Any) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda effect, *parts: {"Effect": effect, **{name: one for part in parts for name, one in part.items()}},
        st.sampled_from(effects),
        elements.get("what", either("Action", ACTION_PATTERNS)),
        elements.get("where", either("Resource", RESOURCE_PATTERNS)),
        elements.get("who", either("Principal", PRINCIPALS)),
        when,
    )


WILD = statements(["Allow", "Allow", "Deny"], conditions(one_test(ANY_TEST, LOOSE) | OTHER_TESTS, 3))


@settings(max_examples=150, deadline=None)
@given(st.lists(WILD, max_size=4))
def test_none_of_those_that_aws_would_let_in_is_overlooked(listed: list[Json]) -> None:
    found = callers(parse_policy({"Statement": listed}), CIRCLE, actions=["s3:*"])

    for person in who_is_allowed({"Statement": listed}, WORLD, ACTIONS, RESOURCE):
        assert any(among(caller, person) for caller in found), person


@settings(max_examples=150, deadline=None)
@given(st.lists(WILD, max_size=4))
def test_no_stranger_that_aws_would_let_in_passes_for_a_friend(listed: list[Json]) -> None:
    found = callers(parse_policy({"Statement": listed}), CIRCLE, actions=["s3:*"])
    allowed = who_is_allowed({"Statement": listed}, WORLD, ACTIONS, RESOURCE)

    strangers = [
        one for one in allowed if not one.service and one.account in ("", THEIRS) and one.organization != ORGANIZATION
    ]
    for person in strangers:
        assert any(among(one, person) and (one.is_everyone or one.is_foreign) for one in found), person


PLAIN: dict[str, Any] = {"what": st.just({"Action": "s3:*"}), "where": st.just({"Resource": "*"})}
WHOLE = either("Principal", PRINCIPALS.filter(lambda one: "role" not in str(one)))
"""The world has one role for each account: without that role it has no one left, where AWS knows others."""
ALLOWS = statements(["Allow"], conditions(one_test(POSITIVE, FIXED), 1), **PLAIN, who=WHOLE)
DENIES = st.one_of(
    statements(["Deny"], st.just({}), **PLAIN, who=WHOLE),
    statements(
        ["Deny"],
        conditions(one_test(["StringNotEquals", "StringNotLike", "StringNotEqualsIfExists"], FIXED), 1),
        **PLAIN,
        who=st.just({"Principal": "*"}),
    ),
)


@settings(max_examples=150, deadline=None)
@given(ALLOWS, st.just([]) | st.lists(DENIES, max_size=1))
def test_of_all_that_remain_there_is_someone_that_aws_would_let_in(allowance: Json, denials: list[Json]) -> None:
    """Where it is given in full, on fixed values. Services are kept where a condition on identities shuts them out."""
    document = {"Statement": [allowance, *denials]}
    found = callers(parse_policy(document), CIRCLE, actions=["s3:*"])
    allowed = who_is_allowed(document, WORLD, ACTIONS, RESOURCE)

    for caller in found:
        known = caller.kind is Kind.SERVICE or any(among(caller, person) for person in allowed)
        assert known, (str(caller), allowed)


ROLE = f"arn:aws:iam::{THEIRS}:role/Sync"
DISTRIBUTION = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"


def remaining(*statements: Json, action: str = "*", circle: Circle = CIRCLE) -> list[str]:
    """Who remains, and what each is to the account; statements allow everyone everything unless they say otherwise."""
    listed = [
        {
            "Effect": "Allow",
            **{
                name: value
                for name, value in {"Principal": "*", "Action": "s3:*", "Resource": "*"}.items()
                if f"Not{name}" not in one
            },
            **one,
        }
        for one in statements
    ]
    found = callers(parse_policy({"Statement": listed}), circle, actions=[action])
    return [f"{one}: {one.relation}" for one in found]


def when(operator: str, key: str, *values: str, principal: Any = "*", effect: str = "Allow") -> Json:
    return {"Effect": effect, "Principal": principal, "Condition": {operator: {key: list(values)}}}


def denied_unless(operator: str, key: str, *values: str, **more: Any) -> Json:
    return {**when(operator, key, *values, effect="Deny"), **more}


@pytest.mark.parametrize(
    ("principal", "found"),
    [
        ("*", ["everyone: anyone"]),
        ({"AWS": ["*"]}, ["everyone: anyone"]),
        ({"AWS": OURS}, [f"account {OURS}: own"]),
        ({"AWS": f"arn:aws-cn:iam::{SISTER}:root"}, [f"account {SISTER}: member"]),
        ({"AWS": f"arn:aws:iam::{PARTNER}:user/ann"}, [f"arn:aws:iam::{PARTNER}:user/ann: trusted"]),
        ({"AWS": ROLE}, [f"{ROLE}: foreign"]),
        ({"AWS": f"arn:aws:sts::{THEIRS}:assumed-role/a/b"}, [f"arn:aws:sts::{THEIRS}:assumed-role/a/b: foreign"]),
        ({"AWS": [OURS, THEIRS]}, [f"account {OURS}: own", f"account {THEIRS}: foreign"]),
        ({"AWS": "AROAGONE"}, []),
        ({"AWS": []}, []),
        ({"AWS": "arn:aws:iam::*:root"}, ["arn:aws:iam::*:root: foreign"]),
        ({"CanonicalUser": "79a5"}, ["canonical user 79a5: foreign"]),
        ({"Federated": f"arn:aws:iam::{OURS}:saml-provider/idp"}, [f"arn:aws:iam::{OURS}:saml-provider/idp: own"]),
        ({"Federated": "accounts.google.com"}, ["accounts.google.com: foreign"]),
        ({"Service": LOGS}, [f"{LOGS} for any source: anyone"]),
        ({"AWS": LOAD_BALANCERS}, [f"account {LOAD_BALANCERS}, which is AWS's own: foreign"]),
        ({"AWS": DISTRIBUTION}, [f"{DISTRIBUTION}, which is AWS's own: foreign"]),
    ],
)
def test_principals_are_named_with_what_they_are_to_the_account(principal: Any, found: list[str]) -> None:
    assert remaining({"Principal": principal}) == found


def test_all_but_some_are_everyone_and_all_but_everyone_are_no_one() -> None:
    assert remaining({"NotPrincipal": {"AWS": THEIRS}}) == ["everyone: anyone"]
    assert remaining({"NotPrincipal": "*"}) == []


@pytest.mark.parametrize(
    ("limit", "found"),
    [
        (
            when("StringEquals", "aws:PrincipalAccount", OURS, THEIRS),
            [f"account {OURS}: own", f"account {THEIRS}: foreign"],
        ),
        (when("StringEquals", "kms:CallerAccount", OURS), [f"account {OURS}: own"]),
        (when("StringEquals", "aws:PrincipalAccount", "${aws:ResourceAccount}"), [f"account {OURS}: own"]),
        (when("StringEquals", "aws:PrincipalAccount", "elsewhere"), ["elsewhere: foreign"]),
        (when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{THEIRS}:role/job-{OURS}"), [f"account {THEIRS}: foreign"]),
        (when("ArnEquals", "aws:PrincipalArn", "arn:short"), ["arn:short: foreign"]),
        (when("StringEquals", "aws:PrincipalOrgID", ORGANIZATION), [f"organisation {ORGANIZATION}: organisation"]),
        (when("StringEquals", "aws:PrincipalOrgID", OTHERS), [f"organisation {OTHERS}: foreign"]),
        (
            when("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}"),
            [f"organisation {ORGANIZATION}: organisation"],
        ),
        (
            when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", f"{OTHERS}/r-1/*", f"{ORGANIZATION}/*"),
            [f"organisation {ORGANIZATION}: organisation", f"organisation {OTHERS}: foreign"],
        ),
        (when("StringEquals", "aws:userid", "AROAMINE:job"), [f"account {OURS}: own"]),
        (when("StringEquals", "aws:userid", "AROATHEIRS:job"), ["AROATHEIRS:job: foreign"]),
        (when("StringEquals", "aws:userid", f"{THEIRS}:ann"), [f"account {THEIRS}: foreign"]),
        (when("StringEquals", "s3:DataAccessPointAccount", OURS), [f"account {OURS}: own"]),
        (
            when("ArnLike", "s3:DataAccessPointArn", f"arn:aws:s3:*:{THEIRS}:accesspoint/*"),
            [f"account {THEIRS}: foreign"],
        ),
    ],
)
def test_conditions_name_the_owners_of_everyone(limit: Json, found: list[str]) -> None:
    assert remaining(limit) == [f"everyone of {one}" for one in found]


@pytest.mark.parametrize(
    "loose",
    [
        when("StringEquals", "aws:PrincipalAccount", "${aws:PrincipalAccount}"),
        when("StringEqualsIfExists", "aws:PrincipalOrgID", ORGANIZATION),
        when("StringLike", "aws:userid", "AROAMINE:*"),
        when("StringEquals", "aws:Referer", "secret"),
        when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"),
        when("Bool", "aws:SecureTransport", "true"),
        when("Bool", "aws:PrincipalIsAWSService", "false"),
        when("Bool", "aws:PrincipalIsAWSService", "true", "false"),
        when("StringNotEquals", "aws:PrincipalOrgID", OTHERS),
        when("IpAddress", "aws:SourceIp", "0.0.0.0/1", "128.0.0.0/1"),
        when("StringEquals", "sts:ExternalId", "secret"),
    ],
)
def test_a_condition_that_anyone_may_meet_leaves_everyone(loose: Json) -> None:
    assert remaining(loose) == ["everyone: anyone"]


@pytest.mark.parametrize(
    ("network", "name"),
    [
        (when("StringEquals", "aws:SourceVpc", "vpc-1"), "aws:sourcevpc vpc-1"),
        (when("StringEquals", "aws:SourceVpce", "vpce-1", "vpce-2"), "aws:sourcevpce vpce-1 or vpce-2"),
        (when("StringEquals", "aws:VpceOrgID", ORGANIZATION), f"aws:vpceorgid {ORGANIZATION}"),
        (when("IpAddress", "aws:SourceIp", "192.0.2.0/24"), "aws:sourceip 192.0.2.0/24"),
    ],
)
def test_a_network_narrows_and_names_no_one(network: Json, name: str) -> None:
    assert remaining(network) == [f"everyone on the network {name}: anyone"]
    assert remaining({**network, "Principal": {"AWS": THEIRS}}) == [f"account {THEIRS} on the network {name}: foreign"]


def test_principals_and_conditions_intersect() -> None:
    both = {"AWS": [OURS, THEIRS, "AROAGONE"]}

    assert remaining(when("StringEquals", "aws:PrincipalAccount", THEIRS, PARTNER, principal=both)) == [
        f"account {THEIRS}: foreign"
    ]
    assert remaining(when("StringEquals", "aws:PrincipalOrgID", ORGANIZATION, principal={"AWS": ROLE})) == [
        f"{ROLE} of organisation {ORGANIZATION}: organisation"
    ]
    assert remaining(when("StringEquals", "aws:PrincipalOrgID", OTHERS, principal={"AWS": THEIRS})) == [
        f"account {THEIRS} of organisation {OTHERS}: foreign"
    ]
    assert remaining(when("StringEquals", "aws:PrincipalAccount", OURS, principal={"CanonicalUser": "79a5"})) == [
        "canonical user 79a5: own"
    ]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"aws:PrincipalOrgID": ORGANIZATION, "aws:PrincipalAccount": [THEIRS]}, [f"account {THEIRS}: organisation"]),
        (
            {"aws:PrincipalOrgID": [OTHERS, ORGANIZATION], "aws:PrincipalAccount": [SISTER]},
            [f"account {SISTER}: member"],
        ),
        ({"aws:PrincipalAccount": [OURS, THEIRS], "kms:CallerAccount": OURS}, [f"account {OURS}: own"]),
        ({"aws:PrincipalAccount": [OURS], "aws:userid": "AROATHEIRS:job"}, [f"account {OURS}: own"]),
        ({"aws:userid": "AROATHEIRS:job", "aws:PrincipalAccount": [PARTNER]}, [f"account {PARTNER}: trusted"]),
        ({"aws:userid": "AROAX:job", "aws:PrincipalArn": "arn:short"}, ["AROAX:job: foreign", "arn:short: foreign"]),
        ({"aws:PrincipalAccount": OURS, "kms:CallerAccount": THEIRS}, []),
    ],
)
def test_conditions_intersect_with_each_other(conditions: Json, found: list[str]) -> None:
    assert remaining({"Condition": {"StringEquals": conditions}}) == [f"everyone of {one}" for one in found]


def test_two_organisations_at_once_match_no_one() -> None:
    both = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}, "StringLike": {"aws:PrincipalOrgID": OTHERS}}

    assert remaining({"Condition": both}) == []


def test_an_organisation_may_be_trusted() -> None:
    circle = Circle(account_id=OURS, organization_id=ORGANIZATION, trusted=frozenset({OTHERS}))

    either_one = when("StringEquals", "aws:PrincipalOrgID", ORGANIZATION, OTHERS, principal={"AWS": THEIRS})
    assert remaining(either_one, circle=circle) == [
        f"account {THEIRS} of organisation {ORGANIZATION} or {OTHERS}: trusted"
    ]
    stranger = when("StringEquals", "aws:PrincipalOrgID", "o-strangers0", OTHERS, principal={"AWS": THEIRS})
    assert remaining(stranger, circle=circle)[0].endswith(": foreign")


def test_the_own_organisation_need_not_be_known_to_be_meant() -> None:
    alone = Circle(account_id=OURS)

    own = when("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}")
    assert remaining(own, circle=alone)[0].endswith(": organisation")
    assert remaining(when("StringEquals", "aws:PrincipalOrgID", ORGANIZATION), circle=alone)[0].endswith(": foreign")


@pytest.mark.parametrize(
    ("limit", "source"),
    [
        (when("StringEquals", "aws:SourceAccount", OURS), f"account {OURS}: own"),
        (when("StringEquals", "aws:SourceAccount", THEIRS), f"account {THEIRS}: foreign"),
        (when("StringEquals", "aws:SourceOwner", PARTNER), f"account {PARTNER}: trusted"),
        (when("ArnLike", "aws:SourceArn", f"arn:aws:logs:*:{SISTER}:*"), f"account {SISTER}: member"),
        (when("ArnEquals", "aws:SourceArn", "arn:aws:s3:::acme"), f"account {OURS}: own"),
        (when("ArnEquals", "aws:SourceArn", "arn:aws:s3:::acme2"), "arn:aws:s3:::acme2: foreign"),
        (when("StringEquals", "aws:SourceOrgID", ORGANIZATION), f"organisation {ORGANIZATION}: organisation"),
        (when("ForAnyValue:StringLike", "aws:SourceOrgPaths", f"{OTHERS}/*"), f"organisation {OTHERS}: foreign"),
        (when("ArnLike", "aws:SourceArn", "arn:aws:logs:*:*:*"), "any source: anyone"),
        (when("StringEqualsIfExists", "aws:SourceAccount", OURS), "any source: anyone"),
        (when("StringEquals", "aws:PrincipalOrgID", ORGANIZATION), "any source: anyone"),
    ],
)
def test_source_keys_say_for_which_account_a_service_acts(limit: Json, source: str) -> None:
    assert remaining({**limit, "Principal": {"Service": LOGS}}) == [f"{LOGS} for {source}"]


def test_a_bucket_as_source_may_be_pinned_by_an_account_beside_it() -> None:
    both = {"StringEquals": {"aws:SourceAccount": OURS}, "ArnLike": {"aws:SourceArn": "arn:aws:s3:::elsewhere"}}

    assert remaining({"Principal": {"Service": LOGS}, "Condition": both}) == [f"{LOGS} for account {OURS}: own"]


def test_everyone_with_a_source_is_a_service() -> None:
    assert remaining(when("StringEquals", "aws:SourceAccount", THEIRS)) == [
        f"any AWS service for account {THEIRS}: foreign"
    ]
    assert remaining(when("StringEquals", "aws:SourceOwner", OURS)) == [f"any AWS service for account {OURS}: own"]
    assert remaining(when("Bool", "aws:PrincipalIsAWSService", "true")) == ["any AWS service for any source: anyone"]
    assert remaining(when("StringEquals", "aws:PrincipalServiceName", LOGS)) == [f"{LOGS} for any source: anyone"]
    assert remaining(when("StringEquals", "aws:PrincipalServiceName", LOGS, TRAIL)) == [
        "any AWS service for any source: anyone"
    ]
    assert remaining(when("StringEquals", "aws:SourceAccount", OURS) | {"Action": "iam:*"}, action="s3:*") == []


def test_of_very_many_sources_one_of_each_relation_is_named() -> None:
    many = [f"{number:012}" for number in range(60)]
    limit = when("StringEquals", "aws:SourceAccount", *many, OURS, PARTNER, principal={"Service": LOGS})

    assert sorted(remaining(limit)) == [
        f"{LOGS} for account 000000000000: foreign",
        f"{LOGS} for account {OURS}: own",
        f"{LOGS} for account {PARTNER}: trusted",
    ]


def test_an_account_acts_for_no_source_and_is_no_service() -> None:
    named = {"AWS": THEIRS}

    assert remaining(when("StringEquals", "aws:SourceAccount", THEIRS, principal=named)) == []
    assert remaining(when("Bool", "aws:PrincipalIsAWSService", "true", principal=named)) == []
    assert remaining(when("StringEquals", "aws:SourceOwner", OURS, principal=named)) == [f"account {THEIRS}: foreign"]


def test_a_service_is_only_itself() -> None:
    service = {"Service": [LOGS, TRAIL]}

    assert remaining(when("StringLike", "aws:PrincipalServiceName", "logs.*", principal=service)) == [
        f"{LOGS} for any source: anyone"
    ]
    assert remaining(when("Bool", "aws:PrincipalIsAWSService", "false", principal=service)) == []


PERIMETER = denied_unless("StringNotEquals", "aws:PrincipalOrgID", ORGANIZATION)
SPARING = {"Condition": PERIMETER["Condition"] | {"BoolIfExists": PEOPLE_ONLY}}


def test_a_denial_without_condition_subtracts() -> None:
    theirs = {"Effect": "Deny", "Principal": {"AWS": THEIRS}}

    assert remaining({"Principal": {"AWS": [OURS, ROLE]}}, theirs) == [f"account {OURS}: own"]
    assert remaining(when("StringEquals", "aws:PrincipalAccount", OURS, THEIRS), theirs) == [
        f"everyone of account {OURS}: own"
    ]
    assert remaining({}, theirs) == ["everyone: anyone"]
    assert remaining({}, {"Effect": "Deny"}) == []
    assert remaining({}, {"Effect": "Deny", "NotPrincipal": {"AWS": [THEIRS, OURS]}}) == [
        f"account {THEIRS}: foreign",
        f"account {OURS}: own",
    ]
    assert remaining({}, {"Effect": "Deny", "Action": "s3:Put*"}, action="s3:PutObject") == []
    assert remaining({}, {"Effect": "Deny", "Action": "s3:Put*"}, action="s3:GetObject") == ["everyone: anyone"]


def test_a_denial_of_all_but_one_is_a_limit() -> None:
    assert remaining({}, PERIMETER) == [f"everyone of organisation {ORGANIZATION}: organisation"]
    assert remaining({"Principal": {"AWS": THEIRS}}, PERIMETER) == [
        f"account {THEIRS} of organisation {ORGANIZATION}: organisation"
    ]
    assert remaining({}, denied_unless("StringNotEqualsIfExists", "aws:SourceVpce", "vpce-1")) == [
        "everyone on the network aws:sourcevpce vpce-1: anyone"
    ]
    assert remaining({}, denied_unless("ArnNotLike", "aws:PrincipalArn", f"arn:aws:iam::{THEIRS}:role/*")) == [
        f"everyone of account {THEIRS}: foreign"
    ]
    assert remaining({}, denied_unless("StringNotEquals", "aws:SourceAccount", OURS)) == [
        f"any AWS service for account {OURS}: own"
    ]


def test_a_limit_holds_only_for_those_and_that_which_the_denial_covers() -> None:
    everything = ["everyone: anyone"]

    assert remaining({}, {**PERIMETER, "Action": "s3:Get*"}) == everything
    assert remaining({}, {**PERIMETER, "Action": "s3:Get*"}, action="s3:GetObject")[0].startswith(
        "everyone of organisation"
    )
    assert remaining({}, {**PERIMETER, "Resource": "arn:aws:s3:::acme/*"}) == everything
    assert remaining({}, {**PERIMETER, "Principal": {"AWS": THEIRS}}) == everything
    assert remaining({"Principal": {"AWS": THEIRS}}, {**PERIMETER, "Principal": {"AWS": THEIRS}})[0].endswith(
        "organisation"
    )
    spared = {name: value for name, value in PERIMETER.items() if name != "Principal"}
    assert remaining({}, {**spared, "NotPrincipal": {"AWS": THEIRS}}) == [
        f"everyone of organisation {ORGANIZATION}: organisation",
        f"account {THEIRS}: foreign",
    ]


def test_of_several_parts_the_most_open_one_counts() -> None:
    actions = {"Action": ["s3:GetObject", "s3:PutObject"]}
    get, put = ({**PERIMETER, "Action": action} for action in ("s3:GetObject", "s3:PutObject"))
    elsewhere = denied_unless("StringNotEquals", "aws:PrincipalAccount", THEIRS, Action="s3:PutObject")

    assert remaining(actions, get) == ["everyone: anyone"]
    assert remaining(actions, get, put) == [f"everyone of organisation {ORGANIZATION}: organisation"]
    assert remaining(actions, get, elsewhere) == [
        f"everyone of organisation {ORGANIZATION}: organisation",
        f"everyone of account {THEIRS}: foreign",
    ]


def test_a_limit_may_spare_aws_services() -> None:
    assert remaining({}, {**PERIMETER, **SPARING}) == [
        f"everyone of organisation {ORGANIZATION}: organisation",
        "any AWS service for any source: anyone",
    ]
    assert remaining({"Principal": {"Service": LOGS}}, denied_unless("StringNotEquals", "aws:SourceAccount", OURS)) == [
        f"{LOGS} for account {OURS}: own"
    ]
    sparing = {"Condition": {"StringNotEquals": {"aws:SourceAccount": OURS}, "Bool": PEOPLE_ONLY}}
    assert remaining({"Principal": {"Service": LOGS}}, {**PERIMETER, **sparing}) == [f"{LOGS} for any source: anyone"]


@pytest.mark.parametrize(
    "denial",
    [
        denied_unless("StringEquals", "aws:PrincipalOrgID", OTHERS),
        denied_unless("NotIpAddress", "aws:SourceIp", "192.0.2.0/24"),
        denied_unless("Bool", "aws:SecureTransport", "false"),
        denied_unless("StringNotLike", "aws:PrincipalOrgID", "o-*"),
        denied_unless("ForAllValues:StringNotLike", "aws:PrincipalOrgPaths", f"{ORGANIZATION}/*"),
    ],
)
def test_any_other_denial_with_conditions_makes_no_caller_safe(denial: Json) -> None:
    assert remaining({}, denial) == ["everyone: anyone"]


def test_the_union_over_all_statements_is_the_answer() -> None:
    assert remaining({"Principal": {"AWS": OURS}}, when("StringEquals", "aws:PrincipalOrgID", OTHERS), {}) == [
        f"account {OURS}: own",
        f"everyone of organisation {OTHERS}: foreign",
        "everyone: anyone",
    ]


def test_a_caller_of_several_actions_is_named_once() -> None:
    document = parse_policy({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}})

    assert len(callers(document, CIRCLE, actions=["s3:Get*", "s3:PutObject"])) == 1


def test_a_policy_for_its_holder_lets_in_no_one_else() -> None:
    own = {"Effect": "Allow", "Action": "*", "Resource": "*"}

    assert callers(parse_policy({"Statement": own}), CIRCLE) == ()


def test_the_circle_is_the_account_its_organisation_and_those_trusted() -> None:
    organization = Organization(frozenset({OURS, SISTER}), ORGANIZATION, management_account_id="123412341234")
    circle = Circle.of(OURS, organization, frozenset({PARTNER}))

    named = {"AWS": [OURS, SISTER, "123412341234", PARTNER, THEIRS]}
    assert [one.rpartition(" ")[2] for one in remaining({"Principal": named}, circle=circle)] == [
        "own", "member", "member", "trusted", "foreign",
    ]  # fmt: skip
    assert [one.rpartition(" ")[2] for one in remaining({"Principal": named}, circle=circle.without_members())] == [
        "own", "foreign", "foreign", "trusted", "foreign",
    ]  # fmt: skip


def test_what_is_not_known_of_the_organisation_is_said() -> None:
    scanned, half = Organization(), Organization(id=ORGANIZATION, members_unknown=True)
    rest = "unknown: only scanned and trusted accounts count as known"

    assert Circle.of(OURS, Organization(id=ORGANIZATION)).caveat == ""
    assert Circle.of(OURS, scanned).caveat == f"the organisation is {rest}"
    assert Circle.of(OURS, half).caveat == f"the other members of the organisation are {rest}"
    assert Circle.of(OURS, scanned).without_members().caveat == f"the organisation is {rest}"
    assert Circle.of(OURS, half).without_members().caveat == ""


def test_a_policy_of_very_many_parts_is_answered_at_once() -> None:
    many = [f"s3:{number}" for number in range(150)]
    denials = [{"Effect": "Deny", "Principal": "*", "NotAction": one, "NotResource": one} for one in many]
    document = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": many, "Resource": many}, *denials]}
    began = time.process_time()

    [caller] = callers(parse_policy(document), CIRCLE)

    assert caller.is_everyone
    assert time.process_time() - began < 5
