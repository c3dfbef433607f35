"""Whatever belongs to a service is named after it, in every place where a newcomer looks for it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICES = sorted(
    init.parent.name for init in ROOT.glob("reporter/aws/*/__init__.py") if "SERVICE = " in init.read_text("utf-8")
)
PACKAGES = ("checks/{}/__init__.py", "tests/aws/{}/__init__.py", "tests/checks/{}/__init__.py")
TEXTS = ("tests/facts/{}.csv", "docs/checks/{}.md")
MODULES = ("reporter/demo/services/{}", "benchmarks/server/services/{}", "tests/remediation/services/{}")
"""Those that may be one module or a package."""

WRITTEN = (
    "checks", "reporter/aws", "reporter/demo/services", "benchmarks/server/services",
    "tests/aws", "tests/checks", "tests/facts", "tests/remediation/services",
)  # fmt: skip
"""Where `reporter checks new` writes stubs."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_same_name_everywhere(service: str) -> None:
    """Except that what is no Python has the name in AWS, `lambda`, where the folder has to be `lambda_`."""
    places = [place.format(service) for place in PACKAGES] + [place.format(service.rstrip("_")) for place in TEXTS]
    missing = [place for place in places if not (ROOT / place).exists()]
    missing += [
        place.format(service)
        for place in MODULES
        if not (ROOT / f"{place.format(service)}.py").exists() and not (ROOT / place.format(service)).is_dir()
    ]
    assert missing == [], "a page in docs/ is written by `make docs`"


def test_nothing_is_left_to_do() -> None:
    left = [
        f"TODO left: {file.relative_to(ROOT)}:{number}"
        for folder in WRITTEN
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in (".py", ".csv")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if "TODO" in line
    ]
    assert not left, "\n".join(left)
