"""The commands for accessanalyzer: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import EMULATED

NOT_RUN = {"accessanalyzer-external-analyzer-enabled": EMULATED, "accessanalyzer-findings-resolved": EMULATED}
TO_FILL_IN = frozenset({"ANALYZER", "FINDING"})
