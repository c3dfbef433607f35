"""The named styles of the workbook, and the colours of every tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

from reporter.report.tables.columns import Column, ColumnKind

FONT = "Calibri"
INK = "1F2933"
QUIET = "5B6770"
ACCENT = "1F3A5F"
RULE = "D5DBE1"
LINK = "0B4A82"
INPUT = "FFFBE8"
"""The fill of cells that people fill in."""
DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Tone:
    """Text and fill colours, with enough contrast to be read."""

    text: str
    ground: str
    bar: str
    """The colour in charts, distinct without text."""
    heat: str = "FFFFFF"
    """The strongest fill of a number in a heat map; dark text on it can be read."""


TONES: Mapping[str, Tone] = {
    "critical": Tone("7A1020", "F6CFD3", "8E1B2E", "E99AA3"),
    "high": Tone("8A3A00", "FBDEC8", "D1661B", "F4B98A"),
    "medium": Tone("6B5000", "FCF0C6", "E0B12E", "F3D97C"),
    "low": Tone("1D4F7C", "DCE9F5", "6FA3CF", "AACBE8"),
    "info": Tone("4A5560", "ECEFF2", "A9B4BE", "CCD4DB"),
    "fail": Tone("8B1A24", "F8D9DB", "B3282D"),
    "unseen": Tone("4B2E83", "E6DDF4", "6B4FA8"),
    "partly": Tone("4B2E83", "F1ECF9", "9D87CC"),
    "person": Tone("0B4A82", "D9E9F8", "2F75B5"),
    "waived": Tone("4A5560", "E4E7EA", "8A949D"),
    "pass": Tone("1B5E35", "DCF0E3", "3C8D5A"),
    "quiet": Tone("5B6770", "F3F5F7", "C3CAD1"),
    "plain": Tone(INK, "FFFFFF", "8A949D"),
}

_LINE = Border(bottom=Side("thin", RULE))
_TOP = Alignment(vertical="top", horizontal="left", indent=1)
_WRAPPED = Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1)
_MIDDLE = Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1)
BODY_OF: Mapping[ColumnKind, str] = {
    ColumnKind.LONG: "Report wrapped",
    ColumnKind.ID: "Report id",
    ColumnKind.COUNT: "Report count",
    ColumnKind.DIFFERENCE: "Report difference",
    ColumnKind.PERCENT: "Report percent",
    ColumnKind.TIME: "Report time",
    ColumnKind.DATE: "Report date",
}
BODY = "Report text"


def body_style_of(column: Column[Any]) -> str:
    """The named style of the cells of a column; columns that people fill in have their own fill."""
    style = style_of(column.kind)
    return style.replace("Report", "Input") if column.fill else style


def style_of(kind: ColumnKind) -> str:
    """The named style of a body cell."""
    return BODY_OF.get(kind, BODY)


def header_style_of(kind: ColumnKind) -> str:
    """The named style of the header over such cells."""
    return "Report header number" if kind.is_number else "Report header"


def add_styles(workbook: Workbook) -> None:
    """Add every named style to the workbook."""
    for style in (
        *_page_styles(),
        *_cover_styles(),
        *_banner_styles(),
        *_tile_styles(),
        *_table_styles(),
        *_input_styles(),
    ):
        workbook.add_named_style(style)


def _page_styles() -> list[NamedStyle]:
    return [
        NamedStyle(
            "Report title", font=Font(FONT, 20, bold=True, color=ACCENT), alignment=Alignment(vertical="center")
        ),
        NamedStyle("Report subtitle", font=Font(FONT, 10, color=QUIET), alignment=Alignment(vertical="top")),
        NamedStyle(
            "Report section", font=Font(FONT, 13, bold=True, color=ACCENT), alignment=Alignment(vertical="bottom")
        ),
        NamedStyle("Report decision", font=Font(FONT, 11, bold=True, color=INK), alignment=_MIDDLE),
        NamedStyle("Report note", font=Font(FONT, 10, italic=True, color=QUIET), alignment=_MIDDLE),
    ]


def _cover_styles() -> list[NamedStyle]:
    left = Alignment(vertical="center", horizontal="left", wrap_text=True)
    section = Border(bottom=Side("medium", ACCENT))
    return [
        NamedStyle("Cover title", font=Font(FONT, 26, bold=True, color=ACCENT), alignment=Alignment(vertical="center")),
        NamedStyle("Cover class", font=Font(FONT, 12, bold=True, color=QUIET), alignment=Alignment(vertical="center")),
        NamedStyle("Cover section", font=Font(FONT, 13, bold=True, color=ACCENT), border=section, alignment=left),
        NamedStyle("Cover name", font=Font(FONT, 10, color=QUIET), border=_LINE, alignment=left),
        NamedStyle("Cover value", font=Font(FONT, 10, color=INK), border=_LINE, alignment=left, number_format="@"),
        NamedStyle("Cover link", font=Font(FONT, 10, underline="single", color=LINK), border=_LINE, alignment=left),
    ]


def _banner_styles() -> list[NamedStyle]:
    tones = {"Report complete": TONES["pass"], "Report incomplete": TONES["unseen"]}
    return [
        NamedStyle(
            name,
            font=Font(FONT, 12, bold=True, color=tone.text),
            fill=solid(tone.ground),
            alignment=Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1),
        )
        for name, tone in tones.items()
    ]


def _tile_styles() -> list[NamedStyle]:
    ground, left = solid("F3F5F8"), Alignment(vertical="center", horizontal="left", indent=1)
    return [
        NamedStyle("Tile label", font=Font(FONT, 10, color=QUIET), fill=ground, alignment=left),
        NamedStyle("Tile value", font=Font(FONT, 22, bold=True, color=ACCENT), fill=ground, alignment=left),
        NamedStyle("Tile note", font=Font(FONT, 9, color=QUIET), fill=ground, alignment=left),
    ]


def _table_styles() -> list[NamedStyle]:
    heading, ground = Font(FONT, 10, bold=True, color="FFFFFF"), solid(ACCENT)
    body, number = Font(FONT, 10, color=INK), Alignment(vertical="top", horizontal="right", indent=1)
    over_number = Alignment(vertical="center", horizontal="right", wrap_text=True, indent=1)
    return [
        NamedStyle("Report header", font=heading, fill=ground, alignment=_MIDDLE),
        NamedStyle("Report header number", font=heading, fill=ground, alignment=over_number),
        NamedStyle(BODY, font=body, border=_LINE, alignment=_TOP, number_format="@"),
        NamedStyle("Report wrapped", font=body, border=_LINE, alignment=_WRAPPED, number_format="@"),
        NamedStyle("Report id", font=Font("Consolas", 9, color=QUIET), border=_LINE, alignment=_TOP, number_format="@"),
        NamedStyle("Report count", font=body, border=_LINE, alignment=number, number_format='#,##0;-#,##0;"-"'),
        NamedStyle("Report difference", font=body, border=_LINE, alignment=number, number_format="+#,##0;-#,##0;0"),
        NamedStyle("Report percent", font=body, border=_LINE, alignment=number, number_format="0.0%"),
        NamedStyle("Report time", font=body, border=_LINE, alignment=_TOP, number_format='yyyy-mm-dd hh:mm "UTC"'),
        NamedStyle("Report date", font=body, border=_LINE, alignment=_TOP, number_format=DAY),
    ]


def _input_styles() -> list[NamedStyle]:
    """The styles of cells that people fill in."""
    body, ground, line = Font(FONT, 10, color=INK), solid(INPUT), Border(bottom=Side("thin", "E3D9B0"))
    return [
        NamedStyle("Input text", font=body, fill=ground, border=line, alignment=_TOP, number_format="@"),
        NamedStyle("Input wrapped", font=body, fill=ground, border=line, alignment=_WRAPPED, number_format="@"),
        NamedStyle("Input date", font=body, fill=ground, border=line, alignment=_TOP, number_format=DAY),
    ]


def solid(colour: str) -> PatternFill:
    """A plain fill; conditional formats use its second colour."""
    return PatternFill("solid", start_color=colour, end_color=colour)
