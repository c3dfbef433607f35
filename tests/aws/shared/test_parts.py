"""Parts of one thing, of which AWS refuses some."""

from __future__ import annotations

import pytest

from reporter.aws.shared.parts import MOST_REFUSALS, read_parts
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Gone, Refused

ANSWERS = {"a": 1, "e": 5}


def read(part: str) -> int:
    if part not in ANSWERS:
        raise Refused(Unavailable(ReasonCode.DENIED_BY_IAM, f"no {part}"))
    return ANSWERS[part]


def test_all_parts_that_are_answered_are_kept() -> None:
    assert read_parts("ae", read, "x:Get") == (ANSWERS, None)
    assert read_parts("", read, "x:Get") == ({}, None)
    assert read_parts("bae", read, "x:Get") == (
        ANSWERS,
        Unavailable(ReasonCode.DENIED_BY_IAM, "no b", action="x:Get"),
    )


def test_after_some_refusals_no_more_is_asked() -> None:
    asked: list[str] = []

    def listened(part: str) -> int:
        asked.append(part)
        return read(part)

    found, why = read_parts("abcdef", listened, "x:Get")
    assert (found, why and why.detail, "".join(asked)) == ({"a": 1}, "no b", "abcd"[: 1 + MOST_REFUSALS])


def test_where_nothing_is_answered_it_is_a_refusal() -> None:
    with pytest.raises(Refused, match="no b"):
        read_parts("bc", read, "x:Get")


def test_what_is_gone_is_gone() -> None:
    def gone(part: str) -> int:
        raise Gone(part)

    with pytest.raises(Gone):
        read_parts("ab", gone, "x:Get")


def test_actions_are_named_only_where_aws_denied_the_request() -> None:
    def throttled(part: str) -> int:
        if part == "a":
            return 1
        raise Refused(Unavailable(ReasonCode.THROTTLED, "slow down"))

    assert read_parts("ab", throttled, "x:Get") == ({"a": 1}, Unavailable(ReasonCode.THROTTLED, "slow down"))
