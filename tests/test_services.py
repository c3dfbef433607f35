"""Whatever belongs to a service is named after it, in every place where a newcomer looks for it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICES = sorted(
    init.parent.name for init in ROOT.glob("reporter/aws/*/__init__.py") if "SERVICE = " in init.read_text("utf-8")
)
PLACES = (
    "checks/{}/__init__.py",
    "tests/aws/{}/__init__.py",
    "tests/checks/{}/__init__.py",
    "tests/facts/{}.csv",
    "docs/checks/{}.md",
)
MODULES = ("reporter/demo/services/{}", "benchmarks/server/services/{}")
"""Those that may be one module or a package."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_same_name_everywhere(service: str) -> None:
    missing = [place for place in PLACES if not (ROOT / place.format(service)).exists()]
    missing += [
        place
        for place in MODULES
        if not (ROOT / f"{place.format(service)}.py").exists() and not (ROOT / place.format(service)).is_dir()
    ]
    assert missing == []
