"""The report formats, in the order in which they are listed everywhere; a new one needs its line and its writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One format of reports."""

    name: str
    """The name in the configuration and on the command line."""
    writers: Mapping[str, str]
    """By suffix: the writer of the file `report.<suffix>`, or `report-<part>.<suffix>`.

    A writer is named by its module in `reporter.report.formats` and its function, `module:function`; it is loaded when
    it is needed.
    """
    default: bool = False
    """Whether it is written where the configuration names no format."""


REPORT_FORMATS = (
    ReportFormat("xlsx", {"xlsx": "excel.workbook:write"}, default=True),
    ReportFormat("csv", {"csv": "csv_file:write"}, default=True),
    ReportFormat("html", {"html": "html_file:write"}, default=True),
    ReportFormat("json", {"json": "json_file:write"}, default=True),
    ReportFormat("csv-bom", {"bom.csv": "csv_file:write_with_bom"}),
    ReportFormat("jsonl", {"jsonl": "jsonl_file:write"}),
    ReportFormat("ocsf", {"ocsf.json": "ocsf_file:write"}),
    ReportFormat("asff", {"asff.jsonl": "asff_file:write"}),
    ReportFormat("sarif", {"sarif": "sarif_file:write"}),
    ReportFormat("junit", {"junit.xml": "junit_file:write"}),
    ReportFormat("oscal", {"oscal-ar.json": "oscal.results:write", "oscal-poam.json": "oscal.poam:write"}),
)
ALL_FORMATS = tuple(each.name for each in REPORT_FORMATS)
FORMATS = tuple(each.name for each in REPORT_FORMATS if each.default)
"""The formats that are written by default."""


def formats_in_words() -> str:
    """The names of all formats, with the number of default ones, for the help of the command line."""
    others = [each.name for each in REPORT_FORMATS if not each.default]
    return f"{', '.join(FORMATS)} (these {len(FORMATS)} by default), {', '.join(others)}."
