"""The names of kinds in saved evidence: a service and a class, which stay the same when modules move."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FORMER_NAMES = Path(__file__).with_name("former_names.csv")
FORM = re.compile(r"[a-z][a-z0-9-]*:\S+")


class Unnamed(LookupError):  # noqa: N818 - its text is for the author of the kind
    """A kind that declares no name for evidence."""


def declared_name(kind: type) -> str:
    """The name that a kind declares, for example `s3:Bucket`; raises `Unnamed`.

    It consists of the `SERVICE` of the module, or of the nearest package around it, and the class name. A class that
    was renamed or moved to another service keeps its name in `saved_as`.
    """
    name = vars(kind).get("saved_as") or f"{_service_of(kind.__module__)}:{kind.__qualname__}"
    if not FORM.fullmatch(name):
        raise Unnamed(
            f'evidence has no name for {kind.__name__}: write SERVICE = "s3", or whatever its service is, into '
            f"{kind.__module__} or into a package around it; names in evidence never change, modules may"
        )
    return str(name)


def _service_of(module: str) -> str:
    """The service of a module; empty where neither the module nor a package around it declares one."""
    while module:
        service = getattr(sys.modules.get(module), "SERVICE", "")
        if service:
            return str(service)
        module = module.rpartition(".")[0]
    return ""


@cache
def former_names() -> Mapping[str, str]:
    """The name of each kind by its former name, a module path."""
    with FORMER_NAMES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["former"]: row["name"] for row in rows}
