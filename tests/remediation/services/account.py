"""The commands for account: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import EMULATED

NOT_RUN = {
    "account-contact-details-current": EMULATED,
    "account-security-contact-registered": EMULATED,
    "account-security-questions-registered": "there is none: nothing can be done",
    "account-part-of-organization": "two accounts take part in it",
}
TO_FILL_IN = frozenset({"EMAIL", "HANDSHAKE", "NAME", "NUMBER", "TITLE"})
