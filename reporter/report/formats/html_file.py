"""Writes the report as one HTML page that loads nothing and runs only its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup

from reporter.model.text import visible
from reporter.model.verdicts import Status
from reporter.report import words
from reporter.report.build.measures import group
from reporter.report.formats.packed import folded, packed
from reporter.report.model import NOT_AUTOMATED, AccountRow, ControlRow, Report
from reporter.report.tables import merged_coverage, summary_tables
from reporter.report.tables.causes import CAUSES
from reporter.report.tables.columns import Column, ColumnKind, Table, show
from reporter.report.tables.decisions import decisions
from reporter.report.tables.dictionary import DICTIONARY
from reporter.report.tables.follow_up_tables import CHANGES, WAIVERS
from reporter.report.tables.news import news, other_news, since
from reporter.report.tables.tables import ACCOUNTS, CONTROLS, COVERAGE_SHEET
from reporter.report.tables.tiles import tiles
from reporter.system.package_data import resource_folder

TEMPLATE = "report.html.j2"
SCRIPTS = ("findings.js", "list.js", "panel.js", "page.js")
SHOWN_CHANGES = 200
"""Maximum number of changes on the page: a check that is deselected may cause thousands."""
NONE = "(none)"
"""The value in a link that selects an empty field."""
Query = Mapping[str, str]
LINKS: Mapping[tuple[str, str], Callable[[Any], Query]] = {
    ("accounts", "account_name"): lambda row: {"account_id": row.account.id},
    ("gaps", "account_name"): lambda row: {"status": _title(Status.NOT_ASSESSED), "account_id": row.account.id},
    ("folded", "failing"): lambda row: {
        "status": _title(Status.FAIL),
        "account_id": row.account.id,
        "check_id": visible(row.rule.check_id),
        "group": visible(words.titled(row.fold.group)),
    },
    ("owners", "owner"): lambda row: {"status": _title(Status.FAIL), "owner": visible(row.owner) or NONE},
    ("waivers", "id"): lambda row: {"waiver": visible(row.id)} if row.covers or row.failing_again else {},
    ("controls", "requirement"): lambda row: (
        {"frameworks": visible(f"{row.framework.id} {row.requirement.id}")} if row.requirement.answers else {}
    ),
}
"""By table and column: the query for the findings behind a cell; empty for none."""


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """A table cell: its text, class, colour, and a link to the findings behind it."""

    text: str
    kind: str
    tone: str
    link: str


def write(report: Report, target: Path) -> None:
    """Write the page."""
    target.write_text(_page(report), encoding="utf-8", newline="\n")


def _page(report: Report) -> str:
    folder = resource_folder("templates")
    style = (folder / "report" / "style.css").read_text(encoding="utf-8")
    script = "".join((folder / "report" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    environment = _environment(folder)
    shared = {"report": report, "run": report.run, "words": words, "cells": _cells, "dictionary": DICTIONARY}
    return environment.get_template(TEMPLATE).render(
        **shared,
        summary=report.summary,
        moment=show(ColumnKind.TIME, report.run.started),
        tiles=tiles(report.summary),
        tables=summary_tables,
        decisions=decisions(report),
        causes=CAUSES,
        news=news(report),
        since=since(report),
        other_news=other_news(report),
        changes=CHANGES,
        first_changes=list(islice(report.changes, SHOWN_CHANGES)),
        accounts=_accounts(report),
        waivers=WAIVERS,
        folded={
            name: folded(environment.get_template(f"report/{name}.html.j2").render(**shared, **given))
            for name, given in _sections(report).items()
        },
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own files
        policy=_policy(style, script),
        data=packed(report),
    )


def _accounts(report: Report) -> Table[AccountRow]:
    """The table of accounts with its figures first, without columns that are empty for all accounts."""
    ordered = sorted(ACCOUNTS.columns, key=lambda column: column.name in ("ou", "owner", "reason"))
    filled = [column for column in ordered if any(column.shown(row) not in ("", "-") for row in report.accounts)]
    return replace(ACCOUNTS, columns=tuple(filled))


def _sections(report: Report) -> dict[str, dict[str, Any]]:
    """The variables of each section's template, by its name."""
    return {
        "coverage": {"places": list(merged_coverage.by_account(report)), "coverage": COVERAGE_SHEET},
        "controls": {"frameworks": list(_frameworks(report)), "controls": CONTROLS},
        "dictionary": {"explanations": group(DICTIONARY.rows(report), lambda row: row.section).items()},
    }


def _frameworks(report: Report) -> Iterator[tuple[str, list[ControlRow], list[ControlRow]]]:
    """Each framework's name, its automated requirements with failures first, and those that are not automated."""
    ranks = {result: rank for rank, result in enumerate(words.RESULTS)}
    for rows in group(report.controls, lambda row: row.framework.id).values():
        framework = rows[0].framework
        ordered = sorted(rows, key=lambda row: ranks[row.result])
        automated = [row for row in ordered if row.result != NOT_AUTOMATED]
        yield f"{framework.title} {framework.version}", automated, ordered[len(automated) :]


@cache
def _environment(folder: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        finalize=_shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = visible
    environment.globals["findings"] = findings
    return environment


def _shown(value: Any) -> Any:
    """Template output with visible characters only; escaping is done by the template."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def findings(query: Query | None = None, **more: str | Sequence[str]) -> str:
    """A link in the page to matching findings: `#findings?status=Fail&severity=High`."""
    return f"#findings?{urlencode({**(query or {}), **more}, doseq=True)}"


def _cells(table: Table[Any], columns: Sequence[Column[Any]], rows: Collection[Any]) -> Iterator[list[HtmlCell]]:
    for row in rows:
        yield [_cell(column, row, LINKS.get((table.name, column.name))) for column in columns]


def _cell(column: Column[Any], row: Any, link: Callable[[Any], Query] | None) -> HtmlCell:
    query = link(row) if link else {}
    kind = "count zero" if column.kind is ColumnKind.COUNT and not column.read(row) else column.kind.value
    return HtmlCell(column.shown(row), kind, column.tone_of(row), findings(query) if query else "")


def _title(status: Status) -> str:
    return words.STATUSES[status].title


def _policy(style: str, script: str) -> str:
    """A content security policy that allows exactly our style and our script, and no request."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
