"""The commands for securityhub: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import EMULATED

NOT_RUN = {"securityhub-hub-enabled": EMULATED}
TO_FILL_IN = frozenset({"STANDARD"})
