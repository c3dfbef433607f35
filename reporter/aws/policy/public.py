"""The callers that make a resource public: everyone, and services that anyone may have act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reporter.aws.policy.document import PolicyDocument
from reporter.aws.policy.owners import Circle, Relation
from reporter.aws.policy.who import Caller, Kind, callers
from reporter.model.text import first_of

CALLERS_NAMED = 20
"""A reason stays readable, whatever a policy names."""


def everyone_in(document: PolicyDocument | None, account_id: str) -> list[Caller]:
    """The callers that are everyone, on any network; None stands for a resource without a policy."""
    return [one for one in _callers(document, account_id, ("*",)) if one.is_everyone and not one.networks]


def services_in(document: PolicyDocument | None, account_id: str, *, actions: Iterable[str] = ("*",)) -> list[Caller]:
    """The services that may act for any source, so that strangers can have them do so."""
    found = _callers(document, account_id, actions)
    return [one for one in found if one.kind is Kind.SERVICE and one.relation is Relation.ANYONE]


def _callers(document: PolicyDocument | None, account_id: str, actions: Iterable[str]) -> tuple[Caller, ...]:
    return callers(document, Circle(account_id=account_id), actions=actions) if document else ()


def in_words(found: Sequence[Caller]) -> str:
    """Who may do what, by which statement."""
    return first_of([f"{one.grant.name}: {one} may {one.grant}" for one in found], CALLERS_NAMED, separator="; ")
