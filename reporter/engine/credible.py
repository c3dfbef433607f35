"""What an answer must not be to be believed: about another account, or two things said of one resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.subjects import Resource, account_in


def once_each(resources: Iterable[Resource]) -> tuple[Any, ...]:
    """Each resource once, however often a list holds it, and unread where it is not the same each time.

    Pages are cut anew for each request: what moves from one to the next is listed twice, or AWS contradicts itself.
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

    ARNs say which: those of the resources that were listed, and those in a fact. AWS's own have a word for the account.
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
