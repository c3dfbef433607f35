"""Findings of external access: of the account's own analyzers, and of those that serve its organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from checks.accessanalyzer.findings import external_access_is_resolved
from reporter.api import (
    Known,
    Region,
    Scanned,
    Shared,
    Unavailable,
    Verdict,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.accessanalyzer.findings import AnalyzerFindings, OpenFinding, OpenFindings, OrganizationFindings
from reporter.model.answers import ReasonCode
from tests.checks.iam.credential_builders import ACCOUNT, NOW

ME, TOOLING, OUTSIDE = ACCOUNT.account_id, "999988887777", "444455556666"
REGION = Region.of(ACCOUNT, "eu-west-1")
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
NO_ONE: Shared[OrganizationFindings] = Shared()


def finding(days: int = 8, account_id: str = ME, error: str = "", name: str = "photos") -> OpenFinding:
    created = NOW.at - timedelta(days=days)
    return OpenFinding(f"{name}-{days}", account_id, f"arn:aws:s3:::{name}", created, error)


def own(*findings: OpenFinding, found: Any = None) -> Known[AnalyzerFindings]:
    return Known((analyzer(AnalyzerFindings, ME, *findings, found=found),))


def analyzer(kind: Any, account_id: str, *findings: OpenFinding, found: Any = None) -> Any:
    arn = f"arn:aws:access-analyzer:eu-west-1:{account_id}:analyzer/all"
    found = found or OpenFindings(findings)
    more = {"of_organization": True} if kind is AnalyzerFindings else {}
    return kind(account_id=account_id, region="eu-west-1", arn=arn, name="all", found=found, **more)


def shared(*findings: OpenFinding, account_id: str = TOOLING, found: Any = None) -> Shared[OrganizationFindings]:
    return Shared((analyzer(OrganizationFindings, account_id, *findings, found=found),))


def judged(mine: Known[AnalyzerFindings], others: Any = NO_ONE, **settings: int) -> Verdict:
    return external_access_is_resolved(REGION, mine, others, Scanned(frozenset({ME, TOOLING})), NOW, **settings)


def test_a_finding_fails_when_it_is_older_than_granted() -> None:
    old = failed(f"arn:aws:s3:::photos since {finding().created:%Y-%m-%d}")
    assert judged(own(finding())) == old
    assert judged(own(finding(7))) == passed("open for at most 7 days: 1")
    assert judged(own(finding(7)), grace_days=6).reason == f"arn:aws:s3:::photos since {finding(7).created:%Y-%m-%d}"


def test_an_analyzer_without_findings_passes_and_no_analyzer_is_not_applicable() -> None:
    assert judged(own()) == passed()
    assert judged(Known()) == not_applicable("no active analyzer of external access")
    alone: Shared[OrganizationFindings] = Shared(doubt="account 1 is not part of this scan")
    why = "no active analyzer of external access; account 1 is not part of this scan"
    assert judged(Known(), alone) == not_applicable(why)


def test_a_finding_with_an_error_is_shown_and_does_not_fail() -> None:
    assert judged(own(finding(error="ACCESS_DENIED"))) == passed("not analysed: arn:aws:s3:::photos: ACCESS_DENIED")


def test_members_take_theirs_from_the_analyzer_of_the_organisation() -> None:
    assert judged(Known(), shared(finding())).reason.startswith("arn:aws:s3:::photos since")
    assert judged(Known(), shared(finding(account_id=OUTSIDE))) == passed()
    assert judged(own(), shared(finding())).reason.startswith("arn:aws:s3:::photos since")


def test_what_is_outside_the_scan_counts_in_the_account_of_the_analyzer() -> None:
    assert judged(own(finding(account_id=OUTSIDE))).reason.startswith("arn:aws:s3:::photos since")
    assert judged(own(finding(account_id=TOOLING))) == passed()
    assert judged(own(), shared(finding(account_id=OUTSIDE), account_id=ME)) == passed()


def test_what_two_analyzers_found_is_listed_once_and_not_beyond_measure() -> None:
    both = judged(own(finding()), shared(finding()))
    assert both.reason.count("photos") == 1
    many = judged(own(*(finding(name=str(number)) for number in range(12))))
    assert many.reason.endswith("; and 2 more")


def test_an_old_finding_fails_whatever_could_not_be_read() -> None:
    assert judged(own(finding()), shared(found=WHY)).reason.startswith("arn:aws:s3:::photos since")


def test_without_one_it_is_left_open_what_could_not_be_read() -> None:
    assert judged(own(found=WHY)) == not_assessed(WHY)
    assert judged(own(), shared(found=WHY)) == not_assessed(WHY)
    assert judged(Known((), {"odd": WHY})) == not_assessed(WHY)
