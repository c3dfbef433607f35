"""Recognises the refusal of a service that AWS has closed to new customers."""

from __future__ import annotations

import re

from reporter.model.refusals import Refused

CLOSED = re.compile(
    r"\bnew customers?\b|\b(?:only|already) existing\b.*\bcustomers?\b|\bno longer (?:available|open|accept\w*)\b",
    re.IGNORECASE,
)
CODES = frozenset({"NoLongerSupportedException"})
"""Error codes that say so by themselves."""
PERMISSION = re.compile(r"\bnot authorized to perform\b", re.IGNORECASE)
"""How AWS words a denial that a permission would lift."""


def is_closed(refused: Refused) -> bool:
    """Whether a request was refused because the account never used a service that takes no new customers.

    A denial that names a permission says nothing about the account, whatever else it says.
    """
    why = refused.unavailable
    return why.error_code in CODES or (bool(CLOSED.search(why.detail)) and not PERMISSION.search(why.detail))
