"""The commands for apigateway: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import EMULATED

NOT_RUN = {"apigateway-rest-access-logging-enabled": EMULATED, "apigateway-v2-access-logging-enabled": EMULATED}
TO_FILL_IN = frozenset({"API_ID", "LOG_GROUP_ARN"})
