"""The services of the emulator, one module or package each: answers that moto lacks, and the demo's resources.

A service may have `ANSWERS` and `CORRECTIONS` (see `reporter.demo.state`), and `seed(place, account)`, which creates
the resources of the account with this name. Other resources are in the plans of the accounts (`reporter.demo.plan`).
All services are found by walking this folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def services() -> tuple[ModuleType, ...]:
    """The modules of all services, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)
