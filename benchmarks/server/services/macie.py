"""What Macie answers: it is on, and looks for sensitive data by itself."""

from __future__ import annotations

from benchmarks.server.answer import Fixed, Listing, always

SIZES: dict[str, int] = {}

ANSWERS: dict[str, Fixed | Listing] = {
    "macie2:GetAdministratorAccount": always({}),
    "macie2:GetAutomatedDiscoveryConfiguration": always({"status": "ENABLED"}),
    "macie2:GetMacieSession": always({"status": "ENABLED"}),
}
