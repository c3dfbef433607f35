"""What the author of a check imports is there."""

from reporter import api
from reporter.engine.collector import is_collected


def test_every_name_that_is_offered_exists() -> None:
    assert all(hasattr(api, name) for name in api.__all__)


def test_wherever_checks_are_written_regions_can_be_asked_for() -> None:
    assert is_collected(api.Region)
