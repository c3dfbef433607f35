"""A configuration file, read with the catalogue that it names checks, frameworks and their settings of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from reporter.config.file.load import load_settings
from reporter.config.settings import Settings
from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks
from reporter.rules.catalogue import BUILT_IN, Catalogue, catalogue_of
from reporter.rules.framework_files import framework_names


def all_regions() -> Collection[str]:
    """Every region there is; it takes AWS's libraries, so only a configuration that names regions has them loaded."""
    from reporter.sessions.regions import known_regions  # noqa: PLC0415 - see above

    return known_regions()


def read_configuration(config: Path) -> tuple[Settings, Catalogue]:
    """The settings of a configuration file, and its catalogue; raises `ConfigError` with every mistake in it."""
    loaded: dict[tuple[Path, ...], tuple[AnyCheck, ...]] = {}

    def checks_in(folders: Iterable[Path]) -> tuple[AnyCheck, ...]:
        """Loaded and verified once, however often they are needed."""
        key = tuple(folders)
        if key not in loaded:
            loaded[key] = load_checks(key)
        return loaded[key]

    settings = load_settings(
        config,
        checks=checks_in,
        frameworks=lambda folders: framework_names([BUILT_IN, *folders]),
        regions=all_regions,
    )
    return settings, catalogue_of(checks_in(settings.checks.folders), settings.frameworks.folders)
