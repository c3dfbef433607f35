"""Reads when access keys were created; the credential report only says when a key was last changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from reporter.aws.iam.credentials import AccessKey, UserCredentials, part_of
from reporter.aws.iam.report_file import KeyRecord
from reporter.engine.collector import Aws, collects
from reporter.engine.listing import same_as
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.subjects import Resource

LIST_KEYS = "iam:ListAccessKeys"
STATES = {"Active": True, "Inactive": False}
NOT_ASKED = Unavailable(ReasonCode.UNSUPPORTED, "only users with an active key are asked about", LIST_KEYS)
NOT_SAID = Unavailable(ReasonCode.MALFORMED_ANSWER, "it was not said when this key was made, or if it works", LIST_KEYS)
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedKey:
    """One access key as IAM lists it; None where a field is missing."""

    created: datetime | None
    active: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserKeys(Resource):
    """The access keys that an IAM user has now."""

    kind: ClassVar[str] = "AWS::IAM::User"

    keys: tuple[ListedKey, ...]


@dataclass(frozen=True, slots=True)
class KeyCreation(Fact):
    """When an access key was created, and whether it is active."""

    created: datetime | None
    """None where the key no longer exists."""
    active: bool = False


@collects(LIST_KEYS)
def user_keys(aws: Aws, user: UserCredentials) -> Iterator[UserKeys]:
    """The keys of a user, with one request; only for a user with an active key in the credential report."""
    if user.active_keys:
        keys = tuple(_listed(aws, user.name))
        yield UserKeys(**same_as(user), keys=keys)


def _listed(aws: Aws, user: str) -> Iterator[ListedKey]:
    """The keys of a user; a missing field of one key does not affect the other."""
    for key in aws.items("iam", "list_access_keys", "AccessKeyMetadata", page_size=1000, UserName=user):
        yield ListedKey(key.get("CreateDate"), STATES.get(key.get("Status", "")))


@collects()
def key_creation(key: AccessKey, user: UserCredentials, listed: UserKeys | Unavailable) -> KeyCreation:
    """The creation of a key; raises `Refused` for a key that could not be read."""
    if isinstance(listed, Unavailable):
        raise Refused(listed if user.active_keys else NOT_ASKED)
    matched = matches(user.keys, listed.keys)
    return next(_creation(matched.get(record.slot)) for record in user.keys if part_of(record) == key.part)


def _creation(listed: ListedKey | None) -> KeyCreation:
    if listed is None:
        return KeyCreation(None)
    if listed.created is None or listed.active is None:
        raise Refused(NOT_SAID)
    return KeyCreation(listed.created, listed.active)


def matches(records: Iterable[KeyRecord], listed: Iterable[ListedKey]) -> dict[int, ListedKey]:
    """The listed key for each slot of the report, where there is one: the report has no key ids.

    An unchanged key has the same date in both; a changed one is older than the date in the report.
    """
    found: dict[int, ListedKey] = {}
    left = list(listed)
    waiting = sorted(records, key=lambda record: record.created)
    for fits in (_is_same, _may_be):
        for record in waiting:
            candidates = [key for key in left if record.slot not in found and fits(record, key)]
            if candidates:
                found[record.slot] = min(candidates, key=lambda key: _unlikeness(record, key))
                left.remove(found[record.slot])
    return found


def _is_same(record: KeyRecord, key: ListedKey) -> bool:
    return key.created is not None and key.created.replace(microsecond=0) == record.created.replace(microsecond=0)


def _may_be(record: KeyRecord, key: ListedKey) -> bool:
    return key.created is None or key.created <= record.created


def _unlikeness(record: KeyRecord, key: ListedKey) -> tuple[bool, datetime]:
    """A sort key for candidates: first a key in the same state, then the oldest."""
    return key.active is not record.active, key.created or LAST
