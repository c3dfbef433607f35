"""The report as one HTML page that needs nothing from anywhere and lets nothing run that is not its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from reporter.report import matrix, summary_tables, words
from reporter.report.columns import Column, Kind, Table, show
from reporter.report.dictionary import DICTIONARY
from reporter.report.finding_columns import FINDINGS
from reporter.report.measures import group
from reporter.report.model import Report
from reporter.report.tables import ACCOUNTS, CONTROLS
from reporter.report.text import visible
from reporter.report.tiles import tiles
from reporter.resources import resource_folder

TEMPLATE = "report.html.j2"
NOT_IN_SCRIPTS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end a script element, or a line in one; all are the same text to a JSON parser when escaped."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text, its class and its colour."""

    text: str
    kind: str
    tone: str


def write(report: Report, target: Path) -> None:
    """The whole page."""
    target.write_text(_page(report), encoding="utf-8", newline="\n")


def _page(report: Report) -> str:
    folder = resource_folder("templates")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = visible
    style = (folder / "report" / "style.css").read_text(encoding="utf-8")
    script = (folder / "report" / "script.js").read_text(encoding="utf-8")
    return environment.get_template(TEMPLATE).render(
        report=report,
        run=report.run,
        summary=report.summary,
        moment=show(Kind.TIME, report.run.finished or report.run.started),
        tiles=tiles(report.summary),
        words=words,
        tables=summary_tables,
        accounts=ACCOUNTS,
        controls=CONTROLS,
        frameworks=group(report.controls, lambda row: row.framework.id).values(),
        dictionary=DICTIONARY,
        explanations=group(DICTIONARY.rows(report), lambda row: row.section).items(),
        matrix=matrix,
        cells=_cells,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=_policy(style, script),
        data=Markup(_embedded(_findings(report))),  # noqa: S704 - escaped by `_embedded`
    )


def _cells(columns: Sequence[Column[Any]], rows: Sequence[Any]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [Cell(column.shown(row), _class_of(column, row), column.tone_of(row)) for column in columns]


def _class_of(column: Column[Any], row: Any) -> str:
    return "count zero" if column.kind is Kind.COUNT and not column.read(row) else column.kind.value


def _policy(style: str, script: str) -> str:
    """A content security policy that lets exactly our style and our script in, and no request out."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _embedded(value: Any) -> str:
    """JSON that is safe inside a script element."""
    return msgspec.json.encode(value).decode().translate(NOT_IN_SCRIPTS)


def _findings(report: Report) -> dict[str, Any]:
    """The findings by column, every text once; the script makes rows of those that are looked at."""
    shown = (words.STATUSES, words.SEVERITIES, words.REASONS)
    return {
        "count": len(report.findings),
        "columns": [_packed(column, FINDINGS, report) for column in FINDINGS.columns],
        "order": {
            "status": [word.title for word in words.STATUSES.values()],
            "severity": [word.title for word in words.SEVERITIES.values()],
        },
        "tones": {word.title: word.tone for kind in shown for word in kind.values()},
    }


def _packed(column: Column[Any], table: Table[Any], report: Report) -> dict[str, Any]:
    """A column as its different values and, where some occur twice, the place of each row's value among them."""
    texts = [column.shown(row) for row in table.rows(report)]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    packed = {"name": column.name, "title": column.title, "values": list(places)}
    return packed if len(places) == len(texts) else {**packed, "at": [places[text] for text in texts]}
