"""An inventory as a file: what AWS answered, kept so that it can be judged again offline."""

from __future__ import annotations

from typing import Any

import msgspec

from reporter.collect import Plan, derive
from reporter.collectors import collector_of, kind_named, name_of
from reporter.encoding import from_json, to_json
from reporter.inventory import Answer, Inventory
from reporter.model import Account, Call, Organization, ScanTime, Unavailable
from reporter.redact import MARK, redacted

SCHEMA = 1


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


def restore_inventory(content: bytes, plan: Plan) -> Inventory:
    """The inventory that was saved, with all that follows from it."""
    inventory = load_inventory(content)
    derive(plan, inventory)
    return inventory


def load_inventory(content: bytes) -> Inventory:
    """The inventory that was saved; derived answers are missing until `restore_inventory` adds them."""
    filed = from_json(content, FiledInventory)
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
