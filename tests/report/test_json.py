from __future__ import annotations

import json
from pathlib import Path

from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from reporter.report.tables.tables import COVERAGE
from reporter.runs import RequirementRecord
from tests.conftest import Golden
from tests.report.runs import account, finding, framework, report_of, rule, sample


def test_the_document_is_as_it_was(tmp_path: Path, golden: Golden) -> None:
    report = report_of(
        tmp_path,
        accounts=[account("012345678901"), account("112345678902", state="left-out", finished=None)],
        rules=[rule("s3-bucket-closed", settings='{"max_age_days":90}')],
        findings=[finding("s3-bucket-closed", "012345678901", Status.FAIL)],
        frameworks=(framework(RequirementRecord(id="2.10", title="Trained")),),
    )
    [file] = render(report, ["json"], tmp_path)
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document.pop("dictionary")
    assert document.pop("evidence")  # its digests depend on how gzip packs
    golden("report/report.json", json.dumps(document, indent=1) + "\n")


def test_codes_stay_codes_for_programs_and_are_words_for_people(tmp_path: Path) -> None:
    report = sample(tmp_path)
    [file] = render(report, ["json"], tmp_path)
    assert "denied-by-iam" in [row["reasons"] for row in json.loads(file.read_bytes())["coverage"]]
    [reasons] = [column for column in COVERAGE.columns if column.name == "reasons"]
    assert "Denied by IAM" in [reasons.shown(row) for row in report.coverage]
