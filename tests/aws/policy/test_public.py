"""Who makes a resource public, by its policy."""

from __future__ import annotations

from typing import Any

from reporter.aws.policy import everyone_in, in_words, parse_policy, services_in

ACCOUNT = "111122223333"
S3 = {"Service": "s3.amazonaws.com"}
OWN = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def policy(*statements: dict[str, Any]) -> Any:
    plain = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    return parse_policy({"Version": "2012-10-17", "Statement": [plain | one for one in statements]})


def test_everyone_is_found_unless_a_condition_names_the_caller_or_its_network() -> None:
    [found] = everyone_in(policy({"Principal": "*"}), ACCOUNT)
    assert found.is_everyone
    limits = (
        {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}},
        {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}},
    )
    for limit in limits:
        assert everyone_in(policy({"Principal": "*", "Condition": limit}), ACCOUNT) == []
    assert everyone_in(policy({"Principal": {"AWS": "444455556666"}}, {"Principal": S3}), ACCOUNT) == []


def test_services_are_found_that_act_for_any_source() -> None:
    [found] = services_in(policy({"Principal": S3}, {"Principal": S3, "Condition": OWN}, {"Principal": "*"}), ACCOUNT)
    assert str(found) == "s3.amazonaws.com for any source"
    assert services_in(policy({"Principal": S3}), ACCOUNT, actions=("sqs:ReceiveMessage",)) == []


def test_without_a_policy_there_is_no_one() -> None:
    assert everyone_in(None, ACCOUNT) == services_in(None, ACCOUNT) == []


def test_the_words_name_each_statement_up_to_a_number() -> None:
    found = everyone_in(policy({"Principal": "*", "Sid": "open"}, *[{"Principal": "*"}] * 21), ACCOUNT)
    words = in_words(found)
    assert words.startswith("statement open: everyone may sqs:sendmessage; statement 2: everyone may")
    assert words.endswith(" and 2 more")
