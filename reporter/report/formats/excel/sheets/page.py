"""The page set-up of every sheet: landscape, fitted to the width, with the run in the footer."""

from __future__ import annotations

import math

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model.text import visible
from reporter.report.model import Report

A4_CHARACTERS, A3_CHARACTERS = 210, 330
"""Maximum width of a sheet, in characters, that can be read on the paper."""
FOOTER_LENGTH = 60
"""Maximum characters of each part; Excel refuses footers of more than 255 characters in total."""


def set_up_page(sheet: Worksheet, report: Report, width: float = 0) -> None:
    """Set page and footer; a wide sheet is printed on A3, a wider one on several pages side by side."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A3 if width > A4_CHARACTERS else sheet.PAPERSIZE_A4)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = max(1, math.ceil(width / A3_CHARACTERS))
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.4, bottom=0.6, footer=0.3)
    footer = HeaderFooterItem()
    footer.left.text = f"Run {_plain(report.run.run_id)}"
    footer.center.text = _plain(report.run.classification)
    footer.right.text = "Page &P of &N"
    sheet.HeaderFooter.oddFooter = footer


def _plain(text: str) -> str:
    """The text with ampersands escaped, which start codes in a footer."""
    return visible(text)[:FOOTER_LENGTH].replace("&", "&&")
