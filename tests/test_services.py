"""Whatever belongs to a service is named after it, in every place where a newcomer looks for it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICES = sorted(
    init.parent.name for init in ROOT.glob("reporter/aws/*/__init__.py") if "SERVICE = " in init.read_text("utf-8")
)
ALWAYS = (
    "tests/aws/{}/__init__.py", "tests/facts/{name}.csv", "reporter/demo/services/{}", "benchmarks/server/services/{}",
)  # fmt: skip
OF_CHECKS = (
    "checks/{}/__init__.py", "tests/checks/{}/__init__.py", "docs/checks/{name}.md", "tests/remediation/services/{}",
)  # fmt: skip
"""What a service has as soon as it has checks of its own: what is known of ECS serves those of AWS Organizations."""

WRITTEN = (
    "checks", "reporter/aws", "reporter/demo/services", "benchmarks/server/services",
    "tests/aws", "tests/checks", "tests/facts", "tests/remediation/services",
)  # fmt: skip
"""Where `reporter checks new` writes stubs."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_same_name_everywhere(service: str) -> None:
    """Except that what is no Python has the name in AWS, `lambda`, where the folder has to be `lambda_`."""
    of_checks = places(service, OF_CHECKS)
    wanted = [*places(service, ALWAYS), *(of_checks if any(map(exists, of_checks)) else ())]
    assert [place for place in wanted if not exists(place)] == [], "a page in docs/ is written by `make docs`"


def places(service: str, patterns: Sequence[str]) -> list[str]:
    return [pattern.format(service, name=service.rstrip("_")) for pattern in patterns]


def exists(place: str) -> bool:
    """Whether there is a file or a folder, or a module of this name."""
    return (ROOT / place).exists() or (ROOT / f"{place}.py").exists()


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
