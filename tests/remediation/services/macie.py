"""The commands for macie: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import EMULATED

NOT_RUN = {"macie-automated-discovery-enabled": EMULATED, "macie-session-enabled": EMULATED}
TO_FILL_IN = frozenset({"AUTO_ENABLE"})
