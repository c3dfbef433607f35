"""The accounts of AWS's own that deliver logs, read from a table when a policy first names an account."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("log_accounts.csv")
"""Its head says where it comes from, and of which date it is."""


@cache
def log_accounts() -> Mapping[str, str]:
    """By account id: the service principal that should be named instead."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["account_id"]: row["service_principal_today"] for row in rows}
