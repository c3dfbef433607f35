"""The answers of AWS's services, one module each with `ANSWERS`, and `SIZES` of the usual account.

The modules are found by walking this folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

SERVICES: tuple[ModuleType, ...] = tuple(
    importlib.import_module(f"{__name__}.{name}")
    for name in sorted(found.name for found in pkgutil.iter_modules(__path__))
)
