"""The catalogue: every check and framework that is installed, or in a folder that a configuration names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks
from reporter.rules.framework_files import load_frameworks
from reporter.rules.frameworks import Framework
from reporter.system.package_data import resource_folder

BUILT_IN = resource_folder("config") / "frameworks"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every check and framework, by id."""

    checks: Mapping[str, AnyCheck]
    frameworks: Mapping[str, Framework]


def load_catalogue() -> Catalogue:
    """The built-in checks and frameworks, and those of installed plug-ins."""
    return catalogue_of(load_checks())


def catalogue_of(checks: Iterable[AnyCheck], framework_folders: Iterable[Path] = ()) -> Catalogue:
    """These checks, with the built-in frameworks and those of the folders; raises `ConfigError`."""
    by_id = {check.id: check for check in checks}
    return Catalogue(by_id, load_frameworks([BUILT_IN, *framework_folders], by_id))
