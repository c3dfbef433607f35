"""Sample events of CloudTrail, over which the patterns of metric filters are evaluated."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias

from reporter.aws.cloudwatch.patterns import Event

Conditions: TypeAlias = Mapping[str, tuple[str, ...]]
"""By the place of a value in an event, such as `userIdentity.type`: values, each with `*` for any characters.

`!= value` stands for any other value, `NOT EXISTS` for none.
"""
OTHER = "!= "
NONE = "NOT EXISTS"
SOURCE = "eventSource"
SIGN_IN = "signin.amazonaws.com"
TYPE, CALL, SIGNED_IN = "eventType", "AwsApiCall", "AwsConsoleSignIn"
BY_PEOPLE = frozenset({CALL, SIGNED_IN})
"""The types of the events that people cause."""
OPPOSITES = {"Yes": "No"}
"""What CloudTrail says otherwise, where it knows two words only."""


def sample_events(
    match: Conditions, narrowing: Conditions, *, source: str, always: Mapping[str, str], account_id: str
) -> dict[str, Event]:
    """An event for each combination of values, by the values that distinguish it.

    `source` is the service that emits them, empty for any; `always` is what such events have too. An event has the
    first value that a filter may be narrowed to, and no value that it may leave out.
    """
    found: dict[str, Event] = {}
    for values in _combinations(match):
        for type_ in _types(values):
            event = _any_event(account_id, source)
            for place, value in (*always.items(), *_firsts(narrowing), *values.items(), *type_.items()):
                _put(event, place, value)
            found[" as ".join([_named(values, match), *type_.values()])] = event
    return found


def _types(values: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    """The types of the event: of any but one, those are made that people cause, and a filter for one misses the other.

    The first is the type that the event has anyway.
    """
    wanted = values.get(TYPE, "")
    if not wanted.startswith(OTHER) or wanted.removeprefix(OTHER) in BY_PEOPLE:
        return ({},)
    return ({}, {TYPE: SIGNED_IN})


@lru_cache(maxsize=16)
def call_of_a_role(account_id: str) -> Event:
    """The event of a call that succeeds everywhere and changes nothing; a filter that selects it selects all."""
    event = _any_event(account_id, "sts.amazonaws.com")
    for place, value in {"eventName": "GetCallerIdentity", "userIdentity.type": "AssumedRole"}.items():
        _put(event, place, value)
    return {**event, "readOnly": True}


def pattern_of(match: Conditions, narrowing: Conditions) -> str:
    """The filter pattern that selects these events, within what it may be narrowed to."""
    parts = [_part(place, values) for place, values in match.items()]
    parts += [_part(place, values) for place, values in narrowing.items() if not values[0].startswith(OTHER)]
    joined = " && ".join(parts)
    return f"{{ {joined[1:-1] if len(parts) == 1 and joined.startswith('((') else joined} }}"


def _part(place: str, values: tuple[str, ...]) -> str:
    conditions = [f"($.{place} {_compared(value)})" for value in values]
    return conditions[0] if len(conditions) == 1 else f"({' || '.join(conditions)})"


def _compared(value: str) -> str:
    if value == NONE:
        return value
    return f'!= "{value.removeprefix(OTHER)}"' if value.startswith(OTHER) else f'= "{value}"'


def _combinations(match: Conditions) -> Iterator[dict[str, str]]:
    for values in product(*match.values()):
        yield dict(zip(match, values, strict=True))


def _firsts(narrowing: Conditions) -> Iterator[tuple[str, str]]:
    for place, values in narrowing.items():
        if values:
            yield place, values[0]


def _named(values: Mapping[str, str], match: Conditions) -> str:
    """The values that one event has and others have not; of a single one, all that stand for themselves."""
    plain = {place: value for place, value in values.items() if not value.startswith((OTHER, NONE))}
    distinct = [value for place, value in plain.items() if len(match[place]) > 1]
    return " with ".join(distinct or [value for place, value in plain.items() if place != SOURCE])


def _put(event: dict[str, Any], place: str, value: str) -> None:
    *outer, last = place.split(".")
    inside = event
    for name in outer:
        inside[name] = inside.get(name) or {}
        inside = inside[name]
    if value == NONE:
        inside.pop(last, None)
    elif not value.startswith(OTHER):
        inside[last] = value.replace("*", "x")
    elif inside.get(last) in (None, value.removeprefix(OTHER)):
        inside[last] = OPPOSITES.get(value.removeprefix(OTHER), "Other")


def _any_event(account_id: str, source: str) -> dict[str, Any]:
    """An event with the fields that all have, but no region: a filter for one region leaves the others out.

    So does a filter for reads or writes, where events of any service may be either. What the values do not decide has a
    value that hardly any filter names.
    """
    event = copy.deepcopy(COMMON)
    event[SOURCE] = source or "any-service.amazonaws.com"
    if source:
        event["readOnly"] = False
    event[TYPE] = SIGNED_IN if source == SIGN_IN else CALL
    event["recipientAccountId"] = event["userIdentity"]["accountId"] = account_id
    event["userIdentity"]["arn"] = f"arn:aws:iam::{account_id}:user/example"
    return event


COMMON: dict[str, Any] = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "Unknown", "principalId": "EXAMPLE"},
    "eventTime": "2026-01-01T00:00:00Z",
    "eventName": "AnyOperation",
    "sourceIPAddress": "192.0.2.1",
    "userAgent": "example",
    "requestParameters": None,
    "responseElements": None,
    "requestID": "00000000-0000-4000-8000-000000000000",
    "eventID": "00000000-0000-4000-8000-000000000001",
    "managementEvent": True,
    "eventCategory": "Management",
}
