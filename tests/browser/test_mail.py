"""The HTML body of a mail, as programs show it that use a browser for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from reporter.deliver.mail.example import EMPTY, FULL
from reporter.deliver.mail.letter import Figure, Letter, WorkbookPlace
from reporter.deliver.mail.templates import Templates
from reporter.report.words import CHANGES, SEVERITIES, Word
from tests.browser.conftest import OpenTab
from tests.browser.test_accessibility import objections

pytestmark = pytest.mark.browser

LINK = "https://console.aws.amazon.com/s3/object/compliance?prefix=20261116T060000Z-0a1b2c3d/reports/report.xlsx"


def figures(words: Mapping[str, Word]) -> Iterator[Figure]:
    for number, word in enumerate(words.values()):
        yield Figure(title=word.title, tone=word.tone, count=1000 * number, new=number % 2)


COLOURFUL = replace(
    FULL,
    severities=tuple(figures(SEVERITIES)),
    changes=tuple(figures(CHANGES)),
    place=WorkbookPlace(megabytes="31.2", link=LINK, folder="/srv/compliance/runs/20261116T060000Z-0a1b2c3d"),
)


@pytest.mark.parametrize(
    ("letter", "width", "dark"), [(COLOURFUL, 400, False), (COLOURFUL, 800, True), (EMPTY, 320, False)]
)
def test_a_mail_is_readable_on_every_screen(open_tab: OpenTab, letter: Letter, width: int, *, dark: bool) -> None:
    page = open_tab(width=width, dark=dark)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(Templates.of(None).html(letter))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('table.card').offsetWidth") <= 640
    assert objections(page) == []
    assert asked == []
