"""axe finds nothing to object to, by WCAG 2.2 AA and by common practice."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def objections(page: Page) -> list[str]:
    """What axe finds; it is put in by the debugger, which the page's policy does not bind."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [f"{one['id']}: {node['html']}" for one in result["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1366])
def test_nothing_is_wrong_with_the_page(visit: Visit, width: int, *, dark: bool) -> None:
    page = visit(width=width, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert objections(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wrong_with_the_panel(visit: Visit, *, dark: bool) -> None:
    page = visit("#findings?status=Fail", dark=dark)
    page.locator("#rows tbody button").first.click()
    assert objections(page) == []


def test_nothing_is_wrong_when_nothing_is_found(visit: Visit) -> None:
    assert objections(visit("#findings?q=nothing-like-it")) == []
