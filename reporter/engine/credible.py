"""Refuses answers that cannot be right: about another account, or contradicting themselves about one resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.subjects import Resource, account_in


def once_each(resources: Iterable[Resource]) -> tuple[Any, ...]:
    """The resources without duplicates; one that is listed with different contents becomes `Unread`.

    AWS computes pages anew for each request, so a resource that moves from one page to the next is listed twice.
    """
    kept: dict[str, Resource] = {}
    for one in resources:
        known = kept.setdefault(one.key, one)
        if known is not one and known != one:
            kept[one.key] = _contradicted(one)
    return tuple(kept.values())


def _contradicted(one: Resource) -> Unread:
    why = Unavailable(ReasonCode.MALFORMED_ANSWER, "it is listed twice, and not alike", region=one.region)
    return Unread(account_id=one.account_id, region=one.region, arn=one.arn, name=one.name, part=one.part, why=why)


def refuse_other_accounts(answer: Iterable[Any], account_id: str) -> None:
    """Raise ValueError where an answer is about another account.

    The account is read from the ARNs of listed resources and from the ARNs in a fact. ARNs of AWS's own resources have
    a word instead of an account id.
    """
    named = {account_in(arn) for one in answer for arn in _arns(one)}
    others = sorted(account for account in named if account.isdigit() and account != account_id)
    if others:
        raise ValueError(f"the answer is about account {', '.join(others)}")


def _arns(one: Any) -> Iterator[str]:
    if isinstance(one, Resource):
        yield one.arn
        return
    for name in getattr(one, "__dataclass_fields__", ()):
        held = getattr(one, name)
        for each in held if isinstance(held, tuple) else ():
            yield each if isinstance(each, str) else getattr(each, "arn", "")
