"""To which accounts and organisations those belong who hold a grant, as far as principals and conditions tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reporter.aws.policy.conditions import IDENTITY_KEYS, Condition
from reporter.aws.policy.document import Principal
from reporter.aws.policy.grants import Grant

EVERYONE = "everyone"
OWN_ACCOUNT, OWN_ORGANIZATION = "own account", "own organisation"
"""What a variable stands for that follows the resource."""
VARIABLES = {"${aws:resourceaccount}": OWN_ACCOUNT, "${aws:resourceorgid}": OWN_ORGANIZATION}
OWNER = re.compile(r"\d{12}|o-[a-z0-9]{10,32}")
ACCOUNT_FIELD = 4
"""The account's place in an ARN."""


def foreign_owners(grant: Grant, trusted: Iterable[str], *, action: str = "*") -> tuple[str, ...]:
    """The owners of an action who are not trusted, sorted; services belong to nobody and are never among them.

    Owners are account ids, organisation ids, `everyone`, or whatever else a policy calls somebody whose account it does
    not tell. Trust may name `OWN_ACCOUNT` and `OWN_ORGANIZATION`. Everything that limits a grant limits it at once: one
    limit to those who are trusted is enough.
    """
    known = set(trusted)
    limits = [owners for owners in map(_owners_by_limit, grant.limits) if owners]
    if any(owners <= known for owners in limits):
        return ()
    found = {owner for who in grant.holders(action=action) for owner in _owners(who, limits)}
    return tuple(sorted(found - known))


def _owners(who: Principal, limits: list[set[str]]) -> Iterator[str]:
    if not who.is_fixed:
        yield from min(limits, key=len, default={EVERYONE})
    elif who.type == "AWS":
        # Without an account: an identity that was deleted, or CloudFront's own; both belong to nobody else.
        yield from (who.account_id,) if who.account_id else ()
    elif who.type != "Service":
        yield _owner(who.id) or who.id


def _owners_by_limit(limit: Condition) -> set[str]:
    """Nothing if any of its values leaves open whose it is."""
    owners = {_owner(value) for value in limit.values} if limit.key in IDENTITY_KEYS else set()
    return set() if "" in owners else owners


def _owner(value: str) -> str:
    """The account of an ARN, or what the value itself names; an organisation's path begins with its id."""
    fields = value.split(":")
    named = (
        fields[ACCOUNT_FIELD] if value.startswith("arn:") and len(fields) > ACCOUNT_FIELD else value.partition("/")[0]
    )
    return VARIABLES.get(named.lower()) or (named if OWNER.fullmatch(named) else "")
