"""What is known of AWS and of the controls, written down independently of the product: a file for each service.

A row is a fact about an `operation` (the IAM actions that allow it, as AWS documents it; which of them depends on what
is asked about), a `check` (the IAM actions that the control needs, as the catalogue of controls says), an `optional`
member of an answer (what AWS says that its absence means; it changes a verdict), or a `kind` (its name in evidence,
which is never removed).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parent
FACTS = ("check", "kind", "operation", "optional")


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Every row, with the service that its file is named after."""
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield path.stem, row


def _facts(fact: str) -> dict[str, str]:
    return dict(sorted((row["about"], row["value"]) for _, row in rows() if row["fact"] == fact))


def actions_of_operations() -> dict[str, set[str]]:
    """By operation: the IAM actions that allow it."""
    return {operation: set(actions.split()) for operation, actions in _facts("operation").items()}


def actions_of_checks() -> dict[str, set[str]]:
    """By check: the IAM actions that the control needs."""
    return {check: set(actions.split()) for check, actions in _facts("check").items()}


def optional_members() -> Mapping[str, set[str]]:
    """By operation: the members that AWS documents as optional, and whose absence changes a verdict."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for about in _facts("optional"):
        operation, _, member = about.partition(" ")
        members[operation].add(member)
    return members


def kind_names() -> set[str]:
    """Every name that a kind may have in evidence."""
    return set(_facts("kind"))
