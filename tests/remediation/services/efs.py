"""The commands for efs: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import REPLACED

NOT_RUN = {"efs-file-system-encrypted": REPLACED}
TO_FILL_IN = frozenset({"KEY_ARN"})
