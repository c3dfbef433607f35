"""The commands for organizations: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import CHOICE

LISTS = "the commands list what a person has to move"
NOT_RUN = {
    "organizations-delegated-admins-trusted": CHOICE,
    "organizations-guardrails-attached": CHOICE,
    "organizations-management-account-no-workloads": LISTS,
    "organizations-ou-structure-reviewed": CHOICE,
}
TO_FILL_IN = frozenset({"MEMBER", "POLICY", "ROOT", "SERVICE", "UNIT"})
