"""The catalogue of settings that come from no file."""

from reporter.config.settings import Settings
from reporter.engine.loader import load_checks
from reporter.rules.catalogue import Catalogue, catalogue_of


def catalogue_for(settings: Settings) -> Catalogue:
    """All checks and frameworks, with those of the folders that the settings name."""
    return catalogue_of(load_checks(settings.checks.folders), settings.frameworks.folders)
