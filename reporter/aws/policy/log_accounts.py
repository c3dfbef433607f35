"""The accounts of AWS that deliver logs; the table is read when a policy first names an account."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("log_accounts.csv")
"""The head of the file names its source and date."""


@cache
def log_accounts() -> Mapping[str, str]:
    """By account id: the service principal that policies should name instead."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["account_id"]: row["service_principal_today"] for row in rows}
