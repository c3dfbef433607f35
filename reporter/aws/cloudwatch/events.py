"""Sample events of CloudTrail, over which the patterns of metric filters are evaluated."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias

from reporter.aws.cloudwatch.callers import IDENTITY, ROLE, ROOT, arn_of, caller_of, other_arn
from reporter.aws.cloudwatch.patterns import Event, Pattern
from reporter.aws.cloudwatch.patterns.placing import Path
from reporter.aws.cloudwatch.patterns.tree import AllOf, Comparison, Selector, State, Wildcard
from reporter.model.subjects import Account

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
PARAMETERS = "requestParameters"
IDENTITY_TYPE, ARN, ACCOUNT = "userIdentity.type", "userIdentity.arn", "userIdentity.accountId"
FIXED_FOR_ANY = frozenset({"recipientAccountId", "managementEvent", "eventCategory"})
FIXED = FIXED_FOR_ANY | {SOURCE, TYPE, "readOnly"}
"""What all management events of one account, and of one service and its operations, have in common."""
USUAL = frozenset({TYPE, ACCOUNT, *FIXED_FOR_ANY})
"""The places whose value in samples is the usual one, so that a filter may ask for it."""
OTHERS = {
    SOURCE: "other-service.amazonaws.com",
    "eventTime": "2027-02-03T04:05:06Z",
    "eventVersion": "1.09",
    "sourceIPAddress": "2001:db8::1",
}
"""Values of a form that such a place may have as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An event that a metric filter has to select, and what is known of the events like it."""

    event: Event
    wanted: Pattern
    """What the benchmark's pattern says of them."""
    fixed: frozenset[str]
    """The places whose values are the same in all of them."""
    values: Mapping[str, str]
    """By place: the text that covers their values."""
    other: Mapping[str, str]
    """By place: another value of the form that values have there."""
    excluded: frozenset[str]
    """The texts of events that a filter may leave out: values that it may exclude, and the names of other samples."""

    def within(self, place: str) -> str:
        """The text that covers the values of a place."""
        return self.values.get(place, "*")

    def others(self, place: str) -> tuple[str, ...]:
        """Other values that a place may have; none where its own is the usual one."""
        if place in self.other:
            return (self.other[place],)
        if place in self.values:
            text = self.values[place]
            return (text.replace("*", ""), text.replace("*", "Other")) if "*" in text else ()
        return () if place in USUAL else ("Other",)

    def path_of(self, name: str) -> Path:
        """The place of a member that is known by its name alone."""
        if name in self.event:
            return (name,)
        return (IDENTITY, name) if name in caller_of(self.event) else (PARAMETERS, name)


def sample_events(
    match: Conditions, narrowing: Conditions, *, source: str, always: Mapping[str, str], account: Account
) -> dict[str, Sample]:
    """An event for each combination of values, by the values that distinguish it.

    `source` is the service that emits them, empty for any; `always` is what such events have too. An event has the
    first value that a filter may be narrowed to, and no value that it may leave out.
    """
    found: dict[str, Sample] = {}
    for values in _combinations(match):
        for type_ in _types(values):
            event = _any_event(account.account_id, source)
            own = {**dict(_firsts(narrowing)), **values}
            for place, value in (*always.items(), *own.items(), *type_.items()):
                _put(event, place, value)
            other = {place: text for place, text in OTHERS.items() if place not in own}
            if ARN not in own and (caller := caller_of(event)):
                who = str(caller.get("type")), account.account_id, account.partition
                caller["arn"], own[ARN], other[ARN] = arn_of(*who), f"arn:{account.partition}:*", other_arn(*who)
            name = " as ".join([_named(values, match), *type_.values()])
            fixed = {*always, *(FIXED if source else FIXED_FOR_ANY)}
            found[name] = _sample(event, own, fixed, _texts((match, narrowing)), other)
    return found


def _texts(conditions: tuple[Conditions, ...]) -> list[tuple[str, str]]:
    """The values of all places, each with its place."""
    return [(place, value) for one in conditions for place, values in one.items() for value in values]


def _sample(
    event: Event, values: Mapping[str, str], fixed: set[str], texts: list[tuple[str, str]], other: Mapping[str, str]
) -> Sample:
    """The event, with what is known of it; `values` are its own, `texts` those of all samples and of narrowing."""
    negative = [(place, value) for place, value in texts if value.startswith(OTHER)]
    plain = {place: value for place, value in values.items() if not value.startswith((OTHER, NONE))}
    words = {place for place, value in negative if value.removeprefix(OTHER) in OPPOSITES}
    own = {ARN, ACCOUNT} if plain.get(IDENTITY_TYPE) == ROOT else set()
    return Sample(
        event=event,
        wanted=AllOf(tuple(_condition(*one) for one in (*values.items(), *negative))),
        fixed=frozenset(fixed | words | own),
        values=plain,
        other=other,
        excluded=frozenset(value.removeprefix(OTHER) for _, value in texts),
    )


def _condition(place: str, value: str) -> Pattern:
    selector = Selector(tuple(place.split(".")))
    if value == NONE:
        return State(selector, NONE)
    return Comparison(selector, "!=" if value.startswith(OTHER) else "=", Wildcard(value.removeprefix(OTHER)))


def _types(values: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    """The types of the event: of any but one, those are made that people cause, and a filter for one misses the other.

    The first is the type that the event has anyway.
    """
    wanted = values.get(TYPE, "")
    if not wanted.startswith(OTHER) or wanted.removeprefix(OTHER) in BY_PEOPLE:
        return ({},)
    return ({}, {TYPE: SIGNED_IN})


@lru_cache(maxsize=16)
def call_of_a_role(account_id: str, partition: str) -> Event:
    """The event of a call that succeeds everywhere and changes nothing; a filter that selects it selects all."""
    event = _any_event(account_id, "sts.amazonaws.com")
    for place, value in {"eventName": "GetCallerIdentity", IDENTITY_TYPE: ROLE}.items():
        _put(event, place, value)
    caller_of(event)["arn"] = arn_of(ROLE, account_id, partition)
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
    event["recipientAccountId"] = event[IDENTITY]["accountId"] = account_id
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
