"""The charts of the Summary sheet; they read the cells, so that they follow an edit."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model import Severity
from reporter.report.model import Report
from reporter.report.sheets.styles import TONES
from reporter.report.tables import ACCOUNTS

NARROW, WIDE, HEIGHT = 7, 10, 7
"""In centimetres."""
ACCOUNTS_SHOWN = 8


def add_severity_chart(sheet: Worksheet, anchor: str, first_row: int) -> None:
    """Failing by severity, from the five rows of the table beside it."""
    chart = _bars("Failing by severity", NARROW)
    last_row = first_row + len(Severity) - 1
    series = Series(Reference(sheet, min_col=3, min_row=first_row, max_row=last_row), title="Failing")
    series.dPt = [_point(number, TONES[severity].bar) for number, severity in enumerate(Severity)]
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    chart.append(series)
    chart.set_categories(Reference(sheet, min_col=2, min_row=first_row, max_row=last_row))
    chart.legend = None
    sheet.add_chart(chart, anchor)


def add_account_chart(sheet: Worksheet, anchor: str, accounts: Worksheet, report: Report) -> None:
    """The accounts with the gravest failures, from the sheet of the accounts."""
    if not report.summary.scanned:
        return
    chart = _bars("Accounts with the gravest failures", WIDE)
    chart.grouping, chart.overlap = "stacked", 100
    first = 2 + report.summary.unreachable + report.summary.not_scanned
    last = first + min(ACCOUNTS_SHOWN, report.summary.scanned) - 1
    names = [column.name for column in ACCOUNTS.columns]
    for severity in Severity:
        column = names.index(f"failing_{severity}") + 1
        values = Reference(accounts, min_col=column, min_row=first, max_row=last)
        series = Series(values, title=severity.capitalize())
        series.graphicalProperties.solidFill = TONES[severity].bar
        chart.append(series)
    chart.set_categories(Reference(accounts, min_col=names.index("account_name") + 1, min_row=first, max_row=last))
    chart.legend.position = "b"
    sheet.add_chart(chart, anchor)


def _bars(title: str, width: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.title, chart.gapWidth = "bar", _title(title), 40
    chart.width, chart.height = width, HEIGHT
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    return chart


def _title(text: str) -> Title:
    """A title no larger than the headings around it."""
    font = CharacterProperties(sz=1100, b=True)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=[RegularTextRun(rPr=font, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _point(number: int, colour: str) -> DataPoint:
    point = DataPoint(idx=number)
    point.graphicalProperties.solidFill = colour
    return point
