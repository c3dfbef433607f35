"""Adds the charts of the Summary sheet; they refer to its cells, so that they follow an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.formats.excel.sheets.styles import ACCENT, RULE, TONES
from reporter.report.words import Word

HEIGHT = 7
"""In centimetres."""
HEIGHT_IN_ROWS = 14


@dataclass(frozen=True, slots=True)
class Frame:
    """The place, title and width of a chart."""

    sheet: Worksheet
    anchor: str
    title: str
    width: int
    """In centimetres."""


def add_bars(frame: Frame, rows: range, columns: Mapping[int, Word], *, share: bool) -> None:
    """Add a stacked bar for each row; names are in the column before the first. With `share`, bars show percentages."""
    chart = BarChart()
    chart.type, chart.overlap, chart.gapWidth = "bar", 100, 45
    chart.grouping = "percentStacked" if share else "stacked"
    chart.x_axis.scaling.orientation = "maxMin"
    for column, word in columns.items():
        series = Series(_cells(frame, rows, column), title=word.title)
        series.graphicalProperties.solidFill = TONES[word.tone].bar
        series.graphicalProperties.line.solidFill = "FFFFFF"
        chart.append(series)
    chart.set_categories(_cells(frame, rows, min(columns) - 1))
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    _place(chart, frame)


def add_lines(frame: Frame, rows: range, names: int, columns: Mapping[int, str]) -> None:
    """Add lines of percentages over time, with a point for each run and a figure at the last point."""
    chart = LineChart()
    looks = ((ACCENT, "circle", "t"), (TONES["pass"].bar, "diamond", "b"))
    for (column, title), (colour, marker, place) in zip(columns.items(), looks, strict=True):
        series = Series(_cells(frame, rows, column), title=title)
        series.graphicalProperties.line = LineProperties(solidFill=colour, w=28_000)
        series.marker.symbol, series.marker.size = marker, 6
        series.marker.graphicalProperties.solidFill = colour
        series.smooth = False
        series.dLbls = _figure_of(len(rows) - 1, place)
        chart.append(series)
    chart.set_categories(_cells(frame, rows, names))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1, 0.25
    chart.y_axis.number_format = "0%"
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=RULE)))
    chart.y_axis.delete = False
    chart.x_axis.number_format = "yyyy-mm-dd"
    _place(chart, frame)


def _figure_of(point: int, place: str) -> DataLabelList:
    """The value label of one point, above or below it; labels of all points would overlap."""
    shown = {"showSerName": False, "showCatName": False, "showLegendKey": False, "showPercent": False}
    label = DataLabel(idx=point, dLblPos=place, showVal=True, **shown)
    return DataLabelList(dLbl=[label], showVal=False, **shown)


def _cells(frame: Frame, rows: range, column: int) -> Reference:
    return Reference(frame.sheet, min_col=column, min_row=rows.start, max_row=rows.stop - 1)


def _place(chart: BarChart | LineChart, frame: Frame) -> None:
    chart.title = _title(frame.title)
    chart.width, chart.height = frame.width, HEIGHT
    small = CharacterProperties(sz=900)
    text = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=small), endParaRPr=small)])
    chart.x_axis.delete = False
    chart.x_axis.txPr = chart.y_axis.txPr = text
    chart.legend = Legend(legendPos="b", txPr=text)
    frame.sheet.add_chart(chart, frame.anchor)


def _title(text: str) -> Title:
    """A title no larger than the headings around it."""
    font = CharacterProperties(sz=1100, b=True, solidFill=ACCENT)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=[RegularTextRun(rPr=font, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)
