"""Converts the cells that people fill in: from a workbook, to comparable text, and to the follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from openpyxl.utils.datetime import from_excel

from reporter.model.redact import redacted
from reporter.model.text import excel_read, excel_safe, visible_lines
from reporter.report.tables.finding_columns import current_working_status
from reporter.report.tables.findings_sheet import FINDINGS_SHEET
from reporter.runs import Care

DUE = "due_date"
FIELDS: Mapping[str, str] = {column.name: column.title for column in FINDINGS_SHEET.columns if column.fill}
"""The titles of the columns that people fill in, by name."""
ATTRIBUTES = {name: name.removesuffix("_date") for name in FIELDS}
"""The attributes of `Care` by column name."""
SHORT = 200
SERIALS = range(1, 2_957_004)
"""Day numbers that Excel knows with either epoch, up to the end of the year 9999."""


def typed(field: str, value: Any, epoch: datetime) -> str:
    """The comparable text of a cell: dates as ISO 8601, other text visible, stripped, with secrets redacted."""
    if field == DUE:
        return _day(value, epoch)
    return _named_now(field, _kept(excel_read(_plain(value))))


def written(field: str, value: Any) -> str:
    """The comparable text of a value of the report, as its workbook shows it."""
    if field == DUE or not isinstance(value, str):
        return value.isoformat() if value else ""
    return _named_now(field, _kept(excel_read(excel_safe(visible_lines(value)))))


def _named_now(field: str, text: str) -> str:
    return current_working_status(text) if field == "working_status" else text


def said_in(care: Care, field: str) -> str:
    """The comparable text of one field of a follow-up."""
    return written(field, getattr(care, ATTRIBUTES[field]))


def is_understood(field: str, text: str) -> bool:
    """Whether a text can be kept in a field."""
    return field != DUE or not text or _iso_day(text) == text


def with_text(care: Care, field: str, text: str) -> Care:
    """The follow-up with another text in one field."""
    value = (date.fromisoformat(text) if text else None) if field == DUE else text
    return replace(care, **{ATTRIBUTES[field]: value})  # type: ignore[arg-type] # the name decides about the type


def _day(value: Any, epoch: datetime) -> str:
    """A day in ISO 8601; the unchanged text if it is no day."""
    if isinstance(value, float | int) and not isinstance(value, bool) and int(value) in SERIALS:
        value = from_excel(value, epoch)
    text = _kept(excel_read(_plain(value)))
    return _iso_day(text) or text


def _iso_day(text: str) -> str:
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return ""


def _plain(value: Any) -> str:
    """The text of a cell's value, as people see it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return "" if value is None else str(value)


def _kept(text: str) -> str:
    return _cleaned(text) if len(text) < SHORT else redacted(visible_lines(text)).strip()


@lru_cache(10_000)
def _cleaned(text: str) -> str:
    """The cleaned text, cached: owners, days and list values are in many cells."""
    return redacted(visible_lines(text)).strip()
