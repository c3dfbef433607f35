"""The commands for glacier: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import EMULATED

NOT_RUN = {"glacier-vault-not-public": EMULATED}
