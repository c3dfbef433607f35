"""Which commands are run against moto, and why the others are not; each service says it in its own module."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from tests.remediation import services
from tests.remediation.shared import Scenario

SERVICES: dict[str, ModuleType] = {
    name: importlib.import_module(f"{services.__name__}.{name}")
    for name in sorted(found.name for found in pkgutil.iter_modules(services.__path__))
}
SCENARIOS: tuple[Scenario, ...] = tuple(
    scenario for service in SERVICES.values() for scenario in getattr(service, "SCENARIOS", ())
)
NOT_RUN: dict[str, str] = {
    check: reason for service in SERVICES.values() for check, reason in getattr(service, "NOT_RUN", {}).items()
}
"""By check: why its command is not run."""
TO_FILL_IN: frozenset[str] = frozenset().union(*(getattr(service, "TO_FILL_IN", ()) for service in SERVICES.values()))
"""Words that stand for what no finding says."""
