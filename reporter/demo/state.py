"""What moto has no place for, account by account, and what services say about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that AWS answers with."""

    code: str
    message: str
    status: int = 400


@dataclass(slots=True)
class AccountState:
    """One account, as far as moto cannot hold it."""

    regions: tuple[str, ...] = REGIONS
    """The enabled ones."""
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """Operations that are refused in this account, `s3:GetBucketPolicy`; `sts:AssumeRole` closes the account."""
    _of: dict[type, Any] = field(default_factory=dict)

    def of(self, kind: type[T]) -> T:
        """What one service keeps of the account, such as `IamState`; change it to seed it."""
        kept: T = self._of.setdefault(kind, kind())
        return kept


@dataclass(frozen=True, slots=True)
class Question:
    """One request, as far as an answer depends on it."""

    account_id: str
    region: str
    parameters: dict[str, Any]
    state: AccountState


Answers = Mapping[str, Callable[[Question], dict[str, Any] | Refusal | None]]
"""By operation: what answers it in the place of moto, unless the answer is None."""
Corrections = Mapping[str, Callable[[Question, dict[str, Any]], None]]
"""By operation: what edits moto's parsed answer."""
