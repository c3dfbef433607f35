"""The state of each account that moto cannot hold, and the types of the services' answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer of AWS."""

    code: str
    message: str
    status: int = 400


@dataclass(slots=True)
class AccountState:
    """The state of an account that moto cannot hold."""

    regions: tuple[str, ...] = REGIONS
    """The enabled regions."""
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """Refused operations such as `s3:GetBucketPolicy`; refusing `sts:AssumeRole` closes the account."""
    _of: dict[type, Any] = field(default_factory=dict)

    def of(self, kind: type[T]) -> T:
        """The state of one service in the account, such as `IamState`; change it to seed the account."""
        kept: T = self._of.setdefault(kind, kind())
        return kept


@dataclass(frozen=True, slots=True)
class Question:
    """The parts of a request that its answer depends on."""

    account_id: str
    region: str
    parameters: dict[str, Any]
    state: AccountState


Answers = Mapping[str, Callable[[Question], dict[str, Any] | Refusal | None]]
"""By operation: the answer instead of moto's, unless it is None."""
Corrections = Mapping[str, Callable[[Question, dict[str, Any]], None]]
"""By operation: an edit of moto's parsed answer."""
