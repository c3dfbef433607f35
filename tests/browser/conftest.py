"""Opens the HTML page in a real browser; these tests are skipped without Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from tests.report.runs import sample
from tests.runs.history.weeks import bucket, week

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OpenTab = Callable[..., Page]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; Playwright does not install a browser."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip(f"no browser to look at the page with: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET, chromium_sandbox=False)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A browser context for all pages, offline; a new one takes seconds of two processors."""
    context = browser.new_context(offline=True)
    context.new_page()  # without a page, the context closes with its last page
    yield context
    context.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small run with every status and hostile names, a week after another run."""
    folder = tmp_path_factory.mktemp("page")
    week(folder, -1, [bucket("open", Status.PASS), bucket("closed", Status.FAIL), bucket("gone", Status.FAIL)])
    [file] = render(sample(folder), ["html"], folder)
    return file


@pytest.fixture
def open_tab(window: BrowserContext) -> Iterator[OpenTab]:
    """Opens an empty page on a screen of a given width."""
    tabs = []

    def open_one(*, width: int = 1366, dark: bool = False) -> Page:
        tab = window.new_page()
        tabs.append(tab)
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme="dark" if dark else "light")
        return tab

    yield open_one
    for tab in tabs:
        tab.close()


@pytest.fixture
def visit(open_tab: OpenTab, report: Path) -> Iterator[Visit]:
    """Opens the report at an address within it; fails if the page sends a request."""
    asked: list[str] = []
    troubles: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            asked.append(request.url)

    def open_page(address: str = "", *, width: int = 1366, dark: bool = False) -> Page:
        page = open_tab(width=width, dark=dark)
        page.on("request", note)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.goto(report.as_uri() + address)
        page.wait_for_selector("#found:not([hidden])")
        page.wait_for_selector("#dictionary table", state="attached")
        return page

    yield open_page
    assert not asked
    assert not troubles
