"""An inventory as a file: what AWS answered, kept so that it can be judged again offline."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

import msgspec

from reporter.collect import Plan, derive
from reporter.collectors import collector_of, kind_named, name_of
from reporter.encoding import to_json
from reporter.inventory import Answer, Inventory
from reporter.model import Account, Call, Organization, ScanTime, Unavailable
from reporter.redact import MARK, redacted
from reporter.shared import OrganizationWide, Shares, may_own

SCHEMA = 1
_ONE_AT_A_TIME = Lock()
"""Two threads in which msgspec looks into the same dataclass for the first time crash the process (seen with 0.22)."""


class FiledAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer as it is kept: exactly one of the last three is set."""

    kind: str
    about: str
    """The key of the subject."""
    fact: Any = None
    listed: Any = None
    unavailable: Unavailable | None = None


class FiledInventory(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of an inventory but what can be derived again."""

    schema: int = SCHEMA
    account: Account
    now: ScanTime
    organization: Organization
    unreachable: Unavailable | None
    caller_arn: str
    gone: list[str]
    answers: list[FiledAnswer]
    calls: list[Call]


class FiledHead(msgspec.Struct, frozen=True):
    """What of an inventory is known before the rest of it is read."""

    account: Account
    organization: Organization


def save_inventory(inventory: Inventory) -> bytes:
    """The inventory as JSON without credentials; the same inventory gives the same bytes."""
    filed = FiledInventory(
        account=inventory.account,
        now=inventory.now,
        organization=inventory.organization,
        unreachable=inventory.unreachable,
        caller_arn=inventory.caller_arn,
        gone=inventory.gone,
        answers=[
            _file(kind, about, answer)
            for kind in sorted(inventory.answers, key=name_of)
            if not collector_of(kind).derived
            for about, answer in sorted(inventory.answers[kind].items())
        ],
        calls=sorted(inventory.calls, key=lambda call: (call.operation, call.region, call.parameters, call.at)),
    )
    return redacted(to_json(filed).decode()).encode()


def is_redacted(evidence: bytes) -> bool:
    """Whether a credential was taken out of a saved inventory."""
    return MARK.encode() in evidence


def restore_inventory(content: bytes, plan: Plan, shares: Shares | None = None) -> Inventory:
    """The inventory that was saved, with all that follows from it and from what other accounts own."""
    inventory = load_inventory(content)
    derive(plan, inventory, shares)
    return inventory


def may_own_shares(content: bytes, kinds: Iterable[type[OrganizationWide]]) -> bool:
    """Whether a saved inventory may hold something of these kinds that its account owns for others."""
    head = msgspec.json.decode(content, type=FiledHead)
    return may_own(head.account.account_id, kinds, head.organization)


def load_inventory(content: bytes) -> Inventory:
    """The inventory that was saved; derived answers are missing until `restore_inventory` adds them."""
    with _ONE_AT_A_TIME:
        return _loaded(content)


def _loaded(content: bytes) -> Inventory:
    filed = msgspec.json.decode(content, type=FiledInventory)
    inventory = Inventory(
        account=filed.account,
        now=filed.now,
        organization=filed.organization,
        unreachable=filed.unreachable,
        caller_arn=filed.caller_arn,
        gone=filed.gone,
        calls=tuple(filed.calls),
    )
    for answer in filed.answers:
        kind = kind_named(answer.kind)
        inventory.answers.setdefault(kind, {})[answer.about] = _unfile(kind, answer)
    return inventory


def _file(kind: type, about: str, answer: Answer) -> FiledAnswer:
    if isinstance(answer, Unavailable):
        return FiledAnswer(name_of(kind), about, unavailable=answer)
    if isinstance(answer, tuple):
        return FiledAnswer(name_of(kind), about, listed=answer)
    return FiledAnswer(name_of(kind), about, fact=answer)


def _unfile(kind: Any, filed: FiledAnswer) -> Answer:
    if filed.unavailable:
        return filed.unavailable
    if filed.listed is not None:
        return msgspec.convert(filed.listed, type=tuple[kind, ...])
    answer: Answer = msgspec.convert(filed.fact, type=kind)
    return answer
