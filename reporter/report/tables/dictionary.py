"""The Dictionary of a report: columns, codes, measures and the settings in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.report import words
from reporter.report.build.measures import COVERAGE_MEANING, SCORE_MEANING
from reporter.report.model import DictionaryRow, Report
from reporter.report.tables.columns import Column, ColumnKind, Table
from reporter.report.tables.finding_columns import CSV_SCHEMA
from reporter.report.tables.findings_sheet import FINDINGS_SHEET, GROUP
from reporter.report.tables.summary_tables import SUMMARY_TABLES
from reporter.report.tables.tables import SHEETS
from reporter.runs import RuleRecord

MEASURES = (
    DictionaryRow("How it is computed", "Score", "score", SCORE_MEANING),
    DictionaryRow("How it is computed", "Coverage", "coverage", COVERAGE_MEANING),
    DictionaryRow(
        "How it is computed",
        "Totals",
        "",
        "Findings with the settings of the configuration. Where a framework requires other settings, "
        "the check is evaluated again for its requirement alone; those results are on the sheet Controls only.",
    ),
    DictionaryRow("How it is computed", "CSV schema", "", f"{CSV_SCHEMA}: columns are only ever added at the end."),
)
CODES = {
    "Status": words.RESULTS,
    "Severity": words.SEVERITIES,
    "Reason code": words.REASONS,
    "Seen": words.SEEN,
    "State of an account": words.STATES,
    "Change": words.CHANGES,
    "State of a waiver": words.WAIVERS,
    "Risk rating": words.RISKS,
}


def entries(report: Report) -> tuple[DictionaryRow, ...]:
    """Every entry, in the order of the sheet."""
    return (*MEASURES, *_codes(), *_columns(), *(_settings(rule) for rule in report.run.rules))


def _codes() -> Iterator[DictionaryRow]:
    for section, codes in CODES.items():
        yield from (DictionaryRow(section, word.title, code, word.meaning) for code, word in codes.items())


def _columns() -> Iterator[DictionaryRow]:
    for table in SUMMARY_TABLES:
        yield from _columns_of(table, f"Summary: {table.title}")
    for table in (*SHEETS, DICTIONARY):
        yield from _columns_of(table, table.title)
    yield DictionaryRow(f"Column of {FINDINGS_SHEET.title}", GROUP.title, GROUP.name, GROUP.meaning)


def _columns_of(table: Table[Any], section: str) -> Iterator[DictionaryRow]:
    return (DictionaryRow(f"Column of {section}", one.title, one.name, one.meaning) for one in table.columns)


def _settings(rule: RuleRecord) -> DictionaryRow:
    section = "Settings that a framework requires" if rule.parameters else "Settings in force"
    return DictionaryRow(
        section, rule.title, rule.check_id, words.settings_in_words(rule.settings) or "It has no settings."
    )


def _on_paper(_: Report) -> int:
    """The number of measures and codes, which are first; columns and settings are looked up in the file."""
    return len(MEASURES) + sum(map(len, CODES.values()))


DICTIONARY: Table[DictionaryRow] = Table(
    "dictionary",
    "Dictionary",
    "The meaning of every column, code and number, and the settings of the checks.",
    (
        Column("section", "About", "What the entry is about.", 30, ColumnKind.TEXT, lambda row: row.section),
        Column("term", "Term", "The word in Excel and HTML.", 40, ColumnKind.LONG, lambda row: row.term),
        Column("name", "Name", "The code in CSV and JSON.", 38, ColumnKind.TEXT, lambda row: row.name),
        Column("meaning", "Meaning", "What it means.", 90, ColumnKind.LONG, lambda row: row.meaning),
    ),
    entries,
    "",
    printed_rows=_on_paper,
)
