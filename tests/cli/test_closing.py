"""The last lines of a scan say why something is missing and where to look."""

from pathlib import Path

import pytest

from reporter.cli.closing import print_closing
from reporter.config.settings import Settings
from reporter.model.answers import ReasonCode
from reporter.model.verdicts import Status
from reporter.scan import Outcome, ScanTally
from tests.report.runs import account, finding, finished_run, rule


def test_the_largest_causes_are_said_in_words_and_the_others_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reasons = {ReasonCode.TIMEOUT: 1, ReasonCode.AWS_ERROR: 3, ReasonCode.THROTTLED: 2, ReasonCode.DENIED_BY_SCP: 1}
    unseen = [
        finding("s3-a", "1", Status.NOT_ASSESSED, f"{reason}{number}", reason_code=reason)
        for reason, count in reasons.items()
        for number in range(count)
    ]
    seen = [finding("s3-a", "1", Status.PASS if number else Status.FAIL, f"{number}") for number in range(13)]
    twice = finding("s3-a", "1", Status.NOT_ASSESSED, reason_code=ReasonCode.TIMEOUT, parameters="{}")
    found = [*unseen, *seen, twice]
    folder, manifest = finished_run(tmp_path, accounts=[account("1")], rules=[rule("s3-a")], findings=found)
    assert print_closing(Outcome(folder, manifest, {"1": ScanTally.of(found)}), Settings(), None) == 3
    assert capsys.readouterr().out.splitlines() == [
        "Score: 92.3 %. Coverage: 65.0 %.",
        "3 findings not assessed: AWS error (aws-error). AWS returned another error.",
        "2 findings not assessed: Throttled (throttled). AWS limited the number of requests, even after retries.",
        (
            "1 finding not assessed: Denied by SCP (denied-by-scp). A policy of the organisation forbids the call, "
            "even to auditors."
        ),
        "1 other cause not shown.",
        "Where to look: sheet Coverage of the workbook; `reporter doctor` shows causes and fixes.",
        "Exit code 3: the scan ended, and something could not be assessed; what is missing is no pass.",
    ]
