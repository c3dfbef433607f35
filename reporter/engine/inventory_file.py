"""Saves an inventory as JSON and restores it, so that it can be judged again offline."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

import msgspec

from reporter.engine.collect import derive
from reporter.engine.collector import collector_of, kind_named, name_now, name_of
from reporter.engine.inventory import NOTHING, Answer, Aside, Inventory
from reporter.engine.plan import Plan, plan
from reporter.engine.shared import OrganizationWide, Shares, may_own
from reporter.model.answers import Call, Fact, Unavailable
from reporter.model.encoding import from_json, to_json
from reporter.model.gaps import Unread
from reporter.model.given import Organization, ScanTime
from reporter.model.redact import MARK, redacted
from reporter.model.subjects import Account

SCHEMA = 1
_ONE_AT_A_TIME = Lock()
"""Serialises calls of msgspec: two threads that first inspect the same dataclass crash the process (seen with 0.22)."""


class FiledAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One saved answer: a fact, or listed resources, or the reason why there is neither."""

    kind: str
    about: str
    """The key of the subject."""
    fact: Any = None
    listed: Any = None
    unavailable: Unavailable | None = None
    unread: tuple[Unread, ...] = ()
    """Resources that were listed but could not be read."""
    elsewhere: Any = ()
    """Listed resources of regions that are not selected."""


class FiledInventory(msgspec.Struct, frozen=True, kw_only=True):
    """The saved part of an inventory: everything that cannot be derived again."""

    schema: int = SCHEMA
    account: Account
    now: ScanTime
    organization: Organization
    unreachable: Unavailable | None
    caller_arn: str
    gone: list[str]
    gone_kinds: list[str] = []
    sought: dict[str, dict[str, list[str]]] = {}
    """By the name of a kind: what its collector looked for."""
    answers: list[FiledAnswer]
    calls: list[Call]


class FiledHead(msgspec.Struct, frozen=True):
    """The start of an inventory, which can be decoded without the rest."""

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
        gone_kinds=sorted(inventory.gone_kinds),
        sought={
            name_of(kind): {name: sorted(values) for name, values in sorted(sought.items())}
            for kind, sought in sorted(inventory.sought.items(), key=lambda one: name_of(one[0]))
        },
        answers=[
            _file(kind, about, answer, inventory.asides.get(kind, {}).get(about, NOTHING))
            for kind in sorted(inventory.answers, key=name_of)
            if not collector_of(kind).derived
            for about, answer in sorted(inventory.answers[kind].items())
        ],
        calls=sorted(inventory.calls, key=lambda call: (call.operation, call.region, call.parameters, call.at)),
    )
    return redacted(to_json(filed).decode()).encode()


def is_redacted(saved: bytes) -> bool:
    """Whether a credential was replaced in a saved inventory."""
    return MARK.encode() in saved


def restore_inventory(content: bytes, plan: Plan, shares: Shares | None = None) -> Inventory:
    """The saved inventory, with the derived answers and those that depend on other accounts."""
    inventory = load_inventory(content)
    derive(plan, inventory, shares)
    return inventory


def may_own_shares(content: bytes, kinds: Iterable[type[OrganizationWide]]) -> bool:
    """Whether the account of a saved inventory may own something of these kinds for its organisation."""
    head = msgspec.json.decode(content, type=FiledHead)
    return may_own(head.account.account_id, kinds, head.organization)


def restore_fact(content: bytes, kind: type[Fact]) -> Fact | Unavailable:
    """The saved fact of this kind about the account; only the answers that it depends on are decoded."""
    wanted = plan([kind])
    only = frozenset(collector.gives for level in wanted.levels for collector in level)
    inventory = load_inventory(content, only)
    if inventory.unreachable:
        return inventory.unreachable
    derive(wanted, inventory)
    return inventory.answer_of_account(kind)


def load_inventory(content: bytes, only: frozenset[type] | None = None) -> Inventory:
    """The saved inventory, or `only` its answers of these kinds; `restore_inventory` adds the derived ones.

    Raises one of `UNDECODABLE`, or LookupError for a kind that no collector gives.
    """
    with _ONE_AT_A_TIME:
        return _loaded(content, only)


def _loaded(content: bytes, only: frozenset[type] | None) -> Inventory:
    filed = from_json(content, FiledInventory)
    inventory = Inventory(
        account=filed.account,
        now=filed.now,
        organization=filed.organization,
        unreachable=filed.unreachable,
        caller_arn=filed.caller_arn,
        gone=filed.gone,
        gone_kinds=set(map(name_now, filed.gone_kinds)),
        sought={
            kind_named(kind): {name: frozenset(values) for name, values in sought.items()}
            for kind, sought in filed.sought.items()
        },
        calls=tuple(filed.calls),
    )
    for answer in filed.answers:
        kind = kind_named(answer.kind)
        if only is not None and kind not in only:
            continue
        inventory.answers.setdefault(kind, {})[answer.about] = _unfile(kind, answer)
        if answer.unread or answer.elsewhere:
            inventory.asides.setdefault(kind, {})[answer.about] = _unfile_aside(kind, answer)
    return inventory


def _file(kind: type, about: str, answer: Answer, aside: Aside) -> FiledAnswer:
    if isinstance(answer, Unavailable):
        return FiledAnswer(name_of(kind), about, unavailable=answer)
    if isinstance(answer, tuple):
        return FiledAnswer(name_of(kind), about, listed=answer, unread=aside.unread, elsewhere=aside.elsewhere)
    return FiledAnswer(name_of(kind), about, fact=answer)


def _unfile(kind: Any, filed: FiledAnswer) -> Answer:
    if filed.unavailable:
        return filed.unavailable
    if filed.listed is not None:
        return msgspec.convert(filed.listed, type=tuple[kind, ...])
    answer: Answer = msgspec.convert(filed.fact, type=kind)
    return answer


def _unfile_aside(kind: Any, filed: FiledAnswer) -> Aside:
    return Aside(filed.unread, msgspec.convert(filed.elsewhere, type=tuple[kind, ...]))
